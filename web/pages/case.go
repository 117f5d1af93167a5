package pages

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// Case is the one page of a case, for everybody who may see it; what each may read and do is in the View.
type Case struct {
	cases.View
	Actor cases.Actor
	// Key is the idempotency key of the forms on this page.
	Key string
	// Tried is a refused action, whose form stands open again; nil at first.
	Tried *Tried
	// Phone is the contact's number that was asked for; nil at first.
	Phone *AskedPhone
}

// AskedPhone is a telephone number that somebody asked to see: the number, or what was wrong with the purpose they gave.
type AskedPhone struct {
	Purpose string
	Number  string
	Bad     cases.Problems
}

// Tried is an action that was refused, with what was typed.
type Tried struct {
	Action   cases.Action
	Input    cases.Input
	Problems cases.Problems
	Files    []cases.Attachment // uploaded with it and still waiting for a case
}

// outsider says whether the page is read by the company's side, for whom the inner workings are left out.
func (p Case) outsider() bool {
	return p.Actor.Role.Outside()
}

func (p Case) sub(ctx context.Context) string {
	return i18n.T(ctx, "case.sub", "Category", categoryName(ctx, p.Moment.Refs, p.Category),
		"Street", streetName(ctx, p.Moment.Refs, p.Street), "At", i18n.DateTime(ctx, p.FiledAt))
}

// holder says in a sentence who has the case now and what comes next.
func (p Case) holder(ctx context.Context) string {
	key := string(p.State)
	if p.Disputed && p.State == cases.Dispatched && !p.outsider() {
		key = "disputed"
	}
	return i18n.T(ctx, "case.now."+key, "Lead", bureauName(ctx, p.Moment.Refs, p.Lead), "Promise", p.Promise.Label(lang(ctx)),
		"Result", in(ctx, p.Result.Words()), "At", i18n.Date(ctx, p.ClosedAt))
}

// next names the promise that falls due first, with how far off it is.
func (p Case) next(ctx context.Context) string {
	var first *cases.Clock
	for i := range p.Clocks {
		k := &p.Clocks[i]
		if k.Leg == 0 && k.Running() && (first == nil || k.Due.Before(first.Due)) {
			first = k
		}
	}
	if first == nil {
		return ""
	}
	key := "next"
	if !p.Moment.Now.Before(first.Due) {
		key = "overdue"
	}
	return i18n.T(ctx, "case."+key, "Milestone", in(ctx, first.Milestone.Words()), "Due", dueTime(ctx, first.Due),
		"Left", left(ctx, p.Moment, first))
}

// asked says what the company is waited for, in the words of whoever asked; empty when nothing.
func (p Case) asked() (text string) {
	want := map[cases.State]cases.Action{cases.Waiting: cases.Ask, cases.Returned: cases.Return}[p.State]
	if want == "" {
		return ""
	}
	for _, e := range p.Events {
		if e.Action == want {
			text = e.Text
		}
	}
	return text
}

// steps is the way of the case from filing to closing.
func (p Case) steps(ctx context.Context) []ui.Step {
	stations := []struct {
		key    string
		at     time.Time
		states []cases.State
	}{
		{"filed", p.FiledAt, []cases.State{cases.Filed, cases.Returned}},
		{"dispatched", p.DispatchedAt, []cases.State{cases.Dispatched}},
		{"handling", p.SignedAt, []cases.State{cases.Handling, cases.Waiting, cases.Reviewing, cases.Tracking}},
		{"replied", p.RepliedAt, []cases.State{cases.Replied}},
		{"closed", p.ClosedAt, []cases.State{cases.Closed}},
	}
	here := slices.IndexFunc(stations, func(s struct {
		key    string
		at     time.Time
		states []cases.State
	}) bool {
		return slices.Contains(s.states, p.State)
	})
	steps := make([]ui.Step, len(stations))
	for i, s := range stations {
		step := ui.Step{Label: i18n.T(ctx, "case.step."+s.key), State: ui.StepAhead}
		if !s.at.IsZero() && (i <= here || here < 0) {
			step.State, step.At = ui.StepDone, i18n.ShortDateTime(ctx, s.at)
		}
		switch {
		case i < here:
			step.State = ui.StepDone
		case i == here && p.State != cases.Closed:
			step.State = ui.StepCurrent
		case here < 0 && s.at.IsZero():
			step.State = ui.StepSkipped
		}
		steps[i] = step
	}
	if here < 0 { // ended another way
		last := &steps[len(steps)-1]
		last.Label, last.State, last.At = in(ctx, p.State.Words()), ui.StepCurrent, i18n.ShortDateTime(ctx, p.ClosedAt)
	}
	return steps
}

// facts are the case's particulars.
func (p Case) facts(ctx context.Context) []ui.Item {
	refs := p.Moment.Refs
	items := []ui.Item{
		{Label: i18n.T(ctx, "case.category"), Value: categoryName(ctx, refs, p.Category)},
		{Label: i18n.T(ctx, "case.street"), Value: streetName(ctx, refs, p.Street)},
		{Label: i18n.T(ctx, "case.source"), Value: in(ctx, p.Source.Words())},
		{Label: i18n.T(ctx, "case.filer"), Value: p.FilerName},
	}
	add := func(key, value string) {
		if value != "" {
			items = append(items, ui.Item{Label: i18n.T(ctx, "case."+key), Value: value, Wide: true})
		}
	}
	if p.Lead != "" {
		add("lead", bureauName(ctx, refs, p.Lead))
	}
	add("co", bureauNames(ctx, refs, p.CoBureaus()))
	add("route_reason", in(ctx, p.RouteReason))
	add("promise", p.Promise.Label(lang(ctx)))
	add("next_feedback", p.NextFeedback.Label(lang(ctx)))
	if !p.outsider() {
		policy := refs.Policy(p.Policy, p.PolicyVersion)
		add("policy", i18n.T(ctx, "clocks.policy_version", "Policy", in(ctx, policy.Name), "Version", policy.Version))
		add("extend_to", p.ExtendTo.Label(lang(ctx)))
		add("track_to", p.TrackTo.Label(lang(ctx)))
		add("typical", p.Typical)
		if p.Against != "" {
			add("against", bureauName(ctx, refs, p.Against))
		}
	}
	return items
}

// company are the particulars of the company and how to reach it, the number masked unless it is its own page or was
// asked for.
func (p Case) company(ctx context.Context) []ui.Item {
	return []ui.Item{
		{Label: i18n.T(ctx, "case.company_name"), Value: p.CompanyName, Wide: true},
		{Label: i18n.T(ctx, "case.contact_name"), Value: p.ContactName},
		{Label: i18n.T(ctx, "case.contact_phone"), Body: phone(p), Wide: true},
		{Label: i18n.T(ctx, "case.visit_times"), Value: p.VisitTimes, Wide: true},
	}
}

// shownPhone is the number where it stands in full, else empty.
func (p Case) shownPhone() string {
	switch {
	case p.Actor.Role == cases.RoleCompany:
		return p.ContactPhone
	case p.Phone != nil:
		return p.Phone.Number
	}
	return ""
}

// phoneText is the number as it stands here.
func (p Case) phoneText() string {
	return cmp.Or(p.shownPhone(), cases.MaskPhone(p.ContactPhone))
}

// purposeField asks what the number is for, under an id that is the page's only one. The usual purpose stands there already.
func (asked *AskedPhone) purposeField(ctx context.Context, id string) []ui.Field {
	f := ui.Field{Name: "purpose", ID: id, Label: i18n.T(ctx, "case.phone_purpose"), Hint: i18n.T(ctx, "case.phone_purpose_hint"),
		Value: i18n.T(ctx, "case.phone_purpose_usual"), Required: true, MaxLength: cases.MaxLine}
	if asked != nil {
		f.Value, f.Error = Printable(asked.Purpose), problemOf(ctx, asked.Bad, "purpose")
	}
	return []ui.Field{f}
}

// marks are the labels beside the title.
func (p Case) marks(ctx context.Context) (marks []string) {
	add := func(ok bool, key string) {
		if ok {
			marks = append(marks, i18n.T(ctx, "case.mark."+key))
		}
	}
	add(p.Urgent, "urgent")
	add(p.Confidential, "confidential")
	add(p.Round > 1, "redo")
	if !p.outsider() {
		add(p.Supervised, "supervised")
		add(p.Instructed, "instructed")
		add(p.Disputed, "disputed")
		add(p.Dissatisfied, "dissatisfied")
		add(p.Against != "", "against")
		add(p.Typical != "", "typical")
	}
	add(p.Final, "final")
	return marks
}

func (p Case) replyTitle(ctx context.Context) string {
	switch p.State {
	case cases.Rejected:
		return i18n.T(ctx, "case.reply_rejected")
	case cases.Replied, cases.Closed:
		return i18n.T(ctx, "case.reply")
	}
	return i18n.T(ctx, "case.reply_draft")
}

func (p Case) files(seq int64) (files []ui.File) {
	for _, f := range p.Files {
		if f.Seq == seq {
			files = append(files, file(p.No, f))
		}
	}
	return files
}

func file(no string, f cases.Attachment) ui.File {
	href := CaseHref(no) + "/files/" + strconv.FormatInt(f.ID, 10)
	shown := ui.File{Name: f.Name, Href: href, Detail: i18n.Bytes(f.Size)}
	if f.Thumb != "" {
		shown.Thumb = href + "/thumb"
	}
	return shown
}

// rounds are the figures of rounds that a redo ended.
func (p Case) rounds(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "case.rounds"), HideCaption: true,
		Columns: columns(ctx, "case.round", "case.lead", "case.result", "case.replied_at", "case.due", "case.score")}
	for _, r := range p.Rounds {
		score := ""
		if r.Score > 0 {
			score = i18n.T(ctx, "ui.rating."+strconv.Itoa(r.Score))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: strconv.Itoa(r.N), Main: true}, {Text: bureauName(ctx, p.Moment.Refs, r.Lead)},
			{Text: in(ctx, r.Result.Words())}, {Text: i18n.DateTime(ctx, r.RepliedAt)}, {Text: dueTime(ctx, r.Due)}, {Text: score}}})
	}
	return t
}
