package pages

import (
	"context"
	"net/url"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// The addresses of the logs.
const (
	pathViews   = PathAudit + "/views"
	pathChanges = PathAudit + "/changes"
)

func (p Audit) sections(ctx context.Context) []ui.Tab {
	var tabs []ui.Tab
	for _, s := range []struct{ href, key string }{{PathAudit, "access"}, {pathViews, "views"}, {pathChanges, "changes"}} {
		tabs = append(tabs, ui.Tab{Label: i18n.T(ctx, "audit."+s.key), Href: s.href, Count: -1, Current: p.Path == s.href})
	}
	return tabs
}

func (p Audit) filters(ctx context.Context) []ui.Field {
	any := i18n.T(ctx, "search.any")
	who := ui.Field{Name: "who", Label: i18n.T(ctx, "audit.login"), Value: Printable(p.Who), MaxLength: 40}
	if p.Unknown {
		who.Error = i18n.T(ctx, "audit.unknown")
	}
	switch p.Path {
	case pathViews:
		return []ui.Field{who, {Name: "no", Label: i18n.T(ctx, "audit.case"), Value: Printable(p.No), MaxLength: 20}}
	case pathChanges:
		var kinds []ui.Option
		for _, what := range cases.EditedKinds() {
			kinds = append(kinds, ui.Option{Value: string(what), Label: in(ctx, what.Words())})
		}
		return []ui.Field{{Kind: ui.KindSelect, Name: "what", Label: i18n.T(ctx, "audit.what"), Value: string(p.What), Prompt: any, Options: kinds},
			{Name: "key", Label: i18n.T(ctx, "audit.key"), Value: Printable(p.Key), MaxLength: 40}}
	}
	var acts []ui.Option
	for _, act := range accounts.Acts() {
		acts = append(acts, ui.Option{Value: string(act), Label: in(ctx, act.Words())})
	}
	return []ui.Field{who, {Kind: ui.KindSelect, Name: "act", Label: i18n.T(ctx, "audit.act"), Value: string(p.Act), Prompt: any, Options: acts}}
}

// query is the page's address.
func (p Audit) query() url.Values {
	return url.Values{"who": {p.Who}, "act": {string(p.Act)}, "no": {p.No}, "what": {string(p.What)}, "key": {p.Key}, "cursor": {p.Cursor}}
}

func (p Audit) pager() ui.Pager {
	switch p.Path {
	case pathViews:
		return turns(p.Path, p.query(), p.Views)
	case pathChanges:
		return turns(p.Path, p.query(), p.Changes)
	}
	return turns(p.Path, p.query(), p.Access)
}

func (p Audit) access(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "audit.access"), HideCaption: true, Empty: i18n.T(ctx, "audit.empty"),
		Columns: columns(ctx, "audit.act", "audit.at", "audit.who", "audit.about", "audit.detail")}
	for _, l := range p.Access.Lines {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: in(ctx, l.Act.Words()), Main: true}, {Text: i18n.DateTime(ctx, l.At)},
			{Text: l.Who, Sub: l.Addr}, {Text: l.About}, {Text: l.Detail}}})
	}
	return t
}

func (p Audit) views(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "audit.views"), HideCaption: true, Empty: i18n.T(ctx, "audit.empty"),
		Columns: columns(ctx, "audit.case", "audit.at", "audit.who", "audit.addr")}
	for _, v := range p.Views.Lines {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: p.Numbers[v.Case], Main: true}, {Text: i18n.DateTime(ctx, v.At)}, {Text: v.Name}, {Text: v.Addr}}})
	}
	return t
}

func (p Audit) changes(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "audit.changes"), HideCaption: true, Empty: i18n.T(ctx, "audit.empty"),
		Columns: columns(ctx, "audit.what", "audit.at", "audit.who", "audit.change")}
	for _, c := range p.Changes.Lines {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: in(ctx, c.What.Words()) + " " + c.Key, Sub: changeKind(ctx, c), Main: true}, {Text: i18n.DateTime(ctx, c.At)},
			{Text: c.ActorName}, {Body: differences(c)}}})
	}
	return t
}

// changeKind says whether something was added, changed or deleted.
func changeKind(ctx context.Context, c cases.RefChange) string {
	switch {
	case len(c.Before) == 0:
		return i18n.T(ctx, "audit.added")
	case len(c.After) == 0:
		return i18n.T(ctx, "audit.deleted")
	}
	return i18n.T(ctx, "audit.changed")
}
