package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	_ "github.com/mattn/go-sqlite3" // the copying goes past the doors, and past durability

	"jiangqitong/internal/app"
	"jiangqitong/internal/db"
	"jiangqitong/internal/demo"
	"jiangqitong/internal/files"
	"jiangqitong/migrations"
)

// district is a world grown out of the sample: its requests lived through the real doors, in every state, of every kind
// and bureau, over fourteen months up to the morning; each stands there many times over, with its legs, promises, events
// and lines in worklists, spread over as many companies as a real district has.
func (r *run) district(name string, shares ...share) (*product, error) {
	sample, err := r.sample()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(r.dir, name)
	if err := copyFile(file, sample); err != nil {
		return nil, err
	}
	if err := multiply(file, shares); err != nil {
		return nil, fmt.Errorf("growing the district: %w", err)
	}
	return r.open(name)
}

// share is how many copies there shall be, about, of the sample's cases that a condition on the table cases names. What
// is left out of them makes the file smaller: nothing that is measured may ask for it.
type share struct {
	where   string
	cases   int
	without []string // tables of copied
}

// sample plays the sample data up to the morning, once, and answers its file.
func (r *run) sample() (string, error) {
	file := filepath.Join(r.dir, "sample.db")
	if _, err := os.Stat(file); err == nil {
		return file, nil
	}
	d, err := db.Open(r.ctx, "sqlite:"+file)
	if err != nil {
		return "", err
	}
	defer d.Close()
	if err := migrations.Up(r.ctx, d); err != nil {
		return "", err
	}
	clock := demo.NewClock(time.Now)
	a, err := app.Open(d, app.Settings{Files: filepath.Join(r.dir, "files"), Now: clock.Now, Log: slog.New(slog.NewJSONHandler(io.Discard, nil))})
	if err != nil {
		return "", err
	}
	defer a.Close()
	stage := demo.Stage{DB: d, Desk: a.Desk, Accounts: a.Accounts, Notify: a.Notify, Intake: files.NewIntake(a.Store), Clock: clock}
	return file, errors.Join(stage.Fill(r.ctx, morning), a.Index(r.ctx), d.Close())
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// multiply copies the cases of a closed database. Nobody else reads it and a fault ends the whole run, so nothing is
// written twice to be safe; indexes are made anew at the end, which is quicker than keeping them.
func multiply(file string, shares []share) error {
	pool, err := sql.Open("sqlite3", "file:"+file+"?_journal_mode=OFF&_synchronous=OFF&_cache_size=-65536&_locking_mode=EXCLUSIVE")
	if err != nil {
		return err
	}
	defer pool.Close()
	conn, err := pool.Conn(context.Background())
	if err != nil {
		return err
	}
	defer conn.Close()
	m := &multiplier{conn: conn}
	m.plan(shares)
	indexes := m.texts("select name || char(10) || sql from sqlite_master where type = 'index' and sql is not null and tbl_name in ('" +
		strings.Join(copied, "', '") + "')")
	for _, index := range indexes {
		name, _, _ := strings.Cut(index, "\n")
		m.do("drop index " + name)
	}
	for _, table := range copied {
		m.copy(table)
	}
	m.do("delete from tally")
	m.do("insert into tally select owner, list, case_id % 16, count(*) from worklist group by 1, 2, 3")
	for _, index := range indexes {
		_, text, _ := strings.Cut(index, "\n")
		m.do(text)
	}
	m.do("analyze")
	return m.err
}

// copied are the tables that hold cases, each after those it refers to.
var copied = []string{"cases", "leg", "clock", "clock_entry", "event", "case_round", "worklist"}

// companies is how many there are in the grown district.
const companies = 8000

// multiplier carries the statements out, up to the first that fails.
type multiplier struct {
	conn *sql.Conn
	err  error
}

func (m *multiplier) do(statement string) {
	if m.err != nil {
		return
	}
	if _, err := m.conn.ExecContext(context.Background(), statement); err != nil {
		m.err = fmt.Errorf("%s: %w", statement, err)
	}
}

func (m *multiplier) texts(query string) (list []string) {
	if m.err != nil {
		return nil
	}
	rows, err := m.conn.QueryContext(context.Background(), query)
	if err != nil {
		m.err = fmt.Errorf("%s: %w", query, err)
		return nil
	}
	defer rows.Close()
	for rows.Next() && m.err == nil {
		var text string
		m.err = rows.Scan(&text)
		list = append(list, text)
	}
	m.err = errors.Join(m.err, rows.Err())
	return list
}

// plan says of which case how many copies are made, and under which ids: those of earlier cases are lower, as in a
// district that grew by itself.
func (m *multiplier) plan(shares []share) {
	m.do("create temp table plan (id integer primary key, company integer not null, without text not null, copies integer not null, base integer not null)")
	for _, s := range shares {
		m.do(fmt.Sprintf("insert into plan select id, company_id, '%s', %d / (select count(*) from cases where %s), 0 from cases where %[3]s",
			strings.Join(s.without, " "), s.cases, s.where))
	}
	m.do(`update plan set base = (select max(id) from cases) + coalesce((select sum(copies) from plan before where before.id < plan.id), 0)`)
	m.do("create temp table k (n integer primary key)")
	m.do(fmt.Sprintf(`insert into k with recursive up(n) as (select 1 union all select n + 1 from up
		where n < max(%d, (select max(copies) from plan))) select n from up`, companies))
	m.do(fmt.Sprintf("create temp table firm as select n, (select max(id) from company) + n as id from k where n <= %d", companies))
	m.do("create unique index temp.firm_n on firm (n)")
	columns := m.columns("company")
	values := slices.Clone(columns)
	for i, column := range columns {
		switch column {
		case "id":
			values[i] = "firm.id"
		case "name":
			values[i] = "name || firm.n || '厂'"
		case "uscc":
			values[i] = "''"
		}
	}
	m.do(fmt.Sprintf(`insert into company (%s) select %s from firm join company on company.id = (select min(id) from company) + firm.n %% 40`,
		strings.Join(columns, ", "), strings.Join(values, ", ")))
}

// copy makes the copies of one table's rows. They differ in the ids of case and company, and in what must be unique;
// their events are announced already.
func (m *multiplier) copy(table string) {
	firm := fmt.Sprintf("(select id from firm where firm.n = 1 + (plan.company * 211 + k.n) %% %d)", companies)
	key, columns := "case_id", m.columns(table)
	if table == "cases" {
		key = "id"
	} else {
		columns = slices.DeleteFunc(columns, func(c string) bool { return c == "id" }) // the engine counts events itself
	}
	values := make([]string, len(columns))
	for i, column := range columns {
		switch column {
		case key:
			values[i] = "plan.base + k.n"
		case "no":
			values[i] = "t.no || '-' || k.n"
		case "event_key":
			values[i] = "t.event_key || '-' || k.n"
		case "company_id":
			values[i] = firm
		case "company_name":
			values[i] = "(select name from company where id = " + firm + ")"
		case "owner":
			values[i] = "case when t.owner like 'company:%' then 'company:' || " + firm + " else t.owner end"
		case "announced":
			values[i] = "1"
		case "reindex":
			values[i] = "0"
		default:
			values[i] = "t." + column
		}
	}
	m.do(fmt.Sprintf(`insert into %s (%s) select %s from plan cross join k cross join %[1]s t
		where k.n <= plan.copies and ' ' || plan.without || ' ' not like '%% %[1]s %%' and t.%[4]s = plan.id`,
		table, strings.Join(columns, ", "), strings.Join(values, ", "), key))
}

func (m *multiplier) columns(table string) []string {
	return m.texts("select name from pragma_table_info('" + table + "') order by cid")
}
