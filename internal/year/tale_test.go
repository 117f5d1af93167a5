package year_test

import (
	"fmt"
	"slices"
	"strings"

	"jiangqitong/internal/db"
)

// This file tells of a fault what somebody needs who has never seen the case: which promise it was, when who should have
// heard, what they were told and sent instead, what the instances did then, and the story of the case.

// levelNames are the levels in words.
var levelNames = map[int]string{nearDue: "near due", due: "due", nextDay: "the office opens after it was due", threeDays: "more than three days late",
	fiveDays: "five working days late and not explained"}

// maxTales is of how many faults it is told at length.
const maxTales = 24

// tale tells of something that was to be told to a person, or was told to them.
func (y *year) tale(w tidings, p *person) string {
	if y.tales++; y.tales > maxTales {
		return w.String()
	}
	var b strings.Builder
	l := y.lives[w.no]
	if l == nil {
		return "\n    the list of a morning, for " + y.name(p.id)
	}
	fmt.Fprintf(&b, "\n    case     %s, %s, lead %q, now %s%s", w.no, l.category, l.lead, l.now, map[bool]string{true: ", urgent"}[l.urgent])
	fmt.Fprintf(&b, "\n    what     %s", w.what)
	if h := y.happened(w); h != nil && h.clock != nil {
		k := h.clock
		fmt.Fprintf(&b, "\n             level %d: %s; promised %d%s by %s/%d from %s on, due then %s", h.level, levelNames[h.level],
			k.span.n, k.span.unit, k.policy, k.edition+1, when(k.start), when(h.due))
	}
	fmt.Fprintf(&b, "\n    true at  %s", when(w.at))
	if p != nil {
		fmt.Fprintf(&b, "\n    person   %s, mail %q, does not want %v", y.name(p.id), p.mail, p.deaf)
		y.tellSent(&b, w, p)
	}
	for n := range y.rounds {
		if r := &y.rounds[n]; r.at >= w.at {
			for i := max(0, n-1); i < min(len(y.rounds), n+4); i++ {
				fmt.Fprintf(&b, "\n    round    %v", &y.rounds[i])
			}
			break
		}
	}
	for _, k := range l.clocks {
		fmt.Fprintf(&b, "\n    promise  %v", k)
	}
	return b.String() + "\n    story" + y.story(w.no)
}

// happened finds what the recomputation says of a reminder.
func (y *year) happened(w tidings) *happening {
	for _, h := range y.lives[w.no].recorded {
		if h.at == w.at && h.what() == w.what {
			return h
		}
	}
	return nil
}

// tellSent tells what the person was told of the case by inbox and mail, around the instant.
func (y *year) tellSent(b *strings.Builder, w tidings, p *person) {
	err := db.Each(background(), y.instances[0].DB.Reader(), func(row db.Scanner) error {
		var at, made, done int64
		var facts, state, reason string
		if err := row.Scan(&at, &facts, &state, &reason, &made, &done); err != nil {
			return err
		}
		told, err := tidingsOf(at, facts)
		if err != nil || told.at < w.at-5*aDay || told.at > w.at+5*aDay {
			return err
		}
		fmt.Fprintf(b, "\n    inbox    %s at %s", told.what, when(told.at))
		if state != "" {
			fmt.Fprintf(b, "; mail queued %s, %s %s %s", when(made/1000), state, when(done/1000), reason)
		}
		return nil
	}, `select n.at_ms, n.facts, coalesce(d.state, ''), coalesce(d.reason_en, ''), coalesce(d.made_ms, 0), coalesce(d.done_ms, 0)
		from message m join notice n on n.id = m.notice_id join cases c on c.id = n.case_id
		left join delivery d on d.notice_id = n.id and d.person_id = m.person_id and d.channel = 'mail'
		where c.no = $1 and m.person_id = $2 order by n.at_ms`, w.no, p.id)
	if err != nil {
		fmt.Fprintf(b, "\n    inbox    %v", err)
	}
}

// tellTold tells who was told of something.
func (y *year) tellTold(people map[int64]int) string {
	var list []string
	for id := range people {
		list = append(list, y.name(id))
	}
	slices.Sort(list)
	return "\n    told to  " + strings.Join(list, ", ")
}

// name says who a person is: role, bureau or company, and number.
func (y *year) name(id int64) string {
	p := y.town.byID[id]
	if p == nil {
		return fmt.Sprint("nobody of the town: ", id)
	}
	of := p.bureau
	if p.company != 0 {
		of = fmt.Sprint("no. ", p.company)
	}
	return strings.Join(strings.Fields(fmt.Sprintf("%s %s (%d)", p.role, of, id)), " ")
}
