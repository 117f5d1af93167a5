package cases

import (
	"context"

	"jiangqitong/internal/db"
)

// Seed fills empty tables of reference data with what a district starts from: bureaus, streets, categories with
// their routing rules, and the promises of published practice. What is there already is left as it is, so it may run
// at every start and in several instances at once.
func (d *Desk) Seed(ctx context.Context) error {
	have, err := seeded(ctx, d.db.Reader())
	if err != nil || have == fullySeeded {
		return err
	}
	defer d.forget()
	return d.db.Write(ctx, func(q *db.Q) error {
		// Counting the version up makes instances that start together wait here for one another.
		if err := bumpRefs(ctx, q); err != nil {
			return err
		}
		have, err := seeded(ctx, q)
		if err != nil {
			return err
		}
		return d.seedMissing(ctx, q, have)
	})
}

// seedState says which tables have rows. Rules go with the categories: an administrator may have deleted them all.
type seedState struct{ bureaus, streets, policies, categories bool }

var fullySeeded = seedState{true, true, true, true}

func seeded(ctx context.Context, q *db.Q) (s seedState, err error) {
	row := q.QueryRow(ctx, `select exists (select 1 from bureau), exists (select 1 from street),
		exists (select 1 from policy), exists (select 1 from category)`)
	return s, row.Scan(&s.bureaus, &s.streets, &s.policies, &s.categories)
}

func (d *Desk) seedMissing(ctx context.Context, q *db.Q, have seedState) error {
	fill := func(filled bool, t table, rows [][]any) error {
		if filled {
			return nil
		}
		return insertRows(ctx, q, t, rows)
	}
	if err := fill(have.bureaus, bureauTable, bureauRows()); err != nil {
		return err
	}
	if err := fill(have.streets, streetTable, streetRows()); err != nil {
		return err
	}
	if err := fill(have.policies, madePolicyTable, policyRows(toMs(d.now()))); err != nil {
		return err
	}
	if err := fill(have.categories, categoryTable, categoryRows()); err != nil {
		return err
	}
	return fill(have.categories, ruleTable, ruleRows())
}

func bumpRefs(ctx context.Context, q *db.Q) error {
	_, err := q.Exec(ctx, "update ref_version set version = version + 1")
	return err
}

func bureauRows() (rows [][]any) {
	for i, b := range seedBureaus {
		b.Active, b.Order = true, int64(i+1)
		rows = append(rows, b.row())
	}
	return rows
}

func streetRows() (rows [][]any) {
	for i, s := range seedStreets {
		s.Order = int64(i + 1)
		rows = append(rows, s.row())
	}
	return rows
}

func policyRows(made int64) (rows [][]any) {
	by := string(RoleSystem)
	for _, p := range Presets() {
		rows = append(rows, append(p.row(), &made, &by))
	}
	return rows
}

func categoryRows() (rows [][]any) {
	for i, s := range seedCategories {
		c := s.Category
		c.Policy, c.Active, c.Order = DefaultPolicy, true, int64(i+1)
		rows = append(rows, c.row())
	}
	return rows
}

func ruleRows() (rows [][]any) {
	for _, s := range seedCategories {
		if s.lead != "" {
			r := RoutingRule{Category: s.Code, Lead: s.lead, Co: s.co, CoStreet: s.coStreet, Active: true}
			rows = append(rows, r.row())
		}
	}
	return rows
}
