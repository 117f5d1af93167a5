package cases

import (
	"context"
	"slices"

	"jiangqitong/internal/db"
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
	due, err := loadStandings(ctx, q, ids)
	if err != nil {
		return n, err
	}
	had, err := worklists(ctx, q, ids)
	if err != nil {
		return n, err
	}
	batch := crossed{lists: newRelisting()}
	var silent []int64
	for _, s := range due {
		if !batch.take(s, had[s.ID], m) {
			silent = append(silent, s.ID)
		}
	}
	if err := batch.save(ctx, q); err != nil {
		return n, err
	}
	return n, silence(ctx, q, silent, m)
}

// silence carries out what follows from silence in some cases: these are read whole and stored like after any action.
func silence(ctx context.Context, q *db.Q, ids []int64, m Moment) error {
	found, err := loadMany(ctx, q, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := save(ctx, q, found[id], found[id].crossings(m), m); err != nil {
			return err
		}
	}
	return nil
}

// crossed gathers what a batch of reminders has to write: they are many and alike, and are written together.
type crossed struct {
	events []Event
	clocks [][]any
	rows   [][]any
	lists  *relisting
}

// take carries one case over its crossings, or answers false where silence does something to the case.
func (b *crossed) take(s *Standing, had []listed, m Moment) bool {
	before := slices.Clone(s.Clocks)
	events, silent := s.remind(m)
	if silent != nil {
		return false
	}
	s.relight(m)
	b.events = append(b.events, events...)
	b.lists.replace(s.ID, had, s.worklist(m))
	for i := range s.Clocks {
		if k := &s.Clocks[i]; k.changed(&before[i]) {
			b.clocks = append(b.clocks, []any{&s.ID, &k.N, &k.Level, ms{&k.Next}})
		}
	}
	b.rows = append(b.rows, []any{&s.ID, &s.Light, ms{&s.NextDue}, &s.Supervised, &s.Reminders})
	return true
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
