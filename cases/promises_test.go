package cases

import (
	"slices"
	"strings"
	"testing"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// These tests hold the lifecycle to what is said of promises: pauses, extensions, returns, co-bureaus, tracking,
// call-back and the final answer.

// refusedAt fails the test unless the action is refused for the whole case.
func (s *story) refusedAt(at string, a Actor, kind Kind, action Action, pairs ...string) {
	s.t.Helper()
	_, err := s.try(at, a, action, pairs...)
	for _, p := range ProblemsOf(err) {
		if strings.Contains(p.Words.Zh+p.Words.En, "%!") {
			s.t.Errorf("%s at %s is refused in broken words: %s %s", action, at, p.Words.Zh, p.Words.En)
		}
		if p.Kind == kind {
			return
		}
	}
	s.t.Errorf("%s of %s at %s: got %v, want a refusal (%s)", a.Name, action, at, err, kind)
}

// under makes the story's policy a changed one.
func under(t *testing.T, change func(*Policy)) *story {
	s := &story{t: t, refs: smallRefs()}
	change(&s.refs.Policies[0])
	return s
}

func TestAPauseIsCapped(t *testing.T) {
	s := under(t, func(p *Policy) { p.PauseCap = workday.MustBudget("3wd") })
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.do("2021-06-02 10:00", officer, Ask, "text", "请补充照片")
	s.due(ResolveBy, "2021-06-11 17:30") // assuming that the company takes the whole cap: 3, 4 and 7 June
	s.due(AnswerBy, "2021-06-07 17:30")
	s.passes("2021-06-30 09:00")
	if last := s.said[slices.IndexFunc(s.said, func(e Event) bool { return e.Action == Unanswered })]; s.c.State != Handling || !last.At.Equal(instant(t, "2021-06-07 17:30")) {
		t.Errorf("state %s, ended %s", s.c.State, last.At)
	}
	s.due(ResolveBy, "2021-06-11 17:30")
	if s.c.Paused != 5*24*time.Hour+7*time.Hour+30*time.Minute {
		t.Errorf("paused for %s", s.c.Paused)
	}
	if told := s.levels(ResolveBy); !slices.Contains(told, FiveDays) {
		t.Errorf("after the cap the promise was reminded at %v", told)
	}
}

func (s *story) levels(m Milestone) (levels []Level) {
	for _, e := range s.said {
		if e.Milestone == m && e.Level != NoLevel {
			levels = append(levels, e.Level)
		}
	}
	return levels
}

// Paused time is told apart: what the clock stood, to the minute, whatever it counts in.
func TestPausedTimeIsToldApart(t *testing.T) {
	for _, c := range []struct {
		budget, due string
	}{
		{"5wd", "2021-06-15 17:30"},  // 3, 4, 7 and 8 June were asked; the 9th, within the day, takes out none
		{"7d", "2021-06-15 17:30"},   // 8 June and six days: 14 June is the Dragon Boat holiday
		{"120h", "2021-06-12 15:30"}, // 5 times 24 hours and 6 days, 6 hours and 30 minutes of pause
		{"20wh", "2021-06-10 16:00"}, // 7½ hours before the first pause, 5 between, 7½ after the second
	} {
		t.Run(c.budget, func(t *testing.T) {
			s := under(t, func(p *Policy) { p.Resolve = workday.MustBudget(c.budget) })
			s.file("2021-06-01 09:00", roadInput)
			s.do("2021-06-01 09:10", officer, Sign)
			s.do("2021-06-02 10:00", officer, Ask, "text", "请补充照片")
			if s.c.Paused != 0 {
				t.Errorf("while it lasts a pause counts as %s", s.c.Paused)
			}
			s.do("2021-06-08 10:00", company, Answer, "text", "已补充")
			s.do("2021-06-09 08:30", officer, Ask, "text", "请补充合同")
			s.do("2021-06-09 15:00", company, Answer, "text", "已补充")
			if want := 6*24*time.Hour + 6*time.Hour + 30*time.Minute; s.c.Paused != want {
				t.Errorf("paused for %s, want %s", s.c.Paused, want)
			}
			if got := workday.FormatDue(s.c.Due); got != c.due {
				t.Errorf("due %s, want %s", got, c.due)
			}
			s.do("2021-06-09 16:00", officer, Submit, "result", "solved", "text", "已修")
			s.do("2021-06-09 16:10", chief, Approve)
			s.do("2021-06-10 09:00", company, Rate, "score", "1", "solved", "no")
			if s.c.Paused == 0 {
				t.Error("the answer forgot the pauses")
			}
			s.do("2021-06-10 10:00", centre, Redo, "text", "请现场处理")
			if s.c.Paused != 0 {
				t.Errorf("the new round begins with %s of pauses", s.c.Paused)
			}
		})
	}
}

// However a case ends while it waits for the company, the time it waited counts, up to the cap; a round that is redone
// keeps its own.
func TestPausedTimeCountsWhateverEndsTheCase(t *testing.T) {
	for name, end := range map[string]func(*story){
		"withdrawn": func(s *story) { s.do("2021-06-04 10:00", company, Withdraw, "text", "已自行解决") },
		"merged": func(s *story) {
			m := s.moment("2021-06-04 10:00")
			m.Parent = &Case{Standing: Standing{ID: 99, State: Handling}, No: "JQ210101-000099"}
			s.take(s.c.Apply(centre, Command{Action: Merge, Input: Input{"parent": m.Parent.No}}, m))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := &story{t: t}
			s.file("2021-06-01 09:00", roadInput)
			s.do("2021-06-01 09:10", officer, Sign)
			s.do("2021-06-02 10:00", officer, Ask, "text", "请补充照片")
			end(s)
			if want := 48 * time.Hour; s.c.Paused != want {
				t.Errorf("paused for %s, want %s", s.c.Paused, want)
			}
			k := s.clock(ResolveBy)
			if n := len(k.Ledger); n != 3 || k.Ledger[1].Kind != Resumed || k.Ledger[2].Kind != Stopped || !k.Reckon(s.refs.Calendar).Due.Equal(k.Due) {
				t.Errorf("due %s after %+v", k.Due, k.Ledger)
			}
			s.do("2021-06-07 10:00", centre, Note, "text", "电话核实")
			if s.c.Paused != 48*time.Hour {
				t.Errorf("a later note makes it %s", s.c.Paused)
			}
		})
	}
}

func TestARoundKeepsHowLongItWaited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-07 09:00")
		o.file(roadInput)
		o.do(officer, Sign)
		o.do(officer, Ask, "text", "请补充照片")
		o.at("2021-06-08 12:00")
		o.do(company, Answer, "text", "已补充")
		o.do(chief, Reply, "result", "solved", "text", "已修")
		o.do(company, Rate, "score", "1", "solved", "no")
		o.do(centre, Redo, "text", "请现场处理")
		v := o.read(centre)
		if v.Paused != 0 || len(v.Rounds) != 1 || v.Rounds[0].Paused != 27*time.Hour {
			t.Errorf("now %s, before %+v", v.Paused, v.Rounds)
		}
		must(t, o.Ledger(t.Context(), centre, MonthPeriod(workday.MakeMonth(2021, time.June)), func(r *Record) error {
			if r.Past[0].Paused != 27*time.Hour {
				t.Errorf("the ledger says %s", r.Past[0].Paused)
			}
			return nil
		}))
	})
}

func TestExtensionsKeepToThePolicy(t *testing.T) {
	s := under(t, func(p *Policy) { p.ExtendAhead = workday.MustBudget("1wd") })
	s.file("2021-06-01 09:00", roadInput)
	s.refusedAt("2021-06-01 09:05", officer, Conflict, Extend, "until", "2021-06-11", "text", "需要材料") // not signed yet
	s.do("2021-06-01 09:10", officer, Sign)
	s.refusedAt("2021-06-02 09:00", officer, Invalid, Extend, "until", "2021-06-08", "text", "不延长")
	s.refusedAt("2021-06-02 09:00", officer, Invalid, Extend, "until", "2021-06-17", "text", "超过 5 个工作日")
	s.do("2021-06-02 09:10", officer, Extend, "until", "2021-06-16", "text", "需要材料") // 14 June is the Dragon Boat holiday
	s.refusedAt("2021-06-02 09:20", officer, Conflict, Extend, "until", "2021-06-15", "text", "一次一个")
	s.refusedAt("2021-06-02 09:20", chief, Forbidden, Grant)
	s.due(ResolveBy, "2021-06-08 17:30") // asked for is not granted
	s.do("2021-06-02 10:00", centre, Refuse, "text", "请按期办结")
	s.due(ResolveBy, "2021-06-08 17:30")
	s.do("2021-06-03 09:10", officer, Extend, "until", "2021-06-11", "text", "需要材料")
	s.do("2021-06-03 10:00", centre, Grant, "text", "材料由外地寄来")
	if e := s.said[len(s.said)-1]; !e.Public || e.Text != "材料由外地寄来" || e.Data["until"] != "2021-06-11" {
		t.Errorf("the company is told %+v", e)
	}
	s.do("2021-06-07 09:10", officer, Extend, "until", "2021-06-16", "text", "再次")
	s.passes("2021-06-12 09:00") // the centre is slow: it fell due, and is granted all the same
	s.do("2021-06-12 09:00", centre, Grant, "text", "等待材料")
	s.due(ResolveBy, "2021-06-16 17:30")
	s.refusedAt("2021-06-15 09:00", officer, Conflict, Extend, "until", "2021-06-18", "text", "第三次")
	k := s.clock(ResolveBy)
	if s.c.Extensions != 2 || workday.FormatDue(k.FirstDue) != "2021-06-08 17:30" {
		t.Errorf("%d extensions, first promise %s", s.c.Extensions, workday.FormatDue(k.FirstDue))
	}
	s.do("2021-06-16 10:00", chief, Reply, "result", "solved", "text", "已修")
	if k := s.clock(ResolveBy); !k.OnTime() || k.AsPromised() {
		t.Error("on time as extended and late as promised are not told apart")
	}
}

func TestAnExtensionIsAskedAheadOfTheDueDay(t *testing.T) {
	s := under(t, func(p *Policy) { p.ExtendAhead = workday.MustBudget("1wd") })
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.refusedAt("2021-06-08 09:00", officer, Conflict, Extend, "until", "2021-06-11", "text", "当天才申请")
}

func TestAReturnIsRuledOnce(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 10:00", officer, Decline, "text", "不属本局职责", "suggest", "swj")
	s.refusedAt("2021-06-01 10:10", officer, Conflict, Decline, "text", "再退")
	s.refusedAt("2021-06-01 10:10", officer, Conflict, Sign)
	s.do("2021-06-01 11:00", centre, Uphold, "text", "属本局职责")
	s.refusedAt("2021-06-01 11:10", officer, Conflict, Decline, "text", "仍要退")
	if s.c.Returns != 1 || s.c.ImproperReturns != 1 || !s.c.Ruled {
		t.Errorf("%d returns, %d improper", s.c.Returns, s.c.ImproperReturns)
	}
	// Days later it goes to another bureau after all, which has a window of its own, and not for ever.
	s.do("2021-06-04 09:00", centre, Reassign, "lead", "swj")
	s.refusedAt("2021-06-07 17:31", outsider, Conflict, Decline, "text", "过期")
	s.do("2021-06-07 17:00", outsider, Decline, "text", "不属本局职责")
}

func TestSilenceMakesTheBureauFirstResponsible(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-02 17:00", officer, Decline, "text", "不属本局职责")
	s.due(RulingBy, "2021-06-03 17:30")
	s.passes("2021-06-04 09:00")
	if s.c.Disputed || !s.c.Ruled || s.c.ImproperReturns != 1 {
		t.Errorf("after silence: disputed %v, ruled %v", s.c.Disputed, s.c.Ruled)
	}
	if i := slices.IndexFunc(s.said, func(e Event) bool { return e.Action == UpholdSilent }); !s.said[i].At.Equal(instant(t, "2021-06-03 17:30")) {
		t.Errorf("upheld at %s", s.said[i].At)
	}
	s.refusedAt("2021-06-04 09:10", officer, Conflict, Decline, "text", "再退")
	s.do("2021-06-04 09:20", officer, Sign)
}

// A co-bureau owes its part by its own clock, from when it was asked; the lead answers the company.
func TestCoBureausOweTheirPartToTheLead(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.do("2021-06-03 09:00", officer, AddCo, "bureau", "swj", "text", "请核对")
	s.due(CoBy, "2021-06-08 17:30") // 3 working days from the 3rd
	first := s.c.Clocks[slices.IndexFunc(s.c.Clocks, func(k Clock) bool { return k.Milestone == CoBy })]
	if workday.FormatDue(first.Due) != "2021-06-04 17:30" || first.Leg == s.clock(CoBy).Leg {
		t.Errorf("the first co-bureau answers by %s", workday.FormatDue(first.Due))
	}
	s.do("2021-06-03 10:00", officer, Ask, "text", "请补充照片") // the company is asked: that stops no co-bureau
	s.due(CoBy, "2021-06-08 17:30")
	s.do("2021-06-03 11:00", company, Answer, "text", "已补充")
	s.refusedAt("2021-06-03 12:00", helper, Forbidden, Reply, "result", "solved", "text", "已修")
	s.do("2021-06-04 10:00", helper, CoAnswer, "text", "已疏导")
	if told := s.levels(CoBy); slices.Contains(told, DueNow) {
		t.Errorf("the part that was answered is reminded: %v", told)
	}
	s.do("2021-06-04 11:00", chief, Reply, "result", "solved", "text", "已修")
	for _, leg := range s.c.Legs {
		if leg.State.Open() || leg.Bureau == "swj" && leg.State != LegStopped || leg.Bureau == "jtj" && leg.State != LegAnswered {
			t.Errorf("after the reply %s is %s", leg.Bureau, leg.State)
		}
	}
}

// A tracked case has a promised date and a monthly rhythm of its own, its own list, and what was asked before falls away.
func TestATrackedCaseIsRemindedOfItsFeedback(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.do("2021-06-01 09:15", officer, Extend, "until", "2021-06-11", "text", "需要材料")
	s.refusedAt("2021-06-01 09:20", officer, Invalid, RequestTracking, "until", "2021-06-01", "text", "需立项")
	s.do("2021-06-01 09:20", officer, RequestTracking, "until", "2021-12-31", "text", "需立项")
	s.do("2021-06-01 10:00", leader, ApproveTracking, "text", "列入年度计划")
	if !s.c.ExtendTo.IsZero() || s.clock(ResolveBy).Ended != Met {
		t.Errorf("extension %s still asked for, resolve %q", s.c.ExtendTo, s.clock(ResolveBy).Ended)
	}
	lists := map[string]bool{}
	for _, item := range s.c.worklist(s.moment("2021-06-01 10:00")) {
		lists[item.Owner+" "+item.List] = true
	}
	if !lists["centre "+ListTracked] || !lists["bureau:zjj "+ListTracked] || lists["centre "+ListExtensions] {
		t.Errorf("it stands on %v", lists)
	}
	s.refusedAt("2021-06-02 09:00", centre, Conflict, Reassign, "lead", "swj")
	s.passes("2021-07-02 09:00")
	if told := s.levels(FeedbackBy); !slices.Equal(told, []Level{NearDue, DueNow, NextDay}) {
		t.Errorf("without feedback the levels are %v", told)
	}
	s.do("2021-07-05 09:00", officer, Feedback, "text", "已招标", "next", "2021-09-01")
	s.due(FeedbackBy, "2021-09-01 17:30")
	s.do("2021-12-01 09:00", officer, Feedback, "text", "即将完工")
	s.due(FeedbackBy, "2021-12-31 17:30") // never after the promise
}

func TestCallBackAndFinalAnswer(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.do("2021-06-02 09:00", chief, Reply, "result", "explained", "text", "已解释")
	for _, a := range []Actor{officer, chief, helper, company, liaison, leader} {
		s.refusedAt("2021-06-02 10:00", a, Forbidden, CallBack, "outcome", "reached")
	}
	s.do("2021-06-03 10:00", company, Rate, "score", "4", "solved", "yes")
	s.do("2021-06-04 10:00", centre, CallBack, "outcome", "reached", "score", "1", "solved", "no")
	if !s.c.Dissatisfied || s.c.Score != 1 || s.c.IsSolved != No {
		t.Errorf("after the call-back: dissatisfied %v, score %d", s.c.Dissatisfied, s.c.Score)
	}
	s.do("2021-06-04 11:00", centre, Seal, "text", "已两次解释")
	for _, action := range []Action{CallBack, Redo, Seal} {
		s.refusedAt("2021-06-05 09:00", centre, Conflict, action, "outcome", "reached", "text", "再来")
	}
	s.refusedAt("2021-06-05 09:00", company, Conflict, Rate, "score", "1", "solved", "no")
	if s.c.Dissatisfied || !s.c.Final || len(s.c.worklist(s.moment("2021-06-05 09:00"))) != 0 {
		t.Errorf("the sealed answer: dissatisfied %v, lists %v", s.c.Dissatisfied, s.c.worklist(s.moment("2021-06-05 09:00")))
	}
}
