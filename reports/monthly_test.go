package reports

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jiangqitong/cases"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

var (
	may  = workday.MakeMonth(2021, time.May)
	june = workday.MakeMonth(2021, time.June)
)

func monthly(w *world, m workday.Month) *Book {
	return Monthly(Input{Period: cases.MonthPeriod(m), Refs: w.refs, Made: w.now}, w.records)
}

// randomWorlds checks a property on districts that lived from April to the end of June at random.
func randomWorlds(t *testing.T, check func(t *rapid.T, w *world)) {
	refs := seededRefs(t, dbtest.SQLite(t))
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t, refs, rapid.Uint64().Draw(rt, "seed"))
		w.live(june.Next().First().Start(), rapid.IntRange(1, 60).Draw(rt, "filings"))
		check(rt, w)
	})
}

// eachCell calls fn with every cell of the Book.
func eachCell(b *Book, fn func(sheet, where string, c Cell)) {
	for _, s := range b.Sheets {
		for _, t := range s.Tables {
			for _, r := range t.Rows {
				for i, c := range r.Cells {
					fn(s.Code, fmt.Sprintf("%s/%s/%s/%s", s.Name.Zh, t.Title.Zh, r.Cells[0].Text.Zh, t.Columns[i].Name.Zh), c)
				}
			}
		}
	}
}

func TestPartsSumToTotals(t *testing.T) {
	randomWorlds(t, func(t *rapid.T, w *world) {
		for _, m := range []workday.Month{may, june} {
			checks := monthly(w, m).Sheet("checks").Tables[0]
			if len(checks.Rows) < 26 {
				t.Fatalf("only %d checks", len(checks.Rows))
			}
			for _, r := range checks.Rows {
				if r.Cells[1].N != r.Cells[2].N || r.Cells[3].Tone != Good {
					t.Fatalf("%v: %s: %d against %d", m, r.Cells[0].Text.Zh, r.Cells[1].N, r.Cells[2].N)
				}
			}
		}
	})
}

// TestEveryNumberLeadsToItsCases follows each link of Books of every span and counts what it finds.
func TestEveryNumberLeadsToItsCases(t *testing.T) {
	var periods []cases.Period
	for _, name := range []string{"2021-06", "2021-W23", "2021-Q2", "2021", "2021-06-05..2021-06-20"} {
		p, err := cases.ParsePeriod(name)
		if err != nil {
			t.Fatal(err)
		}
		periods = append(periods, p)
	}
	randomWorlds(t, func(t *rapid.T, w *world) {
		p, links := rapid.SampledFrom(periods).Draw(t, "period"), 0
		if rapid.Bool().Draw(t, "running") { // cut off in its middle
			p = p.Known(p.First.AddDays(5).At(15, 0))
		}
		b := Monthly(Input{Period: p, Refs: w.refs, Made: w.now, History: w.history(p)}, w.records)
		eachCell(b, func(_, where string, c Cell) {
			if c.Link == nil {
				return
			}
			links++
			again, err := ParseLink(c.Link.Query())
			if again.Period = c.Link.Period; err != nil || again != *c.Link {
				t.Fatalf("%s: link %v reads back as %v (%v)", where, *c.Link, again, err)
			}
			of := b.Period
			if again.Period != "" {
				if of, err = cases.ParsePeriod(again.Period); err != nil {
					t.Fatal(err)
				}
			}
			n, companies := int64(0), map[int64]bool{}
			for _, r := range w.records {
				if v := NewView(r, of, w.refs); v != nil && again.Holds(v) {
					n, companies[v.Company] = n+1, true
				}
			}
			m, _ := MeasureOf(again.Measure)
			switch {
			case m.Form == Companies && c.Kind == Count:
				n = int64(len(companies))
			case c.Kind == Percent && again.Base && n != c.Of, c.Kind == Percent && !again.Base && n != c.N:
				t.Fatalf("%s: %d of %d, but the link finds %d", where, c.N, c.Of, n)
			}
			if c.Kind == Count && n != c.N {
				t.Fatalf("%s: %d, but the link finds %d", where, c.N, n)
			}
		})
		if links < 200 {
			t.Fatalf("only %d numbers carry a link", links)
		}
	})
}

// history folds what a Book of the period needs of others.
func (w *world) history(p cases.Period) History {
	h := History{}
	for _, of := range wanted(p) {
		h[of.Name()] = Monthly(Input{Period: of, Refs: w.refs}, w.records).Figures
	}
	return h.used()
}

// TestNumbersThatNobodyCanFollow: only running numbers, sums of checks, facts of one case and what is confidential have no link.
func TestNumbersThatNobodyCanFollow(t *testing.T) {
	randomWorlds(t, func(t *rapid.T, w *world) {
		eachCell(monthly(w, june), func(sheet, where string, c Cell) {
			if c.Link != nil || c.N == 0 || c.Kind != Count && c.Kind != Percent && c.Kind != Rank {
				return
			}
			switch {
			case strings.HasSuffix(where, "/序号"), sheet == "checks" && strings.HasSuffix(where, "/右边"), sheet == "benefited": // confidential
			case strings.Contains(where, "/JQ"): // of one case, which the line names
			default:
				t.Fatalf("%s: %d leads nowhere", where, c.N)
			}
		})
	})
}

// TestMonthsJoin: what is in hand at the end of a month is carried over into the next.
func TestMonthsJoin(t *testing.T) {
	randomWorlds(t, func(t *rapid.T, w *world) {
		before, after := monthly(w, may).Figures, monthly(w, june).Figures
		if before["in_hand"] != after["carried"] {
			t.Fatalf("%d in hand at the end of May, %d carried over into June", before["in_hand"].N, after["carried"].N)
		}
	})
}

// TestWeeksOfAMonthDivideIt: what is dated, received and due, adds up over any division of the month.
func TestWeeksOfAMonthDivideIt(t *testing.T) {
	randomWorlds(t, func(t *rapid.T, w *world) {
		whole := monthly(w, june).Figures
		cut := june.First().AddDays(rapid.IntRange(0, 28).Draw(t, "days"))
		end := june.Last().End()
		var received, done int64
		for _, p := range []cases.Period{{First: june.First(), Last: cut, CutOff: cut.End()}, {First: cut.AddDays(1), Last: june.Last(), CutOff: end}} {
			f := Monthly(Input{Period: p, Refs: w.refs}, w.records).Figures
			received += f["received"].N
			done += f["done"].N
			if f["handled"].N != f["received"].N+f["carried"].N+f["reopened"].N {
				t.Fatalf("%v: the carry-over identity does not hold: %v", p, f)
			}
		}
		if received != whole["received"].N {
			t.Fatalf("%d received in two parts, %d in the month", received, whole["received"].N)
		}
		if done < whole["done"].N {
			t.Fatalf("%d done in two parts, fewer than the %d of the month", done, whole["done"].N)
		}
	})
}

// promised is a case of a June with one promise to resolve, made and kept as the arguments say.
func promised(id int, lead string, due, replied time.Time) *cases.Record {
	filed := due.AddDate(0, 0, -7)
	c := &cases.Case{Standing: cases.Standing{ID: int64(id), Round: 1, State: cases.Handling, Company: int64(id), Lead: lead}, Source: cases.SourceWeb, FiledAt: filed, DispatchedAt: filed,
		FirstDue: due, Due: due}
	k := cases.Clock{N: 1, Milestone: cases.ResolveBy, Round: 1, Start: filed, FirstDue: due, Due: due}
	if !replied.IsZero() {
		c.State, c.RepliedAt, c.Result = cases.Replied, replied, cases.Solved
		k.Ended, k.EndedAt = cases.Met, replied
	}
	c.Clocks = []cases.Clock{k}
	return &cases.Record{Case: c}
}

// TestPublishedRates recomputes the rates of a published bulletin through the fold: 24,932 due, 23,974 done, 22,345 on time.
func TestPublishedRates(t *testing.T) {
	refs := (&cases.Refs{Calendar: workday.China()}).Index()
	due := june.First().AddDays(14).At(17, 30)
	var records []*cases.Record
	for i := range 24_932 {
		replied := due.Add(-time.Hour)
		switch {
		case i >= 23_974:
			replied = time.Time{}
		case i >= 22_345:
			replied = due.Add(time.Hour)
		}
		records = append(records, promised(i, "", due, replied))
	}
	b := Monthly(Input{Period: cases.MonthPeriod(june), Refs: refs}, records)
	for code, want := range map[string]string{"due": "24932", "closing_rate": "96.16%", "on_time_rate": "89.62%", "overdue_rate": "10.38%"} {
		if got := figureCell(b.Figures[code], &Link{Measure: code}).Print("zh"); got != want {
			t.Errorf("%s is %s, published as %s", code, got, want)
		}
	}
}

// TestPublishedShares recomputes the shares of a published city bulletin: of 18,113 dispatched, 15,390 to counties
// (84.97 %), 2,013 to city bureaus (11.11 %), and 710 in flow (3.92 %), which had nothing to compare with.
func TestPublishedShares(t *testing.T) {
	refs := (&cases.Refs{Calendar: workday.China(), Bureaus: []cases.Bureau{{Code: "counties", Name: same("counties"), Peer: "bureau"},
		{Code: "city", Name: same("city"), Peer: "bureau"}, {Code: "flow", Name: same("flow"), Peer: "bureau"}}}).Index()
	var records []*cases.Record
	for _, part := range []struct {
		lead string
		n    int
	}{{"counties", 15_390}, {"city", 2_013}, {"flow", 710}} {
		for range part.n {
			records = append(records, promised(len(records), part.lead, june.First().AddDays(14).At(17, 30), time.Time{}))
		}
	}
	b := Monthly(Input{Period: cases.MonthPeriod(june), Refs: refs}, records)
	got := map[string]string{}
	for _, r := range b.Sheet("bureau").Tables[0].Rows {
		if r.Kind == Plain {
			got[r.Cells[0].Text.Zh] = r.Cells[1].Print("zh") + " " + r.Cells[2].Print("zh")
		}
	}
	for name, want := range map[string]string{"counties": "15390 84.97%", "city": "2013 11.11%", "flow": "710 3.92%"} {
		if got[name] != want {
			t.Errorf("%s: %s, published as %s", name, got[name], want)
		}
	}
	key := b.Sheet("summary").Tables[0]
	for _, r := range key.Rows {
		if r.Kind == Plain && (r.Cells[3].Print("zh") != NoBase || r.Cells[5].Print("zh") != NoBase) {
			t.Errorf("%s is compared with nothing: %s, %s", r.Cells[0].Text.Zh, r.Cells[3].Print("zh"), r.Cells[5].Print("zh"))
		}
	}
}

// TestArticleMonth builds a June with the figures of the article, and noise around them, and finds them in their places.
func TestArticleMonth(t *testing.T) {
	refs := (&cases.Refs{Calendar: workday.China(), Categories: []cases.Category{{Code: "road", Group: cases.Livelihood}, {Code: "eia", Group: cases.Approvals},
		{Code: "policy", Group: cases.OtherGroup}}}).Index()
	due := june.First().AddDays(20).At(17, 30)
	var records []*cases.Record
	put := func(n int, category string, result cases.Result, replied time.Time) {
		for range n {
			r := promised(len(records), "", due, replied)
			r.Case.Category, r.Result, r.Company = category, result, int64(len(records)%16)
			records = append(records, r)
		}
	}
	inJune, inJuly := due.Add(-time.Hour), june.Next().First().At(9, 0)
	put(4, "road", cases.Solved, inJune)
	put(15, "eia", cases.Solved, inJune)
	put(6, "policy", cases.Solved, inJune)
	put(3, "policy", cases.Explained, inJune)
	put(2, "road", cases.Explained, inJune)
	put(5, "eia", "", time.Time{})
	put(5, "road", cases.Solved, inJuly)
	b := Monthly(Input{Period: cases.MonthPeriod(june), Refs: refs}, records)
	rows := b.Sheet("summary").Tables[0].Rows
	for i, want := range []string{"解决民生事项 4", "解决审批服务诉求 15", "答复其他诉求 9", "惠及企业 16"} {
		if got := rows[i+1].Cells[0].Text.Zh + " " + rows[i+1].Cells[1].Print("zh"); got != want {
			t.Errorf("line %d of the key figures reads %s, not %s", i+1, got, want)
		}
	}
	const says = "其中解决民生事项 4 件，解决审批服务诉求 15 件，通过江企通答复其他诉求 9 件，惠及企业 16 家。"
	if !contains(b.Opening.Zh, says) {
		t.Errorf("the opening reads: %s", b.Opening.Zh)
	}
}
