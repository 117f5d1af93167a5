package cases

import (
	"time"

	"jiangqitong/internal/workday"
)

// EntryKind is what happened to a clock.
type EntryKind string

// The kinds of ledger entry.
const (
	Paused   EntryKind = "paused"
	Resumed  EntryKind = "resumed"
	Extended EntryKind = "extended"
	Met      EntryKind = "met"
	Stopped  EntryKind = "stopped"
	Resettle EntryKind = "resettled" // counted again, on a later calendar or under a later version of its policy
)

// Entry is one line of a clock's ledger; entries are added and never changed.
type Entry struct {
	Kind   EntryKind
	At     time.Time
	Actor  string
	Reason string
	Until  workday.Date // for Extended: the new last day
	Terms  Terms        // for Resettle under a later version of the policy: the terms from then on
	Due    time.Time    // the due instant after it

	Calendar string // version of the calendar on which Due was counted
}

// Terms are what a version of a policy promises for a milestone.
type Terms struct {
	Policy   string         // policy code and version, "jiangmen/1"
	Budget   workday.Budget // zero when the promise is a date
	PauseCap workday.Budget // the longest a pause may last
}

// Clock is one promise of a case and all that happened to it. Due is a function of the rest and the calendar.
type Clock struct {
	N         int // 1, 2, … within the case
	Milestone Milestone
	Round     int
	Leg       int          // co-bureau's part, 0 for the whole case
	Terms                  // as first promised; InForce are those that hold now
	Until     workday.Date // the promised date, when there is no budget
	Start     time.Time
	Calendar  string // version of the calendar on which the first promise was counted
	Ledger    []Entry

	FirstDue    time.Time // as first promised
	Due         time.Time // as it stands
	Provisional bool      // counted beyond the last published calendar (暂定)
	Ended       EntryKind // Met or Stopped, empty while it runs or is paused
	EndedAt     time.Time

	Level Level     // last level crossed
	Next  time.Time // instant of the next crossing, zero for none
}

// Running says whether the promise is still owed and counting.
func (k *Clock) Running() bool { return k.Ended == "" && !k.Paused() }

// Paused says whether the clock stands still because the company is asked for something.
func (k *Clock) Paused() bool {
	for i := len(k.Ledger) - 1; i >= 0; i-- {
		switch k.Ledger[i].Kind {
		case Paused:
			return k.Ended == ""
		case Resumed:
			return false
		}
	}
	return false
}

// OnTime says whether the promise was met by its due instant, pauses and extensions included.
func (k *Clock) OnTime() bool { return k.Ended == Met && !k.EndedAt.After(k.Due) }

// AsPromised says whether the promise was met by the due instant first promised, whatever moved it since.
func (k *Clock) AsPromised() bool { return k.Ended == Met && !k.EndedAt.After(k.FirstDue) }

// InForce are the terms that hold now: those of the last new promise, or the first.
func (k *Clock) InForce() Terms {
	for i := len(k.Ledger) - 1; i >= 0; i-- {
		if terms := k.Ledger[i].Terms; terms != (Terms{}) {
			return terms
		}
	}
	return k.Terms
}

// CountedOn names the calendar on which Due was counted last: on that one the ledger gives Due again, whatever notices
// came later.
func (k *Clock) CountedOn() string {
	if n := len(k.Ledger); n > 0 {
		return k.Ledger[n-1].Calendar
	}
	return k.Calendar
}

// Reckon counts the due instant from the ledger on the calendar.
func (k *Clock) Reckon(cal *workday.Calendar) workday.Reckoning {
	return cal.Reckon(k.run(k.InForce()))
}

// Explain is Reckon with the explanation day by day (时限依据).
func (k *Clock) Explain(cal *workday.Calendar) workday.Reckoning {
	return cal.Explain(k.run(k.InForce()))
}

// run is the ledger in the calendar's words, under the terms. An extension restates the target from its own instant on,
// so that a day once granted stands whatever the terms.
func (k *Clock) run(terms Terms) workday.Run {
	run := workday.Run{Start: k.Start, Budget: terms.Budget, PauseCap: terms.PauseCap}
	if !k.Until.IsZero() {
		run.Extensions = append(run.Extensions, workday.Extension{At: k.Start, Until: k.Until})
	}
	for _, e := range k.Ledger {
		switch e.Kind {
		case Paused:
			run.Pauses = append(run.Pauses, workday.Pause{From: e.At})
		case Resumed:
			run.Pauses[len(run.Pauses)-1].To = e.At
		case Extended:
			run.Extensions = append(run.Extensions, workday.Extension{At: e.At, Until: e.Until})
		}
	}
	return run
}

// Light is a promise at a glance; colour is never the only signal, so each has words and a shape.
type Light string

// The lights, worst last.
const (
	NoLight  Light = "none"
	OnHold   Light = "paused"
	GreenLit Light = "green"
	Yellow   Light = "yellow"
	Red      Light = "red"
)

var lightWords = map[Light]Words{
	NoLight:  {"无时限", "No promise"},
	OnHold:   {"暂停计时", "Paused"},
	GreenLit: {"正常", "On time"},
	Yellow:   {"临近到期", "Near due"},
	Red:      {"已超期", "Overdue"},
}

// Lights lists the lights, worst first, as queues show them.
func Lights() []Light { return []Light{Red, Yellow, GreenLit, OnHold, NoLight} }

// Words is the light's name.
func (l Light) Words() Words { return lightWords[l] }

func (l Light) rank() int {
	for i, other := range Lights() {
		if l == other {
			return -i
		}
	}
	return -len(Lights())
}

// LightAt is the clock's light at an instant: an ended promise has none.
func (k *Clock) LightAt(now time.Time, cal *workday.Calendar) Light {
	switch {
	case k.Ended != "":
		return NoLight
	case k.Paused():
		return OnHold
	case !now.Before(k.Due):
		return Red
	case !now.Before(cal.NearDue(k.Start, k.Due, k.InForce().Budget)):
		return Yellow
	}
	return GreenLit
}

// settle counts the due instant anew and arms the next crossing after now. Reminders of the past are left alone; what
// silence does (a return upheld, a case closed) is not.
func (k *Clock) settle(now time.Time, cal *workday.Calendar) {
	r := k.Reckon(cal)
	k.Due, k.Provisional = r.Due, r.Provisional
	k.Level = NoLevel
	for k.Level < milestones[k.Milestone].last && !k.consequence() && !k.crossing(k.Level+1, cal).After(now) {
		k.Level++
	}
	k.arm(cal)
}

// consequence says whether at its next level the clock does more than remind.
func (k *Clock) consequence() bool {
	return k.Level+1 == DueNow && milestones[k.Milestone].missed != ""
}

// arm sets the instant of the next crossing; a clock that does not run has none. What a new count puts into the past
// comes about when it was counted, not before.
func (k *Clock) arm(cal *workday.Calendar) {
	k.Next = time.Time{}
	if k.Running() && k.Level < milestones[k.Milestone].last {
		k.Next = k.crossing(k.Level+1, cal)
		if n := len(k.Ledger); n > 0 && k.Next.Before(k.Ledger[n-1].At) {
			k.Next = k.Ledger[n-1].At
		}
	}
}

// crossing is the instant at which the clock reaches the level.
func (k *Clock) crossing(level Level, cal *workday.Calendar) time.Time {
	switch level {
	case NearDue:
		return cal.NearDue(k.Start, k.Due, k.InForce().Budget)
	case DueNow:
		return k.Due
	case NextDay:
		return cal.NextOpening(workday.DateOf(k.Due).End())
	case ThreeDays:
		return cal.NextOpening(k.Due.Add(3 * 24 * time.Hour)) // over a long holiday not before NextDay
	default:
		return cal.After(k.Due, workday.Budget{N: 5, Unit: workday.WorkingDay}).At
	}
}

// enter adds a line to the ledger and settles the clock. One that ends keeps the due instant it had; if it stands still,
// its pause ends first, so that it counts.
func (k *Clock) enter(e Entry, cal *workday.Calendar) {
	e.Calendar = cal.Version()
	if e.Kind == Met || e.Kind == Stopped {
		if k.Paused() {
			k.enter(Entry{Kind: Resumed, At: e.At, Actor: e.Actor}, cal)
		}
		e.Calendar = k.CountedOn()
		k.Ended, k.EndedAt, k.Next = e.Kind, e.At, time.Time{}
	}
	k.Ledger = append(k.Ledger, e)
	if k.Ended == "" {
		k.settle(e.At, cal)
	}
	k.Ledger[len(k.Ledger)-1].Due = k.Due
}
