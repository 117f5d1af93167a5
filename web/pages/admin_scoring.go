package pages

import (
	"context"
	"strconv"

	"jiangqitong/cases"
	"jiangqitong/reports"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// PathScoring is how the month's report scores bureaus.
const PathScoring = PathAdmin + "/scoring"

// Scoring is the form of the scoring rules: what was typed for each rate that can be scored, what was wrong with it,
// every version there was, and, once asked for, what the typed rules would have made of the last month.
type Scoring struct {
	Typed    cases.Input
	Bad      cases.Problems
	Versions []reports.Scheme // the one in force first
	Trial    *reports.Trial
}

// sub says which version is in force.
func (p Scoring) sub(ctx context.Context) string {
	if len(p.Versions) == 0 || !p.Versions[0].On() {
		return i18n.T(ctx, "admin.scoring_off")
	}
	now := p.Versions[0]
	return i18n.T(ctx, "admin.scoring_on", "Version", now.Version, "At", i18n.DateTime(ctx, now.MadeAt), "By", now.MadeBy)
}

// rule asks for the numbers of a rate.
func (p Scoring) rule(ctx context.Context, m *reports.Measure) []ui.Field {
	labels := map[reports.RulePart]string{reports.PartWeight: i18n.T(ctx, "admin.score_weight"), reports.PartFull: i18n.T(ctx, "admin.score_full"),
		reports.PartSlope: i18n.T(ctx, "admin.score_slope"), reports.PartFloor: i18n.T(ctx, "admin.score_floor")}
	var fields []ui.Field
	for _, part := range reports.RuleParts() {
		name := reports.RuleField(m.Code, part)
		fields = append(fields, ui.Field{Kind: ui.KindText, Name: name, Label: labels[part], Value: Printable(p.Typed[name]), InputMode: "decimal", MaxLength: 8})
	}
	return withProblems(ctx, fields, p.Bad)
}

func (p Scoring) fields(ctx context.Context) (all []ui.Field) {
	for _, m := range reports.Scorable() {
		all = append(all, p.rule(ctx, m)...)
	}
	return all
}

// trial lists the bureaus with their points by the rules in force and by those typed.
func (p Scoring) trial(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "admin.trial"), HideCaption: true, Empty: i18n.T(ctx, "admin.trial_none"), Columns: []ui.Column{
		{Label: i18n.T(ctx, "admin.trial_bureau")}, {Label: i18n.T(ctx, "admin.trial_was"), Num: true}, {Label: i18n.T(ctx, "admin.trial_is"), Num: true},
		{Label: i18n.T(ctx, "admin.trial_of"), Num: true}, {Label: i18n.T(ctx, "admin.trial_why")}}}
	for _, b := range p.Trial.Bureaus {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: in(ctx, b.Bureau), Main: true}, {Text: b.Was.Print(lang(ctx))}, {Text: b.Is.Print(lang(ctx))},
			{Text: b.Of.Print(lang(ctx))}, {Text: in(ctx, b.Why)}}})
	}
	return t
}

// versions lists every version with its rules in sentences.
func (p Scoring) versions(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "admin.versions"), HideCaption: true, Columns: columns(ctx, "admin.version_no", "admin.score_by", "admin.score_rules")}
	for _, s := range p.Versions {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: strconv.FormatInt(s.Version, 10), Main: true},
			{Text: s.MadeBy, Sub: i18n.DateTime(ctx, s.MadeAt)}, {Body: schemeRules(s)}}})
	}
	return t
}
