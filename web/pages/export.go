package pages

import (
	"context"
	"fmt"
	"net/url"
	"slices"
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
func (p Search) Exports() bool { return mayExport(p.Actor) && len(p.Bad) == 0 }

func mayExport(a cases.Actor) bool { return slices.Contains(Exporters, a.Role) }

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

// exportTable lists exports, each with what can be done about it.
func exportTable(ctx context.Context, list []exports.Export) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "export.mine"), HideCaption: true, Empty: i18n.T(ctx, "export.none"),
		Columns: columns(ctx, "export.file", "export.state", "export.progress", "export.size", "export.made", "export.until", "export.purpose", "export.fetch")}
	t.Columns[2].Num, t.Columns[3].Num = true, true
	for _, e := range list {
		rows, size, until := "", "", ""
		if e.Total > 0 || e.State == exports.Done {
			rows = i18n.T(ctx, "export.of", "Written", e.Written, "Total", e.Total)
		}
		if e.State == exports.Done {
			size, until = fileSize(e.Size), i18n.DateTime(ctx, e.Until())
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: e.Name, Href: ExportHref(e.ID)}, {Body: exportState(e)}, {Text: rows}, {Text: size},
			{Text: i18n.DateTime(ctx, e.MadeAt)}, {Text: until}, {Text: e.Wish.Purpose}, {Body: exportActions(e)}}})
	}
	return t
}

// stateKey names how far an export is.
func stateKey(e exports.Export) string {
	if e.Cancelled() {
		return "export.cancelled"
	}
	return "export." + string(e.State)
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
