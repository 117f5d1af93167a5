package reports

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

// traced folds May with the traces of its cases.
func (w *world) traced() *fold {
	f := newFold(cases.MonthPeriod(may), w.refs)
	f.traces = newTraces()
	for _, r := range w.records {
		f.count(r)
	}
	return f
}

// TestEveryDifferenceIsToldByItsCases: over any later life of the cases of May, the cases that are told account for
// exactly what each figure moved by, and a case of which nothing moved is not told.
func TestEveryDifferenceIsToldByItsCases(t *testing.T) {
	refs, told := seededRefs(t, dbtest.SQLite(t)), 0
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t, refs, rapid.Uint64().Draw(rt, "seed"))
		w.live(may.Next().First().AddDays(rapid.IntRange(0, 20).Draw(rt, "frozen after days")).Start(), rapid.IntRange(5, 40).Draw(rt, "filings"))
		was := w.traced()
		packed, err := was.traces.pack()
		if err != nil {
			rt.Fatal(err)
		}
		kept, err := unpackTraces(packed)
		if err != nil {
			rt.Fatal(err)
		}
		w.live(june.Next().First().Start(), 10)
		is := w.traced()
		list := changes(kept, is.traces)
		told += len(list)
		for i := range Measures {
			m := &Measures[i]
			n, base := was.whole.n[i], was.whole.base[i]
			for _, c := range list {
				if slices.Contains(c.figures, m.Code) {
					n += weight(is.traces, c.is, m.Code, "c") - weight(kept, c.was, m.Code, "c")
					base += weight(is.traces, c.is, m.Code, "bc") - weight(kept, c.was, m.Code, "bc")
				}
			}
			if n != is.whole.n[i] || m.base != nil && base != is.whole.base[i] {
				rt.Fatalf("%s: %d of %d became %d of %d, but the cases that are told lead to %d of %d",
					m.Code, was.whole.n[i], was.whole.base[i], is.whole.n[i], is.whole.base[i], n, base)
			}
		}
		for _, c := range list {
			if c.was != nil && c.is != nil && len(c.fields) == 0 {
				rt.Errorf("%s moved %v and no fact of it changed", c.no, c.figures)
			}
		}
	})
	if told < 100 {
		t.Errorf("only %d cases were told", told)
	}
}

func weight(t *traces, c *trace, code, marks string) int64 {
	if strings.IndexByte(marks, t.mark(c, code)) >= 0 {
		return 1
	}
	return 0
}

// TestACorrectionTellsWhoChangedWhat rates a case of a frozen May, files another into it and deletes a third: the
// difference and the next issue's corrections tell each with its field, its event and its figures.
func TestACorrectionTellsWhoChangedWhat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, p := district(t, d, 43, 30)
		ctx := t.Context()
		issue, err := p.Freeze(ctx, centre, cases.MonthPeriod(may))
		if err != nil {
			t.Fatal(err)
		}
		if c, err := p.Correction(ctx, issue.Number); err != nil || len(c.Moves) != 0 || c.Untold {
			t.Fatalf("before any change: %+v, %v", c, err)
		}
		var rated, gone *cases.Record
		for _, r := range w.records {
			v := NewView(r, cases.MonthPeriod(may), w.refs)
			switch {
			case v == nil || !v.finished() || !v.latest():
			case rated == nil && v.Category.Rated && v.Round.Score < 5 && !r.Final && (r.State == cases.Replied || r.State == cases.Closed):
				rated = r
			case gone == nil:
				gone = r
			}
		}
		if rated == nil || gone == nil {
			t.Fatal("this May has no two such cases: choose another seed")
		}
		before := scoreWords(rated.Score)
		w.do(rated, centre, cases.Command{Action: cases.CallBack, Input: cases.Input{"outcome": "reached", "score": "5", "solved": "yes"}})
		w.lateFiling(may)
		late := w.records[len(w.records)-1]
		w.forget(d, gone)

		c, err := p.Correction(ctx, issue.Number)
		if err != nil {
			t.Fatal(err)
		}
		find := func(no, field string) Move {
			for _, m := range c.Moves {
				if m.No == no && m.Field.Zh == field {
					return m
				}
			}
			t.Fatalf("%s of %s is not told: %+v", field, no, c.Moves)
			return Move{}
		}
		if m := find(rated.No, "满意度"); m.Is.Zh != "非常满意" || m.Was != before || !m.At.Equal(w.now) || m.By.Zh != "登记回访（诉求中心）" ||
			!slices.Contains(m.Figures, "score_5") || slices.Contains(m.Figures, "received") {
			t.Errorf("the rating: %+v", m)
		}
		if m := find(late.No, "是否计入本期"); m.Was.Zh != "否" || m.Is.Zh != "是" || !strings.Contains(m.By.Zh, cases.File.Words().Zh) && !m.At.IsZero() {
			t.Errorf("the late filing: %+v", m)
		}
		if m := find(gone.No, "是否计入本期"); !m.Gone || !strings.Contains(m.By.Zh, "已按保存期限删除") || !slices.Contains(m.Figures, "done") {
			t.Errorf("the deleted case: %+v", m)
		}
		if c.Cases != 3 {
			t.Errorf("%d cases changed", c.Cases)
		}
		next, printed := workbookOf(t, p, june)
		through := next.Sheet("corrections").Tables[1]
		if len(through.Rows) != len(c.Moves) {
			t.Errorf("the next issue tells %d moves of %d", len(through.Rows), len(c.Moves))
		}
		if rows := cellsOf(t, open(t, printed), "往期更正"); !slices.ContainsFunc(rows, func(r []string) bool { return len(r) > 4 && r[1] == rated.No && r[4] == "非常满意" }) {
			t.Errorf("the workbook's corrections do not tell of the rating: %v", rows)
		}

		w.must(d.Write(ctx, func(q *db.Q) error {
			_, err := q.Exec(ctx, "update report_issue set traces = $1", []byte{})
			return err
		}))
		if c, err := p.Correction(ctx, issue.Number); err != nil || !c.Untold || len(c.Moves) != 0 || len(c.Differences) == 0 {
			t.Errorf("an issue of before, which kept no traces: %+v, %v", c, err)
		}
	})
}

// forget deletes a case, as one whose time of keeping is over.
func (w *world) forget(d *db.DB, r *cases.Record) {
	w.t.Helper()
	w.must(d.Write(w.t.Context(), func(q *db.Q) error {
		for _, table := range []string{"worklist", "leg", "clock_entry", "clock", "event", "case_round", "cases"} {
			column := "case_id"
			if table == "cases" {
				column = "id"
			}
			if _, err := q.Exec(w.t.Context(), "delete from "+table+" where "+column+" = $1", r.ID); err != nil {
				return err
			}
		}
		return nil
	}))
}
