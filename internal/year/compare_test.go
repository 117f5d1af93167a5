package year_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"jiangqitong/internal/db"
)

// This file compares what the product kept with what the recomputation says.

// tidings is one thing that was told: of which case, what, and at which true instant.
type tidings struct {
	no   string
	what string
	at   int64
}

func (w tidings) String() string { return fmt.Sprintf("%s: %s at %s", w.no, w.what, when(w.at)) }

// what says of what a happening tells.
func (h *happening) what() string {
	if h.clock == nil {
		return h.action
	}
	return reminder(h.milestone, h.leg, h.round, h.level, whenDue(h.due))
}

func reminder(milestone string, leg, round, level int, due string) string {
	return fmt.Sprintf("reminder %s leg %d round %d level %d due %s", milestone, leg, round, level, due)
}

// whenDue writes a due instant to the minute, midnight as the end of the day before.
func whenDue(at int64) string {
	if clockOf(at) == 0 {
		return nameOf(dayOf(at)-1) + " 24:00"
	}
	return time.Unix(at+east, 0).UTC().Format("2006-01-02 15:04")
}

// expected is what should have been told: who must have heard, and who may have.
type expected struct {
	must, may []*person
	told      int // the round
	h         *happening
	life      *life
}

// compare lives every case again and compares.
func (y *year) compare(t *testing.T) {
	t.Helper()
	d := y.instances[0].DB
	should, recorded := map[tidings][]*expected{}, map[tidings]bool{}
	things, loose := 0, 0
	y.join()
	y.lives = map[string]*life{}
	mornings := y.mornings()
	for _, f := range y.files {
		l, all := relive(f, y, mornings)
		y.lives[f.no] = l
		for _, e := range all {
			w := tidings{f.no, e.h.what(), e.h.at}
			should[w] = append(should[w], e)
			if things++; len(e.must) != len(e.may) {
				loose++
			}
		}
		for _, h := range l.recorded {
			recorded[tidings{f.no, h.what(), h.at}] = true
		}
	}
	t.Logf("%d reminders recorded, %d things told, %d of them to some or none because a round was cut", len(recorded), things, loose)
	if loose > things/20 {
		t.Errorf("of %d things told %d are left open: this shows too little", things, loose)
	}
	for no, l := range y.lives {
		if len(l.strange) > 0 {
			t.Errorf("deeds of %s that should not have been possible: %v%s", no, l.strange, y.story(no))
		}
	}
	y.compareClocks(t, d)
	y.compareRecorded(t, d, recorded)
	y.compareInboxes(t, d, should)
	y.compareLists(t, d, mornings)
	y.compareNotes(t, d)
	y.compareLetters(t, d, y.readMessages(t, d, should, mornings))
}

// times is how often a person must hear of something, or may: several answers can be passed on at one instant.
func times(all []*expected, p *person, must bool) (n int) {
	for _, e := range all {
		if must && slices.Contains(e.must, p) || !must && slices.Contains(e.may, p) {
			n++
		}
	}
	return n
}

// faults gathers differences and says the first few of each kind.
type faults struct {
	t     *testing.T
	kinds map[string]int
}

func (f *faults) add(kind string, about ...any) {
	if f.kinds == nil {
		f.kinds = map[string]int{}
	}
	if f.kinds[kind]++; f.kinds[kind] <= 12 {
		f.t.Error(append([]any{kind + ":"}, about...)...)
	}
}

func (f *faults) end() {
	for kind, n := range f.kinds {
		f.t.Errorf("%s: %d in all", kind, n)
	}
}

// compareRecorded compares the reminders that the timer recorded, each with its true instant.
func (y *year) compareRecorded(t *testing.T, d *db.DB, should map[tidings]bool) {
	t.Helper()
	wrong := faults{t: t}
	defer wrong.end()
	is := map[tidings]int{}
	err := db.Each(background(), d.Reader(), func(row db.Scanner) error {
		var no, milestone, data string
		var at int64
		var leg, round, level int
		if err := row.Scan(&no, &milestone, &leg, &round, &level, &at, &data); err != nil {
			return err
		}
		var more map[string]string
		if err := json.Unmarshal([]byte(data), &more); err != nil {
			return err
		}
		is[tidings{no, reminder(milestone, leg, round, level, more["due"]), at / 1000}]++
		return nil
	}, "select c.no, e.milestone, e.leg, e.round, e.level, e.at_ms, e.data from event e join cases c on c.id = e.case_id where e.level > 0")
	must(t, err)
	for w, n := range is {
		if !should[w] {
			wrong.add("a reminder recorded that should not be", y.tale(w, nil))
		}
		if n > 1 {
			wrong.add("a reminder recorded twice", y.tale(w, nil))
		}
	}
	for w := range should {
		if is[w] == 0 {
			wrong.add("a reminder not recorded", y.tale(w, nil))
		}
	}
}

// compareInboxes compares what everybody found in the inbox, and what was lined up for groups and programs, which have none.
func (y *year) compareInboxes(t *testing.T, d *db.DB, should map[tidings][]*expected) {
	t.Helper()
	wrong := faults{t: t}
	defer wrong.end()
	is := map[tidings]map[int64]int{}
	messages := 0
	err := db.Each(background(), d.Reader(), func(row db.Scanner) error {
		var person, endpoint, at int64
		var topic, facts string
		if err := row.Scan(&person, &endpoint, &topic, &at, &facts); err != nil {
			return err
		}
		if topic != "news" && topic != "reminder" {
			return nil
		}
		if endpoint != 0 {
			person = y.town.byEndpoint[endpoint].id
		}
		w, err := tidingsOf(at, facts)
		if err != nil {
			return err
		}
		if is[w] == nil {
			is[w] = map[int64]int{}
		}
		is[w][person]++
		messages++
		return nil
	}, `select m.person_id, 0, n.topic, n.at_ms, n.facts from message m join notice n on n.id = m.notice_id
		union all select 0, d.endpoint_id, n.topic, n.at_ms, n.facts from delivery d join notice n on n.id = d.notice_id where d.endpoint_id <> 0`)
	must(t, err)
	for w, people := range is {
		if should[w] == nil {
			wrong.add("told and should not be", y.tale(w, nil), y.tellTold(people))
			continue
		}
		for id, n := range people {
			switch most := times(should[w], y.town.byID[id], false); {
			case most == 0:
				wrong.add("told to somebody who should not hear", y.tale(w, y.town.byID[id]))
			case n > most:
				wrong.add("told more than once", y.tale(w, y.town.byID[id]))
			}
		}
	}
	for w, all := range should {
		for _, e := range all {
			for _, p := range e.must {
				if is[w][p.id] < times(all, p, true) {
					wrong.add("not told", "by the round of", when(y.rounds[e.told].at), y.tale(w, p))
				}
			}
		}
	}
	t.Logf("%d messages in inboxes and for groups and programs", messages)
}
