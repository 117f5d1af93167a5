package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/workday"
)

// turn is one step of one script; before the first step comes the filing.
type turn struct {
	at     time.Time
	script *script
	step   int // -1 for the filing
}

// play carries out every step of every script in the order of time, up to an instant. Before each the timer does what
// fell due since the last, so reminders go out and silence has its effect when they would have.
func (s *Stage) play(ctx context.Context, cast *cast, scripts []*script, until time.Time) error {
	today := workday.DateOf(s.Clock.Now())
	for _, t := range order(scripts, until) {
		if day := workday.DateOf(t.at); day.After(today) {
			if err := s.night(ctx, cast, today, day, until); err != nil {
				return err
			}
			today = day
		}
		s.Clock.Set(t.at)
		if _, err := s.Desk.Tick(ctx); err != nil {
			return err
		}
		if err := s.turn(ctx, cast, t); err != nil {
			return fmt.Errorf("sample %v, step %d: %w", t.script, t.step, err)
		}
	}
	s.Clock.Set(until)
	return s.settle(ctx)
}

// order lines up the steps of all scripts up to an instant.
func order(scripts []*script, until time.Time) []turn {
	var turns []turn
	for _, s := range scripts {
		slices.SortStableFunc(s.steps, func(a, b step) int { return a.at.Compare(b.at) })
		turns = append(turns, turn{s.filed, s, -1})
		for i, step := range s.steps {
			turns = append(turns, turn{step.at, s, i})
		}
	}
	slices.SortStableFunc(turns, func(a, b turn) int { return a.at.Compare(b.at) })
	return slices.DeleteFunc(turns, func(t turn) bool { return t.at.After(until) })
}

// night lies between two played days: the timer does what fell due after the last step, and people are told of it,
// who have read it all when the last days begin.
func (s *Stage) night(ctx context.Context, cast *cast, today, next workday.Date, until time.Time) error {
	s.Clock.Set(today.At(18, 0))
	if err := s.settle(ctx); err != nil {
		return err
	}
	if lastDays := workday.DateOf(until).AddDays(-unreadDays); !today.After(lastDays) && next.After(lastDays) {
		if err := s.read(ctx, cast.accounts); err != nil {
			return err
		}
	}
	return s.fifth(ctx, cast.centre, today, next)
}

// fifth has the centre report the month before when the fifth of a month has come.
func (s *Stage) fifth(ctx context.Context, centre cases.Actor, today, next workday.Date) error {
	fifth := workday.MonthOf(next).First().AddDays(4)
	if s.Fifth == nil || next.Before(fifth) || !today.Before(fifth) {
		return nil
	}
	s.Clock.Set(fifth.At(6, 0))
	return s.Fifth(ctx, centre, workday.MonthOf(next).Prev())
}

// settle does what fell due and fills the inboxes.
func (s *Stage) settle(ctx context.Context) error {
	if _, err := s.Desk.Tick(ctx); err != nil {
		return err
	}
	for {
		if n, err := s.Notify.Pump(ctx); err != nil || n == 0 {
			return err
		}
	}
}

// unreadDays is how many days back people still have messages to read.
const unreadDays = 4

// read has everybody read what they were told so far.
func (s *Stage) read(ctx context.Context, people []accounts.Person) error {
	for _, p := range people {
		box, err := s.Notify.Inbox(ctx, p.Actor(), p.Lang, "", 1)
		if err == nil && len(box.Lines) > 0 {
			err = s.Notify.MarkAllRead(ctx, p.ID, box.Lines[0].ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Stage) turn(ctx context.Context, cast *cast, t turn) (err error) {
	if t.step < 0 {
		t.script.made, err = s.file(ctx, cast, t.script)
		return err
	}
	m, err := s.Desk.Moment(ctx)
	if err != nil {
		return err
	}
	step := t.script.steps[t.step]
	actor := t.script.actor(cast, step)
	if t.script.moot(step, actor, m) {
		return nil
	}
	made, err := s.Desk.Do(ctx, actor, t.script.made.No, cases.Command{Action: step.action, Input: step.input(t.script.made)})
	if err != nil {
		return fmt.Errorf("%s by %s: %w", step.action, actor.Name, err)
	}
	t.script.made = made
	return nil
}

// file files the request of a script.
func (s *Stage) file(ctx context.Context, cast *cast, sc *script) (*cases.Case, error) {
	filer := map[part]cases.Actor{company: sc.firm.actor, liaison: sc.firm.liaison, centre: cast.centre}[sc.by]
	photos, err := s.attach(ctx, filer, sc)
	if err != nil {
		return nil, err
	}
	return s.Desk.File(ctx, filer, cases.Filing{Company: sc.firm.ID, Input: sc.fields, Files: photos})
}
