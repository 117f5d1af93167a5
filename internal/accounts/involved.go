package accounts

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// Involved lists the active people among whom are all who stand in a relation of the set to any of the cases, by ID: in one
// query, however many cases there are. Who of them hears of which case is for the rule that decides who sees it.
func (a *Accounts) Involved(ctx context.Context, about []*cases.Case, set cases.Party) ([]Person, error) {
	where, args := candidates(about, set)
	if where == "" {
		return nil, nil
	}
	return db.All(ctx, a.db.Reader(), scanPerson,
		"select "+personColumns+" from person p where p.active and ("+where+") order by p.id", args...)
}

// ofNoBureau are the relations that are not those of a bureau's people; whatever else there is, is.
const ofNoBureau = cases.Filer | cases.OfLiaison | cases.Centre | cases.Leader | cases.Auditor | cases.System

// candidates is a condition that misses nobody in the set, in parts of which each goes by an index: the indexes of companies
// and bureaus leave out those who have none, and have to be told so.
func candidates(about []*cases.Case, set cases.Party) (where string, args []any) {
	var parts []string
	add := func(role, more string, values ...any) {
		values = padded(values)
		parts = append(parts, "(p.role in ("+role+")"+strings.Replace(more, "$", db.In(len(args)+1, len(values)), 1)+")")
		args = append(args, values...)
	}
	if set.Has(cases.Filer) {
		add("'company'", " and p.company_id in ($) and p.company_id <> 0", among(about, func(c *cases.Case) []int64 { return []int64{c.Company} })...)
	}
	if set.Has(cases.OfLiaison) {
		add("'liaison'", " and p.id in ($)", among(about, func(c *cases.Case) []int64 { return []int64{c.Liaison, c.Filer} })...)
	}
	if set.Has(^ofNoBureau) {
		add("'officer', 'chief'", " and p.bureau in ($) and p.bureau <> ''", among(about, bureausOf)...)
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

// among gathers what the cases name, each once.
func among[T cmp.Ordered](about []*cases.Case, named func(c *cases.Case) []T) (values []any) {
	var all []T
	for _, c := range about {
		all = append(all, named(c)...)
	}
	slices.Sort(all)
	for _, v := range slices.Compact(all) {
		values = append(values, v)
	}
	return values
}

// padded repeats the last value up to a power of two, so that few different statements arise.
func padded(values []any) []any {
	for n := len(values); n > 0 && n&(n-1) != 0; n++ {
		values = append(values, values[n-1])
	}
	return values
}

func bureausOf(c *cases.Case) []string {
	codes := []string{c.Lead}
	for _, leg := range c.Legs {
		codes = append(codes, leg.Bureau)
	}
	return codes
}
