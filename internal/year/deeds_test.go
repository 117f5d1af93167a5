package year_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// This file says what each deed does to a case.

// deed is what somebody did to a case, as the product accepted it: all that the recomputation is told.
type deed struct {
	seq     int // place among all deeds and rounds of the year
	at      int64
	by      *person
	action  string
	in      map[string]string
	company int64    // of a new case
	liaison int64    // its company's then, 0 for none
	lead    string   // where a routing rule sent a new case, empty for nowhere
	co      []string // and who assists
}

// state is a case as the recomputation sees it.
type state struct {
	no                                  string
	company, liaison, filer             int64
	urgent, confidential                bool
	against, lead                       string
	category                            string
	policy                              string // which practice, and which edition of it
	edition                             int
	promises                            practice
	now                                 string // state of the case
	round                               int
	legs                                []leg
	clocks                              []*clock
	explained, disputed, tracked        bool
	instructed, unhappy, called, final  bool
	score, solved                       string
	extendTo, trackTo, promiseTo, named int // days: asked for by extension and tracking, promised, named for the next feedback
}

type leg struct {
	bureau string
	open   bool
}

// happening is what there is to tell of.
type happening struct {
	at        int64
	action    string // of a deed
	by        int64
	audience  []string
	leg       int
	ended     []string // bureaus whose part it ended
	clock     *clock   // of a reminder
	level     int
	due       int64 // of the clock, when the reminder was recorded
	milestone string
	round     int
	maybe     [][]*person     // who heard of it, if a round that was cut came to it
	first     int             // round that may have told it
	staleFrom [2]int          // rounds from which it may be and surely is no longer true, 0 for none
	unseen    map[int64][]int // by person: rounds from which on the case is not theirs to read, is again, is not again
}

// begin starts a promise, where the practice makes one.
func (l *life) begin(at int64, milestone string, leg int) {
	k := &clock{milestone: milestone, leg: leg, round: l.round, start: at, until: -1, policy: l.policy, edition: l.edition,
		span: spanOf(l.promises.promised(milestone)), cap: spanOf(l.promises.pause)}
	switch milestone {
	case "feedback":
		k.until = l.feedbackDay(at)
	case "promise":
		k.until = l.promiseTo
	default:
		if k.span.n == 0 {
			return
		}
	}
	k.settle(at, l.calendar)
	k.firstDue = k.due
	l.clocks = append(l.clocks, k)
}

// feedbackDay is the day of the next rolling feedback: the one that was named, or a month on and not after the promise.
func (l *life) feedbackDay(at int64) int {
	today := dayOf(at)
	next := monthOn(today)
	switch {
	case l.named >= 0:
		return l.named
	case next > l.promiseTo && l.promiseTo > today:
		return l.promiseTo
	}
	return next
}

// owed calls do with every promise of the whole case that has not ended and is among the milestones; none named means all.
func (l *life) owed(do func(*clock), names ...string) {
	for _, k := range l.clocks {
		if k.leg == 0 && !k.ended && (len(names) == 0 || slices.Contains(names, k.milestone)) {
			do(k)
		}
	}
}

func (l *life) pauseAll(at int64) {
	l.owed(func(k *clock) {
		if at < k.due { // what is late already stays late
			k.story, k.paused = append(k.story, turn{kind: "pause", at: at}), true
			k.settle(at, l.calendar)
		}
	}, "contact", "plan", "resolve")
}

func (l *life) resumeAll(at int64) {
	l.owed(func(k *clock) {
		if k.paused {
			k.story, k.paused = append(k.story, turn{kind: "resume", at: at}), false
			k.settle(at, l.calendar)
		}
	}, "contact", "plan", "resolve")
}

// endLegs ends the parts of all who assist, and names them.
func (l *life) endLegs() (bureaus []string) {
	for n := range l.legs {
		if l.legs[n].open {
			l.legs[n].open = false
			l.endLeg(n + 1)
			bureaus = append(bureaus, l.legs[n].bureau)
		}
	}
	return bureaus
}

func (l *life) endLeg(n int) {
	for _, k := range l.clocks {
		if k.leg == n && !k.ended {
			l.end(k)
		}
	}
}

func (l *life) assist(at int64, bureau string) {
	l.legs = append(l.legs, leg{bureau, true})
	l.begin(at, "co", len(l.legs))
}

// part is the number of the open part of a bureau.
func (l *life) part(bureau string) int {
	return 1 + slices.IndexFunc(l.legs, func(g leg) bool { return g.open && g.bureau == bureau })
}

// happen carries out what somebody did, or silence did, and lines it up to be told.
func (l *life) happen(at int64, action string, by *person, in map[string]string) {
	h := &happening{at: at, action: action, by: by.id, audience: audience(action, by)}
	l.at = at
	switch action {
	case "return":
		l.now, l.lead, l.disputed = "returned", "", false
		l.owed(l.end)
	case "refile":
		l.now = "filed"
		l.begin(at, "route", 0)
	case "reject", "withdraw", "merge":
		l.now = "over"
		l.owed(l.end)
	case "route":
		l.now, l.lead = "dispatched", in["lead"]
		l.owed(l.end, "route")
		for _, m := range []string{"sign", "contact", "plan", "resolve"} {
			l.begin(at, m, 0)
		}
		for _, bureau := range split(in["co"]) {
			l.assist(at, bureau)
		}
	case "reassign":
		h.ended = l.endLegs()
		l.now, l.lead, l.disputed, l.extendTo, l.trackTo = "dispatched", in["lead"], false, -1, -1
		for _, bureau := range split(in["co"]) {
			l.assist(at, bureau)
		}
		l.owed(l.end, "ruling", "sign", "answer")
		l.resumeAll(at)
		l.begin(at, "sign", 0)
	case "sign", "contact", "plan":
		l.owed(l.end, action)
		if action == "sign" {
			l.now = "handling"
		}
	case "decline":
		l.disputed = true
		l.begin(at, "ruling", 0)
	case "uphold", "uphold-silent":
		l.disputed = false
		l.owed(l.end, "ruling")
	case "ask":
		l.now = "waiting"
		l.pauseAll(at)
		l.begin(at, "answer", 0)
	case "answer", "unanswered":
		l.now = "handling"
		l.owed(l.end, "answer")
		l.resumeAll(at)
	case "extend":
		l.extendTo = dayNamed(in["until"])
	case "grant":
		l.owed(func(k *clock) {
			k.story = append(k.story, turn{kind: "extend", at: at, until: l.extendTo})
			k.settle(at, l.calendar)
		}, "resolve")
		l.extendTo = -1
	case "refuse":
		l.extendTo = -1
	case "add-co":
		l.assist(at, in["bureau"])
		h.leg = len(l.legs)
	case "co-answer", "co-decline":
		if h.leg = l.part(by.bureau); h.leg == 0 {
			l.strange = append(l.strange, fmt.Sprintf("%s at %s by %s, which has no part left", action, when(at), by.bureau))
			return
		}
		l.legs[h.leg-1].open = false
		l.endLeg(h.leg)
	case "submit":
		l.now = "reviewing"
	case "send-back":
		l.now = "handling"
		if l.tracked {
			l.now = "tracking"
		}
	case "approve", "reply":
		l.now, l.disputed, l.extendTo, l.trackTo = "replied", false, -1, -1
		l.owed(l.end, "contact", "plan", "resolve", "promise", "feedback", "ruling")
		l.begin(at, "confirm", 0)
	case "request-tracking":
		l.trackTo = dayNamed(in["until"])
	case "refuse-tracking":
		l.trackTo = -1
	case "approve-tracking":
		l.now, l.tracked, l.named = "tracking", true, -1
		l.promiseTo, l.trackTo, l.extendTo = l.trackTo, -1, -1
		l.owed(l.end, "resolve", "contact", "plan")
		l.begin(at, "feedback", 0)
		l.begin(at, "promise", 0)
	case "feedback":
		l.owed(l.end, "feedback")
		l.named = dayNamed(in["next"])
		l.begin(at, "feedback", 0)
	case "rate", "call-back":
		if action == "rate" && l.now == "replied" {
			l.now = "closed"
			l.owed(l.end, "confirm")
		}
		l.called = l.called || action == "call-back"
		l.score, l.solved = in["score"], in["solved"]
		l.unhappy = (l.score == "1" || l.score == "2" || l.solved == "no") && !l.final
	case "settle":
		l.unhappy = false
	case "seal":
		l.unhappy, l.final = false, true
	case "instruct", "acknowledge":
		l.instructed = action == "instruct"
	case "lapse":
		l.now = "closed"
		l.owed(l.end, "confirm")
	case "redo":
		l.owed(l.end)
		l.round++
		l.now, l.explained, l.tracked = "dispatched", false, false
		l.unhappy, l.called, l.score, l.solved = false, false, "", ""
		for _, m := range []string{"sign", "contact", "plan", "resolve"} {
			l.begin(at, m, 0)
		}
	case "explain":
		l.explained = true
	case "pair":
		if l.closed() {
			return
		}
		l.liaison = number(in["liaison"])
	case "repromise":
		policy := in["policy"]
		if in["category"] != "" {
			if policy = in["usual"]; l.urgent && in["urgent"] != "" {
				policy = in["urgent"]
			}
		}
		if l.closed() || in["category"] != "" && in["category"] != l.category || !l.repromise(at, policy, int(number(in[policy])), in["category"] != "") {
			return
		}
	}
	if l.closed() || l.now == "returned" || l.now == "filed" || l.now == "replied" {
		h.ended = append(h.ended, l.endLegs()...)
	}
	l.pending = append(l.pending, h)
}

// end ends a promise at the present instant; one that stands still runs again first.
func (l *life) end(k *clock) {
	if k.paused {
		k.story, k.paused = append(k.story, turn{kind: "resume", at: l.at}), false
		k.due = l.calendar.reckon(k)
	}
	k.ended, k.endedAt, k.armed = true, l.at, never
}

// repromise gives what is owed the time that an edition of a practice promises, from its own start on, and ends what that
// promises no longer: all that is owed, or only what an older edition promised. It says whether there was anything of
// the kind.
func (l *life) repromise(at int64, policy string, edition int, all bool) (some bool) {
	promises := practices[policy][edition]
	if (all || l.policy == policy) && (l.policy != policy || l.edition != edition) {
		l.policy, l.edition, l.promises, some = policy, edition, promises, true
	}
	for _, k := range l.clocks {
		if k.ended || k.span.n == 0 || !all && k.policy != policy || k.policy == policy && k.edition == edition {
			continue
		}
		some = true
		if next := spanOf(promises.promised(k.milestone)); next.n > 0 {
			k.policy, k.edition, k.span, k.cap = policy, edition, next, spanOf(promises.pause)
			k.settle(at, l.calendar)
		} else {
			l.end(k)
		}
	}
	return some
}

// silence is what happens by itself when a promise is missed.
var silence = map[string]string{"ruling": "uphold-silent", "answer": "unanswered", "confirm": "lapse"}

// product is who acts when nobody does.
var product = &person{role: "system"}

// stale says whether a reminder is no longer true: the promise was kept, stands still, or another level says more.
func (l *life) stale(h *happening) bool {
	k := h.clock
	if k == nil {
		return false
	}
	for level := h.level + 1; level <= k.level; level++ {
		if l.reminds(k.milestone, level) {
			return true
		}
	}
	return k.ended || k.paused || k.level < h.level || k.due != h.due
}

func number(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}

// split reads a list of codes.
func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}
