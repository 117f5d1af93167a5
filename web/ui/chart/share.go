package chart

import (
	"math"
	"strconv"
)

// slice is one part of a whole.
type slice struct {
	class, title, label, href string
	text, share               string
	// from and part are percentages of the whole.
	from, part float64
}

// dash draws the slice's part of the ring, whose length is 100, with a small gap behind it.
func (s slice) dash() string {
	drawn := s.part
	if drawn < 100 {
		drawn = max(drawn-0.6, 0.4)
	}
	return number(drawn) + " " + number(100-drawn)
}

// laySlices divides the first series into its parts. Shares are rounded half away from zero to one digit.
func laySlices(d Data) []slice {
	if len(d.Series) == 0 {
		return nil
	}
	s := d.Series[0]
	whole := 0.0
	for i := range d.Labels {
		if v := s.value(i); !math.IsNaN(v) {
			whole += v
		}
	}
	var slices []slice
	from := 0.0
	for i, label := range d.Labels {
		v := s.value(i)
		part := 0.0
		if whole > 0 && !math.IsNaN(v) {
			part = v / whole * 100
		}
		slices = append(slices, slice{class: colour(i), label: label.Text, href: d.href(s, i), text: d.print(v),
			title: d.say(label.Text, "", v) + " " + oneDigit(part, whole), share: oneDigit(part, whole), from: from, part: part})
		from += part
	}
	return slices
}

func oneDigit(part, whole float64) string {
	if whole == 0 {
		return "/"
	}
	return strconv.FormatFloat(math.Round(part*10)/10, 'f', 1, 64) + "%"
}

// whole prints the sum of the parts.
func (d Data) whole() string {
	if len(d.Series) == 0 {
		return ""
	}
	total := 0.0
	for i := range d.Labels {
		if v := d.Series[0].value(i); !math.IsNaN(v) {
			total += v
		}
	}
	return d.print(total)
}
