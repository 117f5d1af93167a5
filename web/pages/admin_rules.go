package pages

import (
	"context"
	"strconv"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

func ruleHref(id int64) string { return PathRules + "/" + strconv.FormatInt(id, 10) }

// trial asks for a category and a street to try the rules out on.
func (p Rules) trial(ctx context.Context) []ui.Field {
	return []ui.Field{pick(ctx, "category", p.Category, i18n.T(ctx, "form.choose"), CategoryOptions(ctx, p.Refs)),
		pick(ctx, "street", p.Street, i18n.T(ctx, "admin.any_street"), StreetOptions(ctx, p.Refs))}
}

func (p Rules) table(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "admin.rules"), HideCaption: true, Empty: i18n.T(ctx, "admin.no_rules"),
		Columns: columns(ctx, "ask.category", "ask.street", "ask.lead", "ask.co", "admin.state")}
	for _, c := range p.Refs.Categories {
		for _, rule := range p.Refs.Rules {
			if rule.Category == c.Code {
				t.Rows = append(t.Rows, p.row(ctx, rule))
			}
		}
	}
	return t
}

func (p Rules) row(ctx context.Context, rule cases.RoutingRule) ui.Row {
	street := i18n.T(ctx, "admin.any_street")
	if rule.Street != "" {
		street = streetName(ctx, p.Refs, rule.Street)
	}
	return ui.Row{Cells: []ui.Cell{{Text: categoryName(ctx, p.Refs, rule.Category), Href: ruleHref(rule.ID), Main: true}, {Text: street},
		{Text: withOffice(ctx, bureauName(ctx, p.Refs, rule.Lead), rule.LeadStreet)},
		{Text: withOffice(ctx, bureauNames(ctx, p.Refs, rule.Co), rule.CoStreet)}, {Body: activeBadge(rule.Active)}}}
}

// withOffice adds the street office to the bureaus that a rule names.
func withOffice(ctx context.Context, names string, office bool) string {
	switch {
	case !office:
		return names
	case names == "":
		return i18n.T(ctx, "admin.street_office")
	}
	return names + i18n.T(ctx, "shell.list_mark") + i18n.T(ctx, "admin.street_office")
}

// RuleForm asks for a routing rule; ID 0 is a new one.
func RuleForm(ctx context.Context, refs *cases.Refs, r cases.RoutingRule, bad cases.Problems) EditForm {
	category := pick(ctx, "category", r.Category, i18n.T(ctx, "form.choose"), CategoryOptions(ctx, refs))
	lead := pick(ctx, "lead", r.Lead, i18n.T(ctx, "form.choose"), BureauOptions(ctx, refs))
	category.Required, lead.Required = true, true
	co := ask(ctx, ui.KindChecks, "co", "")
	co.Values, co.Options, co.Searchable = r.Co, BureauOptions(ctx, refs), true
	form := EditForm{Title: i18n.T(ctx, "admin.new.rule"), Action: PathRules + "/new", Submit: i18n.T(ctx, "form.save"), Back: PathRules, Bad: bad,
		Parts: []Part{
			{Title: i18n.T(ctx, "admin.part.when"), Fields: []ui.Field{category, pick(ctx, "street", r.Street, i18n.T(ctx, "admin.any_street"), StreetOptions(ctx, refs))}},
			{Title: i18n.T(ctx, "admin.part.where"), Fields: []ui.Field{lead, check(ctx, "lead_street", r.LeadStreet), co, check(ctx, "co_street", r.CoStreet), check(ctx, "active", r.Active)}},
		}}
	if r.ID != 0 {
		form.Title, form.Action = i18n.T(ctx, "admin.rule_of", "Category", categoryName(ctx, refs, r.Category)), ruleHref(r.ID)
		form.Below = deleteRule(r.ID)
	}
	return form
}

func triedTone(r cases.Routing) ui.Tone {
	if r.Found {
		return ui.ToneGood
	}
	return ui.ToneWarn
}

// triedTitle says where a request would go.
func triedTitle(ctx context.Context, p Rules) string {
	if !p.Tried.Found {
		return i18n.T(ctx, "admin.tried_centre")
	}
	return i18n.T(ctx, "admin.tried_lead", "Lead", bureauName(ctx, p.Refs, p.Tried.Lead))
}
