package reports

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"jiangqitong/cases"
)

// Behind are the cases behind a number of a frozen issue, as the issue counted them.
type Behind struct {
	List      []Listed
	Total     int
	Companies int  // how many different companies they are of
	Untold    bool // the issue kept too little of its cases to tell which they were
}

// Listed is a case behind a number of a frozen issue.
type Listed struct {
	No      string
	Counted bool  // of the base of a rate: whether the issue counted it
	Now     *View // as the period would see the case now; nil when it was deleted, its time of keeping being over
	Dropped bool  // by the records of now the number would not count it, or not so
	Since   []Since
}

// Since is a fact of a case that is not any more as it was when the issue was frozen.
type Since struct{ Field, Was, Is Words }

// Behind lists the cases that a number of a frozen issue counted, whatever became of them: n of them after the first
// skip, in the order of the ledger. What each is now is read for those alone.
func (p *Press) Behind(ctx context.Context, number int64, link Link, skip, n int) (Behind, error) {
	issue, err := p.Issue(ctx, number)
	if err != nil {
		return Behind{}, err
	}
	was, err := p.tracesOf(ctx, number)
	if err != nil || !was.tell(link) {
		return Behind{Untold: true}, err
	}
	var b Behind
	var page []*trace
	companies := map[int64]bool{}
	for i := range was.Cases {
		c := &was.Cases[i]
		if !was.holds(c, link) {
			continue
		}
		if b.Total++; b.Total > skip && len(page) < n {
			page = append(page, c)
		}
		if c.Stand != nil {
			companies[c.Stand.Company] = true
		}
	}
	b.Companies = len(companies)
	b.List, err = p.listed(ctx, issue.Period, was, page, link)
	return b, err
}

// listed says what became of cases that an issue counted.
func (p *Press) listed(ctx context.Context, period cases.Period, was *traces, page []*trace, link Link) ([]Listed, error) {
	refs, err := p.desk.Refs(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(page))
	for i, c := range page {
		ids[i] = c.Case
	}
	records, err := p.desk.Records(ctx, Official, ids)
	if err != nil {
		return nil, err
	}
	print, hits, list := &printer{refs: refs}, make([]hit, len(Measures)), make([]Listed, len(page))
	for i, c := range page {
		l := &list[i]
		*l = Listed{No: c.No, Counted: was.mark(c, link.Measure) == 'c', Dropped: true}
		r := records[c.Case]
		if r == nil {
			continue
		}
		if l.Now = NewView(r, period, refs); l.Now == nil {
			l.Now = outside(r, period, refs)
			continue
		}
		examine(l.Now, hits)
		is := newTraces()
		is.add(l.Now, hits)
		now := &is.Cases[0]
		l.Dropped = !link.Holds(l.Now) || is.mark(now, link.Measure) != was.mark(c, link.Measure)
		for _, f := range differing(was, is, c, now) {
			l.Since = append(l.Since, Since{f.of.name, f.of.tell(print, f.was), f.of.tell(print, f.is)})
		}
	}
	return list, nil
}

// outside sees a case from a period that does not know of it any more.
func outside(r *cases.Record, p cases.Period, refs *cases.Refs) *View {
	v := &View{Record: r, period: p, end: p.End(), calendar: refs.Calendar}
	v.Round, _ = r.RoundAt(p.End())
	v.Category, _ = refs.Category(v.Round.Category)
	return v
}

// tell says whether the traces, nil for none, hold enough to list the cases of a link.
func (t *traces) tell(link Link) bool {
	if t == nil || !slices.Contains(t.Measures, link.Measure) {
		return false
	}
	m, _ := MeasureOf(link.Measure)
	kept := len(t.Cases) == 0 || t.Cases[0].Stand != nil
	return kept || m.Form != Companies && slices.Contains([]Dim{All, ByBureau, ByCategory, ByCo}, link.Dim)
}

// holds says whether the link names the case, as Link.Holds did when the issue was frozen.
func (t *traces) holds(c *trace, link Link) bool {
	mark := t.mark(c, link.Measure)
	if link.Dim == ByCo && link.Measure == "co_on_time" {
		mark = t.coMark(c, link.Value)
	} else if !t.stands(c, link) {
		return false
	}
	switch {
	case link.Base:
		return mark != '-'
	case link.Missed:
		return mark == 'b'
	}
	return mark == 'c'
}

// coMark is what a case added to the timeliness of one co-bureau.
func (t *traces) coMark(c *trace, bureau string) byte {
	answers, _ := t.fact(c, "co")
	for _, answer := range strings.Split(answers, ",") {
		switch code, is, _ := strings.Cut(answer, " "); {
		case code != bureau || answer == "":
		case cases.Tri(is) == cases.Yes:
			return 'c'
		default:
			return 'b'
		}
	}
	return '-'
}

// stands says whether the case stood in the link's part of its dimension.
func (t *traces) stands(c *trace, link Link) bool {
	category, _ := t.fact(c, "category")
	lead, _ := t.fact(c, "lead")
	switch link.Dim {
	case All, ByCo:
		return true
	case ByBureau:
		return lead == link.Value
	case ByCategory:
		return category == link.Value
	}
	s := c.Stand
	switch link.Dim {
	case ByGroup:
		return s.Group == link.Value
	case ByStreet:
		return s.Street == link.Value
	case BySource:
		return s.Source == link.Value
	case ByCompany:
		return !c.Secret && strconv.FormatInt(s.Company, 10) == link.Value
	case BySpot:
		return place{s.Street, category}.String() == link.Value
	case ByWords:
		return !c.Secret && strings.Contains(s.Title, link.Value)
	}
	return false
}
