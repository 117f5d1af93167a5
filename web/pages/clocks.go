package pages

import (
	"context"
	"strconv"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

func (p Case) clockTitle(ctx context.Context, k *cases.Clock) string {
	title := in(ctx, k.Milestone.Words())
	for _, leg := range p.Legs {
		if leg.N == k.Leg {
			title += i18n.T(ctx, "shell.colon") + bureauName(ctx, p.Moment.Refs, leg.Bureau)
		}
	}
	if k.Round > 1 {
		title += " " + i18n.T(ctx, "clocks.round", "Round", k.Round)
	}
	return title
}

// clockRule is what was promised, and on which calendar it was counted where that is not the present one.
func (p Case) clockRule(ctx context.Context, k *cases.Clock) string {
	rule := p.clockTerms(ctx, k)
	if version := k.CountedOn(); version != p.Moment.Calendar().Version() {
		rule += i18n.T(ctx, "clocks.rule_calendar", "Calendar", version)
	}
	return rule
}

// clockTerms are a budget of the policy's version, or a date.
func (p Case) clockTerms(ctx context.Context, k *cases.Clock) string {
	terms := k.InForce()
	if terms.Budget.IsZero() {
		return i18n.T(ctx, "clocks.rule_date", "Until", k.Until.Label(lang(ctx)))
	}
	return p.termsWords(ctx, terms)
}

// termsWords say how long by which version of which policy.
func (p Case) termsWords(ctx context.Context, t cases.Terms) string {
	return i18n.T(ctx, "clocks.rule", "Budget", t.Budget.Label(lang(ctx)), "Policy", policyWords(ctx, p.Moment.Refs, t.Policy))
}

// policyWords names a policy and its version, kept with the clock as code/version.
func policyWords(ctx context.Context, refs *cases.Refs, key string) string {
	for _, policy := range refs.Policies {
		if version := strconv.FormatInt(policy.Version, 10); policy.Code+"/"+version == key {
			return i18n.T(ctx, "clocks.policy_version", "Policy", in(ctx, policy.Name), "Version", version)
		}
	}
	return key
}

// clockPlain is the clock's row without the link to this very page.
func (p Case) clockPlain(ctx context.Context, k *cases.Clock) ui.Clock {
	row := p.clock(ctx, k)
	row.Href = ""
	return row
}

// ledger is what people and the timer did to the clock, with the due instant after each entry.
func (p Case) ledger(ctx context.Context, k *cases.Clock) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "clocks.ledger"), Columns: columns(ctx, "clocks.at", "clocks.entry", "clocks.by", "clocks.reason", "clocks.due_after")}
	for i := range t.Columns {
		t.Columns[i].Short = i != 3 // all but the reason
	}
	for _, e := range k.Ledger {
		kind, terms := i18n.T(ctx, "entry."+string(e.Kind)), ""
		if !e.Until.IsZero() {
			kind += " " + e.Until.Label(lang(ctx))
		}
		if e.Terms != (cases.Terms{}) {
			kind, terms = i18n.T(ctx, "entry.repromised"), p.termsWords(ctx, e.Terms)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: i18n.DateTime(ctx, e.At), Main: true}, {Text: kind}, {Text: actorName(ctx, e.Actor)},
			{Text: p.reason(ctx, e), Sub: terms}, {Text: dueTime(ctx, e.Due)}}})
	}
	return t
}

// reason is what somebody gave as their reason, or a routing rule's own words in the reader's language.
func (p Case) reason(ctx context.Context, e cases.Entry) string {
	if e.Reason == p.RouteReason.Zh {
		return in(ctx, p.RouteReason)
	}
	return e.Reason
}

// reckoning is the count itself, step by step, as the calendar on which it was made explains it.
func (p Case) reckoning(ctx context.Context, k *cases.Clock) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "clocks.steps"), Pairs: true, Columns: short(columns(ctx, "clocks.counted", "clocks.why"), 0)}
	for _, step := range p.Explain(k).Steps {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: counted(ctx, step)}, {Text: step.Text(lang(ctx))}}})
	}
	return t
}

func counted(ctx context.Context, step workday.Step) string {
	switch {
	case !step.At.IsZero():
		return clockTime(step.At)
	case step.Counted && step.N > 0:
		return i18n.T(ctx, "clocks.nth", "N", step.N)
	case step.Counted:
		return i18n.T(ctx, "clocks.yes")
	}
	return i18n.T(ctx, "clocks.no")
}

// columns heads a table with texts of the catalogue.
func columns(ctx context.Context, keys ...string) []ui.Column {
	list := make([]ui.Column, len(keys))
	for i, key := range keys {
		list[i].Label = i18n.T(ctx, key)
	}
	return list
}

// short are the columns with those that are not to be broken into lines.
func short(columns []ui.Column, at ...int) []ui.Column {
	for _, i := range at {
		columns[i].Short = true
	}
	return columns
}
