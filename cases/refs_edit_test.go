package cases

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// refused fails the test unless err refuses the field with a sentence in both languages.
func refused(t *testing.T, err error, kind Kind, field string) {
	t.Helper()
	for _, p := range ProblemsOf(err) {
		if p.Kind == kind && p.Field == field {
			if p.Zh == "" || p.En == "" || strings.Contains(p.Zh+p.En, "%!") {
				t.Errorf("the refusal of %q is no sentence: %q, %q", field, p.Zh, p.En)
			}
			return
		}
	}
	t.Errorf("got %v, want a refusal (%s) of %q", err, kind, field)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestOnlyAdministratorsEdit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), seededDesk(t, d, monday)
		before := refsOf(t, desk)
		for _, a := range everyone() {
			if a.Role == RoleAdmin {
				continue
			}
			for _, err := range []error{
				desk.SaveBureau(ctx, a, before.Bureaus[0], false), desk.SaveStreet(ctx, a, before.Streets[0], false),
				desk.SaveCategory(ctx, a, before.Categories[0], false), desk.SaveRule(ctx, a, before.Rules[0]),
				desk.DeleteRule(ctx, a, before.Rules[0].ID), desk.SetHours(ctx, a, "09:00-17:00"),
				second(desk.SavePolicy(ctx, a, before.Policies[0])), second(desk.LoadNotice(ctx, a, notice2027)),
				second(desk.PreviewNotice(ctx, a, notice2027, 0, 10)), second(desk.PreviewHours(ctx, a, "09:00-17:00", 0, 10)),
			} {
				refused(t, err, Forbidden, "")
			}
			if _, err := desk.RefChanges(ctx, a, RefChangeFilter{}); a.Role != RoleAuditor {
				refused(t, err, Forbidden, "")
			}
		}
		if after := refsOf(t, desk); after.Version != before.Version {
			t.Error("a refused edit made every instance read anew")
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestEveryEditShowsEverywhereAndIsAudited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), seededDesk(t, d, monday)
		other := NewDesk(d, desk.now) // another instance
		refsOf(t, other)
		bureau, _ := refsOf(t, desk).Bureau("zjj")
		bureau.Name.Zh = "住房城乡建设局"
		must(t, desk.SaveBureau(ctx, admin, bureau, false))
		must(t, desk.SaveBureau(ctx, admin, bureau, false)) // changes nothing
		must(t, desk.SaveBureau(ctx, admin, Bureau{Code: "jyj", Name: Words{" 教育局 ", "Education Bureau"}, Peer: PeerBureau, Active: true}, true))
		for _, instance := range []*Desk{desk, other} {
			refs := refsOf(t, instance)
			if b, _ := refs.Bureau("zjj"); b.Name.Zh != "住房城乡建设局" {
				t.Errorf("an instance still reads %q", b.Name.Zh)
			}
			if b, ok := refs.Bureau("jyj"); !ok || b.Name.Zh != "教育局" {
				t.Errorf("the new bureau reads %+v", b)
			}
		}
		changes, err := desk.RefChanges(ctx, auditor, RefChangeFilter{What: EditedBureau})
		must(t, err)
		if len(changes.Lines) != 2 || changes.Lines[0].Key != "jyj" || changes.Lines[1].ActorName != admin.Name || !changes.Lines[1].At.Equal(monday) {
			t.Fatalf("the audit holds %+v", changes)
		}
		diff := changes.Lines[1].Differences()
		if len(diff) != 1 || diff[0] != (Difference{"name_zh", Words{"中文名称", "Chinese name"}, "住房和城乡建设局", "住房城乡建设局"}) {
			t.Errorf("the edit reads %+v", diff)
		}
		if len(changes.Lines[0].Before) != 0 || changes.Lines[0].After["active"] != "true" {
			t.Errorf("the addition reads %+v", changes.Lines[0])
		}
	})
}

func TestEveryColumnOfTheAuditHasAName(t *testing.T) {
	for _, table := range []table{bureauTable, streetTable, categoryTable, ruleTable, policyTable} {
		for _, column := range table.columns {
			if _, ok := columnNames[column]; !ok {
				t.Errorf("%s.%s has no name for the reader of the audit", table.name, column)
			}
		}
	}
	for column := range (Company{}).described() {
		if _, ok := columnNames[column]; !ok {
			t.Errorf("a company's %s has no name for the reader of the audit", column)
		}
	}
}

func TestEditsAreRefusedFieldByField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), seededDesk(t, d, monday)
		refs := refsOf(t, desk)
		bureau, category, rule, policy := refs.Bureaus[0], refs.Categories[0], refs.Rules[0], refs.Policy(DefaultPolicy, 0)
		with := func(change func()) { // changes one of the copies, which the next line puts back
			bureau, category, rule, policy = refs.Bureaus[0], refs.Categories[0], refs.Rules[0], refs.Policy(DefaultPolicy, 0)
			change()
		}
		bureaus := map[string]func(){
			"name_zh": func() { bureau.Name.Zh = "" }, "name_en": func() { bureau.Name.En = strings.Repeat("x", 81) },
			"peer": func() { bureau.Peer = "army" }, "order": func() { bureau.Order = -1 }, "code": func() { bureau.Code = "nobody" },
		}
		for field, change := range bureaus {
			with(change)
			refused(t, desk.SaveBureau(ctx, admin, bureau, false), Invalid, field)
		}
		for _, code := range []string{"", "zjj", "Ü", "1a", "a b", "waytoolongforacodeindeed"} {
			with(func() { bureau.Code = code })
			refused(t, desk.SaveBureau(ctx, admin, bureau, true), Invalid, "code")
		}
		with(func() { bureau.Name.Zh = "坏\x00字" })
		refused(t, desk.SaveBureau(ctx, admin, bureau, false), Invalid, "name_zh")
		refused(t, desk.SaveStreet(ctx, admin, Street{Code: "new", Name: Words{"新", "New"}, Bureau: "nobody"}, true), Invalid, "bureau")
		categories := map[string]func(){
			"group": func() { category.Group = "army" }, "policy": func() { category.Policy = "nothing" },
			"urgent_policy": func() { category.UrgentPolicy = "nothing" }, "template_zh": func() { category.Template.Zh = strings.Repeat("字", 1001) },
			"aliases": func() { category.Aliases = strings.Repeat("字", 501) },
		}
		for field, change := range categories {
			with(change)
			refused(t, desk.SaveCategory(ctx, admin, category, false), Invalid, field)
		}
		rules := map[string][]func(){
			"category": {func() { rule.Category = "nothing" }}, "lead": {func() { rule.Lead = "" }},
			"street": {func() { rule.Street = "nowhere" }, func() { rule.ID = 0 }}, // the second doubles the rule
			"co": {func() { rule.Co = []string{"nobody"} }, func() { rule.Co = []string{rule.Lead} },
				func() { rule.Co = []string{"swj", "swj"} }, func() { rule.Co, rule.CoStreet = []string{"swj", "rsj", "jrj", "dx", "yd"}, true }},
		}
		for field, changes := range rules {
			for _, change := range changes {
				with(change)
				refused(t, desk.SaveRule(ctx, admin, rule), Invalid, field)
			}
		}
		with(func() { rule.ID = 9999 })
		refused(t, desk.SaveRule(ctx, admin, rule), NotFound, "")
		refused(t, desk.DeleteRule(ctx, admin, 9999), NotFound, "")
		policies := map[string]func(){
			"resolve_in": func() { policy.Resolve = workday.Budget{} }, "sign_in": func() { policy.Sign = workday.Budget{N: -1, Unit: workday.Day} },
			"plan_in": func() { policy.Plan = workday.MustBudget("30d") }, "co_in": func() { policy.Co = workday.Budget{N: 1, Unit: "moons"} },
			"extend_times": func() { policy.ExtendTimes = 10 }, "extend_by": func() { policy.ExtendBy = workday.Budget{} },
			"pause_cap": func() { policy.PauseCap = workday.Budget{} }, "active": func() { policy.Active = false },
		}
		for field, change := range policies {
			with(change)
			refused(t, second(desk.SavePolicy(ctx, admin, policy)), Invalid, field)
		}
		for _, hours := range []string{"", "always", "17:30-08:30"} {
			refused(t, desk.SetHours(ctx, admin, hours), Invalid, "hours")
		}
		if changes, err := desk.RefChanges(ctx, admin, RefChangeFilter{}); err != nil || len(changes.Lines) != 0 {
			t.Errorf("refused edits left %d lines of audit, %v", len(changes.Lines), err)
		}
	})
}

// A case keeps the promise it was given; the next one gets the new promise.
func TestAPolicyIsNeverChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), seededDesk(t, d, monday)
		old := fileRoad(t, desk, "第一件")
		p := refsOf(t, desk).Policy(DefaultPolicy, 0)
		p.Resolve = workday.MustBudget("3wd")
		saved, err := desk.SavePolicy(ctx, admin, p)
		must(t, err)
		if saved.Version != 2 {
			t.Errorf("the edit made version %d", saved.Version)
		}
		refused(t, second(desk.SavePolicy(ctx, admin, p)), Stale, "") // still from version 1
		fresh := fileRoad(t, desk, "第二件")
		if old.PolicyVersion != 1 || fresh.PolicyVersion != 2 || !fresh.Due.Before(old.Due) {
			t.Errorf("promises %d due %s and %d due %s", old.PolicyVersion, old.Due, fresh.PolicyVersion, fresh.Due)
		}
		p = Policy{Code: "own", Name: Words{"本区", "Own"}, Resolve: p.Resolve, Ruling: p.Ruling, Confirm: p.Confirm, PauseCap: p.PauseCap, Active: true}
		if saved, err = desk.SavePolicy(ctx, admin, p); err != nil || saved.Version != 1 {
			t.Errorf("a new policy has version %d, %v", saved.Version, err)
		}
		refused(t, second(desk.SavePolicy(ctx, admin, p)), Invalid, "code")
	})
}

// fileRoad files a request of a confirmed company, which it registers the first time.
func fileRoad(t *testing.T, desk *Desk, title string) *Case {
	t.Helper()
	ctx := context.Background()
	must(t, desk.db.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, `insert into company (id, name, uscc, street, industry, scale, contact, phone, visits, liaison_id, state, created_ms)
			values (1, '江海精工', '91440704MA4W8XXL2B', 'waihai', '', '', '陈经理', '13800138000', '', 3, 'confirmed', 0) on conflict do nothing`)
		return err
	}))
	in := Input{}
	for name, value := range roadInput {
		in[name] = value
	}
	in["title"] = title
	c, err := desk.File(ctx, company, Filing{Input: in})
	must(t, err)
	return c
}

func TestPreviewOfAPolicy(t *testing.T) {
	refs := smallRefs()
	previews := refs.PreviewPolicy(refs.Policy("week", 0), refs.Examples(workday.MakeDate(2021, time.September, 27).At(9, 0)))
	eve := previews[len(previews)-1]
	if got := workday.FormatDue(eve.Start); got != "2021-09-30 16:00" || !strings.Contains(eve.Why.Zh, "国庆节") || !strings.Contains(eve.Why.En, "National") {
		t.Errorf("the eve of the next holiday is %s, %v", got, eve.Why)
	}
	i := slices.IndexFunc(eve.Dues, func(p PromisedDue) bool { return p.Milestone == ResolveBy })
	if got := workday.FormatDue(eve.Dues[i].Due.At); got != "2021-10-13 17:30" { // 8, 9 (make-up day), 11, 12 and 13 October
		t.Errorf("5 working days from the eve of National Day end %s", got)
	}
}

const notice2027 = `# id: 国办发明电〔2026〕9号
# title: 国务院办公厅关于2027年部分节假日安排的通知
# year: 2027
date,kind,name
2027-01-01..2027-01-03,off,元旦
2027-02-05..2027-02-11,off,春节
2027-02-20,work,春节
`

// lateJanuary lies beyond the last published calendar: a promise of seven days ends on a Friday that the notice makes
// the first day of the Spring Festival.
var lateJanuary = workday.MakeDate(2027, time.January, 29).At(9, 0)

func TestANoticeMovesOpenPromisesOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), seededDesk(t, d, lateJanuary)
		moved, still := fileRoad(t, desk, "年底道路"), fileRoad(t, desk, "已撤回")
		_, err := desk.Do(ctx, company, still.No, Command{Action: Withdraw, Input: Input{"text": "已自行解决"}})
		must(t, err)
		if n, err := desk.Resettle(ctx); n != 0 || err != nil {
			t.Fatalf("with the calendar they were counted on, %d cases moved, %v", n, err)
		}
		preview, err := desk.PreviewNotice(ctx, admin, notice2027, 0, 10)
		must(t, err)
		if preview.Notice.Year != 2027 || preview.Cases != 1 {
			t.Fatalf("the preview says %+v", preview)
		}
		resolve := preview.List[slices.IndexFunc(preview.List, func(m Move) bool { return m.Milestone == ResolveBy })]
		if workday.FormatDue(resolve.From) != "2027-02-05 17:30" || workday.FormatDue(resolve.To) != "2027-02-12 17:30" || !resolve.Firm {
			t.Errorf("the preview moves the answer from %s to %s", resolve.From, resolve.To)
		}
		if n, err := desk.Resettle(ctx); n != 0 || err != nil {
			t.Errorf("a preview alone moved %d cases, %v", n, err)
		}
		_, err = desk.LoadNotice(ctx, admin, notice2027)
		must(t, err)
		refused(t, second(desk.LoadNotice(ctx, admin, notice2027)), Conflict, "notice")
		if n, err := desk.Resettle(ctx); n != 1 || err != nil {
			t.Fatalf("%d cases moved, %v; want 1", n, err)
		}
		if n, err := desk.Resettle(ctx); n != 0 || err != nil {
			t.Errorf("the second time %d cases moved, %v", n, err)
		}
		view, err := desk.Read(ctx, company, moved.No)
		must(t, err)
		if last := view.Events[len(view.Events)-1]; last.Action != Recount || last.Data["resolve"] != "2027-02-05 17:30 → 2027-02-12 17:30" {
			t.Errorf("the company reads %+v", last)
		}
		for _, k := range view.Clocks {
			if k.Ended == "" && k.Provisional {
				t.Errorf("%s is still provisional", k.Milestone)
			}
		}
		checkAll(t, desk)
	})
}

func TestOfficeHoursMoveOpenPromises(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), seededDesk(t, d, monday)
		c := fileRoad(t, desk, "道路")
		_, err := desk.Resettle(ctx)
		must(t, err)
		moves, err := desk.PreviewHours(ctx, admin, "09:00-12:00,14:00-17:00", 0, 10)
		must(t, err)
		must(t, desk.SetHours(ctx, admin, "09:00-12:00,14:00-17:00"))
		if n, err := desk.Resettle(ctx); n != 1 || moves.Cases != 1 || err != nil {
			t.Fatalf("%d cases moved and %d were announced, %v", n, moves.Cases, err)
		}
		view, err := desk.Read(ctx, officer, c.No)
		must(t, err)
		if got := workday.FormatDue(view.Due); got != "2021-06-15 17:00" || workday.FormatDue(view.FirstDue) != "2021-06-15 17:30" {
			t.Errorf("due %s, first promised %s", got, workday.FormatDue(view.FirstDue))
		}
		i := slices.IndexFunc(view.Clocks, func(k Clock) bool { return k.Milestone == ResolveBy })
		if ledger := view.Clocks[i].Ledger; len(ledger) != 1 || ledger[0].Kind != Resettle || !strings.Contains(ledger[0].Reason, "日历") {
			t.Errorf("the ledger says %+v", ledger)
		}
		checkAll(t, desk)
	})
}

// checkAll counts every clock and list of the database anew.
func checkAll(t *testing.T, desk *Desk) {
	t.Helper()
	ctx, wrong := context.Background(), func(w Words) { t.Error(w.En) }
	if _, err := desk.VerifyClocks(ctx, wrong); err != nil {
		t.Error(err)
	}
	if _, err := desk.VerifyWorklists(ctx, wrong); err != nil {
		t.Error(err)
	}
}

func TestABadNoticeIsExplained(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), seededDesk(t, d, monday)
		for name, csv := range map[string]string{
			"empty": "", "no number": "2027-01-01,off,元旦", "no day": "# id: 国办发明电〔2026〕9号\n2027-02-30,off,春节",
			"not text": "# id: x\n\xff\xfe", "NUL": "# id: \x00\n2027-01-01,off,元旦", "huge": strings.Repeat("2027-01-01,off,元旦\n", 5000),
		} {
			t.Run(name, func(t *testing.T) {
				refused(t, second(desk.PreviewNotice(ctx, admin, csv, 0, 10)), Invalid, "notice")
				refused(t, second(desk.LoadNotice(ctx, admin, csv)), Invalid, "notice")
			})
		}
	})
}

func TestANewLiaisonTakesOverOpenCases(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), seededDesk(t, d, monday)
		open, over := fileRoad(t, desk, "还在办"), fileRoad(t, desk, "已撤回")
		_, err := desk.Do(ctx, company, over.No, Command{Action: Withdraw, Input: Input{"text": "不需要了"}})
		must(t, err)
		c, err := desk.Company(ctx, 1)
		must(t, err)
		c.Liaison, c.Phone, c.Street = 12, "0750-3861234", "lile"
		for _, a := range everyone() {
			if a.Role != RoleCentre && a.Role != RoleAdmin {
				refused(t, second(desk.SaveCompany(ctx, a, c)), Forbidden, "")
			}
		}
		saved, err := desk.SaveCompany(ctx, centre, c)
		must(t, err)
		if saved.Liaison != 12 || saved.State != CompanyConfirmed {
			t.Errorf("the company reads %+v", saved)
		}
		for no, want := range map[string]int64{open.No: 12, over.No: 3} {
			view, err := desk.Read(ctx, centre, no)
			must(t, err)
			if view.Liaison != want {
				t.Errorf("%s (%s) belongs to liaison %d, want %d", no, view.State, view.Liaison, want)
			}
		}
		checkAll(t, desk)
		changes, err := desk.RefChanges(ctx, admin, RefChangeFilter{What: EditedCompany, Key: "1"})
		must(t, err)
		if len(changes.Lines) != 1 || strings.Contains(changes.Lines[0].After["phone"], "3861234") {
			t.Errorf("the audit holds %+v", changes)
		}
		for field, change := range map[string]func(*Company){
			"street": func(c *Company) { c.Street = "nowhere" }, "uscc": func(c *Company) { c.USCC = "123" },
			"company_name": func(c *Company) { c.Name = " " }, "phone": func(c *Company) { c.Phone = "none" },
		} {
			bad := c
			change(&bad)
			refused(t, second(desk.SaveCompany(ctx, centre, bad)), Invalid, field)
		}
		c.ID = 99
		refused(t, second(desk.SaveCompany(ctx, centre, c)), NotFound, "company")
	})
}

func TestWhoReadsTheListOfCompanies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), seededDesk(t, d, monday)
		fileRoad(t, desk, "道路")
		for _, a := range everyone() {
			list, err := desk.Companies(ctx, a, CompanyFilter{Text: "704ma4w"})
			switch a.Role {
			case RoleCentre, RoleAdmin, RoleLeader, RoleAuditor:
				if len(list.Lines) != 1 || err != nil {
					t.Errorf("%s reads %d companies, %v", a.Role, len(list.Lines), err)
				}
			case RoleLiaison:
				if len(list.Lines) == 1 != (a.ID == 3) || err != nil {
					t.Errorf("liaison %d reads %d companies, %v", a.ID, len(list.Lines), err)
				}
			default:
				if !errors.As(err, new(*Problem)) {
					t.Errorf("%q reads %v, %v", a.Role, list, err)
				}
			}
		}
	})
}

// Edits wait for one another and are checked against what the one before left.
func TestOfRacingEditsOneWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), seededDesk(t, d, monday)
		p := refsOf(t, desk).Policy(DefaultPolicy, 0)
		p.Resolve = workday.MustBudget("3wd")
		var rules, policies atomic.Int64
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				err := desk.SaveRule(ctx, admin, RoutingRule{Category: "road", Street: "lile", Lead: "jtj", Active: true})
				if err == nil {
					rules.Add(1)
				} else if ProblemsOf(err) == nil {
					t.Error(err)
				}
				if _, err := desk.SavePolicy(ctx, admin, p); err == nil {
					policies.Add(1)
				} else if ProblemsOf(err) == nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		refs := refsOf(t, desk)
		if rules.Load() != 1 || policies.Load() != 1 || refs.Policy(DefaultPolicy, 0).Version != 2 {
			t.Errorf("%d rules and %d versions were made, want 1 of each", rules.Load(), policies.Load())
		}
		if got := refs.Suggest("road", "lile", ""); got.Lead != "jtj" {
			t.Errorf("the new rule sends to %q", got.Lead)
		}
	})
}
