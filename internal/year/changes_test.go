package year_test

import (
	"fmt"
	"slices"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// This file is about what changes in the house while cases are open: who works where, who is paired with whom, and what
// is promised.

// edition is when a practice got its next edition.
type edition struct {
	seq    int
	policy string
}

// editionAt is which edition of a practice is in force at a place in the year's order.
func (y *year) editionAt(policy string, seq int) (n int) {
	for _, e := range y.editions {
		if e.policy == policy && e.seq < seq {
			n++
		}
	}
	return n
}

// repromise gives a practice its next edition and promises open cases anew by it.
func (y *year) repromise(t *testing.T, policy string) {
	t.Helper()
	y.round(t, false, y.everybody()...)
	desk := y.instances[0].Desk
	refs, err := desk.Refs(background())
	must(t, err)
	y.seq++
	y.editions = append(y.editions, edition{y.seq, policy})
	next := y.editionAt(policy, y.seq+1)
	promises := practices[policy][next]
	p := refs.Policy(policy, 0)
	p.Contact, p.Plan, p.Resolve = budget(promises.contact), budget(promises.plan), budget(promises.resolve)
	p.Sign, p.PauseCap = budget(promises.sign), budget(promises.pause)
	_, err = desk.SavePolicy(background(), y.town.admin, p)
	must(t, err)
	_, err = desk.Repromise(background(), y.town.admin, policy, "按新的规则办理")
	must(t, err)
	y.letSpread()
	admin := y.town.byID[y.town.admin.ID]
	for _, f := range y.files {
		y.note(f, admin, "repromise", map[string]string{"policy": policy, "edition": fmt.Sprint(next)})
	}
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

// movedSince says whether anybody came or went since the round before.
func (y *year) movedSince(n int) bool {
	return n > 0 && slices.ContainsFunc(y.town.people, func(p *person) bool {
		return p.gone > y.rounds[n-1].seq && p.gone < y.rounds[n].seq
	})
}
