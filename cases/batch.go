package cases

import (
	"context"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"jiangqitong/internal/db"
)

// loadMany reads cases by id with their legs and clocks, in four statements however many they are.
func loadMany(ctx context.Context, q *db.Q, ids []int64) (map[int64]*Case, error) {
	return loadCases(ctx, q, ids, "")
}

// owed narrows the clocks k to those still owed: of a case in the course of its life most have ended.
const owed = " and k.ended = ''"

// loadCases is loadMany with some of the clocks k.
func loadCases(ctx context.Context, q *db.Q, ids []int64, which string) (map[int64]*Case, error) {
	found, standings := make(map[int64]*Case, len(ids)), make(map[int64]*Standing, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	args, in := idList(ids)
	err := db.Each(ctx, q, func(row db.Scanner) error {
		c, err := scanCase(row)
		found[c.ID], standings[c.ID] = c, &c.Standing
		return err
	}, "select c.id, "+caseTable.list("c.")+" from cases c where c.id in ("+in+")", args...)
	if err != nil {
		return nil, err
	}
	return found, loadParts(ctx, q, standings, ids, which)
}

// loadStandings reads the standings of cases by id, in the order of their ids. Of the clocks those still owed are read:
// most have ended, and nothing that a standing is asked depends on them.
func loadStandings(ctx context.Context, q *db.Q, ids []int64) (found []*Standing, err error) {
	byID := make(map[int64]*Standing, len(ids))
	args, in := idList(ids)
	var s Standing
	columns := append([]any{&s.ID}, s.row()...)
	err = db.Each(ctx, q, func(row db.Scanner) error {
		err := row.Scan(columns...)
		kept := s
		byID[s.ID], found = &kept, append(found, &kept)
		return err
	}, "select id, "+standingTable.list("")+" from cases where id in ("+in+") order by id", args...)
	if err != nil {
		return nil, err
	}
	return found, loadParts(ctx, q, byID, ids, owed)
}

// loadParts reads the legs and clocks of cases that were read; which narrows the clocks k.
func loadParts(ctx context.Context, q *db.Q, of map[int64]*Standing, ids []int64, which string) error {
	args, in := idList(ids)
	var id int64
	var leg Leg
	columns := leg.row(&id)
	err := db.Each(ctx, q, func(row db.Scanner) error {
		err := row.Scan(columns...)
		of[id].Legs = append(of[id].Legs, leg)
		return err
	}, "select "+legTable.list("")+" from leg where case_id in ("+in+") order by case_id, n", args...)
	if err != nil {
		return err
	}
	var k Clock
	columns = k.row(&id)
	err = db.Each(ctx, q, func(row db.Scanner) error {
		err := row.Scan(columns...)
		of[id].Clocks = append(of[id].Clocks, k)
		return err
	}, "select "+clockTable.list("k.")+" from clock k where k.case_id in ("+in+")"+which+" order by k.case_id, k.n", args...)
	if err != nil {
		return err
	}
	var e Entry
	var clock, n int
	columns = e.row(&id, &clock, &n)
	return db.Each(ctx, q, func(row db.Scanner) error {
		err := row.Scan(columns...)
		k := of[id].clock(clock)
		k.Ledger = append(k.Ledger, e)
		return err
	}, "select "+entryTable.list("e.")+" from clock k join clock_entry e on e.case_id = k.case_id and e.clock = k.n"+
		" where k.case_id in ("+in+")"+which+" order by e.case_id, e.clock, e.n", args...)
}

// clock is the n-th clock of the case; it is there.
func (s *Standing) clock(n int) *Clock {
	i := slices.IndexFunc(s.Clocks, func(k Clock) bool { return k.N == n })
	return &s.Clocks[i]
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
	var text string
	for made := 0; len(rows) > 0; {
		n := min(maxRows, 1<<(bits.Len(uint(len(rows)))-1))
		if n != made {
			text, made = statement(n), n
		}
		some, err := q.Exec(ctx, text, values(rows[:n]...)...)
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
