package cases

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// chance is an office in which people, the timer and an administrator do what they may, at random.
type chance struct {
	*office
	r       *rand.Rand
	numbers []string
	ended   map[string]Clock     // promises that ended, as they were then
	first   map[string]time.Time // first promises
	edits   int
}

// TestAnyHistoryOnADatabase lives through a winter of random offers with the timer, in which a notice is loaded and
// corrected, office hours change and policies are promised anew: every clock, worklist and count stays what the rules
// say, no first promise changes, and no promise that ended is touched again.
func TestAnyHistoryOnADatabase(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				c := &chance{office: openOffice(t, d, "2026-11-30 09:00"), r: rand.New(rand.NewPCG(2026, seed)),
					ended: map[string]Clock{}, first: map[string]time.Time{}}
				for day := range 75 {
					switch day {
					case 30:
						c.load(notice2027)
					case 45:
						c.load(corrected2027)
					}
					for range 6 {
						c.something()
					}
					if day%15 == 0 {
						c.look()
					}
				}
				c.resettle()
				c.look()
				if len(c.ended) < 100 || c.edits < 5 {
					t.Errorf("%d promises ended and %d edits were made: too little happened to mean anything", len(c.ended), c.edits)
				}
			})
		})
	}
}

// something happens, and some hours pass.
func (c *chance) something() {
	c.t.Helper()
	later := c.now.Load().Add(time.Duration(c.r.IntN(9*60)+1) * time.Minute)
	c.now.Store(&later)
	ctx := context.Background()
	must(c.t, second(c.Tick(ctx)))
	switch n := c.r.IntN(100); {
	case n < 8 || len(c.numbers) == 0:
		c.numbers = append(c.numbers, c.file(with("confidential", pick(c.r, "", "", "", "yes"), "against", pick(c.r, "", "", "", "swj"))).No)
	case n < 10:
		must(c.t, c.SetHours(ctx, admin, pick(c.r, "08:30-12:00,14:30-17:30", "09:00-12:00,14:00-17:00", "08:00-20:00")))
		c.edits++
	case n < 13:
		c.edition(func(p *Policy) {
			p.Resolve, p.PauseCap = workday.MustBudget(pick(c.r, "7d", "9wd", "15wd", "300h")), workday.MustBudget(pick(c.r, "3wd", "10wd", "5d"))
			p.Co, p.Confirm = workday.MustBudget(pick(c.r, "2wd", "3wd")), workday.MustBudget(pick(c.r, "3wd", "5wd"))
		})
		must(c.t, second(c.Repromise(ctx, admin, Renewal{Policy: DefaultPolicy}, 0, "统一时限")))
		must(c.t, second(c.Renew(ctx)))
		c.edits++
	case n < 18:
		c.resettle()
	default:
		c.act(pick(c.r, c.numbers...))
	}
}

// act lets somebody take one of their offers; refusals of what they fill in are part of life.
func (c *chance) act(no string) {
	c.t.Helper()
	ctx, a := context.Background(), pick(c.r, company, liaison, centre, officer, officer, chief, helper, outsider, leader)
	v, err := c.Read(ctx, a, no)
	if ProblemsOf(err) != nil || len(v.Offers) == 0 {
		return
	}
	must(c.t, err)
	offer := pick(c.r, v.Offers...)
	_, err = c.Do(ctx, a, no, Command{Action: offer.Action, Input: least(offer, v.Moment)})
	if err != nil && ProblemsOf(err) == nil {
		c.t.Fatal(err)
	}
}

// look works everything out anew and compares what must not change with how it was.
func (c *chance) look() {
	c.t.Helper()
	c.sound()
	for _, a := range everyone() {
		c.countsMatchQueues(a)
	}
	for _, no := range c.numbers {
		c.no = no
		for _, k := range c.read(centre).Clocks {
			name := fmt.Sprintf("%s %s (clock %d)", no, k.Milestone, k.N)
			if first, known := c.first[name]; known && !first.Equal(k.FirstDue) {
				c.t.Errorf("%s: the first promise was %s and is %s", name, first, k.FirstDue)
			}
			c.first[name] = k.FirstDue
			if was, known := c.ended[name]; known && !cmp.Equal(was, k) {
				c.t.Errorf("%s was touched after it ended:\n%s", name, cmp.Diff(was, k))
			}
			if k.Ended != "" {
				c.ended[name] = k
			}
		}
	}
}
