package pages

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// lately is how many of the latest events a long story shows at once.
const lately = 30

// timeline is the story of the case, the latest first. Reminders carry their true instants, which may lie before those
// of actions recorded earlier.
func (p Case) timeline(ctx context.Context) []ui.Event {
	events := make([]ui.Event, 0, len(p.Events))
	inOrder := slices.Clone(p.Events)
	slices.SortStableFunc(inOrder, func(a, b cases.Event) int { return a.At.Compare(b.At) })
	for _, e := range slices.Backward(inOrder) {
		events = append(events, p.event(ctx, e))
	}
	return events
}

func (p Case) event(ctx context.Context, e cases.Event) ui.Event {
	shown := ui.Event{Title: in(ctx, e.Action.Words()), Instant: e.At, Who: actorName(ctx, e.ActorName), Text: e.Text,
		Tone: eventTone(e), Icon: looks[e.Action].icon, Body: p.eventBody(ctx, e)}
	if !e.Public && !p.outsider() && e.ActorRole != cases.RoleSystem {
		shown.Mark = i18n.T(ctx, "case.internal")
	}
	if e.Action == cases.File {
		shown.Icon, shown.Text = "send", ""
	}
	if e.Level != cases.NoLevel {
		shown.Icon, shown.Text = "clock", p.reminder(ctx, e)
	}
	score, _ := strconv.Atoi(e.Data["score"])
	facts := p.eventFacts(ctx, e)
	var files []ui.File
	if e.Seq != 1 && e.Level == cases.NoLevel {
		files = p.files(e.Seq)
	}
	if score > 0 || len(facts) > 0 || len(files) > 0 {
		shown.Extra = eventExtra(facts, files, score)
	}
	return shown
}

// reminder says which promise came how near, and whose it is when it is a co-bureau's.
func (p Case) reminder(ctx context.Context, e cases.Event) string {
	text := in(ctx, e.Milestone.Words()) + i18n.T(ctx, "shell.colon") + in(ctx, e.Level.Words())
	for _, leg := range p.Legs {
		if leg.N == e.Leg {
			text = bureauName(ctx, p.Moment.Refs, leg.Bureau) + " " + text
		}
	}
	return text
}

// eventBody is for whom the actor acted.
func (p Case) eventBody(ctx context.Context, e cases.Event) string {
	switch {
	case e.Bureau != "":
		return bureauName(ctx, p.Moment.Refs, e.Bureau)
	case e.ActorRole == cases.RoleCompany:
		return p.CompanyName
	case e.ActorRole == cases.RoleSystem:
		return ""
	}
	return in(ctx, e.ActorRole.Words())
}

func eventTone(e cases.Event) ui.Tone {
	switch {
	case e.Level >= cases.DueNow:
		return ui.ToneBad
	case e.Level == cases.NearDue:
		return ui.ToneWarn
	}
	switch e.Action {
	case cases.Approve, cases.Reply, cases.Rate:
		return ui.ToneGood
	case cases.Decline, cases.Return, cases.SendBack, cases.Ask, cases.Urge, cases.Redo, cases.Extend:
		return ui.ToneWarn
	case cases.Reject, cases.Supervise:
		return ui.ToneBad
	}
	return ui.ToneNeutral
}

// factKeys are the particulars an event can carry, in the order they are shown.
var factKeys = []string{"lead", "co", "suggest", "how", "until", "next", "result", "reason", "outcome", "solved", "parent", "child", "grounds", "remark"}

func (p Case) eventFacts(ctx context.Context, e cases.Event) []ui.Item {
	var facts []ui.Item
	for _, key := range factKeys {
		value := e.Data[key]
		if value == "" || key == "remark" && value == p.RouteReason.Zh {
			continue
		}
		fact := ui.Item{Label: i18n.T(ctx, "fact."+key), Value: p.factValue(ctx, e.Action, key, value)}
		if (key == "parent" || key == "child") && !p.outsider() { // the company may see its own request only
			fact.Body = caseLink(value)
		}
		facts = append(facts, fact)
	}
	return append(facts, p.movedFacts(ctx, e)...)
}

// movedFacts are the promises that a new calendar or a new version of the policy moved.
func (p Case) movedFacts(ctx context.Context, e cases.Event) (facts []ui.Item) {
	if e.Action != cases.Recount && e.Action != cases.Repromise {
		return nil
	}
	for _, m := range cases.Milestones() {
		if moved := e.Data[string(m)]; moved != "" {
			facts = append(facts, ui.Item{Label: in(ctx, m.Words()), Value: in(ctx, cases.MovedWords(moved))})
		}
	}
	for _, leg := range p.Legs {
		if moved := e.Data[fmt.Sprintf("%s %d", cases.CoBy, leg.N)]; moved != "" {
			facts = append(facts, ui.Item{Label: bureauName(ctx, p.Moment.Refs, leg.Bureau), Value: in(ctx, cases.MovedWords(moved))})
		}
	}
	return facts
}

func (p Case) factValue(ctx context.Context, action cases.Action, key, value string) string {
	switch key {
	case "lead", "co", "suggest":
		return bureauNames(ctx, p.Moment.Refs, strings.Split(value, ","))
	case "until", "next":
		day, _ := workday.ParseDate(value)
		return day.Label(lang(ctx))
	case "result":
		return in(ctx, cases.Result(value).Words())
	}
	return in(ctx, optionOf(action, key, value))
}

// optionOf is the label of a choice that an action offered; a value that is no choice stands for itself.
func optionOf(action cases.Action, name, value string) cases.Words {
	for _, step := range cases.Lifecycle {
		if step.Action != action {
			continue
		}
		for _, ask := range step.Asks {
			for _, o := range ask.Options {
				if ask.Name == name && o.Value == value {
					return o.Label
				}
			}
		}
	}
	return cases.Words{Zh: value, En: value}
}
