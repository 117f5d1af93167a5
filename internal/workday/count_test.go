package workday

import (
	"testing"
	"time"
	_ "time/tzdata" // New York must be found on any machine

	"pgregory.net/rapid"
)

func TestAfter(t *testing.T) {
	for _, tc := range []struct{ why, start, budget, due string }{
		{"counted from the next day, the last included", "2021-06-07 10:00", "5wd", "2021-06-15 17:30"},
		{"Dragon Boat Festival lies between", "2021-06-11 10:00", "1wd", "2021-06-15 17:30"},
		{"make-up Sunday 26 September counts", "2021-09-24 16:00", "3wd", "2021-09-28 17:30"},
		{"over National Day to the make-up Saturday", "2021-09-29 09:00", "3wd", "2021-10-09 17:30"},
		{"make-up Saturday before an ordinary Sunday", "2021-10-08 09:00", "2wd", "2021-10-11 17:30"},
		{"filed on a holiday", "2021-10-03 22:00", "1wd", "2021-10-08 17:30"},
		{"filed late at night counts as that day", "2021-06-07 23:59", "1wd", "2021-06-08 17:30"},
		{"filed at midnight belongs to the new day", "2021-06-08 00:00", "1wd", "2021-06-09 17:30"},
		{"filed at the close", "2021-06-07 17:30", "1wd", "2021-06-08 17:30"},
		{"over Spring Festival with both make-up days", "2021-02-05 10:00", "5wd", "2021-02-18 17:30"},
		{"over the year's end", "2021-12-30 10:00", "2wd", "2022-01-04 17:30"},
		{"the lengthened Spring Festival of 2020", "2020-01-23 10:00", "1wd", "2020-02-03 17:30"},

		{"natural days end on a working day", "2021-06-07 10:00", "7d", "2021-06-15 17:30"},
		{"natural days end on an ordinary day", "2021-06-16 10:00", "7d", "2021-06-23 17:30"},
		{"a last day in National Day moves to 8 October", "2021-09-24 10:00", "7d", "2021-10-08 17:30"},
		{"a last day on a make-up Saturday stays", "2021-10-02 10:00", "7d", "2021-10-09 17:30"},
		{"a fixed last day on a holiday stays, to midnight", "2021-09-24 10:00", "7d!", "2021-10-01 24:00"},
		{"a fixed last day on a working day ends at the close", "2021-06-16 10:00", "7d!", "2021-06-23 17:30"},

		{"minutes run at night and on holidays", "2021-10-01 23:30", "60m", "2021-10-02 00:30"},
		{"hours run through the weekend", "2021-06-11 16:00", "24h", "2021-06-12 16:00"},

		{"working hour in the morning", "2021-06-07 09:00", "1wh", "2021-06-07 10:00"},
		{"ends exactly at lunch", "2021-06-07 11:00", "1wh", "2021-06-07 12:00"},
		{"runs over lunch", "2021-06-07 11:30", "1wh", "2021-06-07 15:00"},
		{"starts at lunch", "2021-06-07 12:00", "1wh", "2021-06-07 15:30"},
		{"starts at 17:30 exactly", "2021-06-07 17:30", "1wh", "2021-06-08 09:30"},
		{"ends at 17:30 exactly", "2021-06-07 16:30", "1wh", "2021-06-07 17:30"},
		{"starts in the night before work", "2021-06-07 03:00", "1wh", "2021-06-07 09:30"},
		{"starts on the eve of National Day", "2021-09-30 17:00", "1wh", "2021-10-08 09:00"},
		{"runs into a make-up Saturday", "2021-10-08 17:00", "1wh", "2021-10-09 09:00"},
		{"more than a day", "2021-06-07 08:30", "8wh", "2021-06-08 10:00"},
		{"no budget", "2021-06-07 10:00", "", "2021-06-07 10:00"},
	} {
		start := at(tc.start)
		due := China().After(start, MustBudget(tc.budget))
		if got := FormatDue(due.At); got != tc.due || due.Provisional {
			t.Errorf("%s: %s + %s = %s, want %s", tc.why, tc.start, tc.budget, got, tc.due)
		}
		if due.At.Location() != Zone {
			t.Errorf("%s: the result is in %s", tc.why, due.At.Location())
		}
	}
}

func TestLeftAndElapsed(t *testing.T) {
	for _, tc := range []struct {
		why, now, due string
		unit          Unit
		left, elapsed int
	}{
		{"three working days to go over a make-up Sunday", "2021-09-24 09:00", "2021-09-28 17:30", WorkingDay, 3, 3},
		{"on the due day none is left", "2021-09-28 09:00", "2021-09-28 17:30", WorkingDay, 0, 0},
		{"late the same evening is not yet a day over", "2021-09-28 20:00", "2021-09-28 17:30", WorkingDay, 0, 0},
		{"one over, the holidays not counted", "2021-10-08 09:00", "2021-09-30 17:30", WorkingDay, -1, -1},
		{"natural days over", "2021-10-08 09:00", "2021-09-30 17:30", Day, -8, -8},
		{"a due instant of 24:00 is its own day", "2021-10-02 10:00", "2021-10-04 00:00", Day, 1, 2},
		{"at 24:00 exactly nothing is left and nothing over", "2021-10-04 00:00", "2021-10-04 00:00", Day, 0, 0},
		{"a minute after 24:00 is a day over", "2021-10-04 00:01", "2021-10-04 00:00", Day, -1, 0},
		{"half hours are cut", "2021-06-07 10:00", "2021-06-07 11:59", Hour, 1, 1},
		{"and so when over", "2021-06-07 11:59", "2021-06-07 10:00", Hour, -1, -1},
		{"working hours without lunch", "2021-06-07 11:00", "2021-06-07 15:30", WorkingHour, 2, 2},
		{"minutes", "2021-06-07 11:00", "2021-06-07 10:30", Minute, -30, -30},
	} {
		if got := China().Left(at(tc.now), at(tc.due), tc.unit); got != tc.left {
			t.Errorf("%s: left %d, want %d", tc.why, got, tc.left)
		}
		if got := China().Elapsed(at(tc.now), at(tc.due), tc.unit); got != tc.elapsed {
			t.Errorf("%s: elapsed %d, want %d", tc.why, got, tc.elapsed)
		}
	}
}

func TestOpeningHours(t *testing.T) {
	sending, err := ParseHours("08:30-18:00")
	if err != nil {
		t.Fatal(err)
	}
	office, messages := China(), China().WithHours(sending)
	for _, tc := range []struct {
		c        *Calendar
		at, open string
	}{
		{office, "2021-06-07 08:29", "2021-06-07 08:30"},
		{office, "2021-06-07 08:30", "2021-06-07 08:30"},
		{office, "2021-06-07 12:00", "2021-06-07 14:30"},
		{office, "2021-06-07 17:30", "2021-06-08 08:30"},
		{office, "2021-09-30 18:00", "2021-10-08 08:30"},
		{office, "2021-10-09 09:00", "2021-10-09 09:00"},
		{messages, "2021-06-07 13:00", "2021-06-07 13:00"},
		{messages, "2021-06-07 18:00", "2021-06-08 08:30"},
	} {
		got := tc.c.NextOpening(at(tc.at))
		if !got.Equal(at(tc.open)) || tc.c.IsOpen(at(tc.at)) != (tc.at == tc.open) {
			t.Errorf("%s opens %s, want %s", tc.at, got, tc.open)
		}
	}
}

func TestNearDue(t *testing.T) {
	for _, tc := range []struct{ why, start, budget, near string }{
		{"a quarter of an hour before an hour is over", "2021-06-07 10:00", "60m", "2021-06-07 10:45"},
		{"six hours before a day is over", "2021-06-07 10:00", "24h", "2021-06-08 04:00"},
		{"a quarter of two working hours, over lunch", "2021-06-07 10:15", "2wh", "2021-06-07 11:45"},
		{"a working hour before four are over", "2021-06-07 16:00", "4wh", "2021-06-08 10:00"},
		{"the opening of the working day before", "2021-06-07 10:00", "5wd", "2021-06-11 08:30"},
		{"over National Day", "2021-09-24 10:00", "7d", "2021-09-30 08:30"},
		{"never before the start", "2021-06-07 10:00", "1wd", "2021-06-07 10:00"},
	} {
		b, start := MustBudget(tc.budget), at(tc.start)
		if got := China().NearDue(start, China().After(start, b).At, b); !got.Equal(at(tc.near)) {
			t.Errorf("%s: %s, want %s", tc.why, got, tc.near)
		}
	}
}

// Generators, shared by the property tests.

func anyUnit(t *rapid.T) Unit {
	return rapid.SampledFrom([]Unit{Minute, Hour, Day, WorkingHour, WorkingDay}).Draw(t, "unit")
}

func anyBudget(t *rapid.T) Budget {
	u := anyUnit(t)
	return Budget{N: rapid.IntRange(1, min(u.Max(), 200)).Draw(t, "n"), Unit: u, Fixed: u == Day && rapid.Bool().Draw(t, "fixed")}
}

// anyInstant draws from 2018 to beyond the loaded years, often at the very minutes where offices open and close.
func anyInstant(t *rapid.T) time.Time {
	d := MakeDate(2018, 1, 1).AddDays(rapid.IntRange(0, 3500).Draw(t, "day"))
	minute := rapid.OneOf(
		rapid.SampledFrom([]int{0, 509, 510, 511, 719, 720, 721, 869, 870, 1049, 1050, 1051, 1439}),
		rapid.IntRange(0, 1439),
	).Draw(t, "minute")
	return d.At(0, minute).Add(time.Duration(rapid.SampledFrom([]int{0, 0, 1, 59_999}).Draw(t, "ms")) * time.Millisecond)
}

func TestLeftUndoesAfter(t *testing.T) {
	c := China()
	rapid.Check(t, func(t *rapid.T) {
		start, b := anyInstant(t), anyBudget(t)
		due := c.After(start, b).At
		left := c.Left(start, due, b.Unit)
		if b.Unit == Day && !b.Fixed { // the last day may have moved on: Left counts to where it moved
			if b.N = left; c.After(start, b).At != due || left < b.N {
				t.Fatalf("%s: %d days left until %s", start, left, due)
			}
			return
		}
		if left != b.N {
			t.Fatalf("%s + %s = %s, but %d left", start, b, due, left)
		}
	})
}

func TestAfterIsMonotone(t *testing.T) {
	c := China()
	rapid.Check(t, func(t *rapid.T) {
		start, b := anyInstant(t), anyBudget(t)
		later := start.Add(time.Duration(rapid.Int64Range(0, int64(20*wholeDay)).Draw(t, "later")))
		due := c.After(start, b).At
		if !due.After(start) {
			t.Fatalf("%s + %s is not in the future: %s", start, b, due)
		}
		if c.After(later, b).At.Before(due) {
			t.Fatalf("%s starts after %s but %s is due before", later, start, b)
		}
		more := b
		more.N++
		if c.After(start, more).At.Before(due) {
			t.Fatalf("%s from %s is due before %s", more, start, b)
		}
	})
}

func TestAfterIsAdditive(t *testing.T) {
	c := China()
	rapid.Check(t, func(t *rapid.T) {
		start, a := anyInstant(t), anyBudget(t)
		if a.Unit == Day {
			a.Unit, a.Fixed = WorkingDay, false // a moved last day is not undone by counting on from it
		}
		b, both := a, a
		b.N = rapid.IntRange(1, 100).Draw(t, "more")
		both.N += b.N
		if inTwo, inOne := c.After(c.After(start, a).At, b).At, c.After(start, both).At; !inTwo.Equal(inOne) {
			t.Fatalf("%s + %s + %s = %s, in one %s", start, a, b, inTwo, inOne)
		}
	})
}

func TestWorkingTimeAddsUpAndBack(t *testing.T) {
	c := China()
	rapid.Check(t, func(t *rapid.T) {
		from, span := anyInstant(t), time.Duration(rapid.Int64Range(1, int64(100*time.Hour)).Draw(t, "span"))
		to := c.addWorkingTime(from, span)
		if c.WorkingTime(from, to) != span || c.WorkingTime(to, from) != -span {
			t.Fatalf("%s to %s: %s, want %s", from, to, c.WorkingTime(from, to), span)
		}
		back := c.subtractWorkingTime(to, span)
		if c.WorkingTime(back, to) != span || back.Before(from) || !c.IsOpen(back) {
			t.Fatalf("%s back from %s is %s", span, to, back)
		}
	})
}

func TestNearDueLiesWithinTheRun(t *testing.T) {
	c := China()
	rapid.Check(t, func(t *rapid.T) {
		start, b := anyInstant(t), anyBudget(t)
		due := c.After(start, b).At
		near := c.NearDue(start, due, b)
		if near.Before(start) || near.After(due) {
			t.Fatalf("%s + %s due %s: near %s", start, b, due, near)
		}
		if b.Unit.ByDate() && near.After(start) && c.Left(near, due, WorkingDay) > 1 {
			t.Fatalf("%s + %s due %s: near %s leaves %d working days", start, b, due, near, c.Left(near, due, WorkingDay))
		}
	})
}

func TestTheZoneOfAnInstantDoesNotMatter(t *testing.T) {
	c := China()
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		start, b := anyInstant(t), anyBudget(t)
		want := c.After(start, b)
		for _, zone := range []*time.Location{time.UTC, newYork, Zone} {
			if got := c.After(start.In(zone), b); got != want {
				t.Fatalf("%s + %s = %s in %s, want %s", start, b, got.At, zone, want.At)
			}
			if c.Left(start.In(zone), want.At.In(zone), b.Unit) != c.Left(start, want.At, b.Unit) || DateOf(start.In(zone)) != DateOf(start) {
				t.Fatalf("counting depends on the zone %s", zone)
			}
		}
	})
}
