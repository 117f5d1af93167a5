package pages

import (
	"context"
	"slices"

	"jiangqitong/cases"
	"jiangqitong/reports"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// block is one group of key figures.
type block struct {
	name  string
	main  bool // what the month achieved: the first block
	tiles []tile
}

// tile is one key figure with what it was a month and a year before.
type tile struct {
	label, value, unit, tip, href string
	before, year                  earlier
}

// earlier is what a key figure was in an earlier period, and how it has changed since.
type earlier struct {
	name, value, change, href string
	tone                      ui.Tone
}

// The columns of the table of key figures.
const (
	keyName = iota
	keyNow
	keyBefore
	keyBeforeChange
	keyYear
	keyYearChange
	keyColumns
)

// blocks are the key figures, read from the first table of the summary.
func (p Month) blocks(ctx context.Context) (list []block) {
	summary := p.Book.Sheet("summary")
	if summary == nil {
		return nil
	}
	for _, row := range summary.Tables[0].Rows {
		switch {
		case row.Kind == reports.Section:
			list = append(list, block{name: in(ctx, row.Cells[0].Text), main: len(list) == 0})
		case len(row.Cells) == keyColumns && len(list) > 0:
			last := &list[len(list)-1]
			last.tiles = append(last.tiles, p.tile(ctx, row.Cells))
		}
	}
	return list
}

func (p Month) tile(ctx context.Context, cells []reports.Cell) tile {
	now := cells[keyNow]
	t := tile{label: in(ctx, cells[keyName].Text), value: now.Print(lang(ctx)), href: p.number(now.Link),
		before: p.earlier(ctx, "month.on_before", now.Link, cells[keyBefore], cells[keyBeforeChange]),
		year:   p.earlier(ctx, "month.on_year", now.Link, cells[keyYear], cells[keyYearChange])}
	if now.Link == nil {
		return t
	}
	measure, _ := reports.MeasureOf(now.Link.Measure)
	t.tip, t.unit = in(ctx, measure.Tip()), unitOf(ctx, measure.Form, int(now.N))
	return t
}

func (p Month) earlier(ctx context.Context, name string, of *reports.Link, value, change reports.Cell) earlier {
	e := earlier{name: i18n.T(ctx, name), value: value.Print(lang(ctx)), change: change.Print(lang(ctx)), tone: ui.ToneNeutral}
	if !empty(value) {
		e.href = p.number(value.Link)
	}
	if of != nil {
		e.tone = news(of.Measure, change)
	}
	return e
}

// trend is the table of the trend, nil for a report without one.
func (p Month) trend() *reports.Table {
	if summary := p.Book.Sheet("summary"); summary != nil && len(summary.Tables) > 1 && len(summary.Tables[1].Rows) > 0 {
		return summary.Tables[1]
	}
	return nil
}

// unitOf is what a figure of n counts.
func unitOf(ctx context.Context, form reports.Form, n int) string {
	switch form {
	case reports.Counted:
		return i18n.T(ctx, "month.requests", "Count", n)
	case reports.Companies:
		return i18n.T(ctx, "month.companies", "Count", n)
	case reports.Median, reports.Mean:
		return i18n.T(ctx, "month.days")
	}
	return ""
}

// Measures of which more is better, and those of which less is. Of the others a change is neither good nor bad.
var (
	better = []string{"livelihood_solved", "approvals_solved", "other_answered", "benefited", "done", "closing_rate", "on_time_rate",
		"first_promise_rate", "satisfied_rate", "solved_rate", "first_time_rate"}
	worse = []string{"overdue", "redone", "return_rate", "extension_rate", "working_days_median", "working_days_mean", "natural_days_mean"}
)

// news is whether a change is good.
func news(code string, change reports.Cell) ui.Tone {
	up := change.N
	if change.Kind == reports.Change {
		up = change.N - change.Of
	}
	if slices.Contains(worse, code) {
		up = -up
	} else if !slices.Contains(better, code) {
		up = 0
	}
	switch {
	case change.Kind == reports.None || change.Kind == reports.Change && change.Of == 0 || up == 0:
		return ui.ToneNeutral // nothing to compare with, or no change
	case up > 0:
		return ui.ToneGood
	}
	return ui.ToneBad
}

// sections are the sheets that the page shows as tables, and notes those that stand folded at its end.
var (
	sections = []string{"bureau", "category", "street", "source", "milestones", "overdue", "tracking", "quality", "hot", "benefited", "typical"}
	notes    = []string{"definitions", "checks"}
)

func (p Month) sheets(codes []string) (list []*reports.Sheet) {
	for _, code := range codes {
		if s := p.Book.Sheet(code); s != nil {
			list = append(list, s)
		}
	}
	return list
}

// tabs lead to the sections of the page.
func (p Month) tabs(ctx context.Context) []ui.Tab {
	tabs := []ui.Tab{{Label: i18n.T(ctx, "month.figures"), Href: "#figures", Count: -1}, {Label: i18n.T(ctx, "month.charts"), Href: "#charts", Count: -1}}
	for _, s := range append(p.sheets(sections), p.sheets(notes)...) {
		tabs = append(tabs, ui.Tab{Label: in(ctx, s.Name), Href: "#" + s.Code, Count: -1})
	}
	return tabs
}

// Running says that the period has not ended: its figures still grow.
func (p Month) Running() bool { return p.Period.Last.End().After(p.Now) }

// number leads from a number of the page to exactly its cases.
func (p Month) number(link *reports.Link) string { return p.exact(p.Book).number(link) }

// facts are the lines under the title but the first, which stands as a badge.
func (p Month) facts(ctx context.Context) (list []string) {
	for _, fact := range p.Book.Facts()[1:] {
		list = append(list, in(ctx, fact))
	}
	return list
}

// maySee says whether the reader may open the case behind a number.
func maySee(a cases.Actor, confidential bool) bool {
	return a.Role == cases.RoleCentre || a.Role != cases.RoleAdmin && !confidential
}
