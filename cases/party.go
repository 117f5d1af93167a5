package cases

import "strings"

// Party is a set of relations between an actor and a case. Permission is such a relation, not a list of rights.
type Party uint16

// The relations.
const (
	Filer     Party = 1 << iota // the company of the case
	OfLiaison                   // the liaison who filed for that company, or is paired with it and the case is not confidential
	Centre                      // the request centre
	Lead                        // staff of the lead bureau
	LeadChief                   // chief of the lead bureau
	Co                          // staff of a co-bureau with an open leg
	Leader                      // district leaders
	Auditor                     // reads everything that is not confidential
	System                      // the timer and the routing rules
	CoToSign                    // staff of a co-bureau that has not signed
	WasCo                       // staff of a bureau whose leg is over
)

var partyWords = []struct {
	Party
	Words
}{
	{Filer, Words{"企业", "company"}},
	{OfLiaison, Words{"联络员", "liaison"}},
	{Centre, Words{"诉求中心", "centre"}},
	{Lead, Words{"主办单位", "lead bureau"}},
	{LeadChief, Words{"主办分管领导", "lead's chief"}},
	{Co, Words{"协办单位", "co-bureau"}},
	{Leader, Words{"领导", "leader"}},
	{Auditor, Words{"审计", "auditor"}},
	{System, Words{"系统", "system"}},
	{CoToSign, Words{"待签收的协办单位", "co-bureau that has not signed"}},
	{WasCo, Words{"原协办单位", "former co-bureau"}},
}

// Parties lists the single relations in order.
func Parties() []Party {
	all := make([]Party, len(partyWords))
	for i, w := range partyWords {
		all[i] = w.Party
	}
	return all
}

// Has says whether the set shares a relation with other.
func (p Party) Has(other Party) bool { return p&other != 0 }

// Words names the relations of the set.
func (p Party) Words() Words {
	var zh, en []string
	for _, w := range partyWords {
		if p.Has(w.Party) {
			zh, en = append(zh, w.Zh), append(en, w.En)
		}
	}
	return Words{strings.Join(zh, "、"), strings.Join(en, ", ")}
}

// PartiesOf is what the actor is to the case; the empty set may not know that it exists.
func PartiesOf(a Actor, c *Case) Party {
	switch a.Role {
	case RoleSystem:
		return System
	case RoleCentre:
		return Centre
	case RoleCompany:
		return when(a.Company != 0 && a.Company == c.Company, Filer)
	case RoleLiaison:
		return when(a.ID == c.Filer || a.ID == c.Liaison && !c.Confidential, OfLiaison)
	case RoleOfficer, RoleChief:
		return bureauParty(a, c)
	case RoleLeader:
		return when(!c.Confidential, Leader)
	case RoleAuditor:
		return when(!c.Confidential, Auditor)
	}
	return 0
}

func bureauParty(a Actor, c *Case) (p Party) {
	if a.Bureau == "" || a.Bureau == c.Against {
		return 0
	}
	if a.Bureau == c.Lead {
		p |= Lead | when(a.Role == RoleChief, LeadChief)
	}
	if c.Confidential {
		return p
	}
	for _, leg := range c.Legs {
		if leg.Bureau == a.Bureau {
			p |= when(leg.State.Open(), Co) | when(leg.State == LegAsked, CoToSign) | WasCo
		}
	}
	return p
}

func when(ok bool, p Party) Party {
	if ok {
		return p
	}
	return 0
}

// Callers are those who have to be able to call the company, and the company itself.
const Callers = Filer | OfLiaison | Centre | Lead | LeadChief | Co

// Sees says whether the actor may see the case at all: one relation is enough.
func Sees(a Actor, c *Case) bool { return PartiesOf(a, c) != 0 }

// Reads says whether the actor may read the event of a case they see: companies and their liaisons read what is
// public, staff read everything.
func Reads(a Actor, e Event) bool {
	return e.Public || !a.Role.Outside()
}
