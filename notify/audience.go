package notify

import (
	"slices"

	"jiangqitong/cases"
)

// Audience is the set of relations to the case that hear of an event: for a reminder what the case's reminders tell at
// its level, for everything else what the lifecycle's row tells. It is pure.
func Audience(e cases.Event, c *cases.Case, r cases.Reminders) cases.Party {
	if e.Level != cases.NoLevel {
		return r.Tells(e.Level, e.Milestone.Holder())
	}
	by := cases.PartiesOf(actorOf(e, c), c)
	var likely, possible cases.Party
	for _, step := range cases.Lifecycle {
		if step.Action != e.Action {
			continue
		}
		possible |= step.Tells
		if step.Who.Has(by) && (step.To == "" || step.To == e.To) && (len(step.From) == 0 || slices.Contains(step.From, e.From)) {
			likely |= step.Tells
		}
	}
	if likely != 0 {
		return likely
	}
	return possible // the case has moved on since, so that the row cannot be told from what the actor is to it now
}

// actorOf is whoever acted, as far as the event tells.
func actorOf(e cases.Event, c *cases.Case) cases.Actor {
	a := cases.Actor{ID: e.Actor, Role: e.ActorRole, Bureau: e.Bureau}
	if a.Role == cases.RoleCompany {
		a.Company = c.Company
	}
	return a
}

// asked is the audience to ask the directory for: when an action ended co-bureaus' parts, those bureaus hear of it
// although they assist no more.
func asked(audience cases.Party) cases.Party {
	if audience.Has(cases.Co) {
		audience |= cases.WasCo
	}
	return audience
}

// hears says whether a person hears of the event: they belong to the audience, may see the case and read the event,
// and did not do it themselves. Of the co-bureaus only the one whose part it is about hears.
func hears(a cases.Actor, e cases.Event, c *cases.Case, r cases.Reminders) bool {
	party, audience := cases.PartiesOf(a, c), Audience(e, c, r)
	switch {
	case e.Actor != 0 && a.ID == e.Actor, e.Level != cases.NoLevel && r.Spares(a.Role, e.Level):
		return false
	case !party.Has(asked(audience)) || !reads(a, party, e):
		return false
	case party.Has(audience &^ cases.Co):
		return true
	case e.Leg != 0:
		return party.Has(cases.Co) && legBureau(c, e.Leg) == a.Bureau
	}
	return party.Has(cases.Co) || endedPart(a.Bureau, e, c)
}

// reads is cases.Reads, and lets whoever owes a promise read its reminders.
func reads(a cases.Actor, party cases.Party, e cases.Event) bool {
	return cases.Reads(a, e) || e.Level != cases.NoLevel && party.Has(e.Milestone.Holder())
}

func legBureau(c *cases.Case, n int) string {
	for _, leg := range c.Legs {
		if leg.N == n {
			return leg.Bureau
		}
	}
	return ""
}

// endedPart says whether the event ended a part of the bureau: the part's clock stopped at that instant.
func endedPart(bureau string, e cases.Event, c *cases.Case) bool {
	return slices.ContainsFunc(c.Clocks, func(k cases.Clock) bool {
		return k.Leg != 0 && k.Ended == cases.Stopped && k.EndedAt.Equal(e.At) && legBureau(c, k.Leg) == bureau
	})
}

// groupHears says whether the group robot or program of a bureau is told of the event. A group may have any member,
// so nothing confidential or complained of leaves that way.
func groupHears(point Endpoint, e cases.Event, c *cases.Case, r cases.Reminders) bool {
	if c.Confidential || c.Against != "" {
		return false
	}
	if point.Bureau == "" {
		return true
	}
	officer, chief := cases.Actor{Role: cases.RoleOfficer, Bureau: point.Bureau}, cases.Actor{Role: cases.RoleChief, Bureau: point.Bureau}
	return hears(officer, e, c, r) || hears(chief, e, c, r)
}
