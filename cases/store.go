package cases

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"

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
	return c, loadParts(ctx, q, map[int64]*Standing{c.ID: &c.Standing}, []int64{c.ID}, "")
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

// save stores the change of a case that is still as before had it, or answers errRaced. What it answers to the company
// is passed on to the cases merged into it.
func save(ctx context.Context, q *db.Q, before *Case, change Change, m Moment) error {
	if err := saveRow(ctx, q, before, change); err != nil {
		return err
	}
	if err := saveParts(ctx, q, before, change, m); err != nil {
		return err
	}
	return relayAnswers(ctx, q, change, m)
}

// saveRow stores the case's own row, if it is still as before had it. Reminders leave the version alone, so that they
// make nobody's form stale; their number stands in for it, so that a change never overwrites what the timer wrote.
func saveRow(ctx context.Context, q *db.Q, before *Case, change Change) error {
	c := change.Case
	open, reindex := c.State.Open(), change.rewords(before)
	rows, err := q.Exec(ctx, updateCase, append(values(c.row(&open, &reindex)), c.ID, before.Version, before.Reminders)...)
	if err == nil && rows == 0 {
		return errRaced
	}
	return err
}

var updateCase = func() string {
	n := len(caseTable.columns)
	// A case that waits for the search index goes on waiting.
	set := strings.Replace(caseTable.set(1), "reindex = ", "reindex = reindex or ", 1)
	return "update cases set " + set + " where id = " + param(n+1) + " and version = " + param(n+2) +
		" and reminders = " + param(n+3)
}()

// saveParts stores what the change made beside the case's own row.
func saveParts(ctx context.Context, q *db.Q, before *Case, change Change, m Moment) error {
	c := change.Case
	if err := saveLegs(ctx, q, before, c); err != nil {
		return err
	}
	if err := saveClocks(ctx, q, before, c); err != nil {
		return err
	}
	for i := range change.Events {
		change.Events[i].Case = c.ID
	}
	if err := insertEvents(ctx, q, change.Events); err != nil {
		return err
	}
	if change.Past != nil {
		if _, err := q.Exec(ctx, roundTable.insert(1), values(change.Past.row(&c.ID))...); err != nil {
			return err
		}
	}
	had := map[int64][]listed{}
	if before.ID != 0 {
		var err error
		if had, err = worklists(ctx, q, []int64{c.ID}); err != nil {
			return err
		}
	}
	lists := newRelisting()
	lists.replace(c.ID, had[c.ID], c.worklist(m))
	return lists.save(ctx, q)
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
		if i >= len(before.Clocks) {
			added = append(added, k.row(&c.ID))
		} else if known = len(before.Clocks[i].Ledger); k.changed(&before.Clocks[i]) {
			if err := updateClock(ctx, q, c.ID, k); err != nil {
				return err
			}
		}
		for n := known; n < len(k.Ledger); n++ {
			line := n + 1
			entries = append(entries, k.Ledger[n].row(&c.ID, &k.N, &line))
		}
	}
	if err := insertRows(ctx, q, clockTable, added); err != nil {
		return err
	}
	return insertRows(ctx, q, entryTable, entries)
}

// changed says whether what is stored of a clock differs; its start and the terms first promised never do.
func (k *Clock) changed(before *Clock) bool {
	return len(k.Ledger) != len(before.Ledger) || k.Level != before.Level || !k.Next.Equal(before.Next) ||
		!k.Due.Equal(before.Due) || k.Ended != before.Ended || k.Provisional != before.Provisional
}

func updateClock(ctx context.Context, q *db.Q, id int64, k *Clock) error {
	_, err := q.Exec(ctx, `update clock set due_ms = $1, provisional = $2, ended = $3, ended_ms = $4, level = $5, next_ms = $6
		where case_id = $7 and n = $8`, toMs(k.Due), k.Provisional, string(k.Ended), toMs(k.EndedAt), int64(k.Level), toMs(k.Next), id, k.N)
	return err
}

// insertEvents stores events. A reminder that is there already, by its key, is not stored again.
func insertEvents(ctx context.Context, q *db.Q, events []Event) error {
	announced := false
	rows := make([][]any, len(events))
	for i := range events {
		rows[i] = events[i].row(&announced)
	}
	return insertRows(ctx, q, eventTable, rows)
}

// listed is a stored line of a worklist.
type listed struct {
	owner, list string
	due         int64
	leg         int64
}

var worklistTable = columns("worklist", "owner list due_ms case_id leg")

func (l *listed) row(id *int64) []any { return []any{&l.owner, &l.list, &l.due, id, &l.leg} }

// worklists reads the stored lines of some cases.
func worklists(ctx context.Context, q *db.Q, ids []int64) (map[int64][]listed, error) {
	lines := make(map[int64][]listed, len(ids))
	args, in := idList(ids)
	return lines, db.Each(ctx, q, func(row db.Scanner) error {
		var id int64
		var l listed
		err := row.Scan(&id, &l.owner, &l.list, &l.due, &l.leg)
		lines[id] = append(lines[id], l)
		return err
	}, "select case_id, owner, list, due_ms, leg from worklist where case_id in ("+in+")", args...)
}

// relisting is what has to be written so that the stored worklists of some cases are what they should be.
type relisting struct {
	gone, added [][]any
	counts      tallies
}

func newRelisting() *relisting { return &relisting{counts: tallies{}} }

// replace notes the differences between the stored lines of a case and what they should be: most actions leave most
// lines alone.
func (r *relisting) replace(id int64, had []listed, items []Item) {
	want := make([]listed, len(items))
	for i, item := range items {
		want[i] = listed{item.Owner, item.List, toMs(item.Due), int64(item.Leg)}
	}
	for i := range had {
		if l := &had[i]; !slices.Contains(want, *l) {
			r.gone = append(r.gone, l.row(&id))
			r.counts.add(*l, id, -1)
		}
	}
	for i := range want {
		if l := &want[i]; !slices.Contains(had, *l) {
			r.added = append(r.added, l.row(&id))
			r.counts.add(*l, id, 1)
		}
	}
}

func (r *relisting) save(ctx context.Context, q *db.Q) error {
	_, err := inChunks(ctx, q, r.gone, func(n int) string {
		return "delete from worklist where (" + worklistTable.list("") + ") in (values " + rowList(n, "text", "text", "bigint", "bigint", "bigint") + ")"
	})
	if err != nil {
		return err
	}
	if err := insertRows(ctx, q, worklistTable, r.added); err != nil {
		return err
	}
	return r.counts.save(ctx, q)
}

// tallyParts is into how many parts each count is divided, so that writers seldom meet on one row.
const tallyParts = 16

// tally is one part of the count of a list.
type tally struct {
	owner, list string
	part        int64
}

// tallies are changes of counts that are still to be stored.
type tallies map[tally]int64

func (t tallies) add(l listed, id, n int64) { t[tally{l.owner, l.list, id % tallyParts}] += n }

// save adds to the counts, in one order for all writers so that none waits for another in a circle.
func (t tallies) save(ctx context.Context, q *db.Q) error {
	parts := slices.SortedFunc(maps.Keys(t), func(a, b tally) int {
		return cmp.Or(cmp.Compare(a.owner, b.owner), cmp.Compare(a.list, b.list), cmp.Compare(a.part, b.part))
	})
	for _, p := range parts {
		if t[p] == 0 {
			continue
		}
		_, err := q.Exec(ctx, `insert into tally (owner, list, part, n) values ($1, $2, $3, $4)
			on conflict (owner, list, part) do update set n = tally.n + excluded.n`, p.owner, p.list, p.part, t[p])
		if err != nil {
			return err
		}
	}
	return nil
}
