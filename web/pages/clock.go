package pages

import (
	"context"
	"strconv"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// clocks are the promises on the whole case in this round: those still owed, and those that are over.
func (p Case) clocks(ctx context.Context) (running, ended []ui.Clock) {
	for i := range p.Clocks {
		k := &p.Clocks[i]
		switch {
		case k.Leg != 0 || k.Round != p.Round:
		case k.Ended == "":
			running = append(running, p.clock(ctx, k))
		default:
			ended = append(ended, p.clock(ctx, k))
		}
	}
	return running, ended
}

// legClock is the promise of a co-bureau's part, nil when there is none.
func (p Case) legClock(leg int) *cases.Clock {
	for i := range p.Clocks {
		if p.Clocks[i].Leg == leg && leg != 0 {
			return &p.Clocks[i]
		}
	}
	return nil
}

func (p Case) clock(ctx context.Context, k *cases.Clock) ui.Clock {
	now := p.Moment.Now
	row := ui.Clock{Label: in(ctx, k.Milestone.Words()), Due: dueTime(ctx, k.Due), Original: dueTime(ctx, k.FirstDue),
		Light: colour(k.LightAt(now, p.Moment.Calendar())), Provisional: k.Provisional && k.Ended == "",
		Spent: spent(k, now), Href: CaseHref(p.No) + "/clocks#clock-" + strconv.Itoa(k.N), Note: p.clockNote(ctx, k)}
	switch {
	case k.Ended == cases.Met && k.OnTime():
		row.Light, row.Met, row.LightText = ui.LightMet, i18n.DateTime(ctx, k.EndedAt), i18n.T(ctx, "clocks.on_time")
		if !k.AsPromised() {
			row.LightText = i18n.T(ctx, "clocks.on_time_moved")
		}
	case k.Ended == cases.Met:
		row.Light, row.Met, row.LightText = ui.LightRed, i18n.DateTime(ctx, k.EndedAt), i18n.T(ctx, "clocks.met_late")
	case k.Ended == cases.Stopped:
		row.Light, row.Met, row.LightText = ui.LightNone, i18n.DateTime(ctx, k.EndedAt), i18n.T(ctx, "clocks.stopped")
	case k.Paused():
		row.LightText = in(ctx, cases.OnHold.Words())
	default:
		row.LightText = left(ctx, p.Moment, k)
	}
	return row
}

// left is how much of a running promise remains, in the unit in which it was given.
func left(ctx context.Context, m cases.Moment, k *cases.Clock) string {
	late := m.Now.Sub(k.Due)
	if late >= 0 {
		return i18n.T(ctx, "shell.late", "Span", span(ctx, late))
	}
	unit := k.InForce().Budget.Unit
	if !unit.Valid() {
		unit = workday.Day
	}
	if n := m.Calendar().Left(m.Now, k.Due, unit); n > 0 {
		return i18n.T(ctx, "clocks.left", "Span", unit.Count(n, lang(ctx)))
	}
	if workday.LastDay(k.Due) == m.Today() && unit.ByDate() {
		return i18n.T(ctx, "shell.due_today", "At", clockTime(k.Due))
	}
	return i18n.T(ctx, "clocks.left", "Span", span(ctx, -late))
}

// spent is the share of a promise's time that is used up, in percent.
func spent(k *cases.Clock, now time.Time) int {
	whole := k.Due.Sub(k.Start)
	if k.Ended != "" {
		now = k.EndedAt
	}
	if whole <= 0 {
		return 100
	}
	return int(100 * now.Sub(k.Start) / whole)
}

func (p Case) clockNote(ctx context.Context, k *cases.Clock) string {
	extended, paused := 0, 0
	for _, e := range k.Ledger {
		switch e.Kind {
		case cases.Extended:
			extended++
		case cases.Paused:
			paused++
		}
	}
	switch {
	case extended > 0:
		return i18n.T(ctx, "clocks.extended_times", "Count", extended)
	case paused > 0:
		return i18n.T(ctx, "clocks.paused_times", "Count", paused)
	}
	return ""
}
