package pages

import (
	"context"
	"time"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// lineShow says which facts of a case a list shows: those that differ within it.
type lineShow struct{ company, lead bool }

// items turns the lines of a list into its rows.
func items(ctx context.Context, m cases.Moment, lines []cases.Line, list string, show lineShow) []ui.CaseItem {
	rows := make([]ui.CaseItem, len(lines))
	for i, l := range lines {
		rows[i] = item(ctx, m, l, list, show)
	}
	return rows
}

func item(ctx context.Context, m cases.Moment, l cases.Line, list string, show lineShow) ui.CaseItem {
	light := lightOf(l, list, m.Now)
	row := ui.CaseItem{No: l.No, Href: CaseHref(l.No), Title: l.Title, State: string(l.State), StateLabel: in(ctx, l.State.Words()),
		Light: colour(light), LightText: lightText(ctx, light, m.Now, l.Due), Dues: dues(ctx, l), Mark: mark(ctx, l)}
	if !l.State.Open() || light == cases.NoLight {
		row.Light, row.LightText = "", ""
	}
	if show.company {
		row.Facts = append(row.Facts, l.CompanyName)
	}
	row.Facts = append(row.Facts, categoryName(ctx, m.Refs, l.Category))
	if show.lead && l.Lead != "" {
		row.Facts = append(row.Facts, bureauName(ctx, m.Refs, l.Lead))
	}
	row.Facts = append(row.Facts, i18n.Date(ctx, l.FiledAt))
	return row
}

// lightOf is the row's light. A co-bureau's line burns for its own part, which is the list it stands in; a promise that
// ran out since the last look of the timer is red already.
func lightOf(l cases.Line, list string, now time.Time) cases.Light {
	light := l.Light
	if l.Leg > 0 && list != "" {
		light = cases.Light(list)
	}
	if (light == cases.GreenLit || light == cases.Yellow) && !l.Due.IsZero() && !now.Before(l.Due) {
		return cases.Red
	}
	return light
}

func lightText(ctx context.Context, light cases.Light, now, due time.Time) string {
	switch light {
	case cases.Red, cases.Yellow, cases.GreenLit:
		return dueIn(ctx, now, due)
	}
	return in(ctx, light.Words())
}

// dues are the present and the original due instant side by side, where they differ, or one that is not firm yet.
func dues(ctx context.Context, l cases.Line) string {
	text := ""
	switch {
	case l.Moved():
		text = i18n.T(ctx, "shell.dues", "Due", shortDue(ctx, l.Due), "First", shortDue(ctx, l.FirstDue))
	case l.Provisional:
		text = i18n.T(ctx, "shell.due_by", "Due", dueTime(ctx, l.Due))
	}
	if l.Provisional {
		text += " · " + i18n.T(ctx, "ui.clock.provisional")
	}
	return text
}

func mark(ctx context.Context, l cases.Line) string {
	switch {
	case l.Urgent:
		return i18n.T(ctx, "case.mark.urgent")
	case l.Confidential:
		return i18n.T(ctx, "case.mark.confidential")
	case l.Leg > 0:
		return i18n.T(ctx, "case.mark.assist")
	case l.Round > 1:
		return i18n.T(ctx, "case.mark.redo")
	}
	return ""
}
