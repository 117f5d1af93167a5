package cases

import (
	"fmt"
	"slices"
	"time"

	"jiangqitong/internal/workday"
)

// Command is what somebody wants done to a case. Version is the version they looked at, 0 to skip the check.
type Command struct {
	Action  Action
	Version int64
	Input   Input
	Files   []int64 // uploaded attachments to bind to the event
	Key     string  // idempotency key: the same key from the same person acts once
}

// Change is what an action makes of a case: nothing of it is stored yet.
type Change struct {
	Case   *Case
	Events []Event
	Past   *Round // the figures of the round a redo ended
}

// Round is one round of handling (轮次): what a report says of it. A redo (重办) keeps that of the round it ended, so
// that the figures of its month stay as they were.
type Round struct {
	N                                                                   int
	Lead, Category                                                      string
	Result                                                              Result
	Score                                                               int
	IsSolved                                                            Tri
	CallBack                                                            string
	Returns, ImproperReturns, Extensions                                int
	DispatchedAt, SignedAt, ContactedAt, PlannedAt, RepliedAt, ClosedAt time.Time
	FirstDue, Due                                                       time.Time
	Paused                                                              time.Duration
	Reply                                                               string
}

// present is the round the case is in now.
func (c *Case) present() Round {
	return Round{N: c.Round, Lead: c.Lead, Category: c.Category, Result: c.Result, Score: c.Score, IsSolved: c.IsSolved, CallBack: c.CallBack,
		Returns: c.Returns, ImproperReturns: c.ImproperReturns, Extensions: c.Extensions, DispatchedAt: c.DispatchedAt, SignedAt: c.SignedAt,
		ContactedAt: c.ContactedAt, PlannedAt: c.PlannedAt, RepliedAt: c.RepliedAt, ClosedAt: c.ClosedAt, FirstDue: c.FirstDue, Due: c.Due,
		Paused: c.Paused, Reply: c.Reply}
}

// turn is one action being carried out on a copy of the case.
type turn struct {
	step  Step
	c     *Case
	actor Actor
	in    Input
	m     Moment
	event *Event
	past  *Round
}

// Apply carries the command out on a copy of the case, by the lifecycle table alone. What fell due before and the timer
// has not come to yet happened before, and is recorded before; and nothing happens before what happened last, though the
// clock of this machine runs behind another's or was put back. It is pure: the same case, actor, command and moment
// give the same change. A refusal is a Problem.
func (c *Case) Apply(a Actor, cmd Command, m Moment) (Change, error) {
	if m.Now.Before(c.UpdatedAt) {
		m.Now = c.UpdatedAt
	}
	if c.nextCrossing(m.Now) == nil {
		return c.act(a, cmd, m)
	}
	late := c.crossings(m)
	change, err := late.Case.act(a, cmd, m)
	change.Events = append(late.Events, change.Events...)
	return change, err
}

// act carries the command out on a copy of a case that is up to date.
func (c *Case) act(a Actor, cmd Command, m Moment) (Change, error) {
	step, err := c.step(a, cmd.Action, m)
	if err != nil {
		return Change{}, err
	}
	in, bad := cmd.Input.Read(step.Asks, m.Refs)
	if len(bad) > 0 {
		return Change{}, bad
	}
	after := c.clone()
	event := Event{Case: c.ID, At: m.Now, Action: step.Action, Actor: a.ID, ActorName: a.Name, ActorRole: a.Role,
		Bureau: a.Bureau, From: c.State, Public: step.Public, Text: in["text"]}
	t := &turn{step: step, c: after, actor: a, in: in, m: m, event: &event}
	if err := t.take(); err != nil {
		return Change{}, err
	}
	return Change{Case: after, Events: []Event{event}, Past: t.past}, nil
}

// step finds the row for the action, or says in a person's words why there is none.
func (c *Case) step(a Actor, action Action, m Moment) (Step, error) {
	party := PartiesOf(a, c)
	if party == 0 {
		return Step{}, ErrNotFound
	}
	var refusal *Problem
	for _, step := range Lifecycle {
		if step.Action != action {
			continue
		}
		switch problem := c.refusal(step, party, m); {
		case problem == nil:
			return step, nil
		case refusal == nil || problem.Kind == Conflict:
			refusal = problem
		}
	}
	if refusal == nil {
		refusal = problem(Invalid, "action", "没有“%s”这个操作。", "There is no action “%s”.", action)
	}
	return Step{}, refusal
}

// allows says whether the row may be taken now; refusal says in words why not.
func (c *Case) allows(step Step, party Party, m Moment) bool {
	return party.Has(step.Who) && step.from(c.State) && step.When.Holds(c, m)
}

func (c *Case) refusal(step Step, party Party, m Moment) *Problem {
	switch {
	case c.allows(step, party, m):
		return nil
	case !party.Has(step.Who):
		return &Problem{Forbidden, "", Words{
			fmt.Sprintf("“%s”由%s办理，您不能操作。", step.Label.Zh, step.Who.Words().Zh),
			fmt.Sprintf("“%s” is for: %s.", step.Label.En, step.Who.Words().En)}}
	case !step.from(c.State):
		return &Problem{Conflict, "", Words{
			fmt.Sprintf("诉求现在是“%s”，不能“%s”。请刷新页面查看最新情况。", c.State.Words().Zh, step.Label.Zh),
			fmt.Sprintf("The request is now “%s”, so “%s” is not possible. Reload to see what changed.", c.State.Words().En, step.Label.En)}}
	}
	return &Problem{Conflict, "", step.When.Says}
}

func (s Step) from(state State) bool {
	return slices.Contains(s.From, state) || state == "" && len(s.From) == 0
}

// Offers lists what the actor may do now, a row each, in the order of the table.
func (c *Case) Offers(a Actor, m Moment) []Step {
	party := PartiesOf(a, c)
	if party == 0 || party == System {
		return nil
	}
	var offers []Step
	for _, step := range Lifecycle {
		taken := len(offers) > 0 && slices.ContainsFunc(offers, func(o Step) bool { return o.Action == step.Action })
		if !taken && c.allows(step, party, m) {
			offers = append(offers, step)
		}
	}
	return offers
}

// take moves the case: state, what the row changes, promises, and the facts kept for lists.
func (t *turn) take() error {
	before := t.c.State
	if t.step.To != "" {
		t.c.State = t.step.To
	}
	t.c.Version++
	t.c.UpdatedAt = t.m.Now
	if t.step.change != nil {
		if err := t.step.change(t); err != nil {
			return err
		}
	}
	if t.step.To != "" && !slices.Contains(workable, t.c.State) {
		t.stopLegs()
	}
	if t.step.To != "" && !t.c.State.Open() && before.Open() {
		t.c.ClosedAt = t.m.Now
	}
	for _, effect := range t.step.Clocks {
		t.effect(effect)
	}
	t.c.refresh(t.m)
	t.event.To, t.event.Seq, t.event.Round = t.c.State, t.c.Version, t.c.Round
	return nil
}

// effect carries out one operation on the clocks of the whole case.
func (t *turn) effect(e Effect) {
	if e.Op == OpStart {
		for _, milestone := range e.Milestones {
			t.startClock(milestone, 0)
		}
		return
	}
	for i := range t.c.Clocks {
		k := &t.c.Clocks[i]
		if k.Leg == 0 && k.Ended == "" && (len(e.Milestones) == 0 || slices.Contains(e.Milestones, k.Milestone)) {
			t.operate(e.Op, k)
		}
	}
}

func (t *turn) operate(op Op, k *Clock) {
	entry := Entry{At: t.m.Now, Actor: t.actor.Name, Reason: t.in["text"]}
	switch op {
	case OpMeet:
		entry.Kind = Met
	case OpStop:
		entry.Kind = Stopped
	case OpPause:
		if !t.m.Now.Before(k.Due) {
			return // a question to the company makes nothing undone that is late already
		}
		entry.Kind = Paused
	case OpResume:
		if !k.Paused() {
			return
		}
		entry.Kind = Resumed
	case OpExtend:
		entry.Kind, entry.Until = Extended, t.in.Date("until")
	}
	k.enter(entry, t.m.Calendar())
}

// startClock starts the milestone's promise as the case's policy gives it; a policy may give none.
func (t *turn) startClock(milestone Milestone, leg int) {
	k := Clock{N: len(t.c.Clocks) + 1, Milestone: milestone, Round: t.c.Round, Leg: leg, Terms: t.c.policy(t.m).terms(milestone),
		Start: t.m.Now, Calendar: t.m.Calendar().Version()}
	switch milestone {
	case FeedbackBy:
		k.Until = t.c.NextFeedback
	case PromiseBy:
		k.Until = t.c.Promise
	}
	if k.Budget.IsZero() && k.Until.IsZero() {
		return
	}
	k.settle(t.m.Now, t.m.Calendar())
	k.FirstDue = k.Due
	t.c.Clocks = append(t.c.Clocks, k)
}

// terms are what the policy promises for the milestone.
func (p Policy) terms(m Milestone) Terms { return Terms{p.label(), p.budget(m), p.PauseCap} }

// label names the version: "jiangmen/1".
func (p Policy) label() string { return fmt.Sprintf("%s/%d", p.Code, p.Version) }

func (p Policy) budget(m Milestone) workday.Budget {
	return map[Milestone]workday.Budget{RouteBy: p.Route, SignBy: p.Sign, ContactBy: p.Contact, PlanBy: p.Plan,
		ResolveBy: p.Resolve, CoBy: p.Co, RulingBy: p.Ruling, AnswerBy: p.PauseCap, ConfirmBy: p.Confirm}[m]
}

// refresh keeps the facts that lists and reports read from the case's own row.
func (c *Case) refresh(m Moment) {
	for _, k := range c.Clocks {
		if k.Milestone == ResolveBy && k.Round == c.Round {
			c.FirstDue, c.Due = k.FirstDue, k.Due
			if k.Ended == "" || k.EndedAt.Equal(m.Now) {
				c.Paused = k.Reckon(m.Calendar()).PausedFor
			}
		}
	}
	c.relight(m)
}

// relight keeps the light of the whole case, and when what it shows is due.
func (s *Standing) relight(m Moment) { s.Light, s.NextDue = s.lightOf(m, 0) }

// lightOf is the worst light among the promises owed on the whole case (leg 0) or on one leg, with the earliest due.
// What the company owes makes no light: its answer and its rating are invitations.
func (s *Standing) lightOf(m Moment, leg int) (Light, time.Time) {
	worst, due := NoLight, time.Time{}
	for i := range s.Clocks {
		k := &s.Clocks[i]
		if k.Leg != leg || k.Ended != "" || k.Milestone.Holder() == Filer {
			continue
		}
		if light := k.LightAt(m.Now, m.Calendar()); light.rank() > worst.rank() {
			worst = light
		}
		if due.IsZero() || k.Due.Before(due) {
			due = k.Due
		}
	}
	return worst, due
}
