package cases

import (
	"slices"
	"strings"
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

// This file holds what the first rows of the lifecycle change beyond state and promises, in the table's order;
// legs.go and closing.go go on.

// file fills the new case from the form; the promise is chosen by category and urgency.
func file(t *turn) error {
	c, in := t.c, t.in
	if err := t.filledIn(in["category"]); err != nil {
		return err
	}
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

// filledIn refuses a request whose text is its category's template and nothing more.
func (t *turn) filledIn(category string) error {
	k, _ := t.m.Refs.Category(category)
	body := strings.TrimSpace(t.in["body"])
	if body == "" || body != strings.TrimSpace(k.Template.Zh) && body != strings.TrimSpace(k.Template.En) {
		return nil
	}
	return problem(Invalid, "body", "内容还只是填写提示，请在提示后写明具体情况再提交。",
		"This is the template and nothing more: write what happened after its prompts, then file it.")
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
	if err := t.filledIn(t.c.Category); err != nil {
		return err
	}
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
		return problem(Invalid, "until", "一次最多延期 %[1]s。", "One extension is at most %[2]s.", policy.ExtendBy.Label("zh"), policy.ExtendBy.Label("en"))
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
