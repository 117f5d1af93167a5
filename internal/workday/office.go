package workday

import "time"

// IsOpen reports whether the office is open at an instant; at the minute of closing it is not.
func (c *Calendar) IsOpen(t time.Time) bool { return c.NextOpening(t).Equal(t) }

// NextOpening returns t if the office is open then, else the next instant at which it opens.
func (c *Calendar) NextOpening(t time.Time) time.Time {
	d, passed := split(t)
	for ; ; d, passed = d.AddDays(1), 0 {
		if !c.IsWorking(d) {
			continue
		}
		for s := range c.hours.all() {
			if passed < s.to {
				return d.at(max(passed, s.from))
			}
		}
	}
}

// WorkingTime returns the time the office is open between two instants, negative when to is earlier.
func (c *Calendar) WorkingTime(from, to time.Time) time.Duration {
	return c.openThrough(to) - c.openThrough(from)
}

// openThrough is the opening time from a fixed working day, early enough to keep the sum small, up to an instant.
func (c *Calendar) openThrough(t time.Time) time.Duration {
	d, passed := split(t)
	days := c.workingThrough(d.AddDays(-1)) - c.workingThrough(c.first)
	sum := time.Duration(days) * c.hours.Total()
	if c.IsWorking(d) {
		sum += c.hours.through(passed)
	}
	return sum
}

// addWorkingTime returns the first instant by which the office has been open for a span since t.
func (c *Calendar) addWorkingTime(t time.Time, span time.Duration) time.Time {
	if span <= 0 {
		return t.In(Zone)
	}
	d, passed := split(t)
	for ; ; d, passed = d.AddDays(1), 0 {
		if !c.IsWorking(d) {
			continue
		}
		for s := range c.hours.all() {
			open := max(passed, s.from)
			if room := s.to - open; room >= span {
				return d.at(open + span)
			} else if room > 0 {
				span -= room
			}
		}
	}
}

// subtractWorkingTime returns the last instant since which the office has been open for a span before t.
func (c *Calendar) subtractWorkingTime(t time.Time, span time.Duration) time.Time {
	if span <= 0 {
		return t.In(Zone)
	}
	d, passed := split(t)
	for ; ; d, passed = d.AddDays(-1), wholeDay {
		if !c.IsWorking(d) {
			continue
		}
		if room := c.hours.through(passed); room < span {
			span -= room
			continue
		}
		return d.at(c.hours.before(passed, span))
	}
}
