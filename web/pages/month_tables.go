package pages

import (
	"context"
	"slices"

	"jiangqitong/cases"
	"jiangqitong/reports"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// rowsShown is how many lines of a list the page shows; the workbook has them all.
const rowsShown = 50

// heading is one cell of the upper line of a table's head.
type heading struct {
	text string
	span int
}

// groups are the headings above neighbouring columns, none when the table has no such line.
func groups(ctx context.Context, t *reports.Table) (list []heading) {
	grouped := false
	for _, c := range t.Columns {
		name := in(ctx, c.Group)
		grouped = grouped || name != ""
		if n := len(list); n > 0 && list[n-1].text == name {
			list[n-1].span++
			continue
		}
		list = append(list, heading{name, 1})
	}
	if !grouped {
		return nil
	}
	return list
}

// sheetSub is the title of a sheet's only table; several tables carry theirs themselves.
func sheetSub(ctx context.Context, s *reports.Sheet) string {
	if len(s.Tables) != 1 || in(ctx, s.Tables[0].Title) == in(ctx, s.Name) {
		return ""
	}
	return in(ctx, s.Tables[0].Title)
}

func shown(t *reports.Table) []reports.Row { return t.Rows[:min(len(t.Rows), rowsShown)] }

// leftOut says that a list goes on in the workbook, empty when it does not.
func leftOut(ctx context.Context, t *reports.Table) string {
	if len(t.Rows) <= rowsShown {
		return ""
	}
	return i18n.T(ctx, "month.left_out", "Shown", rowsShown, "Rows", len(t.Rows))
}

// widths sorts columns by how much their text needs.
func width(c reports.Column) string {
	switch {
	case c.Width >= 60:
		return "cell-longest"
	case c.Width >= 28:
		return "cell-long"
	case c.Width >= 18:
		return "cell-middle"
	}
	return ""
}

// isNumeric says whether a column holds figures, going by its first plain row.
func isNumeric(t *reports.Table, column int) bool {
	for _, row := range t.Rows {
		if row.Kind == reports.Plain && column < len(row.Cells) {
			return row.Cells[column].Numeric()
		}
	}
	return false
}

func toneClass(t reports.Tone) string {
	if t == reports.Calm {
		return ""
	}
	return "tone-" + string(t)
}

// cellHref leads from a number to its cases, unless it counts none, and from a case number to the case, if the reader may
// open it.
func (p Month) cellHref(row reports.Row, c reports.Cell) string {
	if c.Kind == reports.CaseNo && maySee(p.Actor, confidential(row)) {
		return CaseHref(c.Text.Zh)
	}
	if empty(c) {
		return ""
	}
	return p.number(c.Link)
}

// empty says whether a figure counts no case.
func empty(c reports.Cell) bool {
	return c.Kind == reports.Count && c.N == 0 || (c.Kind == reports.Percent || c.Kind == reports.Days) && c.Of == 0
}

// confidential says whether the row is about a confidential request.
func confidential(row reports.Row) bool {
	return slices.ContainsFunc(row.Cells, func(c reports.Cell) bool { return c.Text == reports.Hidden })
}

// nothing says whether a figure is zero, which is printed faintly.
func nothing(c reports.Cell) bool { return c.Numeric() && c.N == 0 && c.Kind != reports.Points }

func (p Month) purposeField(ctx context.Context) ui.Field {
	return ui.Field{Name: "purpose", Label: i18n.T(ctx, "month.purpose"), Hint: i18n.T(ctx, "month.purpose_hint"), Value: Printable(p.Purpose), Required: true,
		Placeholder: i18n.T(ctx, "month.purpose_sample"), MaxLength: cases.MaxLine, Error: problemOf(ctx, p.PurposeBad, "purpose")}
}
