package pages

import (
	"context"
	"strconv"
	"strings"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// PaperKind is a form that is printed of a case (文书).
type PaperKind string

// The forms.
const (
	Handover    PaperKind = "handover"    // 交办单: what a bureau is given to do
	Reminder    PaperKind = "reminder"    // 催办通知书: of a promise that was missed
	Supervision PaperKind = "supervision" // 督办单: what is required under supervision
	Letter      PaperKind = "letter"      // 答复函: what the company is answered
)

// Paper is one printed form of a case. Reminders and supervisions are issued for an event each and numbered in their
// order.
type Paper struct {
	Case
	Kind  PaperKind
	N     int
	Event cases.Event
	// Site is the address of the server, to which a handover sheet leads back by its code.
	Site string
}

// papers are the forms that the reader may print of the case. The company's side has the answer; what passes between
// centre and bureaus is theirs.
func (p Case) papers() (list []Paper) {
	count := map[PaperKind]int{}
	add := func(kind PaperKind, e cases.Event) {
		count[kind]++
		list = append(list, Paper{Case: p, Kind: kind, N: count[kind], Event: e})
	}
	if !p.outsider() {
		if !p.DispatchedAt.IsZero() && p.Lead != "" {
			add(Handover, cases.Event{At: p.AssignedAt})
		}
		for _, e := range p.Events {
			switch {
			case e.Level == cases.NextDay && e.Milestone.Holder().Has(cases.Lead|cases.Co):
				add(Reminder, e)
			case e.Level == cases.ThreeDays, e.Action == cases.Supervise:
				add(Supervision, e)
			}
		}
	}
	switch p.State {
	case cases.Replied, cases.Closed:
		add(Letter, cases.Event{At: p.RepliedAt})
	case cases.Rejected:
		add(Letter, cases.Event{At: p.ClosedAt})
	}
	return list
}

// PaperOf is the form with the name that its address ends with.
func PaperOf(p Case, name string) (Paper, bool) {
	for _, paper := range p.papers() {
		if paper.name() == name {
			return paper, true
		}
	}
	return Paper{}, false
}

func (p Paper) name() string { return string(p.Kind) + "-" + strconv.Itoa(p.N) }

func (p Paper) href() string { return CaseHref(p.No) + "/papers/" + p.name() }

// Title is what stands at the head of the form.
func (p Paper) Title(ctx context.Context) string {
	if p.Kind == Letter && p.State == cases.Rejected {
		return i18n.T(ctx, "paper.rejection")
	}
	return i18n.T(ctx, "paper."+string(p.Kind))
}

// number is the form's own: that of the case, a sign of the kind, and a running number.
func (p Paper) number(ctx context.Context) string {
	return p.No + "-" + i18n.T(ctx, "paper.sign."+string(p.Kind)) + strconv.Itoa(p.N)
}

// to is whom the form is addressed to.
func (p Paper) to(ctx context.Context) string {
	switch {
	case p.Kind == Letter:
		return p.CompanyName
	case p.Event.Leg != 0:
		for _, leg := range p.Legs {
			if leg.N == p.Event.Leg {
				return bureauName(ctx, p.Moment.Refs, leg.Bureau)
			}
		}
	}
	return bureauName(ctx, p.Moment.Refs, p.Lead)
}

// from is who issues the form.
func (p Paper) from(ctx context.Context) string {
	switch {
	case p.Kind == Letter && p.State != cases.Rejected:
		return bureauName(ctx, p.Moment.Refs, p.Lead)
	case p.Event.ActorRole == cases.RoleLeader:
		return p.Event.ActorName
	}
	return i18n.T(ctx, "paper.centre")
}

// text is what the form says, a paragraph each.
func (p Paper) text(ctx context.Context) []string {
	say := func(key string, args ...any) string {
		return i18n.T(ctx, "paper.text."+key, append([]any{"Title", p.Case.View.Title, "No", p.No, "Company", p.CompanyName, "Filed", i18n.Date(ctx, p.FiledAt)}, args...)...)
	}
	switch {
	case p.Kind == Reminder:
		due := p.dueThen()
		return []string{say("reminder", "Milestone", in(ctx, p.Event.Milestone.Words()), "Due", dueTime(ctx, due), "At", i18n.DateTime(ctx, p.Event.At),
			"Late", span(ctx, p.Event.At.Sub(due))), say("reminder_do")}
	case p.Kind == Supervision && p.Event.Level != cases.NoLevel:
		return []string{say("late", "Milestone", in(ctx, p.Event.Milestone.Words()), "Due", dueTime(ctx, p.dueThen())), say("late_do")}
	case p.Kind == Supervision:
		return []string{say("supervision")}
	case p.State == cases.Rejected:
		return []string{say("letter"), say("rejected", "Reason", in(ctx, optionOf(cases.Reject, "reason", p.ReasonCode)))}
	case p.Kind == Letter:
		return []string{say("letter"), say("answer")}
	}
	return nil
}

// dueThen is when the promise of a reminder was due at the instant of the reminder.
func (p Paper) dueThen() (due time.Time) {
	for i := range p.Clocks {
		k := &p.Clocks[i]
		if k.Milestone != p.Event.Milestone || k.Leg != p.Event.Leg || k.Round != p.Event.Round {
			continue
		}
		due = k.FirstDue
		for _, e := range k.Ledger {
			if !e.At.After(p.Event.At) && !e.Due.IsZero() {
				due = e.Due
			}
		}
	}
	return due
}

// closing is what stands below the text.
func (p Paper) closing(ctx context.Context) string {
	if p.Kind != Letter || p.Final || p.State == cases.Rejected {
		return ""
	}
	return i18n.T(ctx, "paper.text.objection")
}

// box is a field of a form; one without Value is left blank to be written in, Tall with room for it.
type box struct {
	Label, Value string
	Wide, Tall   bool
}

// boxes are the fields of a form.
func (p Paper) boxes(ctx context.Context) []box {
	switch p.Kind {
	case Handover:
		return p.handover(ctx)
	case Reminder:
		return append(p.matter(ctx), p.blank(ctx, "received", false), p.blank(ctx, "received_at", false))
	case Supervision:
		return append(p.matter(ctx), box{Label: i18n.T(ctx, "paper.required"), Value: p.required(ctx), Wide: true},
			p.blank(ctx, "done", true), p.blank(ctx, "signed", false), p.blank(ctx, "received_at", false), p.blank(ctx, "opinion", true))
	}
	return nil
}

func (p Paper) blank(ctx context.Context, key string, tall bool) box {
	return box{Label: i18n.T(ctx, "paper."+key), Wide: tall, Tall: tall}
}

// required is what a supervision asks for; the timer's asks for what was promised.
func (p Paper) required(ctx context.Context) string {
	if p.Event.Level != cases.NoLevel {
		return i18n.T(ctx, "paper.text.late_required")
	}
	return p.Event.Text
}

// matter says in a few fields which case it is about.
func (p Paper) matter(ctx context.Context) []box {
	refs := p.Moment.Refs
	return []box{
		{Label: i18n.T(ctx, "paper.subject"), Value: p.Case.View.Title, Wide: true},
		{Label: i18n.T(ctx, "case.company_name"), Value: p.CompanyName, Wide: true},
		{Label: i18n.T(ctx, "case.lead"), Value: bureauName(ctx, refs, p.Lead)},
		{Label: i18n.T(ctx, "case.co"), Value: p.others(ctx)},
		{Label: i18n.T(ctx, "paper.dispatched"), Value: i18n.DateTime(ctx, p.AssignedAt)},
		{Label: i18n.T(ctx, "paper.resolve"), Value: dueTime(ctx, p.Due)},
	}
}

// others are the co-bureaus, or that there are none: a blank field would ask to be filled in.
func (p Paper) others(ctx context.Context) string {
	if names := bureauNames(ctx, p.Moment.Refs, p.CoBureaus()); names != "" {
		return names
	}
	return i18n.T(ctx, "paper.none")
}

// handover are the fields of the sheet with which a bureau is given a case.
func (p Paper) handover(ctx context.Context) []box {
	refs, urgency := p.Moment.Refs, "normal"
	if p.Urgent {
		urgency = "urgent"
	}
	wide := func(key, value string, tall bool) box {
		return box{Label: i18n.T(ctx, key), Value: value, Wide: true, Tall: tall && value == ""}
	}
	return []box{
		wide("case.company_name", p.CompanyName, false),
		{Label: i18n.T(ctx, "case.contact_name"), Value: p.ContactName},
		{Label: i18n.T(ctx, "case.contact_phone"), Value: p.phoneText()},
		{Label: i18n.T(ctx, "case.street"), Value: streetName(ctx, refs, p.Street)},
		{Label: i18n.T(ctx, "case.category"), Value: categoryName(ctx, refs, p.Category)},
		{Label: i18n.T(ctx, "paper.filed"), Value: i18n.DateTime(ctx, p.FiledAt)},
		{Label: i18n.T(ctx, "case.source"), Value: in(ctx, p.Source.Words())},
		{Label: i18n.T(ctx, "paper.urgency"), Value: i18n.T(ctx, "paper."+urgency)},
		{Label: i18n.T(ctx, "paper.dispatched"), Value: i18n.DateTime(ctx, p.AssignedAt)},
		wide("paper.subject", p.Case.View.Title, false),
		wide("case.body", p.Body, false),
		wide("paper.files", p.fileNames(ctx), false),
		{Label: i18n.T(ctx, "case.lead"), Value: bureauName(ctx, refs, p.Lead)},
		{Label: i18n.T(ctx, "case.co"), Value: p.others(ctx)},
		wide("paper.promises", p.promises(ctx), false),
		wide("paper.proposed", in(ctx, p.RouteReason), true),
		wide("paper.instruction", p.instructions(), true),
		{Label: i18n.T(ctx, "paper.received")},
		{Label: i18n.T(ctx, "paper.received_at"), Value: signedAt(ctx, p.SignedAt)},
		wide("paper.handling", p.answer(), true),
		wide("paper.rating", p.rating(ctx), true),
		wide("paper.copies", "", false),
	}
}

func signedAt(ctx context.Context, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return i18n.DateTime(ctx, at)
}

func (p Paper) fileNames(ctx context.Context) string {
	var names []string
	for _, f := range p.Files {
		if f.Seq == 1 {
			names = append(names, f.Name)
		}
	}
	if len(names) == 0 {
		return i18n.T(ctx, "paper.none")
	}
	return strings.Join(names, i18n.T(ctx, "shell.list_mark"))
}

// promises are the bureau's clocks of this round, a line each.
func (p Paper) promises(ctx context.Context) string {
	var lines []string
	for i := range p.Clocks {
		if k := &p.Clocks[i]; k.Round == p.Round && k.Leg == 0 && k.Milestone.Holder() == cases.Lead {
			lines = append(lines, in(ctx, k.Milestone.Words())+i18n.T(ctx, "shell.colon")+dueTime(ctx, k.Due))
		}
	}
	return strings.Join(lines, "\n")
}

// instructions are what leaders wrote on the case.
func (p Paper) instructions() string {
	var lines []string
	for _, e := range p.Events {
		if e.Action == cases.Instruct {
			lines = append(lines, e.Text+" （"+e.ActorName+" "+workday.DateOf(e.At).String()+"）")
		}
	}
	return strings.Join(lines, "\n")
}

// answer is the reply, once it has been given.
func (p Paper) answer() string {
	if p.State == cases.Replied || p.State == cases.Closed {
		return p.Reply
	}
	return ""
}

func (p Paper) rating(ctx context.Context) string {
	if p.Score == 0 {
		return ""
	}
	return i18n.T(ctx, "ui.rating."+strconv.Itoa(p.Score))
}

// paperLinks are the forms of the case as its page lists them.
func (p Case) paperLinks(ctx context.Context) (links []ui.Link) {
	for _, paper := range p.papers() {
		links = append(links, ui.Link{Label: i18n.T(ctx, "paper.link", "Title", paper.Title(ctx), "Date", i18n.Date(ctx, paper.Event.At)), Href: paper.href()})
	}
	return links
}
