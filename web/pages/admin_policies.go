package pages

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// Budget is one promise of a policy with the name of its field.
type Budget struct {
	Field string
	*workday.Budget
	Required bool
}

// Budgets are the promises of a policy in the order in which the form asks for them.
func Budgets(p *cases.Policy) []Budget {
	return []Budget{{"route_in", &p.Route, false}, {"sign_in", &p.Sign, false}, {"contact_in", &p.Contact, false}, {"plan_in", &p.Plan, false},
		{"resolve_in", &p.Resolve, true}, {"co_in", &p.Co, false}, {"ruling_in", &p.Ruling, true}, {"confirm_in", &p.Confirm, true},
		{"pause_cap", &p.PauseCap, true}, {"return_window", &p.ReturnWindow, false}, {"extend_by", &p.ExtendBy, false}, {"extend_ahead", &p.ExtendAhead, false}}
}

// steps is how many of the Budgets are promises on the way to the answer; the others rule the exceptions.
const steps = 6

// PolicyTexts writes a policy's promises as they are typed.
func PolicyTexts(p cases.Policy) map[string][]string {
	typed := map[string][]string{"extend_times": {strconv.Itoa(p.ExtendTimes)}}
	for _, b := range Budgets(&p) {
		typed[b.Field] = []string{b.String()}
	}
	return typed
}

// Policy is the form for a policy: a new one when Version is 0, else a new version of it.
type Policy struct {
	Refs   *cases.Refs
	Policy cases.Policy
	// Typed holds the promises as they were typed.
	Typed map[string][]string
	// Preview is what the promises mean on example dates; Fresh says that they are not stored yet.
	Preview []cases.PolicyPreview
	Fresh   bool
	Bad     cases.Problems
}

// Form is the page's form.
func (p Policy) Form(ctx context.Context) EditForm {
	isNew := p.Policy.Version == 0
	what := append([]ui.Field{codeField(ctx, p.Policy.Code, isNew)}, nameFields(ctx, p.Policy.Name)...)
	remark := func(name, text string, most int) ui.Field {
		f := ask(ctx, ui.KindTextarea, name, text)
		f.Rows, f.MaxLength = 3, most
		return f
	}
	what = append(what, remark("remark_zh", p.Policy.Remark.Zh, 500), remark("remark_en", p.Policy.Remark.En, 1000))
	form := EditForm{Title: newOr(ctx, isNew, "policy", p.Policy.Name), Action: action(PathPolicies, p.Policy.Code, isNew), Back: PathPolicies,
		Submit: i18n.T(ctx, "admin.save_version"), Preview: i18n.T(ctx, "admin.preview"), Bad: p.Bad, Version: strconv.FormatInt(p.Policy.Version, 10),
		Parts: []Part{
			{Title: i18n.T(ctx, "admin.part.policy"), Fields: what},
			{Title: i18n.T(ctx, "admin.part.promises"), Sub: i18n.T(ctx, "admin.part.promises_sub"), Fields: p.budgets(ctx, 0, steps), Tight: true},
			{Title: i18n.T(ctx, "admin.part.exceptions"), Fields: append(p.budgets(ctx, steps, -1), p.times(ctx)), Tight: true},
			{Title: i18n.T(ctx, "admin.part.handling"), Fields: []ui.Field{check(ctx, "review", p.Policy.Review), check(ctx, "call_back", p.Policy.CallBack),
				check(ctx, "active", p.Policy.Active)}},
			remindersPart(ctx, p.Policy.Reminders, cases.StandardReminders, i18n.T(ctx, "admin.standard_reminders")),
		}, Below: policyBelow(p)}
	if !isNew {
		form.Sub = i18n.T(ctx, "admin.version", "Version", p.Policy.Version)
	}
	return form
}

func (p Policy) typed(name string) string {
	if len(p.Typed[name]) == 0 {
		return ""
	}
	return p.Typed[name][0]
}

// budgets ask for the promises from one to another; -1 is the last.
func (p Policy) budgets(ctx context.Context, from, to int) (fields []ui.Field) {
	all := Budgets(&p.Policy)
	if to < 0 {
		to = len(all)
	}
	for _, b := range all[from:to] {
		f := line(ctx, b.Field, p.typed(b.Field), 8)
		f.Required, f.Hint = b.Required, b.Label(lang(ctx))
		fields = append(fields, f)
	}
	return fields
}

func (p Policy) times(ctx context.Context) ui.Field {
	f := need(ctx, ui.KindNumber, "extend_times", p.typed("extend_times"), 0)
	f.Min, f.Max = "0", "9"
	return f
}

// preview shows when each example's promises fall due.
func (p Policy) preview(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "admin.preview"), HideCaption: true, Columns: columns(ctx, "admin.example")}
	if len(p.Preview) > 0 {
		for _, d := range p.Preview[0].Dues {
			t.Columns = append(t.Columns, ui.Column{Label: in(ctx, d.Milestone.Words()), Short: true})
		}
	}
	for _, example := range p.Preview {
		row := ui.Row{Cells: []ui.Cell{{Text: i18n.DateTime(ctx, example.Start), Sub: in(ctx, example.Why), Main: true}}}
		for _, d := range example.Dues {
			sub := d.Budget.Label(lang(ctx))
			if d.Due.Provisional {
				sub += " · " + i18n.T(ctx, "ui.clock.provisional")
			}
			row.Cells = append(row.Cells, ui.Cell{Text: shortDue(ctx, d.Due.At), Sub: sub})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// versions lists the versions of the policy, the newest first.
func (p Policy) versions(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "admin.versions"), HideCaption: true,
		Columns: short(columns(ctx, "admin.version_no", "ask.sign_in", "ask.contact_in", "ask.plan_in", "ask.resolve_in", "admin.state"), 1, 2, 3, 4)}
	for _, v := range p.Refs.Policies {
		if v.Code == p.Policy.Code {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: strconv.FormatInt(v.Version, 10), Main: true}, {Text: v.Sign.Label(lang(ctx))},
				{Text: v.Contact.Label(lang(ctx))}, {Text: v.Plan.Label(lang(ctx))}, {Text: v.Resolve.Label(lang(ctx))}, {Body: activeBadge(v.Active)}}})
		}
	}
	return t
}

// users counts the active categories that promise by the policy.
func users(refs *cases.Refs, p cases.Policy) (n int) {
	for _, c := range refs.Categories {
		if c.Active && (c.Policy == p.Code || c.UrgentPolicy == p.Code) {
			n++
		}
	}
	return n
}

// policyTable lists the policies in their newest version, those in use first.
func policyTable(ctx context.Context, refs *cases.Refs) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "admin.policies"), HideCaption: true,
		Columns: short(columns(ctx, "ask.name", "ask.sign_in", "ask.contact_in", "ask.plan_in", "ask.resolve_in", "admin.used", "admin.state"), 1, 2, 3, 4, 5)}
	policies := newest(refs)
	slices.SortStableFunc(policies, func(a, b cases.Policy) int { return cmp.Compare(users(refs, b), users(refs, a)) })
	for _, p := range policies {
		used := i18n.T(ctx, "admin.unused")
		if n := users(refs, p); n > 0 {
			used = i18n.T(ctx, "admin.used_by", "Count", n)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: in(ctx, p.Name), Href: PathPolicies + "/" + p.Code, Sub: in(ctx, p.Remark), Main: true},
			{Text: p.Sign.Label(lang(ctx))}, {Text: p.Contact.Label(lang(ctx))}, {Text: p.Plan.Label(lang(ctx))}, {Text: p.Resolve.Label(lang(ctx))},
			{Text: used}, {Body: activeBadge(p.Active)}}})
	}
	return t
}

func previewSub(ctx context.Context, fresh bool) string {
	if fresh {
		return i18n.T(ctx, "admin.preview_fresh")
	}
	return i18n.T(ctx, "admin.preview_now")
}

func previewTone(fresh bool) ui.Tone {
	if fresh {
		return ui.ToneWarn
	}
	return ui.ToneNeutral
}
