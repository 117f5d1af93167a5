package cases

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

// everyone is one actor of each kind, and one of each kind who should see little.
func everyone() []Actor {
	return []Actor{company, stranger, liaison, centre, officer, chief, helper, outsider, leader, auditor, admin, Timer,
		{ID: 12, Role: RoleLiaison}, {ID: 13, Role: RoleOfficer}, {ID: 14, Role: RoleCompany}, {ID: 15}}
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// randomCase is a case in some state with some relations, not necessarily one that a story leads to: scope must hold
// for all.
func randomCase(r *rand.Rand) *Case {
	c := &Case{Standing: Standing{Version: 1, State: pick(r, States()...), Round: 1, Light: NoLight, Company: pick[int64](r, 1, 2), Liaison: pick[int64](r, 0, 3, 12),
		Filer: pick[int64](r, 1, 2, 3, 4, 12), Confidential: r.IntN(3) == 0, Lead: pick(r, "", "zjj", "jtj", "swj"), Category: pick(r, "road", "other")},
		Against: pick(r, "", "", "zjj", "jtj", "swj")}
	if c.State.Open() { // a closed case owes nothing
		c.Light = pick(r, Lights()...)
	}
	for n := range r.IntN(3) {
		c.Legs = append(c.Legs, Leg{N: n + 1, Bureau: pick(r, "zjj", "jtj", "swj"), Round: 1,
			State: pick(r, LegAsked, LegSigned, LegAnswered, LegDeclined, LegStopped)})
	}
	return c
}

// fillRandomly stores random cases of two companies and answers them by number.
func fillRandomly(t *testing.T, d *db.DB, n int) map[string]*Case {
	t.Helper()
	m := (&story{t: t}).moment("2021-06-30 09:00")
	r := rand.New(rand.NewPCG(2021, 6))
	all := map[string]*Case{}
	must(t, d.Write(context.Background(), func(q *db.Q) error {
		for id := 1; id <= 2; id++ {
			if _, err := q.Exec(context.Background(), `insert into company (id, name, uscc, street, industry, scale, contact, phone, visits, liaison_id, state, created_ms)
				values ($1, $2, '', '', '', '', '', '', '', 0, 'confirmed', 0)`, id, fmt.Sprint("企业", id)); err != nil {
				return err
			}
		}
		for n := range n {
			c := randomCase(r)
			c.No = fmt.Sprintf("JQ210630-%06d", n)
			if err := create(context.Background(), q, Change{Case: c}, m); err != nil {
				return err
			}
			all[c.No] = c
		}
		return nil
	}))
	return all
}

func TestScopeInSQLIsScopeInGo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, all := context.Background(), fillRandomly(t, d, 400)
		for _, a := range everyone() {
			where, args := scope(a, 1)
			numbers, err := db.All(ctx, d.Reader(), db.Column[string], "select c.no from cases c where "+where, args...)
			if err != nil {
				t.Fatal(err)
			}
			seen := map[string]bool{}
			for _, no := range numbers {
				seen[no] = true
			}
			for no, c := range all {
				if Sees(a, c) != seen[no] {
					t.Errorf("%s %d: Go says %v, SQL says %v of %+v", a.Role, a.ID, Sees(a, c), seen[no], c)
				}
			}
		}
	})
}
