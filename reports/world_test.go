package reports

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// world is a district whose cases live at random: at each step somebody does something that the lifecycle offers them.
type world struct {
	t       testing.TB
	rng     *rand.Rand
	refs    *cases.Refs
	now     time.Time
	records []*cases.Record
	desk    *cases.Desk // nil in a world without a database
	redone  []pastRound // in a world without a database
}

// pastRound is a case as it was before a redo, and as it goes on.
type pastRound struct {
	at         time.Time
	before, of *cases.Record
}

const firms = 12

// seededRefs is the reference data that a district starts with.
func seededRefs(t testing.TB, d *db.DB) *cases.Refs {
	t.Helper()
	desk := cases.NewDesk(d, time.Now)
	if err := desk.Seed(context.Background()); err != nil {
		t.Fatal(err)
	}
	refs, err := desk.Refs(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return refs
}

func newWorld(t testing.TB, refs *cases.Refs, seed uint64) *world {
	return &world{t: t, rng: rand.New(rand.NewPCG(seed, 1)), refs: refs, now: workday.MakeDate(2021, 4, 20).At(9, 0)}
}

// store makes the world live in a database, by the desk's doors.
func (w *world) store(d *db.DB) {
	w.desk = cases.NewDesk(d, func() time.Time { return w.now })
	err := d.Write(context.Background(), func(q *db.Q) error {
		for i := range firms {
			f := w.firm(int64(i + 1))
			_, err := q.Exec(context.Background(), `insert into company (name, uscc, street, industry, scale, contact, phone, visits, liaison_id, state, created_ms)
				values ($1, $2, $3, $4, $5, $6, $7, '', 0, 'confirmed', 0)`, f.Name, f.USCC, f.Street, f.Industry, f.Scale, f.Contact, f.Phone)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) firm(id int64) cases.Company {
	return cases.Company{ID: id, Name: fmt.Sprintf("江海精密制造第%d有限公司", id), USCC: fmt.Sprintf("91440704MA%08d", id), Street: w.refs.Streets[int(id)%len(w.refs.Streets)].Code,
		Industry: "装备制造", Scale: []string{"", "large", "key"}[id%3], Contact: "陈经理", Phone: "13800138000", State: cases.CompanyConfirmed}
}

// live lets the world go on until the instant, filing and working at random.
func (w *world) live(until time.Time, filings int) {
	w.t.Helper()
	span := until.Sub(w.now) / time.Duration(filings+1)
	for range filings {
		w.now = w.now.Add(time.Duration(float64(span) * (0.5 + w.rng.Float64()))).Truncate(time.Minute)
		w.file()
		for range 25 {
			w.now = w.now.Add(time.Minute)
			w.act(w.records[len(w.records)-1-w.rng.IntN(min(len(w.records), 25))])
		}
	}
	w.now = until
}

func (w *world) moment() cases.Moment { return cases.Moment{Now: w.now, Refs: w.refs} }

func (w *world) file() {
	w.t.Helper()
	firm := w.firm(int64(1 + w.rng.IntN(firms)))
	actor := cases.Actor{ID: 100, Name: "诉求中心", Role: cases.RoleCentre}
	category := w.refs.Categories[w.rng.IntN(len(w.refs.Categories))]
	in := cases.Input{"category": category.Code, "title": category.Name.Zh + "诉求", "body": "请协调解决" + category.Name.Zh + "问题。", "street": firm.Street,
		"contact_name": firm.Contact, "contact_phone": firm.Phone, "source": string(cases.Sources()[w.rng.IntN(len(cases.Sources()))])}
	if w.rng.IntN(10) == 0 {
		in["confidential"] = "yes"
	}
	filing := cases.Filing{Company: firm.ID, Input: in}
	if w.desk != nil {
		c, err := w.desk.File(context.Background(), actor, filing)
		w.must(err)
		w.records = append(w.records, w.record(c))
		return
	}
	change, err := cases.Open(actor, firm, fmt.Sprintf("JQ%s-%06d", w.now.Format("060102"), len(w.records)+1), filing, w.moment())
	w.must(err)
	change.Case.ID = int64(len(w.records) + 1)
	w.records = append(w.records, w.record(change.Case))
}

func (w *world) record(c *cases.Case) *cases.Record {
	firm := w.firm(c.Company)
	return &cases.Record{Case: c, USCC: firm.USCC, Industry: firm.Industry, Scale: firm.Scale}
}

// act lets a random person do a random thing that is offered to them.
func (w *world) act(r *cases.Record) {
	w.t.Helper()
	people := []cases.Actor{{ID: 1, Name: "企业", Role: cases.RoleCompany, Company: r.Company}, {ID: 2, Name: "中心", Role: cases.RoleCentre},
		{ID: 3, Name: "经办", Role: cases.RoleOfficer, Bureau: r.Lead}, {ID: 4, Name: "分管", Role: cases.RoleChief, Bureau: r.Lead}, {ID: 5, Name: "领导", Role: cases.RoleLeader}}
	for _, leg := range r.Legs {
		people = append(people, cases.Actor{ID: 6, Name: "协办", Role: cases.RoleOfficer, Bureau: leg.Bureau})
	}
	a := people[w.rng.IntN(len(people))]
	if w.rng.IntN(2) == 0 {
		a = people[2+w.rng.IntN(2)]
	}
	offers := slices.DeleteFunc(r.Offers(a, w.moment()), func(s cases.Step) bool {
		switch s.Action {
		case cases.Instruct, cases.Note, cases.Urge, cases.Supervise:
			return true
		case cases.AddCo, cases.Merge, cases.Withdraw, cases.Reject, cases.Return, cases.Decline, cases.RequestTracking, cases.Seal:
			return w.rng.IntN(3) > 0
		}
		return false
	})
	if len(offers) == 0 {
		return
	}
	step := offers[w.rng.IntN(len(offers))]
	cmd := cases.Command{Action: step.Action, Input: cases.Input{}}
	for _, f := range step.Asks {
		cmd.Input[f.Name] = w.fill(f, r)
	}
	w.do(r, a, cmd)
}

func (w *world) fill(f cases.Field, r *cases.Record) string {
	switch f.Kind {
	case cases.DateField:
		day := workday.DateOf(w.now).AddDays(3 + w.rng.IntN(20))
		if !r.Due.IsZero() {
			day = workday.DateOf(r.Due).AddDays(2)
		}
		return day.String()
	case cases.ChoiceField, cases.ScoreField:
		return f.Options[w.rng.IntN(len(f.Options))].Value
	case cases.BureauField:
		return w.refs.Bureaus[w.rng.IntN(len(w.refs.Bureaus))].Code
	case cases.CaseField:
		return w.records[w.rng.IntN(len(w.records))].No
	case cases.CategoryField, cases.BureausField, cases.CheckField:
		return ""
	}
	return "已处理"
}

// do carries out an action where it may be; what the rules refuse does not happen.
func (w *world) do(r *cases.Record, a cases.Actor, cmd cases.Command) {
	w.t.Helper()
	if w.desk != nil {
		c, err := w.desk.Do(context.Background(), a, r.No, cmd)
		if cases.ProblemsOf(err) != nil {
			return
		}
		w.must(err)
		r.Case = c
		return
	}
	m := w.moment()
	if i := slices.IndexFunc(w.records, func(other *cases.Record) bool { return other.No == cmd.Input["parent"] }); i >= 0 {
		m.Parent = w.records[i].Case
	}
	change, err := r.Apply(a, cmd, m)
	if cases.ProblemsOf(err) != nil {
		return
	}
	w.must(err)
	if change.Past != nil {
		before := *r
		before.Past = slices.Clone(r.Past)
		w.redone = append(w.redone, pastRound{w.now, &before, r})
		r.Past = append(r.Past, *change.Past)
	}
	r.Case = change.Case
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}
