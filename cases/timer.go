package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// tickBatch is how many crossings one transaction records: enough to share a commit, few enough to let others in.
const tickBatch = 1024

// Tick records every promise that became near due, due or overdue up to now, each with its true instant, and carries
// out what silence does: a return not ruled on is upheld, a company that does not answer lets the clocks run again,
// a reply not rated is closed. It reads the index of next instants and no more, so its work grows with what happened
// and not with what is open. Several instances may tick; a crossing is recorded once. n is how many crossings there were.
func (d *Desk) Tick(ctx context.Context) (n int, err error) {
	for {
		m, err := d.Moment(ctx)
		if err != nil {
			return n, err
		}
		due, err := db.Value[bool](ctx, d.db.Reader(), "select exists (select 1 from clock where next_ms <> 0 and next_ms <= $1)", toMs(m.Now))
		if err != nil || !due { // asked every minute, and mostly there is nothing: that should cost no commit
			return n, err
		}
		var some int
		if err := d.db.Write(ctx, func(q *db.Q) (err error) {
			some, err = tick(ctx, q, m)
			return err
		}); err != nil {
			return n, err
		}
		n += some
		if some < tickBatch {
			return n, nil
		}
	}
}

// tick records one batch of crossings.
func tick(ctx context.Context, q *db.Q, m Moment) (n int, err error) {
	ids, err := db.All(ctx, q, db.Column[int64], `select case_id from clock where next_ms <> 0 and next_ms <= $1
		order by next_ms, case_id, n limit $2`, toMs(m.Now), tickBatch)
	if n = len(ids); err != nil || n == 0 {
		return n, err
	}
	if ids, err = lockCases(ctx, q, ids); err != nil || len(ids) == 0 {
		return n, err
	}
	due, err := loadMany(ctx, q, ids, owed)
	if err != nil {
		return n, err
	}
	had, err := worklists(ctx, q, ids)
	if err != nil {
		return n, err
	}
	c := crossed{lists: newRelisting()}
	for _, id := range ids {
		if err := c.take(ctx, q, due[id], had[id], m); err != nil {
			return n, err
		}
	}
	return n, c.save(ctx, q)
}

// crossed gathers what a batch of crossings has to write: reminders are many and alike, and are written together.
type crossed struct {
	events []Event
	clocks [][]any
	rows   [][]any
	lists  *relisting
}

// take carries one case over its crossings. Where silence did something, the case is stored at once like after any action.
func (b *crossed) take(ctx context.Context, q *db.Q, before *Case, had []listed, m Moment) error {
	change := before.crossings(m)
	c := change.Case
	b.events = append(b.events, change.Events...)
	b.lists.replace(c.ID, had, c.worklist(m))
	if c.Version != before.Version {
		return errors.Join(saveRow(ctx, q, before, change), saveClocks(ctx, q, before, c), saveLegs(ctx, q, before, c))
	}
	for i := range c.Clocks {
		if k := &c.Clocks[i]; k.changed(&before.Clocks[i]) {
			b.clocks = append(b.clocks, []any{&c.ID, &k.N, &k.Level, ms{&k.Next}})
		}
	}
	b.rows = append(b.rows, []any{&c.ID, &c.Light, ms{&c.NextDue}, &c.Supervised, &c.Reminders})
	return nil
}

func (b *crossed) save(ctx context.Context, q *db.Q) error {
	_, err := inChunks(ctx, q, b.clocks, func(n int) string {
		return "update clock set level = v.column3, next_ms = v.column4 from (values " +
			rowList(n, "bigint", "bigint", "bigint", "bigint") + ") as v where case_id = v.column1 and n = v.column2"
	})
	if err != nil {
		return err
	}
	_, err = inChunks(ctx, q, b.rows, func(n int) string {
		return "update cases set light = v.column2, next_due_ms = v.column3, supervised = v.column4, reminders = v.column5 from (values " +
			rowList(n, "bigint", "text", "bigint", "boolean", "bigint") + ") as v where id = v.column1"
	})
	if err != nil {
		return err
	}
	if err := insertEvents(ctx, q, b.events); err != nil {
		return err
	}
	return b.lists.save(ctx, q)
}

// lockCases keeps the cases for this transaction, without those that somebody is changing right now: their crossings
// are found again by the next batch.
func lockCases(ctx context.Context, q *db.Q, ids []int64) ([]int64, error) {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if q.Engine() == db.SQLite {
		return ids, nil
	}
	args, in := idList(ids)
	return db.All(ctx, q, db.Column[int64], "select id from cases where id in ("+in+") order by id for update skip locked", args...)
}

// crossings takes the case over every level its clocks reached up to now, in the order of time. It is pure. When a
// promise with a consequence falls due, the consequence takes place at that instant, so that downtime changes nothing.
func (c *Case) crossings(m Moment) Change {
	change := Change{Case: c.clone()}
	for {
		after := change.Case
		k := after.nextCrossing(m.Now)
		if k == nil {
			after.refresh(m)
			return change
		}
		if k.arm(m.Calendar()); k.Next.After(m.Now) {
			continue // a later notice put the crossing off
		}
		at := Moment{Now: k.Next, Refs: m.Refs}
		if action := milestones[k.Milestone].missed; action != "" && k.Level+1 == DueNow {
			if done, err := after.act(Timer, Command{Action: action}, at); err == nil {
				change.Case, change.Events = done.Case, append(change.Events, done.Events...)
				continue
			}
		}
		k.Level++
		if event, ok := after.reminder(k); ok {
			change.Events = append(change.Events, event)
		}
		k.arm(m.Calendar())
	}
}

// nextCrossing is the clock with the earliest crossing up to now.
func (c *Case) nextCrossing(now time.Time) *Clock {
	var first *Clock
	for i := range c.Clocks {
		k := &c.Clocks[i]
		if !k.Next.IsZero() && !k.Next.After(now) && (first == nil || k.Next.Before(first.Next)) {
			first = k
		}
	}
	return first
}

// reminder is the event of a crossing. An explained delay is not put on the criticism list.
func (c *Case) reminder(k *Clock) (Event, bool) {
	if k.Level == FiveDays && c.Explained {
		return Event{}, false
	}
	action := Remind
	if k.Level >= NextDay {
		action = Overdue
	}
	c.Reminders++
	c.Supervised = c.Supervised || k.Level == ThreeDays
	return Event{Case: c.ID, Seq: c.Version, At: k.Next, Action: action, ActorName: Timer.Name, ActorRole: Timer.Role,
		From: c.State, To: c.State, Round: k.Round, Leg: k.Leg, Milestone: k.Milestone, Level: k.Level,
		Data: map[string]string{"due": workday.FormatDue(k.Due)}, Key: c.reminderKey(k)}, true
}

// reminderKey is what makes a reminder one: the case, the clock, its level, and which version of its ledger the due
// instant came from. A clock that changed is a new promise and reminds anew.
func (c *Case) reminderKey(k *Clock) string {
	return fmt.Sprintf("%d/%d/%s/%d/%d", c.ID, k.N, k.Milestone, k.Level, len(k.Ledger))
}
