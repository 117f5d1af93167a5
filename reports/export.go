package reports

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// Export is which cases to write as a ledger, and how.
type Export struct {
	Filter   cases.Filter
	Format   Format
	Lang     string // zh or en
	Contacts bool   // with the names and masked phones of the companies' contacts
	Purpose  string `json:",omitempty"` // what it is for, as its asker put it
}

// Format is a kind of file.
type Format string

// The formats.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// MediaType is what a file of the format is called among programs.
func (f Format) MediaType() string {
	if f == CSV {
		return "text/csv; charset=utf-8"
	}
	return MediaType
}

// maxSheet is how many cases one sheet holds; a sheet has 1,048,576 rows, some of them headings.
const maxSheet = 1_000_000

var errShort = errors.New("the ledger ended before all of its cases were written")

// exportFields are the ledger's but for those that say how a month counts the case.
func exportFields(contacts bool) []field {
	fields := ledgerFields[:len(ledgerFields)-len(periodFields)]
	if contacts {
		return fields
	}
	return slices.DeleteFunc(slices.Clone(fields), func(f field) bool {
		return f.Name == contactField.Name || f.Name == phoneField.Name
	})
}

// lines is a ledger being written, line by line.
type lines interface {
	add([]Cell) error
	end() error
	close() // lets go of what a writing that failed left behind
}

// Export writes the ledger of the cases that a list shows the actor. It tells progress how many there will be before the
// first, and how many are written after each; no fewer than promised are a success. Memory does not grow with their
// number. A fault of the program is an error of this export alone.
func (p *Press) Export(ctx context.Context, a cases.Actor, e Export, w io.Writer, progress func(done, total int64)) error {
	return caught(func() error { return p.export(ctx, a, e, w, progress) })
}

func (p *Press) export(ctx context.Context, a cases.Actor, e Export, w io.Writer, progress func(done, total int64)) error {
	now := p.now()
	first := e.Filter.FiledFrom
	if first.IsZero() {
		first = workday.MakeDate(2000, time.January, 1)
	}
	before := now.Add(time.Millisecond) // what was filed this very instant counts
	period := cases.Period{First: first, Last: workday.DateOf(now), CutOff: before}
	in, err := p.input(ctx, period)
	if err != nil {
		return err
	}
	fields := exportFields(e.Contacts)
	out, err := e.open(p.Site, fields, in, w)
	if err != nil {
		return err
	}
	defer out.close()
	var done, total int64
	print, v, cells := &printer{refs: in.Refs, people: in.People}, &View{}, make([]Cell, len(fields)+1)
	begin := func(n int64) error {
		if total = n; e.Format == XLSX && n > maxSheet {
			return &cases.Problem{Kind: cases.Invalid, Words: say("共 %d 件，一张表最多 %d 行；请缩小范围，或导出 CSV。",
				"There are %d requests and a sheet holds %d; narrow the list, or export CSV.", n, maxSheet)}
		}
		progress(0, n)
		return nil
	}
	err = readAhead(ctx, func(ctx context.Context, fn func(*cases.Record) error) error {
		return p.desk.Export(ctx, a, e.Filter, before, begin, fn)
	}, func(r *cases.Record) error {
		if !v.see(r, period, in.Refs) {
			return errShort
		}
		done++
		print.row(fields, done, v, cells)
		progress(done, total)
		return out.add(cells)
	})
	if err == nil {
		err = out.end()
	}
	if err == nil && done != total {
		err = errShort
	}
	return err
}

func (e Export) open(site string, fields []field, in Input, w io.Writer) (lines, error) {
	sheet := ledgerSheet()
	sheet.Tables[0].Columns, sheet.Tables[0].Notes = numbered(fields), nil
	if e.Format == CSV {
		return newCSV(w, sheet.Tables[0].Columns, e.Lang)
	}
	b := &Book{Title: sheet.Tables[0].Title, Issue: Words{Zh: "按条件导出", En: "Exported by filter"}, Period: in.Period,
		Calendar: in.Refs.Calendar.Version(), Made: in.Made, Sheets: []*Sheet{sheet}}
	x := newWorkbook(e.Lang, site)
	rows, err := x.ledger(b)
	if err != nil {
		x.close()
		return nil, err
	}
	return &sheetLines{rows, x, b, w}, nil
}

// sheetLines is a ledger in a workbook of its own.
type sheetLines struct {
	*ledgerRows
	x *workbook
	b *Book
	w io.Writer
}

func (l *sheetLines) end() error { return l.x.finish(l.b, l.ledgerRows, l.w) }

func (l *sheetLines) close() { l.x.close() }
