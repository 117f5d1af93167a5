package year_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jiangqitong/internal/db"
)

// This file compares what left the house: everybody who has a mail address gets every message once, in sending hours or about
// something urgent, while it is true and theirs to read; so do the groups and programs of bureaus, and whoever has a mobile
// what is urgent. What was not sent needs a reason.

// message is one in somebody's inbox and what has to become of its letter.
type message struct {
	*expected
	w      tidings
	to     *person
	way    string
	list   *morning // whose list it is, nil for what is told of a case
	fate   string   // in the product's own books
	came   []letter
	failed []letter
}

// gone says whether perhaps, or surely, the letter must not go in a round: it is a reminder that is no longer true, or
// the case is not theirs to read.
func (m *message) gone(n int, c certainty) bool {
	stale := m.h.staleFrom[c-perhaps]
	unseen := 0
	for _, from := range m.h.unseen[m.to.id] {
		if from <= n {
			unseen++
		}
	}
	return stale > 0 && n >= stale || unseen%2 == 1
}

// compareLetters compares the post office's book with what had to be sent.
func (y *year) compareLetters(t *testing.T, d *db.DB, messages map[key]*message) {
	t.Helper()
	wrong := faults{t: t}
	defer wrong.end()
	book := readBook(t, y.book())
	letters, copies, tries := map[string]int{}, 0, 0
	y.firstTried = map[string]int64{}
	for _, l := range book {
		if first, tried := y.firstTried[l.ID]; !tried || l.At < first {
			y.firstTried[l.ID] = l.At
		}
		if r := &y.rounds[l.Round]; l.Down && (l.Way == "mail" || l.Way == "sms") { // one server for all is left alone for a minute
			if r.rests == nil {
				r.rests = map[string]bool{}
			}
			r.rests[l.Way] = true
		}
		if l.Came {
			letters[l.Way]++
		} else {
			tries++
		}
		if l.Unnamed > 0 {
			wrong.add("a letter that does not name its cases", l)
		}
		for _, id := range l.Notices {
			notice := noticeNumber(id)
			m := messages[key{notice, l.To}]
			if m == nil {
				wrong.add("a letter about nothing that was told", id, "to", l.To)
				continue
			}
			if l.Came {
				m.came = append(m.came, l)
			} else {
				m.failed = append(m.failed, l)
			}
		}
	}
	for _, m := range messages {
		copies += y.judge(&wrong, m)
	}
	y.compareCounts(&wrong, book, messages)
	t.Logf("letters that arrived: %v; %d attempts failed, %d messages to send, %d of them came in a copy that says it is one", letters, tries, len(messages), copies)
}

// mostInOne is how many messages one letter tells of at most.
const mostInOne = 5000

// compareCounts wants all that goes to somebody in one round in one letter, what is urgent in one of its own, of what goes
// for the first time: after downtime, too. Of two instances one may tell while the other sends already; and a letter that
// was lost on the way with whoever carried it goes again as it was.
func (y *year) compareCounts(wrong *faults, book []letter, messages map[key]*message) {
	type got struct {
		round  int
		to     string
		urgent bool
	}
	letters, notices := map[got]int{}, map[got]int{}
	for _, l := range book {
		if len(l.Late) > 0 && len(l.Late) < len(l.Notices) {
			wrong.add("urgent matters and others in one letter", l)
		}
		if r := &y.rounds[l.Round]; !l.Came || l.Way == "webhook" || y.crashed(l.Way, l.Round) || r.crowd || y.firstTried[l.ID] < l.At || y.lostBefore(l, messages) {
			continue
		}
		g := got{l.Round, l.To, len(l.Late) == 0}
		letters[g]++
		notices[g] += len(l.Notices)
		if letters[g] > 1+notices[g]/mostInOne {
			wrong.add("more letters than one", l.To, letters[g], "of", notices[g], "messages in the round", &y.rounds[l.Round])
		}
	}
}

// lostBefore says whether anything died since what the letter tells of was told.
func (y *year) lostBefore(l letter, messages map[key]*message) bool {
	for _, id := range l.Notices {
		m := messages[key{noticeNumber(id), l.To}]
		for n := l.Round; m != nil && n >= m.h.first; n-- {
			if y.crashed(l.Way, n) {
				return true
			}
		}
	}
	return false
}

// key finds a message by notice and where it goes: a mail address, a mobile number, the address of a robot.
type key struct {
	notice int64
	to     string
}

// noticeNumber reads jqt-17-… .
func noticeNumber(id string) int64 {
	parts := strings.Split(id, "-")
	n, _ := strconv.ParseInt(parts[1], 10, 64)
	return n
}

// judge holds one message to what is promised of its letter, and counts copies.
func (y *year) judge(wrong *faults, m *message) (copies int) {
	tale := func(more ...any) []any {
		return append(more, "; told in the round of", when(y.rounds[m.told].at), y.tale(m.w, m.to))
	}
	for i, l := range m.came {
		switch {
		case i > 0 && once(m.way):
			wrong.add("sent twice to somebody who cannot tell", tale(l, m.came[0])...)
		case i > 0 && l.ID != m.came[0].ID:
			wrong.add("sent twice", tale(l, m.came[0])...)
		case i > 0 && !m.came[i-1].Unknown && !y.crashed(m.way, m.came[i-1].Round):
			wrong.add("repeated without need", tale(l, m.came[i-1])...)
		case i > 0:
			copies++
		}
		if !m.urgent() && !y.calendars[y.rounds[l.Round].calendar].sending(l.At) {
			wrong.add("sent outside sending hours", tale("sent at", when(l.At))...)
		}
		if l.Round < m.h.first {
			wrong.add("sent before it was told", tale("sent at", when(l.At))...)
		}
		if m.gone(l.Round, surely) {
			wrong.add("sent though no longer true or theirs", tale("sent at", when(l.At), "stale from the rounds", m.h.staleFrom, "not to be seen", m.h.unseen[m.to.id], "in round", l.Round)...)
		}
	}
	if unknown := func(l letter) bool { return l.Unknown }; once(m.way) && m.fate != "failed" && (slices.ContainsFunc(m.came, unknown) || slices.ContainsFunc(m.failed, unknown)) {
		wrong.add("nobody knows whether it arrived, and it is not said to have failed but "+m.fate, tale()...)
	}
	for _, l := range m.came {
		if m.list != nil {
			m.list.compare(wrong, m.to, l.List)
		}
	}
	if m.to.deaf[m.way+" "+m.topic()] {
		if len(m.came) > 0 {
			wrong.add("sent though not wanted", tale()...)
		}
		return copies
	}
	if len(m.came) == 0 && !m.excused(y) {
		wrong.add("not sent", tale(m.failed)...)
	}
	return copies
}

// urgent says whether it may go at any hour. That promises were counted again can wait for the morning.
func (m *message) urgent() bool {
	return m.life.urgent && m.h.action != "recount" && m.h.action != "repromise"
}

func (m *message) topic() string {
	switch {
	case m.list != nil:
		return "digest"
	case m.h.clock != nil:
		return "reminder"
	}
	return "news"
}

// crashed says whether anything died in the round or the way was left alone, so that the outcome of what went there may have
// been lost.
func (y *year) crashed(way string, n int) bool {
	return y.rounds[n].send != surely || y.rounds[n].rests[way]
}

// lease is how long what a dead instance held stays its own.
const lease = 10 * minute

// longestPause is the longest time between two attempts: two hours, give or take a fifth.
const longestPause = 2*hour + 24*minute

// excused says whether there is a reason why no letter came: it was refused for good, or ceased to be true before the
// first round in which it had to go; or, where no copy may be sent, nobody knows whether it came.
func (m *message) excused(y *year) bool {
	tries, from := 0, y.rounds[m.told].at+30
	for _, l := range m.failed {
		if tries++; l.Never || tries >= 12 || l.Unknown && (once(m.way) || m.fate == "failed") { // what may have arrived is given up as one letter
			return true
		}
		from = max(from, l.At+longestPause)
	}
	if m.urgent() && len(m.failed) == 0 {
		from = y.rounds[m.told].at
	}
	for n := m.h.first; n < len(y.rounds); n++ { // it may have been told, and handed over, by a round that was cut before
		r := &y.rounds[n]
		if n >= m.told && m.gone(n, perhaps) {
			return true
		}
		switch open := m.urgent() || y.calendars[r.calendar].sending(r.at); {
		case y.crashed(m.way, n): // whoever died may have held it, even while it was gathered with others
			if once(m.way) && m.fate == "failed" {
				return true
			}
			from = max(from, r.at+lease+1)
		case n >= m.told && open && r.at >= from:
			return false
		}
	}
	return true
}

// readMessages reads what was told to whoever has an address of some kind.
func (y *year) readMessages(t *testing.T, d *db.DB, should map[tidings][]*expected, mornings map[int]*morning) map[key]*message {
	t.Helper()
	messages, lists := map[key]*message{}, y.asExpected(mornings)
	err := db.Each(background(), d.Reader(), func(row db.Scanner) error {
		var notice, person, endpoint, at int64
		var topic, facts string
		if err := row.Scan(&notice, &person, &endpoint, &topic, &at, &facts); err != nil {
			return err
		}
		m := message{to: y.town.byID[person]}
		if endpoint != 0 {
			m.to = y.town.byEndpoint[endpoint]
		}
		switch topic {
		case "news", "reminder":
			w, err := tidingsOf(at, facts)
			if all := should[w]; err != nil || len(all) == 0 {
				return err // told and should not be, which was said before
			}
			m.w, m.expected = w, should[w][0]
		case "digest":
			if m.expected = lists[dayOf(at/1000)]; m.expected == nil {
				return nil
			}
			m.list = mornings[m.told]
		default:
			return nil
		}
		for way, to := range map[string]string{"mail": m.to.mail, "sms": m.to.phone, m.to.way: m.to.url} {
			if to != "" && (way != "sms" || m.urgent()) {
				one := m
				one.way = way
				messages[key{notice, to}] = &one
			}
		}
		return nil
	}, `select n.id, m.person_id, 0, n.topic, n.at_ms, n.facts from message m join notice n on n.id = m.notice_id
		union all select n.id, 0, d.endpoint_id, n.topic, n.at_ms, n.facts from delivery d join notice n on n.id = d.notice_id where d.endpoint_id <> 0`)
	must(t, err)
	y.readFates(t, d, messages)
	return messages
}

// asExpected says of the lists of each morning what is said of other things that are told: by which round, and how long they
// are true.
func (y *year) asExpected(mornings map[int]*morning) map[int]*expected {
	all, left := map[int]*expected{}, y.left()
	for n := range mornings {
		first, end := n, n
		for first > 0 && y.rounds[first-1].at == y.rounds[n].at && y.rounds[first-1].digest != not {
			first--
		}
		for end < len(y.rounds) && dayOf(y.rounds[end].at) == dayOf(y.rounds[n].at) {
			end++
		}
		all[dayOf(y.rounds[n].at)] = &expected{told: n, h: &happening{first: first, staleFrom: [2]int{end, end}, unseen: left}, life: &life{state: &state{}}}
	}
	return all
}

// left is from which round on somebody who left, also between their list of a morning and its letter, is told nothing more.
func (y *year) left() map[int64][]int {
	left := map[int64][]int{}
	for _, p := range y.town.people {
		after := func(r round) bool { return p.gone != 0 && r.seq >= p.gone }
		if n := slices.IndexFunc(y.rounds, after); n >= 0 {
			left[p.id] = []int{n}
		}
	}
	return left
}

// readFates reads what became of each message by the product's own books.
func (y *year) readFates(t *testing.T, d *db.DB, messages map[key]*message) {
	t.Helper()
	err := db.Each(background(), d.Reader(), func(row db.Scanner) error {
		var notice, person, endpoint int64
		var way, state string
		if err := row.Scan(&notice, &person, &endpoint, &way, &state); err != nil {
			return err
		}
		p := y.town.byID[person]
		if endpoint != 0 {
			p = y.town.byEndpoint[endpoint]
		}
		if m := messages[key{notice, map[string]string{"mail": p.mail, "sms": p.phone, p.way: p.url}[way]}]; m != nil {
			m.fate = state
		}
		return nil
	}, "select notice_id, person_id, endpoint_id, channel, state from delivery")
	must(t, err)
}

// tidingsOf reads what a stored notice tells.
func tidingsOf(atMs int64, facts string) (tidings, error) {
	var f struct {
		Action, Milestone, Due, No string
		Leg, Round, Level          int
	}
	err := json.Unmarshal([]byte(facts), &f)
	w := tidings{f.No, f.Action, atMs / 1000}
	if f.Level > 0 {
		w.what = reminder(f.Milestone, f.Leg, f.Round, f.Level, f.Due)
	}
	return w, err
}

// notYet stands for a round that nobody knows yet.
const notYet = 0

// watch notes from which round on, perhaps and surely, something told ceases to be true, or to be somebody's to read.
func (l *life) watch(n, surely int) {
	if !l.changed {
		return
	}
	l.changed = surely == notYet
	l.out = slices.DeleteFunc(l.out, func(e *expected) bool {
		if l.stale(e.h) {
			if e.h.staleFrom[0] == 0 {
				e.h.staleFrom[0] = n
			}
			e.h.staleFrom[1] = surely
			return surely != notYet
		}
		for _, p := range e.may {
			if hidden := l.hidden(p, e.h); hidden != (len(e.h.unseen[p.id])%2 == 1) {
				if e.h.unseen == nil {
					e.h.unseen = map[int64][]int{}
				}
				e.h.unseen[p.id] = append(e.h.unseen[p.id], n)
			}
		}
		return false
	})
}
