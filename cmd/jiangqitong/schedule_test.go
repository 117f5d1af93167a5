package main

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/robfig/cron/v3"

	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/demo"
	"jiangqitong/internal/jobs"
	"jiangqitong/internal/workday"
	"jiangqitong/web/i18n"
)

func at(t testing.TB, text string) time.Time {
	t.Helper()
	instant, err := time.ParseInLocation("2006-01-02 15:04:05", text, workday.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return instant
}

func TestLatestSlot(t *testing.T) {
	for _, c := range []struct{ when, now, want string }{
		{"* * * * *", "2021-06-30 09:00:59", "2021-06-30 09:00:00"},
		{"* * * * *", "2021-06-30 09:00:00", "2021-06-30 09:00:00"},
		{"30 8 * * *", "2021-06-30 08:29:59", "2021-06-29 08:30:00"},
		{"30 8 * * *", "2021-06-30 08:30:00", "2021-06-30 08:30:00"},
		{"20 1 1 * *", "2021-06-30 12:00:00", "2021-06-01 01:20:00"},
		{"0 9 * * 1", "2021-07-04 12:00:00", "2021-06-28 09:00:00"},
		{"0 0 29 2 *", "2021-07-04 12:00:00", ""}, // more than a year ago: nothing to make good
	} {
		slots, err := cron.ParseStandard(c.when)
		if err != nil {
			t.Fatal(err)
		}
		// The machine's own zone must not matter.
		got := latest(slots, at(t, c.now).UTC())
		if c.want == "" && got.IsZero() {
			continue
		}
		if want := at(t, c.want); !got.Equal(want) {
			t.Errorf("%s at %s: %s, want %s", c.when, c.now, got, want)
		}
	}
}

func TestShiftedSlotsComeByTheDemonstrationsClock(t *testing.T) {
	slots, err := cron.ParseStandard("30 8 * * *")
	if err != nil {
		t.Fatal(err)
	}
	wall, demonstration := at(t, "2026-03-01 12:00:00"), at(t, "2021-06-30 08:00:00")
	s := shifted{slots, func() time.Duration { return demonstration.Sub(wall) }}
	if got, want := s.Next(wall), wall.Add(30*time.Minute); !got.Equal(want) {
		t.Errorf("next at %s, want %s", got, want)
	}
}

// runs tells how often each job of the timetable has run, with its latest slot.
func runs(t *testing.T, i *instance) map[string]time.Time {
	t.Helper()
	last, err := i.Jobs.LastRuns(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	slots := map[string]time.Time{}
	for _, run := range last {
		if run.Error != "" {
			t.Errorf("%s failed: %s", run.Job, run.Error)
		}
		slots[run.Job] = run.Slot
	}
	return slots
}

// newInstance is an instance on an empty SQLite database whose clock the test sets.
func newInstance(t *testing.T) *instance {
	t.Helper()
	clock := demo.NewClock(time.Now)
	i, err := assemble(dbtest.SQLite(t), settings{site: site{Files: t.TempDir()}}, clock.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(i.Close)
	i.clock = clock
	if err := i.Desk.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	return i
}

func TestEveryJobHasANameForPeople(t *testing.T) {
	for _, j := range newInstance(t).timetable() {
		if key := "job." + j.name; !i18n.Has(key) {
			t.Errorf("administrators read of the job %s, which no catalogue has as %q", j.name, key)
		}
	}
}

func TestWhatWasMissedIsMadeGoodOnce(t *testing.T) {
	i := newInstance(t)
	s := newSchedule(i, i.clock.Ahead)
	up := func() {
		t.Helper()
		since, err := s.missed(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s.catchUp(t.Context(), since)
	}
	i.clock.Set(at(t, "2021-06-28 10:00:00"))
	up()
	if got := runs(t, i); len(got) != 0 {
		t.Errorf("a new database has missed %v", got)
	}
	for _, j := range s.jobs { // as if it had run until then
		s.runSlot(t.Context(), j, latest(j.slots, i.Now()))
	}
	i.clock.Set(at(t, "2021-06-30 03:50:00")) // two days of downtime
	up()
	got := runs(t, i)
	for job, want := range map[string]string{"digest": "2021-06-29 08:30:00", "sweep": "2021-06-30 03:40:00", "verify": "2021-06-29 04:10:00", "timer": "2021-06-30 03:50:00"} {
		if !got[job].Equal(at(t, want)) {
			t.Errorf("%s ran for %s, want %s", job, got[job], want)
		}
	}
}

// Elsewhere: the digest is lost, because the program was killed or the database did not answer when it was to be made.
func TestADigestIsNotLost(t *testing.T) {
	i := newInstance(t)
	s := newSchedule(i, i.clock.Ahead)
	fails, made := false, 0
	for n := range s.jobs {
		s.jobs[n].run = func(context.Context) error { return nil }
		if s.jobs[n].name == "digest" {
			s.jobs[n].run = func(context.Context) error {
				if fails {
					return errors.New("the database does not answer")
				}
				made++
				return nil
			}
		}
	}
	dead := jobs.New(i.DB, "dead", i.clock.Now)
	for _, step := range []struct {
		at        string
		die, fail bool
		made      int
	}{
		{at: "2021-06-29 08:30:00", die: true},
		{at: "2021-06-29 08:59:00"}, // it may be at work yet
		{at: "2021-06-29 09:00:00", fail: true},
		{at: "2021-06-29 09:29:00"},
		{at: "2021-06-29 09:30:00", made: 1},
		{at: "2021-06-29 10:30:00", made: 1},
		{at: "2021-06-30 08:29:00", made: 1},
	} {
		i.clock.Set(at(t, step.at))
		if step.die {
			if ok, err := dead.Claim(t.Context(), "digest", at(t, step.at)); err != nil || !ok {
				t.Fatal(ok, err)
			}
		}
		fails = step.fail
		s.resume(t.Context())
		if made != step.made {
			t.Errorf("%s: made %d times, want %d", step.at, made, step.made)
		}
	}
}

func TestMovingTheClockRunsWhatFallsDue(t *testing.T) {
	i := newInstance(t)
	i.clock.Set(at(t, "2021-06-30 09:00:00"))
	s := newSchedule(i, i.clock.Ahead)
	s.start(t.Context())
	t.Cleanup(s.stop)
	mover := &clockMover{of: i, schedule: s}
	if err := mover.advance(t.Context(), 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	got := runs(t, i)
	for _, job := range []string{"timer", "digest", "months", "sweep", "verify"} {
		if got[job].Before(at(t, "2021-06-30 09:00:00")) {
			t.Errorf("%s did not run", job)
		}
	}
	if state, kept, err := demo.Kept(t.Context(), i.Desk); state != demo.Ready || !kept.Equal(at(t, "2021-07-01 09:00:00")) || err != nil {
		t.Errorf("kept %v %s %v", state, kept, err)
	}
}

func TestJobsThatFailLeaveTheServerAlone(t *testing.T) {
	i := newInstance(t)
	s := newSchedule(i, i.clock.Ahead)
	s.runSlot(t.Context(), scheduled{job: job{name: "bad", run: func(context.Context) error { panic("a mistake") }}}, i.Now())
	last, err := i.Jobs.LastRuns(t.Context())
	if err != nil || len(last) != 1 || last[0].Error == "" || last[0].Finished.IsZero() {
		t.Errorf("%+v %v", last, err)
	}
	if err := guarded(t.Context(), func(context.Context) error { panic("another") }); err == nil {
		t.Error("a panic passed as success")
	}
}
