package pages

import (
	"context"
	"net/url"
	"slices"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

func (p Queue) href(list string) string { return p.Path + "?list=" + url.QueryEscape(list) }

func (p Queue) tabs(ctx context.Context) []ui.Tab {
	tabs := make([]ui.Tab, len(p.Lists))
	for i, list := range p.Lists {
		tabs[i] = ui.Tab{Label: in(ctx, cases.ListWords(list)), Href: p.href(list), Count: int(p.Counts[list]), Current: list == p.List}
		if slices.Contains(cases.Lights(), cases.Light(list)) {
			tabs[i].Light = colour(cases.Light(list))
		}
		if p.Path == "/review" {
			tabs[i].Href = "/queue?list=" + url.QueryEscape(list)
		}
	}
	return tabs
}

func (p Queue) sub(ctx context.Context) string {
	if p.Actor.Bureau != "" {
		return bureauName(ctx, p.Moment.Refs, p.Actor.Bureau)
	}
	return i18n.T(ctx, "queue.sub.centre")
}

func (p Queue) pager() ui.Pager {
	return turns(p.Path, url.Values{"list": {p.List}, "cursor": {p.Cursor}}, p.Page)
}
