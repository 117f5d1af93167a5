package demo

import (
	"math/rand/v2"
	"time"

	"jiangqitong/internal/workday"
)

// begin is the first month of the sample.
var begin = workday.MakeMonth(2020, time.May)

// articleMonth is the month whose answers june.go lists one by one; no other case is answered in it.
var articleMonth = workday.MakeMonth(2021, time.June)

// volumes are how many requests come in during the first months; later ones go on like the last.
var volumes = []int{13, 15, 17, 20, 17, 16, 18, 21, 17, 11, 23, 30, 33}

// kinds are the categories with their weights in a usual month.
var kinds = []struct {
	category string
	weight   int
}{
	{"road", 9}, {"flood", 5}, {"fibre", 7}, {"truck", 7}, {"project", 9}, {"eia", 10}, {"planning", 8}, {"water", 5}, {"power", 6},
	{"labour", 7}, {"finance", 6}, {"policy", 7}, {"tax", 5}, {"land", 4}, {"complaint", 4}, {"other", 7},
}

// author writes the scripts of a whole sample.
type author struct {
	rng   *rand.Rand
	cal   *workday.Calendar
	cast  *cast
	until time.Time
	all   []*script
}

// history writes the months from begin to the end of the sample, but for the article's. Every way a case can go is
// taken at least once in the first year.
func (a *author) history() {
	month := begin
	for _, p := range paths {
		month = month.Next()
		if month.Compare(begin.AddMonths(11)) > 0 {
			month = begin
		}
		a.all = append(a.all, a.onPath(p, month))
	}
	for i, month := 0, begin; !month.First().Start().After(a.until); i, month = i+1, month.Next() {
		if month.Equal(articleMonth) {
			continue
		}
		for range volumes[min(i, len(volumes)-1)] {
			a.all = append(a.all, a.usual(month))
		}
	}
	for _, day := range []workday.Date{workday.MakeDate(2020, time.August, 19), workday.MakeDate(2021, time.May, 11)} {
		if day.Start().Before(a.until) {
			a.cloudburst(day)
		}
	}
}

// usual is a case of a usual month. One that would be answered in the article's month is written anew.
func (a *author) usual(month workday.Month) *script {
	for {
		s := a.open(a.category(), a.filing(month))
		a.path(s.category).write(s)
		if !s.repliesIn(articleMonth) {
			return s
		}
	}
}

// onPath is a case of the month that goes a certain way.
func (a *author) onPath(p path, month workday.Month) *script {
	category := a.category()
	for !p.fits(category) {
		category = a.category()
	}
	s := a.open(category, a.filing(month))
	p.write(s)
	return s
}

// open starts a script of a category for some company.
func (a *author) open(category string, filed time.Time) *script {
	f := a.cast.firms[a.rng.IntN(len(a.cast.firms))]
	s := write(a.rng, a.cal, f, category, a.tale(category), filed)
	switch n := a.rng.IntN(100); {
	case n < 12:
		s.by, s.fields["source"] = liaison, "visit"
	case n < 20:
		s.by, s.fields["source"] = centre, s.pick("phone", "letter")
	}
	if n := a.rng.IntN(10); n < 3 && pictured(category) {
		s.photos = 1 + n%2
	}
	return s
}

// pictured categories are those whose requests show something.
func pictured(category string) bool {
	return category == "road" || category == "flood" || category == "truck" || category == "power"
}

func (a *author) tale(category string) tale {
	list := talesOf(category)
	return list[a.rng.IntN(len(list))]
}

func talesOf(category string) []tale {
	for _, tales := range []map[string][]tale{livelihoodTales, approvalTales, otherTales} {
		if list := tales[category]; list != nil {
			return list
		}
	}
	return nil
}

// filing is an instant of some working day of the month, mostly well within office hours.
func (a *author) filing(month workday.Month) time.Time {
	for {
		day := month.First().AddDays(a.rng.IntN(month.Last().Day()))
		if !a.cal.IsWorking(day) && a.rng.IntN(12) > 0 {
			continue
		}
		at := day.At(8, 32).Add(time.Duration(a.rng.IntN(145*60)) * time.Second)
		if a.rng.IntN(2) == 0 {
			at = day.At(14, 32).Add(time.Duration(a.rng.IntN(130*60)) * time.Second)
		}
		return at
	}
}

func (a *author) category() string {
	n := 0
	for _, k := range kinds {
		n += k.weight
	}
	n = a.rng.IntN(n)
	for _, k := range kinds {
		if n -= k.weight; n < 0 {
			return k.category
		}
	}
	return ""
}

func (a *author) path(category string) path {
	n := 0
	for _, p := range paths {
		if p.fits(category) {
			n += p.weight
		}
	}
	n = a.rng.IntN(n)
	for _, p := range paths {
		if !p.fits(category) {
			continue
		}
		if n -= p.weight; n < 0 {
			return p
		}
	}
	return path{}
}

// cloudburst is a flood: five companies of one street file within two hours, two of them are merged into the first,
// and a leader looks at it.
func (a *author) cloudburst(day workday.Date) {
	var wet []*firm
	for _, f := range a.cast.firms {
		if f.Street == "waihai" {
			wet = append(wet, f)
		}
	}
	var first *script
	for i, f := range wet[:5] {
		s := write(a.rng, a.cal, f, "flood", talesOf("flood")[i%2], day.At(8, 35).Add(time.Duration(i*19)*time.Minute))
		s.fields["urgent"], s.photos = "yes", i%3
		switch {
		case first == nil:
			first = s
			instructed(s)
		case i < 3:
			s.mergedInto(first)
		default:
			smooth(s)
		}
		a.all = append(a.all, s)
	}
}
