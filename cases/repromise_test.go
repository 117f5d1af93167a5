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

		preview, err := o.PreviewRepromise(ctx, admin, DefaultPolicy)
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
		if n, err := o.Repromise(ctx, admin, DefaultPolicy, "全市统一时限"); n != 1 || err != nil {
			t.Fatalf("%d cases, %v", n, err)
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
		if n, err := o.Repromise(ctx, admin, DefaultPolicy, "再来一次"); n != 0 || err != nil {
			t.Errorf("the second time %d cases were taken, %v", n, err)
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
		if len(changes) != 3 || changes[0].After["repromised"] != DefaultPolicy+"/3" || changes[0].After["reason"] != "全市统一时限" {
			t.Errorf("the audit holds %+v", changes)
		}
	})
}

// What the newer version does not promise, what was granted to a day, and what other policies promise stands.
func TestRepromisingLeavesTheRestAlone(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.do("2021-06-02 09:10", officer, Extend, "until", "2021-06-11", "text", "需要材料")
	s.do("2021-06-02 10:10", centre, Grant)
	plan, co := *s.clock(PlanBy), *s.clock(CoBy)
	p := s.refs.Policy("week", 0)
	p.Version, p.Resolve, p.Plan, p.Co = 2, workday.MustBudget("7wd"), workday.Budget{}, workday.MustBudget("1wd")
	s.refs.Policies = append(s.refs.Policies, p)
	s.refs.Index()
	by := Actor{Name: admin.Name, Role: RoleSystem}
	s.do("2021-06-02 11:00", by, Repromise, "policy", "week", "text", "统一")
	s.due(ResolveBy, "2021-06-11 17:30")
	if k := s.clock(PlanBy); len(k.Ledger) != len(plan.Ledger) || !k.Due.Equal(plan.Due) {
		t.Errorf("the plan reads %+v", k)
	}
	if k := s.clock(CoBy); workday.FormatDue(k.Due) != "2021-06-02 17:30" || !k.FirstDue.Equal(co.FirstDue) {
		t.Errorf("the co-bureau's answer is due %s, first %s", workday.FormatDue(k.Due), workday.FormatDue(k.FirstDue))
	}
	if _, err := s.try("2021-06-02 11:01", by, Repromise, "policy", "week", "text", "统一"); ProblemsOf(err) == nil {
		t.Errorf("a case was promised anew twice: %v", err)
	}
	if _, err := s.try("2021-06-02 11:01", by, Repromise, "policy", "nothing", "text", "统一"); ProblemsOf(err) == nil {
		t.Errorf("a policy that does not exist was promised: %v", err)
	}
}

// A promise that is given anew arms its reminders anew, none twice and none from the past.
func TestRepromisingArmsTheRemindersAnew(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.passes("2021-06-09 09:00") // 5 working days ended on 8 June
	p := s.refs.Policy("week", 0)
	p.Version, p.Resolve = 2, workday.MustBudget("10wd")
	s.refs.Policies = append(s.refs.Policies, p)
	s.refs.Index()
	s.do("2021-06-09 09:30", Actor{Name: admin.Name, Role: RoleSystem}, Repromise, "policy", "week", "text", "统一")
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
				refused(t, second(o.PreviewRepromise(ctx, a, DefaultPolicy)), Forbidden, "")
				refused(t, second(o.Repromise(ctx, a, DefaultPolicy, "统一")), Forbidden, "")
			}
			if a.Role != RoleSystem {
				_, err := o.Do(ctx, a, c.No, Command{Action: Repromise, Input: Input{"policy": DefaultPolicy, "text": "统一"}})
				if len(ProblemsOf(err)) == 0 {
					t.Errorf("%s promised anew by hand: %v", a.Role, err)
				}
			}
		}
		refused(t, second(o.PreviewRepromise(ctx, admin, "nothing")), NotFound, "policy")
		refused(t, second(o.Repromise(ctx, admin, "nothing", "统一")), NotFound, "policy")
		refused(t, second(o.Repromise(ctx, admin, DefaultPolicy, " ")), Invalid, "text")
		if v := o.read(centre); v.PolicyVersion != 1 {
			t.Error("a refused attempt promised anew")
		}
	})
}
