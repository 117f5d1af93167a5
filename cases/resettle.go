package cases

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// Move is a promise that another calendar, or a later version of its policy, moves, or makes firm where it was
// provisional (暂定).
type Move struct {
	No        string // case number
	Lead      string
	Milestone Milestone
	Leg       int
	From, To  time.Time // equal when it only becomes firm
	Firm      bool      // no longer provisional
}

// key and text are the move as an event's data says it: the milestone, with the number of a co-bureau's part, and
// "from → to".
func (m Move) key() string {
	if m.Leg != 0 {
		return fmt.Sprintf("%s %d", m.Milestone, m.Leg)
	}
	return string(m.Milestone)
}

func (m Move) text() string { return workday.FormatDue(m.From) + " → " + workday.FormatDue(m.To) }

// Moves is what a new calendar or a new version of a policy would do to the open cases.
type Moves struct {
	List  []Move // the first of them, oldest case first
	Cases int    // cases concerned
	Total int    // promises that move or become firm
}

// maxMoves is how many moves are listed one by one.
const maxMoves = 500

// under are the terms the clock would have under the version of the policy: its own, unless it is owed by an older
// version that has a promise for it. A promise that the newer version leaves out stands as it was given.
func (k *Clock) under(p Policy) (terms Terms, renewed bool) {
	terms = k.InForce()
	code, _, _ := strings.Cut(terms.Policy, "/")
	next := p.terms(k.Milestone)
	if k.Ended != "" || code != p.Code || terms.Policy == next.Policy || terms.Budget.IsZero() || next.Budget.IsZero() {
		return terms, false
	}
	return next, true
}

// outdated says whether the case, or a promise owed in it, goes by an older version of the policy.
func (c *Case) outdated(p Policy) bool {
	if c.Policy == p.Code && c.PolicyVersion != p.Version {
		return true
	}
	return slices.ContainsFunc(c.Clocks, func(k Clock) bool {
		_, renewed := k.under(p)
		return renewed
	})
}

// moves lists what becomes of the promises owed in the case on the calendar and under the version of the policy; the
// zero Policy leaves every promise its terms. It is pure.
func (c *Case) moves(cal *workday.Calendar, p Policy) (list []Move) {
	for i := range c.Clocks {
		k := &c.Clocks[i]
		if k.Ended != "" {
			continue
		}
		terms, _ := k.under(p)
		r := cal.Reckon(k.run(terms))
		if !r.Due.Equal(k.Due) || r.Provisional != k.Provisional {
			list = append(list, Move{c.No, c.Lead, k.Milestone, k.Leg, k.Due, r.Due, k.Provisional && !r.Provisional})
		}
	}
	return list
}

// resettle counts every promise owed on the calendar in force and under the version of the policy. What moves, becomes
// firm or gets new terms gets a line in its ledger, for the reason given or naming the calendar that decided; the event's
// data says what moved.
func (t *turn) resettle(p Policy, reason string) {
	cal := t.m.Calendar()
	t.event.Data = map[string]string{}
	for _, move := range t.c.moves(cal, p) {
		t.event.Data[move.key()] = move.text()
	}
	for i := range t.c.Clocks {
		k := &t.c.Clocks[i]
		if k.Ended != "" {
			continue
		}
		terms, renewed := k.under(p)
		r := cal.Reckon(k.run(terms))
		switch e := (Entry{Kind: Resettle, At: t.m.Now, Actor: t.actor.Name, Reason: cmp.Or(reason, decidedBy(cal, k.Start, r.Due))}); {
		case renewed:
			e.Terms = terms
			k.enter(e, cal)
		case !r.Due.Equal(k.Due) || r.Provisional != k.Provisional:
			k.enter(e, cal)
		}
	}
}

// movesTo counts every open promise on the calendar and under the version of the policy, and stores nothing.
func (d *Desk) movesTo(ctx context.Context, cal *workday.Calendar, p Policy) (all Moves, err error) {
	err = d.eachOpen(ctx, func(c *Case) {
		list := c.moves(cal, p)
		if all.Total += len(list); len(list) > 0 || c.outdated(p) {
			all.Cases++
		}
		all.List = append(all.List, list[:min(len(list), maxMoves-len(all.List))]...)
	})
	return all, err
}

// openCases lists the numbers of the open cases that are picked, oldest first.
func (d *Desk) openCases(ctx context.Context, pick func(*Case) bool) (numbers []string, err error) {
	err = d.eachOpen(ctx, func(c *Case) {
		if pick(c) {
			numbers = append(numbers, c.No)
		}
	})
	return numbers, err
}

// eachOpen looks at every open case, oldest first.
func (d *Desk) eachOpen(ctx context.Context, look func(*Case)) error {
	return d.db.Read(ctx, func(q *db.Q) error {
		return eachBatch(ctx, q, "open", func(batch []*Case) error {
			for _, c := range batch {
				look(c)
			}
			return nil
		})
	})
}

// doEach carries out the command on each of the cases and tells on how many. A refusal leaves its case out: somebody
// closed it, or did the same, meanwhile.
func (d *Desk) doEach(ctx context.Context, a Actor, numbers []string, cmd Command) (n int, err error) {
	for _, no := range numbers {
		switch _, err := d.Do(ctx, a, no, cmd); {
		case err == nil:
			n++
		case ProblemsOf(err) == nil:
			return n, err
		}
	}
	return n, nil
}
