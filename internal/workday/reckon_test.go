package workday

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func paused(from, to string) Pause {
	p := Pause{From: at(from)}
	if to != "" {
		p.To = at(to)
	}
	return p
}

func until(granted, last string) Extension {
	d, err := ParseDate(last)
	if err != nil {
		panic(err)
	}
	return Extension{At: at(granted), Until: d}
}

func TestReckon(t *testing.T) {
	const monday = "2021-06-21 10:00" // a month without holidays follows; 5wd is Monday 28 June
	for _, tc := range []struct {
		why, start, budget, due string
		pauses                  []Pause
		cap                     string
		extensions              []Extension
	}{
		{why: "no pause", start: monday, budget: "5wd", due: "2021-06-28 17:30"},
		{"a pause within one day takes out none", monday, "5wd", "2021-06-28 17:30", []Pause{paused("2021-06-22 09:00", "2021-06-22 17:00")}, "", nil},
		{"overnight takes out the second day", monday, "5wd", "2021-06-29 17:30", []Pause{paused("2021-06-22 17:00", "2021-06-23 09:00")}, "", nil},
		{"a pause over the weekend takes out Monday only", monday, "5wd", "2021-06-29 17:30", []Pause{paused("2021-06-25 09:00", "2021-06-28 09:00")}, "", nil},
		{"a pause that ends on Saturday after Friday takes out none", monday, "5wd", "2021-06-28 17:30", []Pause{paused("2021-06-25 09:00", "2021-06-26 09:00")}, "", nil},
		{"a pause from the start day", monday, "5wd", "2021-06-30 17:30", []Pause{paused(monday, "2021-06-23 09:00")}, "", nil},
		{"two pauses add up", monday, "5wd", "2021-06-30 17:30", []Pause{paused("2021-06-22 09:00", "2021-06-23 09:00"), paused("2021-06-24 09:00", "2021-06-25 09:00")}, "", nil},
		{"overlapping pauses count once, in any order", monday, "5wd", "2021-06-30 17:30", []Pause{paused("2021-06-23 09:00", "2021-06-24 09:00"), paused("2021-06-22 09:00", "2021-06-23 12:00")}, "", nil},
		{"over National Day with its make-up days", "2021-09-24 10:00", "5wd", "2021-10-08 17:30", []Pause{paused("2021-09-25 10:00", "2021-09-26 10:00")}, "", nil},
		{"a pause on the due day moves it on to the resumption", monday, "5wd", "2021-06-30 17:30", []Pause{paused("2021-06-28 10:00", "2021-06-30 10:00")}, "", nil},
		{"and to the next close if it ends in the evening", monday, "5wd", "2021-07-01 17:30", []Pause{paused("2021-06-28 10:00", "2021-06-30 20:00")}, "", nil},
		{"or at the close itself", monday, "5wd", "2021-06-29 17:30", []Pause{paused("2021-06-28 10:00", "2021-06-28 17:30")}, "", nil},
		{"or on a weekend", monday, "5wd", "2021-07-05 17:30", []Pause{paused("2021-06-28 10:00", "2021-07-03 12:00")}, "", nil},
		{"a pause at the due instant changes nothing", monday, "5wd", "2021-06-28 17:30", []Pause{paused("2021-06-28 17:30", "2021-07-03 12:00")}, "", nil},
		{"a later pause without end neither", monday, "5wd", "2021-06-28 17:30", []Pause{paused("2021-06-29 17:30", "")}, "", nil},
		{"a pause before the start counts from the start", monday, "5wd", "2021-06-29 17:30", []Pause{paused("2021-06-18 10:00", "2021-06-22 12:00")}, "", nil},
		{"a long pause ends at its cap", monday, "5wd", "2021-06-30 17:30", []Pause{paused("2021-06-22 09:00", "2021-08-01 09:00")}, "2wd", nil},
		{"a running pause is taken to last to its cap", monday, "5wd", "2021-06-30 17:30", []Pause{paused("2021-06-22 09:00", "")}, "2wd", nil},

		{"natural days keep the day they would have ended on", "2021-06-21 10:00", "5d", "2021-06-28 17:30", []Pause{paused("2021-06-22 10:00", "2021-06-23 10:00")}, "", nil}, // Saturday 26 + 1, both move to Monday
		{"natural days move by natural days", "2021-06-21 10:00", "5d", "2021-06-29 17:30", []Pause{paused("2021-06-22 10:00", "2021-06-25 10:00")}, "", nil},
		{"fixed ones stay on a Sunday", "2021-06-21 10:00", "5d!", "2021-06-27 24:00", []Pause{paused("2021-06-22 10:00", "2021-06-23 10:00")}, "", nil},
		{"a pause between the last natural day and where it moved", "2021-06-21 10:00", "5d", "2021-06-29 17:30", []Pause{paused("2021-06-27 10:00", "2021-06-29 10:00")}, "", nil},

		{"hours move by natural time", monday, "24h", "2021-06-22 13:00", []Pause{paused("2021-06-21 20:00", "2021-06-21 23:00")}, "", nil},
		{"working hours move by working time", monday, "4wh", "2021-06-22 09:45", []Pause{paused("2021-06-21 11:30", "2021-06-21 16:00"), paused("2021-06-21 16:00", "2021-06-21 16:15")}, "", nil},
		{"working hours do not move by a pause at lunch", monday, "4wh", "2021-06-21 16:30", []Pause{paused("2021-06-21 12:00", "2021-06-21 14:30")}, "", nil},

		{"an extension sets the last day", monday, "5wd", "2021-07-09 17:30", nil, "", []Extension{until("2021-06-25 10:00", "2021-07-09")}},
		{"to a Saturday moves on to Monday", monday, "5wd", "2021-07-12 17:30", nil, "", []Extension{until("2021-06-25 10:00", "2021-07-10")}},
		{"natural days keep the Saturday for a later pause", monday, "5d", "2021-07-12 17:30", []Pause{paused("2021-06-29 10:00", "2021-06-30 10:00")}, "", []Extension{until("2021-06-25 10:00", "2021-07-10")}},
		{"the last extension holds", monday, "5wd", "2021-07-05 17:30", nil, "", []Extension{until("2021-06-28 10:00", "2021-07-05"), until("2021-06-25 10:00", "2021-07-09")}},
		{"a pause before the extension is spent", monday, "5wd", "2021-07-09 17:30", []Pause{paused("2021-06-22 10:00", "2021-06-24 10:00")}, "", []Extension{until("2021-06-25 10:00", "2021-07-09")}},
		{"a pause after the extension moves it on", monday, "5wd", "2021-07-13 17:30", []Pause{paused("2021-06-29 10:00", "2021-07-01 10:00")}, "", []Extension{until("2021-06-25 10:00", "2021-07-09")}},
		{"the rest of a pause in which it was granted too", monday, "5wd", "2021-07-12 17:30", []Pause{paused("2021-06-22 10:00", "2021-06-28 10:00")}, "", []Extension{until("2021-06-25 10:00", "2021-07-09")}},
		{"a late extension revives the promise", monday, "5wd", "2021-07-09 17:30", []Pause{paused("2021-06-29 10:00", "2021-06-30 10:00")}, "", []Extension{until("2021-06-30 12:00", "2021-07-09")}},
		{"a late extension during a pause that had no effect", monday, "5wd", "2021-07-12 17:30", []Pause{paused("2021-06-29 10:00", "2021-07-01 10:00")}, "", []Extension{until("2021-06-30 12:00", "2021-07-09")}},
		{"hours too are extended to a close", monday, "24h", "2021-06-25 17:30", nil, "", []Extension{until("2021-06-21 15:00", "2021-06-25")}},
		{"an extension to a day gone by", monday, "5wd", "2021-06-22 17:30", []Pause{paused("2021-06-24 10:00", "")}, "", []Extension{until("2021-06-23 10:00", "2021-06-22")}},
	} {
		run := Run{Start: at(tc.start), Budget: MustBudget(tc.budget), Pauses: tc.pauses, PauseCap: MustBudget(tc.cap), Extensions: tc.extensions}
		r := China().Reckon(run)
		if r.Stopped || FormatDue(r.Due) != tc.due {
			t.Errorf("%s: due %s, want %s", tc.why, FormatDue(r.Due), tc.due)
		}
		if explained := China().Explain(run); !explained.Due.Equal(r.Due) {
			t.Errorf("%s: explained as %s, want %s", tc.why, FormatDue(explained.Due), tc.due)
		}
	}
}

func TestReckonTellsApartWhatWasFirstPromised(t *testing.T) {
	run := Run{Start: at("2021-06-21 10:00"), Budget: MustBudget("5wd"),
		Pauses:     []Pause{paused("2021-06-22 10:00", "2021-06-24 16:00")},
		Extensions: []Extension{until("2021-06-25 10:00", "2021-07-09")}}
	r := China().Reckon(run)
	if FormatDue(r.First) != "2021-06-30 17:30" || FormatDue(r.Due) != "2021-07-09 17:30" || r.PausedFor != 54*time.Hour || r.PausedDays != 2 || !r.CapAt.IsZero() {
		t.Errorf("%+v", r)
	}
}

func TestARunningPause(t *testing.T) {
	run := Run{Start: at("2021-06-21 10:00"), Budget: MustBudget("5wd"), Pauses: []Pause{paused("2021-06-22 10:00", "")}}
	if r := China().Reckon(run); !r.Stopped || !r.Due.IsZero() || !r.First.IsZero() || !r.CapAt.IsZero() {
		t.Errorf("without a cap there is no due instant: %+v", r)
	}
	run.PauseCap = MustBudget("10wd")
	if r := China().Reckon(run); r.Stopped || FormatDue(r.CapAt) != "2021-07-06 17:30" || FormatDue(r.Due) != "2021-07-12 17:30" || r.PausedFor != 0 {
		t.Errorf("with a cap it is taken to last to the cap: %+v", r)
	}
	run.Extensions = []Extension{until("2021-06-29 10:00", "2021-07-09")}
	if r := China().Reckon(run); FormatDue(r.CapAt) != "2021-07-06 17:30" || FormatDue(r.Due) != "2021-07-16 17:30" {
		t.Errorf("an extension granted meanwhile is moved on by the rest: %+v", r)
	}
	run.Pauses[0].To = at("2021-06-23 10:00")
	if r := China().Reckon(run); !r.CapAt.IsZero() || r.PausedFor != 24*time.Hour {
		t.Errorf("an ended pause has no cap to come: %+v", r)
	}
}

func TestProvisionalBeyondTheLoadedYears(t *testing.T) {
	for budget, want := range map[string]bool{"5wd": true, "7d": true, "7d!": true, "20wh": true, "168h": false, "60m": false, "1wd": false} {
		run := Run{Start: at("2026-12-29 10:00"), Budget: MustBudget(budget)}
		if r := China().Reckon(run); r.Provisional != want {
			t.Errorf("%s: provisional %v, want %v", budget, r.Provisional, want)
		}
	}
	run := Run{Start: at("2026-12-29 10:00"), Budget: MustBudget("60m"), Extensions: []Extension{until("2026-12-29 10:30", "2027-01-05")}}
	if !China().Reckon(run).Provisional {
		t.Error("an extension into an unannounced year is provisional")
	}
}

// anyRun draws runs with a few pauses and extensions near the run, some overlapping, empty, backwards or still running.
func anyRun(t *rapid.T) Run {
	run := Run{Start: anyInstant(t), Budget: anyBudget(t)}
	near := func(label string) time.Time {
		day := DateOf(run.Start).AddDays(rapid.IntRange(-3, 40).Draw(t, label))
		return day.At(0, rapid.SampledFrom([]int{0, 1, 510, 600, 720, 870, 900, 1050, 1051, 1200}).Draw(t, label+" minute"))
	}
	for range rapid.IntRange(0, 4).Draw(t, "pauses") {
		p := Pause{From: near("from")}
		if rapid.IntRange(0, 4).Draw(t, "running") > 0 {
			p.To = near("to")
		}
		run.Pauses = append(run.Pauses, p)
	}
	for range rapid.IntRange(0, 2).Draw(t, "extensions") {
		run.Extensions = append(run.Extensions, Extension{At: near("granted"), Until: DateOf(near("until"))})
	}
	if rapid.Bool().Draw(t, "capped") {
		run.PauseCap = Budget{N: rapid.IntRange(1, 10).Draw(t, "cap"), Unit: anyUnit(t)}
	}
	return run
}

func TestTheExplainedDueIsTheReckonedDue(t *testing.T) {
	c := China()
	rapid.Check(t, func(t *rapid.T) {
		run := anyRun(t)
		fast, walked := c.Reckon(run), c.Explain(run)
		if fast.Due != walked.Due {
			t.Fatalf("%+v\nreckoned %s, walked %s", run, fast.Due, walked.Due)
		}
		if fast.Stopped != fast.Due.IsZero() || len(fast.Steps) != 0 {
			t.Fatalf("%+v", fast)
		}
		last := walked.Steps[len(walked.Steps)-1]
		if fast.Stopped && last.Reason != ReasonStopped || !fast.Stopped && (last.Reason != ReasonDue || !last.At.Equal(fast.Due)) {
			t.Fatalf("the explanation ends with %+v, not with %s", last, fast.Due)
		}
	})
}

func TestWithoutExtensionsEveryCountedDayIsExplained(t *testing.T) {
	c := China()
	rapid.Check(t, func(t *rapid.T) {
		run := anyRun(t)
		run.Extensions = nil
		r := c.Explain(run)
		days, total, seen := 0, time.Duration(0), map[Date]bool{}
		for _, s := range r.Steps {
			if !s.Counted {
				continue
			}
			if run.Budget.Unit.ByDate() && (seen[s.Date] || run.Budget.Unit == WorkingDay && !c.IsWorking(s.Date)) {
				t.Fatalf("%s is counted and must not be", s.Date)
			}
			seen[s.Date] = true
			total += s.Spent
			days++
		}
		switch {
		case r.Stopped:
		case run.Budget.Unit.ByDate() && days != run.Budget.N:
			t.Fatalf("%d days explained for %s", days, run.Budget)
		case run.Budget.Unit == WorkingHour && total != time.Duration(run.Budget.N)*time.Hour:
			t.Fatalf("%s explained for %s", total, run.Budget)
		}
	})
}

func TestPausesNeverShortenAndEmptyOnesDoNothing(t *testing.T) {
	c := China()
	rapid.Check(t, func(t *rapid.T) {
		run := anyRun(t)
		run.PauseCap, run.Extensions = Budget{}, nil
		before := c.Reckon(run)
		if plain := c.After(run.Start, run.Budget).At; !before.Stopped && before.Due.Before(plain) {
			t.Fatalf("pauses brought %s forward to %s", plain, before.Due)
		}
		moment := run.Start.Add(time.Duration(rapid.Int64Range(-int64(wholeDay), int64(60*wholeDay)).Draw(t, "moment")))
		run.Pauses = append(slices.Clone(run.Pauses), Pause{moment, moment})
		if after := c.Reckon(run); !after.Due.Equal(before.Due) || after.Stopped != before.Stopped {
			t.Fatalf("an empty pause at %s moved %s to %s", moment, before.Due, after.Due)
		}
		if before.Stopped {
			return
		}
		run.Pauses = append(run.Pauses, Pause{From: before.Due})
		if after := c.Reckon(run); !after.Due.Equal(before.Due) {
			t.Fatalf("a pause from the due instant on moved %s to %s", before.Due, after.Due)
		}
	})
}

func TestADueInstantNeverLiesInsideAPause(t *testing.T) {
	c := China()
	rapid.Check(t, func(t *rapid.T) {
		run := anyRun(t)
		run.PauseCap, run.Extensions = Budget{}, nil
		r := c.Reckon(run)
		for _, p := range run.Pauses {
			if !r.Stopped && r.Due.After(p.From) && (p.To.IsZero() || !r.Due.After(p.To) && p.To.After(p.From)) {
				t.Fatalf("due %s inside the pause %s to %s", r.Due, p.From, p.To)
			}
		}
	})
}

func TestReckonDoesNotSortTheCallersPauses(t *testing.T) {
	pauses := []Pause{paused("2021-06-24 09:00", "2021-06-25 09:00"), paused("2021-06-22 09:00", "2021-06-23 09:00")}
	before := slices.Clone(pauses)
	China().Reckon(Run{Start: at("2021-06-21 10:00"), Budget: MustBudget("5wd"), Pauses: pauses})
	if !slices.Equal(pauses, before) {
		t.Error("the ledger was reordered")
	}
}
