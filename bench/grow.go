package main

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/workday"
)

// staff are the people of the grown worlds, by login.
type staff map[string]cases.Actor

// hire adds the people who play and read the cases.
func (r *run) hire(p *product) (staff, error) {
	company, err := p.company(r.ctx, "江海精工有限公司")
	if err != nil {
		return nil, err
	}
	people := staff{}
	for _, who := range []accounts.Person{
		{Login: "company1", Role: cases.RoleCompany, Company: company},
		{Login: "centre1", Role: cases.RoleCentre},
		{Login: "officer1", Role: cases.RoleOfficer, Bureau: "zjj"},
		{Login: "chief1", Role: cases.RoleChief, Bureau: "zjj"},
		{Login: "leader1", Role: cases.RoleLeader},
	} {
		if people[who.Login], err = p.person(r.ctx, who); err != nil {
			return nil, err
		}
	}
	return people, nil
}

// play files n cases through June 2021 and carries every second one to its rating, the others to different points of
// their way, so that copies of them make a lifelike database.
func (r *run) play(p *product, people staff, n int, finish bool) error {
	for i := range n {
		p.clock = workday.MakeDate(2021, 6, 1).At(9, 0).Add(time.Duration(i) * 28 * 24 * time.Hour / time.Duration(n))
		c, err := p.Desk.File(r.ctx, people["company1"], cases.Filing{Input: cases.Input{"category": "road", "street": "waihai",
			"title": fmt.Sprintf("第 %d 号厂门口道路损坏", i+1), "body": strings.Repeat("大雨后路面塌陷，货车无法进出，影响发货。", 6),
			"contact_name": "陈经理", "contact_phone": "13800138000"}})
		if err != nil {
			return err
		}
		for step, act := range []struct {
			who    string
			action cases.Action
			in     cases.Input
		}{
			{"officer1", cases.Sign, nil},
			{"officer1", cases.Contact, cases.Input{"how": "phone", "text": "已电话联系。"}},
			{"officer1", cases.Plan, cases.Input{"text": "先铺钢板保通，再修复路面。"}},
			{"officer1", cases.Progress, cases.Input{"text": "施工队已进场。"}},
			{"officer1", cases.Submit, cases.Input{"result": "solved", "text": "路面已修复，验收合格。"}},
			{"chief1", cases.Approve, nil},
			{"company1", cases.Rate, cases.Input{"score": "5", "solved": "yes"}},
		} {
			if (!finish || i%2 == 1) && step > i/2%5 {
				break
			}
			p.clock = p.clock.Add(20 * time.Minute)
			if _, err := p.Desk.Do(r.ctx, people[act.who], c.No, cases.Command{Action: act.action, Input: act.in}); err != nil {
				return fmt.Errorf("%s: %w", act.action, err)
			}
		}
	}
	p.clock = morning
	_, err := p.Desk.Tick(r.ctx)
	return err
}

// tables are those that hold cases, with the column that names the case.
var tables = []struct{ name, key string }{
	{"cases", "id"}, {"leg", "case_id"}, {"clock", "case_id"}, {"clock_entry", "case_id"}, {"event", "case_id"}, {"worklist", "case_id"},
}

// grow copies the cases of the database until there are about n. Copies differ in id and number; their events are
// announced already.
func (r *run) grow(p *product, n int) error {
	return p.DB.Bare(func(bare *sql.DB) error {
		var have, last int
		if err := bare.QueryRow("select count(*), max(id) from cases").Scan(&have, &last); err != nil {
			return err
		}
		tx, err := bare.Begin()
		if err != nil {
			return err
		}
		defer tx.Rollback()
		for copies := 1; copies < n/have; copies++ {
			for _, table := range tables {
				if err := copyTable(tx, table.name, table.key, last, copies); err != nil {
					return fmt.Errorf("%s: %w", table.name, err)
				}
			}
		}
		for _, statement := range []string{"delete from tally", "update event set announced = 1", "update cases set reindex = 0",
			"insert into tally select owner, list, case_id % 16, count(*) from worklist group by 1, 2, 3"} {
			if _, err := tx.Exec(statement); err != nil {
				return err
			}
		}
		if err := tx.Commit(); err != nil {
			return err
		}
		_, err = bare.Exec("analyze")
		return err
	})
}

func copyTable(tx *sql.Tx, table, key string, last, copies int) error {
	columns, err := columnsOf(tx, table)
	if err != nil {
		return err
	}
	if table == "event" { // the engine counts events itself
		columns = slices.DeleteFunc(columns, func(c string) bool { return c == "id" })
	}
	values := make([]string, len(columns))
	for i, column := range columns {
		switch column {
		case key:
			values[i] = fmt.Sprintf("%s + %d", key, last*copies)
		case "no":
			values[i] = fmt.Sprintf("no || '-%d'", copies)
		case "event_key":
			values[i] = fmt.Sprintf("event_key || '-%d'", copies)
		default:
			values[i] = column
		}
	}
	_, err = tx.Exec(fmt.Sprintf("insert into %s (%s) select %s from %s where %s <= %d", table, strings.Join(columns, ", "),
		strings.Join(values, ", "), table, key, last))
	return err
}

func columnsOf(tx *sql.Tx, table string) ([]string, error) {
	rows, err := tx.Query("select * from " + table + " limit 0")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return rows.Columns()
}
