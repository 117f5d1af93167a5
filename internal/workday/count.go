package workday

import "time"

// workingThrough counts the working days from 0001-01-01 up to and including d.
func (c *Calendar) workingThrough(d Date) int {
	i := d.Sub(c.first)
	if i < 0 || len(c.through) == 0 {
		return weekdaysThrough(d)
	}
	sum := weekdaysThrough(c.first.AddDays(-1))
	if last := len(c.through) - 1; i > last {
		return sum + int(c.through[last]) + weekdaysThrough(d) - weekdaysThrough(c.first.AddDays(last))
	}
	return sum + int(c.through[i])
}

// weekdaysThrough counts Mondays to Fridays up to and including d; day 1 is a Monday.
func weekdaysThrough(d Date) int { return int(d.rd)/7*5 + min(int(d.rd)%7, 5) }

// WorkingDaysBetween counts the working days after from up to and including to, as a deadline does; it is negative when to is earlier.
func (c *Calendar) WorkingDaysBetween(from, to Date) int {
	return c.workingThrough(to) - c.workingThrough(from)
}

// AddWorkingDays returns the n-th working day after d, or before d when n is negative; for 0 it is d itself, working or not.
func (c *Calendar) AddWorkingDays(d Date, n int) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.AddDays(step)
		if c.IsWorking(d) {
			n--
		}
	}
	return d
}

// RollForward returns d if it is a working day, else the next one.
func (c *Calendar) RollForward(d Date) Date {
	for !c.IsWorking(d) {
		d = d.AddDays(1)
	}
	return d
}

// RollBack returns d if it is a working day, else the one before.
func (c *Calendar) RollBack(d Date) Date {
	for !c.IsWorking(d) {
		d = d.AddDays(-1)
	}
	return d
}

// FirstWorkingDay returns the first working day of a month.
func (c *Calendar) FirstWorkingDay(m Month) Date { return c.RollForward(m.First()) }

// LastWorkingDay returns the last working day of a month.
func (c *Calendar) LastWorkingDay(m Month) Date { return c.RollBack(m.Last()) }

// CloseOf returns the instant at which a last day ends: the close of the office on a working day, 24:00 on any other
// (Civil Code art. 203: a last day ends at 24:00, or where there are business hours, when business stops).
func (c *Calendar) CloseOf(d Date) time.Time {
	if c.IsWorking(d) {
		return d.at(c.hours.Close())
	}
	return d.End()
}

// Due is the end of a promised time.
type Due struct {
	At          time.Time // in Zone
	Provisional bool      // some day counted lies in a year whose notice is not loaded
}

// After returns when a budget that starts at an instant ends, by Civil Code art. 201-203.
// Minutes and hours run from the instant; working hours run only while the office is open. Days and working days are counted
// from the day after, the last included, which ends at the close of the office; natural days that end on a day off
// move on to the next working day unless the budget is fixed. No budget is due at the start.
func (c *Calendar) After(start time.Time, b Budget) Due {
	m := c.meter(start, b)
	return Due{At: m.due, Provisional: c.provisional(start, m.due, b.Unit)}
}

// provisional reports whether a due instant depends on days of a year that is not loaded.
func (c *Calendar) provisional(start, due time.Time, u Unit) bool {
	if u == Minute || u == Hour || !due.After(start) {
		return false
	}
	for year := DateOf(start).Year(); year <= LastDay(due).Year(); year++ {
		if !c.Loaded(year) {
			return true
		}
	}
	return false
}

// Left returns the whole units from now to a due instant, cut towards zero and negative once it has passed. It undoes
// After: Left(start, After(start, b).At, b.Unit) is b.N, except that natural days count on to the day to which the last
// one moved. Working days left are those after today up to the due day, so on the due day itself 0 are left.
func (c *Calendar) Left(now, due time.Time, u Unit) int {
	switch {
	case !u.ByDate():
		return c.Elapsed(now, due, u)
	case now.After(due):
		return -c.daysBetween(LastDay(due), DateOf(now), u)
	}
	return max(0, c.daysBetween(DateOf(now), LastDay(due), u))
}

// Elapsed returns the whole units from one instant to another, cut towards zero and negative when to is earlier.
// Days and working days are counted by date, without the first and with the last.
func (c *Calendar) Elapsed(from, to time.Time, u Unit) int {
	switch {
	case u.ByDate():
		return c.daysBetween(DateOf(from), DateOf(to), u)
	case u == WorkingHour:
		return int(c.WorkingTime(from, to) / time.Hour)
	}
	return int(to.Sub(from) / u.length())
}

func (c *Calendar) daysBetween(from, to Date, u Unit) int {
	if u == Day {
		return to.Sub(from)
	}
	return c.WorkingDaysBetween(from, to)
}

// NearDue returns when a running promise turns near due (临期): with a budget in minutes, hours or working hours, once a
// quarter of it is left; with one in days, or without one because a date was promised, when the office opens on the last
// working day before the due day, which is when Left first says one working day. It is never before start nor after due.
func (c *Calendar) NearDue(start, due time.Time, b Budget) time.Time {
	near := due
	switch b.Unit {
	case Minute, Hour:
		near = due.Add(-time.Duration(b.N) * b.Unit.length() / 4)
	case WorkingHour:
		near = c.subtractWorkingTime(due, time.Duration(b.N)*time.Hour/4)
	case Day, WorkingDay, "":
		near = c.AddWorkingDays(LastDay(due), -1).at(c.hours.Open())
	}
	if near.Before(start) {
		near = start
	}
	if near.After(due) {
		near = due
	}
	return near.In(Zone)
}
