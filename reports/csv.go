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
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return 0, err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	columns := ledgerSheet().Tables[0].Columns
	line, cells := make([]string, len(columns)), make([]Cell, len(columns))
	for i, c := range columns {
		line[i] = c.Name.In(lang)
	}
	if err := out.Write(line); err != nil {
		return 0, err
	}
	print, v := &printer{refs: in.Refs, people: in.People}, &View{}
	err = p.desk.Ledger(ctx, a, period, func(r *cases.Record) error {
		if !v.see(r, period, in.Refs) {
			return nil
		}
		n++
		print.ledgerRow(n, v, cells)
		for i, c := range cells {
			line[i] = harmless(c.Print(lang))
		}
		return out.Write(line)
	})
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	return n, err
}

// harmless keeps a text from being taken for a formula: what begins like one gets an apostrophe before it.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
