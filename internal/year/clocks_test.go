package year_test

import (
	"fmt"
	"strings"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// This file compares the promises themselves: each that was ever given, as first promised and as it stands or ended.

func (k *clock) String() string {
	at := "open"
	if k.ended {
		at = "ended " + when(k.endedAt)
	}
	return fmt.Sprintf("%s leg %d round %d from %s first due %s due %s %s", k.milestone, k.leg, k.round, when(k.start), when(k.firstDue), when(k.due), at)
}

// compareClocks compares the clocks that the product keeps with those of the cases lived again, and lets the product
// compare them with their ledgers.
func (y *year) compareClocks(t *testing.T, d *db.DB) {
	t.Helper()
	wrong := faults{t: t}
	defer wrong.end()
	kept := map[string]map[string]int{}
	n := 0
	err := db.Each(background(), d.Reader(), func(row db.Scanner) error {
		var no, ended string
		var k clock
		if err := row.Scan(&no, &k.milestone, &k.leg, &k.round, &k.start, &k.firstDue, &k.due, &ended, &k.endedAt); err != nil {
			return err
		}
		for _, ms := range []*int64{&k.start, &k.firstDue, &k.due, &k.endedAt} {
			*ms /= 1000
		}
		k.ended = ended != ""
		if kept[no] == nil {
			kept[no] = map[string]int{}
		}
		kept[no][k.String()]++
		n++
		return nil
	}, "select c.no, k.milestone, k.leg, k.round, k.start_ms, k.first_due_ms, k.due_ms, k.ended, k.ended_ms from clock k join cases c on c.id = k.case_id")
	must(t, err)
	for _, f := range y.files {
		for _, k := range y.lives[f.no].clocks {
			if kept[f.no][k.String()]--; kept[f.no][k.String()] < 0 {
				wrong.add("a promise the product does not keep", f.no, k, "but", kept[f.no], y.story(f.no))
			}
		}
		for k, n := range kept[f.no] {
			if n > 0 {
				wrong.add("a promise that should not be", f.no, k, y.story(f.no))
			}
		}
	}
	t.Logf("%d promises", n)
	for name, verify := range map[string]func(func(cases.Words)) (int, error){
		"a clock that its ledger does not give": func(say func(cases.Words)) (int, error) {
			return y.instances[0].Desk.VerifyClocks(background(), say)
		},
		"a list that is kept wrong": func(say func(cases.Words)) (int, error) {
			return y.instances[0].Desk.VerifyWorklists(background(), say)
		},
	} {
		_, err := verify(func(w cases.Words) { wrong.add(name, w.En) })
		must(t, err)
	}
}

// story is what was done to a case, for whoever has to find a fault.
func (y *year) story(no string) string {
	var b strings.Builder
	for _, d := range y.byNo[no].deeds {
		fmt.Fprintf(&b, "\n      %s %s by %s", when(d.at), d.action, y.name(d.by.id))
		if d.action == "file" {
			fmt.Fprintf(&b, ", routed to %q and %v", d.lead, d.co)
		}
		if len(d.in) > 0 && d.action != "repromise" {
			fmt.Fprintf(&b, " %v", d.in)
		}
	}
	return b.String()
}
