package year_test

import (
	"fmt"
	"testing"

	"jiangqitong/internal/db"
)

// This file compares what administrators are told of the house itself: that next year's holidays are not announced yet,
// and that letters fail.

// compareNotes compares the notes to the administrators, each told once.
func (y *year) compareNotes(t *testing.T, d *db.DB) {
	t.Helper()
	wrong := faults{t: t}
	defer wrong.end()
	should := y.notes(t, d)
	is := map[string]int{}
	err := db.Each(background(), d.Reader(), func(row db.Scanner) error {
		var key string
		var person int64
		if err := row.Scan(&key, &person); err != nil {
			return err
		}
		if y.town.byID[person].role != "admin" {
			wrong.add("a note to somebody who is no administrator", key, y.name(person))
		}
		is[key]++
		return nil
	}, "select n.key, m.person_id from message m join notice n on n.id = m.notice_id where n.topic = 'system'")
	must(t, err)
	for key, n := range is {
		if should[key] == not || n > len(y.town.all("admin")) {
			wrong.add("a note that should not be", key, n)
		}
	}
	for key, c := range should {
		if c == surely && is[key] == 0 {
			wrong.add("administrators were not told", key)
		}
	}
	t.Logf("%d notes to administrators", len(is))
}

// notes are those that administrators should get: one each week from November on until the notice of the next year has
// come, and one each day and way on which something fails for good, or may have failed for the third time in a row.
func (y *year) notes(t *testing.T, d *db.DB) map[string]certainty {
	t.Helper()
	all := map[string]certainty{}
	for n := range y.rounds {
		r := &y.rounds[n]
		day := dayOf(r.at)
		if next := yearOf(day) + 1; r.digest != not && nameOf(day)[5:] >= "11-01" && y.calendars[r.calendar].last < next {
			monday := day
			for weekday(monday) != 1 {
				monday--
			}
			key := fmt.Sprintf("calendar:%d:%s", next, nameOf(monday))
			all[key] = max(all[key], r.digest)
		}
	}
	for _, l := range readBook(t, y.book()) {
		failed, down := "failed:"+l.Way+":"+nameOf(dayOf(l.At)), "down:"+l.Way+":"+nameOf(dayOf(l.At))
		switch {
		case (l.Never || l.Unknown && once(l.Way)) && y.rounds[l.Round].send == surely:
			all[failed] = surely
		case !l.Came || l.Unknown:
			all[failed] = max(all[failed], perhaps)
		}
		if l.Down {
			all[down] = max(all[down], perhaps)
		}
	}
	// Whoever takes up what was on its way when its carrier died gives it up where there may be no copy, and no office knows.
	err := db.Each(background(), d.Reader(), func(row db.Scanner) error {
		var way string
		var at int64
		err := row.Scan(&way, &at)
		all["failed:"+way+":"+nameOf(dayOf(at/1000))] = surely
		return err
	}, "select channel, done_ms from delivery where state = 'failed'")
	must(t, err)
	return all
}
