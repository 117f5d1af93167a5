package accounts

import (
	"context"
	"strings"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// Involved lists the active people who stand in a relation of the set to the case, by ID. SQL fetches whoever may be
// meant; who is meant is decided by the same rule that decides who sees the case, so nobody else can be among them.
func (a *Accounts) Involved(ctx context.Context, c *cases.Case, set cases.Party) ([]Person, error) {
	where, args := candidates(c, set)
	if where == "" {
		return nil, nil
	}
	people, err := db.All(ctx, a.db.Reader(), scanPerson,
		"select "+personColumns+" from person p where p.active and ("+where+") order by p.id", args...)
	if err != nil {
		return nil, err
	}
	involved := people[:0]
	for _, p := range people {
		if cases.PartiesOf(p.Actor(), c).Has(set) {
			involved = append(involved, p)
		}
	}
	return involved, nil
}

// ofNoBureau are the relations that are not those of a bureau's people; whatever else there is, is.
const ofNoBureau = cases.Filer | cases.OfLiaison | cases.Centre | cases.Leader | cases.Auditor | cases.System

// candidates is a condition that misses nobody in the set, in parts of which each goes by an index: the indexes of companies
// and bureaus leave out those who have none, and have to be told so.
func candidates(c *cases.Case, set cases.Party) (where string, args []any) {
	var parts []string
	add := func(role, more string, values ...any) {
		parts = append(parts, "(p.role in ("+role+")"+strings.Replace(more, "$", db.In(len(args)+1, len(values)), 1)+")")
		args = append(args, values...)
	}
	if set.Has(cases.Filer) {
		add("'company'", " and p.company_id = $ and p.company_id <> 0", c.Company)
	}
	if set.Has(cases.OfLiaison) {
		add("'liaison'", " and p.id in ($)", c.Liaison, c.Filer)
	}
	if set.Has(^ofNoBureau) {
		add("'officer', 'chief'", " and p.bureau in ($) and p.bureau <> ''", bureausOf(c)...)
	}
	if set.Has(cases.Centre) {
		add("'centre'", "")
	}
	if set.Has(cases.Leader) {
		add("'leader'", "")
	}
	if set.Has(cases.Auditor) {
		add("'auditor'", "")
	}
	return strings.Join(parts, " or "), args
}

func bureausOf(c *cases.Case) (codes []any) {
	if c.Lead != "" {
		codes = append(codes, c.Lead)
	}
	for _, leg := range c.Legs {
		codes = append(codes, leg.Bureau)
	}
	return codes
}
