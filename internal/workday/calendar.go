package workday

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"time"
)

// DayKind says why a day is or is not worked.
type DayKind uint8

// The kinds of day.
const (
	Weekday DayKind = iota // an ordinary Monday to Friday 工作日
	Weekend                // an ordinary Saturday or Sunday 休息日
	Holiday                // off by notice 放假
	MakeUp                 // a Saturday or Sunday worked by notice 调休上班
)

var kindText = [...]string{"weekday", "weekend", "holiday", "make-up"}

// String returns "weekday", "weekend", "holiday" or "make-up".
func (k DayKind) String() string { return kindText[k] }

// MarshalText returns the same as String.
func (k DayKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Label names the kind: "调休上班" or "make-up day".
func (k DayKind) Label(lang string) string {
	if english(lang) {
		return [...]string{"working day", "weekend", "public holiday", "make-up day"}[k]
	}
	return [...]string{"工作日", "休息日", "放假", "调休上班"}[k]
}

// CalendarDay is what the calendar says of one date.
type CalendarDay struct {
	Date        Date    `json:"date"`
	Working     bool    `json:"working"`
	Kind        DayKind `json:"kind"`
	Name        string  `json:"name,omitempty"`        // the holiday, where a notice rules: 国庆节
	Notice      string  `json:"notice,omitempty"`      // its document number: 国办发明电〔2020〕27号
	Provisional bool    `json:"provisional,omitempty"` // assumed, because the year's notice is not loaded
}

// Calendar is the working-day calendar under a set of notices and office hours. It never changes.
type Calendar struct {
	hours   Hours
	notices []Notice          // by year and version
	loaded  []int             // the years that have a notice, rising
	content [sha256.Size]byte // of the notices
	version string

	// The days from first on, up to the end of the last loaded year. Outside, Monday to Friday is assumed.
	first   Date
	kinds   []DayKind
	through []int32 // working days from first up to and including the day
	rulings map[Date]ruling
}

type ruling struct{ name, notice string }

// With returns the calendar with one more notice. Of a year's notices the highest version wins, day by day where it
// amends and as a whole where it does not; the same year and version replaces the one before. The notice must be valid.
func (c *Calendar) With(n Notice) *Calendar {
	n.Days = slices.Clone(n.Days)
	notices := slices.DeleteFunc(slices.Clone(c.notices), func(o Notice) bool {
		return o.Year == n.Year && o.Version == n.Version
	})
	return newCalendar(c.hours, append(notices, n))
}

// WithHours returns the calendar with other office hours; zero hours stand for the default. The days are shared, so it is cheap:
// use it too for hours of another kind, such as those in which messages are sent.
func (c *Calendar) WithHours(h Hours) *Calendar {
	if h.IsZero() {
		h = DefaultHours()
	}
	changed := *c
	changed.hours = h
	changed.version = changed.label()
	return &changed
}

// NewCalendar returns the calendar of the notices alone, without those that come with the program; zero hours stand
// for the default. The notices must be valid.
func NewCalendar(h Hours, notices ...Notice) *Calendar {
	if h.IsZero() {
		h = DefaultHours()
	}
	return newCalendar(h, slices.Clone(notices))
}

func newCalendar(hours Hours, notices []Notice) *Calendar {
	slices.SortFunc(notices, func(a, b Notice) int {
		return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Version, b.Version))
	})
	c := &Calendar{hours: hours, notices: notices, content: digest(notices), rulings: map[Date]ruling{}}
	for _, n := range notices {
		c.loaded = append(c.loaded, n.Year)
	}
	c.loaded = slices.Compact(c.loaded)
	c.version = c.label()
	if len(notices) > 0 {
		c.layOutDays()
		c.rule()
		c.countDays()
	}
	return c
}

// layOutDays makes room from the December before the first loaded year to the end of the last, weekends off.
func (c *Calendar) layOutDays() {
	c.first = MakeDate(c.loaded[0]-1, time.December, 1)
	last := MakeDate(c.LastLoadedYear(), time.December, 31)
	c.kinds = make([]DayKind, last.Sub(c.first)+1)
	for i := range c.kinds {
		if isWeekend(c.first.AddDays(i)) {
			c.kinds[i] = Weekend
		}
	}
}

// rule lets every notice in force decide its days, later years and versions over earlier ones.
func (c *Calendar) rule() {
	for i, n := range c.notices {
		if c.replaced(i) {
			continue
		}
		for _, d := range n.Days {
			c.kinds[d.Date.Sub(c.first)] = ruledKind(d)
			c.rulings[d.Date] = ruling{name: d.Name, notice: n.ID}
		}
	}
}

// replaced reports whether a later version of the same year stands in for the notice as a whole.
func (c *Calendar) replaced(i int) bool {
	for _, later := range c.notices[i+1:] {
		if later.Year == c.notices[i].Year && !later.Amends {
			return true
		}
	}
	return false
}

func ruledKind(d NoticeDay) DayKind {
	switch {
	case !d.Working:
		return Holiday
	case isWeekend(d.Date):
		return MakeUp
	}
	return Weekday // a weekday that an earlier notice had given off
}

func (c *Calendar) countDays() {
	c.through = make([]int32, len(c.kinds))
	sum := int32(0)
	for i, k := range c.kinds {
		if k.working() {
			sum++
		}
		c.through[i] = sum
	}
}

func (k DayKind) working() bool { return k == Weekday || k == MakeUp }

func isWeekend(d Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

// Day returns what the calendar says of a date.
func (c *Calendar) Day(d Date) CalendarDay {
	r := c.rulings[d]
	kind := c.kind(d)
	return CalendarDay{
		Date: d, Working: kind.working(), Kind: kind, Name: r.name, Notice: r.notice,
		Provisional: r == ruling{} && !c.Loaded(d.Year()),
	}
}

func (c *Calendar) kind(d Date) DayKind {
	if i := d.Sub(c.first); i >= 0 && i < len(c.kinds) {
		return c.kinds[i]
	}
	if isWeekend(d) {
		return Weekend
	}
	return Weekday
}

// IsWorking reports whether the date is a working day.
func (c *Calendar) IsWorking(d Date) bool { return c.kind(d).working() }

// Loaded reports whether the year has a notice; the days of other years are assumed, so what depends on them is provisional (暂定).
func (c *Calendar) Loaded(year int) bool {
	_, found := slices.BinarySearch(c.loaded, year)
	return found
}

// LastLoadedYear returns the last year that has a notice, 0 if none has.
func (c *Calendar) LastLoadedYear() int {
	if len(c.loaded) == 0 {
		return 0
	}
	return c.loaded[len(c.loaded)-1]
}

// Hours returns the office hours.
func (c *Calendar) Hours() Hours { return c.hours }

// Notices returns every notice, by year and version, those that a later version replaced included.
func (c *Calendar) Notices() []Notice {
	notices := slices.Clone(c.notices)
	for i := range notices {
		notices[i].Days = slices.Clone(notices[i].Days)
	}
	return notices
}

// Version identifies the content, notices and office hours, such as "2018-2026/5d41402a": equal versions give equal results.
func (c *Calendar) Version() string { return c.version }

func (c *Calendar) label() string {
	years := "none"
	if len(c.loaded) > 0 {
		years = fmt.Sprintf("%d-%d", c.loaded[0], c.LastLoadedYear())
	}
	sum := sha256.Sum256(append([]byte(c.hours.String()), c.content[:]...))
	return fmt.Sprintf("%s/%x", years, sum[:4])
}

// digest condenses the notices.
func digest(notices []Notice) [sha256.Size]byte {
	h := sha256.New()
	for _, n := range notices {
		io.WriteString(h, n.String())
	}
	return [sha256.Size]byte(h.Sum(nil))
}
