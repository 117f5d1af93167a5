package cases

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// seededDesk is a desk on a seeded database with a clock that stands still.
func seededDesk(t *testing.T, d *db.DB, now time.Time) *Desk {
	t.Helper()
	desk := NewDesk(d, func() time.Time { return now })
	if err := desk.Seed(context.Background()); err != nil {
		t.Fatal(err)
	}
	return desk
}

var monday = workday.MakeDate(2021, time.June, 7).At(9, 0)

func refsOf(t *testing.T, desk *Desk) *Refs {
	t.Helper()
	desk.forget()
	refs, err := desk.Refs(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return refs
}

func TestSeedFitsTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		refs := refsOf(t, seededDesk(t, d, monday))
		for _, c := range refs.Categories {
			if refs.Policy(c.Policy, 0).Code != DefaultPolicy {
				t.Errorf("category %s promises %q, not the default", c.Code, c.Policy)
			}
			if strings.Count(c.Template.Zh, "\n") != strings.Count(c.Template.En, "\n") {
				t.Errorf("the two templates of %s ask different things", c.Code)
			}
			if !c.Active || c.Aliases == "" || c.Name.En == "" || c.Group.Words().Zh == "" {
				t.Errorf("category %s lacks something: %+v", c.Code, c)
			}
		}
		for _, s := range refs.Streets {
			if b, ok := refs.Bureau(s.Bureau); s.Bureau != "" && (!ok || b.Peer != PeerStreet) {
				t.Errorf("street %s has no street office %q", s.Code, s.Bureau)
			}
		}
		for _, r := range refs.Rules {
			for _, code := range append([]string{r.Lead}, r.Co...) {
				if b, ok := refs.Bureau(code); !ok || !b.Active {
					t.Errorf("the rule of %s sends to an unknown bureau %q", r.Category, code)
				}
			}
			if _, ok := refs.Category(r.Category); !ok {
				t.Errorf("a rule is for an unknown category %q", r.Category)
			}
		}
	})
}

// A lead can sign, contact and plan in time only if each promise is no shorter than the one before it.
func TestPresetsCanBeKept(t *testing.T) {
	cal := workday.China()
	seen := map[string]bool{}
	for _, p := range Presets() {
		if seen[p.Code] {
			t.Errorf("preset %s appears twice", p.Code)
		}
		seen[p.Code] = true
		last := monday
		for _, b := range []workday.Budget{p.Sign, p.Contact, p.Plan, p.Resolve} {
			if b.IsZero() {
				continue
			}
			due := cal.After(monday, b).At
			if due.Before(last) {
				t.Errorf("%s promises %s sooner than the step before it", p.Code, b)
			}
			last = due
		}
		if p.Remark.Zh == "" || p.Remark.En == "" || p.Resolve.IsZero() {
			t.Errorf("%s does not say where it comes from or when it resolves", p.Code)
		}
	}
}

func TestSeedNeverOverwrites(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		desk := seededDesk(t, d, monday)
		err := d.Write(ctx, func(q *db.Q) error {
			if _, err := q.Exec(ctx, "update bureau set name_zh = '改了名' where code = 'zjj'"); err != nil {
				return err
			}
			_, err := q.Exec(ctx, "delete from routing_rule")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		before := refsOf(t, desk)
		if err := desk.Seed(ctx); err != nil {
			t.Fatal(err)
		}
		after := refsOf(t, desk)
		if b, _ := after.Bureau("zjj"); b.Name.Zh != "改了名" {
			t.Errorf("a second seeding overwrote an edit: %q", b.Name.Zh)
		}
		if len(after.Rules) != 0 {
			t.Errorf("a second seeding brought %d deleted rules back", len(after.Rules))
		}
		if after.Version != before.Version {
			t.Error("a second seeding made every instance read anew")
		}
	})
}

func TestSeedByManyInstancesAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if err := NewDesk(d, time.Now).Seed(context.Background()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		refs := refsOf(t, NewDesk(d, time.Now))
		rules := 0
		for _, s := range seedCategories {
			if s.lead != "" {
				rules++
			}
		}
		if len(refs.Bureaus) != len(seedBureaus) || len(refs.Rules) != rules {
			t.Errorf("%d bureaus and %d rules, want %d and %d", len(refs.Bureaus), len(refs.Rules), len(seedBureaus), rules)
		}
	})
}
