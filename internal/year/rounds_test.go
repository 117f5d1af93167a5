package year_test

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"jiangqitong/internal/app"
	"jiangqitong/internal/db"
)

// instance is the product running once on the database.
type instance struct {
	*app.App
	doom *doom
}

func open(d *db.DB, files string, now func() int64, round func() int, o *office) (*instance, error) {
	doom := newDoom(runtime.Goexit)
	list, err := ways(o, now)
	for n := range list {
		list[n] = &carrier{list[n], doom, now, round}
	}
	if err != nil {
		return nil, err
	}
	a, err := app.Open(d, app.Settings{Files: files, Address: "https://jqt.example.cn", Now: func() time.Time { return time.Unix(now(), 0) },
		Log: slog.New(slog.DiscardHandler), Channels: list})
	return &instance{a, doom}, err
}

// done says how far an instance came in a round.
type done struct{ ticked, recounted, digested, told bool }

// work is one round of the timetable: what an instance does when its cron wakes it.
func (i *instance) work(ctx context.Context, digest bool) (d done, err error) {
	if _, err := i.Desk.Tick(ctx); err != nil {
		return d, err
	}
	d.ticked = true
	if _, err := i.Desk.Resettle(ctx); err != nil {
		return d, err
	}
	d.recounted = true
	if digest {
		if _, err := i.Notify.Digest(ctx); err != nil {
			return d, err
		}
		if err := i.Notify.AskForCalendar(ctx); err != nil {
			return d, err
		}
		d.digested = true
	}
	if _, err := i.Notify.Pump(ctx); err != nil {
		return d, err
	}
	d.told = true
	_, err = i.Notify.Send(ctx)
	return d, err
}

// certainty says of a round's work whether it was done: surely, perhaps, or not.
type certainty int

const (
	not certainty = iota
	perhaps
	surely
)

// round is one time at which instances worked.
type round struct {
	seq              int
	at               int64
	tick, tell, send certainty
	recount, digest  certainty
	crowd            bool // several instances worked at once
	calendar         int  // which of the year's calendars is in force
	fates            []fate
	rests            map[string]bool // ways that did not answer, and were left alone for a minute
}

func (r *round) String() string {
	return fmt.Sprintf("%s %v, clock looked at: %v, told: %v, sent: %v", when(r.at), r.fates, r.tick, r.tell, r.send)
}

func (c certainty) String() string { return [...]string{"no", "perhaps", "yes"}[c] }

func (f fate) String() string { return [...]string{"lives", "sleeps", "cut", "dies", "killed"}[f] }

// number is the place of the present round in the list of rounds.
func (y *year) number() int { return int(y.working.Load()) }

// later is 1 where what the clock brings may be known to the other instance only after it sent.
func (r *round) later() int {
	if r.crowd {
		return 1
	}
	return 0
}

// fate is what becomes of an instance in a round.
type fate int

const (
	lives  fate = iota
	sleeps      // it does not run
	cut         // its work ends somewhere in the middle, transactions and all, when its fuse blows
	dies        // it dies while it sends
	killed      // kill -9: a process of its own does the work
)

// round lets the instances work, each in its own way.
func (y *year) round(t *testing.T, digest bool, fates ...fate) {
	t.Helper()
	y.working.Store(int64(len(y.rounds)))
	results := make([]done, len(fates))
	var wait sync.WaitGroup
	for n, f := range fates {
		switch f {
		case sleeps:
		case killed:
			wait.Go(func() { y.kill(t, n, errand{Digest: digest}) })
		default:
			wait.Go(func() { results[n] = y.let(t, n, f, digest) })
		}
	}
	wait.Wait()
	if slices.Contains(fates, cut) || slices.Contains(fates, killed) {
		y.bury(t)
	}
	y.seq++
	r := round{seq: y.seq, at: y.now(), calendar: y.calendar, fates: fates, crowd: len(fates) > 1 && !slices.Contains(fates, sleeps)}
	for n, f := range fates {
		d := results[n]
		if f == dies {
			y.restart(t, n)
		}
		r.tick = max(r.tick, sure(d.ticked))
		r.recount = max(r.recount, sure(d.recounted))
		r.digest = max(r.digest, sure(d.digested))
		r.tell = max(r.tell, sure(d.told && d.ticked))
		r.send = max(r.send, sure(f == lives && d.told))
	}
	for _, f := range fates {
		if f == dies { // what it held is free again when its lease is over
			r.send = perhaps
		}
		if f == cut || f == killed { // it may have done all, or nothing, or held what another left aside
			r.tick, r.tell, r.recount, r.send = perhaps, perhaps, perhaps, perhaps
			if digest {
				r.digest = perhaps
			}
		}
	}
	y.rounds = append(y.rounds, r)
}

// bury waits until a PostgreSQL server has noticed who is gone and let go of what they held: that takes it milliseconds, in
// which the others would leave those cases aside, and here nothing but the rounds takes time.
func (y *year) bury(t *testing.T) {
	t.Helper()
	d := y.instances[0].DB
	for d.Engine() == db.Postgres {
		busy, err := db.Value[int](background(), d.Reader(),
			"select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'")
		must(t, err)
		if busy == 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func sure(ok bool) certainty {
	if ok {
		return surely
	}
	return not
}

// let an instance work and meet its fate.
func (y *year) let(t *testing.T, n int, f fate, digest bool) done {
	i, ctx := y.instances[n], background()
	switch f {
	case cut:
		ctx = newFuse(1 + y.chances[n].Int64N(1<<y.chances[n].IntN(12)))
	case dies:
		i.doom.after.Store(y.chances[n].IntN(2) == 0)
		i.doom.left.Store(1 + y.chances[n].Int64N(5))
	}
	d, err := i.work(ctx, digest)
	if err != nil && f == lives {
		t.Errorf("at %s: %v", when(y.now()), err)
	}
	return d
}

// restart replaces an instance that died.
func (y *year) restart(t *testing.T, n int) {
	t.Helper()
	old := y.instances[n]
	fresh, err := open(old.DB, y.folder, y.now, y.number, y.office)
	must(t, err)
	old.Close()
	y.instances[n] = fresh
}
