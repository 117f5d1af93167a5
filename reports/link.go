package reports

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"jiangqitong/cases"
)

// Dim is a way to divide cases.
type Dim string

// The dimensions. All is the whole.
const (
	All        Dim = ""
	ByBureau   Dim = "bureau" // lead bureau
	ByCategory Dim = "category"
	ByGroup    Dim = "group"
	ByStreet   Dim = "street"
	BySource   Dim = "source"
	ByCompany  Dim = "company" // by its id; confidential requests are no company's
	BySpot     Dim = "spot"    // street and category, "waihai/road"
	ByCo       Dim = "co"      // co-bureau that owed an answer
	ByWords    Dim = "words"   // a stretch of the title; confidential requests hold none
)

// dims lists the dimensions that divide every figure; the others only lead to cases.
var dims = []Dim{ByBureau, ByCategory, ByGroup, ByStreet, BySource}

// Link names the cases behind a number: those that a measure counts, in one part of a dimension. Base asks for the
// cases of the measure's denominator, Missed for those of them that the measure does not count.
type Link struct {
	Measure string
	Base    bool   `json:",omitempty"`
	Missed  bool   `json:",omitempty"`
	Dim     Dim    `json:",omitempty"`
	Value   string `json:",omitempty"`
	Period  string `json:",omitempty"` // name of the earlier period whose cases they are, empty for the report's own
}

// Query writes the link as the parameters of an address: measure, base, missed, by and of. The period is the address itself.
func (l Link) Query() url.Values {
	q := url.Values{"measure": {l.Measure}}
	if l.Base {
		q.Set("base", "yes")
	}
	if l.Missed {
		q.Set("missed", "yes")
	}
	if l.Dim != All {
		q.Set("by", string(l.Dim))
		q.Set("of", l.Value)
	}
	return q
}

// ParseLink reads what Query writes. An unknown measure or dimension is refused.
func ParseLink(q url.Values) (Link, error) {
	l := Link{Measure: q.Get("measure"), Base: q.Get("base") == "yes", Missed: q.Get("missed") == "yes", Dim: Dim(q.Get("by")), Value: q.Get("of")}
	m, ok := MeasureOf(l.Measure)
	known := slices.Contains(append([]Dim{All, ByCompany, BySpot, ByCo, ByWords}, dims...), l.Dim)
	if !ok || !known || (l.Base || l.Missed) && m.base == nil || l.Base && l.Missed {
		return Link{}, &cases.Problem{Kind: cases.Invalid, Field: "measure",
			Words: Words{Zh: "没有这项指标，请从报表中的数字点入。", En: "There is no such measure; follow a number of the report."}}
	}
	return l, nil
}

// Words says what the list behind the number holds.
func (l Link) Words(refs *cases.Refs) Words {
	m, _ := MeasureOf(l.Measure)
	w := m.Name
	switch {
	case l.Base:
		w = m.BaseName
	case l.Missed:
		w = Words{Zh: m.BaseName.Zh + "：" + cmp.Or(m.Miss.Zh, "不计入"), En: m.BaseName.En + ": " + cmp.Or(m.Miss.En, "not counted")}
	}
	if l.Dim == All {
		return w
	}
	of := nameOf(refs, l.Dim, l.Value)
	return Words{Zh: of.Zh + " · " + w.Zh, En: of.En + " · " + w.En}
}

// Holds says whether the case as seen from the period is one of those the link names: the same predicate that counted it.
func (l Link) Holds(v *View) bool {
	m, ok := MeasureOf(l.Measure)
	if !ok {
		return false
	}
	switch {
	case l.Dim == ByWords && (v.Confidential || !strings.Contains(v.Title, l.Value)):
		return false
	case l.Dim == ByWords:
	case l.Dim == ByCo:
		asked := *v
		asked.co = l.Value
		v = &asked
	case l.Dim != All && v.part(l.Dim) != l.Value:
		return false
	}
	based := m.base != nil && m.base(v)
	switch {
	case l.Base:
		return based
	case l.Missed:
		return based && !m.counts(v)
	}
	return m.counts(v)
}
