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

// Move is a promise that another calendar or other terms move, end, or make firm where it was provisional (暂定).
type Move struct {
	No        string // case number
	Lead      string
	Milestone Milestone
	Leg       int
	From, To  time.Time // equal when it only becomes firm; To is zero when it ends
	Firm      bool      // no longer provisional
	Was, Will Terms     // what promises it before and after

	place int // of the clock in the case
}

// moves says whether anything is different for those concerned; otherwise only the terms are new.
func (m Move) moves() bool { return m.Firm || !m.To.Equal(m.From) }

// key and text are the move as an event's data says it: the milestone, with the number of a co-bureau's part, and
// "from → to", which lacks its end when the promise ends.
func (m Move) key() string {
	if m.Leg != 0 {
		return fmt.Sprintf("%s %d", m.Milestone, m.Leg)
	}
	return string(m.Milestone)
}

func (m Move) text() string {
	text := workday.FormatDue(m.From) + arrow
	if !m.To.IsZero() {
		text += workday.FormatDue(m.To)
	}
	return text
}

const arrow = " → "

// EndedWords say of a promise that it is given no longer.
var EndedWords = Words{"不再承诺", "no longer promised"}

// MovedWords puts into words what an event's data says of a move.
func MovedWords(text string) Words {
	if strings.HasSuffix(text, arrow) {
		return Words{text + EndedWords.Zh, text + EndedWords.En}
	}
	return Words{text, text}
}

// Moves is what a new calendar or other terms would do to the open cases.
type Moves struct {
	List    []Move // those asked for, oldest case first
	Cases   int    // cases concerned
	Total   int    // promises that move, end or become firm
	Later   int    // of them due later
	Earlier int    // of them due earlier
	Late    int    // of the earlier ones, late at once
	Ended   int    // no longer promised
}

// add counts the moves of one case, and lists those between two places.
func (all *Moves) add(list []Move, from, to int, now time.Time) {
	for _, m := range list {
		if !m.moves() {
			continue
		}
		if from <= all.Total && all.Total < to {
			all.List = append(all.List, m)
		}
		all.Total++
		switch {
		case m.To.IsZero():
			all.Ended++
		case m.To.After(m.From):
			all.Later++
		case m.To.Before(m.From):
			all.Earlier++
			if m.To.Before(now) && !m.From.Before(now) {
				all.Late++
			}
		}
	}
}

// basis is what promises are counted by anew: a version of a policy, for those that an older one gave or, with all, for
// those that any policy gave. The zero basis leaves every promise its terms.
type basis struct {
	Policy
	all bool
}

// under are the terms of a promise on the basis. Their budget is zero when the policy does not promise it any more; a
// promise that is a date keeps to it.
func (k *Clock) under(b basis) (terms Terms, renewed bool) {
	terms = k.InForce()
	code, _, _ := strings.Cut(terms.Policy, "/")
	next := b.terms(k.Milestone)
	if k.Ended != "" || terms.Budget.IsZero() || b.Code == "" || code != b.Code && !b.all || terms.Policy == next.Policy {
		return terms, false
	}
	return next, true
}

// outdated says whether the case, or a promise owed in it, does not go by the basis yet.
func (c *Case) outdated(b basis) bool {
	if (b.all || c.Policy == b.Code) && (c.Policy != b.Code || c.PolicyVersion != b.Version) {
		return true
	}
	return slices.ContainsFunc(c.Clocks, func(k Clock) bool {
		_, renewed := k.under(b)
		return renewed
	})
}

// moves lists the promises owed in the case that the calendar and the basis move, end or give new terms. It is pure.
func (c *Case) moves(cal *workday.Calendar, b basis) (list []Move) {
	for i := range c.Clocks {
		k := &c.Clocks[i]
		if k.Ended != "" {
			continue
		}
		terms, renewed := k.under(b)
		m := Move{No: c.No, Lead: c.Lead, Milestone: k.Milestone, Leg: k.Leg, From: k.Due, Was: k.InForce(), Will: terms, place: i}
		if !renewed || !terms.Budget.IsZero() {
			r := cal.Reckon(k.run(terms))
			m.To, m.Firm = r.Due, k.Provisional && !r.Provisional
			if !renewed && r.Due.Equal(k.Due) && r.Provisional == k.Provisional {
				continue
			}
		}
		list = append(list, m)
	}
	return list
}

// resettle counts every promise owed on the calendar in force and on the basis. Each that moves, becomes firm or gets new
// terms gets a line in its ledger, for the reason given or naming the calendar that decided; one that is promised no
// longer ends. The event's data says what moved.
func (t *turn) resettle(b basis, reason string) {
	cal := t.m.Calendar()
	t.event.Data = map[string]string{}
	for _, move := range t.c.moves(cal, b) {
		if move.moves() {
			t.event.Data[move.key()] = move.text()
		}
		k := &t.c.Clocks[move.place]
		e := Entry{Kind: Resettle, At: t.m.Now, Actor: t.actor.Name, Reason: cmp.Or(reason, decidedBy(cal, k.Start, move.To))}
		switch {
		case move.To.IsZero():
			e.Kind = Stopped
			e.Reason = fmt.Sprintf("%s（%s第 %d 版不再承诺这一环节）", reason, b.Name.Zh, b.Version)
		case move.Will != move.Was:
			e.Terms = move.Will
		}
		k.enter(e, cal)
	}
}

// movesTo counts every open promise on the calendar and on the basis of its case, and lists the moves between two places. It
// stores nothing.
func (d *Desk) movesTo(ctx context.Context, cal *workday.Calendar, by func(*Case) basis, from, to int) (all Moves, err error) {
	now := d.now()
	err = d.eachOpen(ctx, func(c *Case) {
		b := by(c)
		list := c.moves(cal, b)
		if slices.ContainsFunc(list, Move.moves) || c.outdated(b) {
			all.Cases++
		}
		all.add(list, from, to, now)
	})
	return all, err
}

// asTheyAre leaves every promise its terms.
func asTheyAre(*Case) basis { return basis{} }

// openCases lists the numbers of the open cases that are picked, oldest first.
func (d *Desk) openCases(ctx context.Context, pick func(*Case) bool) (numbers []string, err error) {
	err = d.eachOpen(ctx, func(c *Case) {
		if pick(c) {
			numbers = append(numbers, c.No)
		}
	})
	return numbers, err
}

// eachOpen looks at every open case, oldest first, with the promises still owed.
func (d *Desk) eachOpen(ctx context.Context, look func(*Case)) error {
	return d.db.Read(ctx, func(q *db.Q) error {
		return eachBatch(ctx, q, "open", owed, func(some []*Case) error {
			for _, c := range some {
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
