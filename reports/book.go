package reports

import (
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// Words is a text in the product's two languages.
type Words = cases.Words

// Book is a report: what every print of it shows.
type Book struct {
	Title    Words
	Issue    Words // 第 6 期, or that the figures are live
	Period   cases.Period
	Calendar string // version of the working-day calendar
	Scoring  int64  // version of the scoring rules, 0 for none ever
	Made     time.Time
	Opening  Words // the month in one paragraph
	Sheets   []*Sheet
	Figures  Figures // every measure over the whole period
}

// Sheet is one page of a Book.
type Sheet struct {
	Code   string
	Name   Words
	Tables []*Table
	Charts []*Chart
	Ledger bool // the ledger: its rows are not in the Book but streamed from the database
}

// Table is a title, columns, rows and notes.
type Table struct {
	Title   Words
	Columns []Column
	Rows    []Row
	Notes   []Words
	Page    bool // on paper it begins a new page
	Tight   bool // on paper long texts are wrapped in narrower columns, so that the page need not be shrunk
}

// Column says what stands below it.
type Column struct {
	Name  Words
	Group Words // the heading above neighbouring columns, none for most
	Tip   Words // the measure's definition
	Width int   // in Latin letters; a Han character takes two
	Bars  bool  // on paper a bar lies behind each percentage
	Scale bool  // on paper each percentage is coloured by how high it is
}

// RowKind says how a row is set.
type RowKind string

// The kinds of row.
const (
	Plain   RowKind = ""
	Total   RowKind = "total"
	Section RowKind = "section" // a heading inside the table, in its first cell
)

// Row is one line of a table.
type Row struct {
	Kind  RowKind
	Cells []Cell
}

// CellKind says how a cell is printed.
type CellKind string

// The kinds of cell.
const (
	Text    CellKind = ""        // Text
	Count   CellKind = "count"   // N
	Rank    CellKind = "rank"    // place N among peers; its link shows on what it rests
	Percent CellKind = "percent" // N / Of, "/" without a base
	Change  CellKind = "change"  // from Of to N, in percent of Of
	Points  CellKind = "points"  // N hundredths of a percentage point
	Score   CellKind = "score"   // N hundredths of a point, "/" when Of, the most there were, is 0
	Days    CellKind = "days"    // N tenths of a day, "/" when Of is 0
	Day     CellKind = "day"     // At, the date
	Instant CellKind = "instant" // At, to the minute
	CaseNo  CellKind = "case"    // Text is a case number
	None    CellKind = "none"    // nothing to compare with: "/"
)

// Tone colours a cell; what it says is always in the words too.
type Tone string

// The tones.
const (
	Calm  Tone = ""
	Good  Tone = "good"
	Warn  Tone = "warn"
	Alarm Tone = "alarm"
)

// Cell is one figure or text. Link leads from a number to exactly its cases.
type Cell struct {
	Kind CellKind  `json:",omitempty"`
	Text Words     `json:",omitzero"`
	N    int64     `json:",omitempty"`
	Of   int64     `json:",omitempty"`
	At   time.Time `json:",omitzero"`
	Link *Link     `json:",omitempty"`
	Tone Tone      `json:",omitempty"`
}

// ChartKind is the shape of a chart.
type ChartKind string

// The shapes.
const (
	Columns ChartKind = "columns" // side by side, over time
	Bars    ChartKind = "bars"    // one below the other, for names
	Shares  ChartKind = "shares"  // parts of a whole
)

// Chart draws columns of a table. Rates are drawn as a line on an axis of their own.
type Chart struct {
	Title  Words
	Kind   ChartKind
	Sheet  string // code of the sheet that holds the table
	Table  int    // which of its tables
	Label  int    // column of the labels
	Series []int  // columns of counts
	Rates  []int  // columns of percentages, for Columns
	First  int    // first row drawn
	Count  int    // how many rows
	Beside int    // on paper: the table it stands to the right of; -1 for below the last
}

// Sheet finds a sheet by its code, nil when there is none.
func (b *Book) Sheet(code string) *Sheet {
	for _, s := range b.Sheets {
		if s.Code == code {
			return s
		}
	}
	return nil
}

// same is a text that reads alike in both languages, such as a name.
func same(s string) Words { return Words{Zh: s, En: s} }

func text(w Words) Cell                  { return Cell{Text: w} }
func plain(s string) Cell                { return Cell{Text: same(s)} }
func caseNo(no string) Cell              { return Cell{Kind: CaseNo, Text: same(no)} }
func number(n int64, link *Link) Cell    { return Cell{Kind: Count, N: n, Link: link} }
func share(n, of int64, link *Link) Cell { return Cell{Kind: Percent, N: n, Of: of, Link: link} }
func toned(c Cell, t Tone, when bool) Cell {
	if when {
		c.Tone = t
	}
	return c
}

// day is the date of an instant, empty for none.
func day(t time.Time) Cell {
	if t.IsZero() {
		return Cell{}
	}
	return Cell{Kind: Day, At: t}
}

// date is a civil date, empty for none.
func date(d workday.Date) Cell {
	if d.IsZero() {
		return Cell{}
	}
	return Cell{Kind: Day, At: d.Start()}
}

// at is an instant to the minute, empty for none.
func at(t time.Time) Cell {
	if t.IsZero() {
		return Cell{}
	}
	return Cell{Kind: Instant, At: t}
}
