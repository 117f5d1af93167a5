package cases

import (
	"context"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"jiangqitong/internal/db"
)

// extent says how much of a case is read.
type extent bool

const (
	whole extent = false
	owed  extent = true // of its clocks only those still owed: what the timer needs, and most clocks have ended
)

// loadMany reads cases by id with their legs and clocks, in four statements however many they are.
func loadMany(ctx context.Context, q *db.Q, ids []int64, much extent) (map[int64]*Case, error) {
	found := make(map[int64]*Case, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	args, in := idList(ids)
	err := db.Each(ctx, q, func(row db.Scanner) error {
		c, err := scanCase(row)
		found[c.ID] = c
		return err
	}, "select c.id, "+caseTable.list("c.")+" from cases c where c.id in ("+in+")", args...)
	if err != nil {
		return nil, err
	}
	return found, loadParts(ctx, q, found, ids, much)
}

// loadParts reads the legs and clocks of cases that were read.
func loadParts(ctx context.Context, q *db.Q, of map[int64]*Case, ids []int64, much extent) error {
	args, in := idList(ids)
	var id int64
	err := db.Each(ctx, q, func(row db.Scanner) error {
		var leg Leg
		err := row.Scan(leg.row(&id)...)
		of[id].Legs = append(of[id].Legs, leg)
		return err
	}, "select "+legTable.list("")+" from leg where case_id in ("+in+") order by case_id, n", args...)
	if err != nil {
		return err
	}
	clocks, entries := "", ""
	if much == owed {
		clocks = " and ended = ''"
		entries = " and exists (select 1 from clock k where k.case_id = e.case_id and k.n = e.clock and k.ended = '')"
	}
	err = db.Each(ctx, q, func(row db.Scanner) error {
		var k Clock
		err := row.Scan(k.row(&id)...)
		of[id].Clocks = append(of[id].Clocks, k)
		return err
	}, "select "+clockTable.list("")+" from clock where case_id in ("+in+")"+clocks+" order by case_id, n", args...)
	if err != nil {
		return err
	}
	return db.Each(ctx, q, func(row db.Scanner) error {
		var e Entry
		var clock, n int
		err := row.Scan(e.row(&id, &clock, &n)...)
		k := of[id].clock(clock)
		k.Ledger = append(k.Ledger, e)
		return err
	}, "select "+entryTable.list("e.")+" from clock_entry e where e.case_id in ("+in+")"+entries+" order by e.case_id, e.clock, e.n", args...)
}

// clock is the n-th clock of the case; it is there.
func (c *Case) clock(n int) *Clock {
	i := slices.IndexFunc(c.Clocks, func(k Clock) bool { return k.N == n })
	return &c.Clocks[i]
}

// idList pads a list of ids to a power of two by repeating the last, so that few different statements arise.
func idList(ids []int64) (args []any, in string) {
	size := 1 << bits.Len(uint(len(ids)-1))
	for _, id := range ids {
		args = append(args, id)
	}
	for len(args) < size {
		args = append(args, ids[len(ids)-1])
	}
	return args, db.In(1, size)
}

// maxRows is how many rows one insert carries at most, within the engines' limits of parameters.
const maxRows = 64

// insertRows stores many rows, some in each statement.
func insertRows(ctx context.Context, q *db.Q, t table, rows [][]any) error {
	_, err := inChunks(ctx, q, rows, t.insert)
	return err
}

// inChunks carries out a statement made for n rows on all rows, in chunks of 64, 32, … 1 rows, so that few different
// statements arise. It tells how many stored rows were touched.
func inChunks(ctx context.Context, q *db.Q, rows [][]any, statement func(n int) string) (touched int64, err error) {
	for len(rows) > 0 {
		n := min(maxRows, 1<<(bits.Len(uint(len(rows)))-1))
		some, err := q.Exec(ctx, statement(n), values(rows[:n]...)...)
		if err != nil {
			return touched, err
		}
		touched, rows = touched+some, rows[n:]
	}
	return touched, nil
}

// rowList writes n rows of parameters of the given types, such as "(cast($1 as bigint), cast($2 as text)), …", for
// use as a table: PostgreSQL cannot guess the types there.
func rowList(n int, types ...string) string {
	var b strings.Builder
	for i := range n * len(types) {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%len(types) == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "cast($%d as %s)", i+1, types[i%len(types)])
	}
	return b.String() + ")"
}
