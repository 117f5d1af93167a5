package pages

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// PathRepromise is the address at which open cases are promised anew.
const PathRepromise = PathAdmin + "/repromise"

// MovesListed is how many moves a page lists.
const MovesListed = 50

// Repromise is a choice of open cases with what a new promise would move in them.
type Repromise struct {
	Refs    *cases.Refs
	Renewal cases.Renewal
	// Moves holds the page of the list that begins at From; nil before something was chosen.
	Moves  *cases.Moves
	From   int
	Reason string
	Bad    cases.Problems
}

// What stands before the code in the choice of a policy or a category.
const (
	byPolicy   = "policy."
	byCategory = "category."
)

// RenewalOf reads the choice as addresses and forms carry it; what makes no sense chooses nothing.
func RenewalOf(what string) cases.Renewal {
	if code, ok := strings.CutPrefix(what, byPolicy); ok {
		return cases.Renewal{Policy: code}
	}
	if code, ok := strings.CutPrefix(what, byCategory); ok {
		return cases.Renewal{Category: code}
	}
	return cases.Renewal{}
}

func renewalText(r cases.Renewal) string {
	switch {
	case r.Policy != "":
		return byPolicy + r.Policy
	case r.Category != "":
		return byCategory + r.Category
	}
	return ""
}

// RepromiseHref is the address of the preview.
func RepromiseHref(r cases.Renewal) string {
	return PathRepromise + "?what=" + url.QueryEscape(renewalText(r))
}

// choice asks which open cases are meant.
func (p Repromise) choice(ctx context.Context) []ui.Field {
	var options []ui.Option
	for _, policy := range newest(p.Refs) {
		options = append(options, ui.Option{Value: byPolicy + policy.Code, Group: i18n.T(ctx, "repromise.by_policy"),
			Label: i18n.T(ctx, "clocks.policy_version", "Policy", in(ctx, policy.Name), "Version", policy.Version)})
	}
	for _, c := range p.Refs.Categories {
		options = append(options, ui.Option{Value: byCategory + c.Code, Group: i18n.T(ctx, "repromise.by_category"),
			Label: i18n.T(ctx, "repromise.category", "Category", in(ctx, c.Name), "Policy", in(ctx, p.Refs.PolicyFor(c, false).Name))})
	}
	return []ui.Field{{Kind: ui.KindSelect, Name: "what", Label: i18n.T(ctx, "repromise.choose"), Value: renewalText(p.Renewal),
		Prompt: i18n.T(ctx, "form.choose"), Options: options, Required: true}}
}

// figures say how much would change, the main thing first.
func (p Repromise) figures(ctx context.Context) string {
	m := p.Moves
	if m.Total == 0 {
		return i18n.T(ctx, "repromise.nothing_moves", "Cases", m.Cases)
	}
	text := i18n.T(ctx, "repromise.figures", "Cases", m.Cases, "Total", m.Total, "Later", m.Later, "Earlier", m.Earlier)
	if m.Late > 0 {
		text += i18n.T(ctx, "shell.semicolon") + i18n.T(ctx, "repromise.late", "Count", m.Late)
	}
	if m.Ended > 0 {
		text += i18n.T(ctx, "shell.semicolon") + i18n.T(ctx, "repromise.ended", "Count", m.Ended)
	}
	return text
}

func (p Repromise) table(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "repromise.preview"), HideCaption: true,
		Columns: columns(ctx, "repromise.case", "ask.lead", "repromise.milestone", "repromise.from", "repromise.to", "repromise.why")}
	for _, m := range p.Moves.List {
		to, row := ui.Cell{Text: dueTime(ctx, m.To)}, ui.Row{}
		switch {
		case m.To.IsZero():
			to.Text = in(ctx, cases.EndedWords)
		case m.To.Before(m.From):
			row.Light = ui.LightYellow
		}
		row.Cells = []ui.Cell{{Text: m.No, Main: true}, {Text: bureauName(ctx, p.Refs, m.Lead)}, {Text: in(ctx, m.Milestone.Words())},
			{Text: dueTime(ctx, m.From)}, to, p.why(ctx, m)}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// why says by what the promise was given and by what it will be.
func (p Repromise) why(ctx context.Context, m cases.Move) ui.Cell {
	if m.Was == m.Will {
		return ui.Cell{Text: i18n.T(ctx, "repromise.calendar")}
	}
	will := m.Will.Budget.Label(lang(ctx))
	if m.Will.Budget.IsZero() {
		will = i18n.T(ctx, "repromise.nothing")
	}
	return ui.Cell{Text: m.Was.Budget.Label(lang(ctx)) + " → " + will,
		Sub: policyWords(ctx, p.Refs, m.Was.Policy) + " → " + policyWords(ctx, p.Refs, m.Will.Policy)}
}

func (p Repromise) pager(ctx context.Context) (pager ui.Pager) {
	at := func(from int) string { return RepromiseHref(p.Renewal) + "&from=" + strconv.Itoa(from) }
	if p.From > 0 {
		pager.Prev = at(max(0, p.From-MovesListed))
	}
	to := p.From + len(p.Moves.List)
	if to < p.Moves.Total {
		pager.Next = at(to)
	}
	if pager != (ui.Pager{}) {
		pager.Info = i18n.T(ctx, "repromise.listed", "From", p.From+1, "To", to, "Total", p.Moves.Total)
	}
	return pager
}

// reason asks why; the companies read it.
func (p Repromise) reason(ctx context.Context) []ui.Field {
	return []ui.Field{{Kind: ui.KindTextarea, Name: "text", Label: i18n.T(ctx, "repromise.reason"), Hint: i18n.T(ctx, "repromise.reason_hint"),
		Value: Printable(p.Reason), Required: true, MaxLength: cases.MaxText, Rows: 3, Error: problemOf(ctx, p.Bad, "text")}}
}

// repromised stands before the count in the flash that tells the result.
const repromised = "repromised."

// RepromisedKey names what FlashText says after so many cases were promised anew.
func RepromisedKey(n int) string { return repromised + strconv.Itoa(n) }

// auditHref is the address of what was edited, and promised anew, before.
func auditHref(r cases.Renewal) string {
	query := url.Values{"what": {string(cases.EditedPolicy)}, "key": {r.Policy}}
	if r.Category != "" {
		query = url.Values{"what": {string(cases.EditedCategory)}, "key": {r.Category}}
	}
	return pathChanges + "?" + query.Encode()
}
