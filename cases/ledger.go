package cases

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"jiangqitong/internal/db"
)

// Record is one line of the ledger (台账): a case with what reports need of its company, rounds, promises and
// co-bureaus. Its Clocks carry no ledger of their own and leave out what the company owes; its Legs only say who
// assists in which round.
type Record struct {
	*Case
	USCC     string
	Industry string
	Scale    string // large 规上, key 重点, or empty
	Past     []Round
	Latest   string // latest plan, progress or feedback while the case is open
}

// Begun is when the round began: the first with the filing, a later one with its redo (重办), which started its
// promises. The dispatch does not tell: it may be taken back and made again.
func (r *Record) Begun(round Round) time.Time {
	if round.N == 1 {
		return r.FiledAt
	}
	begun := round.DispatchedAt
	for i := range r.Clocks {
		if k := &r.Clocks[i]; k.Round == round.N && (begun.IsZero() || k.Start.Before(begun)) {
			begun = k.Start
		}
	}
	return begun
}

// Done is when the round was done (办结): its reply, or the end of a case that ended without one. Zero for not yet.
func (r Round) Done() time.Time {
	if r.RepliedAt.IsZero() {
		return r.ClosedAt
	}
	return r.RepliedAt
}

// RoundAt is the round in force just before an instant, false when the case was not filed by then.
func (r *Record) RoundAt(t time.Time) (Round, bool) {
	if now := r.present(); r.Begun(now).Before(t) {
		return now, true
	}
	for i := len(r.Past) - 1; i >= 0; i-- {
		if r.Begun(r.Past[i]).Before(t) {
			return r.Past[i], true
		}
	}
	return Round{}, false
}

// Ledger reads every case that the period concerns and the actor may see, oldest first, and calls fn with each. A
// period concerns the cases filed or due in it and those still open when it began. They are read in one statement,
// so all of them as of one instant, and one at a time, so in memory that does not grow with their number; closed
// cases of other times are not read. fn must not use the database; the record is its to keep.
func (d *Desk) Ledger(ctx context.Context, a Actor, p Period, fn func(*Record) error) error {
	where, args := scope(a, 3)
	args = append([]any{toMs(p.Start()), toMs(p.End())}, args...)
	l := newLedgerLine()
	return d.db.Read(ctx, func(q *db.Q) error {
		return db.Each(ctx, q, func(row db.Scanner) error {
			r, err := l.read(row)
			if err != nil {
				return err
			}
			return fn(r)
		}, ledgerQuery+" and "+where+" order by c.id", args...)
	})
}

// Records reads the ledger's lines of some cases, by their ids; those that are gone or not for the actor are left out.
func (d *Desk) Records(ctx context.Context, a Actor, ids []int64) (map[int64]*Record, error) {
	found, l := make(map[int64]*Record, len(ids)), newLedgerLine()
	for chunk := range slices.Chunk(ids, happenedBatch) {
		args, in := idList(chunk)
		where, scoped := scope(a, len(args)+1)
		err := db.Each(ctx, d.db.Reader(), func(row db.Scanner) error {
			r, err := l.read(row)
			if err == nil {
				found[r.ID] = r
			}
			return err
		}, ledgerLines+" where c.id in ("+in+") and "+where, append(args, scoped...)...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// ledgerLines reads each case's parts as one text, because a statement per case would cost more than the case.
var ledgerLines = "select c.id, " + caseTable.list("c.") + `, o.uscc, o.industry, o.scale,
	coalesce((select ` + packed("g.", ledgerLegs) + ` from leg g where g.case_id = c.id), ''),
	coalesce((select ` + packed("k.", ledgerClocks) + ` from clock k where k.case_id = c.id
		and k.milestone not in ('ruling', 'answer', 'confirm', 'feedback')), ''),
	case when c.round = 1 then '' else coalesce((select ` + packed("r.", ledgerRounds) + ` from case_round r where r.case_id = c.id), '') end,
	case when c.open then coalesce((select e.text from event e where e.case_id = c.id and e.action in ('plan', 'progress', 'feedback')
		order by e.id desc limit 1), '') else '' end
	from cases c join company o on o.id = c.company_id`

// ledgerQuery reads the cases of a period. The union goes by four indexes: filed, due, closed with filed, and open; with
// "union" alone SQLite would read the whole table in the order of its ids to merge them, and without the plus it would
// take every case filed before.
var ledgerQuery = ledgerLines + `
	where c.id in (
		select id from cases where filed_ms >= $1 and filed_ms < $2
		union all select id from cases where due_ms >= $1 and due_ms < $2 and due_ms <> 0
		union all select id from cases where closed_ms >= $1 and closed_ms <> 0 and filed_ms < $2
		union all select id from cases where open and +filed_ms < $2)`

// The columns of a case's parts that the ledger needs.
var (
	ledgerLegs   = strings.Fields("n bureau round state")
	ledgerClocks = strings.Fields("n milestone round leg start_ms first_due_ms due_ms ended ended_ms")
	ledgerRounds = strings.Fields(`n lead category result score is_solved call_back returns improper extensions dispatched_ms signed_ms
		contacted_ms planned_ms replied_ms closed_ms first_due_ms due_ms paused_ms`)
)

// packed writes an aggregate that makes one text of many rows, in any order: columns parted by commas, rows by semicolons.
func packed(alias string, columns []string) string {
	marks := strings.Repeat(",%s", len(columns))[1:]
	return "string_agg(format('" + marks + "', " + alias + strings.Join(columns, ", "+alias) + "), ';')"
}

// ledgerLine is the line that the database fills again and again; each record is a copy of it.
type ledgerLine struct {
	Record
	c                    Case
	legs, clocks, rounds string
	open, reindex        bool
	dest                 []any
	u                    unpacker
}

func newLedgerLine() *ledgerLine {
	l := &ledgerLine{u: unpacker{known: map[string]string{}}}
	l.dest = append([]any{&l.c.ID}, l.c.row(&l.open, &l.reindex)...)
	l.dest = append(l.dest, &l.USCC, &l.Industry, &l.Scale, &l.legs, &l.clocks, &l.rounds, &l.Latest)
	return l
}

func (l *ledgerLine) read(row db.Scanner) (*Record, error) {
	if err := row.Scan(l.dest...); err != nil {
		return nil, err
	}
	kept := &struct {
		Record
		c Case
	}{l.Record, l.c}
	r, u := &kept.Record, &l.u
	r.Case = &kept.c
	r.Legs = make([]Leg, 0, u.take(l.legs))
	for u.next() {
		r.Legs = append(r.Legs, Leg{N: u.int(), Bureau: u.text(), Round: u.int(), State: LegState(u.text())})
	}
	r.Clocks = make([]Clock, 0, u.take(l.clocks))
	for u.next() {
		r.Clocks = append(r.Clocks, Clock{N: u.int(), Milestone: Milestone(u.text()), Round: u.int(), Leg: u.int(), Start: u.at(),
			FirstDue: u.at(), Due: u.at(), Ended: EntryKind(u.text()), EndedAt: u.at()})
	}
	r.Past = make([]Round, 0, u.take(l.rounds))
	for u.next() {
		r.Past = append(r.Past, Round{N: u.int(), Lead: u.text(), Category: u.text(), Result: Result(u.text()), Score: u.int(),
			IsSolved: Tri(u.text()), CallBack: u.text(), Returns: u.int(), ImproperReturns: u.int(), Extensions: u.int(), DispatchedAt: u.at(),
			SignedAt: u.at(), ContactedAt: u.at(), PlannedAt: u.at(), RepliedAt: u.at(), ClosedAt: u.at(), FirstDue: u.at(), Due: u.at(),
			Paused: time.Duration(u.number()) * time.Millisecond})
	}
	slices.SortFunc(r.Legs, func(a, b Leg) int { return a.N - b.N })
	slices.SortFunc(r.Clocks, func(a, b Clock) int { return a.N - b.N })
	slices.SortFunc(r.Past, func(a, b Round) int { return a.N - b.N })
	return r, u.err
}

// unpacker reads what packed wrote, field after field. Each code is kept once in known, so that a record does not hold on
// to the whole text its parts came in.
type unpacker struct {
	rest, row string
	known     map[string]string
	err       error
}

// take begins a text and says how many rows it has.
func (u *unpacker) take(text string) int {
	if u.rest = text; text == "" {
		return 0
	}
	return strings.Count(text, ";") + 1
}

// next moves to the next row, false when there is none.
func (u *unpacker) next() bool {
	if u.rest == "" || u.err != nil {
		return false
	}
	u.row, u.rest, _ = strings.Cut(u.rest, ";")
	return true
}

func (u *unpacker) field() (field string) {
	field, u.row, _ = strings.Cut(u.row, ",")
	return field
}

func (u *unpacker) text() string {
	field := u.field()
	code, ok := u.known[field]
	if !ok {
		code = strings.Clone(field)
		u.known[code] = code
	}
	return code
}

func (u *unpacker) number() int64 {
	field := u.field()
	n, err := strconv.ParseInt(field, 10, 64)
	if err != nil && u.err == nil {
		u.err = fmt.Errorf("a part of a case in the ledger reads %q where a number stands", field)
	}
	return n
}

func (u *unpacker) int() int      { return int(u.number()) }
func (u *unpacker) at() time.Time { return fromMs(u.number()) }
