package cases

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"jiangqitong/internal/db"
)

// load reads the case where, with its legs and clocks: all that Apply needs.
func load(ctx context.Context, q *db.Q, where string, args ...any) (*Case, error) {
	c, err := db.One(ctx, q, scanCase, "select c.id, "+caseTable.list("c.")+" from cases c where "+where, args...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return c, c.loadParts(ctx, q)
}

func (c *Case) loadParts(ctx context.Context, q *db.Q) (err error) {
	var id int64
	c.Legs, err = db.All(ctx, q, func(row db.Scanner) (l Leg, err error) {
		return l, row.Scan(l.row(&id)...)
	}, "select "+legTable.list("")+" from leg where case_id = $1 order by n", c.ID)
	if err != nil {
		return err
	}
	c.Clocks, err = db.All(ctx, q, func(row db.Scanner) (k Clock, err error) {
		return k, row.Scan(k.row(&id)...)
	}, "select "+clockTable.list("")+" from clock where case_id = $1 order by n", c.ID)
	if err != nil {
		return err
	}
	return db.Each(ctx, q, func(row db.Scanner) error {
		var e Entry
		var clock, n int
		if err := row.Scan(e.row(&id, &clock, &n)...); err != nil {
			return err
		}
		k := &c.Clocks[clock-1]
		k.Ledger = append(k.Ledger, e)
		return nil
	}, "select "+entryTable.list("")+" from clock_entry where case_id = $1 order by clock, n", c.ID)
}

// create stores a new case.
func create(ctx context.Context, q *db.Q, change Change, m Moment) error {
	c := change.Case
	open, reindex := c.State.Open(), true
	err := q.QueryRow(ctx, caseTable.insert(1)+" returning id", values(c.row(&open, &reindex))...).Scan(&c.ID)
	if err != nil {
		return err
	}
	return saveParts(ctx, q, &Case{}, change, m)
}

// errRaced says that somebody changed the case between its reading and its saving.
var errRaced = errors.New("the case was changed by somebody else")

// save stores the change of a case that still has the version before had, or answers errRaced.
func save(ctx context.Context, q *db.Q, before *Case, change Change, m Moment) error {
	c := change.Case
	open, reindex := c.State.Open(), true
	n := len(caseTable.columns)
	args := append(values(c.row(&open, &reindex)), c.ID, before.Version)
	rows, err := q.Exec(ctx, updateCase(n), args...)
	if err != nil {
		return err
	}
	if rows == 0 {
		return errRaced
	}
	return saveParts(ctx, q, before, change, m)
}

func updateCase(n int) string {
	return "update cases set " + caseTable.set(1) + " where id = " + param(n+1) + " and version = " + param(n+2)
}

// saveParts stores what the change made beside the case's own row.
func saveParts(ctx context.Context, q *db.Q, before *Case, change Change, m Moment) error {
	c := change.Case
	if err := saveLegs(ctx, q, before, c); err != nil {
		return err
	}
	if err := saveClocks(ctx, q, before, c); err != nil {
		return err
	}
	if err := saveEvents(ctx, q, c.ID, change.Events); err != nil {
		return err
	}
	if change.Past != nil {
		if _, err := q.Exec(ctx, roundTable.insert(1), values(change.Past.row(&c.ID))...); err != nil {
			return err
		}
	}
	return saveWorklist(ctx, q, c.ID, before.ID == 0, c.worklist(m))
}

func saveLegs(ctx context.Context, q *db.Q, before, c *Case) error {
	var added [][]any
	for i := range c.Legs {
		leg := &c.Legs[i]
		if i >= len(before.Legs) {
			added = append(added, leg.row(&c.ID))
			continue
		}
		if *leg == before.Legs[i] {
			continue
		}
		args := append(values(leg.row(&c.ID)), c.ID, leg.N)
		_, err := q.Exec(ctx, "update leg set "+legTable.set(1)+" where case_id = $11 and n = $12", args...)
		if err != nil {
			return err
		}
	}
	return insertRows(ctx, q, legTable, added)
}

func saveClocks(ctx context.Context, q *db.Q, before, c *Case) error {
	var added, entries [][]any
	for i := range c.Clocks {
		k, known := &c.Clocks[i], 0
		if i < len(before.Clocks) {
			known = len(before.Clocks[i].Ledger)
		} else {
			added = append(added, k.row(&c.ID))
		}
		for n := known; n < len(k.Ledger); n++ {
			line := n + 1
			entries = append(entries, k.Ledger[n].row(&c.ID, &k.N, &line))
		}
		if i >= len(before.Clocks) || known == len(k.Ledger) {
			continue
		}
		if err := updateClock(ctx, q, c.ID, k); err != nil {
			return err
		}
	}
	if err := insertRows(ctx, q, clockTable, added); err != nil {
		return err
	}
	return insertRows(ctx, q, entryTable, entries)
}

func updateClock(ctx context.Context, q *db.Q, id int64, k *Clock) error {
	_, err := q.Exec(ctx, `update clock set due_ms = $1, provisional = $2, ended = $3, ended_ms = $4, level = $5, next_ms = $6
		where case_id = $7 and n = $8`, toMs(k.Due), k.Provisional, string(k.Ended), toMs(k.EndedAt), int64(k.Level), toMs(k.Next), id, k.N)
	return err
}

func saveEvents(ctx context.Context, q *db.Q, id int64, events []Event) error {
	announced := false
	rows := make([][]any, len(events))
	for i := range events {
		events[i].Case = id
		rows[i] = events[i].row(&announced)
	}
	return insertRows(ctx, q, eventTable, rows)
}

// insertRows stores many rows of a table in one statement.
func insertRows(ctx context.Context, q *db.Q, t table, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := q.Exec(ctx, t.insert(len(rows)), values(rows...)...)
	return err
}

// listed is a stored line of a worklist.
type listed struct {
	owner, list string
	due         int64
	leg         int64
}

// saveWorklist makes the stored worklist of a case what it should be, and keeps the counts. Only differences are
// written: most actions leave most lines alone.
func saveWorklist(ctx context.Context, q *db.Q, id int64, fresh bool, want []Item) error {
	var had []listed
	if !fresh {
		var err error
		had, err = db.All(ctx, q, func(row db.Scanner) (l listed, err error) {
			return l, row.Scan(&l.owner, &l.list, &l.due, &l.leg)
		}, "select owner, list, due_ms, leg from worklist where case_id = $1", id)
		if err != nil {
			return err
		}
	}
	wanted := make([]listed, len(want))
	for i, item := range want {
		wanted[i] = listed{item.Owner, item.List, toMs(item.Due), int64(item.Leg)}
	}
	return replaceWorklist(ctx, q, id, had, wanted)
}

func replaceWorklist(ctx context.Context, q *db.Q, id int64, had, want []listed) error {
	counts := map[[2]string]int64{}
	for _, l := range had {
		if slices.Contains(want, l) {
			continue
		}
		counts[[2]string{l.owner, l.list}]--
		_, err := q.Exec(ctx, "delete from worklist where owner = $1 and list = $2 and due_ms = $3 and case_id = $4 and leg = $5",
			l.owner, l.list, l.due, id, l.leg)
		if err != nil {
			return err
		}
	}
	for _, l := range want {
		if slices.Contains(had, l) {
			continue
		}
		counts[[2]string{l.owner, l.list}]++
		_, err := q.Exec(ctx, "insert into worklist (owner, list, due_ms, case_id, leg) values ($1, $2, $3, $4, $5)",
			l.owner, l.list, l.due, id, l.leg)
		if err != nil {
			return err
		}
	}
	return count(ctx, q, id, counts)
}

// tallyParts is into how many parts each count is divided, so that writers seldom meet on one row.
const tallyParts = 16

// count adds to the tallies, in one order for all writers so that none waits for another in a circle.
func count(ctx context.Context, q *db.Q, id int64, counts map[[2]string]int64) error {
	keys := make([][2]string, 0, len(counts))
	for key, n := range counts {
		if n != 0 {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	for _, key := range keys {
		_, err := q.Exec(ctx, `insert into tally (owner, list, part, n) values ($1, $2, $3, $4)
			on conflict (owner, list, part) do update set n = tally.n + excluded.n`,
			key[0], key[1], id%tallyParts, counts[key])
		if err != nil {
			return err
		}
	}
	return nil
}

// claimKey records the idempotency key of a request, or tells which case the same request made before.
func claimKey(ctx context.Context, q *db.Q, actor int64, key string, now time.Time) (made int64, err error) {
	rows, err := q.Exec(ctx, `insert into idempotency (actor_id, request_key, case_id, at_ms) values ($1, $2, 0, $3)
		on conflict (actor_id, request_key) do nothing`, actor, key, toMs(now))
	if err != nil || rows == 1 {
		return 0, err
	}
	return db.Value[int64](ctx, q, "select case_id from idempotency where actor_id = $1 and request_key = $2", actor, key)
}

func fillKey(ctx context.Context, q *db.Q, actor int64, key string, id int64) error {
	_, err := q.Exec(ctx, "update idempotency set case_id = $1 where actor_id = $2 and request_key = $3", id, actor, key)
	return err
}
