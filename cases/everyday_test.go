package cases

import (
	"context"
	"strings"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

// planOf asks SQLite how it would carry a statement out, a line for each step.
func planOf(t *testing.T, d *db.DB, sql string, args ...any) string {
	t.Helper()
	steps, err := db.All(context.Background(), d.Reader(), func(row db.Scanner) (step string, err error) {
		var id, parent, unused int
		return step, row.Scan(&id, &parent, &unused, &step)
	}, "explain query plan "+sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "\n")
}

// What everybody asks for all day reads an index in the order it is shown in: no table from end to end, nothing sorted.
func TestEverydayReadsGoByAnIndex(t *testing.T) {
	d := dbtest.SQLite(t)
	reads := func(name, index, sql string, args ...any) {
		t.Helper()
		plan := planOf(t, d, sql, args...)
		for step := range strings.SplitSeq(plan, "\n") {
			if strings.HasPrefix(step, "SCAN ") && !strings.Contains(step, " INDEX ") || strings.HasPrefix(step, "USE TEMP B-TREE") {
				t.Errorf("%s: %s\n%s", name, step, plan)
			}
		}
		if !strings.Contains(plan, index) {
			t.Errorf("%s does not go by %s:\n%s", name, index, plan)
		}
	}
	for _, a := range []Actor{company, liaison, officer, chief, centre, leader} {
		for _, list := range ListsOf(a) {
			var w conditions
			w.add("w.owner = %s and w.list = %s", OwnerOf(a), list)
			w.scope(a)
			name := "the list " + list + " of the " + string(a.Role)
			reads(name, "PRIMARY KEY (owner=? AND list=?)", queueLines+w.String()+" order by w.due_ms, w.case_id limit 51", w.args...)
			w.add("(w.due_ms, w.case_id) < (%s, %s)", 1, 1)
			reads(name+", a page back", "PRIMARY KEY (owner=? AND list=? AND ", queueLines+w.String()+" order by w.due_ms desc, w.case_id desc limit 51", w.args...)
		}
	}
	var own conditions
	own.scope(company)
	reads("a company's cases", "cases_company", listLines+own.String()+" order by c.id desc limit 51", own.args...)
	reads("a case", "(no=?)", "select "+caseTable.list("c.")+" from cases c where c.no = $1", "JQ")
	reads("its story", "event_case", "select id, "+eventTable.list("")+" from event where case_id = $1 order by id", 1)
	reads("its clocks", "PRIMARY KEY", "select "+clockTable.list("k.")+" from clock k where k.case_id in ($1, $2) order by k.case_id, k.n", 1, 2)
	reads("what is due", "clock_next", "select case_id from clock where next_ms <> 0 and next_ms <= $1 order by next_ms, case_id, n limit 1024", 1)
	reads("what is to be told", "event_outbox", "select id, "+eventTable.list("")+" from event where not announced order by id limit 256")
	reads("how long the lists are", "PRIMARY KEY (owner=?)", countLists, OwnerCentre)
}
