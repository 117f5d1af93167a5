package year_test

import (
	"slices"
	"strings"
)

// This file is the recomputation's own reading of the published rules. It speaks in plain strings and calls nothing of
// the product that counts, decides or tells.

// practice is what a published practice promises; an empty span is no promise.
type practice struct {
	route, sign, contact, plan, resolve, co, ruling, confirm, pause string

	ears ears
}

// practices are the presets that the categories of the year use, as the practices were published, with the house's
// defaults for what they leave out: routed within 3 working hours, co-bureaus answer in 3 working days, rulings take
// one, the company has 5 to rate and 10 to answer.
//
// Two are edited in the course of the year, and open cases are promised anew by the second edition.
var practices = map[string][]practice{
	"jiangmen":          usual(practice{sign: "60m", contact: "60m", plan: "24h", resolve: "7d"}, practice{sign: "60m", plan: "2wd", resolve: "12wd", pause: "15wd"}),
	"zhongshan":         usual(practice{sign: "1h", contact: "1h", plan: "3wd", resolve: "5wd"}),
	"zhuhai-inquiry":    usual(practice{sign: "1wh", contact: "1wh", resolve: "2wd"}),
	"zhuhai-other":      usual(practice{sign: "1wh", contact: "1wh", resolve: "4wd"}),
	"quanzhou":          usual(practice{sign: "1wd", resolve: "7wd"}, practice{sign: "1wd", resolve: "4wd", pause: "4wd", ears: fewEars}),
	"lvliang-urgent":    usual(practice{route: "30m", sign: "30m", contact: "30m", resolve: "5wd"}),
	"lvliang-long":      usual(practice{sign: "1wd", resolve: "180d"}),
	"sichuan-complaint": usual(practice{sign: "1wd", resolve: "15wd"}),
	"zaozhuang-simple":  usual(practice{sign: "1wd", contact: "1wd", plan: "2wd", resolve: "10wd"}),
}

func usual(editions ...practice) []practice {
	for i := range editions {
		p := &editions[i]
		if p.route == "" {
			p.route = "3wh"
		}
		p.co, p.ruling, p.confirm = "3wd", "1wd", "5wd"
		if p.pause == "" {
			p.pause = "10wd"
		}
	}
	return editions
}

// promised is the span of a milestone; an answer may take as long as a pause.
func (p practice) promised(milestone string) string {
	return map[string]string{"route": p.route, "sign": p.sign, "contact": p.contact, "plan": p.plan, "resolve": p.resolve,
		"co": p.co, "ruling": p.ruling, "answer": p.pause, "confirm": p.confirm}[milestone]
}

// The levels of a reminder.
const (
	nearDue   = 1 // a working day, or a quarter of what is not counted in days, is left
	due       = 2
	nextDay   = 3 // the office opens on the next working day
	threeDays = 4 // more than three natural days late
	fiveDays  = 5 // five working days late and not explained
)

// milestones says who owes each promise and how far its reminders go.
var milestones = map[string]struct {
	owes string
	last int
}{
	"route": {"centre", nextDay}, "sign": {"lead", nextDay}, "contact": {"lead", nextDay}, "plan": {"lead", nextDay},
	"resolve": {"lead", fiveDays}, "co": {"co", fiveDays}, "ruling": {"centre", due}, "answer": {"company", due},
	"confirm": {"company", due}, "feedback": {"lead", nextDay}, "promise": {"lead", fiveDays},
}

// ears are who hears of each level, in roles: of whoever owes the promise its officers and its chief, the lead's chief
// too once it is more than three days late, the centre, the leaders. A level that nobody hears of is not recorded.
type ears [fiveDays + 1]string

// usualEars hold where neither the category nor the practice has others.
var usualEars = ears{nearDue: "officer chief", due: "officer chief", nextDay: "officer chief", threeDays: "officer chief centre",
	fiveDays: "officer chief centre leader"}

// fewEars are those that one practice gets with its second edition, and leanEars those of one category from summer on.
var (
	fewEars  = ears{due: "officer", nextDay: "officer chief", threeDays: "chief", fiveDays: "officer chief centre leader"}
	leanEars = ears{nearDue: "officer", due: "officer", nextDay: "chief", fiveDays: "centre leader"}
)

// ears are those that hold for the case now.
func (l *life) ears() ears {
	switch of := l.year.earsAt(l.category, l.seq); {
	case of != ears{}:
		return of
	case l.promises.ears != ears{}:
		return l.promises.ears
	}
	return usualEars
}

// reminds says whether anybody is reminded at a level, and so whether it is recorded.
func (l *life) reminds(milestone string, level int) bool {
	return (milestones[milestone].owes == "company" || l.ears()[level] != "") && (level != fiveDays || !l.explained)
}

// remindsOf says whether a person is reminded.
func (l *life) remindsOf(p *person, h *happening) bool {
	owes, as := milestones[h.milestone].owes, l.stands(p)
	if owes == "company" {
		return slices.Contains(as, "company")
	}
	ear := l.ears()[h.level]
	if (p.role == "officer" || p.role == "chief") && !strings.Contains(ear, p.role) {
		return false
	}
	unit := strings.Contains(ear, "officer") || strings.Contains(ear, "chief")
	mine := slices.Contains(as, owes)
	if owes == "co" {
		mine = mine && l.legs[h.leg-1].bureau == p.bureau
	}
	return unit && mine || h.level >= threeDays && strings.Contains(ear, "chief") && slices.Contains(as, "chief") ||
		strings.Contains(ear, "centre") && slices.Contains(as, "centre") || strings.Contains(ear, "leader") && slices.Contains(as, "leader")
}

// hearing says who hears of what somebody did. lead is everybody of the lead bureau, chief its chief alone, co whoever
// assists and whoever's part it ended.
var hearing = map[string][]string{
	"file": {"centre", "company", "liaison"}, "return": {"company", "liaison"}, "refile": {"centre"},
	"reject": {"company", "liaison"}, "withdraw": {"centre", "lead", "co"},
	"route": {"company", "liaison", "lead", "co"}, "reassign": {"company", "liaison", "lead", "co"},
	"sign": {"company"}, "contact": nil, "plan": {"company", "liaison"},
	"decline": {"centre"}, "uphold": {"lead"}, "uphold-silent": {"lead", "centre"},
	"ask": {"company", "liaison"}, "answer": {"lead"}, "unanswered": {"company", "liaison", "lead"},
	"extend": {"centre"}, "grant": {"lead", "company", "liaison"}, "refuse": {"lead"},
	"add-co": {"co", "lead"}, "co-sign": nil, "co-answer": {"lead"}, "co-decline": {"lead", "centre"},
	"note": nil, "progress": {"company", "liaison"},
	"submit": {"chief"}, "approve": {"company", "liaison", "lead", "centre"}, "send-back": {"lead"},
	"reply":            {"company", "liaison", "chief", "centre"},
	"request-tracking": {"centre", "leader"}, "approve-tracking": {"lead", "company", "liaison"}, "refuse-tracking": {"lead"},
	"feedback": {"company", "liaison"},
	"rate":     {"lead", "centre"}, "call-back": nil, "redo": {"lead", "company", "liaison"}, "settle": {"company", "liaison"},
	"lapse": {"company", "liaison"}, "seal": {"company", "liaison", "lead"},
	"urge": {"lead", "centre"}, "supervise": {"lead"}, "instruct": {"lead", "centre"}, "acknowledge": {"leader", "centre"},
	"explain": {"centre"}, "merge": {"company", "liaison", "lead", "co"}, "join": {"lead"}, "relay": {"company", "liaison"},
	"recount": {"company", "liaison", "lead", "co"}, "repromise": {"company", "liaison", "lead", "co"}, "pair": {"liaison"},
}

// shared are the answers that the companies of merged cases hear too, in their own case.
var shared = []string{"reject", "plan", "progress", "approve", "reply", "approve-tracking", "feedback", "relay"}

// audience is who hears of a deed; a reply that the chief gives alone is news to the officers.
func audience(action string, by *person) []string {
	if action == "reply" && by.role == "chief" {
		return append(slices.Clone(hearing[action]), "lead")
	}
	return hearing[action]
}

// stands says what a person is to a case.
func (s *state) stands(p *person) (as []string) {
	switch p.role {
	case "company":
		if p.company == s.company {
			as = append(as, "company")
		}
	case "liaison":
		if p.id == s.filer || p.id == s.liaison && !s.confidential {
			as = append(as, "liaison")
		}
	case "centre":
		as = append(as, "centre")
	case "leader":
		if !s.confidential {
			as = append(as, "leader")
		}
	case "officer", "chief":
		if p.bureau == s.against {
			return nil // nobody reads what is complained of them
		}
		if p.bureau == s.lead {
			as = append(as, "lead")
			if p.role == "chief" {
				as = append(as, "chief")
			}
		}
		if s.assists(p.bureau) && !s.confidential {
			as = append(as, "co")
		}
	}
	return as
}

func (s *state) assists(bureau string) bool {
	return slices.ContainsFunc(s.legs, func(l leg) bool { return l.open && l.bureau == bureau })
}

// helped says whether the bureau assists or ever did, so that it may read the case.
func (s *state) helped(bureau string) bool {
	return !s.confidential && slices.ContainsFunc(s.legs, func(l leg) bool { return l.bureau == bureau })
}

// hears says whether a person hears of what happened, as the case stands when it is told.
func (l *life) hears(p *person, h *happening) bool {
	s := l.state
	if p.id == h.by || !p.here(l.seq) {
		return false
	}
	if h.clock != nil {
		return l.remindsOf(p, h)
	}
	as := s.stands(p)
	for _, role := range h.audience {
		if role != "co" && slices.Contains(as, role) {
			return true
		}
	}
	if !slices.Contains(h.audience, "co") || p.bureau == "" || p.bureau == s.against || s.confidential {
		return false
	}
	if h.leg != 0 {
		return s.legs[h.leg-1].bureau == p.bureau && s.assists(p.bureau)
	}
	return s.assists(p.bureau) || slices.Contains(h.ended, p.bureau)
}

// robotHears says whether the group or program of a bureau hears of what happened: it hears what anybody there does, but
// nothing that is confidential or a complaint.
func (l *life) robotHears(robot *person, h *happening) bool {
	return l.open() && (l.hears(&person{id: -1, role: "officer", bureau: robot.bureau}, h) || l.hears(&person{id: -1, role: "chief", bureau: robot.bureau}, h))
}

// open says that a group may read of the case, which may have any member.
func (s *state) open() bool { return !s.confidential && s.against == "" }

// hidden says whether somebody who was told may be sent it no longer: the case is not theirs to read, or nobody like them is
// reminded any more.
func (l *life) hidden(p *person, h *happening) bool {
	if p.way != "" {
		nobody := h.clock != nil && milestones[h.milestone].owes != "company" && l.ears()[h.level] == ""
		return nobody || !l.open() || !l.sees(&person{role: "officer", bureau: p.bureau})
	}
	return !l.sees(p) || !p.here(l.seq) || h.clock != nil && !l.remindsOf(p, h)
}

// sees says whether the person may read the case at all.
func (s *state) sees(p *person) bool {
	return len(s.stands(p)) > 0 || p.bureau != "" && p.bureau != s.against && s.helped(p.bureau)
}
