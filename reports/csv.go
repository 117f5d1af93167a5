package reports

import (
	"context"
	"encoding/csv"
	"io"
	"strings"

	"jiangqitong/cases"
)

// CSV writes the ledger of a period as the actor may see it, with phones masked as in the workbook, and says how many
// cases it wrote. It begins with a byte order mark, so that office programs take it for UTF-8, and no text of it can
// act as a formula there. Its memory does not grow with the number of cases.
func (p *Press) CSV(ctx context.Context, a cases.Actor, period cases.Period, lang string, w io.Writer) (n int64, err error) {
	if err := period.Check(p.now()); err != nil {
		return 0, err
	}
	in, err := p.input(ctx, period)
	if err != nil {
		return 0, err
	}
	out, err := newCSV(w, ledgerSheet().Tables[0].Columns, lang)
	if err != nil {
		return 0, err
	}
	print, v := &printer{refs: in.Refs, people: in.People}, &View{}
	cells := make([]Cell, len(ledgerFields)+1)
	err = p.ledger(ctx, a, period, func(r *cases.Record) error {
		if !v.see(r, period, in.Refs) {
			return nil
		}
		n++
		print.ledgerRow(n, v, cells)
		return out.add(cells)
	})
	if err == nil {
		err = out.end()
	}
	return n, err
}

// csvRows takes the lines of a ledger one by one.
type csvRows struct {
	out  *csv.Writer
	lang string
	line []string
}

// newCSV begins a file with the byte order mark and its headings.
func newCSV(w io.Writer, columns []Column, lang string) (*csvRows, error) {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return nil, err
	}
	rows := &csvRows{out: csv.NewWriter(w), lang: lang, line: make([]string, len(columns))}
	rows.out.UseCRLF = true
	for i, c := range columns {
		rows.line[i] = c.Name.In(lang)
	}
	return rows, rows.out.Write(rows.line)
}

func (r *csvRows) add(cells []Cell) error {
	for i, c := range cells {
		r.line[i] = harmless(c.Print(r.lang))
	}
	return r.out.Write(r.line)
}

func (r *csvRows) end() error {
	r.out.Flush()
	return r.out.Error()
}

func (r *csvRows) close() {}

// harmless keeps a text from being taken for a formula: what begins like one gets an apostrophe before it.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
