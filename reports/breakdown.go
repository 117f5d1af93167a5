package reports

import (
	"cmp"
	"slices"

	"jiangqitong/cases"
)

// figureColumn is one column of a breakdown: a measure, or its base, or its hits, or its share of the whole.
type figureColumn struct {
	code  string
	of    part
	group Words
	name  Words // instead of the measure's
}

// part says what of a measure a column shows.
type part int

const (
	value part = iota
	base
	hits
	portion // of the whole, in percent
)

func (c figureColumn) column() Column {
	m, _ := MeasureOf(c.code)
	col := Column{Name: m.Name, Group: c.group, Tip: m.Tip(), Width: 8, Bars: c.of == portion, Scale: c.of == value && m.Miss != Words{}}
	switch {
	case c.name != Words{}:
		col.Name = c.name
	case c.of == base:
		col.Name = m.BaseName
	case c.of == portion:
		col.Name = Words{Zh: "占比", En: "Share"}
	}
	return col
}

func (c figureColumn) cell(t, whole *tally, d Dim, of string) Cell {
	switch c.of {
	case base:
		return t.baseCell(c.code, d, of)
	case hits:
		return t.hitCell(c.code, d, of)
	case portion:
		return share(t.figure(c.code).N, whole.figure(c.code).N, &Link{Measure: c.code, Dim: d, Value: of})
	}
	cell := t.cell(c.code, d, of)
	return toned(cell, Alarm, c.code == "overdue" && cell.N > 0)
}

var (
	volume   = Words{Zh: "受理办理", En: "Volume"}
	closing  = Words{Zh: "按期结案", En: "On time"}
	process  = Words{Zh: "过程时限", En: "Milestones"}
	voice    = Words{Zh: "企业评价", En: "Companies' word"}
	outcomes = Words{Zh: "办理结果", En: "Results"}
)

var bureauColumns = []figureColumn{
	{code: "received", group: volume}, {code: "received", of: portion, group: volume}, {code: "handled", group: volume}, {code: "done", group: volume},
	{code: "in_hand", group: volume}, {code: "overdue", group: volume}, {code: "tracked", group: volume},
	{code: "due", group: closing}, {code: "closing_rate", group: closing},
	{code: "on_time_rate", of: hits, group: closing, name: Words{Zh: "按期结案", En: "On time"}}, {code: "on_time_rate", group: closing},
	{code: "sign_on_time", of: base, group: process}, {code: "sign_on_time", group: process},
	{code: "contact_on_time", of: base, group: process}, {code: "contact_on_time", group: process},
	{code: "satisfied_rate", of: base, group: voice}, {code: "satisfied_rate", group: voice},
	{code: "solved_rate", of: base, group: voice}, {code: "solved_rate", group: voice}}

var kindColumns = []figureColumn{
	{code: "received", group: volume}, {code: "received", of: portion, group: volume}, {code: "handled", group: volume},
	{code: "done", group: volume}, {code: "in_hand", group: volume}, {code: "overdue", group: volume}, {code: "tracked", group: volume},
	{code: "solved", group: outcomes}, {code: "planned", group: outcomes}, {code: "explained", group: outcomes}, {code: "benefited", group: outcomes},
	{code: "due", group: closing}, {code: "on_time_rate", group: closing},
	{code: "satisfied_rate", of: base, group: voice}, {code: "satisfied_rate", group: voice}}

func breakdownColumns(head Words, width int, list []figureColumn) []Column {
	columns := []Column{{Name: head, Width: width}}
	for _, c := range list {
		columns = append(columns, c.column())
	}
	return columns
}

// row prints one part of a dimension.
func (f *fold) row(name Words, d Dim, of string, list []figureColumn) Row {
	t := f.whole
	if d != All {
		t = f.parts[d][of]
	}
	if t == nil {
		t = newTally()
	}
	cells := []Cell{text(name)}
	for _, c := range list {
		cells = append(cells, c.cell(t, f.whole, d, of))
	}
	return Row{Cells: cells}
}

func (f *fold) totalRow(list []figureColumn) Row {
	r := f.row(Words{Zh: "合计", En: "Total"}, All, "", list)
	r.Kind = Total
	return r
}

func section(name Words) Row { return Row{Kind: Section, Cells: []Cell{text(name)}} }

// codes are the parts of a dimension that have cases, in the order of the reference data; unknown ones come last.
func (f *fold) codes(d Dim) []string {
	var known []string
	switch d {
	case ByBureau:
		for _, b := range f.refs.Bureaus {
			known = append(known, b.Code)
		}
	case ByCategory:
		for _, c := range f.refs.Categories {
			known = append(known, c.Code)
		}
	case ByStreet:
		for _, s := range f.refs.Streets {
			known = append(known, s.Code)
		}
	case BySource:
		for _, s := range cases.Sources() {
			known = append(known, string(s))
		}
	case ByGroup:
		for _, g := range cases.Groups() {
			known = append(known, string(g))
		}
	}
	var list, rest []string
	for code := range f.parts[d] {
		if !slices.Contains(known, code) {
			rest = append(rest, code)
		}
	}
	slices.Sort(rest)
	for _, code := range append(known, rest...) {
		if f.parts[d][code] != nil {
			list = append(list, code)
		}
	}
	return list
}

// simple breaks the period down by a dimension, a line each.
func (f *fold) simple(code string, d Dim, name, head Words) *Sheet {
	t := &Table{Title: name, Columns: breakdownColumns(head, 22, kindColumns)}
	for _, of := range f.codes(d) {
		t.Rows = append(t.Rows, f.row(nameOf(f.refs, d, of), d, of, kindColumns))
	}
	n := len(t.Rows)
	t.Rows = append(t.Rows, f.totalRow(kindColumns))
	s := &Sheet{Code: code, Name: name, Tables: []*Table{t}}
	if n > 0 {
		s.Charts = []*Chart{{Title: Words{Zh: name.Zh + "：新收与办结", En: name.En + ": received and done"}, Kind: Columns, Sheet: code,
			Series: []int{1, 4}, Count: n, Beside: -1}}
	}
	return s
}

func (f *fold) categorySheet() *Sheet {
	t := &Table{Title: Words{Zh: "按诉求类别", En: "By category"}, Columns: breakdownColumns(Words{Zh: "诉求类别", En: "Category"}, 24, kindColumns)}
	groupOf := func(code string) cases.Group {
		c, _ := f.refs.Category(code)
		return c.Group
	}
	for _, g := range append(cases.Groups(), "") {
		var rows []Row
		for _, of := range f.codes(ByCategory) {
			if groupOf(of) == g {
				rows = append(rows, f.row(nameOf(f.refs, ByCategory, of), ByCategory, of, kindColumns))
			}
		}
		if len(rows) == 0 {
			continue
		}
		sum := f.row(Words{Zh: g.Words().Zh + "小计", En: g.Words().En + " subtotal"}, ByGroup, string(g), kindColumns)
		sum.Kind = Total
		t.Rows = append(append(t.Rows, section(g.Words())), append(rows, sum)...)
	}
	t.Rows = append(t.Rows, f.totalRow(kindColumns))
	return &Sheet{Code: "category", Name: Words{Zh: "分类别", En: "By category"}, Tables: []*Table{t}}
}

var peers = []struct {
	code string
	name Words
}{
	{"bureau", Words{Zh: "区直部门", En: "Bureaus"}},
	{"street", Words{Zh: "街道", En: "Streets"}},
	{"utility", Words{Zh: "公用企业", En: "Public utilities"}},
	{"", noName},
}

var scoring = Words{Zh: "评分", En: "Score"}

var scoreColumns = []Column{{Name: Words{Zh: "得分", En: "Points"}, Group: scoring, Width: 8}, {Name: Words{Zh: "满分", En: "Of"}, Group: scoring, Width: 8},
	{Name: Words{Zh: "评分说明", En: "How it came about"}, Group: scoring, Width: 36}}

// bureauSheet ranks inside peer groups by the on-time rate. Bureaus with nothing due are listed apart and those with
// nothing handled only named: neither is ever scored.
func (f *fold) bureauSheet(scheme Scheme) *Sheet {
	columns := breakdownColumns(Words{Zh: "承办单位", En: "Bureau"}, 26, bureauColumns)
	t := &Table{Title: Words{Zh: "按承办单位", En: "By bureau"}, Columns: append(columns, Column{Name: Words{Zh: "同组排名", En: "Rank in group"}, Width: 9})}
	if scheme.On() {
		t.Columns = append(t.Columns, scoreColumns...)
	}
	for _, peer := range peers {
		t.Rows = append(t.Rows, f.peerRows(peer.code, peer.name, scheme)...)
	}
	total := f.totalRow(bureauColumns)
	for len(total.Cells) < len(t.Columns) {
		total.Cells = append(total.Cells, Cell{})
	}
	t.Rows = append(t.Rows, total)
	t.Notes = []Words{{Zh: "排名在同组内按按期结案率从高到低，比率旁均列基数；本期没有到期件的单位不排名，不以 100% 计。",
		En: "Ranked inside each group by the on-time rate, the base beside every rate; a bureau with nothing due is not ranked and never counts as 100 %."}}
	if idle := f.idle(); idle.Zh != "" {
		t.Notes = append(t.Notes, idle)
	}
	return &Sheet{Code: "bureau", Name: Words{Zh: "分单位", En: "By bureau"}, Tables: []*Table{t}}
}

func (f *fold) peerOf(code string) string {
	b, _ := f.refs.Bureau(code)
	return b.Peer
}

func (f *fold) peerRows(peer string, name Words, scheme Scheme) []Row {
	var ranked, apart []string
	for _, code := range f.codes(ByBureau) {
		switch t := f.parts[ByBureau][code]; {
		case f.peerOf(code) != peer:
		case t.figure("due").N > 0 && peer != "":
			ranked = append(ranked, code)
		default:
			apart = append(apart, code)
		}
	}
	slices.SortStableFunc(ranked, func(a, b string) int {
		x, y := f.parts[ByBureau][a].figure("on_time_rate"), f.parts[ByBureau][b].figure("on_time_rate")
		return cmp.Or(compareRates(y, x), cmp.Compare(y.Base, x.Base))
	})
	var rows []Row
	if len(ranked) > 0 {
		rows = append(rows, section(name))
	}
	rank := 0
	for i, code := range ranked {
		row := f.row(nameOf(f.refs, ByBureau, code), ByBureau, code, bureauColumns)
		if i == 0 || compareRates(f.parts[ByBureau][code].figure("on_time_rate"), f.parts[ByBureau][ranked[i-1]].figure("on_time_rate")) != 0 {
			rank = i + 1
		}
		row.Cells = append(append(row.Cells, Cell{Kind: Rank, N: int64(rank), Link: &Link{Measure: "on_time_rate", Base: true, Dim: ByBureau, Value: code}}), f.scored(code, scheme)...)
		rows = append(rows, row)
	}
	switch {
	case len(apart) > 0 && peer == "":
		rows = append(rows, section(Words{Zh: "不属于任何单位", En: "With no bureau"}))
	case len(apart) > 0:
		rows = append(rows, section(Words{Zh: name.Zh + "：本期没有到期件", En: name.En + ": nothing due"}))
	}
	for _, code := range apart {
		row := f.row(nameOf(f.refs, ByBureau, code), ByBureau, code, bureauColumns)
		row.Cells = append(append(row.Cells, Cell{Kind: None}), f.scored(code, scheme)...)
		rows = append(rows, row)
	}
	return rows
}

// scored are the cells of a bureau's score, beside it in words how it came about; none where nobody is scored.
func (f *fold) scored(code string, scheme Scheme) []Cell {
	if !scheme.On() {
		return nil
	}
	if f.peerOf(code) == "" {
		return []Cell{{Kind: None}, {Kind: None}, {}}
	}
	given, of, why := scheme.score(f.parts[ByBureau][code])
	return []Cell{{Kind: Score, N: given, Of: of}, {Kind: Score, N: of, Of: of}, text(why)}
}

// compareRates compares two rates exactly, without dividing.
func compareRates(a, b Figure) int { return cmp.Compare(a.N*b.Base, b.N*a.Base) }

// idle names the active bureaus that handled nothing.
func (f *fold) idle() Words {
	var w Words
	for _, b := range f.refs.Bureaus {
		if t := f.parts[ByBureau][b.Code]; b.Active && t == nil {
			w = Words{Zh: join(w.Zh, b.Name.Zh, "、"), En: join(w.En, b.Name.En, ", ")}
		}
	}
	if w.Zh == "" {
		return w
	}
	return Words{Zh: "本期没有承办件的单位：" + w.Zh + "。", En: "Nothing handled by: " + w.En + "."}
}
