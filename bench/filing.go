package main

import (
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
)

// filing measures a company's form on its way through the whole server to a durable case, beside the same rows
// written by the bare driver, one case a transaction, with the same durability.
func filing(r *run, show func(row)) error {
	p, err := r.open("filing.db")
	if err != nil {
		return err
	}
	defer p.close()
	company, err := p.company(r.ctx, "江海精工有限公司")
	if err != nil {
		return err
	}
	if _, err := p.person(r.ctx, accounts.Person{Login: "company1", Role: cases.RoleCompany, Company: company}); err != nil {
		return err
	}
	if err := p.serve(); err != nil {
		return err
	}
	cookie, err := p.signIn("company1")
	if err != nil {
		return err
	}
	form := func(n int64) []byte {
		return p.post("/file", cookie, url.Values{"category": {"road"}, "title": {"厂门口道路损坏"}, "street": {"waihai"},
			"body": {"大雨后厂门口路面塌陷，货车无法进出，影响发货。" + strings.Repeat("请尽快修复。", 12)}, "contact_name": {"陈经理"},
			"contact_phone": {"13800138000"}, "idempotency_key": {fmt.Sprintf("bench-%d-%d", time.Now().UnixNano(), n)}})
	}
	if _, err := hammer(p.addr, 1, r.spell/10, http.StatusSeeOther, form); err != nil { // warm
		return err
	}
	rows, err := rowsOfOneCase(p)
	if err != nil {
		return err
	}
	for _, measure := range []struct {
		clients int
		goal    string
	}{{1, "0.4 x"}, {16, "1.0 x"}, {64, "1.0 x"}} {
		got, err := hammer(p.addr, measure.clients, r.spell, http.StatusSeeOther, form)
		if err != nil {
			return err
		}
		bare, err := r.bareFilings(rows, measure.clients)
		if err != nil {
			return err
		}
		show(row{fmt.Sprintf("filings a second over HTTP, %d clients", measure.clients), fmt.Sprintf("%.0f/s", got.perSecond),
			fmt.Sprintf("%.0f/s", bare), got.perSecond / bare, measure.goal})
	}
	return nil
}

// insert is one stored row as a statement of the bare driver.
type insert struct {
	sql  string
	args []any
	id   []int // which arguments are the case's id
	no   int   // which argument is unique text: the number or the key, -1 for none
}

// rowsOfOneCase reads every row that one filing wrote.
func rowsOfOneCase(p *product) (rows []insert, err error) {
	err = p.DB.Bare(func(bare *sql.DB) error {
		var id int64
		if err := bare.QueryRow("select max(id) from cases").Scan(&id); err != nil {
			return err
		}
		for _, table := range []string{"cases", "leg", "clock", "clock_entry", "event", "worklist", "idempotency"} {
			key := "case_id"
			if table == "cases" {
				key = "id"
			}
			some, err := rowsOf(bare, table, key, id)
			if err != nil {
				return err
			}
			rows = append(rows, some...)
		}
		lists := 0
		for _, r := range rows {
			if strings.HasPrefix(r.sql, "insert into worklist ") {
				lists++
				rows = append(rows, insert{`insert into tally (owner, list, part, n) values (?1, ?2, ?3 % 16, 1)
					on conflict (owner, list, part) do update set n = n + 1`, []any{r.args[0], r.args[1], id}, []int{2}, -1})
			}
		}
		if lists == 0 {
			return fmt.Errorf("a filing left no line in any worklist")
		}
		return nil
	})
	return rows, err
}

func rowsOf(bare *sql.DB, table, key string, id int64) (rows []insert, err error) {
	found, err := bare.Query("select * from "+table+" where "+key+" = ?", id)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		return nil, err
	}
	for found.Next() {
		r := insert{no: -1, args: make([]any, len(columns))}
		into := make([]any, len(columns))
		for i := range into {
			into[i] = &r.args[i]
		}
		if err := found.Scan(into...); err != nil {
			return nil, err
		}
		for i, column := range columns {
			switch {
			case column == key:
				r.id = append(r.id, i)
			case column == "id":
				r.args[i] = nil // the engine counts events itself
			case column == "no" || column == "request_key":
				r.no = i
			}
		}
		r.sql = "insert into " + table + " (" + strings.Join(columns, ", ") + ") values (?" + strings.Repeat(", ?", len(columns)-1) + ")"
		rows = append(rows, r)
	}
	return rows, found.Err()
}

// bareFilings writes the rows again and again into a database of its own, one case a transaction, through prepared
// statements of the bare driver, and tells how many cases a second.
func (r *run) bareFilings(rows []insert, clients int) (perSecond float64, err error) {
	p, err := r.open(fmt.Sprintf("bare-%d.db", clients))
	if err != nil {
		return 0, err
	}
	defer p.close()
	if _, err := p.company(r.ctx, "江海精工有限公司"); err != nil {
		return 0, err
	}
	err = p.DB.Bare(func(bare *sql.DB) error {
		statements := make([]*sql.Stmt, len(rows))
		for i, row := range rows {
			if statements[i], err = bare.Prepare(row.sql); err != nil {
				return err
			}
			defer statements[i].Close()
		}
		var next, done atomic.Int64
		var failed atomic.Value
		var all sync.WaitGroup
		start := time.Now()
		for range clients {
			all.Go(func() {
				for time.Since(start) < r.spell {
					if err := writeBare(bare, rows, statements, next.Add(1)); err != nil {
						failed.Store(err)
						return
					}
					done.Add(1)
				}
			})
		}
		all.Wait()
		perSecond = float64(done.Load()) / time.Since(start).Seconds()
		err, _ := failed.Load().(error)
		return err
	})
	return perSecond, err
}

func writeBare(bare *sql.DB, rows []insert, statements []*sql.Stmt, id int64) error {
	tx, err := bare.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for i, row := range rows {
		args := append([]any(nil), row.args...)
		for _, at := range row.id {
			args[at] = id
		}
		if row.no >= 0 {
			args[row.no] = fmt.Sprint("JQ210630-", id)
		}
		if _, err := tx.Stmt(statements[i]).Exec(args...); err != nil {
			return err
		}
	}
	return tx.Commit()
}
