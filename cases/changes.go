package cases

import (
	"slices"
	"time"

	"jiangqitong/internal/workday"
)

// remark names what an event's data says among staff only; the company does not read it.
const remark = "remark"

// Nothing yet: no instant, no date.
var (
	never time.Time
	noDay workday.Date
)

// This file holds what each row of the lifecycle changes beyond state and promises, in the table's order.

// file fills the new case from the form; the promise is chosen by category and urgency.
func file(t *turn) error {
	c, in := t.c, t.in
	c.Filer, c.FilerName = t.actor.ID, t.actor.Name
	c.Title, c.Body, c.Street, c.Against = in["title"], in["body"], in["street"], in["against"]
	c.ContactName, c.ContactPhone, c.VisitTimes = in["contact_name"], in["contact_phone"], in["visit_times"]
	c.Urgent, c.Confidential = in["urgent"] == string(Yes), in["confidential"] == string(Yes)
	c.Source = Source(in["source"])
	if t.actor.Role == RoleCompany || c.Source == "" {
		c.Source = SourceWeb
	}
	c.Round, c.FiledAt = 1, t.m.Now
	t.classify(in["category"])
	t.event.Text = c.Body
	return nil
}

// classify sets the category and with it the promise the case is given.
func (t *turn) classify(code string) {
	category, _ := t.m.Refs.Category(code)
	policy := t.m.Refs.PolicyFor(category, t.c.Urgent)
	t.c.Category, t.c.Urgent = code, t.c.Urgent || category.Urgent
	t.c.Policy, t.c.PolicyVersion = policy.Code, policy.Version
}

// unassign takes the case back from the bureaus: once completed, it is routed anew.
func unassign(t *turn) error {
	t.c.Lead, t.c.Disputed, t.c.Ruled, t.c.DispatchedAt, t.c.AssignedAt = "", false, false, never, never
	return nil
}

func refile(t *turn) error {
	t.c.Title, t.c.Body = t.in["title"], t.in["body"]
	t.event.Text = t.in["body"]
	return nil
}

func reject(t *turn) error {
	t.c.Result, t.c.ReasonCode = NotTaken, t.in["reason"]
	t.c.Reply = t.in["text"]
	t.event.Data = map[string]string{"reason": t.in["reason"]}
	return nil
}

func ends(result Result) func(*turn) error {
	return func(t *turn) error {
		t.c.Result = result
		return nil
	}
}

func route(t *turn) error {
	t.c.DispatchedAt = t.m.Now
	return t.assign()
}

// reassign hands the case to another lead. The promises to the company run on: it is not the company's fault that the
// first bureau was the wrong one. Only signing and the window for declining start anew; what the first bureau asked for
// falls away.
func reassign(t *turn) error {
	if t.in["lead"] == t.c.Lead {
		return &Problem{Invalid, "lead", Words{"该单位已经是主办单位，请选择另一个单位。", "That bureau leads already; choose another."}}
	}
	t.c.Disputed, t.c.Ruled = false, false
	t.c.ExtendTo, t.c.TrackTo = noDay, noDay
	t.stopLegs()
	return t.assign()
}

// assign sets lead and co-bureaus and asks each co-bureau for its part.
func (t *turn) assign() error {
	lead, co := t.in["lead"], t.in.Codes("co")
	if slices.Contains(append(co, lead), t.c.Against) && t.c.Against != "" {
		return &Problem{Invalid, "lead", Words{"不能交给被投诉的单位。", "It cannot go to the bureau complained of."}}
	}
	if t.c.Confidential && len(co) > 0 {
		return &Problem{Invalid, "co", Words{"保密诉求只由主办单位办理，请不要选协办单位。", "A confidential request is for the lead alone: choose no co-bureaus."}}
	}
	if slices.Contains(co, lead) {
		return &Problem{Invalid, "co", Words{"主办单位不能同时协办。", "The lead cannot also assist."}}
	}
	if category := t.in["category"]; category != "" && category != t.c.Category {
		t.classify(category)
	}
	t.c.Lead = lead
	t.c.AssignedAt, t.c.SignedAt = t.m.Now, never
	if t.actor.Role != RoleSystem {
		t.c.RouteReason = Words{"由诉求中心交办", "Routed by the centre"}
	}
	for _, bureau := range co {
		t.addLeg(bureau, t.in["text"])
	}
	t.event.Text, t.event.Data = "", map[string]string{"lead": lead, "co": t.in["co"], remark: t.in["text"]}
	return nil
}

func sign(t *turn) error {
	t.c.SignedAt = t.m.Now
	return nil
}

func contact(t *turn) error {
	t.c.ContactedAt = t.m.Now
	t.event.Data = map[string]string{"how": t.in["how"]}
	return nil
}

func plan(t *turn) error {
	t.c.PlannedAt = t.m.Now
	return nil
}

func decline(t *turn) error {
	t.c.Disputed = true
	t.c.Returns++
	t.event.Data = map[string]string{"suggest": t.in["suggest"]}
	return nil
}

// uphold makes the bureau first-responsible (首办): a ruling is final.
func uphold(t *turn) error {
	t.c.Disputed, t.c.Ruled = false, true
	t.c.ImproperReturns++
	return nil
}

func extend(t *turn) error {
	until, policy, cal := t.in.Date("until"), t.c.policy(t.m), t.m.Calendar()
	longest := cal.After(t.c.Due, policy.ExtendBy)
	switch {
	case !cal.CloseOf(cal.RollForward(until)).After(t.c.Due):
		return &Problem{Invalid, "until", Words{"新的日期须晚于现在的到期日。", "The new date must lie after the present due date."}}
	case until.Start().After(longest.At):
		return problem(Invalid, "until", "一次最多延期 %s。", "One extension is at most %[2]s.", policy.ExtendBy.Label("zh"), policy.ExtendBy.Label("en"))
	}
	t.c.ExtendTo = until
	t.event.Data = map[string]string{"until": until.String()}
	return nil
}

// grant extends to the date that was asked for; the table's effect reads it as input.
func grant(t *turn) error {
	t.in["until"] = t.c.ExtendTo.String()
	t.event.Data = map[string]string{"until": t.in["until"]}
	t.c.ExtendTo = noDay
	t.c.Extensions++
	return nil
}

func refuse(t *turn) error {
	t.c.ExtendTo = noDay
	return nil
}

func addCo(t *turn) error {
	bureau := t.in["bureau"]
	switch {
	case bureau == t.c.Lead:
		return &Problem{Invalid, "bureau", Words{"主办单位不能同时协办。", "The lead cannot also assist."}}
	case bureau == t.c.Against && bureau != "":
		return &Problem{Invalid, "bureau", Words{"不能交给被投诉的单位。", "It cannot go to the bureau complained of."}}
	case t.c.openLeg(bureau) != nil:
		return &Problem{Invalid, "bureau", Words{"该单位正在协办。", "That bureau assists already."}}
	}
	t.addLeg(bureau, t.in["text"])
	t.event.Leg = len(t.c.Legs)
	t.event.Data = map[string]string{"co": bureau}
	return nil
}

func coSign(t *turn) error {
	leg := t.leg()
	leg.State, leg.SignedAt = LegSigned, t.m.Now
	return nil
}

// coAnswer also signs, when the co-bureau answered without signing first.
func coAnswer(t *turn) error {
	leg := t.leg()
	if leg.SignedAt.IsZero() {
		leg.SignedAt = t.m.Now
	}
	leg.State, leg.Answer, leg.AnsweredAt = LegAnswered, t.in["text"], t.m.Now
	t.endLegClock(leg.N, OpMeet)
	return nil
}

func coDecline(t *turn) error {
	leg := t.leg()
	leg.State, leg.Answer = LegDeclined, t.in["text"]
	t.endLegClock(leg.N, OpStop)
	return nil
}

// leg is the actor's own open leg; the table let only a co-bureau with one come here.
func (t *turn) leg() *Leg {
	leg := t.c.openLeg(t.actor.Bureau)
	t.event.Leg = leg.N
	return leg
}

func (t *turn) addLeg(bureau, task string) {
	n := len(t.c.Legs) + 1
	t.c.Legs = append(t.c.Legs, Leg{N: n, Bureau: bureau, Round: t.c.Round, State: LegAsked, Task: task, AddedAt: t.m.Now})
	t.startClock(CoBy, n)
}

func (t *turn) endLegClock(leg int, op Op) {
	for i := range t.c.Clocks {
		if k := &t.c.Clocks[i]; k.Leg == leg && k.Ended == "" {
			t.operate(op, k)
		}
	}
}

// stopLegs ends what co-bureaus still owe, when the whole case needs it no more.
func (t *turn) stopLegs() {
	for i := range t.c.Legs {
		if leg := &t.c.Legs[i]; leg.State.Open() {
			leg.State = LegStopped
			t.endLegClock(leg.N, OpStop)
		}
	}
}

func draftReply(t *turn) error {
	t.c.Result, t.c.Reply = Result(t.in["result"]), t.in["text"]
	t.event.Data = map[string]string{"result": t.in["result"]}
	return nil
}

// approve sends the submitted reply; the company reads the reply, not the chief's remark.
func approve(t *turn) error {
	t.event.Data = map[string]string{"result": string(t.c.Result), remark: t.in["text"]}
	t.event.Text = t.c.Reply
	return t.replied()
}

func replyNow(t *turn) error {
	if err := draftReply(t); err != nil {
		return err
	}
	return t.replied()
}

func (t *turn) replied() error {
	t.c.RepliedAt = t.m.Now
	if t.c.ContactedAt.IsZero() {
		t.c.ContactedAt = t.m.Now
	}
	if t.c.PlannedAt.IsZero() {
		t.c.PlannedAt = t.m.Now
	}
	t.c.ExtendTo, t.c.TrackTo, t.c.Disputed = noDay, noDay, false
	return nil
}

func requestTracking(t *turn) error {
	until := t.in.Date("until")
	if !until.After(t.m.Today()) {
		return &Problem{Invalid, "until", Words{"承诺日期须晚于今天。", "The promised date must lie after today."}}
	}
	t.c.TrackTo = until
	t.event.Data = map[string]string{"until": until.String()}
	return nil
}

func approveTracking(t *turn) error {
	t.c.Promise, t.c.TrackTo, t.c.ExtendTo = t.c.TrackTo, noDay, noDay
	t.c.NextFeedback = t.nextMonth()
	t.event.Data = map[string]string{"until": t.c.Promise.String(), "next": t.c.NextFeedback.String()}
	return nil
}

func refuseTracking(t *turn) error {
	t.c.TrackTo = noDay
	return nil
}

// feedback sets the next date: the one given, or a month on, and never after the promise.
func feedback(t *turn) error {
	next := t.in.Date("next")
	switch {
	case next.IsZero():
		next = t.nextMonth()
	case !next.After(t.m.Today()):
		return &Problem{Invalid, "next", Words{"下次反馈日期须晚于今天。", "The next feedback must lie after today."}}
	}
	t.c.NextFeedback = next
	t.event.Data = map[string]string{"next": next.String()}
	return nil
}

// nextMonth is the monthly rhythm of rolling feedback, no later than the promise itself.
func (t *turn) nextMonth() workday.Date {
	next := workday.DateOf(t.m.Now.AddDate(0, 1, 0))
	if promise := t.c.Promise; next.After(promise) && promise.After(t.m.Today()) {
		return promise
	}
	return next
}

func rate(t *turn) error {
	t.c.Score = int(t.in["score"][0] - '0')
	t.c.IsSolved = Tri(t.in["solved"])
	t.c.judge()
	t.event.Data = map[string]string{"score": t.in["score"], "solved": t.in["solved"]}
	return nil
}

// judge marks what the centre has to rule on: two lowest scores, or not solved.
func (c *Case) judge() {
	c.Dissatisfied = (c.Score == 1 || c.Score == 2 || c.IsSolved == No) && !c.Final
}

func callBack(t *turn) error {
	t.c.CallBack = t.in["outcome"]
	if s := t.in["score"]; s != "" {
		t.c.Score = int(s[0] - '0')
	}
	if s := Tri(t.in["solved"]); s != Unknown {
		t.c.IsSolved = s
	}
	t.c.judge()
	t.event.Data = map[string]string{"outcome": t.in["outcome"], "score": t.in["score"], "solved": t.in["solved"]}
	return nil
}

// redo keeps the figures of the round that failed and opens the next with promises of its own.
func redo(t *turn) error {
	c := t.c
	t.past = &Round{N: c.Round, Lead: c.Lead, Result: c.Result, Score: c.Score, IsSolved: c.IsSolved,
		DispatchedAt: c.DispatchedAt, SignedAt: c.SignedAt, ContactedAt: c.ContactedAt, PlannedAt: c.PlannedAt,
		RepliedAt: c.RepliedAt, ClosedAt: c.ClosedAt, FirstDue: c.FirstDue, Due: c.Due, Reply: c.Reply}
	c.Round++
	c.AssignedAt = t.m.Now
	c.DispatchedAt, c.SignedAt, c.ContactedAt, c.PlannedAt, c.RepliedAt, c.ClosedAt = t.m.Now, never, never, never, never, never
	c.Result, c.Reply, c.Score, c.IsSolved, c.CallBack = "", "", 0, Unknown, ""
	c.Dissatisfied, c.Explained, c.Ruled = false, false, false
	c.Promise, c.NextFeedback, c.Extensions = noDay, noDay, 0
	return nil
}

func settle(t *turn) error {
	t.c.Dissatisfied = false
	return nil
}

func seal(t *turn) error {
	t.c.Final, t.c.Dissatisfied = true, false
	return nil
}

func urge(t *turn) error {
	t.c.UrgedAt = t.m.Now
	return nil
}

func supervise(t *turn) error {
	t.c.Supervised = true
	return nil
}

func instruct(t *turn) error {
	t.c.Instructed = true
	return nil
}

func acknowledge(t *turn) error {
	t.c.Instructed = false
	return nil
}

func explain(t *turn) error {
	t.c.Explained = true
	return nil
}
