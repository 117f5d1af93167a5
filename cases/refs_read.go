package cases

import (
	"context"
	"fmt"
	"strings"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// refsFresh is how long a reading of the reference data is used before its version is asked for again. Edits made
// through this instance show at once, those made through another within this time.
const refsFresh = time.Second

// Refs is the reference data in force.
func (d *Desk) Refs(ctx context.Context) (*Refs, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.refs != nil && time.Since(d.asked) < refsFresh {
		return d.refs, nil
	}
	version, err := db.Value[int64](ctx, d.db.Reader(), "select version from ref_version")
	if err != nil {
		return nil, err
	}
	if d.refs == nil || d.refs.Version != version {
		var fresh *Refs
		err := d.db.Read(ctx, func(q *db.Q) (err error) {
			fresh, err = readRefs(ctx, q)
			return err
		})
		if err == nil {
			err = d.keepCalendar(ctx, fresh.Calendar)
		}
		if err != nil {
			return nil, err
		}
		d.refs = fresh
	}
	d.asked = time.Now()
	return d.refs, nil
}

// forget makes the next reader read the reference data anew.
func (d *Desk) forget() {
	d.mu.Lock()
	d.asked = time.Time{}
	d.mu.Unlock()
}

func readRefs(ctx context.Context, q *db.Q) (*Refs, error) {
	r, err := &Refs{}, error(nil)
	if r.Version, err = db.Value[int64](ctx, q, "select version from ref_version"); err != nil {
		return nil, err
	}
	if r.Bureaus, err = db.All(ctx, q, scanBureau, "select "+bureauTable.list("")+" from bureau order by place, code"); err != nil {
		return nil, err
	}
	if r.Streets, err = db.All(ctx, q, scanStreet, "select "+streetTable.list("")+" from street order by place, code"); err != nil {
		return nil, err
	}
	if r.Categories, err = db.All(ctx, q, scanCategory, "select "+categoryTable.list("")+" from category order by place, code"); err != nil {
		return nil, err
	}
	if r.Rules, err = db.All(ctx, q, scanRule, "select id, "+ruleTable.list("")+" from routing_rule order by category, street desc, id"); err != nil {
		return nil, err
	}
	if r.Policies, err = db.All(ctx, q, scanPolicy, "select "+policyTable.list("")+" from policy order by code, version desc"); err != nil {
		return nil, err
	}
	if r.Calendar, err = readCalendar(ctx, q); err != nil {
		return nil, err
	}
	return r.Index(), nil
}

// HoursKey is the setting that holds the office hours, such as "08:30-12:00,14:30-17:30"; absent means the default.
const HoursKey = "office_hours"

func readCalendar(ctx context.Context, q *db.Q) (*workday.Calendar, error) {
	cal := workday.China()
	notices, err := db.All(ctx, q, db.Column[string], "select days from calendar_notice order by year, version")
	if err != nil {
		return nil, err
	}
	for _, text := range notices {
		n, err := workday.ParseNotice(strings.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("a stored notice cannot be read: %w", err)
		}
		cal = cal.With(n)
	}
	hours, err := db.Value[string](ctx, q, "select coalesce(max(value), '') from setting where key = $1", HoursKey)
	if err != nil || hours == "" {
		return cal, err
	}
	parsed, err := workday.ParseHours(hours)
	return cal.WithHours(parsed), err
}

// Company reads one company, ErrNotFound when there is none.
func (d *Desk) Company(ctx context.Context, id int64) (Company, error) {
	return companyByID(ctx, d.db.Reader(), id)
}

const companyColumns = "id, name, uscc, street, industry, scale, contact, phone, visits, liaison_id, state, created_ms"

func scanCompany(row db.Scanner) (c Company, err error) {
	return c, row.Scan(&c.ID, &c.Name, &c.USCC, &c.Street, &c.Industry, &c.Scale, &c.Contact, &c.Phone, &c.Visits,
		&c.Liaison, &c.State, ms{&c.CreatedAt})
}
