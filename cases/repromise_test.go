package cases

import (
	"context"
	"slices"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// edition saves a new version of the default policy.
func (o *office) edition(change func(*Policy)) Policy {
	o.t.Helper()
	p := refsOf(o.t, o.Desk).Policy(DefaultPolicy, 0)
	change(&p)
	saved, err := o.SavePolicy(context.Background(), admin, p)
	must(o.t, err)
	return saved
}

// clockOf is the last clock of the milestone as the centre reads it.
func (o *office) clockOf(m Milestone) Clock {
	o.t.Helper()
	clocks := o.read(centre).Clocks
	for i := len(clocks) - 1; i >= 0; i-- {
		if clocks[i].Milestone == m {
			return clocks[i]
		}
	}
	o.t.Fatalf("no clock for %s", m)
	return Clock{}
}

// Open cases keep the promise they were given until an administrator promises anew on purpose; then the ledger says
// who did and why, the first promise stays beside the new one, and what was met is left alone.
func TestOpenCasesArePromisedAnewOnPurposeOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		o := openOffice(t, d, "2021-06-07 09:00")
		closed := o.file(roadInput)
		o.do(company, Withdraw, "text", "已自行解决")
		moving := o.file(roadInput)
		o.at("2021-06-07 09:20")
		o.do(officer, Sign)
		o.do(officer, Contact, "how", "phone")
		met, resolve := o.clockOf(ContactBy), o.clockOf(ResolveBy)
		o.edition(func(p *Policy) {
			p.Resolve, p.Contact, p.PauseCap = workday.MustBudget("10wd"), workday.MustBudget("30m"), workday.MustBudget("5wd")
		})
		o.edition(func(p *Policy) { p.Confirm = workday.MustBudget("3wd") })
		if k := o.clockOf(ResolveBy); !k.Due.Equal(resolve.Due) {
			t.Fatalf("an edit of the policy alone moved the promise to %s", workday.FormatDue(k.Due))
		}

		preview, err := o.PreviewRepromise(ctx, admin, Renewal{Policy: DefaultPolicy}, 0, 100)
		must(t, err)
		i := slices.IndexFunc(preview.List, func(m Move) bool { return m.Milestone == ResolveBy })
		if preview.Cases != 1 || i < 0 || preview.List[i].No != moving.No || workday.FormatDue(preview.List[i].From) != "2021-06-15 17:30" ||
			workday.FormatDue(preview.List[i].To) != "2021-06-22 17:30" {
			t.Fatalf("the preview says %+v", preview)
		}
		if slices.ContainsFunc(preview.List, func(m Move) bool { return m.Milestone == ContactBy }) {
			t.Error("the preview moves a promise that was met")
		}

		o.at("2021-06-08 09:00")
		if done, err := o.Repromise(ctx, admin, Renewal{Policy: DefaultPolicy}, 0, "全市统一时限"); done.Done != 1 || err != nil {
			t.Fatalf("%+v, %v", done, err)
		}
		k := o.clockOf(ResolveBy)
		line := k.Ledger[len(k.Ledger)-1]
		if !k.Due.Equal(preview.List[i].To) || !k.FirstDue.Equal(resolve.FirstDue) || !k.Start.Equal(resolve.Start) {
			t.Errorf("due %s, first %s", workday.FormatDue(k.Due), workday.FormatDue(k.FirstDue))
		}
		if k.Terms != resolve.Terms || k.InForce() != (Terms{DefaultPolicy + "/3", workday.MustBudget("10wd"), workday.MustBudget("5wd")}) {
			t.Errorf("first terms %v, in force %v", k.Terms, k.InForce())
		}
		if line.Kind != Resettle || line.Actor != admin.Name || line.Reason != "全市统一时限" || !line.Due.Equal(k.Due) {
			t.Errorf("the ledger says %+v", line)
		}
		if k := o.clockOf(ContactBy); len(k.Ledger) != len(met.Ledger) || !k.Due.Equal(met.Due) || k.InForce() != met.Terms {
			t.Errorf("the promise that was met now reads %+v", k)
		}
		v := o.read(company)
		if e := v.Events[len(v.Events)-1]; e.Action != Repromise || e.Text != "全市统一时限" || e.Data["resolve"] != "2021-06-15 17:30 → 2021-06-22 17:30" {
			t.Errorf("the company reads %+v", e)
		}
		if v.PolicyVersion != 3 || !v.Due.Equal(k.Due) {
			t.Errorf("the case goes by version %d and is due %s", v.PolicyVersion, v.Due)
		}
		if again, err := o.Repromise(ctx, admin, Renewal{Policy: DefaultPolicy}, 0, "再来一次"); again != (RenewalOrder{}) || err != nil {
			t.Errorf("the second time there was something to do: %+v, %v", again, err)
		}

		o.do(officer, Submit, "result", "solved", "text", "已修")
		o.do(chief, Approve)
		if k := o.clockOf(ConfirmBy); k.Budget != workday.MustBudget("3wd") {
			t.Errorf("what is promised after it goes by %v", k.Terms)
		}
		o.no = closed.No
		if v := o.read(centre); v.PolicyVersion != 1 {
			t.Errorf("the closed case goes by version %d", v.PolicyVersion)
		}
		o.sound()

		changes, err := o.RefChanges(ctx, auditor, RefChangeFilter{What: EditedPolicy, Key: DefaultPolicy})
		must(t, err)
		if len(changes.Lines) != 3 || changes.Lines[0].After["repromised"] != DefaultPolicy+"/3" || changes.Lines[0].After["reason"] != "全市统一时限" {
			t.Errorf("the audit holds %+v", changes)
		}
	})
}

// edition adds a version of the policy of the stories.
func (s *story) edition(change func(*Policy)) {
	p := s.refs.Policy("week", 0)
	p.Version++
	change(&p)
	s.refs.Policies = append(s.refs.Policies, p)
	s.refs.Index()
}

// byAdmin is how an administrator's new promise reaches a case.
var byAdmin = Actor{Name: admin.Name, Role: RoleSystem}

// What was granted to a day and what other policies promise stands.
func TestRepromisingLeavesTheRestAlone(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.do("2021-06-02 09:10", officer, Extend, "until", "2021-06-11", "text", "需要材料")
	s.do("2021-06-02 10:10", centre, Grant, "text", "等待材料")
	co := *s.clock(CoBy)
	s.edition(func(p *Policy) { p.Resolve, p.Co = workday.MustBudget("7wd"), workday.MustBudget("1wd") })
	s.do("2021-06-02 11:00", byAdmin, Repromise, "policy", "week", "text", "统一")
	s.due(ResolveBy, "2021-06-11 17:30")
	if k := s.clock(CoBy); workday.FormatDue(k.Due) != "2021-06-02 17:30" || !k.FirstDue.Equal(co.FirstDue) {
		t.Errorf("the co-bureau's answer is due %s, first %s", workday.FormatDue(k.Due), workday.FormatDue(k.FirstDue))
	}
	if _, err := s.try("2021-06-02 11:01", byAdmin, Repromise, "policy", "week", "text", "统一"); ProblemsOf(err) == nil {
		t.Errorf("a case was promised anew twice: %v", err)
	}
	if _, err := s.try("2021-06-02 11:01", byAdmin, Repromise, "policy", "nothing", "text", "统一"); ProblemsOf(err) == nil {
		t.Errorf("a policy that does not exist was promised: %v", err)
	}
}

// A step that the newer version leaves out ends in its ledger, with the reason, and reminds nobody any more; one that was
// late when it ended stays late.
func TestWhatIsPromisedNoLongerEnds(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.do("2021-06-01 10:30", officer, Ask, "text", "请补充照片") // the contact was late by then
	s.edition(func(p *Policy) { p.Plan, p.Contact, p.Co = workday.Budget{}, workday.Budget{}, workday.Budget{} })
	s.do("2021-06-01 11:00", byAdmin, Repromise, "policy", "week", "text", "统一")
	told := len(s.said)
	for _, m := range []Milestone{PlanBy, ContactBy, CoBy} {
		k := s.clock(m)
		line := k.Ledger[len(k.Ledger)-1]
		if k.Ended != Stopped || line.Kind != Stopped || line.Actor != admin.Name || line.Reason != "统一（测试第 2 版不再承诺这一环节）" || !k.Due.Equal(line.Due) {
			t.Errorf("%s ended %q with %+v", m, k.Ended, line)
		}
		if k.OnTime() || !k.Next.IsZero() {
			t.Errorf("%s: on time %v, next %s", m, k.OnTime(), k.Next)
		}
	}
	if k := s.clock(ContactBy); !k.EndedAt.After(k.Due) {
		t.Error("the late contact is late no more")
	}
	if data := s.said[told-1].Data; data["plan"] == "" || MovedWords(data["plan"]).En != data["plan"]+"no longer promised" || data["co 1"] == "" {
		t.Errorf("the event says %v", data)
	}
	s.do("2021-06-02 09:00", company, Answer, "text", "已补充")
	s.passes("2021-06-05 09:00")
	for _, e := range s.said[told:] {
		if e.Milestone != "" && e.Milestone != ResolveBy && e.Milestone != AnswerBy {
			t.Errorf("reminded of %s", e.Milestone)
		}
	}
	if s.c.Legs[0].State != LegAsked {
		t.Errorf("the co-bureau's part is %s", s.c.Legs[0].State)
	}
	s.do("2021-06-05 10:00", helper, CoAnswer, "text", "已安排")
}

// A category's open cases can be brought under what the category promises now, whichever policy promised before; cases
// of other categories stand.
func TestACategorysCasesArePromisedAnew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		o := openOffice(t, d, "2021-06-07 09:00")
		road, other := o.file(roadInput), o.file(with("category", "fibre"))
		o.on(road)
		o.do(officer, Sign)
		must(t, second(o.PreviewRepromise(ctx, admin, Renewal{Category: "road"}, 0, 10)))
		if none, err := o.Repromise(ctx, admin, Renewal{Category: "road"}, 0, "没有变化"); none != (RenewalOrder{}) || err != nil {
			t.Fatalf("nothing changed, and there was something to do: %+v, %v", none, err)
		}
		category, _ := refsOf(t, o.Desk).Category("road")
		category.Policy, category.UrgentPolicy = "quanzhou", ""
		must(t, o.SaveCategory(ctx, admin, category, false))
		refs := refsOf(t, o.Desk)
		preview, err := o.PreviewRepromise(ctx, admin, Renewal{Category: "road"}, 1, 2)
		must(t, err)
		if preview.Cases != 1 || preview.Total != preview.Later+preview.Earlier+preview.Ended || preview.Ended < 2 || len(preview.List) != 1 ||
			preview.List[0].No != road.No {
			t.Fatalf("the preview says %+v", preview)
		}
		if done, err := o.Repromise(ctx, admin, Renewal{Category: "road"}, refs.Version, "改用泉州规则"); done.Done != 1 || err != nil {
			t.Fatalf("%+v, %v", done, err)
		}
		v := o.read(centre)
		if k := o.clockOf(ResolveBy); v.Policy != "quanzhou" || v.PolicyVersion != 1 || k.InForce().Policy != "quanzhou/1" || k.Terms.Policy != "jiangmen/1" {
			t.Errorf("the case goes by %s/%d, its answer by %s after %s", v.Policy, v.PolicyVersion, k.InForce().Policy, k.Terms.Policy)
		}
		if k := o.clockOf(PlanBy); k.Ended != Stopped {
			t.Errorf("the plan is still promised: %+v", k)
		}
		if v := o.on(other).read(centre); v.Policy != "jiangmen" {
			t.Errorf("the other category's case goes by %s", v.Policy)
		}
		changes, err := o.RefChanges(ctx, auditor, RefChangeFilter{What: EditedCategory, Key: "road"})
		must(t, err)
		if changes.Lines[0].After["repromised"] != "quanzhou/1" || changes.Lines[0].After["cases"] != "1" {
			t.Errorf("the audit holds %+v", changes.Lines[0])
		}
		o.sound()
	})
}

// A new promise that puts the end of a silence into the past does not put it off for ever: it comes about at once.
func TestRepromisingDoesNotSwallowASilence(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:05", officer, Sign)
	s.do("2021-06-01 09:10", chief, Reply, "result", "solved", "text", "已修")
	s.due(ConfirmBy, "2021-06-08 17:30")
	s.edition(func(p *Policy) { p.Confirm = workday.MustBudget("1wd") })
	s.do("2021-06-04 09:00", byAdmin, Repromise, "policy", "week", "text", "统一")
	s.due(ConfirmBy, "2021-06-02 17:30")
	s.passes("2021-06-04 09:01")
	if last := s.said[len(s.said)-1]; s.c.State != Closed || last.Action != Lapse || !last.At.Equal(instant(t, "2021-06-04 09:00")) {
		t.Errorf("state %s after %s at %s", s.c.State, last.Action, last.At)
	}
}

// A promise that is given anew arms its reminders anew, none twice and none from the past.
func TestRepromisingArmsTheRemindersAnew(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.passes("2021-06-09 09:00") // 5 working days ended on 8 June
	s.edition(func(p *Policy) { p.Resolve = workday.MustBudget("10wd") })
	s.do("2021-06-09 09:30", byAdmin, Repromise, "policy", "week", "text", "统一")
	if k := s.clock(ResolveBy); k.Level != NoLevel || workday.FormatDue(k.Due) != "2021-06-16 17:30" {
		t.Fatalf("level %d, due %s", k.Level, workday.FormatDue(k.Due))
	}
	s.passes("2021-07-30 09:00")
	var told []Level
	keys := map[string]bool{}
	for _, e := range s.said {
		if e.Milestone == ResolveBy {
			told = append(told, e.Level)
			if keys[e.Key] {
				t.Errorf("reminder %s twice", e.Key)
			}
			keys[e.Key] = true
		}
	}
	if want := []Level{NearDue, DueNow, NextDay, NearDue, DueNow, NextDay, ThreeDays, FiveDays}; !slices.Equal(told, want) {
		t.Errorf("levels %v, want %v", told, want)
	}
}

func TestWhoMayPromiseAnew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		o := openOffice(t, d, "2021-06-07 09:00")
		c := o.file(roadInput)
		o.edition(func(p *Policy) { p.Resolve = workday.MustBudget("3wd") })
		for _, a := range everyone() {
			if a.Role != RoleAdmin {
				refused(t, second(o.PreviewRepromise(ctx, a, Renewal{Policy: DefaultPolicy}, 0, 100)), Forbidden, "")
				refused(t, second(o.Repromise(ctx, a, Renewal{Policy: DefaultPolicy}, 0, "统一")), Forbidden, "")
			}
			if a.Role != RoleSystem {
				_, err := o.Do(ctx, a, c.No, Command{Action: Repromise, Input: Input{"policy": DefaultPolicy, "text": "统一"}})
				if len(ProblemsOf(err)) == 0 {
					t.Errorf("%s promised anew by hand: %v", a.Role, err)
				}
			}
		}
		refused(t, second(o.PreviewRepromise(ctx, admin, Renewal{Policy: "nothing"}, 0, 100)), NotFound, "renewal")
		refused(t, second(o.Repromise(ctx, admin, Renewal{Policy: "nothing"}, 0, "统一")), NotFound, "renewal")
		refused(t, second(o.Repromise(ctx, admin, Renewal{}, 0, "统一")), NotFound, "renewal")
		refused(t, second(o.Repromise(ctx, admin, Renewal{Policy: DefaultPolicy, Category: "road"}, 0, "统一")), NotFound, "renewal")
		refused(t, second(o.Repromise(ctx, admin, Renewal{Policy: DefaultPolicy}, 0, " ")), Invalid, "text")
		refused(t, second(o.Repromise(ctx, admin, Renewal{Policy: DefaultPolicy}, refsOf(t, o.Desk).Version-1, "统一")), Stale, "")
		if v := o.read(centre); v.PolicyVersion != 1 {
			t.Error("a refused attempt promised anew")
		}
	})
}

// What begins later in an open case, and what may still be asked for, goes by the version of the policy it was given.
func TestAnOpenCaseKeepsItsVersion(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.edition(func(p *Policy) { p.Co, p.ExtendTimes, p.Review = workday.MustBudget("1wd"), 0, false })
	s.do("2021-06-02 09:00", officer, AddCo, "bureau", "swj", "text", "请核对")
	s.due(CoBy, "2021-06-07 17:30") // 3 working days, not 1
	s.do("2021-06-02 10:00", officer, Extend, "until", "2021-06-11", "text", "需要材料")
	s.refusedAt("2021-06-03 09:00", officer, Conflict, Reply, "result", "solved", "text", "已修") // the chief reviews it as before
	s.do("2021-06-03 10:00", byAdmin, Repromise, "policy", "week", "text", "统一")
	s.refusedAt("2021-06-03 11:00", officer, Conflict, Submit, "result", "solved", "text", "已修")
	s.do("2021-06-03 11:00", officer, Reply, "result", "solved", "text", "已修")
}
