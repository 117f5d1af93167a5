package year_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// This file is about what changes in the house while cases are open: who works where, who is paired with whom, and what
// is promised.

// renewal is when a practice got its next edition, or a category went over to other practices.
type renewal struct {
	seq              int
	policy, category string
	by               [2]string // practices of the category, as in promisedBy
}

// editionAt is which edition of a practice is in force at a place in the year's order.
func (y *year) editionAt(policy string, seq int) (n int) {
	for _, r := range y.renewals {
		if r.policy == policy && r.seq < seq {
			n++
		}
	}
	return n
}

// promisedAt is which practices a category goes by at a place in the year's order.
func (y *year) promisedAt(category string, seq int) [2]string {
	by := promisedBy[category]
	for _, r := range y.renewals {
		if r.category == category && r.seq < seq {
			by = r.by
		}
	}
	return by
}

// edit gives a practice its next edition and promises open cases anew by it.
func (y *year) edit(t *testing.T, policy string) {
	t.Helper()
	desk := y.instances[0].Desk
	refs, err := desk.Refs(background())
	must(t, err)
	p := refs.Policy(policy, 0)
	next := practices[policy][y.editionAt(policy, y.seq+1)+1]
	if next.ears != (ears{}) {
		p.Reminders = reminders(t, next.ears)
	}
	p.Sign, p.Contact, p.Plan, p.Resolve, p.PauseCap = budget(next.sign), budget(next.contact), budget(next.plan), budget(next.resolve), budget(next.pause)
	_, err = desk.SavePolicy(background(), y.town.admin, p)
	must(t, err)
	y.renew(t, renewal{policy: policy}, cases.Renewal{Policy: policy}, map[string]string{"policy": policy})
}

// turnTo lets a category go over to other practices, and promises its open cases anew by them.
func (y *year) turnTo(t *testing.T, category, usual, urgent string) {
	t.Helper()
	desk := y.instances[0].Desk
	refs, err := desk.Refs(background())
	must(t, err)
	c, _ := refs.Category(category)
	c.Policy, c.UrgentPolicy = usual, urgent
	must(t, desk.SaveCategory(background(), y.town.admin, c, false))
	y.renew(t, renewal{category: category, by: [2]string{usual, urgent}}, cases.Renewal{Category: category},
		map[string]string{"category": category, "usual": usual, "urgent": urgent})
}

// renew promises open cases anew, through the product's own door.
func (y *year) renew(t *testing.T, r renewal, by cases.Renewal, in map[string]string) {
	t.Helper()
	y.seq++
	r.seq = y.seq
	y.renewals = append(y.renewals, r)
	desk := y.instances[0].Desk
	_, err := desk.Repromise(background(), y.town.admin, by, 0, "按新的规则办理")
	must(t, err)
	_, err = desk.Renew(background())
	must(t, err)
	y.letSpread(t)
	for policy := range practices { // by its newest edition
		in[policy] = fmt.Sprint(y.editionAt(policy, y.seq+1))
	}
	for _, f := range y.files {
		y.note(f, y.town.byID[y.town.admin.ID], "repromise", in)
	}
}

// earChange is when a category got reminders of its own.
type earChange struct {
	seq      int
	category string
	ears     ears
}

// earsAt is who hears of the reminders of a category at a place in the year's order; nothing when it has no rule of its own.
func (y *year) earsAt(category string, seq int) (of ears) {
	for _, c := range y.earChanges {
		if c.category == category && c.seq < seq {
			of = c.ears
		}
	}
	return of
}

// remind gives a category reminders of its own, which hold at once.
func (y *year) remind(t *testing.T, category string, of ears) {
	t.Helper()
	y.round(t, false, y.everybody()...)
	desk := y.instances[0].Desk
	refs, err := desk.Refs(background())
	must(t, err)
	c, _ := refs.Category(category)
	c.Reminders = reminders(t, of)
	must(t, desk.SaveCategory(background(), y.town.admin, c, false))
	y.letSpread(t)
	y.seq++
	y.earChanges = append(y.earChanges, earChange{y.seq, category, of})
}

// reminders says it as the product takes it.
func reminders(t *testing.T, of ears) cases.Reminders {
	t.Helper()
	r, err := cases.ParseReminders(func(level string) []string {
		at := map[string]int{"near": nearDue, "due": due, "next": nextDay, "late3": threeDays, "late5": fiveDays}[level]
		return strings.Fields(strings.ReplaceAll(of[at], "leader", "leaders"))
	})
	must(t, err)
	return r
}

func budget(text string) workday.Budget {
	if text == "" {
		return workday.Budget{}
	}
	return workday.MustBudget(text)
}

// comeAndGo lets two officers leave and others come in their place, and companies be paired with other liaisons.
func (y *year) comeAndGo(t *testing.T) {
	t.Helper()
	a := y.instances[0].App
	for range 2 {
		officers := slices.DeleteFunc(y.town.all("officer"), func(p *person) bool { return !p.here(y.seq) || p.mail == "" })
		leaver := officers[y.r.IntN(len(officers))]
		p, err := a.Accounts.Person(background(), leaver.id)
		must(t, err)
		p.Active = false
		_, err = a.Accounts.Save(background(), y.town.admin, p)
		must(t, err)
		y.seq++
		leaver.gone = y.seq
		y.town.hire(t, a, cases.RoleOfficer, leaver.bureau).since = y.seq
	}
	for _, id := range y.town.companies {
		if y.r.IntN(3) == 0 {
			liaisons := append(y.town.all("liaison"), &person{})
			y.pair(t, id, liaisons[y.r.IntN(len(liaisons))].id)
		}
	}
}

// pair gives a company and its open cases to another liaison, or to none.
func (y *year) pair(t *testing.T, id, liaison int64) {
	t.Helper()
	desk, centre := y.instances[0].Desk, y.town.first("centre")
	company, err := desk.Company(background(), id)
	must(t, err)
	if company.Liaison == liaison {
		return
	}
	company.Liaison = liaison
	_, err = desk.SaveCompany(background(), centre.actor, company)
	must(t, err)
	y.town.liaisons[id] = liaison
	for _, f := range y.files {
		if f.deeds[0].company == id {
			y.note(f, centre, "pair", map[string]string{"liaison": fmt.Sprint(liaison)})
		}
	}
}

// movedSince says whether anybody came or went since the round before, or other people are reminded.
func (y *year) movedSince(n int) bool {
	return n > 0 && slices.ContainsFunc(y.earChanges, func(c earChange) bool {
		return c.seq > y.rounds[n-1].seq && c.seq < y.rounds[n].seq
	}) || n > 0 && slices.ContainsFunc(y.town.people, func(p *person) bool {
		return p.gone > y.rounds[n-1].seq && p.gone < y.rounds[n].seq
	})
}
