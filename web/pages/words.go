package pages

import (
	"context"
	"strings"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// in is a text of the domain in the language of the page.
func in(ctx context.Context, w cases.Words) string { return w.In(lang(ctx)) }

func lang(ctx context.Context) string { return string(i18n.Lang(ctx)) }

// CaseHref is the address of a case's page.
func CaseHref(no string) string { return "/cases/" + no }

// bureauName names a bureau by code; an unknown code stands for itself.
func bureauName(ctx context.Context, refs *cases.Refs, code string) string {
	if b, ok := refs.Bureau(code); ok {
		return in(ctx, b.Name)
	}
	return code
}

func bureauNames(ctx context.Context, refs *cases.Refs, codes []string) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = bureauName(ctx, refs, code)
	}
	return strings.Join(names, i18n.T(ctx, "shell.list_mark"))
}

func streetName(ctx context.Context, refs *cases.Refs, code string) string {
	if s, ok := refs.Street(code); ok {
		return in(ctx, s.Name)
	}
	return code
}

func categoryName(ctx context.Context, refs *cases.Refs, code string) string {
	if c, ok := refs.Category(code); ok {
		return in(ctx, c.Name)
	}
	return code
}

// colour is a light as the components draw it.
func colour(light cases.Light) ui.LightColor { return ui.LightColor(light) }

// dueIn says how a due instant stands to now: overdue by how much, due today, tomorrow, or on which day.
func dueIn(ctx context.Context, now, due time.Time) string {
	if due.IsZero() {
		return ""
	}
	if late := now.Sub(due); late >= 0 {
		return i18n.T(ctx, "shell.late", "Span", span(ctx, late))
	}
	last, today := workday.LastDay(due), workday.DateOf(now)
	switch last.Sub(today) {
	case 0:
		return i18n.T(ctx, "shell.due_today", "At", clockTime(due))
	case 1:
		return i18n.T(ctx, "shell.due_tomorrow", "At", clockTime(due))
	}
	return i18n.T(ctx, "shell.due_on", "At", shortDue(ctx, due))
}

// span is a time in its greatest whole unit: 5 minutes, 3 hours, 2 days.
func span(ctx context.Context, d time.Duration) string {
	switch {
	case d < time.Hour:
		return workday.Minute.Count(max(1, int(d/time.Minute)), lang(ctx))
	case d < 24*time.Hour:
		return workday.Hour.Count(int(d/time.Hour), lang(ctx))
	}
	return workday.Day.Count(int(d/(24*time.Hour)), lang(ctx))
}

// clockTime is the time of day of a due instant; midnight is the end of the day before.
func clockTime(due time.Time) string {
	at := due.In(workday.Zone)
	if at.Hour() == 0 && at.Minute() == 0 {
		return "24:00"
	}
	return at.Format("15:04")
}

// dueTime is a due instant in full, midnight as the end of the day before.
func dueTime(ctx context.Context, due time.Time) string {
	if due.IsZero() {
		return ""
	}
	day := workday.LastDay(due)
	return i18n.Date(ctx, day.Start()) + " " + clockTime(due)
}

// shortDue is dueTime without the year.
func shortDue(ctx context.Context, due time.Time) string {
	start := workday.LastDay(due).Start().In(workday.Zone)
	if i18n.Lang(ctx) == i18n.English {
		return start.Format("2 Jan ") + clockTime(due)
	}
	return start.Format("1月2日 ") + clockTime(due)
}

// actorName is a person's name as it is; what the product did by itself is told in the reader's language.
func actorName(ctx context.Context, name string) string {
	switch name {
	case cases.Timer.Name:
		return i18n.T(ctx, "actor.timer")
	case cases.Router.Name:
		return i18n.T(ctx, "actor.router")
	}
	return name
}
