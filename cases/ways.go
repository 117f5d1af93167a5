package cases

import (
	"fmt"
	"strings"
)

// way is a walk over the ids of cases in their order by one index: the rows of table where on holds, id being the case's
// in them, and of those the cases c where own holds. Without a table it is a walk over the cases themselves.
type way struct {
	table, on, id string
	own           string
}

// ways are the ways in which the actor comes to see cases, p being the parameter for arg: each is read by an index of
// its own, and what the actor may see is what any of them leads to. None is for who may see nothing.
func ways(a Actor, p string) (all []way, arg any) {
	switch a.Role {
	case RoleSystem, RoleCentre:
		return []way{{own: "1=1"}}, nil
	case RoleCompany:
		if a.Company != 0 {
			return []way{{own: "c.company_id = " + p}}, a.Company
		}
	case RoleLiaison:
		if a.ID != 0 {
			return []way{{own: "c.filer_id = " + p}, {own: "c.liaison_id <> 0 and c.liaison_id = " + p + " and not c.confidential"}}, a.ID
		}
	case RoleOfficer, RoleChief:
		if a.Bureau != "" {
			return []way{{own: "c.lead = " + p + " and c.against <> " + p},
				{"leg g", "g.bureau = " + p, "g.case_id", "not c.confidential and c.against <> " + p}}, a.Bureau
		}
	case RoleLeader, RoleAuditor:
		return []way{{own: "not c.confidential"}}, nil
	}
	return nil, nil
}

// scope is the same rule as Sees in SQL, over the table alias c, with the first free parameter number n.
// A test compares the two on random cases.
func scope(a Actor, n int) (where string, args []any) {
	all, arg := ways(a, param(n))
	if len(all) == 0 {
		return "1=0", nil
	}
	if arg != nil {
		args = []any{arg}
	}
	parts := make([]string, len(all))
	for i, w := range all {
		parts[i] = w.own
		if w.table != "" {
			parts[i] += " and exists (select 1 from " + w.table + " where " + w.id + " = c.id and " + w.on + ")"
		}
	}
	if len(parts) == 1 {
		return parts[0], args
	}
	return "((" + strings.Join(parts, ") or (") + "))", args
}

// stillOpen is a walk over the open cases among those where own holds: it grows with what is open, however much was closed.
func stillOpen(own string) way { return way{"cases o", "o.open", "o.id", own} }

// inCategory is a walk over the cases of the category that is the parameter p, among those where own holds.
func inCategory(own, p string) way { return way{"cases o", "o.category = " + p, "o.id", own} }

// walk is the statement of the ids of the first cases on the way, beyond the page before, that the conditions let
// through. The table leads and the cases follow: "cross join" keeps SQLite, which does not know how many rows there are,
// to that order. A table may have several rows of a case.
func (w way) walk(conditions []string, beyond, order string, limit int) string {
	id, ids, from, where := "c.id", "c.id", "cases c", []string{w.own}
	if w.table != "" {
		id, ids, from, where = w.id, "distinct "+w.id, w.table+" cross join cases c", []string{w.on, "c.id = " + w.id, w.own}
	}
	if beyond != "" {
		where = append(where, id+beyond)
	}
	return fmt.Sprintf("select %s as id from %s where %s order by %s%s limit %d",
		ids, from, strings.Join(append(where, conditions...), " and "), id, order, limit)
}
