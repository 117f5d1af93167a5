package year_test

import (
	"math"
	"slices"
	"strconv"
)

// This file counts promises: when each is due after all that happened to it, and when it crosses its levels.

// clock is one promise: what was promised, and what happened to it since.
type clock struct {
	milestone string
	leg       int
	round     int
	start     int64
	policy    string // the practice by whose edition it was promised
	edition   int
	span      span
	cap       span // the longest a pause may last
	until     int  // the promised day, when there is no span; -1 for none
	story     []turn
	firstDue  int64
	due       int64
	firm      bool // nothing of it depends on a year that is not announced
	level     int  // passed
	nearAt    int64
	settled   int64 // when it was counted last
	armed     int64 // when it crosses the next, never for none
	ended     bool
	endedAt   int64
	paused    bool
}

// turn is what happened to a clock.
type turn struct {
	kind  string // pause, resume, extend
	at    int64
	until int
}

// never is later than everything.
const never = math.MaxInt64

// reckon counts the due instant of a clock from its story.
func (a *almanac) reckon(k *clock) int64 {
	if k.until >= 0 {
		return a.close(a.nextWorked(k.until))
	}
	from, left, unit := k.start, k.span.amount(), k.span.unit
	due := a.walk(from, left, unit)
	inPause, stopped := false, false
	var pausedAt int64
	resume := func(at int64) {
		if stopped {
			from = at
			due = a.walk(at, left, unit)
		}
		inPause, stopped = false, false
	}
	stop := func(at int64) {
		if at < due {
			left = max(0, left-a.counted(from, at, unit))
			stopped = true
		}
	}
	for _, t := range k.story {
		if inPause {
			if longest := a.walk(pausedAt, k.cap.amount(), k.cap.unit); longest < t.at || longest == t.at && t.kind == "resume" {
				resume(longest)
			}
		}
		switch t.kind {
		case "pause":
			inPause, pausedAt = true, t.at
			stop(t.at)
		case "resume":
			if inPause {
				resume(t.at)
			}
		case "extend":
			from, left = t.at, 0
			due = a.close(a.nextWorked(t.until))
			switch unit {
			case "d":
				left = int64(max(0, t.until-dayOf(t.at)))
			case "wd":
				left = a.counted(t.at, due, unit)
			default:
				left = max(0, a.counted(t.at, due, unit))
			}
			stopped = inPause && t.at < due
		}
	}
	if inPause {
		resume(a.walk(pausedAt, k.cap.amount(), k.cap.unit))
	}
	return due
}

// announced says whether the days that a clock depends on are all in announced years.
func (a *almanac) announced(k *clock, due int64) bool {
	byHour := k.span.unit == "m" || k.span.unit == "h"
	extended := slices.ContainsFunc(k.story, func(t turn) bool { return t.kind == "extend" })
	return byHour && !extended || due <= k.start || yearOf(dayOf(due)) <= a.last
}

// settle counts the clock anew at an instant: what lies behind is left alone, the rest will be reminded of.
func (k *clock) settle(at int64, a *almanac) {
	k.due = a.reckon(k)
	k.firm, k.nearAt, k.settled = a.announced(k, k.due), k.near(a), at
	for k.level = 0; k.level < milestones[k.milestone].last && k.crossing(k.level+1, a) <= at; {
		if k.level+1 == due && silence[k.milestone] != "" {
			break // that is made good
		}
		k.level++
	}
	k.arm(a)
}

// crossing is the instant at which the clock reaches a level.
func (k *clock) crossing(level int, a *almanac) int64 {
	switch level {
	case nearDue:
		return k.near(a)
	case due:
		return k.due
	case nextDay:
		return a.opens(on(a.nextWorked(dayOf(k.due)+1), 0, 0))
	case threeDays:
		return a.opens(k.due + 3*aDay)
	}
	day := dayOf(k.due)
	for n := 0; n < 5; n++ {
		day = a.nextWorked(day + 1)
	}
	return a.close(day)
}

// near is when a quarter of a short promise is left, or when the office opens for the last working day before the last.
func (k *clock) near(a *almanac) int64 {
	near := k.due
	switch k.span.unit {
	case "m", "h":
		near -= k.span.amount() / 4
	case "wh":
		near = a.back(k.due, k.span.amount()/4)
	default:
		day := dayOf(k.due-1) - 1
		for !a.works(day) {
			day--
		}
		near = on(day, 8, 30)
	}
	return max(k.start, min(near, k.due))
}

// arm finds when the clock crosses its next level; a clock that stands or has ended crosses none.
func (k *clock) arm(a *almanac) {
	k.armed = never
	if !k.ended && !k.paused && k.level < milestones[k.milestone].last {
		k.armed = max(k.crossing(k.level+1, a), k.settled)
	}
}

func spanOf(text string) span {
	digits := 0
	for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
		digits++
	}
	n, _ := strconv.ParseInt(text[:digits], 10, 64)
	return span{n, text[digits:]}
}
