package pages

import (
	"context"
	"slices"
	"strconv"

	"jiangqitong/cases"
	"jiangqitong/reports"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// MonthCases are the cases behind one number of a month's report.
type MonthCases struct {
	Report
	Refs  *cases.Refs
	Link  reports.Link
	Actor cases.Actor
	// Number is the page, from 1.
	Number int
	// Issue is the frozen report of whose number these are the cases, Number 0 while the figures are live. Untold says that
	// it kept too little to tell which they were: then they are those by the records of now.
	Issue  reports.Issue
	Untold bool

	rows      []reports.Listed
	total     int
	companies int
	size      int
}

// Show takes the cases of all pages up to the present one, how many there are in all, and how many make a page.
func (p *MonthCases) Show(found []*reports.View, total, size int) {
	if p.Companies() {
		different := map[int64]bool{}
		for _, v := range found {
			different[v.Company] = true
		}
		p.companies = len(different)
	}
	p.total, p.size = total, size
	first := min((p.Number-1)*size, len(found))
	for _, v := range found[first:min(first+size, len(found))] {
		hits := p.Link
		hits.Base = false
		p.rows = append(p.rows, reports.Listed{No: v.No, Counted: hits.Holds(v), Now: v})
	}
}

// ShowFrozen takes one page of the cases that a frozen number counted, and how many make a page.
func (p *MonthCases) ShowFrozen(found reports.Behind, size int) {
	p.rows, p.total, p.companies, p.size = found.List, found.Total, found.Companies, size
}

// frozen says whether the list is that of a frozen number, whatever became of its cases.
func (p MonthCases) frozen() bool { return p.Issue.Number != 0 && !p.Untold }

// byNow leads to the list of the same number by the records of now.
func (p MonthCases) byNow() string { return p.asOfNow(p.Issue).number(&p.Link) }

// Total is how many cases there are in all.
func (p MonthCases) Total() int { return p.total }

// Companies says whether the number counts different companies rather than cases.
func (p MonthCases) Companies() bool { return p.measure().Form == reports.Companies }

func (p MonthCases) measure() *reports.Measure {
	m, _ := reports.MeasureOf(p.Link.Measure)
	return m
}

// count says how many there are, so that it can be compared with the number that was followed.
func (p MonthCases) count(ctx context.Context) string {
	if p.Companies() {
		return i18n.T(ctx, "month.count_companies", "Companies", p.companies, "Count", p.total)
	}
	return i18n.T(ctx, "month.count", "Count", p.total)
}

// judged says whether the list shows which of the base the rate counts.
func (p MonthCases) judged() bool { return p.Link.Base && p.measure().Form == reports.Rate }

// tabs lead between the whole base of a rate and those that it counts.
func (p MonthCases) tabs(ctx context.Context) []ui.Tab {
	if p.measure().Form != reports.Rate {
		return nil
	}
	base, hits := p.Link, p.Link
	base.Base, hits.Base = true, false
	return []ui.Tab{
		{Label: in(ctx, base.Words(p.Refs)), Href: p.number(&base), Count: -1, Current: p.Link.Base},
		{Label: i18n.T(ctx, "month.counted", "Measure", in(ctx, p.measure().Name)), Href: p.number(&hits), Count: -1, Current: !p.Link.Base},
	}
}

// title says what the list holds; a company is named by its cases.
func (p MonthCases) title(ctx context.Context) string {
	if p.Link.Dim == reports.ByCompany && len(p.rows) > 0 && p.rows[0].Now != nil {
		whole := p.Link
		whole.Dim = reports.All
		return p.rows[0].Now.CompanyName + " · " + in(ctx, whole.Words(p.Refs))
	}
	return in(ctx, p.Link.Words(p.Refs))
}

func (p MonthCases) table(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: in(ctx, p.Link.Words(p.Refs)), HideCaption: true, Empty: i18n.T(ctx, "month.none"),
		Columns: columns(ctx, "month.request", "companies.name", "case.lead", "month.filed", "month.due", "month.done", "month.result")}
	if p.judged() {
		t.Columns = append(t.Columns, ui.Column{Label: i18n.T(ctx, "month.counts")})
	}
	if p.changed() {
		t.Columns = append(t.Columns, ui.Column{Label: i18n.T(ctx, "month.since")})
	}
	for _, l := range p.rows {
		t.Rows = append(t.Rows, p.row(ctx, l))
	}
	return t
}

func (p MonthCases) row(ctx context.Context, l reports.Listed) ui.Row {
	row := ui.Row{Cells: make([]ui.Cell, factCells)}
	if l.Now == nil {
		row.Cells[0] = ui.Cell{Text: l.No, Main: true}
	} else {
		row.Cells = p.facts(ctx, l.Now)
	}
	if p.judged() {
		row.Cells = append(row.Cells, ui.Cell{Body: yesOrNo(l.Counted)})
	}
	if p.changed() {
		row.Cells = append(row.Cells, sinceCell(l))
	}
	return row
}

// changed says whether anything became of a case of the page since a frozen issue counted it.
func (p MonthCases) changed() bool { return p.frozen() && slices.ContainsFunc(p.rows, isChanged) }

func isChanged(l reports.Listed) bool { return l.Dropped || len(l.Since) > 0 }

func sinceCell(l reports.Listed) ui.Cell {
	if !isChanged(l) {
		return ui.Cell{}
	}
	return ui.Cell{Body: since(l)}
}

// factCells is how many cells facts are.
const factCells = 7

// facts are what the list tells of a case as it is now.
func (p MonthCases) facts(ctx context.Context, v *reports.View) []ui.Cell {
	title, company := v.Title, v.CompanyName
	if v.Confidential && p.Actor.Role != cases.RoleCentre {
		title, company = i18n.T(ctx, "month.confidential"), i18n.T(ctx, "month.confidential")
	}
	main := ui.Cell{Text: title, Sub: v.No + " · " + in(ctx, v.Category.Name), Main: true}
	if maySee(p.Actor, v.Confidential) {
		main.Href = CaseHref(v.No)
	}
	return []ui.Cell{main, {Text: company}, {Text: bureauName(ctx, p.Refs, v.Round.Lead)}, {Text: i18n.Date(ctx, v.FiledAt)},
		p.due(ctx, v.Round), {Text: i18n.Date(ctx, v.Done)}, {Text: p.outcome(ctx, v)}}
}

// due is the promise to resolve as it stands, over what it was at first where it moved.
func (p MonthCases) due(ctx context.Context, r cases.Round) ui.Cell {
	cell := ui.Cell{Text: dueTime(ctx, r.Due)}
	if !r.FirstDue.Equal(r.Due) {
		cell.Sub = i18n.T(ctx, "ui.clock.original", "At", dueTime(ctx, r.FirstDue))
	}
	return cell
}

// outcome is how the case ended by the report, or where it stands now.
func (p MonthCases) outcome(ctx context.Context, v *reports.View) string {
	if !v.Done.IsZero() && v.Round.Result != "" {
		return in(ctx, v.Round.Result.Words())
	}
	return in(ctx, v.State.Words())
}

func (p MonthCases) pager(ctx context.Context) ui.Pager {
	at := func(n int) string { return p.number(&p.Link) + "&page=" + strconv.Itoa(n) }
	pager := ui.Pager{}
	if p.total > p.size {
		first := (p.Number - 1) * p.size
		pager.Info = i18n.T(ctx, "month.stretch", "First", first+1, "Last", first+len(p.rows))
	}
	if p.Number > 1 {
		pager.Prev = at(p.Number - 1)
	}
	if p.Number*p.size < p.total {
		pager.Next = at(p.Number + 1)
	}
	return pager
}
