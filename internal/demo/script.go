package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// tale is what one kind of request is about, in the words of those who write it.
type tale struct {
	title, body string // by the company
	plan        string // by the bureau
	ask, answer string // a question of the bureau and what the company says to it
	solved      string // the reply when it is solved
	noted       string // the reply when it is planned or explained
	lead        string // who gets it, where no rule says
	against     string // bureau complained of
}

// part is who acts in a step.
type part int

const (
	company part = iota // the company's own account
	liaison             // the liaison paired with it
	centre              // the dispatcher of the centre
	caller              // who calls back
	officer             // of the lead
	chief               // of the lead
	helper              // officer of the co-bureau of the step's leg
	leader
)

// step is one thing that somebody does at an instant.
type step struct {
	at     time.Time
	part   part
	leg    int // of a helper, from 1, or lastLeg
	action cases.Action
	input  func(*cases.Case) cases.Input
}

// script is the life one sample case will lead, written before it is played: who files it, and who does what when.
// at is where the writing has come to; steps are written at it.
type script struct {
	rng *rand.Rand
	cal *workday.Calendar

	firm     *firm
	category string
	tale     tale
	by       part // who files
	fields   cases.Input
	photos   int
	filed    time.Time
	at       time.Time
	steps    []step

	made *cases.Case // as last played
}

// write opens a script with the filing of a tale.
func write(rng *rand.Rand, cal *workday.Calendar, f *firm, category string, t tale, filed time.Time) *script {
	s := &script{rng: rng, cal: cal, firm: f, category: category, tale: t.told(rng, f), filed: filed, at: filed}
	s.fields = cases.Input{"category": category, "title": s.tale.title, "body": s.tale.body, "contact_name": f.Contact,
		"contact_phone": f.Phone, "street": f.Street, "visit_times": f.Visits, "against": s.tale.against}
	return s
}

// told fills a tale in with the company's road and some numbers.
func (t tale) told(rng *rand.Rand, f *firm) tale {
	fill := strings.NewReplacer("{road}", f.road, "{n}", strconv.Itoa(3+rng.IntN(9)), "{m}", strconv.Itoa(2+rng.IntN(7)))
	for _, text := range []*string{&t.title, &t.body, &t.plan, &t.ask, &t.answer, &t.solved, &t.noted} {
		*text = fill.Replace(*text)
	}
	return t
}

// after lets between min and max pass, and waits for the office to open.
func (s *script) after(min, max time.Duration) *script {
	s.at = s.at.Add(min + time.Duration(s.rng.Int64N(int64(max-min)+1))).Truncate(time.Second)
	if !s.cal.IsOpen(s.at) {
		s.at = s.cal.NextOpening(s.at).Add(time.Duration(180+s.rng.IntN(1500)) * time.Second)
	}
	return s
}

// days lets between min and max working days pass and goes on at some time of that day's office hours.
func (s *script) days(min, max int) *script {
	day := s.cal.AddWorkingDays(workday.DateOf(s.at), min+s.rng.IntN(max-min+1))
	return s.onDay(day)
}

// onDay goes on at some time of the day's office hours, never back.
func (s *script) onDay(day workday.Date) *script {
	at := day.At(8, 40+s.rng.IntN(20))
	if s.rng.IntN(2) == 0 {
		at = day.At(14, 35)
	}
	at = at.Add(time.Duration(s.rng.IntN(140*60)) * time.Second)
	if at.After(s.at) {
		s.at = at
	}
	return s
}

// until goes on at an instant.
func (s *script) until(at time.Time) *script {
	s.at = at
	return s
}

// do writes a step with its fields as name, value pairs.
func (s *script) do(p part, action cases.Action, pairs ...string) *script {
	in := cases.Input{}
	for i := 0; i < len(pairs); i += 2 {
		in[pairs[i]] = pairs[i+1]
	}
	return s.doAs(p, action, func(*cases.Case) cases.Input { return in })
}

// doAs writes a step whose fields depend on the case as it is then.
func (s *script) doAs(p part, action cases.Action, input func(*cases.Case) cases.Input) *script {
	s.steps = append(s.steps, step{at: s.at, part: p, action: action, input: input})
	return s
}

// lastLeg is the part of the co-bureau that was asked last.
const lastLeg = -1

// doLeg writes a step of the co-bureau with the leg.
func (s *script) doLeg(leg int, action cases.Action, pairs ...string) *script {
	s.do(helper, action, pairs...)
	s.steps[len(s.steps)-1].leg = leg
	return s
}

func (s *script) pick(texts ...string) string { return texts[s.rng.IntN(len(texts))] }

func (s *script) chance(percent int) bool { return s.rng.IntN(100) < percent }

// repliesIn says whether the script has an answer to the company in the month.
func (s *script) repliesIn(m workday.Month) bool {
	for _, step := range s.steps {
		if (step.action == cases.Approve || step.action == cases.Reply) && m.Contains(workday.DateOf(step.at)) {
			return true
		}
	}
	return false
}

// actor is who plays the step.
func (s *script) actor(c *cast, st step) cases.Actor {
	switch st.part {
	case company:
		return s.firm.actor
	case liaison:
		return s.firm.liaison
	case centre:
		return c.centre
	case caller:
		return c.caller
	case officer:
		return c.officers[s.made.Lead]
	case chief:
		return c.chiefs[s.made.Lead]
	case helper:
		return c.officers[s.leg(st).Bureau]
	}
	return c.leaders[len(s.steps)%len(c.leaders)]
}

// moot says whether the step has no object: a co-bureau's work where there is none to do any more, or where the
// co-bureau may not know of the case; and an extension or an explanation for which a long holiday left no time or
// gave no reason.
func (s *script) moot(st step, a cases.Actor, m cases.Moment) bool {
	switch st.action {
	case cases.CoSign, cases.CoAnswer, cases.CoDecline:
		return s.made.Confidential || !s.leg(st).State.Open()
	case cases.Extend, cases.Grant, cases.Refuse, cases.Explain:
		return !slices.ContainsFunc(s.made.Offers(a, m), func(o cases.Step) bool { return o.Action == st.action })
	}
	return false
}

// leg is the co-bureau's part that the step is about, the zero Leg when there is none.
func (s *script) leg(st step) cases.Leg {
	n := st.leg
	if n == lastLeg {
		n = len(s.made.Legs)
	}
	if n > len(s.made.Legs) || n == 0 {
		return cases.Leg{}
	}
	return s.made.Legs[n-1]
}

func (s *script) String() string {
	return fmt.Sprintf("%s %s (%s)", s.filed.In(workday.Zone).Format("2006-01-02 15:04"), s.tale.title, s.firm.Name)
}
