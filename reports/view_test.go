package reports

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jiangqitong/cases"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

// one is a case whose life a test tells step by step.
type one struct {
	*world
	r *cases.Record
}

func (o *one) at(month time.Month, day, hour int) *one {
	o.now = workday.MakeDate(2021, month, day).At(hour, 0)
	return o
}

// do lets the party who may carry an action out, and fails the test when it is refused.
func (o *one) do(action cases.Action, pairs ...string) *one {
	o.t.Helper()
	cmd := cases.Command{Action: action, Input: cases.Input{}}
	for i := 0; i < len(pairs); i += 2 {
		cmd.Input[pairs[i]] = pairs[i+1]
	}
	before, refusals := o.r.Version, []error{}
	for _, a := range []cases.Actor{{ID: 1, Name: "企业", Role: cases.RoleCompany, Company: o.r.Company}, {ID: 2, Name: "中心", Role: cases.RoleCentre},
		{ID: 3, Name: "经办", Role: cases.RoleOfficer, Bureau: o.r.Lead}, {ID: 4, Name: "分管", Role: cases.RoleChief, Bureau: o.r.Lead}} {
		if o.r.Version == before {
			if _, err := o.r.Apply(a, cmd, o.moment()); err != nil {
				refusals = append(refusals, err)
				continue
			}
			o.world.do(o.r, a, cmd)
		}
	}
	if o.r.Version == before {
		o.t.Fatalf("nobody may %s: %v", action, refusals)
	}
	return o
}

// road files a road repair on a day of 2021.
func road(t *testing.T, refs *cases.Refs, month time.Month, day int) *one {
	w := newWorld(t, refs, 1)
	o := &one{world: w}
	o.at(month, day, 9)
	change, err := cases.Open(cases.Actor{ID: 1, Name: "企业", Role: cases.RoleCompany, Company: 1}, w.firm(1), "JQ210601-000001", cases.Filing{Company: 1, Input: cases.Input{
		"category": "road", "title": "厂门口道路损坏", "body": "路面塌陷。", "street": refs.Streets[0].Code, "contact_name": "陈经理", "contact_phone": "13800138000"}}, w.moment())
	w.must(err)
	o.r = w.record(change.Case)
	return o
}

// is lists the codes of the measures that count the case in a month.
func (o *one) is(m workday.Month, code string) bool {
	v := NewView(o.r, cases.MonthPeriod(m), o.refs)
	measure, _ := MeasureOf(code)
	return v != nil && measure.counts(v)
}

func (o *one) want(m workday.Month, yes, no string) {
	o.t.Helper()
	for _, code := range strings.Fields(yes) {
		if !o.is(m, code) {
			o.t.Errorf("in %v it is not counted as %s", m, code)
		}
	}
	for _, code := range strings.Fields(no) {
		if o.is(m, code) {
			o.t.Errorf("in %v it is counted as %s", m, code)
		}
	}
}

func TestWhereACaseCounts(t *testing.T) {
	refs := seededRefs(t, dbtest.SQLite(t))
	july := june.Next()

	t.Run("done in its month", func(t *testing.T) {
		o := road(t, refs, time.June, 1).at(time.June, 2, 9).do(cases.Sign).do(cases.Reply, "result", "solved", "text", "已修").at(time.June, 20, 9).do(cases.Rate, "score", "5", "solved", "yes")
		o.want(june, "received handled done solved livelihood_solved benefited due closing_rate on_time_rate first_promise_rate first_time_rate solved_rate satisfied_rate",
			"carried reopened in_hand overdue overdue_rate tracked redone")
		o.want(july, "", "received carried handled done due")
	})
	t.Run("answered late, in the next month", func(t *testing.T) {
		o := road(t, refs, time.June, 21).at(time.July, 5, 9).do(cases.Sign).do(cases.Reply, "result", "solved", "text", "已修")
		o.want(june, "received handled in_hand overdue due overdue_rate", "done closing_rate on_time_rate solved")
		o.want(july, "carried handled done solved benefited", "received due in_hand overdue")
	})
	t.Run("the reply counts, not the rating", func(t *testing.T) {
		o := road(t, refs, time.June, 28).at(time.June, 29, 9).do(cases.Sign).do(cases.Reply, "result", "solved", "text", "已修").at(time.July, 1, 9).do(cases.Rate, "score", "1", "solved", "no")
		o.want(june, "done solved", "in_hand")
		o.want(july, "due on_time_rate", "carried handled done")
	})
	t.Run("withdrawn before it was due", func(t *testing.T) {
		o := road(t, refs, time.June, 1).at(time.June, 3, 9).do(cases.Withdraw, "text", "已自行解决")
		o.want(june, "received handled done unanswered", "due on_time_rate overdue_rate solved benefited in_hand")
	})
	t.Run("withdrawn after it was due", func(t *testing.T) {
		o := road(t, refs, time.June, 1).at(time.June, 25, 9).do(cases.Withdraw, "text", "等不及了")
		o.want(june, "done due closing_rate overdue_rate", "on_time_rate")
	})
	t.Run("tracked before it was due", func(t *testing.T) {
		o := road(t, refs, time.June, 1).at(time.June, 2, 9).do(cases.Sign).do(cases.RequestTracking, "until", "2021-08-31", "text", "列入工程计划").do(cases.ApproveTracking, "text", "列入工程计划")
		o.want(june, "in_hand tracked", "due on_time_rate overdue done")
		o.want(july, "carried in_hand tracked", "overdue")
		o.at(time.July, 20, 9).do(cases.Reply, "result", "planned", "text", "已完工")
		o.want(june, "in_hand tracked", "done cleared")
		o.want(july, "done cleared planned benefited", "tracked in_hand on_time_rate")
	})
	t.Run("tracked past its promise", func(t *testing.T) {
		o := road(t, refs, time.June, 1).at(time.June, 2, 9).do(cases.Sign).do(cases.RequestTracking, "until", "2021-07-15", "text", "列入工程计划").do(cases.ApproveTracking, "text", "列入工程计划")
		o.want(june, "tracked", "overdue")
		o.want(july, "tracked overdue", "")
	})
	t.Run("redone in the next month", func(t *testing.T) {
		o := road(t, refs, time.June, 1).at(time.June, 2, 9).do(cases.Sign).do(cases.Reply, "result", "solved", "text", "已修").do(cases.Rate, "score", "2", "solved", "no").
			at(time.July, 6, 9).do(cases.Redo, "text", "重新修复")
		o.want(june, "received done solved on_time_rate first_time_rate", "redone satisfied_rate solved_rate in_hand")
		o.want(july, "reopened handled in_hand redone due", "received carried done")
		o.at(time.July, 8, 9).do(cases.Sign).do(cases.Reply, "result", "solved", "text", "重修完毕")
		o.want(june, "done first_time_rate", "redone")
		o.want(july, "reopened done solved on_time_rate", "first_time_rate in_hand carried")
	})
	t.Run("redone, taken back and routed anew in the next month", func(t *testing.T) {
		o := road(t, refs, time.June, 1).at(time.June, 2, 9).do(cases.Sign).do(cases.Reply, "result", "solved", "text", "已修").
			at(time.June, 28, 9).do(cases.Redo, "text", "重新修复").do(cases.Return, "text", "请说明路段")
		o.want(june, "received in_hand redone", "done reopened")
		o.at(time.July, 6, 9).do(cases.Refile, "title", "厂门口道路损坏", "body", "东门").do(cases.Route, "lead", o.r.Past[0].Lead)
		o.want(june, "received in_hand redone", "done reopened")
		o.want(july, "carried in_hand", "redone reopened done")
	})
	t.Run("extended", func(t *testing.T) {
		o := road(t, refs, time.June, 1).at(time.June, 2, 9).do(cases.Sign)
		until := workday.DateOf(o.r.Due).AddDays(2).String()
		o.do(cases.Extend, "until", until, "text", "等材料").do(cases.Grant, "text", "等材料")
		o.now = o.r.FirstDue.Add(time.Hour)
		o.do(cases.Reply, "result", "solved", "text", "已修")
		o.want(june, "due on_time_rate extension_rate", "first_promise_rate overdue_rate")
	})
}

// TestCutOffAfterTheMonth: what was due in the month and done before a later cut-off is closed, though not in the month.
func TestCutOffAfterTheMonth(t *testing.T) {
	refs := seededRefs(t, dbtest.SQLite(t))
	o := road(t, refs, time.June, 21).at(time.July, 2, 9).do(cases.Sign).do(cases.Reply, "result", "solved", "text", "已修")
	p := cases.MonthPeriod(june)
	for _, c := range []struct {
		cutOff time.Time
		closed bool
	}{{p.CutOff, false}, {workday.MakeDate(2021, time.July, 5).At(12, 0), true}} {
		p.CutOff = c.cutOff
		v := NewView(o.r, p, refs)
		closing, _ := MeasureOf("closing_rate")
		if closing.counts(v) != c.closed || !v.inHand() || v.finished() {
			t.Errorf("cut off at %v: closed %v, in hand %v", c.cutOff, closing.counts(v), v.inHand())
		}
	}
}

func TestLateDaysCountEachDayBegun(t *testing.T) {
	due := workday.MakeDate(2021, time.June, 10).At(17, 30)
	refs := (&cases.Refs{Calendar: workday.China()}).Index()
	for late, want := range map[time.Duration]int{-time.Hour: 0, 0: 0, time.Minute: 1, 24 * time.Hour: 1, 24*time.Hour + 1: 2, 72 * time.Hour: 3} {
		if got := NewView(promised(1, "", due, due.Add(late)), cases.MonthPeriod(june), refs).lateDays(); got != want {
			t.Errorf("%v late counts %d days, want %d", late, got, want)
		}
	}
}

// TestAClosedRoundKeepsItsFigures: whatever happens after a redo, the months that ended before it count the round that
// was redone as they did the instant before.
func TestAClosedRoundKeepsItsFigures(t *testing.T) {
	redone := 0
	randomWorlds(t, func(t *rapid.T, w *world) {
		for _, p := range w.redone {
			for _, m := range []workday.Month{may.Prev(), may, june} {
				if m.Last().End().After(p.at) {
					continue
				}
				was, is := NewView(p.before, cases.MonthPeriod(m), w.refs), NewView(p.of, cases.MonthPeriod(m), w.refs)
				if (was == nil) != (is == nil) {
					t.Fatalf("%s is in %v: before the redo %v, now %v", p.of.No, m, was != nil, is != nil)
				}
				if was == nil {
					continue
				}
				redone++
				before, now := make([]hit, len(Measures)), make([]hit, len(Measures))
				examine(was, before)
				examine(is, now)
				for i := range Measures {
					if before[i] != now[i] {
						t.Fatalf("%s in %v: %s counted %+v before the redo of %v and %+v now", p.of.No, m, Measures[i].Code, before[i], p.at, now[i])
					}
				}
				for _, d := range dims {
					if was.part(d) != is.part(d) {
						t.Fatalf("%s in %v stands under %s, before its redo under %s", p.of.No, m, is.part(d), was.part(d))
					}
				}
			}
		}
	})
	if redone < 20 {
		t.Errorf("only %d rounds of closed months were redone", redone)
	}
}

// TestTypicalCasesAreListed: picked and done in the period, with what was asked and answered; secrets stay hidden.
func TestTypicalCasesAreListed(t *testing.T) {
	refs := seededRefs(t, dbtest.SQLite(t))
	o := road(t, refs, time.June, 1).at(time.June, 2, 9).do(cases.Sign).do(cases.Reply, "result", "solved", "text", "已修好路面").
		at(time.June, 4, 9).do(cases.Rate, "score", "5", "solved", "yes").do(cases.Feature, "text", "两天修好")
	rows := func(m workday.Month) []Row { return monthly(o.world, m).Sheet("typical").Tables[0].Rows }
	o.records = []*cases.Record{o.r}
	if got := rows(june); len(got) != 1 || len(rows(may)) != 0 || len(rows(june.Next())) != 0 {
		t.Fatalf("in June %d typical cases, in May %d, in July %d", len(got), len(rows(may)), len(rows(june.Next())))
	}
	var printed []string
	for _, c := range rows(june)[0].Cells {
		printed = append(printed, c.Print("zh"))
	}
	want := []string{o.r.No, o.r.CompanyName, "住房和城乡建设局", "厂门口道路损坏：路面塌陷。", "已修好路面", "1", "非常满意", "两天修好"}
	if !slices.Equal(printed, want) {
		t.Errorf("the line reads %q, want %q", printed, want)
	}
	o.r.Confidential = true
	for _, c := range rows(june)[0].Cells[1:5] {
		if text := c.Print("zh"); text != Hidden.Zh && text != "住房和城乡建设局" {
			t.Errorf("a confidential request shows %q", text)
		}
	}
}
