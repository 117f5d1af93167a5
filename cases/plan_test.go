package cases

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// fillYears copies the one case of the database n times, filed one after the other over two years up to an instant. All
// are closed but the last few and one in a thousand.
func fillYears(bare *sql.DB, n int, until time.Time) error {
	const day = int64(24 * time.Hour / time.Millisecond)
	filed := fmt.Sprintf("%d - (%d - k.n) * %d", until.UnixMilli(), n, 730*day/int64(n))
	due, open := filed+fmt.Sprint(" + ", 7*day), fmt.Sprintf("(k.n %% 1000 = 0 or k.n > %d)", n-n/200)
	statements := []string{fmt.Sprintf(`insert into cases (%s) with recursive k(n) as (select cast(1 as bigint) union all select n + 1 from k where n < %d)
		select %s from k cross join cases t order by k.n`, caseTable.list(""), n, copied(caseTable, map[string]string{
		"no": "t.no || '-' || k.n", "filed_ms": filed, "due_ms": due, "first_due_ms": due, "open": open,
		"closed_ms": "case when " + open + " then 0 else " + filed + fmt.Sprint(" + ", 5*day, " end")}))}
	for _, t := range []table{legTable, clockTable, roundTable, eventTable} {
		statements = append(statements, fmt.Sprintf(`insert into %s (%s) select %s from cases c cross join %[1]s t where c.id <> t.case_id`,
			t.name, t.list(""), copied(t, map[string]string{"case_id": "c.id", "event_key": "null"})))
	}
	for _, statement := range append(statements, "analyze") {
		if _, err := bare.Exec(statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// copied are a table's columns as t has them, but for some.
func copied(t table, but map[string]string) string {
	values := make([]string, len(t.columns))
	for i, column := range t.columns {
		values[i] = "t." + column
		if other, ok := but[column]; ok {
			values[i] = other
		}
	}
	return strings.Join(values, ", ")
}

// ledgerPlan asks the engine how it would read the ledger of a period.
func ledgerPlan(bare *sql.DB, engine db.Engine, p Period) (lines []string, err error) {
	explain := map[db.Engine]string{db.SQLite: "explain query plan ", db.Postgres: "explain "}[engine]
	period := strings.NewReplacer("$1", fmt.Sprint(toMs(p.Start())), "$2", fmt.Sprint(toMs(p.End())))
	rows, err := bare.Query(explain + period.Replace(ledgerQuery) + " order by c.id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		into := []any{&line}
		if engine == db.SQLite {
			into = []any{new(any), new(any), new(any), &line}
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, rows.Err()
}

// TestTheLedgerOfAMonthWalksNoTable: what a report reads grows with the cases that its month concerns, not with all that
// were ever closed. The index of what is open, which is read from end to end, has no closed case in it.
func TestTheLedgerOfAMonthWalksNoTable(t *testing.T) {
	walks := map[db.Engine]*regexp.Regexp{
		db.SQLite:   regexp.MustCompile(`^SCAN (cases|c|k|g|e|r)($| USING .*INDEX (cases_filed|cases_due|cases_closed|sqlite))|\(filed_ms<\?\)`),
		db.Postgres: regexp.MustCompile(`Seq Scan on (cases|leg|clock|event|case_round)\b|Index Cond: \(filed_ms <`),
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-01 08:30")
		o.file(roadInput)
		o.do(officer, Sign)
		o.do(chief, Reply, "result", "solved", "text", "已修")
		o.do(centre, Redo, "text", "请重新办理")
		june := MonthPeriod(workday.MonthOf(workday.MakeDate(2021, 6, 1)))
		err := d.Bare(func(bare *sql.DB) error {
			if err := fillYears(bare, 4_000, june.CutOff); err != nil {
				return err
			}
			lines, err := ledgerPlan(bare, d.Engine(), june)
			for _, line := range lines {
				if walks[d.Engine()].MatchString(line) {
					t.Errorf("%s:\n%s", strings.TrimSpace(line), strings.Join(lines, "\n"))
				}
			}
			if len(lines) < 10 {
				t.Errorf("the plan tells little: %q", lines)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// rowsRead matches what "explain analyze" tells of how many rows a step handed on or threw away.
var rowsRead = regexp.MustCompile(`actual rows=(\d+)|Rows Removed by [A-Za-z ]+: (\d+)`)

// TestAShortListOfALongTableReadsFewRows: among thousands of closed cases of others, PostgreSQL finds the few of a bureau
// or a liaison, and the few that are still open, without reading the others.
func TestAShortListOfALongTableReadsFewRows(t *testing.T) {
	const most = 150
	d := dbtest.Postgres(t)
	o := openOffice(t, d, "2021-06-01 08:30")
	o.file(roadInput)
	must(t, d.Bare(func(bare *sql.DB) error {
		if err := fillYears(bare, 10_000, instant(t, "2021-06-30 09:00")); err != nil {
			return err
		}
		for _, statement := range []string{
			"update cases set open = true where id % 500 = 7",
			"update cases set open = false, light = 'none', state = 'closed', lead = 'swj', filer_id = 77, liaison_id = 78 where id % 500 <> 7",
			"update cases set liaison_id = 3 where id % 500 = 11", "update cases set category = 'other' where id % 500 = 17", "update leg set bureau = 'wh' where case_id % 500 <> 13",
			"vacuum analyze",
		} {
			if _, err := bare.Exec(statement); err != nil {
				return err
			}
		}
		return nil
	}))
	for _, list := range []struct {
		name string
		Actor
		Filter
		lines bool
	}{{"lead", officer, Filter{}, true}, {"co-bureau", helper, Filter{}, true}, {"liaison", liaison, Filter{}, true}, {"open", centre, Filter{Open: Yes}, true},
		{"own open", officer, Filter{Open: Yes}, true}, {"category", centre, Filter{Category: "other"}, true},
		{"red", leader, Filter{Light: Red}, false}, {"tracked", centre, Filter{States: []State{Tracking}}, false}} {
		for _, cursor := range []string{"", "500", backward + "1"} {
			list.Cursor = cursor
			query, args, err := o.listing(list.Actor, list.Filter, smallRefs())
			must(t, err)
			plan, err := db.All(context.Background(), d.Reader(), db.Column[string],
				"explain (analyze, costs off, timing off, summary off) "+query+" limit 51", args...)
			must(t, err)
			for _, step := range plan {
				for _, n := range rowsRead.FindAllStringSubmatch(step, -1) {
					if rows, _ := strconv.Atoi(n[1] + n[2]); rows > most {
						t.Errorf("%s from %q: %d rows\n%s", list.name, cursor, rows, strings.Join(plan, "\n"))
					}
				}
			}
			if len(rowsRead.FindAllString(strings.Join(plan, " "), -1)) < 3 {
				t.Errorf("the plan tells little: %q", plan)
			}
			page, err := o.List(context.Background(), list.Actor, list.Filter)
			must(t, err)
			if (len(page.Lines) > 5) != list.lines {
				t.Errorf("%s from %q has %d lines", list.name, cursor, len(page.Lines))
			}
		}
	}
}
