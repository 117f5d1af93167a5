package year_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"jiangqitong/cases"
)

// file is a case as whoever acts on it remembers it, and what they did.
type file struct {
	no    string
	last  *cases.Case // as last seen: only to draw what to try next
	seen  int64       // latest instant at which anything was done to it
	acts  int         // left to be done
	deeds []deed
	all   []deed // and what merging brought
}

// eager says how likely each action is beside the others that are offered; what is not named is never done.
var eager = map[cases.Action]int{
	cases.Return: 2, cases.Refile: 60, cases.Reject: 2, cases.Withdraw: 1, cases.Route: 80, cases.Reassign: 2, cases.Sign: 60,
	cases.Contact: 30, cases.Plan: 30, cases.Decline: 4, cases.Uphold: 30, cases.Ask: 10, cases.Answer: 60, cases.Extend: 10,
	cases.Grant: 40, cases.Refuse: 15, cases.AddCo: 3, cases.CoSign: 10, cases.CoAnswer: 20, cases.CoDecline: 3, cases.Note: 1,
	cases.Progress: 4, cases.Submit: 25, cases.Approve: 60, cases.SendBack: 12, cases.Reply: 12, cases.RequestTracking: 12,
	cases.ApproveTracking: 40, cases.RefuseTracking: 10, cases.Feedback: 20, cases.Rate: 40, cases.CallBack: 4, cases.Redo: 6,
	cases.Settle: 10, cases.Seal: 1, cases.Urge: 4, cases.Supervise: 1, cases.Instruct: 1, cases.Acknowledge: 15, cases.Explain: 20,
	cases.Merge: 1,
}

// choice is one thing somebody could do.
type choice struct {
	by    *person
	offer cases.Step
}

// draw picks what happens next to a case, from what the product offers to those concerned.
func (y *year) draw(f *file, m cases.Moment) (choice, bool) {
	var all []choice
	total := 0
	for _, p := range y.concerned(f.last) {
		for _, offer := range f.last.Offers(p.actor, m) {
			if weight := eager[offer.Action]; weight > 0 {
				total += weight
				all = append(all, choice{p, offer})
			}
		}
	}
	if total == 0 {
		return choice{}, false
	}
	at := y.r.IntN(total)
	for _, c := range all {
		if at -= eager[c.offer.Action]; at < 0 {
			return c, true
		}
	}
	return choice{}, false
}

// concerned are those who might act on a case: one of the centre, one leader, and everybody of company and bureaus.
func (y *year) concerned(c *cases.Case) (some []*person) {
	centre, leaders := y.town.all("centre"), y.town.all("leader")
	some = append(some, centre[y.r.IntN(len(centre))], leaders[y.r.IntN(len(leaders))])
	for _, p := range y.town.people {
		if !p.here(y.seq) {
			continue
		}
		if p.company != 0 && p.company == c.Company || p.role == "liaison" && (p.id == c.Liaison || p.id == c.Filer) {
			some = append(some, p)
		}
	}
	some = append(some, y.town.staff(c.Lead, y.seq)...)
	for _, leg := range c.Legs {
		if leg.State.Open() && leg.Bureau != c.Lead {
			some = append(some, y.town.staff(leg.Bureau, y.seq)...)
		}
	}
	return some
}

// fill answers what an action asks.
func (y *year) fill(c choice, f *file, m cases.Moment) cases.Input {
	in := cases.Input{}
	for _, field := range c.offer.Asks {
		switch field.Kind {
		case cases.TextField, cases.LineField:
			in[field.Name] = "说明"
		case cases.ChoiceField, cases.ScoreField:
			in[field.Name] = field.Options[y.r.IntN(len(field.Options))].Value
		case cases.DateField:
			in[field.Name] = y.day(c.offer.Action, f, m)
		case cases.CaseField:
			in[field.Name] = y.files[y.r.IntN(len(y.files))].no
		case cases.BureauField:
			in[field.Name] = y.bureau(m)
		case cases.BureausField:
			in[field.Name] = strings.Join([]string{y.bureau(m)}[:y.r.IntN(2)], ",")
		}
	}
	return in
}

func (y *year) bureau(m cases.Moment) string {
	return m.Refs.Bureaus[y.r.IntN(len(m.Refs.Bureaus))].Code
}

func (y *year) day(action cases.Action, f *file, m cases.Moment) string {
	switch action {
	case cases.Extend:
		return nameOf(dayOf(f.last.Due.Unix()) + 1 + y.r.IntN(8))
	case cases.RequestTracking:
		return m.Today().AddDays(3 + y.r.IntN(120)).String()
	}
	if y.r.IntN(2) == 0 {
		return ""
	}
	return m.Today().AddDays(1 + y.r.IntN(40)).String()
}

// pause is how long a case rests until somebody looks at it again.
func (y *year) pause() time.Duration {
	between := func(low, high time.Duration) time.Duration { return low + time.Duration(y.r.Int64N(int64(high-low))) }
	switch n := y.r.IntN(100); {
	case n < 45:
		return between(2*time.Minute, 3*time.Hour)
	case n < 80:
		return between(3*time.Hour, 50*time.Hour)
	case n < 97:
		return between(2*24*time.Hour, 9*24*time.Hour)
	}
	return between(9*24*time.Hour, 30*24*time.Hour)
}

// file lets somebody file a request.
func (y *year) file(t *testing.T) *file {
	t.Helper()
	m, err := y.desk().Moment(background())
	must(t, err)
	category := m.Refs.Categories[y.r.IntN(len(m.Refs.Categories))].Code
	company := y.town.companies[y.r.IntN(len(y.town.companies))]
	by := y.filer(company)
	in := cases.Input{"category": category, "title": fmt.Sprintf("第 %d 件", len(y.files)+1), "body": "请协调解决。", "contact_name": "陈经理",
		"contact_phone": "13800138000", "street": m.Refs.Streets[y.r.IntN(len(m.Refs.Streets))].Code}
	if y.r.IntN(12) == 0 {
		in["urgent"] = "yes"
	}
	if y.r.IntN(15) == 0 {
		in["confidential"] = "yes"
	}
	if y.r.IntN(25) == 0 || category == "complaint" && y.r.IntN(2) == 0 {
		in["against"] = y.bureau(m)
	}
	c, err := y.desk().File(background(), by.actor, cases.Filing{Company: company, Input: in})
	must(t, err)
	f := &file{no: c.No, last: c, acts: 2 + y.r.IntN(7)}
	y.files, y.byNo[c.No] = append(y.files, f), f
	d := y.note(f, by, "file", in)
	d.company, d.liaison = company, y.town.liaisons[company]
	d.lead = c.Lead
	for _, leg := range c.Legs {
		d.co = append(d.co, leg.Bureau)
	}
	return f
}

func (y *year) filer(company int64) *person {
	if y.r.IntN(10) == 0 {
		return y.town.first("centre")
	}
	if id := y.town.liaisons[company]; id != 0 && y.r.IntN(6) == 0 {
		return y.town.byID[id]
	}
	for _, p := range y.town.people {
		if p.company == company {
			return p
		}
	}
	return nil
}

// note writes down what was done, for the recomputation.
func (y *year) note(f *file, by *person, action string, in cases.Input) *deed {
	y.seq++
	f.seen = y.now()
	f.deeds = append(f.deeds, deed{seq: y.seq, at: y.now(), by: by, action: action, in: in})
	return &f.deeds[len(f.deeds)-1]
}

// act lets somebody do something to a case.
func (y *year) act(t *testing.T, f *file) {
	t.Helper()
	m, err := y.desk().Moment(background())
	must(t, err)
	for range 3 {
		c, some := y.draw(f, m)
		if !some {
			y.look(t, f)
			return
		}
		in := y.fill(c, f, m)
		after, err := y.desk().Do(background(), c.by.actor, f.no, cases.Command{Action: c.offer.Action, Input: in})
		if err == nil {
			f.last = after
			y.note(f, c.by, string(c.offer.Action), in)
			f.acts--
			return
		}
		if cases.ProblemsOf(err) == nil {
			t.Fatal(err)
		}
		y.refused++
		y.look(t, f)
	}
}

// look reads the case anew.
func (y *year) look(t *testing.T, f *file) {
	t.Helper()
	view, err := y.desk().Read(background(), cases.Timer, f.no)
	must(t, err)
	f.last = view.Case
}

func newRandom(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 2021)) }
