package workday

import "time"

// meter holds what is left of a promise from an anchor instant on, and the due instant that follows.
type meter struct {
	c      *Calendar
	unit   Unit
	fixed  bool
	anchor time.Time     // from here what is left is counted
	days   int           // left, for units counted by date
	span   time.Duration // left, for the others
	due    time.Time
}

func (c *Calendar) meter(start time.Time, b Budget) meter {
	m := meter{c: c, unit: b.Unit, fixed: b.Fixed, due: start.In(Zone)}
	if b.N <= 0 {
		return m
	}
	if b.Unit.ByDate() {
		m.days = b.N
	} else {
		m.span = time.Duration(b.N) * b.Unit.length()
	}
	m.resume(start)
	return m
}

// stop takes off what was counted from the anchor up to an instant before the due one.
func (m *meter) stop(at time.Time) {
	switch m.unit {
	case Day, WorkingDay:
		m.days = max(0, m.days-m.c.daysBetween(DateOf(m.anchor), DateOf(at), m.unit))
	case WorkingHour:
		m.span -= m.c.WorkingTime(m.anchor, at)
	default:
		m.span -= at.Sub(m.anchor)
	}
}

// resume counts what is left from an instant on.
func (m *meter) resume(at time.Time) {
	m.anchor = at
	switch m.unit {
	case Day:
		m.due = m.c.firstClose(DateOf(at).AddDays(m.days), m.fixed, at)
	case WorkingDay:
		m.due = m.c.firstClose(m.c.AddWorkingDays(DateOf(at), m.days), false, at)
	case WorkingHour:
		m.due = m.c.addWorkingTime(at, m.span)
	default:
		m.due = at.Add(m.span).In(Zone)
	}
}

// promise makes a date the last day, as granted at an instant.
func (m *meter) promise(at time.Time, until Date) {
	m.anchor = at
	m.due = m.c.CloseOf(m.c.lastDay(until, m.fixed))
	switch m.unit {
	case Day:
		m.days = max(0, until.Sub(DateOf(at)))
	case WorkingDay:
		m.days = max(0, m.c.WorkingDaysBetween(DateOf(at), LastDay(m.due)))
	case WorkingHour:
		m.span = m.c.WorkingTime(at, m.due)
	default:
		m.span = m.due.Sub(at)
	}
}

// lastDay is where a period that would end on d ends: on the next working day if d is none, unless it is fixed.
func (c *Calendar) lastDay(d Date, fixed bool) Date {
	if fixed {
		return d
	}
	return c.RollForward(d)
}

// firstClose is the end of a period whose last day is d, or of the first possible last day whose end comes after an instant.
func (c *Calendar) firstClose(d Date, fixed bool, after time.Time) time.Time {
	for {
		d = c.lastDay(d, fixed)
		if end := c.CloseOf(d); end.After(after) {
			return end
		}
		d = d.AddDays(1)
	}
}
