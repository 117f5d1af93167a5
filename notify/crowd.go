package notify

import (
	"slices"

	"jiangqitong/cases"
)

// crowd is people by what ties them to a case, so that those around one case of many are found at once.
type crowd map[tie][]Recipient

// tie is what a case names and a person has: a company, a bureau, somebody by ID, or a role that has to do with every case.
type tie struct {
	company, person int64
	bureau          string
	role            cases.Role
}

func crowdOf(people []Recipient) crowd {
	all := crowd{}
	for _, r := range people {
		t := tieOf(r.Actor)
		all[t] = append(all[t], r)
	}
	return all
}

func tieOf(a cases.Actor) tie {
	switch a.Role {
	case cases.RoleCompany:
		return tie{company: a.Company}
	case cases.RoleLiaison:
		return tie{person: a.ID}
	case cases.RoleOfficer, cases.RoleChief:
		return tie{bureau: a.Bureau}
	}
	return tie{role: a.Role}
}

// of lists those with a tie to the case, each once.
func (all crowd) of(c *cases.Case) (some []Recipient) {
	ties := []tie{{company: c.Company}, {person: c.Liaison}, {person: c.Filer}, {bureau: c.Lead}, {role: cases.RoleCentre},
		{role: cases.RoleLeader}, {role: cases.RoleAuditor}}
	for _, leg := range c.Legs {
		ties = append(ties, tie{bureau: leg.Bureau})
	}
	for i, t := range ties {
		if !slices.Contains(ties[:i], t) {
			some = append(some, all[t]...)
		}
	}
	return some
}
