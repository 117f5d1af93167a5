package reports

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"jiangqitong/cases"
)

// lists keeps the cases that the Book names one by one.
type lists struct {
	overdue, near, tracked, unhappy, moved, typical shortlist
	companies                                       map[int64]*company
	co                                              map[string]*Figure // promises of co-bureaus due and kept
	spots                                           map[place]*spot
	words                                           wordy
}

func newLists() lists {
	return lists{overdue: shortlist{order: byDue}, near: shortlist{order: byDue}, tracked: shortlist{order: byDue},
		unhappy: shortlist{order: byFiled}, moved: shortlist{order: byFiled}, typical: shortlist{order: byFiled},
		companies: map[int64]*company{}, co: map[string]*Figure{}, spots: map[place]*spot{}, words: newWordy()}
}

// most is how many lines a list of cases prints; a note says how many there are.
const most = 500

// shortlist holds the first cases of a list in its order, however many there are, and counts them all.
type shortlist struct {
	n     int64
	views []*View
	order func(a, b *View) int
}

func (s *shortlist) put(v *View) {
	s.n++
	if s.views = append(s.views, v); len(s.views) >= 2*most {
		s.cut()
	}
}

// cut leaves the first in order.
func (s *shortlist) cut() []*View {
	slices.SortStableFunc(s.views, s.order)
	if len(s.views) > most {
		clear(s.views[most:])
		s.views = s.views[:most]
	}
	return s.views
}

// company is an enterprise with cases in the period. What is confidential is counted apart, so that nobody learns from
// a name and a number that the company asked for something in confidence.
type company struct {
	id             int64
	name, street   string
	received       int64
	helped, hidden int64 // done as solved or planned, and such that are confidential
	categories     []string
}

// place is where and of what kind requests come together.
type place struct{ street, category string }

func (p place) String() string { return p.street + "/" + p.category }

// spot is what came in of a kind in one street.
type spot struct {
	n           int64
	first, last time.Time
}

// keep sorts a case into the lists it belongs to. The View is copied, without the long texts.
func (l *lists) keep(v *View) {
	unhappy := v.rated() && v.Round.Score <= 2 || v.judged() && v.Round.IsSolved == cases.No || v.redone()
	moved := v.handled() && (v.Round.Returns > 0 || v.Round.Extensions > 0)
	overdue, near, tracked := v.overdue(), v.nearDue(), v.tracked()
	if overdue || near || tracked || unhappy || moved {
		brief := v.brief()
		put := func(is bool, list *shortlist) {
			if is {
				list.put(brief)
			}
		}
		put(overdue, &l.overdue)
		put(near, &l.near)
		put(tracked, &l.tracked)
		put(unhappy, &l.unhappy)
		put(moved, &l.moved)
	}
	if v.typical() {
		l.typical.put(v.told())
	}
	l.keepCompany(v)
	l.keepCo(v)
	if v.Intake == Received {
		if !v.Confidential {
			l.words.add(v)
		}
		l.keepSpot(place{v.Street, v.Category.Code}, v.FiledAt)
	}
}

func (l *lists) keepSpot(at place, filed time.Time) {
	s := l.spots[at]
	if s == nil {
		s = &spot{first: filed}
		l.spots[at] = s
	}
	s.n++
	s.last = filed
}

func (l *lists) keepCompany(v *View) {
	helped := v.result(cases.Solved, cases.Planned)
	if v.Intake != Received && !helped {
		return
	}
	c := l.companies[v.Company]
	if c == nil {
		c = &company{id: v.Company, name: v.CompanyName, street: v.Street}
		l.companies[v.Company] = c
	}
	switch {
	case v.Confidential && helped:
		c.hidden++
	case v.Confidential:
	case helped:
		c.helped++
		if !slices.Contains(c.categories, v.Category.Code) {
			c.categories = append(c.categories, v.Category.Code)
		}
	}
	if v.Intake == Received && !v.Confidential {
		c.received++
	}
}

func (l *lists) keepCo(v *View) {
	for _, a := range v.answers() {
		if l.co[a.bureau] == nil {
			l.co[a.bureau] = &Figure{}
		}
		l.co[a.bureau].Base++
		if a.kept {
			l.co[a.bureau].N++
		}
	}
}

// brief is a copy of the view to keep, without the request's long texts.
func (v *View) brief() *View {
	b, record, c := *v, *v.Record, *v.Case
	c.Body, c.Reply, c.Clocks = "", "", nil
	record.Case, b.Record = &c, &record
	if v.resolve != nil {
		resolve := *v.resolve
		b.resolve = &resolve
	}
	if v.tracking != nil {
		tracking := *v.tracking
		b.tracking = &tracking
	}
	return &b
}

// told is a copy of the view to keep, with what was asked and answered as a list prints it.
func (v *View) told() *View {
	b := v.brief()
	b.Body, b.Round.Reply = shorten(v.Body), shorten(v.Round.Reply)
	return b
}

// listing makes a table of cases.
func listing(p *printer, title Words, list *shortlist, fields []field) *Table {
	t := &Table{Title: title, Columns: fieldColumns(fields), Tight: true}
	for _, v := range list.cut() {
		cells := make([]Cell, len(fields))
		for i, field := range fields {
			cells[i] = field.cell(p, v)
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	if list.n > most {
		t.Notes = append(t.Notes, say("共 %d 件，列出前 %d 件。", "%d in all; the first %d are listed.", list.n, most))
	}
	return t.orNone()
}

func fieldColumns(fields []field) []Column {
	columns := make([]Column, len(fields))
	for i, f := range fields {
		columns[i] = f.Column
	}
	return columns
}

func byDue(a, b *View) int { return a.dueAt().Compare(b.dueAt()) }

func byFiled(a, b *View) int { return a.FiledAt.Compare(b.FiledAt) }

func (f *fold) overdueSheet(p *printer) *Sheet {
	late := []field{noField, leadField, coField, companyField, titleField, categoryField, filedField, firstDueField, expectedField, lateField, supervisedFld, remarkField}
	near := []field{noField, leadField, coField, companyField, titleField, categoryField, filedField, firstDueField, expectedField, remarkField}
	return &Sheet{Code: "overdue", Name: Words{Zh: "超期与临期", En: "Overdue"}, Tables: []*Table{
		listing(p, Words{Zh: "一、期末超期未结", En: "1. Overdue at the end of the period"}, &f.kept.overdue, late),
		listing(p, Words{Zh: "二、三个工作日内到期", En: "2. Due within three working days"}, &f.kept.near, near)}}
}

func (f *fold) trackingSheet(p *printer) *Sheet {
	progress := field{column("办理进展", "Progress", 44), (*printer).progress}
	fields := []field{noField, leadField, companyField, titleField, categoryField, filedField, trackedField, promiseField, nextField, progress}
	return &Sheet{Code: "tracking", Name: Words{Zh: "挂账清单", En: "Tracking"}, Tables: []*Table{
		listing(p, Words{Zh: "挂账跟踪清单（不计入按期结案率）", En: "Tracked requests, apart from the on-time rate"}, &f.kept.tracked, fields)}}
}

func (f *fold) qualitySheet(p *printer) *Sheet {
	unhappy := []field{noField, leadField, companyField, titleField, categoryField, doneField, resultField, scoreField, solvedField, calledField, redoneField, remarkField}
	moved := []field{noField, leadField, companyField, titleField, returnedField, improperField, extendedField, firstDueField, dueField, doneField}
	return &Sheet{Code: "quality", Name: Words{Zh: "不满意与退单延期", En: "Quality"}, Tables: []*Table{
		listing(p, Words{Zh: "一、不满意、未解决和重办", En: "1. Dissatisfied, not solved and redone"}, &f.kept.unhappy, unhappy),
		listing(p, Words{Zh: "二、退单和延期", En: "2. Returns and extensions"}, &f.kept.moved, moved)}}
}

// often is from how many requests on a company, or a kind of matter in one street, is a hot spot.
const often = 3

func (f *fold) hotSheet() *Sheet {
	return &Sheet{Code: "hot", Name: Words{Zh: "热点", En: "Hot spots"}, Tables: []*Table{f.hotPlaces(), f.hotCompanies(), f.hotWords()}}
}

func (f *fold) hotPlaces() *Table {
	t := &Table{Title: say("一、同一街道同类诉求 %d 件以上", "1. %d or more of a kind in one street", often), Columns: []Column{
		column("所属街道", "Street", 16), column("诉求类别", "Category", 20), column("新收", "Received", 10),
		column("最早", "First", 12), column("最近", "Last", 12)}}
	var hot []place
	for at, s := range f.kept.spots {
		if s.n >= often {
			hot = append(hot, at)
		}
	}
	slices.SortFunc(hot, func(a, b place) int {
		return cmp.Or(cmp.Compare(f.kept.spots[b].n, f.kept.spots[a].n), cmp.Compare(a.street, b.street), cmp.Compare(a.category, b.category))
	})
	for _, at := range hot {
		s := f.kept.spots[at]
		t.Rows = append(t.Rows, Row{Cells: []Cell{text(nameOf(f.refs, ByStreet, at.street)), text(nameOf(f.refs, ByCategory, at.category)),
			number(s.n, &Link{Measure: "received", Dim: BySpot, Value: at.String()}), day(s.first), day(s.last)}})
	}
	return t.orNone()
}

func (f *fold) hotCompanies() *Table {
	t := &Table{Title: say("二、同一企业新收 %d 件以上", "2. %d or more from one company", often), Columns: []Column{
		column("企业名称", "Company", 34), column("所属街道", "Street", 16), column("新收", "Received", 10), column("已解决或列入计划", "Solved or planned", 18)}}
	for _, c := range f.companies(func(c *company) bool { return c.received >= often }, func(c *company) int64 { return c.received }) {
		t.Rows = append(t.Rows, Row{Cells: []Cell{plain(c.name), text(nameOf(f.refs, ByStreet, c.street)), c.number(c.received, "received"), c.number(c.helped, "helped")}})
	}
	return t.orNone()
}

func (f *fold) benefitedSheet() *Sheet {
	t := &Table{Title: Words{Zh: "惠及企业名单", En: "Companies benefited"}, Columns: []Column{column("序号", "No.", 7), column("企业名称", "Company", 38),
		column("所属街道", "Street", 16), column("办成件数", "Solved or planned", 12), column("诉求类别", "Categories", 44)}}
	for i, c := range f.benefited() {
		if c.helped == 0 {
			t.Rows = append(t.Rows, Row{Cells: []Cell{number(int64(i+1), nil), text(Hidden), {}, number(c.hidden, nil), {}}})
			continue
		}
		var kinds Words
		for _, code := range c.categories {
			w := nameOf(f.refs, ByCategory, code)
			kinds = Words{Zh: join(kinds.Zh, w.Zh, "、"), En: join(kinds.En, w.En, ", ")}
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{number(int64(i+1), nil), plain(c.name), text(nameOf(f.refs, ByStreet, c.street)),
			c.number(c.helped, "helped"), text(kinds)}})
	}
	return &Sheet{Code: "benefited", Name: Words{Zh: "惠及企业", En: "Companies benefited"}, Tables: []*Table{t.orNone()}}
}

// benefited are the companies that the period helped, those by confidential requests alone last.
func (f *fold) benefited() []*company {
	return f.companies(func(c *company) bool { return c.helped+c.hidden > 0 }, func(c *company) int64 { return c.helped })
}

// companies lists those wanted, the most first.
func (f *fold) companies(want func(*company) bool, by func(*company) int64) []*company {
	var list []*company
	for _, c := range f.kept.companies {
		if want(c) {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b *company) int {
		return cmp.Or(cmp.Compare(by(b), by(a)), cmp.Compare(a.street, b.street), cmp.Compare(a.name, b.name), cmp.Compare(a.helped, b.helped))
	})
	return list
}

// number prints how many of the company's cases a measure counts, linked to them.
func (c *company) number(n int64, measure string) Cell {
	return number(n, &Link{Measure: measure, Dim: ByCompany, Value: strconv.FormatInt(c.id, 10)})
}

// typicalSheet tells the cases that the centre picked, each from request to rating.
func (f *fold) typicalSheet(p *printer) *Sheet {
	asked := field{column("企业诉求", "What was asked", 46), private(func(v *View) string { return v.Title + "：" + v.Body })}
	answered := field{column("办理情况", "What was done", 52), private(func(v *View) string { return v.Round.Reply })}
	days := field{column("用时（工作日）", "Working days", 8), count((*View).workingDays)}
	why := field{column("推荐理由", "Why it is typical", 34), func(_ *printer, v *View) Cell { return plain(v.Typical) }}
	return &Sheet{Code: "typical", Name: Words{Zh: "典型案例", En: "Typical cases"}, Tables: []*Table{
		listing(p, Words{Zh: "典型案例（诉求中心选定）", En: "Typical cases, picked by the request centre"}, &f.kept.typical,
			[]field{noField, companyField, leadField, asked, answered, days, scoreField, why})}}
}

func (t *Table) orNone() *Table {
	if len(t.Rows) == 0 {
		t.Notes = append(t.Notes, Words{Zh: "本期没有。", En: "None in this period."})
	}
	return t
}
