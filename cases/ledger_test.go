package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// theLedger reads the ledger of a stretch of days as an actor, by case id.
func (o *office) theLedger(a Actor, first, last string) map[int64]*Record {
	o.t.Helper()
	from, _ := workday.ParseDate(first)
	to, _ := workday.ParseDate(last)
	found, before := map[int64]*Record{}, int64(0)
	err := o.Ledger(context.Background(), a, Period{First: from, Last: to, CutOff: to.End()}, func(r *Record) error {
		if r.ID <= before {
			o.t.Errorf("case %d comes after %d", r.ID, before)
		}
		before, found[r.ID] = r.ID, r
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return found
}

// liveAWeek files and works on cases on each of some days.
func (o *office) liveAWeek(days ...string) {
	o.t.Helper()
	for seed, day := range days {
		for n := range 6 {
			o.at(fmt.Sprintf("%s 09:%02d", day, n*5))
			if err := o.play(seed*6 + n); err != nil {
				o.t.Fatal(err)
			}
		}
	}
}

// TestLedgerSaysWhatTheCaseSays compares each record with the case as its page reads it.
func TestLedgerSaysWhatTheCaseSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-01 08:30")
		o.liveAWeek("2021-06-01", "2021-06-03", "2021-06-08", "2021-06-15")
		c := o.file(roadInput)
		o.do(officer, Sign)
		o.do(chief, Reply, "result", "solved", "text", "已修")
		o.do(centre, Redo, "text", "又坏了")
		o.do(officer, Sign)
		o.do(officer, Plan, "text", "下周再修")
		o.at("2021-07-01 09:00")
		records := o.theLedger(centre, "2021-06-01", "2021-06-30")
		if len(records) != 25 {
			t.Fatalf("%d records of 25 cases", len(records))
		}
		if r := records[c.ID]; len(r.Past) != 1 || r.Past[0].Result != Solved || r.Past[0].RepliedAt.IsZero() || r.Latest != "下周再修" {
			t.Errorf("the redone case: %+v, latest %q", r.Past, r.Latest)
		}
		for _, r := range records {
			o.no = r.No
			o.sameAsRead(r, o.read(centre))
		}
	})
}

func (o *office) sameAsRead(r *Record, v View) {
	o.t.Helper()
	var clocks []Clock
	for _, k := range v.Clocks {
		if k.Milestone != RulingBy && k.Milestone.Holder() != Filer && k.Milestone != FeedbackBy {
			clocks = append(clocks, Clock{N: k.N, Milestone: k.Milestone, Round: k.Round, Leg: k.Leg, Start: k.Start, FirstDue: k.FirstDue,
				Due: k.Due, Ended: k.Ended, EndedAt: k.EndedAt})
		}
	}
	var legs []Leg
	for _, l := range v.Legs {
		legs = append(legs, Leg{N: l.N, Bureau: l.Bureau, Round: l.Round, State: l.State})
	}
	rounds := slices.Clone(v.Rounds)
	for i := range rounds {
		rounds[i].Reply = ""
	}
	whole := *v.Case
	whole.Clocks, whole.Legs = clocks, legs
	if diff := cmp.Diff(whole, *r.Case, cmpopts.EquateEmpty()); diff != "" {
		o.t.Errorf("%s in the ledger and on its page:\n%s", r.No, diff)
	}
	if diff := cmp.Diff(rounds, r.Past, cmpopts.EquateEmpty()); diff != "" {
		o.t.Errorf("rounds of %s:\n%s", r.No, diff)
	}
}

// TestLedgerConcernsThePeriod says which cases belong to a period: filed or due in it, or unfinished when it began.
func TestLedgerConcernsThePeriod(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-01 08:30")
		o.liveAWeek("2021-06-01", "2021-06-03", "2021-06-08", "2021-06-15", "2021-06-22")
		o.at("2021-07-01 09:00")
		all := o.theLedger(centre, "2021-06-01", "2021-06-30")
		for _, days := range [][2]string{{"2021-06-02", "2021-06-07"}, {"2021-06-08", "2021-06-08"}, {"2021-06-16", "2021-06-30"}} {
			got := o.theLedger(centre, days[0], days[1])
			first, _ := workday.ParseDate(days[0])
			last, _ := workday.ParseDate(days[1])
			p := Period{First: first, Last: last, CutOff: last.End()}
			for id, r := range all {
				want := r.FiledAt.Before(p.End()) && (r.State.Open() || !r.ClosedAt.Before(p.Start()) || p.Holds(r.Due) || p.Holds(r.FiledAt))
				if _, in := got[id]; in != want {
					t.Errorf("%v: %s filed %v closed %v due %v is in the ledger: %v", days, r.No, r.FiledAt, r.ClosedAt, r.Due, in)
				}
			}
		}
	})
}

// TestLedgerKeepsToTheScope compares what each actor reads with what they may see.
func TestLedgerKeepsToTheScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-01 08:30")
		o.liveAWeek("2021-06-01", "2021-06-03")
		secret := Input{"confidential": "yes"}
		for name, value := range roadInput {
			secret[name] = value
		}
		o.file(secret)
		all := o.theLedger(centre, "2021-06-01", "2021-06-30")
		for _, a := range []Actor{company, stranger, liaison, officer, helper, outsider, leader, auditor, admin} {
			got := o.theLedger(a, "2021-06-01", "2021-06-30")
			for id, r := range all {
				if _, in := got[id]; in != Sees(a, r.Case) {
					t.Errorf("%s reads %s in the ledger: %v", a.Name, r.No, in)
				}
			}
		}
	})
}

// TestLedgerReadsNoOtherCases asks SQLite how it finds the cases: by indexes, never by reading all.
func TestLedgerReadsNoOtherCases(t *testing.T) {
	d := dbtest.SQLite(t)
	said := planOf(t, d, ledgerQuery+" order by c.id", int64(1), int64(2))
	for _, index := range []string{"cases_filed", "cases_due", "cases_closed", "cases_open"} {
		if !strings.Contains(said, index) {
			t.Errorf("the ledger does not use %s:\n%s", index, said)
		}
	}
	for line := range strings.SplitSeq(said, "\n") {
		if strings.HasPrefix(line, "SCAN c") && !strings.Contains(line, "INDEX") || strings.Contains(line, "USE TEMP B-TREE FOR ORDER BY") && !strings.Contains(line, "string_agg") {
			t.Errorf("the ledger reads or sorts all cases: %s\n%s", line, said)
		}
	}
}

// TestLedgerStopsAtAnError passes on what the reader of the ledger says.
func TestLedgerStopsAtAnError(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-01 08:30")
		o.liveAWeek("2021-06-01")
		full, n := errors.New("the disk is full"), 0
		err := o.Ledger(context.Background(), centre, MonthPeriod(workday.MakeMonth(2021, 6)), func(*Record) error {
			n++
			return full
		})
		if !errors.Is(err, full) || n != 1 {
			t.Errorf("%d records, %v", n, err)
		}
	})
}

func TestPeriod(t *testing.T) {
	june := MonthPeriod(workday.MakeMonth(2021, time.June))
	now := instant(t, "2021-07-02 09:00")
	if got := june.Month(); got != workday.MakeMonth(2021, time.June) {
		t.Errorf("the month of June is %v", got)
	}
	if err := june.Check(now); err != nil {
		t.Error(err)
	}
	running := june
	running.CutOff = instant(t, "2021-06-10 12:00")
	if !running.End().Equal(running.CutOff) || running.Holds(running.CutOff) || !running.Holds(instant(t, "2021-06-10 11:59")) {
		t.Error("a running month does not end at its cut-off")
	}
	late := june
	late.CutOff = instant(t, "2021-07-05 12:00")
	if !late.End().Equal(june.End()) {
		t.Error("a later cut-off moves the end of the month")
	}
	week := Period{First: workday.MakeDate(2021, 6, 7), Last: workday.MakeDate(2021, 6, 13), CutOff: now}
	if !week.Month().IsZero() {
		t.Error("a week is taken for a month")
	}
	for name, bad := range map[string]Period{
		"upside down":         {First: june.Last, Last: june.First, CutOff: june.CutOff},
		"in the future":       MonthPeriod(workday.MakeMonth(2021, time.August)),
		"cut off before":      {First: june.First, Last: june.Last, CutOff: june.Start()},
		"without days at all": {CutOff: now},
	} {
		if err := bad.Check(now); ProblemsOf(err) == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPartsArePackedWhole reads back what the aggregate writes, whatever the rows.
func TestPartsArePackedWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type part struct {
			n    int
			code string
			at   int64
		}
		var packed []string
		var want, got []part
		for i := range rapid.IntRange(0, 5).Draw(t, "rows") {
			p := part{i + 1, rapid.StringMatching(`[a-z-]{0,8}`).Draw(t, "code"), rapid.Int64Range(1, 1<<45).Draw(t, "at")}
			want = append(want, p)
			packed = append(packed, fmt.Sprintf("%d,%s,%d", p.n, p.code, p.at))
		}
		u := unpacker{known: map[string]string{}}
		if n := u.take(strings.Join(packed, ";")); n != len(want) {
			t.Fatalf("%d rows are announced, not %d", n, len(want))
		}
		for u.next() {
			got = append(got, part{u.int(), u.text(), u.at().UnixMilli()})
		}
		if u.err != nil || !slices.Equal(got, want) {
			t.Fatalf("%v came back as %v (%v)", want, got, u.err)
		}
		u.take("nonsense")
		u.next()
		u.int()
		if u.err == nil {
			t.Fatal("a part that is no number was read without complaint")
		}
	})
}
