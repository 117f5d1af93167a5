package workday

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// naiveAfter counts minute by minute and day by day on the outside calendar, using nothing of this package but its types.
func naiveAfter(start time.Time, b Budget) time.Time {
	working := oracle()
	worked := func(t time.Time) bool { return working(MakeDate(t.Date())) }
	switch b.Unit {
	case Minute, WorkingHour:
		left := b.N
		if b.Unit == WorkingHour {
			left *= 60
		}
		t := start
		for ; left > 0; t = t.Add(time.Minute) {
			m := t.Hour()*60 + t.Minute()
			open := worked(t) && (m >= 8*60+30 && m < 12*60 || m >= 14*60+30 && m < 17*60+30)
			if b.Unit == Minute || open {
				left--
			}
		}
		return t
	case Hour:
		return start.Add(time.Duration(b.N) * time.Hour)
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

func TestTenThousandPromisesAgreeWithANaiveWalker(t *testing.T) {
	random := rand.New(rand.NewPCG(2018, 2026))
	longest := map[Unit]int{Minute: 3000, Hour: 500, Day: 200, WorkingHour: 30, WorkingDay: 120}
	all := []Unit{Minute, Hour, Day, WorkingHour, WorkingDay}
	for range 10_000 {
		start := MakeDate(2018, 1, 1).Start().Add(time.Duration(random.IntN(9*365*24*60)) * time.Minute)
		b := Budget{Unit: all[random.IntN(len(all))]}
		b.N = 1 + random.IntN(longest[b.Unit])
		b.Fixed = b.Unit == Day && random.IntN(2) == 0
		if got, want := China().After(start, b).At, naiveAfter(start, b); !got.Equal(want) {
			t.Errorf("%s + %s = %s, walked %s", start, b, got, want)
		}
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
