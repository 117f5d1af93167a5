package pages

import (
	"context"

	"jiangqitong/internal/accounts"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

func (p Account) fields(ctx context.Context) []ui.Field {
	password := func(name, autocomplete, hint string) ui.Field {
		return ui.Field{Kind: ui.KindPassword, Name: name, Label: i18n.T(ctx, "account."+name), Hint: hint, Required: true,
			Autocomplete: autocomplete, MaxLength: accounts.MaxPassword, Error: problemOf(ctx, p.Bad, name)}
	}
	return []ui.Field{
		password("present", "current-password", ""),
		password("password", "new-password", i18n.T(ctx, "account.password_hint", "Min", accounts.MinPassword)),
		password("again", "new-password", ""),
	}
}

func (p Account) sessions(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "account.sessions"), HideCaption: true, Columns: append(
		columns(ctx, "account.browser", "account.address", "account.since", "account.seen"), ui.Column{})}
	for _, session := range p.Sessions {
		end := ui.Cell{Body: endSession(session.ID)}
		if session.ID == p.Here {
			end = ui.Cell{Text: i18n.T(ctx, "account.here")}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: browser(session.Agent), Main: true}, {Text: session.Addr},
			{Text: i18n.DateTime(ctx, session.CreatedAt)}, {Text: i18n.DateTime(ctx, session.SeenAt)}, end}})
	}
	return t
}
