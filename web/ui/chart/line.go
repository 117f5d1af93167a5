package chart

import (
	"math"
	"strings"
)

const (
	plotTop    = 20.0  // pixels above the highest grid line
	plotHeight = 168.0 // pixels between the axis and the highest grid line
	plotFoot   = 28.0  // pixels below the axis, for the labels
	plotLeft   = 7.0   // percent left free for the grid's numbers
)

// plot is the common ground of lines and columns.
type plot struct {
	grid   []gridLine
	top    float64
	places []place
}

type gridLine struct {
	y    float64
	text string
}

// place is one label's strip across the plot.
type place struct {
	label         Label
	x, left, wide float64
	title         string
	// minor labels are left out on a phone when there are many.
	minor bool
}

func layPlot(d Data, most float64) plot {
	top, step := scale(most)
	p := plot{top: top}
	for v := 0.0; v <= top+step/2; v += step {
		p.grid = append(p.grid, gridLine{y: down(v, top), text: d.print(v)})
	}
	n := len(d.Labels)
	for i, label := range d.Labels {
		p.places = append(p.places, place{label: label, x: across(i, n), left: across(i, n) - strip(n)/2, wide: strip(n),
			title: d.sayAll(i), minor: n > 7 && (n-1-i)%2 == 1})
	}
	return p
}

// strip is the width of one of n places, in percent.
func strip(n int) float64 { return (100 - plotLeft) / float64(max(n, 1)) }

// across is the middle of the i-th of n places, in percent.
func across(i, n int) float64 { return plotLeft + strip(n)*(float64(i)+0.5) }

// down is a value's height in the plot, in pixels from above.
func down(v, top float64) float64 { return plotTop + plotHeight*(1-v/top) }

// sayAll is the tooltip of one place with the values of all series.
func (d Data) sayAll(i int) string {
	lines := []string{d.Labels[i].Text}
	for _, s := range d.Series {
		lines = append(lines, s.Name+"："+d.print(s.value(i))+d.Unit)
	}
	return strings.Join(lines, "\n")
}

// trace is one series drawn as a line.
type trace struct {
	class    string
	segments []segment
	dots     []dot
	last     dot
}

type segment struct{ x1, y1, x2, y2 float64 }

type dot struct {
	x, y float64
	text string
}

// layTraces places the lines; a value without a base leaves a gap.
func layTraces(d Data, top float64) []trace {
	var traces []trace
	for n, s := range d.Series {
		t := trace{class: colour(n)}
		joined := false
		for i := range d.Labels {
			v := s.value(i)
			if math.IsNaN(v) {
				joined = false
				continue
			}
			at := dot{x: across(i, len(d.Labels)), y: down(v, top), text: d.print(v)}
			if joined {
				before := t.dots[len(t.dots)-1]
				t.segments = append(t.segments, segment{before.x, before.y, at.x, at.y})
			}
			t.dots, t.last, joined = append(t.dots, at), at, true
		}
		traces = append(traces, t)
	}
	return traces
}

// area is the ground under the first series, as a polygon in a box of 100 by plotHeight; empty when a value is missing.
func area(t trace, n int) string {
	if len(t.dots) != n || n < 2 {
		return ""
	}
	points := []string{number(t.dots[0].x) + "," + number(plotHeight)}
	for _, at := range t.dots {
		points = append(points, number(at.x)+","+number(at.y-plotTop))
	}
	points = append(points, number(t.last.x)+","+number(plotHeight))
	return strings.Join(points, " ")
}

// layColumns places upright bars side by side, label by label.
func layColumns(d Data, top float64) [][]column {
	var all [][]column
	slot := min(strip(len(d.Labels))*0.68, 12) / float64(len(d.Series))
	for i, label := range d.Labels {
		var list []column
		left := across(i, len(d.Labels)) - slot*float64(len(d.Series))/2
		for n, s := range d.Series {
			v := s.value(i)
			if math.IsNaN(v) {
				continue
			}
			y := down(v, top)
			list = append(list, column{class: colour(n), title: d.say(label.Text, s.Name, v), href: d.href(s, i),
				x: left + slot*float64(n), y: y, width: slot * 0.9, height: plotTop + plotHeight - y})
		}
		all = append(all, list)
	}
	return all
}

type column struct {
	class, title, href  string
	x, y, width, height float64
}
