package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// block is where a table stands on its sheet: rows counted from 1.
type block struct {
	title  int // 0 when the sheet's title serves
	groups int // row of the headings above headings, 0 for none
	head   int
	first  int // of the data
	notes  int // first row after the data
	end    int // first row after the notes
}

// bodyTop is the first row below a sheet's title, facts and opening.
const bodyTop = 4

func blocksOf(s *Sheet) []block {
	blocks := make([]block, len(s.Tables))
	row := bodyTop
	for i, t := range s.Tables {
		b := &blocks[i]
		if len(s.Tables) > 1 {
			b.title, row = row, row+1
		}
		if t.grouped() {
			b.groups, row = row, row+1
		}
		b.head, b.first = row, row+1
		b.notes = b.first + len(t.Rows)
		b.end = b.notes + len(t.Notes)
		row = b.end + 1
	}
	return blocks
}

func (t *Table) grouped() bool {
	for _, c := range t.Columns {
		if c.Group != (Words{}) {
			return true
		}
	}
	return false
}

// page is a sheet being written.
type page struct {
	x      *workbook
	s      *Sheet
	name   string
	sw     *excelize.StreamWriter
	blocks []block
	charts int // the row below the last chart
}

// padding is what a column is wider than its text, in letters: the indents on both sides.
const padding = 2.5

// width is how wide a column's text stands on paper.
func (t *Table) width(column int) int {
	const short = 20 // what is narrower stays as it is
	w := t.Columns[column].Width
	if t.Tight && w > short {
		return max(w*3/4, short)
	}
	return w
}

// columns is how many columns the widest table has.
func (p *page) columns() (n int) {
	for _, t := range p.s.Tables {
		n = max(n, len(t.Columns))
	}
	return n
}

// beside says whether charts stand to the right of the tables.
func (p *page) beside() bool {
	return slices.ContainsFunc(p.s.Charts, func(c *Chart) bool { return c.Beside >= 0 })
}

// across is how many columns the sheet takes, charts included.
func (p *page) across() int {
	if p.beside() {
		return p.columns() + 1 + chartColumns
	}
	return p.columns()
}

// setUp sets what must come before the first row: widths, panes and the printed page.
func (p *page) setUp() error {
	if err := p.widths(); err != nil {
		return err
	}
	if err := p.freeze(); err != nil {
		return err
	}
	size, landscape, wide, high := 9, "landscape", 1, 0 // A4
	if p.s.Ledger {
		size, wide = 8, 4 // A3, four pages wide
	}
	if err := p.x.file.SetPageLayout(p.name, &excelize.PageLayoutOptions{Size: &size, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &high}); err != nil {
		return err
	}
	side, upper, lower, foot, centred := 0.4, 0.5, 0.6, 0.3, true
	if err := p.x.file.SetPageMargins(p.name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &upper, Bottom: &lower,
		Header: &foot, Footer: &foot, Horizontally: &centred}); err != nil {
		return err
	}
	return p.x.file.SetHeaderFooter(p.name, &excelize.HeaderFooterOptions{OddFooter: "&L&8" + p.footer() + "&C&8" +
		Words{Zh: "第 &P 页，共 &N 页", En: "Page &P of &N"}.In(p.x.lang) + "&R&8&A"})
}

// widths sets the columns from the last to the first: excelize's stream puts each before those it has, and Excel asks
// for them in order.
func (p *page) widths() error {
	n := p.columns()
	if p.beside() {
		for i := n + 1 + chartColumns; i > n+1; i-- {
			if err := p.sw.SetColWidth(i, i, chartColumn); err != nil {
				return err
			}
		}
		if err := p.sw.SetColWidth(n+1, n+1, 2); err != nil {
			return err
		}
	}
	for i := n; i > 0; i-- {
		if err := p.sw.SetColWidth(i, i, float64(max(p.width(i-1), 8))+padding); err != nil {
			return err
		}
	}
	return nil
}

func (p *page) footer() string {
	return strings.ReplaceAll(p.x.book.Title.In(p.x.lang), "&", "&&")
}

// freeze keeps the title and, where there is one table, its head and first columns in sight.
func (p *page) freeze() error {
	rows, columns := 2, 0
	if len(p.s.Tables) == 1 {
		rows, columns = p.blocks[0].head, 1
	}
	if p.s.Ledger {
		columns = 2
	}
	pane := "bottomLeft"
	if columns > 0 {
		pane = "bottomRight"
	}
	return p.sw.SetPanes(&excelize.Panes{Freeze: true, XSplit: columns, YSplit: rows, TopLeftCell: ref(columns+1, rows+1), ActivePane: pane})
}

// top writes title, facts and, on the first sheet, the opening paragraph.
func (p *page) top() error {
	b, lang, n := p.x.book, p.x.lang, p.across()
	if p.s.Ledger {
		n = min(n, 12) // a centred title must stay in sight
	}
	title := b.Title.In(lang)
	if p.s.Code != "summary" {
		title = p.s.Name.In(lang) + " · " + title
	}
	if err := p.line(1, title, titleLook, 30, n); err != nil {
		return err
	}
	var facts []string
	for _, f := range b.Facts() {
		facts = append(facts, f.In(lang))
	}
	if err := p.line(2, strings.Join(facts, "　"), factsLook, 18, n); err != nil {
		return err
	}
	if p.s.Code != "summary" {
		return nil
	}
	wide := 0
	for i := range n {
		wide += max(p.width(i), chartColumn)
	}
	lines := len(wrap(b.Opening.In(lang), wide-4))
	return p.line(3, b.Opening.In(lang), openingLook, float64(lines)*17+10, n)
}

func (p *page) width(column int) (n int) {
	for _, t := range p.s.Tables {
		if column < len(t.Columns) {
			n = max(n, t.width(column))
		}
	}
	return n
}

// line writes a text across n columns.
func (p *page) line(row int, s string, l look, height float64, n int) error {
	style := p.x.style(l)
	if err := p.sw.SetRow(ref(1, row), []any{excelize.Cell{StyleID: style, Value: s}}, excelize.RowOpts{Height: height}); err != nil {
		return err
	}
	if n < 2 {
		return nil
	}
	return p.sw.MergeCell(ref(1, row), ref(n, row))
}

// write writes the whole sheet.
func (p *page) write() error {
	if err := p.top(); err != nil {
		return err
	}
	for i, t := range p.s.Tables {
		if err := p.table(t, p.blocks[i]); err != nil {
			return err
		}
	}
	for _, c := range p.s.Charts {
		if err := p.chart(c); err != nil {
			return err
		}
	}
	return p.end(max(p.blocks[len(p.blocks)-1].end, p.charts))
}

func (p *page) table(t *Table, b block) error {
	if t.Page {
		if err := p.sw.InsertPageBreak(ref(1, b.title)); err != nil {
			return err
		}
	}
	if b.title > 0 {
		if err := p.line(b.title, t.Title.In(p.x.lang), headingLook, 22, len(t.Columns)); err != nil {
			return err
		}
	}
	if err := p.head(t, b); err != nil {
		return err
	}
	for i, r := range t.Rows {
		if err := p.row(t, r, b.first+i); err != nil {
			return err
		}
	}
	for i, n := range t.Notes {
		s := n.In(p.x.lang)
		wide := 0
		for c := range t.Columns {
			wide += t.width(c)
		}
		if err := p.line(b.notes+i, s, noteLook, float64(len(wrap(s, max(wide, 40))))*14+2, len(t.Columns)); err != nil {
			return err
		}
	}
	return p.bars(t, b)
}

// head writes the headings, those of neighbouring columns above their own.
func (p *page) head(t *Table, b block) error {
	style := p.x.style(headLook)
	groups, names := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	lines := 1
	for i, c := range t.Columns {
		name := c.Name.In(p.x.lang)
		groups[i] = excelize.Cell{StyleID: style, Value: c.Group.In(p.x.lang)}
		names[i] = excelize.Cell{StyleID: style, Value: name}
		if c.Group == (Words{}) { // the name stands in both rows, merged
			groups[i] = names[i]
		}
		lines = max(lines, (displayWidth(name)+p.width(i)-1)/p.width(i))
	}
	if b.groups > 0 {
		if err := p.sw.SetRow(ref(1, b.groups), groups, excelize.RowOpts{Height: 19}); err != nil {
			return err
		}
		if err := p.mergeGroups(t, b); err != nil {
			return err
		}
	}
	return p.sw.SetRow(ref(1, b.head), names, excelize.RowOpts{Height: float64(lines)*14 + 7})
}

func (p *page) mergeGroups(t *Table, b block) error {
	for from := 0; from < len(t.Columns); {
		to, bottom := from, b.groups
		for to+1 < len(t.Columns) && t.Columns[to+1].Group == t.Columns[from].Group {
			to++
		}
		if t.Columns[from].Group == (Words{}) {
			to, bottom = from, b.head
		}
		if err := p.sw.MergeCell(ref(from+1, b.groups), ref(to+1, bottom)); err != nil {
			return err
		}
		from = to + 1
	}
	return nil
}

// row writes a line of a table, high enough for its longest wrapped text.
func (p *page) row(t *Table, r Row, at int) error {
	if r.Kind == Section {
		return p.section(t, r, at)
	}
	values := make([]any, len(r.Cells))
	lines := 1
	for i := range r.Cells {
		c := new(excelize.Cell)
		p.x.cell(c, &r.Cells[i], p.x.style(look{kind: r.Cells[i].Kind, row: r.Kind, tone: r.Cells[i].Tone, wrapped: true}))
		values[i] = c
		if r.Cells[i].Kind == Text {
			lines = max(lines, len(wrap(r.Cells[i].Text.In(p.x.lang), p.width(i))))
		}
	}
	return p.sw.SetRow(ref(1, at), values, excelize.RowOpts{Height: float64(min(lines, 20))*14 + 4})
}

func (p *page) section(t *Table, r Row, at int) error {
	style := p.x.style(sectionLook)
	values := make([]any, len(t.Columns))
	for i := range values {
		values[i] = excelize.Cell{StyleID: style}
	}
	values[0] = excelize.Cell{StyleID: style, Value: r.Cells[0].Text.In(p.x.lang)}
	return p.sw.SetRow(ref(1, at), values, excelize.RowOpts{Height: 18})
}

// bars lays data bars behind the shares of a table and colours its rates from low to high; the numbers stay. The plain bars of 2007 only: what excelize keeps in
// a sheet's extensions its stream writer leaves out.
func (p *page) bars(t *Table, b block) error {
	for i, c := range t.Columns {
		if !c.Bars && !c.Scale || len(t.Rows) == 0 {
			continue
		}
		format := excelize.ConditionalFormatOptions{Type: "data_bar", Criteria: "=", MinType: "num", MinValue: "0", MaxType: "num", MaxValue: "1", BarColor: "#" + paleBlue}
		if c.Scale {
			format = excelize.ConditionalFormatOptions{Type: "3_color_scale", Criteria: "=", MinType: "num", MinValue: "0.6", MinColor: "#" + paleRed,
				MidType: "num", MidValue: "0.85", MidColor: "#" + paleAmber, MaxType: "num", MaxValue: "1", MaxColor: "#" + paleGreen}
		}
		err := p.x.file.SetConditionalFormat(p.name, ref(i+1, b.first)+":"+ref(i+1, b.notes-1), []excelize.ConditionalFormatOptions{format})
		if err != nil {
			return err
		}
	}
	return nil
}

// end names the print area and the repeated rows, and closes the stream.
func (p *page) end(last int) error {
	quoted := "'" + strings.ReplaceAll(p.name, "'", "''") + "'!"
	titles := quoted + "$1:$2"
	if len(p.s.Tables) == 1 {
		titles = quoted + fmt.Sprintf("$1:$%d", p.blocks[0].head)
	}
	if p.s.Ledger {
		titles = quoted + "$A:$B," + titles
	}
	area, err := excelize.CoordinatesToCellName(p.across(), last, true)
	if err != nil {
		return err
	}
	for name, refers := range map[string]string{"_xlnm.Print_Titles": titles, "_xlnm.Print_Area": quoted + "$A$1:" + area} {
		if err := p.x.file.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: refers, Scope: p.name}); err != nil {
			return err
		}
	}
	return p.sw.Flush()
}
