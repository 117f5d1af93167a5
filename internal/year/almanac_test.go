package year_test

import (
	"time"

	"github.com/6tail/lunar-go/HolidayUtil"
)

// This file is the recomputation's own calendar. It shares nothing with the product but the Civil Code: days are
// walked one by one and office time minute by minute, on the days of an outside table. Instants are Unix seconds.

const (
	minute = int64(60)
	hour   = 60 * minute
	aDay   = 24 * hour
	east   = 8 * hour // of Greenwich
)

// almanac says which days are worked, as known at one time.
type almanac struct {
	ruled map[int]bool // by day: worked or not; Monday to Friday where nothing is said
	last  int          // the last year about which something is said
}

// dayOf is the civil day of an instant, counted from 1970-01-01.
func dayOf(at int64) int {
	at += east
	if at < 0 {
		at -= aDay - 1
	}
	return int(at / aDay)
}

// clockOf is the seconds passed since midnight.
func clockOf(at int64) int64 { return at + east - int64(dayOf(at))*aDay }

// on is an instant of a day.
func on(day int, hours, minutes int64) int64 {
	return int64(day)*aDay - east + hours*hour + minutes*minute
}

// dayNamed reads 2021-10-08, -1 for no date.
func dayNamed(name string) int {
	t, err := time.Parse(time.DateOnly, name)
	if err != nil {
		return -1
	}
	return int(t.Unix() / aDay)
}

func nameOf(day int) string { return time.Unix(int64(day)*aDay, 0).UTC().Format(time.DateOnly) }

func yearOf(day int) int { return time.Unix(int64(day)*aDay, 0).UTC().Year() }

// weekday is 0 for Sunday to 6 for Saturday; 1970-01-01 was a Thursday.
func weekday(day int) int { return (day + 4) % 7 }

// outsideAlmanac knows the years from a table of another author, up to the last.
func outsideAlmanac(first, last int) *almanac {
	a := &almanac{ruled: map[int]bool{}, last: last}
	for year := first; year <= last; year++ {
		a.take(outsideYear(year))
	}
	return a
}

// outsideYear is what the table says of one year's notice, days of the December before included.
func outsideYear(year int) map[int]bool {
	days := map[int]bool{}
	for y := year - 1; y <= year; y++ {
		for e := HolidayUtil.GetHolidaysByYear(y).Front(); e != nil; e = e.Next() {
			h := e.Value.(*HolidayUtil.Holiday)
			day := dayNamed(h.GetDay())
			if target := dayNamed(h.GetTarget()); yearOf(target) == year && yearOf(day) <= year {
				days[day] = h.IsWork()
			}
		}
	}
	return days
}

func (a *almanac) take(days map[int]bool) {
	for day, worked := range days {
		a.ruled[day] = worked
	}
}

// with knows one more notice of a year: all that was said of the year before falls away, but where it amends.
func (a *almanac) with(year int, days map[int]bool, amends bool) *almanac {
	b := &almanac{ruled: map[int]bool{}, last: max(a.last, year)}
	for day, worked := range a.ruled {
		if amends || yearOf(day) != year {
			b.ruled[day] = worked
		}
	}
	b.take(days)
	return b
}

func (a *almanac) works(day int) bool {
	if worked, said := a.ruled[day]; said {
		return worked
	}
	return weekday(day) != 0 && weekday(day) != 6
}

// office says whether the office is open in the minute that begins at an instant: 08:30-12:00 and 14:30-17:30.
func (a *almanac) office(at int64) bool {
	c := clockOf(at)
	open := c >= 8*hour+30*minute && c < 12*hour || c >= 14*hour+30*minute && c < 17*hour+30*minute
	return open && a.works(dayOf(at))
}

// sending says whether letters may go out: 08:30-18:00 of working days.
func (a *almanac) sending(at int64) bool {
	c := clockOf(at)
	return c >= 8*hour+30*minute && c < 18*hour && a.works(dayOf(at))
}

// opens is the first instant from at on at which the office is open.
func (a *almanac) opens(at int64) int64 {
	for !a.office(at) {
		at = at - at%minute + minute
	}
	return at
}

// close is when a last day ends: with the office on a working day, else at midnight.
func (a *almanac) close(day int) int64 {
	if a.works(day) {
		return on(day, 17, 30)
	}
	return on(day, 24, 0)
}

// nextWorked is the day itself when it is worked, else the next that is.
func (a *almanac) nextWorked(day int) int {
	for !a.works(day) {
		day++
	}
	return day
}

// span is a promised time: 60 m(inutes), 24 h(ours), 7 d(ays), 3 wh (office hours), 5 wd (working days).
type span struct {
	n    int64
	unit string
}

// amount is the span in what is left over while it runs: days, or seconds.
func (s span) amount() int64 {
	switch s.unit {
	case "m":
		return s.n * minute
	case "h", "wh":
		return s.n * hour
	}
	return s.n
}

// walk counts an amount of the unit from an instant. Days begin to count on the day after; a last day that is not worked
// moves on to the next that is.
func (a *almanac) walk(from, left int64, unit string) int64 {
	switch unit {
	case "m", "h":
		return from + left
	case "wh":
		return a.walkOffice(from, left)
	}
	day := dayOf(from)
	for left > 0 {
		if day++; unit == "d" || a.works(day) {
			left--
		}
	}
	day = a.nextWorked(day)
	for a.close(day) <= from { // nothing was left, and this day's end has passed
		day = a.nextWorked(day + 1)
	}
	return a.close(day)
}

func (a *almanac) walkOffice(at, left int64) int64 {
	for {
		end := at - at%minute + minute
		if a.office(at) {
			if left <= end-at {
				return at + left
			}
			left -= end - at
		}
		at = end
	}
}

// back is the last instant since which the office was open for an amount before at.
func (a *almanac) back(at, left int64) int64 {
	for left > 0 {
		begin := at - 1 - (at-1)%minute
		if a.office(begin) {
			if left <= at-begin {
				return at - left
			}
			left -= at - begin
		}
		at = begin
	}
	return at
}

// counted is how much of the unit passes between two instants.
func (a *almanac) counted(from, to int64, unit string) (sum int64) {
	switch unit {
	case "m", "h":
		return to - from
	case "d":
		return int64(dayOf(to) - dayOf(from))
	case "wd":
		for day := dayOf(from) + 1; day <= dayOf(to); day++ {
			if a.works(day) {
				sum++
			}
		}
		return sum
	}
	for at := from; at < to; {
		end := min(at-at%minute+minute, to)
		if a.office(at) {
			sum += end - at
		}
		at = end
	}
	return sum
}

// monthOn is the same day of the next month, the last where that month is shorter.
func monthOn(day int) int {
	month := nameOf(day)[:7]
	next := day
	for nameOf(next)[:7] == month {
		next++
	}
	month = nameOf(next)[:7]
	for nameOf(next)[8:] < nameOf(day)[8:] && nameOf(next + 1)[:7] == month {
		next++
	}
	return next
}
