package ui

import (
	"time"

	"github.com/a-h/templ"
)

// LightColor is the state of a promise at a glance. Each colour has its own shape and word.
type LightColor string

const (
	// LightGreen has time left.
	LightGreen LightColor = "green"
	// LightYellow is nearly due.
	LightYellow LightColor = "yellow"
	// LightRed is overdue.
	LightRed LightColor = "red"
	// LightPaused waits for the company.
	LightPaused LightColor = "paused"
	// LightMet was kept.
	LightMet LightColor = "met"
	// LightNone has no promise running.
	LightNone LightColor = "none"
)

// Clock is one milestone's promise as a row.
type Clock struct {
	// Label names the milestone, such as 签收.
	Label string
	// Due is the printed due instant; Original the first promise when it was extended; Met when it was kept.
	Due, Original, Met string
	Light              LightColor
	// LightText says what the light means here, such as 剩 2 个工作日; empty takes the colour's own word.
	LightText string
	// Spent is the share of the budget used up, 0 to 100; more is drawn as full.
	Spent int
	// Provisional marks a due date beyond the last announced calendar year (暂定).
	Provisional bool
	// Href leads to the reckoning of the date (时限依据); may be empty.
	Href string
	// Note is a further line: the pause's reason, the extension's number.
	Note string
}

// Event is one entry of a case's history.
type Event struct {
	Title string
	// At is the instant in words; Instant its machine form.
	At      string
	Instant time.Time
	// Who did it and for whom they act.
	Who, Body string
	Text      string
	Tone      Tone
	// Icon is a symbol of static/icons.svg; empty draws a dot.
	Icon string
	// Mark is a small label, such as 内部 on what the company does not see.
	Mark string
	// Extra stands below the text: attachments, fields.
	Extra templ.Component
}

// StepState says how far a step of a case's way is.
type StepState string

const (
	// StepDone lies behind.
	StepDone StepState = "done"
	// StepCurrent is where the case stands.
	StepCurrent StepState = "current"
	// StepAhead is still to come.
	StepAhead StepState = "ahead"
	// StepSkipped was not needed.
	StepSkipped StepState = "skipped"
)

// Step is one station of a case's way from filing to closing.
type Step struct {
	Label string
	State StepState
	// At is the printed date on which it was reached; may be empty.
	At string
}

// stateLook gives each state of the lifecycle its tone and icon. A state that is not listed is shown neutral.
var stateLook = map[string]struct {
	tone Tone
	icon string
}{
	"filed":      {ToneAccent, "inbox"},
	"returned":   {ToneWarn, "undo"},
	"dispatched": {ToneAccent, "send"},
	"handling":   {ToneAccent, "refresh"},
	"waiting":    {ToneWarn, "pause"},
	"reviewing":  {ToneAccent, "eye"},
	"replied":    {ToneGood, "chat"},
	"tracking":   {ToneWarn, "flag"},
	"closed":     {ToneGood, "check-double"},
	"rejected":   {ToneNeutral, "close"},
	"withdrawn":  {ToneNeutral, "undo"},
	"merged":     {ToneNeutral, "merge"},
}

// current is the number of the first step that is not behind, counted from 1.
func current(steps []Step) int {
	for i, step := range steps {
		if step.State == StepCurrent {
			return i + 1
		}
	}
	return len(steps)
}

func share(percent int) int { return max(0, min(100, percent)) }
