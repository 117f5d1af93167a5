package year_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// incident is something that befalls the house at an instant.
type incident struct {
	at int64
	do func(t *testing.T)
}

// kills is how many processes are killed in a year: a new process takes a while.
func (y *year) kills() int { return 4 + y.filings/100 }

// incidents are those of the year, in order.
func (y *year) incidents(first, last int) []incident {
	of := yearOf(last)
	at := func(day string, hours, minutes int64) int64 {
		return on(dayNamed(fmt.Sprint(of)+"-"+day), hours, minutes)
	}
	list := []incident{
		{at("03-16", 10, 7), func(t *testing.T) { y.away(t, 30*hour) }},
		{at("09-14", 11, 3), func(t *testing.T) { y.down(t, 3*aDay) }},
		{at("09-29", 16, 11), func(t *testing.T) { y.down(t, 2*aDay+5*hour) }}, // into the National Day holiday
		{at("05-18", 15, 2), func(t *testing.T) { y.forward(t) }},
		{at("11-24", 9, 41), func(t *testing.T) { y.forward(t) }},
		{at("06-08", 10, 33), func(*testing.T) { y.office.down.Store(y.now() + 20*hour) }},
		{at("12-02", 14, 5), func(*testing.T) { y.office.down.Store(y.now() + 3*hour) }},
		{at("04-12", 9, 21), func(t *testing.T) { y.comeAndGo(t) }},
		{at("10-19", 15, 40), func(t *testing.T) { y.comeAndGo(t) }},
		{at("07-12", 10, 44), func(t *testing.T) { y.remind(t, "water", leanEars) }},
		{at("09-08", 9, 52), func(t *testing.T) { y.remind(t, "flood", fewEars) }},
		{at("06-22", 11, 8), func(t *testing.T) { y.edit(t, "jiangmen") }},
		{at("11-16", 16, 20), func(t *testing.T) { y.edit(t, "quanzhou") }},
		{at("10-22", 10, 15), func(t *testing.T) { y.turnTo(t, "other", "jiangmen", "quanzhou") }},
		{at("11-09", 10, 12), func(t *testing.T) { y.announce(t, of+1, y.notice(of+1, false), false) }},
		{at("12-20", 16, 2), func(t *testing.T) { y.announce(t, of+1, y.notice(of+1, true), true) }},
	}
	for _, day := range []string{"02-03", "04-21", "07-07", "08-19", "10-27"} {
		list = append(list, incident{at(day, 10+y.r.Int64N(7), 13), y.back})
	}
	for range y.kills() {
		when := on(first+4+y.r.IntN(last-first-9), 8, y.r.Int64N(11*60))
		list = append(list, incident{when, y.strike}, incident{when + 4*hour, y.stab})
	}
	list = slices.DeleteFunc(list, func(i incident) bool { return dayOf(i.at) < first })
	slices.SortFunc(list, func(a, b incident) int { return int(a.at - b.at) })
	return list
}

// everybody lets all instances live.
func (y *year) everybody() []fate { return slices.Repeat([]fate{lives}, len(y.instances)) }

// down is a time in which nothing runs and nobody gets in.
func (y *year) down(t *testing.T, span int64) {
	y.clock.Add(span)
	y.catchUp(t)
}

// away is a time in which people work and the timetable does not run.
func (y *year) away(t *testing.T, span int64) {
	y.until(t, y.now()+span)
	y.catchUp(t)
}

// catchUp is the first round after a time without: what was missed is made good, the morning's list among it.
func (y *year) catchUp(t *testing.T) {
	y.round(t, false, y.everybody()...)
	y.round(t, true, y.everybody()...)
}

// forward is a jump of the machine's clock by a day.
func (y *year) forward(t *testing.T) { y.down(t, aDay) }

// back is a jump of the machine's clock: an hour is lived twice.
func (y *year) back(t *testing.T) {
	y.round(t, false, y.everybody()...)
	y.clock.Add(-hour)
}

// notice is what the State Council announces for a year: the days of an outside table, or, where it has none yet, made up.
// The amendment gives one more day off.
func (y *year) notice(year int, amendment bool) map[int]bool {
	day := func(name string) int { return dayNamed(fmt.Sprint(year) + "-" + name) }
	if amendment {
		return map[int]bool{day("01-04"): false}
	}
	days := outsideYear(year)
	if len(days) > 0 {
		return days
	}
	for n := range 3 {
		days[day("01-01")+n] = false
	}
	days[day("01-09")] = true
	for n := range 8 {
		days[day("02-05")+n] = false
	}
	days[day("02-20")], days[day("04-05")], days[day("05-01")], days[day("05-03")] = true, false, false, false
	return days
}

// announce loads a notice through the product's own door; the promises are counted again in the next round.
func (y *year) announce(t *testing.T, of int, days map[int]bool, amends bool) {
	t.Helper()
	y.notices++
	last := y.calendars[len(y.calendars)-1]
	y.calendars, y.calendar = append(y.calendars, last.with(of, days, amends)), len(y.calendars)
	_, err := y.instances[0].Desk.LoadNotice(background(), y.town.admin, csvOf(of, y.notices, days, amends))
	must(t, err)
	y.letSpread(t)
	y.seq++
	y.changes = append(y.changes, y.seq)
	for range 3 { // what is due is counted anew, then everything is looked at again
		y.round(t, false, y.everybody()...)
		y.clock.Add(minute)
	}
}

// letSpread lets every instance know of an edit. Another than the one that made it would ask within a second, by a clock that
// stands still here: it begins anew instead.
func (y *year) letSpread(t *testing.T) {
	t.Helper()
	for n := range y.instances[1:] {
		y.restart(t, n+1)
	}
}

// csvOf writes a notice as administrators load it.
func csvOf(of, version int, days map[int]bool, amends bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# id: 国办发明电〔%d〕%d号\n# title: %d 年放假安排\n# year: %d\n# version: %d\n# amends: %t\ndate,kind,name\n", of-1, version, of, of, version, amends)
	var all []int
	for day := range days {
		all = append(all, day)
	}
	slices.Sort(all)
	for _, day := range all {
		kind := "off"
		if days[day] {
			kind = "work"
		}
		fmt.Fprintf(&b, "%s,%s,放假\n", nameOf(day), kind)
	}
	return b.String()
}

// calendarAt is which calendar was in force at a place in the year's order.
func (y *year) calendarAt(seq int) (n int) {
	for n < len(y.changes) && y.changes[n] < seq {
		n++
	}
	return n
}
