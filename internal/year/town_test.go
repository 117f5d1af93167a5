package year_test

import (
	"context"
	"fmt"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/app"
	"jiangqitong/notify"
)

// person is somebody of the town, as the recomputation knows them.
type person struct {
	id      int64
	role    string
	bureau  string
	company int64
	mail    string          // address, empty for none
	phone   string          // a mobile one, or none
	lang    string          // zh or en
	way     string          // of a group robot or program
	url     string          // of a group robot or program
	since   int             // place in the year's order from which on they work here
	gone    int             // and from which on no more, 0 for never
	deaf    map[string]bool // ways and topics not wanted, such as mail news
	actor   cases.Actor
}

// town is who lives where the year passes.
type town struct {
	people     []*person
	byID       map[int64]*person
	robots     []*person // group robots and programs, which hear what their bureaus hear
	byEndpoint map[int64]*person
	companies  []int64
	liaisons   map[int64]int64 // by company
	admin      cases.Actor
}

// promisedBy is which practice each category goes by, and when urgent.
var promisedBy = map[string][2]string{
	"road": {"lvliang-long", "lvliang-urgent"}, "flood": {"jiangmen", "lvliang-urgent"}, "fibre": {"zaozhuang-simple", ""},
	"truck": {"zhongshan", ""}, "project": {"quanzhou", ""}, "eia": {"sichuan-complaint", ""}, "planning": {"zaozhuang-simple", "jiangmen"},
	"water": {"zhuhai-other", ""}, "power": {"zhuhai-other", "zhongshan"}, "labour": {"zhuhai-inquiry", ""}, "finance": {"quanzhou", ""},
	"policy": {"zhuhai-inquiry", "jiangmen"}, "tax": {"jiangmen", ""}, "land": {"lvliang-long", "quanzhou"}, "complaint": {"sichuan-complaint", ""},
	"other": {"zhongshan", "lvliang-urgent"},
}

// urgentByNature are the categories whose cases are urgent whatever is ticked.
var urgentByNature = map[string]bool{"flood": true}

// settle lets people move in, through the product's own doors.
func settle(t *testing.T, a *app.App) *town {
	t.Helper()
	ctx := t.Context()
	must(t, a.Desk.Seed(ctx))
	admin, err := a.Accounts.CreateFirstAdmin(ctx, "admin", "管理员", "correct-horse-battery")
	must(t, err)
	w := &town{byID: map[int64]*person{}, byEndpoint: map[int64]*person{}, liaisons: map[int64]int64{}, admin: admin.Actor()}
	w.add(admin)
	for i, n := range []int{3, 2, 3} { // centre, leaders, liaisons
		for range n {
			w.hire(t, a, []cases.Role{cases.RoleCentre, cases.RoleLeader, cases.RoleLiaison}[i], "")
		}
	}
	refs, err := a.Desk.Refs(ctx)
	must(t, err)
	for i, b := range refs.Bureaus {
		w.hire(t, a, cases.RoleOfficer, b.Code)
		w.hire(t, a, cases.RoleChief, b.Code)
		if i%4 == 0 {
			w.hire(t, a, cases.RoleOfficer, b.Code)
		}
	}
	for i := range 12 {
		w.register(t, a, i)
	}
	for _, c := range refs.Categories {
		c.Policy, c.UrgentPolicy = promisedBy[c.Code][0], promisedBy[c.Code][1]
		must(t, a.Desk.SaveCategory(ctx, w.admin, c, false))
	}
	w.choose(t, a)
	must(t, w.addRobots(ctx, a.Notify))
	return w
}

func (w *town) add(p accounts.Person) *person {
	one := &person{id: p.ID, role: string(p.Role), bureau: p.Bureau, company: p.Company, mail: p.Email, phone: p.Phone, lang: p.Lang,
		deaf: map[string]bool{}, actor: p.Actor()}
	w.people = append(w.people, one)
	w.byID[p.ID] = one
	return one
}

// hire makes an account; every fifth person has a mail address, every fourth a mobile, and every seventh reads English.
func (w *town) hire(t *testing.T, a *app.App, role cases.Role, bureau string) *person {
	t.Helper()
	n := len(w.people)
	p := accounts.Person{Login: fmt.Sprintf("p%03d", n), Name: fmt.Sprintf("%s%d", role.Words().Zh, n), Role: role, Bureau: bureau, Lang: "zh", Active: true}
	if n%5 == 0 {
		p.Email = fmt.Sprintf("p%d@example.cn", n)
	}
	if n%4 == 0 {
		p.Phone = fmt.Sprintf("13900139%03d", n)
	}
	if n%7 == 0 {
		p.Lang = "en"
	}
	saved, err := a.Accounts.Save(t.Context(), w.admin, p)
	must(t, err)
	return w.add(saved)
}

// register lets a company in; the centre confirms it and pairs it with a liaison. Every fourth has two accounts and
// every fifth no liaison.
func (w *town) register(t *testing.T, a *app.App, i int) {
	t.Helper()
	ctx := t.Context()
	code := fmt.Sprintf("91440700MA4W%05d", i)
	email := ""
	if i%3 == 0 {
		email = fmt.Sprintf("c%d@example.cn", i)
	}
	made, err := a.Accounts.Register(ctx, accounts.Registration{Login: fmt.Sprintf("company%02d", i), Name: fmt.Sprintf("经理%d", i),
		Password: "correct-horse-battery", Email: email, Lang: "zh",
		Company: cases.Company{Name: fmt.Sprintf("江海第%d有限公司", i), USCC: code + checkDigit(code), Street: "waihai", Industry: "制造业", Contact: "陈经理", Phone: fmt.Sprintf("13800138%03d", i)}})
	must(t, err)
	centre := w.first("centre").actor
	must(t, a.Accounts.ConfirmCompany(ctx, centre, made.Company.ID))
	w.add(made.Person)
	w.companies = append(w.companies, made.Company.ID)
	if i%5 != 0 {
		company := made.Company
		company.Liaison = w.all("liaison")[i%3].id
		_, err := a.Desk.SaveCompany(ctx, centre, company)
		must(t, err)
		w.liaisons[company.ID] = company.Liaison
	}
	if i%4 == 0 {
		second, err := a.Accounts.Save(ctx, w.admin, accounts.Person{Login: fmt.Sprintf("second%02d", i), Name: "副经理", Role: cases.RoleCompany,
			Company: made.Company.ID, Email: fmt.Sprintf("s%d@example.cn", i), Phone: fmt.Sprintf("13700137%03d", i), Lang: "zh", Active: true})
		must(t, err)
		w.add(second)
	}
}

// checkDigit ends a credit code so that it fits.
func checkDigit(code string) string {
	for _, last := range "0123456789ABCDEFGHJKLMNPQRTUWXY" {
		if _, fits := cases.CheckUSCC(code + string(last)); fits {
			return string(last)
		}
	}
	return "0"
}

// choose lets some people turn some messages off.
func (w *town) choose(t *testing.T, a *app.App) {
	t.Helper()
	for i, p := range w.people {
		if topic := []string{"news", "reminder", "digest"}[i/10%3]; i%10 == 5 && p.role != "admin" {
			must(t, a.Notify.Choose(t.Context(), p.id, "mail", topicOf(topic), false))
			p.deaf["mail "+topic] = true
		}
		if i%8 == 0 && p.phone != "" {
			must(t, a.Notify.Choose(t.Context(), p.id, "sms", notify.Reminder, false))
			p.deaf["sms reminder"] = true
		}
	}
}

// here says whether the person works here at a place in the year's order.
func (p *person) here(seq int) bool { return p.since <= seq && (p.gone == 0 || seq < p.gone) }

func (w *town) all(role string) (some []*person) {
	for _, p := range w.people {
		if p.role == role {
			some = append(some, p)
		}
	}
	return some
}

func (w *town) first(role string) *person { return w.all(role)[0] }

// staff is who works in a bureau at a place in the year's order.
func (w *town) staff(bureau string, seq int) (some []*person) {
	for _, p := range w.people {
		if bureau != "" && p.bureau == bureau && p.here(seq) {
			some = append(some, p)
		}
	}
	return some
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func background() context.Context { return context.Background() }
