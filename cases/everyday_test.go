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
	reads("a case", "(no=?)", "select "+caseTable.list("c.")+" from cases c where c.no = $1", "JQ")
	reads("its story", "event_case", "select id, "+eventTable.list("")+" from event where case_id = $1 order by id", 1)
	reads("its clocks", "PRIMARY KEY", "select "+clockTable.list("k.")+" from clock k where k.case_id in ($1, $2) order by k.case_id, k.n", 1, 2)
	reads("what is due", "clock_next", "select case_id from clock where next_ms <> 0 and next_ms <= $1 order by next_ms, case_id, n limit 1024", 1)
	reads("what is to be told", "event_outbox", "select id, "+eventTable.list("")+" from event where not announced order by id limit 256")
	reads("how long the lists are", "PRIMARY KEY (owner=?)", countLists, OwnerCentre)
}

// TestListsReadNoMoreThanAPage: every list of all the cases that somebody may see goes by an index for each way in which
// they come to see cases, in the order of the list, forth and back. Only the few ids so found are sorted, to merge them.
func TestListsReadNoMoreThanAPage(t *testing.T) {
	d := dbtest.SQLite(t)
	desk := seededDesk(t, d, monday)
	lists := []struct {
		name string
		Actor
		Filter
		by []string
	}{
		{"the centre's cases", centre, Filter{}, nil},
		{"the leaders' cases", leader, Filter{}, nil},
		{"a company's cases", company, Filter{}, []string{"cases_company (company_id=?"}},
		{"a company's red cases", company, Filter{Light: Red}, []string{"cases_company (company_id=?"}},
		{"a liaison's cases", liaison, Filter{}, []string{"cases_filer (filer_id=?", "cases_liaison (liaison_id=?"}},
		{"an officer's cases", officer, Filter{}, []string{"cases_lead (lead=?", "leg_bureau (bureau=?"}},
		{"a chief's cases", chief, Filter{Street: "waihai"}, []string{"cases_lead (lead=?", "leg_bureau (bureau=?"}},
		{"an officer's open cases", officer, Filter{Open: Yes}, []string{"cases_open"}},
		{"the liaison's cases to complete", liaison, Filter{States: []State{Returned}}, []string{"cases_open"}},
		{"the centre's red cases", centre, Filter{Light: Red}, []string{"cases_open"}},
		{"the leaders' tracked cases", leader, Filter{States: []State{Tracking}}, []string{"cases_open"}},
		{"the centre's open cases of a bureau", centre, Filter{Open: Yes, Bureau: "zjj"}, []string{"cases_open"}},
		{"the centre's cases of a bureau", centre, Filter{Bureau: "zjj"}, []string{"cases_lead (lead=?"}},
		{"the centre's cases of a category", centre, Filter{Category: "road"}, []string{"cases_category (category=?"}},
		{"the leaders' cases of a category", leader, Filter{Category: "road", Open: No}, []string{"cases_category (category=?"}},
		{"the centre's cases of a category in a bureau", centre, Filter{Category: "road", Bureau: "zjj"}, []string{"cases_lead (lead=?"}},
		{"the officer's cases of a category", officer, Filter{Category: "road"}, []string{"cases_lead (lead=?", "leg_bureau (bureau=?"}},
		{"the centre's cases of a group", centre, Filter{Group: OtherGroup}, nil},
		{"the centre's cases of a company", centre, Filter{Company: 1}, []string{"cases_company (company_id=?"}},
	}
	for _, list := range lists {
		for _, cursor := range []string{"", "z", backward + "z"} {
			list.Cursor = cursor
			sql, args, err := desk.listing(list.Actor, list.Filter, smallRefs())
			must(t, err)
			plan := planOf(t, d, sql+" limit 51", args...)
			walk := false // what lies between the beginning of a walk and the reading of what it found
			for step := range strings.SplitSeq(plan, "\n") {
				switch {
				case strings.HasPrefix(step, "CO-ROUTINE w"):
					walk = true
				case strings.HasPrefix(step, "SCAN w"):
					walk = false
				case walk && (strings.HasPrefix(step, "USE TEMP B-TREE") || strings.HasPrefix(step, "MULTI-INDEX")):
					t.Errorf("%s from %q: %s\n%s", list.name, cursor, step, plan)
				}
			}
			for _, by := range list.by {
				if !strings.Contains(plan, by) {
					t.Errorf("%s from %q: not by %s:\n%s", list.name, cursor, by, plan)
				}
			}
		}
	}
}
