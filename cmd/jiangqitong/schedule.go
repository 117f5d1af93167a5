package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"jiangqitong/internal/workday"
)

// schedule runs the timetable by the instance's clock.
type schedule struct {
	of    *instance
	ahead func() time.Duration // of the instance's clock before the wall's
	jobs  []scheduled

	mu   sync.Mutex
	cron *cron.Cron
}

type scheduled struct {
	job
	slots cron.Schedule
}

// newSchedule reads the timetable.
func newSchedule(of *instance, ahead func() time.Duration) *schedule {
	s := &schedule{of: of, ahead: ahead}
	for _, j := range of.timetable() {
		slots, err := cron.ParseStandard(j.when)
		if err != nil {
			panic(fmt.Sprintf("the timetable's line for %s: %v", j.name, err)) // a mistake in timetable.go
		}
		s.jobs = append(s.jobs, scheduled{j, slots})
	}
	return s
}

// start runs every job at its slots until stop.
func (s *schedule) start(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	logger := cronLog{s.of.Log}
	s.cron = cron.New(cron.WithLocation(workday.Zone), cron.WithLogger(logger),
		cron.WithChain(cron.Recover(logger), cron.SkipIfStillRunning(cron.DiscardLogger)))
	for _, j := range s.jobs {
		s.cron.Schedule(shifted{j.slots, s.ahead}, cron.FuncJob(func() { s.runSlot(ctx, j, latest(j.slots, s.of.Now())) }))
	}
	s.cron.Schedule(shifted{everyMinute, s.ahead}, cron.FuncJob(func() { s.resume(ctx) }))
	s.cron.Start()
}

// stop waits for the jobs that run.
func (s *schedule) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cron != nil {
		<-s.cron.Stop().Done()
	}
}

// catchUp runs each job whose latest slot fell after an instant, which since tells by the job's name, and up to now:
// what was missed is made good once.
func (s *schedule) catchUp(ctx context.Context, since func(job string) time.Time) {
	now := s.of.Now()
	for _, j := range s.jobs {
		if slot := latest(j.slots, now); slot.After(since(j.name)) {
			s.runSlot(ctx, j, slot)
		}
	}
}

// everyMinute is when runs that died or failed are looked for.
var everyMinute, _ = cron.ParseStandard(often)

// resume takes up the latest slot of each job whose run died with its instance or failed, as soon as it may be claimed
// again: a morning's list that was half given out does not wait for the next morning.
func (s *schedule) resume(ctx context.Context) {
	runs, err := s.of.Jobs.LastRuns(ctx)
	if err != nil {
		s.of.Log.Error("the runs of the timetable could not be read", "error", err)
		return
	}
	now := s.of.Now()
	for _, run := range runs {
		for _, j := range s.jobs {
			undone := run.Finished.IsZero() || run.Error != "" && !j.once
			if j.name == run.Job && j.when != often && undone && run.Slot.Equal(latest(j.slots, now)) {
				s.runSlot(ctx, j, run.Slot)
			}
		}
	}
}

// missed tells for each job when it last ran; a job that never ran has missed nothing.
func (s *schedule) missed(ctx context.Context) (since func(job string) time.Time, err error) {
	runs, err := s.of.Jobs.LastRuns(ctx)
	last := map[string]time.Time{}
	for _, run := range runs {
		last[run.Job] = run.Slot
	}
	now := s.of.Now()
	return func(job string) time.Time {
		if at, ok := last[job]; ok {
			return at
		}
		return now
	}, err
}

// runSlot runs the job unless another instance has the slot.
func (s *schedule) runSlot(ctx context.Context, j scheduled, slot time.Time) {
	began := time.Now()
	ran, err := s.of.Jobs.Run(ctx, j.name, slot, j.run)
	switch {
	case err != nil:
		s.of.Log.Error("job failed", "job", j.name, "slot", slot, "error", err)
	case ran && j.when != often:
		s.of.Log.Info("job done", "job", j.name, "slot", slot, "ms", time.Since(began).Milliseconds())
	}
}

// latest is the last slot at or before now.
func latest(slots cron.Schedule, now time.Time) (slot time.Time) {
	now = now.In(workday.Zone)
	for _, back := range []time.Duration{time.Minute, time.Hour, 24 * time.Hour, 8 * 24 * time.Hour, 32 * 24 * time.Hour, 366 * 24 * time.Hour} {
		for next := slots.Next(now.Add(-back)); !next.IsZero() && !next.After(now); next = slots.Next(next) {
			slot = next
		}
		if !slot.IsZero() {
			break
		}
	}
	return slot
}

// shifted lets cron, which sleeps by the wall clock, wake at slots of a clock that is ahead of it.
type shifted struct {
	cron.Schedule
	ahead func() time.Duration
}

// Next is the next slot on the wall clock.
func (s shifted) Next(wall time.Time) time.Time {
	ahead := s.ahead()
	next := s.Schedule.Next(wall.Add(ahead).In(workday.Zone))
	if next.IsZero() {
		return next
	}
	return next.Add(-ahead)
}

// cronLog writes what cron has to say to our log.
type cronLog struct{ log *slog.Logger }

// Info is about cron's own comings and goings, which nobody needs.
func (cronLog) Info(string, ...any) {}

// Error is a job that panicked.
func (l cronLog) Error(err error, msg string, more ...any) {
	l.log.Error("cron: "+msg, append(more, "error", err)...)
}
