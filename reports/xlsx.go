package reports

import (
	"archive/zip"
	"compress/flate"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/xuri/excelize/v2"

	"jiangqitong/internal/workday"
)

// MediaType is what a workbook is called among programs.
const MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// workbook writes a Book as xlsx. Only the xlsx files of this package know excelize, whose stream writer is used for every
// sheet and asks for an order: sheet properties before the writer, widths and panes before the first row, charts, tables and
// conditional formats before Flush; what comes later is lost without an error.
type workbook struct {
	file   *excelize.File
	lang   string
	site   string
	book   *Book
	styles map[look]int
}

func newWorkbook(lang, site string) *workbook {
	return &workbook{file: excelize.NewFile(), lang: lang, site: strings.TrimSuffix(site, "/"), styles: map[look]int{}}
}

func (x *workbook) close() { x.file.Close() }

// WriteXLSX writes a Book without its ledger, such as one read back from storage.
func WriteXLSX(w io.Writer, b *Book, lang, site string) error {
	x := newWorkbook(lang, site)
	defer x.close()
	rows, err := x.ledger(b)
	if err != nil {
		return err
	}
	return x.finish(b, rows, w)
}

// sheet opens a stream on a sheet that exists, its page set for print.
func (x *workbook) sheet(s *Sheet) (*page, error) {
	name := s.Name.In(x.lang)
	p := &page{x: x, s: s, name: name, blocks: blocksOf(s)}
	fit, grid := true, false
	if err := x.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return nil, err
	}
	if err := x.file.SetSheetView(name, 0, &excelize.ViewOptions{ShowGridLines: &grid}); err != nil {
		return nil, err
	}
	var err error
	if p.sw, err = x.file.NewStreamWriter(name); err != nil {
		return nil, err
	}
	return p, p.setUp()
}

// ledger makes all sheets in the Book's order and opens the stream of the ledger.
func (x *workbook) ledger(b *Book) (*ledgerRows, error) {
	x.book = b
	for i, s := range b.Sheets {
		var err error
		if i == 0 {
			err = x.file.SetSheetName("Sheet1", s.Name.In(x.lang))
		} else {
			_, err = x.file.NewSheet(s.Name.In(x.lang))
		}
		if err != nil {
			return nil, err
		}
	}
	p, err := x.sheet(b.Sheet("ledger"))
	if err != nil {
		return nil, err
	}
	if err := p.top(); err != nil {
		return nil, err
	}
	if err := p.head(p.s.Tables[0], p.blocks[0]); err != nil {
		return nil, err
	}
	n := len(p.s.Tables[0].Columns)
	l := &ledgerRows{page: p, next: p.blocks[0].first, cells: make([]excelize.Cell, n), values: make([]any, n), last: make([]styled, n)}
	for i := range l.cells {
		l.values[i] = &l.cells[i]
	}
	return l, nil
}

// ledgerRows takes the lines of the ledger one by one.
type ledgerRows struct {
	page   *page
	next   int
	cells  []excelize.Cell
	values []any
	last   []styled // what each column looked like in the row before: mostly the same again
}

// styled is a look with its style in the workbook.
type styled struct {
	look
	id int
}

func (l *ledgerRows) add(cells []Cell) error {
	for i := range cells {
		l.page.x.cell(&l.cells[i], &cells[i], l.style(i, &cells[i]))
	}
	l.next++
	return l.page.sw.SetRow(ref(1, l.next-1), l.values)
}

func (l *ledgerRows) style(column int, c *Cell) int {
	last, now := &l.last[column], look{kind: c.Kind, tone: c.Tone}
	if last.id == 0 || last.look != now {
		*last = styled{now, l.page.x.style(now)}
	}
	return last.id
}

// finish closes the ledger, writes the other sheets and then the whole file.
func (x *workbook) finish(b *Book, rows *ledgerRows, w io.Writer) error {
	x.book = b
	if err := rows.end(); err != nil {
		return err
	}
	for _, s := range b.Sheets {
		if s.Ledger {
			continue
		}
		p, err := x.sheet(s)
		if err != nil {
			return err
		}
		if err := p.write(); err != nil {
			return err
		}
	}
	made := b.Made.UTC().Format("2006-01-02T15:04:05Z")
	err := x.file.SetDocProps(&excelize.DocProperties{Title: b.Title.In(x.lang), Subject: b.Issue.In(x.lang), Creator: "江企通 Jiangqitong",
		Description: b.Opening.In(x.lang), Created: made, Modified: made, Language: map[bool]string{true: "en", false: "zh-CN"}[x.lang == "en"]})
	if err != nil {
		return err
	}
	x.nameStyles()
	x.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return squeeze(w) })
	_, err = x.file.WriteTo(io.Discard)
	return err
}

// squeeze packs straight into w: excelize would first gather the whole file in memory. The fast level costs a sixth in
// size and saves half of the time.
func squeeze(w io.Writer) *zip.Writer {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	return z
}

func (l *ledgerRows) end() error {
	p := l.page
	last := max(l.next-1, p.blocks[0].first)
	stripes := true
	err := p.sw.AddTable(&excelize.Table{Range: ref(1, p.blocks[0].first-1) + ":" + ref(len(l.cells), last), Name: "ledger",
		StyleName: "TableStyleLight1", ShowRowStripes: &stripes})
	if err != nil {
		return err
	}
	return p.end(last)
}

// cell prints a Cell in a style into out.
func (x *workbook) cell(out *excelize.Cell, c *Cell, style int) {
	*out = excelize.Cell{StyleID: style}
	switch c.Kind {
	case Count, Rank:
		out.Value = c.N
	case Percent, Change, Score, Days:
		if c.Of == 0 {
			out.Value = NoBase
			return
		}
		out.Value = c.value()
	case Points:
		out.Value = float64(c.N) / 100
	case Day, Instant:
		out.Value = c.At.In(workday.Zone)
	case None:
		out.Value = NoBase
	case CaseNo:
		out.Value = c.Text.In(x.lang)
		if x.site != "" {
			out.Formula = fmt.Sprintf("HYPERLINK(%q,%q)", x.site+"/cases/"+url.PathEscape(c.Text.Zh), c.Text.Zh)
		}
	default:
		if s := c.Text.In(x.lang); s != "" {
			out.Value = s
		}
	}
}

// value is the number as it is printed, rounded, so that a reader who recomputes meets the same digits.
func (c Cell) value() float64 {
	switch c.Kind {
	case Change:
		return float64(hundredths(c.N-c.Of, c.Of)) / 10_000
	case Score:
		return float64(c.N) / 100
	case Days:
		return float64(c.N) / 10
	}
	return float64(hundredths(c.N, c.Of)) / 10_000
}

func ref(column, row int) string {
	name, _ := excelize.CoordinatesToCellName(column, row)
	return name
}
