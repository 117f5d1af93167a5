package reports

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

func always(int) bool { return true }

// TestWhatIsDearIsReckonedOnce lets a hundred ask at once and again for half a minute: it is reckoned once, then anew.
func TestWhatIsDearIsReckonedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, times := shared[string, int]{keep: 30 * time.Second, most: 4}, atomic.Int64{}
		ask := func() int {
			n, err := s.get(t.Context(), "June", always, func(context.Context) (int, error) {
				time.Sleep(3 * time.Second)
				return int(times.Add(1)), nil
			})
			if err != nil {
				t.Error(err)
			}
			return n
		}
		var all sync.WaitGroup
		for i := range 100 {
			all.Go(func() {
				time.Sleep(time.Duration(i) * 300 * time.Millisecond)
				if n := ask(); n != 1 {
					t.Errorf("after %d tenths of a second it was reckoned %d times", 3*i, n)
				}
			})
		}
		all.Wait()
		time.Sleep(4 * time.Second)
		if n := ask(); n != 2 {
			t.Errorf("half a minute later it was reckoned %d times, want 2", n)
		}
	})
}

// TestWhoGoesAwaySpoilsNothing: the first to ask goes away, a fault is told to those who waited and not kept, and a
// reckoning that breaks down breaks nothing else.
func TestWhoGoesAwaySpoilsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := shared[string, int]{keep: time.Minute, most: 4}
		slow := func(ctx context.Context) (int, error) {
			time.Sleep(time.Second)
			return 7, ctx.Err()
		}
		gone, leave := context.WithCancel(t.Context())
		go func() { time.Sleep(time.Millisecond); leave() }()
		if _, err := s.get(gone, "a", always, slow); !errors.Is(err, context.Canceled) {
			t.Errorf("who went away was told %v", err)
		}
		if n, err := s.get(t.Context(), "a", always, slow); n != 7 || err != nil {
			t.Errorf("who stayed got %d, %v", n, err)
		}
		fault := errors.New("the disk is gone")
		if _, err := s.get(t.Context(), "b", always, func(context.Context) (int, error) { return 0, fault }); !errors.Is(err, fault) {
			t.Errorf("the fault became %v", err)
		}
		if n, err := s.get(t.Context(), "b", always, slow); n != 7 || err != nil {
			t.Errorf("after a fault: %d, %v", n, err)
		}
		if _, err := s.get(t.Context(), "c", always, func(context.Context) (int, error) { panic("broken") }); err == nil {
			t.Error("a reckoning that broke down was taken for good")
		}
	})
}

func TestNoMoreIsKeptThanAllowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := shared[int, int]{keep: time.Minute, most: 4}
		for i := range 100 {
			if n, err := s.get(t.Context(), i, always, func(context.Context) (int, error) { return i, nil }); n != i || err != nil {
				t.Fatal(n, err)
			}
			if kept, order := keeps(&s); kept > 4 || kept != order {
				t.Fatalf("%d are kept, %d in order", kept, order)
			}
		}
		time.Sleep(2 * time.Minute)
		if kept, order := keeps(&s); kept+order > 0 {
			t.Errorf("%d are kept for ever", kept)
		}
	})
}

func keeps(s *shared[int, int]) (kept, order int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.kept), len(s.order)
}

// TestLiveBooksAreSharedWithinAScope: a new filing shows up after an hour; those who may see less never get the
// Book of those who may see more; another cut-off is another Book.
func TestLiveBooksAreSharedWithinAScope(t *testing.T) {
	w, p := district(t, dbtest.SQLite(t), 27, 20)
	p.Share(time.Hour) // of the product's clock: however slow the machine, nothing is dropped meanwhile
	period := cases.MonthPeriod(june)
	live := func(a cases.Actor, of cases.Period) *Book {
		t.Helper()
		b, err := p.Live(t.Context(), a, of)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	first := live(Official, period)
	w.lateFiling(june)
	if live(Official, period) != first {
		t.Error("the Book was reckoned twice at once")
	}
	officer := cases.Actor{ID: 1, Role: cases.RoleOfficer, Bureau: w.records[0].Lead}
	own := live(officer, period)
	if own.Figures["handled"].N >= first.Figures["handled"].N || live(cases.Actor{ID: 2, Role: cases.RoleOfficer, Bureau: "swj"}, period) == own {
		t.Error("a bureau was given figures of others")
	}
	if early, err := period.FollowedTo("2021-06-10", w.now); err != nil || live(Official, early) == first {
		t.Errorf("another cut-off gave the same Book (%v)", err)
	}
	w.now = w.now.Add(time.Hour + time.Second)
	if later := live(Official, period); later.Figures["received"].N != first.Figures["received"].N+1 {
		t.Errorf("an hour later %d were received, before %d", later.Figures["received"].N, first.Figures["received"].N)
	}
	running := cases.MonthPeriod(june.Next())
	w.now = running.First.At(9, 0)
	one := live(Official, running.Known(w.now))
	w.now = w.now.Add(20 * time.Second)
	if live(Official, running.Known(w.now)) != one {
		t.Error("a month that runs was reckoned anew for each reader")
	}
	if _, err := p.Live(t.Context(), Official, running.Shift(5)); len(cases.ProblemsOf(err)) != 1 {
		t.Errorf("a month in the future: %v", err)
	}
}

// TestTheTracesOfAnIssueAreReadOnce: who follows one number of a frozen month after the other unpacks it once.
func TestTheTracesOfAnIssueAreReadOnce(t *testing.T) {
	d := dbtest.SQLite(t)
	w, p := district(t, d, 29, 20)
	p.Share(time.Hour)
	issue, err := p.Freeze(t.Context(), centre, cases.MonthPeriod(may))
	w.must(err)
	first, err := p.Behind(t.Context(), issue.Number, Link{Measure: "handled"}, 0, 50)
	if err != nil || first.Untold || first.Total == 0 {
		t.Fatalf("%+v, %v", first, err)
	}
	w.must(d.Write(t.Context(), func(q *db.Q) error {
		_, err := q.Exec(t.Context(), "update report_issue set traces = x'' where number = $1", issue.Number)
		return err
	}))
	if again, err := p.Behind(t.Context(), issue.Number, Link{Measure: "received"}, 0, 50); err != nil || again.Untold {
		t.Errorf("the traces were read anew: %+v, %v", again, err)
	}
}
