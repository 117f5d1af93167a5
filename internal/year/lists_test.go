package year_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"jiangqitong/internal/db"
)

// This file is about the lists: each morning of a working day everybody on the government's side reads what waits for
// them, in one message, and in the first of a week the bureaus read what falls due in it.

// page is what one owner's list of a morning says: which cases stand on each list.
type page map[string][]string

// morning is the lists of all owners in one digest.
type morning struct {
	no        string // of the case that is being entered
	round     int
	firstWeek bool
	day, week map[string]page // by owner
}

// light is a promise at a glance, as the lists sort by it, worst first.
var lights = []string{"red", "yellow", "green", "paused", "none"}

// light is the worst light of what is owed on the whole case, or on a part, by anybody but the company; due is the
// earliest of its promises.
func (s *state) light(at int64, leg int) (worst string, due int64) {
	rank := len(lights) - 1
	due = never
	for _, k := range s.clocks {
		if k.leg != leg || k.ended || milestones[k.milestone].owes == "company" {
			continue
		}
		due = min(due, k.due)
		light := 2
		switch {
		case k.paused:
			light = 3
		case at >= k.due:
			light = 0
		case at >= k.nearAt:
			light = 1
		}
		rank = min(rank, light)
	}
	return lights[rank], due
}

// closed says whether work on the case is over.
func (s *state) closed() bool { return s.now == "over" || s.now == "closed" }

// stand enters the case into the lists on which it stands in the morning.
func (s *state) stand(m *morning, at int64) {
	m.no = s.no
	light, due := s.light(at, 0)
	s.standCentre(m, "centre", light)
	if !s.confidential {
		s.standCentre(m, "leaders", light)
	}
	if s.liaison != 0 && (!s.confidential || s.liaison == s.filer) {
		owner := fmt.Sprint("liaison ", s.liaison)
		m.add(s.now == "returned" || s.now == "waiting", owner, s.now)
		m.add(s.now == "replied", owner, "rate")
	}
	if s.lead == "" || s.closed() || s.now == "replied" || s.now == "filed" {
		return
	}
	m.add(s.now == "reviewing", s.lead, "review")
	m.add(s.instructed, s.lead, "instructed")
	if s.now != "reviewing" {
		m.owes(s.lead, light, due, at)
	}
	for n, l := range s.legs {
		if l.open && !s.confidential {
			light, due := s.light(at, n+1)
			m.owes(l.bureau, light, due, at)
		}
	}
}

func (s *state) standCentre(m *morning, owner, light string) {
	m.add(s.now == "filed", owner, "unrouted")
	m.add(s.disputed && !s.closed(), owner, "disputed")
	m.add(s.extendTo >= 0 && !s.closed(), owner, "extensions")
	m.add(s.trackTo >= 0 && !s.closed(), owner, "trackings")
	m.add(light == "red" && !s.closed(), owner, "late")
	m.add(s.unhappy, owner, "dissatisfied")
	m.add((s.now == "replied" || s.now == "closed") && !s.called && !s.final, owner, "callback")
}

func (m *morning) add(stands bool, owner, list string) {
	if stands {
		put(m.day, owner, list, m.no)
	}
}

// owes enters a bureau's case by its light, and into the week when it falls due in it.
func (m *morning) owes(bureau, light string, due, at int64) {
	m.add(light == "red" || light == "yellow", bureau, light)
	if m.firstWeek && (light == "yellow" || light == "green") && due <= endOfWeek(at) {
		put(m.week, bureau, "week", m.no)
	}
}

func put(pages map[string]page, owner, list, no string) {
	if pages[owner] == nil {
		pages[owner] = page{}
	}
	pages[owner][list] = append(pages[owner][list], no)
}

// counts is how many stand on each list.
func (p page) counts() map[string]int {
	counts := map[string]int{}
	for list, numbers := range p {
		counts[list] = len(numbers)
	}
	return counts
}

// endOfWeek is the end of the Sunday.
func endOfWeek(at int64) int64 {
	day := dayOf(at)
	for weekday(day) != 0 {
		day++
	}
	return on(day, 24, 0)
}

// startsWeek says whether no day before this one, back to Monday, was worked.
func (a *almanac) startsWeek(day int) bool {
	for weekday(day) != 1 {
		if day--; a.works(day) {
			return false
		}
	}
	return true
}

// mornings are the digests of the year: the first of each working day.
func (y *year) mornings() map[int]*morning {
	all, seen := map[int]*morning{}, map[int]bool{}
	for n := range y.rounds {
		r := &y.rounds[n]
		day, a := dayOf(r.at), y.calendars[r.calendar]
		if r.digest == surely && a.works(day) && !seen[day] {
			seen[day] = true
			all[n] = &morning{round: n, firstWeek: a.startsWeek(day), day: map[string]page{}, week: map[string]page{}}
		}
	}
	return all
}

// owner is whose list a person reads in the morning, empty for none.
func (p *person) owner() string {
	switch p.role {
	case "centre":
		return "centre"
	case "leader":
		return "leaders"
	case "liaison":
		return fmt.Sprint("liaison ", p.id)
	}
	return p.bureau
}

// compareLists compares the lists that people got with what stood on them.
func (y *year) compareLists(t *testing.T, d *db.DB, mornings map[int]*morning) {
	t.Helper()
	wrong := faults{t: t}
	defer wrong.end()
	type got struct {
		person    int64
		day, kind string
	}
	is := map[got]map[string]int{}
	err := db.Each(background(), d.Reader(), func(row db.Scanner) error {
		var person int64
		var facts string
		if err := row.Scan(&person, &facts); err != nil {
			return err
		}
		var f struct {
			List struct {
				Day   string
				Lists []struct {
					List string
					N    int
				}
				Due struct{ N int }
			}
		}
		if err := json.Unmarshal([]byte(facts), &f); err != nil {
			return err
		}
		day, week := got{person, f.List.Day, "day"}, got{person, f.List.Day, "week"}
		if is[day] != nil || is[week] != nil {
			wrong.add("a list twice", day)
		}
		for _, l := range f.List.Lists {
			if is[day] == nil {
				is[day] = map[string]int{}
			}
			is[day][l.List] = l.N
		}
		if f.List.Due.N > 0 {
			is[week] = map[string]int{"week": f.List.Due.N}
		}
		return nil
	}, "select m.person_id, n.facts from message m join notice n on n.id = m.notice_id where n.topic = 'digest'")
	must(t, err)
	lists := len(is)
	for _, n := range slices.Sorted(maps.Keys(mornings)) {
		m := mornings[n]
		day := nameOf(dayOf(y.rounds[n].at))
		for _, p := range y.town.people {
			for kind, pages := range map[string]map[string]page{"day": m.day, "week": m.week} {
				if !p.here(y.rounds[n].seq) {
					continue
				}
				should, key := pages[p.owner()].counts(), got{p.id, day, kind}
				if !maps.Equal(should, is[key]) {
					wrong.add("another list", key, y.name(p.id), "should be", should, "is", is[key])
				}
				delete(is, key)
			}
		}
	}
	for key := range is {
		wrong.add("a list that should not be", key, y.name(key.person))
	}
	t.Logf("%d lists on %d mornings", lists, len(mornings))
}

// listNames are the lists as people read them.
var listNames = map[string][2]string{"unrouted": {"待交办", "To route"}, "disputed": {"退单待裁定", "Disputed"}, "extensions": {"延期待批", "Extensions"},
	"trackings": {"挂账待批", "Tracking requests"}, "late": {"已超期", "Late"}, "dissatisfied": {"不满意待处理", "Dissatisfied"},
	"callback": {"待回访", "To call back"}, "review": {"待审核", "To review"}, "instructed": {"批示待回复", "Instructions"},
	"returned": {"待补正", "To complete"}, "waiting": {"待补充", "To answer"}, "rate": {"待评价", "To rate"},
	"red": {"已超期", "Overdue"}, "yellow": {"临近到期", "Near due"}, "week": {"本周到期", "Due this week"}}

var (
	caseNumber = regexp.MustCompile(`JQ\d{6}-\d{6}`)
	moreCases  = regexp.MustCompile(`另有 (\d+) 件|: (\d+) more`)
)

// compare compares a list as somebody's letter has it with what stood on it: how many of each kind, the first five of them
// named, ten of a week, and how many more there are.
func (m *morning) compare(wrong *faults, p *person, text string) {
	summary, lines, _ := strings.Cut(text, "\n")
	named, more := map[string][]string{}, map[string]int{}
	for line := range strings.Lines(lines) {
		label, rest, _ := strings.Cut(strings.Replace(line, ": ", "：", 1), "：")
		if left := moreCases.FindStringSubmatch(line); left != nil {
			more[label] += int(number(left[1] + left[2]))
			continue
		}
		named[label] = append(named[label], caseNumber.FindString(rest))
	}
	for kind, pages := range map[string]map[string]page{"day": m.day, "week": m.week} {
		for list, numbers := range pages[p.owner()] {
			label := listNames[list][0]
			if p.lang == "en" {
				label = listNames[list][1]
			}
			count := fmt.Sprintf("%s %d 件", label, len(numbers))
			if p.lang == "en" {
				count = fmt.Sprintf("%s %d", strings.ToLower(label), len(numbers))
			}
			most := min(len(numbers), map[string]int{"day": 5, "week": 10}[kind])
			some := slices.Compact(slices.Sorted(slices.Values(named[label])))
			strange := slices.ContainsFunc(some, func(no string) bool { return !slices.Contains(numbers, no) })
			if !strings.Contains(strings.ToLower(summary), count) || len(named[label]) != most || len(some) != most || strange || more[label] != len(numbers)-most {
				wrong.add("another list in the letter", p.way, label, "should be of", numbers, "is", text)
			}
			delete(named, label)
		}
	}
	if len(named) > 0 {
		wrong.add("a list in the letter that should not be", text)
	}
}
