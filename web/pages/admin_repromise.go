package pages

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// PathRepromise is the address at which open cases are promised anew.
const PathRepromise = PathAdmin + "/repromise"

// How many moves and how many renewals a page lists.
const (
	MovesListed    = 50
	RenewalsListed = 5
)

// Repromise is a choice of open cases with what a new promise would move in them.
type Repromise struct {
	Refs    *cases.Refs
	Renewal cases.Renewal
	// Moves holds the page of the list that begins at From; nil before something was chosen.
	Moves *cases.Moves
	From  int
	// Orders are the last renewals, newest first.
	Orders []cases.RenewalOrder
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
		Columns: short(columns(ctx, "repromise.case", "ask.lead", "repromise.milestone", "repromise.from", "repromise.to", "repromise.why"), 0, 2, 3, 4)}
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

func (p Repromise) pager(ctx context.Context) ui.Pager {
	return movesPager(ctx, *p.Moves, p.From, func(from int) string { return RepromiseHref(p.Renewal) + "&from=" + strconv.Itoa(from) })
}

// movesPager leads through a list of moves that shows those from a place on; at is how a place is asked for.
func movesPager(ctx context.Context, m cases.Moves, from int, at func(from int) string) (pager ui.Pager) {
	if from > 0 {
		pager.Prev = at(max(0, from-MovesListed))
	}
	to := from + len(m.List)
	if to < m.Total {
		pager.Next = at(to)
	}
	if pager != (ui.Pager{}) {
		pager.Info = i18n.T(ctx, "repromise.listed", "From", from+1, "To", to, "Total", m.Total)
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

// RepromisedKey names what FlashText says of an order: how many cases were promised anew, or that they follow.
func RepromisedKey(o cases.RenewalOrder) string {
	if o.ID != 0 && o.UnderWay() {
		return "renewal_begun"
	}
	return repromised + strconv.Itoa(o.Done)
}

// underWay says whether what was chosen is being carried out.
func (p Repromise) underWay() bool {
	return slices.ContainsFunc(p.Orders, func(o cases.RenewalOrder) bool { return o.UnderWay() && o.Renewal == p.Renewal })
}

// orders lists the last renewals with how far each has come.
func (p Repromise) orders(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "repromise.orders"), HideCaption: true,
		Columns: columns(ctx, "repromise.ordered", "repromise.choice", "repromise.reason", "repromise.progress", "admin.state")}
	t.Columns[3].Num = true
	for _, o := range p.Orders {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: i18n.DateTime(ctx, o.OrderedAt), Sub: o.ActorName, Main: true},
			{Text: p.chosen(ctx, o.Renewal), Href: RepromiseHref(o.Renewal), Sub: p.terms(ctx, o.Terms)}, {Text: o.Reason},
			{Text: i18n.T(ctx, "repromise.done_of", "Done", o.Done, "Cases", o.Cases)}, {Body: renewalState(o)}}})
	}
	return t
}

// chosen names what was chosen.
func (p Repromise) chosen(ctx context.Context, r cases.Renewal) string {
	if r.Category == "" {
		return in(ctx, p.Refs.Policy(r.Policy, 0).Name)
	}
	category, _ := p.Refs.Category(r.Category)
	return in(ctx, category.Name)
}

// terms names versions of policies as an order keeps them.
func (p Repromise) terms(ctx context.Context, labels string) string {
	var names []string
	for _, label := range strings.Fields(labels) {
		names = append(names, policyWords(ctx, p.Refs, label))
	}
	return strings.Join(names, i18n.T(ctx, "shell.semicolon"))
}

// auditHref is the address of what was edited, and promised anew, before.
func auditHref(r cases.Renewal) string {
	query := url.Values{"what": {string(cases.EditedPolicy)}, "key": {r.Policy}}
	if r.Category != "" {
		query = url.Values{"what": {string(cases.EditedCategory)}, "key": {r.Category}}
	}
	return pathChanges + "?" + query.Encode()
}
