package workday

import "time"

// Explain is Reckon with Steps: it walks the run day by day, as a person would with a wall calendar, and takes Due from that walk.
// Reckon gives the same result without the walk.
func (c *Calendar) Explain(run Run) Reckoning {
	r := c.Reckon(run)
	w := c.walk(run)
	r.Steps, r.Due = w.steps, w.due
	return r
}

// walk is the clock in the course of its run.
type walk struct {
	c     *Calendar
	unit  Unit
	fixed bool
	steps []Step
	day   Date          // the last day looked at
	n     int           // the days counted so far
	total time.Duration // the office time counted so far
	days  int           // left to count, for units counted by date
	span  time.Duration // left to run, for the others
	due   time.Time     // once reached; zero before
	from  time.Time     // since when the clock runs
}

func (c *Calendar) walk(run Run) *walk {
	w := &walk{c: c, unit: run.Budget.Unit, fixed: run.Budget.Fixed, day: DateOf(run.Start), from: run.Start}
	w.tell(Step{Reason: ReasonStart, At: run.Start, Budget: run.Budget, Until: run.promised()})
	switch {
	case run.Budget.N <= 0:
		w.due = run.Start.In(Zone)
	case w.unit.ByDate():
		w.days = run.Budget.N
	default:
		w.span = time.Duration(run.Budget.N) * w.unit.length()
	}
	paused, stopped := false, false
	for _, e := range c.timeline(run, nil) {
		if stopped {
			w.stand(e.at)
		} else {
			w.advance(e.at, true)
		}
		switch e.kind {
		case pauseBegins:
			paused, stopped = true, w.due.IsZero()
			w.tell(Step{Reason: pick(stopped, ReasonPause, ReasonPauseLate), At: e.at})
		case extended:
			if e.until != run.promised() || !e.at.Equal(run.Start) {
				w.tellExtension(e)
			}
			w.extend(e)
			stopped = paused && w.due.IsZero()
		case pauseEnds:
			if stopped {
				w.tell(Step{Reason: pick(e.capped, ReasonPauseCap, ReasonResume), At: e.at})
			}
			paused, stopped = false, false
		}
	}
	if stopped {
		w.tell(Step{Reason: ReasonStopped})
		return w
	}
	w.advance(time.Time{}, false)
	w.tell(Step{Reason: ReasonDue, At: w.due, Provisional: c.provisional(run.Start, w.due, calendarUnit(run))})
	return w
}

// tell adds a step, filling in the date of what happens at an instant.
func (w *walk) tell(s Step) {
	if !s.At.IsZero() {
		s.At = s.At.In(Zone)
		s.Date = DateOf(s.At)
		if s.Reason == ReasonDue {
			s.Date = LastDay(s.At)
		}
	}
	w.steps = append(w.steps, s)
}

// tellDay adds a step on a day with what the calendar says of it.
func (w *walk) tellDay(s Step) {
	day := w.c.Day(s.Date)
	s.Name, s.Notice, s.Provisional = day.Name, day.Notice, day.Provisional
	w.tell(s)
}

// advance lets the clock run up to an instant, or without bound, and sets due if it is reached by then.
func (w *walk) advance(to time.Time, bounded bool) {
	if !w.due.IsZero() {
		return
	}
	switch {
	case w.unit.ByDate():
		w.advanceDays(to, bounded)
	case w.unit == WorkingHour:
		w.advanceOffice(to, bounded)
	default:
		w.advanceClock(to, bounded)
	}
}

func (w *walk) advanceDays(to time.Time, bounded bool) {
	for w.days > 0 {
		if bounded && w.day == DateOf(to) {
			return
		}
		w.day = w.day.AddDays(1)
		w.countDay()
	}
	last := w.day
	for {
		for !w.fixed && !w.c.Day(last).Working {
			last = last.AddDays(1)
		}
		if w.c.CloseOf(last).After(w.from) {
			break
		}
		last = last.AddDays(1)
	}
	end := w.c.CloseOf(last)
	if bounded && end.After(to) {
		w.day = DateOf(to)
		return
	}
	if last != w.day {
		w.tellDay(Step{Reason: pick(w.c.Day(w.day).Working, ReasonAfterHours, ReasonMoved), Date: w.day, Until: last})
	}
	w.day, w.due = last, end
}

func (w *walk) countDay() {
	day := w.c.Day(w.day)
	s := Step{Date: w.day, Reason: notCounted(day.Kind)}
	if w.unit == Day || day.Working {
		w.days--
		w.n++
		s.Counted, s.N, s.Reason = true, w.n, counted(day.Kind)
	}
	if w.unit == Day {
		s.Reason = ReasonNaturalDay
	}
	w.tellDay(s)
}

func counted(k DayKind) Reason { return pick(k == MakeUp, ReasonMakeUp, ReasonWorkingDay) }

func notCounted(k DayKind) Reason { return pick(k == Holiday, ReasonHoliday, ReasonWeekend) }

// advanceOffice runs through the office hours of one day after the other.
func (w *walk) advanceOffice(to time.Time, bounded bool) {
	for d := DateOf(w.from); w.due.IsZero() && !(bounded && d.Start().After(to)); d = d.AddDays(1) {
		day := w.c.Day(d)
		if !day.Working {
			w.tellDay(Step{Date: d, Reason: notCounted(day.Kind)})
			continue
		}
		s := Step{Date: d, Reason: ReasonAfterHours, Spent: w.spend(d, to, bounded)}
		w.total += s.Spent
		s.Counted, s.Total = s.Spent > 0, w.total
		if s.Counted {
			s.Reason = counted(day.Kind)
		}
		if s.Counted || !bounded || d.End().Before(to) {
			w.tellDay(s)
		}
	}
}

// spend runs through the office hours of one day from where the walk stands, and returns the time that passed.
func (w *walk) spend(d Date, to time.Time, bounded bool) (sum time.Duration) {
	for s := range w.c.hours.all() {
		open, end := later(d.at(s.from), w.from), d.at(s.to)
		if bounded && to.Before(end) {
			end = to
		}
		spent := min(end.Sub(open), w.span)
		if spent <= 0 {
			continue
		}
		sum += spent
		if w.span -= spent; w.span == 0 {
			w.due = open.Add(spent).In(Zone)
			return sum
		}
	}
	return sum
}

// advanceClock runs by the wall clock.
func (w *walk) advanceClock(to time.Time, bounded bool) {
	end := w.from.Add(w.span).In(Zone)
	if bounded && end.After(to) {
		w.span -= to.Sub(w.from)
		return
	}
	w.span, w.due = 0, end
}

// stand passes the days of a pause up to an instant.
func (w *walk) stand(to time.Time) {
	for d := w.day.AddDays(1); w.unit.ByDate() && !d.After(DateOf(to)); d = d.AddDays(1) {
		day := w.c.Day(d)
		w.tellDay(Step{Date: d, Reason: pick(w.unit == Day || day.Working, ReasonPaused, notCounted(day.Kind))})
	}
	w.day, w.from = DateOf(to), to
}

func (w *walk) tellExtension(e event) {
	if !w.due.IsZero() {
		w.tell(Step{Reason: ReasonLapsed, At: w.due})
	}
	w.tell(Step{Reason: ReasonExtension, At: e.at, Until: e.until})
}

// extend gives the run a new last day and counts what is left up to it. Where no days are counted on the way there, it
// tells why the last day is another.
func (w *walk) extend(e event) {
	last := e.until
	for !w.fixed && !w.c.Day(last).Working {
		last = last.AddDays(1)
	}
	if last != e.until && !w.unit.ByDate() {
		w.tellDay(Step{Reason: ReasonMoved, Date: e.until, Until: last})
	}
	w.day, w.from, w.days, w.due = DateOf(e.at), e.at, 0, time.Time{}
	end := w.c.CloseOf(last)
	if !end.After(e.at) {
		w.due = end
		return
	}
	w.span = end.Sub(e.at)
	if w.unit == WorkingHour {
		w.span = w.officeTime(e.at, end)
	}
	for d := w.day.AddDays(1); !d.After(e.until) || w.unit == WorkingDay && !d.After(last); d = d.AddDays(1) {
		if w.unit == Day || w.c.Day(d).Working {
			w.days++
		}
	}
}

// officeTime adds up office hours day by day.
func (w *walk) officeTime(from, to time.Time) (sum time.Duration) {
	for d := DateOf(from); !d.Start().After(to); d = d.AddDays(1) {
		for s := range w.c.hours.all() {
			open, end := later(d.at(s.from), from), d.at(s.to)
			if to.Before(end) {
				end = to
			}
			if w.c.Day(d).Working && end.After(open) {
				sum += end.Sub(open)
			}
		}
	}
	return sum
}
