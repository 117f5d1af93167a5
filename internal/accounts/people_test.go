package accounts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

func TestSaveChecksEveryField(t *testing.T) {
	each(t, func(h *house) {
		good := Person{Login: "lisi", Name: "李四", Role: cases.RoleOfficer, Bureau: "zhujian", Email: "li@example.com", Phone: "0750-3861234", Lang: "en", Active: true}
		for field, spoil := range map[string]func(*Person){
			"login":   func(p *Person) { p.Login = "李四" },
			"name":    func(p *Person) { p.Name = strings.Repeat("长", 41) },
			"role":    func(p *Person) { p.Role = "king" },
			"bureau":  func(p *Person) { p.Bureau = "moon" },
			"company": func(p *Person) { p.Company = 7 },
			"email":   func(p *Person) { p.Email = "李四 <li@example.com>" },
			"phone":   func(p *Person) { p.Phone = "call me" },
			"lang":    func(p *Person) { p.Lang = "fr" },
			"stopped": func(p *Person) { p.Active, p.Stopped = false, "a\x00b" },
		} {
			bad := good
			spoil(&bad)
			_, err := h.Save(h.ctx, boss, bad)
			refused(h.t, err, cases.Invalid, field)
		}
		made, err := h.Save(h.ctx, boss, good)
		h.must(err)
		if made.ID == 0 || !made.CreatedAt.Equal(h.clock) {
			h.t.Errorf("%+v", made)
		}
		_, err = h.Save(h.ctx, boss, good)
		refused(h.t, err, cases.Invalid, "login")
		read, err := h.ByLogin(h.ctx, "LISI")
		if err != nil || read.Email != good.Email || read.Bureau != "zhujian" || !read.Active {
			h.t.Errorf("%+v, %v", read, err)
		}
		good.ID = 12345
		_, err = h.Save(h.ctx, boss, good)
		refused(h.t, err, cases.NotFound, "person")
	})
}

func TestWhoManagesWhom(t *testing.T) {
	each(t, func(h *house) {
		firm := h.company("江海精工", "")
		centre := h.person(Person{Login: "centre", Role: cases.RoleCentre}).Actor()
		officer := h.person(Person{Login: "officer", Role: cases.RoleOfficer, Bureau: "zhujian"})
		made, err := h.Save(h.ctx, centre, Person{Login: "firm", Name: "陈经理", Role: cases.RoleCompany, Company: firm, Active: true})
		h.must(err)
		h.must(h.SetPassword(h.ctx, centre, made.ID, goodPassword))
		refuse := func(err error) {
			h.t.Helper()
			refused(h.t, err, cases.Forbidden, "")
		}
		refuse(h.SetPassword(h.ctx, centre, officer.ID, goodPassword))
		refuse(h.SetPassword(h.ctx, officer.Actor(), made.ID, goodPassword))
		_, err = h.Save(h.ctx, centre, Person{Login: "boss", Name: "x", Role: cases.RoleAdmin, Active: true})
		refuse(err)
		officer.Role, officer.Bureau, officer.Company = cases.RoleCompany, "", firm // taking somebody over by making them a company account
		_, err = h.Save(h.ctx, centre, officer)
		refuse(err)
		_, err = h.CreateToken(h.ctx, made.Actor(), officer.ID, "x", time.Time{})
		refuse(err)
		made.Role, made.Company = cases.RoleAdmin, 0
		_, err = h.Save(h.ctx, centre, made)
		refuse(err)
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	each(t, func(h *house) {
		var first Person
		var inits sync.WaitGroup
		for i := range 4 {
			inits.Go(func() {
				p, err := h.CreateFirstAdmin(h.ctx, fmt.Sprintf("root%d", i), "管理员", goodPassword)
				if err == nil {
					first = p
				} else if len(cases.ProblemsOf(err)) != 1 {
					h.t.Error(i, err)
				}
			})
		}
		inits.Wait()
		if _, err := h.CreateFirstAdmin(h.ctx, "root9", "管理员", goodPassword); len(cases.ProblemsOf(err)) != 1 {
			h.t.Errorf("a second first administrator: %v", err)
		}
		_, err := h.SignIn(h.ctx, first.Login, goodPassword, "")
		h.must(err)
		stop := func(p Person) error {
			p.Active = false
			_, err := h.Save(h.ctx, boss, p)
			return err
		}
		refused(h.t, stop(first), cases.Conflict, "")
		first.Role = cases.RoleAuditor
		_, err = h.Save(h.ctx, boss, first)
		refused(h.t, err, cases.Conflict, "")
		first.Role = cases.RoleAdmin
		second := h.person(Person{Login: "second", Role: cases.RoleAdmin})
		var both sync.WaitGroup
		results := make([]error, 2)
		for i, p := range []Person{first, second} {
			both.Go(func() { results[i] = stop(p) })
		}
		both.Wait()
		admins, err := h.ByRole(h.ctx, cases.RoleAdmin)
		if err != nil || len(admins) != 1 {
			h.t.Errorf("%d administrators are left after %v, %v", len(admins), results, err)
		}
	})
}

func TestPeopleAreFoundAndPaged(t *testing.T) {
	each(t, func(h *house) {
		for i := range 7 {
			bureau := []string{"zhujian", "shuiwu"}[i%2]
			_, err := h.Save(h.ctx, boss, Person{Login: fmt.Sprintf("p_%d", i), Name: "张%" + string(rune('甲'+i)), Role: cases.RoleOfficer, Bureau: bureau, Active: i > 0})
			h.must(err)
		}
		count := func(f PeopleFilter, want int) {
			h.t.Helper()
			if got, err := h.People(h.ctx, f); err != nil || len(got.Lines) != want {
				h.t.Errorf("%+v finds %d, %v; want %d", f, len(got.Lines), err, want)
			}
		}
		count(PeopleFilter{}, 7)
		count(PeopleFilter{Bureau: "zhujian"}, 4)
		count(PeopleFilter{Bureau: "zhujian", Active: cases.Yes}, 3)
		count(PeopleFilter{Active: cases.No}, 1)
		count(PeopleFilter{Text: "P_3"}, 1)
		count(PeopleFilter{Text: "%"}, 7)
		count(PeopleFilter{Text: "p%3"}, 0)
		count(PeopleFilter{Role: cases.RoleChief}, 0)
		count(PeopleFilter{Company: 3}, 0)
		first, err := h.People(h.ctx, PeopleFilter{Limit: 5})
		h.must(err)
		count(PeopleFilter{Limit: 5, Cursor: first.Next}, 2)
	})
}

func TestTokens(t *testing.T) {
	each(t, func(h *house) {
		p := h.person(Person{Login: "lisi", Role: cases.RoleCentre})
		plain, err := h.CreateToken(h.ctx, p.Actor(), p.ID, "对接", h.clock.Add(time.Hour))
		h.must(err)
		if !strings.HasPrefix(plain, tokenPrefix) || len(plain) != 47 {
			h.t.Errorf("the key is %q", plain)
		}
		got, err := h.ByToken(h.ctx, plain)
		if err != nil || got.ID != p.ID {
			h.t.Errorf("%+v, %v", got, err)
		}
		h.clock = h.clock.Add(time.Hour)
		for _, key := range []string{plain, plain[:46], tokenPrefix, "", "jqt_\x00", strings.Repeat("jqt_", 100)} {
			if _, err := h.ByToken(h.ctx, key); err != error(ErrToken) {
				h.t.Errorf("%q: %v", key, err)
			}
		}
		plain, err = h.CreateToken(h.ctx, boss, p.ID, "长期", time.Time{})
		h.must(err)
		list, err := h.Tokens(h.ctx, p.ID)
		if h.must(err); len(list) != 2 || list[1].Name != "长期" {
			h.t.Fatalf("%+v", list)
		}
		h.must(h.RevokeToken(h.ctx, p.Actor(), p.ID, list[1].ID))
		if _, err := h.ByToken(h.ctx, plain); err != error(ErrToken) {
			h.t.Errorf("a revoked key: %v", err)
		}
		refused(h.t, h.RevokeToken(h.ctx, p.Actor(), p.ID, list[1].ID), cases.NotFound, "token")
		_, err = h.CreateToken(h.ctx, p.Actor(), p.ID, "过期", h.clock.Add(-time.Hour))
		refused(h.t, err, cases.Invalid, "expires")
		plain, err = h.CreateToken(h.ctx, p.Actor(), p.ID, "停用", time.Time{})
		h.must(err)
		p.Active = false
		_, err = h.Save(h.ctx, boss, p)
		h.must(err)
		if _, err := h.ByToken(h.ctx, plain); err != error(ErrToken) {
			h.t.Errorf("a stopped account's key: %v", err)
		}
	})
}

func TestCompaniesRegisterAndAreRuledOn(t *testing.T) {
	each(t, func(h *house) {
		centre := h.person(Person{Login: "centre", Role: cases.RoleCentre}).Actor()
		form := Registration{Company: cases.Company{Name: " 江海精工有限公司 ", USCC: "91350100m000100y43", Street: "baisha", Contact: "陈经理", Phone: "13800138000"},
			Name: "陈经理", Login: "jinggong", Password: goodPassword}
		made, err := h.Register(h.ctx, form)
		h.must(err)
		if made.Warning != nil || made.Company.USCC != "91350100M000100Y43" || made.Company.State != cases.CompanyPending || made.Person.Company != made.Company.ID {
			h.t.Errorf("%+v", made)
		}
		_, err = h.SignIn(h.ctx, "jinggong", goodPassword, "")
		h.must(err)
		again := form
		_, err = h.Register(h.ctx, again)
		refused(h.t, err, cases.Invalid, "uscc")
		again.Company.USCC = "91350100M000100Y44" // its check digit does not fit: a warning, not a refusal
		_, err = h.Register(h.ctx, again)
		refused(h.t, err, cases.Invalid, "login")
		again.Login = "other"
		warned, err := h.Register(h.ctx, again)
		if h.must(err); warned.Warning == nil {
			h.t.Error("a check digit that does not fit gives no warning")
		}
		pending, err := h.PendingCompanies(h.ctx)
		if h.must(err); len(pending) != 2 || pending[0].People[0].Login != "jinggong" || pending[0].Warning != nil || pending[1].Warning == nil {
			h.t.Fatalf("%+v", pending)
		}
		refused(h.t, h.ConfirmCompany(h.ctx, made.Person.Actor(), made.Company.ID), cases.Forbidden, "")
		h.must(h.ConfirmCompany(h.ctx, centre, made.Company.ID))
		refused(h.t, h.RefuseCompany(h.ctx, centre, made.Company.ID, "重复"), cases.Conflict, "company")
		refused(h.t, h.RefuseCompany(h.ctx, centre, warned.Company.ID, " "), cases.Invalid, "reason")
		h.must(h.RefuseCompany(h.ctx, centre, warned.Company.ID, "与营业执照不符"))
		_, err = h.SignIn(h.ctx, "other", goodPassword, "")
		if refused(h.t, err, cases.Forbidden, ""); !strings.Contains(cases.ProblemsOf(err)[0].Zh, "与营业执照不符") {
			h.t.Errorf("the refused company is told: %v", cases.ProblemsOf(err)[0].Zh)
		}
		again.Login = "third" // a refused code may be registered again
		_, err = h.Register(h.ctx, again)
		h.must(err)
		refused(h.t, h.ConfirmCompany(h.ctx, centre, 999), cases.NotFound, "company")
	})
}

func TestRegistrationNamesEveryFieldAtFault(t *testing.T) {
	each(t, func(h *house) {
		_, err := h.Register(h.ctx, Registration{Company: cases.Company{USCC: "123", Scale: "tiny", Phone: "x"}, Login: "!", Password: "short"})
		for _, field := range []string{"company_name", "uscc", "street", "contact", "phone", "scale", "name", "login", "password"} {
			refused(h.t, err, cases.Invalid, field)
		}
		_, err = h.Register(h.ctx, Registration{Company: cases.Company{Name: "甲", USCC: "91350100M000100Y43", Street: "moon", Contact: "乙", Phone: "13800138000"},
			Name: "丙", Login: "abc", Password: goodPassword})
		refused(h.t, err, cases.Invalid, "street")
		if pending, err := h.PendingCompanies(h.ctx); err != nil || len(pending) != 0 {
			h.t.Errorf("a refused registration left %v, %v", pending, err)
		}
	})
}

func TestOneCodeRegisteredByManyAtOnceIsOneCompany(t *testing.T) {
	each(t, func(h *house) {
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				_, err := h.Register(h.ctx, Registration{Company: cases.Company{Name: "甲", USCC: "91350100M000100Y43", Street: "baisha", Contact: "乙", Phone: "13800138000"},
					Name: "丙", Login: fmt.Sprintf("firm%d", i), Password: goodPassword})
				if err != nil && len(cases.ProblemsOf(err)) == 0 {
					h.t.Error(err)
				}
			})
		}
		all.Wait()
		pending, err := h.PendingCompanies(h.ctx)
		people, err2 := h.ByRole(h.ctx, cases.RoleCompany)
		if h.must(errors.Join(err, err2)); len(pending) != 1 || len(people) != 1 {
			h.t.Errorf("%d companies and %d accounts", len(pending), len(people))
		}
	})
}

// Nobody is missing among the people involved whom the rule of cases names, whatever the cases and the set; nobody is there
// who left, and nobody of a company or bureau that has no part in them.
func TestInvolvedMissNobodyWhomTheRuleNames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		firms := []int64{h.company("甲", ""), h.company("乙", "")}
		var everybody []Person
		add := func(p Person) {
			p.Login, p.Name = fmt.Sprintf("p%02d", len(everybody)), "某"
			saved, err := h.Save(h.ctx, boss, p)
			h.must(err)
			everybody = append(everybody, saved)
		}
		bureaus := []string{"zhujian", "shuiwu", "chengguan"}
		for _, active := range []bool{true, false} {
			for _, role := range cases.Roles() {
				switch role {
				case cases.RoleOfficer, cases.RoleChief:
					for _, bureau := range bureaus {
						add(Person{Role: role, Bureau: bureau, Active: active})
					}
				case cases.RoleCompany:
					add(Person{Role: role, Company: firms[0], Active: active})
					add(Person{Role: role, Company: firms[1], Active: active})
				default:
					add(Person{Role: role, Active: active})
					add(Person{Role: role, Active: active})
				}
			}
		}
		var liaisons []int64
		for _, p := range everybody {
			if p.Role == cases.RoleLiaison {
				liaisons = append(liaisons, p.ID)
			}
		}
		draw := func(t *rapid.T) *cases.Case {
			bureau := rapid.SampledFrom(append(bureaus, ""))
			c := &cases.Case{Standing: cases.Standing{Round: 1, Company: rapid.SampledFrom(firms).Draw(t, "company"),
				Liaison: rapid.SampledFrom(append(liaisons, 0)).Draw(t, "liaison"), Filer: rapid.SampledFrom(everybody).Draw(t, "filer").ID,
				Confidential: rapid.Bool().Draw(t, "confidential"), Lead: bureau.Draw(t, "lead")}, Against: bureau.Draw(t, "against")}
			for _, code := range rapid.SliceOfNDistinct(rapid.SampledFrom(bureaus), 0, 3, rapid.ID).Draw(t, "legs") {
				c.Legs = append(c.Legs, cases.Leg{Bureau: code, Round: 1, State: rapid.SampledFrom([]cases.LegState{cases.LegAsked, cases.LegDeclined}).Draw(t, "state")})
			}
			return c
		}
		rapid.Check(t, func(t *rapid.T) {
			about := rapid.SliceOfN(rapid.Custom(draw), 1, 6).Draw(t, "cases")
			part := func(p Person, c *cases.Case) bool { // in the case, whatever their relation and whether they may see it
				return p.Company != 0 && p.Company == c.Company || p.ID == c.Liaison || p.ID == c.Filer || p.Bureau != "" &&
					(p.Bureau == c.Lead || slices.ContainsFunc(c.Legs, func(l cases.Leg) bool { return l.Bureau == p.Bureau }))
			}
			set := cases.Party(rapid.Uint16Range(0, uint16(cases.WasCo)*2-1).Draw(t, "set"))
			got, err := h.Involved(h.ctx, about, set)
			if err != nil {
				t.Fatal(err)
			}
			found := map[int64]bool{}
			for _, p := range got {
				found[p.ID] = true
				tied := p.Company != 0 || p.Bureau != "" || p.Role == cases.RoleLiaison
				if !p.Active || tied && !slices.ContainsFunc(about, func(c *cases.Case) bool { return part(p, c) }) {
					t.Fatalf("%+v has no part in it", p)
				}
			}
			if len(found) != len(got) {
				t.Fatalf("%d of %d people", len(found), len(got))
			}
			for _, p := range everybody {
				named := slices.ContainsFunc(about, func(c *cases.Case) bool { return cases.PartiesOf(p.Actor(), c).Has(set) })
				if p.Active && named && !found[p.ID] {
					t.Fatalf("%+v is missing", p)
				}
			}
		})
	})
}

func TestViewsAreKeptWithoutHoldingUpTheViewer(t *testing.T) {
	each(t, func(h *house) {
		p := h.person(Person{Login: "lisi", Name: "李四", Role: cases.RoleCentre})
		writes := h.db.Stats().Writes
		for i := range int64(10) {
			h.must(h.Viewed(h.ctx, p.Actor(), 1+i%2, "10.0.0.1"))
		}
		if h.db.Stats().Writes != writes {
			h.t.Error("a view waited for a commit")
		}
		h.must(h.FlushViews(h.ctx))
		views, err := h.Views(h.ctx, ViewFilter{Case: 2, Limit: 3})
		if h.must(err); len(views.Lines) != 3 || views.Lines[0].Name != "李四" || views.Lines[0].Case != 2 || !views.Lines[0].At.Equal(h.clock) {
			h.t.Errorf("%+v", views)
		}
		rest, err := h.Views(h.ctx, ViewFilter{Case: 2, Limit: 3, Cursor: views.Next})
		if h.must(err); len(rest.Lines) != 2 {
			h.t.Errorf("the next page has %d", len(rest.Lines))
		}
		var viewers sync.WaitGroup
		for range 8 { // nobody writes for them: they write themselves
			viewers.Go(func() {
				for range viewsWaiting {
					if err := h.Viewed(h.ctx, p.Actor(), 3, ""); err != nil {
						h.t.Error(err)
					}
				}
			})
		}
		viewers.Wait()
		h.must(h.FlushViews(h.ctx))
		n, err := db.Value[int](h.ctx, h.db.Reader(), "select count(*) from view_log where case_id = 3")
		if err != nil || n != 8*viewsWaiting {
			h.t.Errorf("%d views are kept, %v", n, err)
		}
	})
}

func TestKeepViewsWritesWhatIsLeftWhenItEnds(t *testing.T) {
	each(t, func(h *house) {
		ctx, stop := context.WithCancel(h.ctx)
		h.must(h.Viewed(h.ctx, boss, 7, ""))
		stop()
		h.KeepViews(ctx, func(err error) { h.t.Error(err) })
		views, err := h.Views(h.ctx, ViewFilter{Case: 7})
		if h.must(err); len(views.Lines) != 1 {
			h.t.Errorf("%d views are kept", len(views.Lines))
		}
	})
}

func TestTheAccessLogTellsWhoDidWhat(t *testing.T) {
	each(t, func(h *house) {
		p := h.person(Person{Login: "lisi", Name: "李四", Role: cases.RoleCentre})
		h.SignIn(h.ctx, "lisi", "不是这个密码呀呀呀", "10.0.0.1")
		h.SignIn(h.ctx, "lisi", goodPassword, "10.0.0.1")
		p.Role = cases.RoleAuditor
		_, err := h.Save(h.ctx, boss, p)
		h.must(err)
		refused(h.t, h.LogExport(h.ctx, p.Actor(), "2021-06 台账", " ", ""), cases.Invalid, "purpose")
		h.must(h.LogExport(h.ctx, p.Actor(), "2021-06 台账", "月度例会", "10.0.0.1"))
		log, err := h.AccessLog(h.ctx, AccessFilter{})
		h.must(err)
		var acts []Act
		for _, l := range log.Lines {
			acts = append(acts, l.Act)
			if l.Act.Words().Zh == "" || l.Act.Words().En == "" {
				h.t.Errorf("%s has no words", l.Act)
			}
		}
		want := []Act{ActExport, ActChanged, ActSignedIn, ActFailed, ActMade}
		if !slices.Equal(acts, want) {
			h.t.Fatalf("the log has %v, want %v", acts, want)
		}
		if l := log.Lines[1]; l.About != "lisi" || l.Detail != "centre → auditor" || l.Who != boss.Name {
			h.t.Errorf("%+v", l)
		}
		if l := log.Lines[0]; l.Detail != "月度例会" || l.Addr != "10.0.0.1" || l.Person != p.ID {
			h.t.Errorf("%+v", l)
		}
		only, err := h.AccessLog(h.ctx, AccessFilter{Act: ActFailed, Person: p.ID})
		if h.must(err); len(only.Lines) != 1 || only.Lines[0].Who != "lisi" {
			h.t.Errorf("%+v", only)
		}
	})
}

func TestOwnProfile(t *testing.T) {
	each(t, func(h *house) {
		p := h.person(Person{Login: "lisi", Role: cases.RoleOfficer, Bureau: "zhujian"})
		h.must(h.SaveOwn(h.ctx, Person{ID: p.ID, Name: "李四", Email: "li@example.com", Lang: "en", Role: cases.RoleAdmin, Bureau: "shuiwu", Active: false}))
		got, err := h.Person(h.ctx, p.ID)
		h.must(err)
		if got.Name != "李四" || got.Email != "li@example.com" || got.Lang != "en" || got.Role != cases.RoleOfficer || got.Bureau != "zhujian" || !got.Active {
			h.t.Errorf("%+v", got)
		}
		refused(h.t, h.SaveOwn(h.ctx, Person{ID: p.ID, Name: "", Email: "nobody"}), cases.Invalid, "email")
		refused(h.t, h.SaveOwn(h.ctx, Person{ID: 999, Name: "谁"}), cases.NotFound, "person")
	})
}
