package reports

import (
	"slices"

	"jiangqitong/cases"
)

// Figure is the value of a measure: N of Base for a rate, tenths of a day over 10 for days.
type Figure struct {
	N, Base int64
}

// Figures are the values of all measures by code.
type Figures map[string]Figure

// tally counts the cases of one part of a dimension.
type tally struct {
	n, base   []int64
	companies []map[int64]struct{}
	days      []map[int]int64
}

func newTally() *tally {
	n := len(Measures)
	return &tally{n: make([]int64, n), base: make([]int64, n), companies: make([]map[int64]struct{}, n), days: make([]map[int]int64, n)}
}

// hit is what one case adds to one measure.
type hit struct {
	counted, based bool
	days           int
}

// examine asks every measure about a case, once for all the parts it stands in.
func examine(v *View, hits []hit) {
	for i := range Measures {
		m := &Measures[i]
		h := hit{based: m.base != nil && m.base(v)}
		h.counted = (m.base == nil || h.based) && (m.hit == nil || m.hit(v))
		if h.based && m.days != nil {
			h.days = m.days(v)
		}
		hits[i] = h
	}
}

func (t *tally) add(company int64, hits []hit) {
	for i, h := range hits {
		if h.based {
			t.base[i]++
		}
		if !h.counted {
			continue
		}
		t.n[i]++
		switch Measures[i].Form {
		case Companies:
			if t.companies[i] == nil {
				t.companies[i] = map[int64]struct{}{}
			}
			t.companies[i][company] = struct{}{}
		case Median, Mean:
			if t.days[i] == nil {
				t.days[i] = map[int]int64{}
			}
			t.days[i][h.days]++
		}
	}
}

// figure is the measure's value.
func (t *tally) figure(code string) Figure {
	i := places[code]
	switch Measures[i].Form {
	case Rate:
		return Figure{t.n[i], t.base[i]}
	case Companies:
		return Figure{N: int64(len(t.companies[i]))}
	case Median:
		return median(t.days[i], t.base[i])
	case Mean:
		return mean(t.days[i], t.base[i])
	}
	return Figure{N: t.n[i]}
}

// median in tenths: of an even number of days the middle of the two in the middle.
func median(days map[int]int64, of int64) Figure {
	if of == 0 {
		return Figure{}
	}
	return Figure{N: int64(nth(days, (of-1)/2)+nth(days, of/2)) * 5, Base: 10}
}

// nth is the day at a place, counted from 0, when all are lined up.
func nth(days map[int]int64, place int64) int {
	lengths := make([]int, 0, len(days))
	for d := range days {
		lengths = append(lengths, d)
	}
	slices.Sort(lengths)
	for _, d := range lengths {
		if place -= days[d]; place < 0 {
			return d
		}
	}
	return 0
}

// mean in tenths, rounded half up.
func mean(days map[int]int64, of int64) Figure {
	if of == 0 {
		return Figure{}
	}
	var sum int64
	for d, n := range days {
		sum += int64(d) * n
	}
	return Figure{N: (20*sum + of) / (2 * of), Base: 10}
}

// fold counts cases, whole and by part, and keeps those that the lists of the Book name. It is pure: the same
// records in the same order give the same Book.
type fold struct {
	period cases.Period
	refs   *cases.Refs
	whole  *tally
	parts  map[Dim]map[string]*tally
	kept   lists
	traces *traces // nil where nobody asks which cases make a difference

	view View
	hits []hit
}

func newFold(p cases.Period, refs *cases.Refs) *fold {
	f := &fold{period: p, refs: refs, whole: newTally(), parts: map[Dim]map[string]*tally{}, hits: make([]hit, len(Measures))}
	for _, d := range dims {
		f.parts[d] = map[string]*tally{}
	}
	f.kept = newLists()
	return f
}

// count counts a case in the whole only, which is all that the figures of another month need.
func (f *fold) count(r *cases.Record) bool {
	if !f.view.see(r, f.period, f.refs) {
		return false
	}
	examine(&f.view, f.hits)
	f.whole.add(r.Company, f.hits)
	if f.traces != nil {
		f.traces.add(&f.view, f.hits)
	}
	return true
}

// add counts a case and says whether the period knows of it. The View that it leaves in f.view is valid until the next.
func (f *fold) add(r *cases.Record) bool {
	if !f.count(r) {
		return false
	}
	v := &f.view
	for _, d := range dims {
		f.part(d, v.part(d)).add(r.Company, f.hits)
	}
	f.kept.keep(v)
	return true
}

func (f *fold) part(d Dim, value string) *tally {
	t := f.parts[d][value]
	if t == nil {
		t = newTally()
		f.parts[d][value] = t
	}
	return t
}

// figures are the values of all measures over the whole.
func (f *fold) figures() Figures {
	all := Figures{}
	for _, m := range Measures {
		all[m.Code] = f.whole.figure(m.Code)
	}
	return all
}

// cell prints a measure of a tally, linked to its cases.
func (t *tally) cell(code string, d Dim, value string) Cell {
	return figureCell(t.figure(code), &Link{Measure: code, Dim: d, Value: value})
}

// baseCell prints the base of a rate, linked to its cases.
func (t *tally) baseCell(code string, d Dim, value string) Cell {
	return number(t.figure(code).Base, &Link{Measure: code, Base: true, Dim: d, Value: value})
}

// hitCell prints how many of a rate's base count, linked to them.
func (t *tally) hitCell(code string, d Dim, value string) Cell {
	return number(t.figure(code).N, &Link{Measure: code, Dim: d, Value: value})
}

// figureCell prints a figure. A rate leads to its base, so that the reader sees the hits among them.
func figureCell(f Figure, link *Link) Cell {
	m, _ := MeasureOf(link.Measure)
	switch m.Form {
	case Rate:
		link.Base = true
		return share(f.N, f.Base, link)
	case Median, Mean:
		link.Base = true
		return Cell{Kind: Days, N: f.N, Of: f.Base, Link: link}
	}
	return number(f.N, link)
}
