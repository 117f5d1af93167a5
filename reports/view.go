package reports

import (
	"slices"
	"strconv"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// Intake is how a case came to be handled in a period.
type Intake string

// The intakes. A case that was only due in the period, having been done before it, has none.
const (
	NotHandled Intake = ""
	Received   Intake = "received" // 新收: filed in the period
	Carried    Intake = "carried"  // 结转: unfinished when the period began
	Reopened   Intake = "reopened" // 重办转入: done before the period, and sent to be redone in it
)

var intakeWords = map[Intake]Words{
	Received: {Zh: "新收", En: "Received"}, Carried: {Zh: "上期结转", En: "Carried over"},
	Reopened: {Zh: "重办转入", En: "Reopened"}, NotHandled: {Zh: "仅到期", En: "Only due"},
}

// View is a case as seen from a period: what every measure asks about. A case that was redone is judged by the last
// round begun before the period's end, so it counts once in each period.
type View struct {
	*cases.Record
	Category cases.Category
	Intake   Intake
	Round    cases.Round // in force at the end of the period
	Done     time.Time   // when that round was done, zero if not by the cut-off

	period   cases.Period
	end      time.Time
	calendar *workday.Calendar
	co       string       // the co-bureau whose answers are asked about, empty for any
	tracking *cases.Clock // the tracked promise (挂账), nil for none by the end
	resolve  *cases.Clock // nil when no promise to resolve was made
}

// NewView sees a case from a period, or answers nil when the period knows nothing of it.
func NewView(r *cases.Record, p cases.Period, refs *cases.Refs) *View {
	v := &View{}
	if !v.see(r, p, refs) {
		return nil
	}
	return v
}

// see makes v the view of another case: a fold needs one View, however many cases it sees.
func (v *View) see(r *cases.Record, p cases.Period, refs *cases.Refs) bool {
	round, filed := r.RoundAt(p.End())
	if !filed || over(r, p) {
		return false
	}
	*v = View{Record: r, Round: round, period: p, end: p.End(), calendar: refs.Calendar}
	v.Category, _ = refs.Category(round.Category)
	if done := round.Done(); done.Before(p.CutOff) {
		v.Done = done
	}
	v.Intake = v.intake()
	v.resolve = v.clock(cases.ResolveBy)
	if k := v.clock(cases.PromiseBy); k != nil && k.Start.Before(v.end) {
		v.tracking = k
	}
	return v.Intake != NotHandled || v.due(cases.ResolveBy) || v.dueAny()
}

// over says at a glance that a case was closed before the period and owed nothing in it: most cases are so to most of the
// periods that are folded in one reading.
func over(r *cases.Record, p cases.Period) bool {
	return !r.ClosedAt.IsZero() && r.ClosedAt.Before(p.Start()) &&
		!slices.ContainsFunc(r.Clocks, func(k cases.Clock) bool { return p.Holds(k.Due) })
}

func (v *View) intake() Intake {
	start := v.period.Start()
	if !v.FiledAt.Before(start) {
		return Received
	}
	before, _ := v.RoundAt(start)
	switch done := before.Done(); {
	case done.IsZero() || !done.Before(start):
		return Carried
	case v.Round.N > before.N:
		return Reopened
	}
	return NotHandled
}

// clock is the last promise of the whole case for a milestone in the round, nil for none.
func (v *View) clock(m cases.Milestone) *cases.Clock {
	for i := len(v.Clocks) - 1; i >= 0; i-- {
		if k := &v.Clocks[i]; k.Milestone == m && k.Round == v.Round.N && k.Leg == 0 {
			return k
		}
	}
	return nil
}

// handled says whether the case was worked on in the period.
func (v *View) handled() bool { return v.Intake != NotHandled }

// finished says whether a handled case was done in the period.
func (v *View) finished() bool { return v.handled() && !v.Done.IsZero() && v.Done.Before(v.end) }

// inHand says whether a handled case was still unfinished at the end of the period.
func (v *View) inHand() bool { return v.handled() && !v.finished() }

// answered says whether the company got a reply in the period, whatever the result.
func (v *View) answered() bool { return v.finished() && !v.Round.RepliedAt.IsZero() }

// result says whether the case was done in the period with one of the results.
func (v *View) result(any ...cases.Result) bool {
	if !v.finished() {
		return false
	}
	for _, r := range any {
		if v.Round.Result == r {
			return true
		}
	}
	return false
}

// due says whether a promise fell due in the period. One that ended unmet before, because the case was withdrawn,
// merged or not accepted, was no longer owed; one tracked (挂账) before is reported apart.
func (v *View) due(m cases.Milestone) bool {
	k := v.clock(m)
	if k == nil || !v.period.Holds(k.Due) {
		return false
	}
	if k.Ended == cases.Stopped && !k.EndedAt.After(k.Due) {
		return false
	}
	return m != cases.ResolveBy || v.tracking == nil || v.tracking.Start.After(k.Due)
}

func (v *View) dueAny() bool {
	return v.due(cases.RouteBy) || v.due(cases.SignBy) || v.due(cases.ContactBy) || v.due(cases.PlanBy)
}

// onTime says whether a promise was met by its due instant, extensions and pauses included, and before the cut-off.
func (v *View) onTime(m cases.Milestone) bool {
	k := v.clock(m)
	return k != nil && k.OnTime() && k.EndedAt.Before(v.period.CutOff)
}

// onFirst says whether the case was resolved by the instant that was promised first, without extensions and pauses.
func (v *View) onFirst() bool {
	return v.onTime(cases.ResolveBy) && !v.resolve.EndedAt.After(v.resolve.FirstDue)
}

// tracked says whether a handled case stood on the tracking list at the end of the period.
func (v *View) tracked() bool { return v.tracking != nil && v.inHand() }

// overdue says whether a case in hand at the end of the period had passed its due instant: for a tracked case its
// tracked promise.
func (v *View) overdue() bool {
	due := v.dueAt()
	return v.inHand() && !due.IsZero() && due.Before(v.end)
}

// dueAt is what the case is owed by: its tracked promise or the promise to resolve, zero for none.
func (v *View) dueAt() time.Time {
	switch {
	case v.tracking != nil:
		return v.tracking.Due
	case v.resolve != nil:
		return v.resolve.Due
	}
	return time.Time{}
}

// nearDue says whether a case in hand falls due within three working days after the end of the period.
func (v *View) nearDue() bool {
	due := v.dueAt()
	if !v.inHand() || due.IsZero() || due.Before(v.end) {
		return false
	}
	last := v.calendar.AddWorkingDays(workday.DateOf(v.end.Add(-1)), 3)
	return !workday.LastDay(due).After(last)
}

// onTrack says whether a case in hand is neither overdue nor near due.
func (v *View) onTrack() bool { return v.inHand() && !v.overdue() && !v.nearDue() }

// lateDays is how many natural days the case was late, a part of a day counted as one: when done, or at the end of the
// period while it is in hand.
func (v *View) lateDays() int {
	due, until := v.dueAt(), v.end
	if v.tracking != nil && v.resolve != nil && v.tracking.Start.After(v.resolve.Due) {
		due = v.resolve.Due
	}
	if !v.Done.IsZero() {
		until = v.Done
	}
	if due.IsZero() || !until.After(due) {
		return 0
	}
	const day = 24 * time.Hour
	return int((until.Sub(due) + day - 1) / day)
}

// workingDays and naturalDays are how long the round took, by date, the first day not counted.
func (v *View) workingDays() int {
	return v.calendar.WorkingDaysBetween(workday.DateOf(v.Begun(v.Round)), workday.DateOf(v.Done))
}

func (v *View) naturalDays() int {
	return workday.DateOf(v.Done).Sub(workday.DateOf(v.Begun(v.Round)))
}

// pausedDays are the whole days that the promise stood for the company's answer in the round.
func (v *View) pausedDays() int { return int(v.Round.Paused.Hours()) / 24 }

// rated says whether the company, or the call-back, gave a usable score for a case done in the period.
func (v *View) rated() bool { return v.finished() && v.Category.Rated && v.Round.Score > 0 }

// judged says whether there is a usable answer to whether the matter was solved.
func (v *View) judged() bool {
	return v.finished() && v.Category.Rated && v.Round.IsSolved != cases.Unknown
}

// redone says whether the case was sent to be redone in the period.
func (v *View) redone() bool {
	return v.Round.N > 1 && v.handled() && v.period.Holds(v.Begun(v.Round))
}

// dispatched says whether the case, or its redo, went to the lead in the period.
func (v *View) dispatched() bool { return v.period.Holds(v.Round.DispatchedAt) }

// disputed says whether a decline of the round still waits for the centre's ruling.
func (v *View) disputed() bool { return v.Disputed && v.latest() }

// latest says whether the round that the period knows is the one the case is in now: the marks that a case bears
// now are about it alone.
func (v *View) latest() bool { return v.Round.N == v.Case.Round }

// typical says whether the centre picked the case, done in the period, as a typical one (典型案例).
func (v *View) typical() bool { return v.finished() && v.latest() && v.Typical != "" }

// coDue says whether a co-bureau (协办) owed its answer in the period, and coOnTime whether each such answer came in time. A
// bureau that was asked several times over one case counts once.
func (v *View) coDue() bool {
	due, _ := v.coAnswers()
	return due > 0
}

func (v *View) coOnTime() bool {
	due, kept := v.coAnswers()
	return due == kept
}

func (v *View) coAnswers() (due, kept int) {
	for i := range v.Clocks {
		k := &v.Clocks[i]
		if k.Leg == 0 || k.Milestone != cases.CoBy || !v.period.Holds(k.Due) || k.Ended == cases.Stopped && !k.EndedAt.After(k.Due) ||
			v.co != "" && v.legBureau(k.Leg) != v.co {
			continue
		}
		due++
		if k.OnTime() && k.EndedAt.Before(v.period.CutOff) {
			kept++
		}
	}
	return due, kept
}

// answer is what a co-bureau owed in the period: kept says whether all of it came in time.
type answer struct {
	bureau string
	kept   bool
}

// answers are those that were due in the period, one a co-bureau.
func (v *View) answers() (list []answer) {
	if !v.coDue() {
		return nil
	}
	asked := *v
	for _, leg := range v.Legs {
		asked.co = leg.Bureau
		if !slices.ContainsFunc(list, func(a answer) bool { return a.bureau == leg.Bureau }) && asked.coDue() {
			list = append(list, answer{leg.Bureau, asked.coOnTime()})
		}
	}
	return list
}

func (v *View) legBureau(n int) string {
	for _, leg := range v.Legs {
		if leg.N == n {
			return leg.Bureau
		}
	}
	return ""
}

// part is where the case stands in a dimension.
func (v *View) part(d Dim) string {
	switch d {
	case ByBureau:
		return v.Round.Lead
	case ByCategory:
		return v.Round.Category
	case ByGroup:
		return string(v.Category.Group)
	case ByStreet:
		return v.Street
	case BySource:
		return string(v.Source)
	case ByCompany:
		if !v.Confidential {
			return strconv.FormatInt(v.Company, 10)
		}
	case BySpot:
		return place{v.Street, v.Category.Code}.String()
	}
	return ""
}
