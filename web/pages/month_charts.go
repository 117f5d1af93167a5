package pages

import (
	"context"
	"math"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
	"jiangqitong/reports"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui/chart"
)

// drawing is a chart, with the class of those whose parts have colours of their own.
type drawing struct {
	templ.Component
	class string
}

// charts are the drawings of the summary and of the streets, each with its numbers as a table and every number with a
// way to its cases. Drawings of one shape stand together, because they are of one height.
func (p Month) charts(ctx context.Context) (drawings []drawing) {
	for _, shape := range []reports.ChartKind{reports.Columns, reports.Shares, reports.Bars} {
		for _, s := range p.sheets([]string{"summary", "street"}) {
			for _, c := range s.Charts {
				if c.Kind == shape {
					drawings = append(drawings, p.draw(ctx, c)...)
				}
			}
		}
	}
	return drawings
}

// draw makes one or two drawings of a chart: counts and rates have scales of their own.
func (p Month) draw(ctx context.Context, c *reports.Chart) []drawing {
	table := p.Book.Sheet(c.Sheet).Tables[c.Table]
	counts := p.data(ctx, c, table, c.Series)
	counts.Title = in(ctx, c.Title)
	switch {
	case c.Kind == reports.Shares:
		counts.Unit = unitOf(ctx, reports.Counted, 0)
		return []drawing{{chart.Donut(counts), partsClass(c, table)}}
	case c.Kind == reports.Bars:
		return []drawing{{Component: chart.Bar(counts)}}
	case !overTime(c, table):
		return []drawing{{Component: chart.Column(counts)}}
	}
	rates := p.data(ctx, c, table, c.Rates)
	rates.Title, rates.Format = i18n.T(ctx, "month.rates"), percent
	rates.Note = i18n.T(ctx, "month.rates_note")
	return []drawing{{Component: chart.Line(counts)}, {Component: chart.Line(rates)}}
}

// partsClass gives lights the colours of lights, and ratings those from good to bad.
func partsClass(c *reports.Chart, t *reports.Table) string {
	if c.First < len(t.Rows) && len(c.Series) > 0 && t.Rows[c.First].Cells[c.Series[0]].Link != nil {
		switch t.Rows[c.First].Cells[c.Series[0]].Link.Measure {
		case "overdue":
			return "chart-lights"
		case "score_5":
			return "chart-ratings"
		}
	}
	return ""
}

// overTime says whether a chart's labels are periods.
func overTime(c *reports.Chart, t *reports.Table) bool {
	if c.First >= len(t.Rows) {
		return false
	}
	_, err := cases.ParsePeriod(t.Rows[c.First].Cells[c.Label].Print("zh"))
	return err == nil
}

// data takes a chart's numbers from its table.
func (p Month) data(ctx context.Context, c *reports.Chart, t *reports.Table, columns []int) chart.Data {
	d := chart.Data{Head: in(ctx, t.Columns[c.Label].Name)}
	for _, column := range columns {
		d.Series = append(d.Series, chart.Series{Name: in(ctx, t.Columns[column].Name)})
	}
	drawn := 0
	for _, row := range t.Rows[min(c.First, len(t.Rows)):] {
		if row.Kind != reports.Plain || drawn == c.Count {
			continue
		}
		drawn++
		d.Labels = append(d.Labels, chartLabel(ctx, row.Cells[c.Label].Print(lang(ctx)), len(d.Labels) == 0))
		for i, column := range columns {
			cell := row.Cells[column]
			d.Series[i].Values = append(d.Series[i].Values, amount(cell))
			d.Series[i].Hrefs = append(d.Series[i].Hrefs, p.number(cell.Link))
		}
	}
	return d
}

// chartLabel is a name, or a period that leads to its report: a month by its name, with the year only where one begins,
// a week by its Monday.
func chartLabel(ctx context.Context, text string, first bool) chart.Label {
	p, err := cases.ParsePeriod(text)
	if err != nil {
		return chart.Label{Text: text}
	}
	label := chart.Label{Text: text, Href: Report{Period: p}.Href()}
	layout := cases.Words{}
	switch span := p.Span(); {
	case span == cases.SpanWeek:
		layout = cases.Words{Zh: "1/2", En: "2 Jan"}
	case span == cases.SpanMonth && (first || p.First.Month() == time.January):
		layout = cases.Words{Zh: "06/1", En: "Jan 06"}
	case span == cases.SpanMonth:
		layout = cases.Words{Zh: "1月", En: "Jan"}
	default:
		return label
	}
	label.Text = p.First.Start().In(workday.Zone).Format(layout.In(lang(ctx)))
	return label
}

// amount is a cell's number as drawn.
func amount(c reports.Cell) float64 {
	switch {
	case c.Kind == reports.Count:
		return float64(c.N)
	case c.Kind == reports.Percent && c.Of != 0:
		return float64(c.N) / float64(c.Of) * 100
	}
	return chart.None
}

// percent prints a rate as the report does, with at most two digits.
func percent(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) + "%"
}
