package cases

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

// aRedoneRound lives through a round with everything that a report counts, and has it redone.
func aRedoneRound(o *office) (round Round) {
	o.file(roadInput)
	o.do(officer, Decline, "text", "不属我单位管养")
	o.do(centre, Uphold, "text", "维持")
	o.do(officer, Sign)
	o.do(officer, Ask, "text", "请提供照片")
	o.at("2021-06-03 09:00")
	o.do(company, Answer, "text", "照片已传")
	o.do(officer, Extend, "until", "2021-06-16", "text", "等材料")
	o.do(centre, Grant, "text", "等待材料")
	o.do(chief, Reply, "result", "explained", "text", "已解释")
	o.at("2021-06-04 09:00")
	o.do(company, Rate, "score", "2", "solved", "no")
	o.do(centre, CallBack, "outcome", "reached", "text", "仍不满意")
	round = o.read(centre).Case.present()
	o.at("2021-06-07 09:00")
	o.do(centre, Redo, "text", "重新办理")
	return round
}

// TestARedoKeepsTheRoundAsItWas: what a month counted of a round does not change by the round after it.
func TestARedoKeepsTheRoundAsItWas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-01 09:00")
		before := aRedoneRound(o)
		if before.Returns != 1 || before.ImproperReturns != 1 || before.Extensions != 1 || before.CallBack != "reached" ||
			before.Category != "road" || before.Paused != 48*time.Hour {
			t.Fatalf("the first round: %+v", before)
		}
		o.do(officer, Decline, "text", "再次说明不属我单位")
		o.do(centre, Reassign, "lead", "swj", "category", "flood")
		v := o.read(centre)
		if diff := cmp.Diff([]Round{before}, v.Rounds); diff != "" {
			t.Errorf("the round that was redone changed:\n%s", diff)
		}
		if now := v.Case.present(); now.N != 2 || now.Category != "flood" || now.Returns != 1 || now.ImproperReturns != 0 || now.Extensions != 0 || now.Paused != 0 {
			t.Errorf("the second round begins with %+v", now)
		}
		for _, r := range o.theLedger(centre, "2021-06-01", "2021-06-30") {
			o.sameAsRead(r, v)
		}
		o.sound()
	})
}

// TestRoundsOfBeforeAreFilledIn empties what rounds kept, as in a database of before, and lets the migration fill it in
// from what happened.
func TestRoundsOfBeforeAreFilledIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-01 09:00")
		aRedoneRound(o)
		want := o.read(centre)
		step, err := os.ReadFile(fmt.Sprintf("../migrations/%s/00016_rounds.sql", d.Engine()))
		if err != nil {
			t.Fatal(err)
		}
		updates := 0
		err = d.Write(t.Context(), func(q *db.Q) error {
			_, err := q.Exec(t.Context(), "update case_round set category = '', call_back = '', returns = 0, improper = 0, extensions = 0, paused_ms = 0")
			if err == nil {
				_, err = q.Exec(t.Context(), "update cases set returns = 7, improper = 7")
			}
			for _, statement := range strings.Split(string(step), ";\n") {
				if from := strings.Index(statement, "update "); from >= 0 && err == nil {
					updates++
					_, err = q.Exec(t.Context(), statement[from:])
				}
			}
			return err
		})
		if err != nil || updates != 2 {
			t.Fatalf("%d updates, %v", updates, err)
		}
		got := o.read(centre)
		if diff := cmp.Diff(want.Rounds, got.Rounds); diff != "" {
			t.Errorf("filled in:\n%s", diff)
		}
		if got.Returns != 0 || got.ImproperReturns != 0 {
			t.Errorf("the present round has %d returns, %d improper", got.Returns, got.ImproperReturns)
		}
	})
}

// TestTypicalCases: the centre alone picks and unpicks, the company reads nothing of it, a redo ends it, and what is
// secret or in dispute is never shown as typical.
func TestTypicalCases(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-01 09:00")
		o.file(roadInput)
		o.do(officer, Sign)
		o.do(chief, Reply, "result", "solved", "text", "已修复")
		for _, a := range []Actor{officer, chief, leader, company} {
			if _, err := o.Do(t.Context(), a, o.no, Command{Action: Feature, Input: Input{"text": "好"}}); ProblemsOf(err) == nil {
				t.Errorf("%s picks a typical case: %v", a.Role, err)
			}
		}
		if c := o.do(centre, Feature, "text", "三天修复，企业满意"); c.Typical != "三天修复，企业满意" || c.State != Replied {
			t.Errorf("picked: %q in %s", c.Typical, c.State)
		}
		events := o.read(centre).Events
		if last := events[len(events)-1]; last.Action != Feature || last.Text != "三天修复，企业满意" || last.Public {
			t.Errorf("the story ends with %+v", last)
		}
		if v := o.read(company); v.Typical != "" || v.Events[len(v.Events)-1].Action == Feature {
			t.Errorf("the company reads %q", v.Typical)
		}
		for _, r := range o.theLedger(centre, "2021-06-01", "2021-06-30") {
			if r.Typical == "" {
				t.Error("the ledger does not know of it")
			}
		}
		if c := o.do(centre, Unfeature); c.Typical != "" {
			t.Errorf("still picked: %q", c.Typical)
		}
		o.do(centre, Feature, "text", "还是选上")
		if c := o.do(centre, Redo, "text", "又坏了"); c.Typical != "" {
			t.Errorf("typical while it is redone: %q", c.Typical)
		}
	})
}

func TestSecretsAreNotTypical(t *testing.T) {
	m := (&story{t: t}).moment("2021-06-30 09:00")
	for name, change := range map[string]func(*Case){
		"confidential":              func(c *Case) { c.Confidential = true },
		"a complaint":               func(c *Case) { c.Against = "swj" },
		"badly rated and not ruled": func(c *Case) { c.Dissatisfied = true },
	} {
		c := caseIn(Closed, m)
		change(c)
		if _, err := c.Apply(centre, Command{Action: Feature, Input: Input{"text": "好"}}, m); ProblemsOf(err) == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
