package pages

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	"jiangqitong/cases"
	"jiangqitong/internal/exports"
	"jiangqitong/reports"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// PathExports leads to the ledgers that a person asked for.
const PathExports = "/exports"

// Exporters may write lists as ledgers, which tell what only staff may read.
var Exporters = append([]cases.Role{cases.RoleCentre, cases.RoleLeader, cases.RoleAuditor}, bureaus...)

// ExportHref is the page of an export.
func ExportHref(id int64) string { return PathExports + "/" + strconv.FormatInt(id, 10) }

// Exports says whether the reader may write the list as a ledger.
func (p Search) Exports() bool {
	for _, role := range Exporters {
		if role == p.Actor.Role {
			return len(p.Bad) == 0
		}
	}
	return false
}

// exportHref is where the wish to export goes: the filters stay in the address.
func (p Search) exportHref() string {
	query := url.Values{}
	for name, values := range p.Query {
		if name != "cursor" {
			query[name] = values
		}
	}
	return PathExports + "?" + query.Encode()
}

func (p Search) exportFields(ctx context.Context) []ui.Field {
	format := ui.Field{Kind: ui.KindSelect, Name: "format", Label: i18n.T(ctx, "export.format"), Value: string(p.Wish.Format), Options: []ui.Option{
		{Value: string(reports.XLSX), Label: i18n.T(ctx, "export.xlsx")}, {Value: string(reports.CSV), Label: i18n.T(ctx, "export.csv")}}}
	contacts := ui.Field{Kind: ui.KindCheckbox, Name: "contacts", Label: i18n.T(ctx, "export.contacts"), Hint: i18n.T(ctx, "export.contacts_hint"),
		Value: tick(p.Wish.Contacts)}
	purpose := ui.Field{Kind: ui.KindText, Name: "purpose", Label: i18n.T(ctx, "export.purpose"), Hint: i18n.T(ctx, "export.purpose_hint"),
		Value: Printable(p.Purpose), MaxLength: cases.MaxLine}
	return withProblems(ctx, []ui.Field{format, contacts, purpose}, p.WishBad)
}

// fileSize is a number of bytes for people.
func fileSize(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%.0f KB", float64(max(n, 1024))/(1<<10))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

func exportTone(e exports.Export) ui.Tone {
	switch e.State {
	case exports.Done:
		return ui.ToneGood
	case exports.Failed:
		return ui.ToneBad
	}
	return ui.ToneWarn
}
