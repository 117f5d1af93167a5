package workday

import (
	"fmt"
	"iter"
	"strings"
	"time"
)

const maxSpans = 4

// Hours are the opening hours of a working day (办公时间), one to four spans in order. The zero value has none.
type Hours struct{ spans [maxSpans]span }

// span is one opening, from and to counted from midnight; an unused span has no length.
type span struct{ from, to time.Duration }

// DefaultHours are 08:30-12:00 and 14:30-17:30.
func DefaultHours() Hours {
	h, _ := ParseHours("08:30-12:00,14:30-17:30")
	return h
}

// ParseHours reads "08:30-12:00,14:30-17:30": up to four spans, in order, not overlapping, 24:00 allowed as a close.
func ParseHours(s string) (Hours, error) {
	var h Hours
	parts := strings.Split(strings.NewReplacer("，", ",", "：", ":", " ", "").Replace(s), ",")
	if len(parts) > maxSpans {
		return Hours{}, textErrorf([]any{s, maxSpans},
			"办公时间“%[1]s”的时段太多，最多 %[2]d 段。",
			"The office hours “%[1]s” have too many spans; write at most %[2]d.")
	}
	for i, part := range parts {
		sp, ok := parseSpan(part)
		if !ok {
			return Hours{}, textErrorf([]any{s},
				"“%s”不是有效办公时间，请按 08:30-12:00,14:30-17:30 的格式填写，开始须早于结束。",
				"“%s” are not office hours; write them like 08:30-12:00,14:30-17:30, each opening before its close.")
		}
		if i > 0 && sp.from <= h.spans[i-1].to {
			return Hours{}, textErrorf([]any{s},
				"办公时间“%s”的各时段须按先后排列，不能重叠或相接。",
				"The spans of the office hours “%s” must be in order and must not overlap or touch.")
		}
		h.spans[i] = sp
	}
	return h, nil
}

func parseSpan(s string) (span, bool) {
	from, to, found := strings.Cut(s, "-")
	a, errA := parseClock(from)
	b, errB := parseClock(to)
	return span{a, b}, found && errA == nil && errB == nil && a < b
}

func parseClock(s string) (time.Duration, error) {
	if s == "24:00" {
		return wholeDay, nil
	}
	t, err := time.Parse("15:04", s)
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, err
}

// IsZero reports whether h has no span.
func (h Hours) IsZero() bool { return h == Hours{} }

func (h Hours) all() iter.Seq[span] {
	return func(yield func(span) bool) {
		for _, s := range h.spans {
			if s.to == 0 || !yield(s) {
				return
			}
		}
	}
}

// Open returns the first opening of the day, counted from midnight.
func (h Hours) Open() time.Duration { return h.spans[0].from }

// Close returns the last close of the day, counted from midnight.
func (h Hours) Close() (end time.Duration) {
	for s := range h.all() {
		end = s.to
	}
	return end
}

// Total returns the opening time of one day.
func (h Hours) Total() time.Duration { return h.through(wholeDay) }

// through returns the opening time of a day that has passed at a time counted from midnight.
func (h Hours) through(sinceMidnight time.Duration) (sum time.Duration) {
	for s := range h.all() {
		sum += max(0, min(s.to, sinceMidnight)-s.from)
	}
	return sum
}

// String returns "08:30-12:00,14:30-17:30".
func (h Hours) String() string {
	var parts []string
	for s := range h.all() {
		parts = append(parts, clock(s.from)+"-"+clock(s.to))
	}
	return strings.Join(parts, ",")
}

func clock(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60)
}

// MarshalText returns the text form.
func (h Hours) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads the text form; "" is none.
func (h *Hours) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*h = Hours{}
		return nil
	}
	*h, err = ParseHours(string(text))
	return err
}

// before returns the latest time of day from which the hours, up to another time of the same day, hold a span.
// They must hold it.
func (h Hours) before(sinceMidnight, span time.Duration) time.Duration {
	for i := maxSpans - 1; i >= 0; i-- {
		s := h.spans[i]
		room := max(0, min(s.to, sinceMidnight)-s.from)
		if room >= span {
			return min(s.to, sinceMidnight) - span
		}
		span -= room
	}
	return 0
}
