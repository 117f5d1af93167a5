package workday

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// naiveAfter counts minute by minute and day by day on the outside calendar, using nothing of this package but its types.
func naiveAfter(start time.Time, b Budget) time.Time {
	working := oracle()
	worked := func(t time.Time) bool { return working(MakeDate(t.Date())) }
	switch b.Unit {
	case Minute:
		return start.Add(time.Duration(b.N) * time.Minute)
	case Hour:
		return start.Add(time.Duration(b.N) * time.Hour)
	case WorkingHour:
		left := time.Duration(b.N) * time.Hour
		for t := start; ; {
			next := t.Truncate(time.Minute).Add(time.Minute)
			m := t.Hour()*60 + t.Minute()
			if worked(t) && (m >= 8*60+30 && m < 12*60 || m >= 14*60+30 && m < 17*60+30) {
				if left <= next.Sub(t) {
					return t.Add(left)
				}
				left -= next.Sub(t)
			}
			t = next
		}
	}
	y, m, d := start.Date()
	day := time.Date(y, m, d, 17, 30, 0, 0, start.Location())
	for left := b.N; left > 0; {
		if day = day.AddDate(0, 0, 1); b.Unit == Day || worked(day) {
			left--
		}
	}
	for !b.Fixed && !worked(day) {
		day = day.AddDate(0, 0, 1)
	}
	if !worked(day) {
		return day.Add(6*time.Hour + 30*time.Minute)
	}
	return day
}

// corner is a kind of promise that is easily counted wrong, and how many of the ten thousand are of it at least.
type corner struct {
	name  string
	holds func(start, due time.Time) bool
	least int
}

func corners() []corner {
	springs := map[int]Date{2018: MakeDate(2018, 2, 16), 2019: MakeDate(2019, 2, 5), 2020: MakeDate(2020, 1, 25), 2021: MakeDate(2021, 2, 12),
		2022: MakeDate(2022, 2, 1), 2023: MakeDate(2023, 1, 22), 2024: MakeDate(2024, 2, 10), 2025: MakeDate(2025, 1, 29), 2026: MakeDate(2026, 2, 17)}
	minute := func(t time.Time) int { return t.Hour()*60 + t.Minute() }
	made := func(t time.Time) bool {
		return oracle()(DateOf(t)) && (t.Weekday() == time.Saturday || t.Weekday() == time.Sunday)
	}
	return []corner{
		{"starts at night", func(s, _ time.Time) bool { return minute(s) >= 20*60 || minute(s) < 6*60 }, 2000},
		{"starts at lunch", func(s, _ time.Time) bool { return minute(s) >= 12*60 && minute(s) < 14*60+30 }, 800},
		{"starts on the minute at which the office opens or closes", func(s, _ time.Time) bool {
			return s.Second() == 0 && slices.Contains([]int{8*60 + 30, 12 * 60, 14*60 + 30, 17*60 + 30}, minute(s))
		}, 300},
		{"starts on a make-up day", func(s, _ time.Time) bool { return made(s) }, 500},
		{"is due on a make-up day", func(_, due time.Time) bool { return made(due.Add(-time.Second)) }, 100},
		{"runs over Spring Festival", func(s, due time.Time) bool {
			spring := springs[due.Year()].Start()
			return s.Before(spring) && due.After(spring)
		}, 500},
		{"starts in Spring Festival", func(s, _ time.Time) bool {
			after := DateOf(s).Sub(springs[s.Year()])
			return after >= 0 && after < 6
		}, 300},
		{"runs over the end of a year", func(s, due time.Time) bool { return s.Year() != due.Year() }, 500},
	}
}

// randomStart is an instant of nine years, one in two near a corner of the calendar.
func randomStart(random *rand.Rand, eves []Date) time.Time {
	day := MakeDate(2018, 1, 1).AddDays(random.IntN(9*365 - 260))
	if random.IntN(2) == 0 {
		day = eves[random.IntN(len(eves))].AddDays(random.IntN(5) - 3)
	}
	start := day.At(random.IntN(24), random.IntN(60)).Add(time.Duration(random.IntN(60)) * time.Second)
	if random.IntN(10) == 0 {
		start = [...]time.Time{day.At(8, 30), day.At(12, 0), day.At(14, 30), day.At(17, 30), day.At(0, 0)}[random.IntN(5)]
	}
	return start
}

func TestTenThousandPromisesAgreeWithANaiveWalker(t *testing.T) {
	random := rand.New(rand.NewPCG(2018, 2026))
	longest := map[Unit]int{Minute: 3000, Hour: 500, Day: 200, WorkingHour: 30, WorkingDay: 120}
	all := []Unit{Minute, Hour, Day, WorkingHour, WorkingDay}
	var eves []Date // make-up days, the days of long holidays, and New Year's Eves
	for d := MakeDate(2018, 1, 5); d.Year() < 2026; d = d.AddDays(1) {
		weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		if oracle()(d) == weekend || d.Month() == time.December && d.Day() == 31 {
			eves = append(eves, d)
		}
	}
	seen := make([]int, len(corners()))
	for range 10_000 {
		start := randomStart(random, eves)
		b := Budget{Unit: all[random.IntN(len(all))]}
		b.N = 1 + random.IntN(longest[b.Unit])
		b.Fixed = b.Unit == Day && random.IntN(2) == 0
		got, want := China().After(start, b).At, naiveAfter(start, b)
		if !got.Equal(want) {
			t.Errorf("%s + %s = %s, walked %s", start, b, got, want)
		}
		for i, c := range corners() {
			if c.holds(start, want) {
				seen[i]++
			}
		}
	}
	for i, c := range corners() {
		if seen[i] < c.least {
			t.Errorf("only %d promises of which one %s, want %d", seen[i], c.name, c.least)
		}
		t.Logf("%d: %s", seen[i], c.name)
	}
}

// fingerprint condenses many results, with instants that come in the process's own zone.
func fingerprint() string {
	h := sha256.New()
	for i := range int64(3000) {
		start := time.UnixMilli(1_514_736_000_000 + i*94_321_007)
		for _, b := range []string{"60m", "24h", "7d", "7d!", "3wh", "5wd"} {
			r := China().Explain(Run{Start: start, Budget: MustBudget(b), Pauses: []Pause{{start.Add(time.Hour), start.Add(50 * time.Hour)}}})
			fmt.Fprintln(h, r.Due, r.Due.UnixMilli(), FormatDue(r.Due), len(r.Steps), r.Steps[0].Text("zh"), China().Left(start, r.Due, WorkingDay))
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func TestTheZoneOfTheProcessDoesNotMatter(t *testing.T) {
	if os.Getenv("WORKDAY_FINGERPRINT") != "" {
		fmt.Println(time.Local, time.UnixMilli(0).Hour(), fingerprint())
		return
	}
	want, hours := fingerprint(), map[string]bool{}
	for _, zone := range []string{"UTC", "America/New_York", "Asia/Shanghai", "Pacific/Kiritimati"} {
		cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		cmd.Env = append(os.Environ(), "WORKDAY_FINGERPRINT=1", "TZ="+zone)
		out, err := cmd.CombinedOutput()
		fields := strings.Fields(string(out))
		if err != nil || len(fields) < 3 {
			t.Fatalf("%v: %s", err, out)
		}
		hours[fields[1]] = true
		if fields[2] != want {
			t.Errorf("other results with the process in %s", zone)
		}
	}
	if len(hours) < 4 {
		t.Errorf("the processes did not run in four zones: %v", hours)
	}
}
