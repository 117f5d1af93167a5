// Package chart draws bars, columns, lines and shares as SVG on the server: classes instead of style attributes, so that
// the content security policy and the dark scheme hold, links from each mark to what it counts, and a table with the
// same numbers below each picture.
//
// Across, places are percentages of the width while letters keep their size in pixels. So a chart fills a phone and a
// wide screen alike, and Han labels stay readable on both.
package chart

import (
	"math"
	"strconv"
)

// Data is what a chart shows: for each label one value of each series.
type Data struct {
	// Title is the chart's heading; Note stands below it (the period, the base).
	Title, Note string
	// Unit follows the printed numbers; may be empty.
	Unit string
	// Head names what the labels are, at the head of the table's first column.
	Head   string
	Labels []Label
	Series []Series
	// Format prints a value; nil prints whole numbers plainly and others with one digit.
	Format func(float64) string
}

// Label is one category or month, with the address of what it holds; Href may be empty.
type Label struct {
	Text, Href string
}

// Series is one row of values, as many as there are labels. None marks a value that has no base.
type Series struct {
	Name   string
	Values []float64
	// Hrefs lead from each mark to what it counts; may be empty.
	Hrefs []string
}

// None is a value without a base: it is not drawn, and printed as "/".
var None = math.NaN()

// print gives a value as the chart shows it.
func (d Data) print(v float64) string {
	switch {
	case math.IsNaN(v):
		return "/"
	case d.Format != nil:
		return d.Format(v)
	case v == math.Trunc(v):
		return strconv.FormatFloat(v, 'f', 0, 64)
	default:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
}

// say is a mark's tooltip.
func (d Data) say(label, series string, v float64) string {
	text := label
	if len(d.Series) > 1 && series != "" {
		text += " · " + series
	}
	return text + "：" + d.print(v) + d.Unit
}

func (s Series) value(i int) float64 {
	if i >= len(s.Values) {
		return None
	}
	return s.Values[i]
}

// href leads from a mark to its cases: the series' own address, else the label's.
func (d Data) href(s Series, i int) string {
	if i < len(s.Hrefs) && s.Hrefs[i] != "" {
		return s.Hrefs[i]
	}
	return d.Labels[i].Href
}

// sum adds what a label's series hold, leaving out values without a base.
func (d Data) sum(i int) float64 {
	total := 0.0
	for _, s := range d.Series {
		if v := s.value(i); !math.IsNaN(v) {
			total += v
		}
	}
	return total
}

// largest is the greatest value drawn, or the greatest sum when the series are stacked.
func (d Data) largest(stacked bool) float64 {
	most := 0.0
	for i := range d.Labels {
		if stacked {
			most = max(most, d.sum(i))
			continue
		}
		for _, s := range d.Series {
			if v := s.value(i); v > most {
				most = v
			}
		}
	}
	return most
}

// scale is the end of an axis that holds most, with a step that people count in: 1, 2 or 5 times a power of ten.
func scale(most float64) (top, step float64) {
	if most <= 0 {
		return 1, 1
	}
	power := math.Pow(10, math.Floor(math.Log10(most/4)))
	for _, factor := range []float64{1, 2, 5, 10} {
		step = factor * power
		if step*4.5 >= most {
			break
		}
	}
	return math.Ceil(most/step) * step, step
}

// number prints a coordinate without more digits than the eye sees.
func number(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
}

func percent(v float64) string { return number(v) + "%" }

// colour is the class of the n-th series; there are six.
func colour(n int) string { return "c" + strconv.Itoa(n%6+1) }
