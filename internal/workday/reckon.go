package workday

import (
	"cmp"
	"slices"
	"time"
)

// Run is the ledger of one promise: all that its due instant depends on.
type Run struct {
	Start      time.Time
	Budget     Budget
	Pauses     []Pause
	PauseCap   Budget // the longest a single pause may last; none is no limit
	Extensions []Extension
}

// promised is the date that was promised from the start in place of a budget, zero for none.
func (run Run) promised() Date {
	if len(run.Extensions) == 0 || run.Budget.N > 0 || !run.Extensions[0].At.Equal(run.Start) {
		return Date{}
	}
	return run.Extensions[0].Until
}

// Pause is a time during which the promise does not run (暂停计时). To is zero while it lasts.
type Pause struct{ From, To time.Time }

// Extension is a new last day granted at an instant (延期).
type Extension struct {
	At    time.Time
	Until Date
}

// Reckoning is what a Run comes to.
type Reckoning struct {
	Due         time.Time     // zero while Stopped
	First       time.Time     // the due instant without any extension, pauses counted: what was first promised
	Provisional bool          // it depends on a year whose notice is not loaded (暂定)
	Stopped     bool          // a pause without a limit is running: there is no due instant until it ends
	CapAt       time.Time     // when the running pause reaches its limit and the clock runs again by itself; zero if none runs
	PausedFor   time.Duration // natural time that ended pauses took out
	PausedDays  int           // the days they took out: working days for working units, else natural days
	Steps       []Step        // the explanation, day by day; from Explain only
}

// Reckon returns the due instant of a run. It depends on nothing else, the present least of all.
//
// A pause takes out what would have been counted while it lasts. By date it takes out the days after the one on which it
// begins up to the one on which it ends, the mirror of counting from the next day, so a pause within one day takes out none; hours
// stop and go on at the instant. A promise never falls due inside a pause: one whose last day was reached when the pause began
// is due at the first close after the pause. A pause longer than PauseCap ends there. While a pause runs, Due assumes
// that it lasts to its cap. A pause that begins at or after the due instant changes nothing.
//
// An extension moves the last day to Until, to its close, or to that of the next working day if it is not one and the budget is not fixed.
// Pauses after it, and what is left of one in which it was granted, move it on. Overlapping pauses count once.
func (c *Calendar) Reckon(run Run) Reckoning {
	r := c.settle(run)
	r.First = r.Due
	if len(run.Extensions) > 0 {
		run.Extensions = nil
		r.First = c.settle(run).Due
	}
	return r
}

func (c *Calendar) settle(run Run) Reckoning {
	var (
		r       Reckoning
		room    [8]event
		pause   event     // the one that lasts, if paused
		stopped time.Time // since when the clock stands, zero while it runs
	)
	paused := false
	m := c.meter(run.Start, run.Budget)
	for _, e := range c.timeline(run, room[:0]) {
		if !stopped.IsZero() && e.kind != pauseBegins && !pause.running {
			r.PausedFor += e.at.Sub(stopped)
			r.PausedDays += c.daysBetween(DateOf(stopped), DateOf(e.at), dayUnit(run.Budget.Unit))
		}
		switch e.kind {
		case pauseBegins:
			pause, paused = e, true
			if e.at.Before(m.due) {
				stopped = e.at
				m.stop(e.at)
			}
		case extended:
			m.promise(e.at, e.until)
			stopped = time.Time{}
			if paused && e.at.Before(m.due) {
				stopped = e.at
			}
		case pauseEnds:
			if !stopped.IsZero() {
				m.resume(e.at)
			}
			paused, stopped = false, time.Time{}
		}
		if pause.running && !stopped.IsZero() {
			r.CapAt = pause.cap
		}
	}
	if r.Stopped = !stopped.IsZero(); r.Stopped {
		return r
	}
	r.Due = m.due
	r.Provisional = c.provisional(run.Start, m.due, calendarUnit(run))
	return r
}

// dayUnit is the unit in which paused days are told.
func dayUnit(u Unit) Unit {
	if u == WorkingHour || u == WorkingDay {
		return WorkingDay
	}
	return Day
}

// calendarUnit is the unit by which the calendar bears on the due instant; an extension ends by date whatever the budget.
func calendarUnit(run Run) Unit {
	if len(run.Extensions) > 0 {
		return Day
	}
	return run.Budget.Unit
}

type eventKind uint8

// At one instant a pause ends before an extension is granted, and that before another pause begins.
const (
	pauseEnds eventKind = iota
	extended
	pauseBegins
)

// event is a point at which the clock stops, goes on, or gets a new last day.
type event struct {
	kind    eventKind
	at      time.Time
	until   Date      // extended: the new last day
	capped  bool      // pauseEnds: by the limit, not by a person
	running bool      // pauseBegins: nobody has ended it
	cap     time.Time // pauseBegins: when it reaches its limit, if it has one
}

// timeline puts pauses and extensions in one order, appended to events: pauses cut to the run and to their cap, apart from each other.
func (c *Calendar) timeline(run Run, events []event) []event {
	events = c.pauseEvents(run, events)
	for _, x := range run.Extensions {
		events = append(events, event{kind: extended, at: later(x.At, run.Start), until: x.Until})
	}
	if len(run.Extensions) > 0 {
		slices.SortStableFunc(events, func(a, b event) int {
			return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.kind, b.kind))
		})
	}
	return events
}

func (c *Calendar) pauseEvents(run Run, events []event) []event {
	pauses := run.Pauses
	byFrom := func(a, b Pause) int { return a.From.Compare(b.From) }
	if !slices.IsSortedFunc(pauses, byFrom) {
		pauses = slices.SortedStableFunc(slices.Values(pauses), byFrom)
	}
	free := run.Start // everything before is paused already, or before the run
	for _, p := range pauses {
		begin := event{kind: pauseBegins, at: later(p.From, free), running: p.To.IsZero()}
		end := event{kind: pauseEnds, at: p.To}
		if !run.PauseCap.IsZero() {
			begin.cap = c.After(p.From, run.PauseCap).At
			if end.capped = begin.running || begin.cap.Before(p.To); end.capped {
				end.at = begin.cap
			}
		}
		if end.at.IsZero() {
			return append(events, begin) // all later ones lie inside
		}
		if end.at.After(begin.at) {
			events = append(events, begin, end)
			free = end.at
		}
	}
	return events
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
