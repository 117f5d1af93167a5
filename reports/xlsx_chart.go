package reports

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// On paper a chart stands to the right of a table or below the last one. A chart is tied to cells, and excelize takes
// streamed rows for 18 pixels high: so many rows it covers, however high they are.
const (
	chartColumns = 8   // columns of the grid that a chart beside a table takes
	chartColumn  = 10  // their width in letters
	chartWidth   = 590 // pixels
	chartRows    = 15  // rows that a chart covers
	chartHeight  = chartRows*18 - 10
)

// chart draws a native chart over the cells of the Book's tables, below those that are drawn already.
func (p *page) chart(c *Chart) error {
	column, row, width := 1, max(p.blocks[len(p.blocks)-1].end, p.charts)+1, uint(900)
	if c.Beside >= 0 {
		column, row, width = p.columns()+2, max(p.blocks[c.Beside].title, p.charts), chartWidth
	}
	p.charts = row + chartRows
	drawn, line := p.x.draw(c, width)
	if line != nil {
		return p.x.file.AddChart(p.name, ref(column, row), drawn, line)
	}
	return p.x.file.AddChart(p.name, ref(column, row), drawn)
}

// draw makes the chart, and for rates a line with an axis of its own.
func (x *workbook) draw(c *Chart, width uint) (chart, line *excelize.Chart) {
	s := x.book.Sheet(c.Sheet)
	b := blocksOf(s)[c.Table]
	at := func(column int) string {
		return fmt.Sprintf("%s%s:%s", quote(s.Name.In(x.lang)), absolute(column, b.first+c.First), absolute(column, b.first+c.First+c.Count-1))
	}
	series := func(column, n int) excelize.ChartSeries {
		return excelize.ChartSeries{Name: quote(s.Name.In(x.lang)) + absolute(column, b.head), Categories: at(c.Label), Values: at(column),
			Fill: fill(palette[n%len(palette)])}
	}
	small, bold := excelize.Font{Family: letters, Size: 9, Color: ink}, excelize.Font{Family: letters, Size: 12, Bold: true, Color: navy}
	gap := uint(60)
	chart = &excelize.Chart{Type: excelize.Col, Dimension: excelize.ChartDimension{Width: width, Height: chartHeight}, GapWidth: &gap,
		Title:  excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: c.Title.In(x.lang), Font: &bold}}},
		Legend: excelize.ChartLegend{Position: "bottom", Font: &small}, Border: excelize.LineOptions{Type: excelize.LineNone},
		XAxis: excelize.ChartAxis{Font: small}, YAxis: excelize.ChartAxis{Font: small, MajorGridLines: true},
		PlotArea: excelize.ChartPlotArea{ShowVal: len(c.Series)*c.Count <= 20}, ShowBlanksAs: "gap"}
	for n, column := range c.Series {
		chart.Series = append(chart.Series, series(column, n))
	}
	switch c.Kind {
	case Bars:
		chart.Type = excelize.Bar
		chart.XAxis.ReverseOrder = true
		chart.YAxis.None, chart.YAxis.MajorGridLines = true, false
	case Shares:
		chart.Type = excelize.Doughnut
		chart.HoleSize = 55
		chart.Legend.Position = "right"
		chart.PlotArea.ShowVal, chart.PlotArea.ShowPercent = false, true
		chart.Series[0].Fill = excelize.Fill{}
		for i := range c.Count {
			chart.Series[0].DataPoint = append(chart.Series[0].DataPoint, excelize.ChartDataPoint{Index: i, Fill: fill(sharePalette(c.Count)[i])})
		}
	}
	if len(c.Rates) > 0 {
		none, all := 0.0, 1.0
		line = &excelize.Chart{Type: excelize.Line, YAxis: excelize.ChartAxis{Secondary: true, Minimum: &none, Maximum: &all, Font: small, NumFmt: excelize.ChartNumFmt{CustomNumFmt: "0%"}}}
		for n, column := range c.Rates {
			rate := series(column, n)
			rate.Fill, rate.Line, rate.Marker = fill(amber), excelize.LineOptions{Width: 2, Fill: fill(amber)}, excelize.ChartMarker{Symbol: "circle", Size: 5, Fill: fill(amber)}
			line.Series = append(line.Series, rate)
		}
	}
	return chart, line
}

// sharePalette runs from bad to good for three parts (overdue first) and from good to bad for five (best first).
func sharePalette(n int) []string {
	if n == 3 {
		return []string{"B42318", "E0A458", "2F5D9E"}
	}
	colours := []string{"2F5D9E", "8FB3DE", "C9DBF0", "E0A458", "B42318"}
	for len(colours) < n {
		colours = append(colours, rule)
	}
	return colours
}

func quote(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'!" }

// absolute is a cell by column counted from 0 and row from 1, as $A$1.
func absolute(column, row int) string {
	name, _ := excelize.CoordinatesToCellName(column+1, row, true)
	return name
}
