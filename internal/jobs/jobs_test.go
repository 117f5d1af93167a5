package jobs_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/jobs"
)

var slot = time.UnixMilli(1_633_651_200_000)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

func TestAmongManyInstancesOneRunsTheSlot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var runs atomic.Int64
		var wait sync.WaitGroup
		for i := range 8 {
			wait.Go(func() {
				j := jobs.New(d, string(rune('a'+i)), at(slot))
				if _, err := j.Run(t.Context(), "tick", slot, func(context.Context) error { runs.Add(1); return nil }); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if runs.Load() != 1 {
			t.Errorf("the slot ran %d times", runs.Load())
		}
	})
}

func TestARunThatDiedIsTakenOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dead, early, late := jobs.New(d, "dead", at(slot)), jobs.New(d, "early", at(slot.Add(jobs.Abandoned-1))), jobs.New(d, "late", at(slot.Add(jobs.Abandoned)))
		for _, step := range []struct {
			by   *jobs.Jobs
			want bool
		}{{dead, true}, {dead, false}, {early, false}, {late, true}, {early, false}} {
			if got, err := step.by.Claim(t.Context(), "digest", slot); err != nil || got != step.want {
				t.Fatalf("claimed %t, %v", got, err)
			}
		}
		// What the dead instance says afterwards no longer counts.
		if err := dead.Finish(t.Context(), "digest", slot, errors.New("too late")); err != nil {
			t.Fatal(err)
		}
		if err := late.Finish(t.Context(), "digest", slot, nil); err != nil {
			t.Fatal(err)
		}
		last, err := late.LastRuns(t.Context())
		if err != nil || len(last) != 1 || last[0].Owner != "late" || last[0].Error != "" || last[0].Finished.IsZero() {
			t.Errorf("%+v, %v", last, err)
		}
	})
}

func TestARunThatFailedIsTriedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, step := range []struct {
			after time.Duration
			fails error
			runs  bool
		}{{0, errors.New("no database"), true}, {jobs.Abandoned - 1, nil, false}, {jobs.Abandoned, nil, true}, {3 * jobs.Abandoned, nil, false}} {
			j := jobs.New(d, "one", at(slot.Add(step.after)))
			ran, err := j.Run(t.Context(), "digest", slot, func(context.Context) error { return step.fails })
			if ran != step.runs || !errors.Is(err, step.fails) {
				t.Fatalf("after %s: ran %t, %v", step.after, ran, err)
			}
		}
		if last, err := jobs.New(d, "one", at(slot)).LastRuns(t.Context()); err != nil || last[0].Error != "" || last[0].Finished.IsZero() {
			t.Errorf("%+v, %v", last, err)
		}
	})
}

func TestAFailureIsKeptAndThePanicOfAJobIsItsOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := jobs.New(d, "one", at(slot))
		for i, run := range []func(context.Context) error{
			func(context.Context) error { return errors.New("no disk") },
			func(context.Context) error { panic("no luck") },
		} {
			next := slot.Add(time.Duration(i) * time.Hour)
			ran, err := j.Run(t.Context(), "report", next, run)
			if !ran || err == nil {
				t.Fatalf("ran %t, %v", ran, err)
			}
			last, err := j.LastRuns(t.Context())
			if err != nil || len(last) != 1 || !last[0].Slot.Equal(next) || !strings.Contains(last[0].Error, []string{"no disk", "no luck"}[i]) {
				t.Errorf("%+v, %v", last, err)
			}
		}
		if removed, err := j.Sweep(t.Context(), slot.Add(time.Hour)); err != nil || removed != 1 {
			t.Errorf("swept %d, %v", removed, err)
		}
	})
}
