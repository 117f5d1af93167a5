package pages

import (
	"context"
	"strings"

	"jiangqitong/cases"
	"jiangqitong/reports"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// PathScoring is how the month's report scores bureaus.
const PathScoring = PathAdmin + "/scoring"

// ScoringForm edits the rules of scoring as text, a rule a line. It says which version is in force and what can be scored.
func ScoringForm(ctx context.Context, now reports.Scheme, rules string, bad cases.Problems) EditForm {
	field := ask(ctx, ui.KindTextarea, "rules", rules)
	field.Rows = 8
	sub := i18n.T(ctx, "admin.scoring_off")
	if now.On() {
		sub = i18n.T(ctx, "admin.scoring_on", "Version", now.Version, "At", i18n.DateTime(ctx, now.MadeAt), "By", now.MadeBy)
	}
	var names []string
	for _, m := range reports.Scorable() {
		names = append(names, map[bool]string{true: m.Code, false: m.Name.Zh}[lang(ctx) == "en"])
	}
	measures := strings.Join(names, map[bool]string{true: ", ", false: "、"}[lang(ctx) == "en"])
	field.Hint += i18n.T(ctx, "admin.scoring_measures", "Measures", measures)
	return EditForm{Title: i18n.T(ctx, "admin.scoring"), Sub: sub, Action: PathScoring, Submit: i18n.T(ctx, "form.save"), Back: PathAdmin,
		Parts: []Part{{Fields: []ui.Field{field}}}, Bad: bad}
}
