package chart

import "math"

const (
	barHeight  = 14.0
	barGap     = 4.0
	labelLine  = 24.0
	rowSpace   = 14.0
	barEnd     = 84.0 // percent of the width, so that the value fits behind the longest bar
	valueAfter = 8.0  // pixels between a bar's end and its value
)

// bar is one drawn bar; places across are percentages, down they are pixels.
type bar struct {
	class, title, href string
	x, width, y        float64
}

// barRow is one label with its bars and the values printed behind them.
type barRow struct {
	label  Label
	textY  float64
	bars   []bar
	values []barValue
}

type barValue struct {
	text string
	x, y float64
}

// layBars places horizontal bars: each label on its own line above its bars, so that long Han names need no cutting.
func layBars(d Data, stacked bool) (rows []barRow, height float64) {
	most := d.largest(stacked)
	wide := func(v float64) float64 {
		if most == 0 || math.IsNaN(v) {
			return 0
		}
		return v / most * barEnd
	}
	y := 0.0
	for i, label := range d.Labels {
		row := barRow{label: label, textY: y + 16}
		y += labelLine
		x := 0.0
		for n, s := range d.Series {
			v := s.value(i)
			row.bars = append(row.bars, bar{class: colour(n), title: d.say(label.Text, s.Name, v), href: d.href(s, i),
				x: x, width: wide(v), y: y})
			if stacked {
				x += wide(v)
				continue
			}
			row.values = append(row.values, barValue{text: d.print(v), x: wide(v), y: y + barHeight - 2})
			y += barHeight + barGap
		}
		if stacked {
			row.values = []barValue{{text: d.print(d.sum(i)), x: x, y: y + barHeight - 2}}
			y += barHeight + barGap
		}
		y += rowSpace - barGap
		rows = append(rows, row)
	}
	return rows, max(y-rowSpace+barGap, 0)
}
