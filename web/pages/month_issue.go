package pages

import (
	"context"
	"fmt"

	"jiangqitong/cases"
	"jiangqitong/reports"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// Frozen says whether the page shows a frozen issue (定稿).
func (p Month) Frozen() bool { return p.Issue.Number != 0 }

// offer is what the centre may do to the month's report now: freeze it once the month is over, or reopen it. Nil for
// everybody else.
func (p Month) offer(ctx context.Context) *ui.Offer {
	if p.Actor.Role != cases.RoleCentre || p.running() {
		return nil
	}
	offer := &ui.Offer{Action: "freeze", Href: MonthHref(p.Month) + "/freeze", Label: i18n.T(ctx, "month.freeze"), Hint: i18n.T(ctx, "month.freeze_hint"),
		Icon: "lock", Tone: ui.ToneAccent, Open: len(p.Bad) > 0}
	field := ui.Field{Kind: ui.KindDate, Name: "cut_off", Label: i18n.T(ctx, "month.cut_off"), Hint: i18n.T(ctx, "month.cut_off_hint"),
		Value: Printable(p.CutOff), Min: p.Month.Last().String(), Required: true}
	if p.CutOff == "" {
		field.Value = p.Month.Last().String()
	}
	if p.Frozen() {
		offer.Action, offer.Href, offer.Label = "reopen", MonthHref(p.Month)+"/reopen", i18n.T(ctx, "month.reopen")
		offer.Hint, offer.Icon, offer.Tone = i18n.T(ctx, "month.reopen_hint"), "undo", ui.ToneBad
		field = ui.Field{Kind: ui.KindTextarea, Name: "reason", Label: i18n.T(ctx, "ask.reason"), Value: Printable(p.Reason), Required: true, MaxLength: 500, Rows: 3}
	}
	offer.Fields = withProblems(ctx, []ui.Field{field}, p.Bad)
	offer.Error = unfielded(ctx, p.Bad, offer.Fields)
	return offer
}

// differences are the figures of the frozen report that would come out otherwise now.
func (p Month) differences(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "month.differences", "Count", len(p.Differences)), HideCaption: true, Columns: columns(ctx, "month.measure", "month.as_frozen", "month.as_now")}
	t.Columns[1].Num, t.Columns[2].Num = true, true
	for _, d := range p.Differences {
		m, _ := reports.MeasureOf(d.Code)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: in(ctx, m.Name), Main: true}, {Text: printed(ctx, m, d.Was)}, {Text: printed(ctx, m, d.Is)}}})
	}
	return t
}

// printed is a figure as the report prints it, a rate with its numerator and base.
func printed(ctx context.Context, m *reports.Measure, f reports.Figure) string {
	c := reports.Cell{Kind: reports.Count, N: f.N, Of: f.Base}
	switch m.Form {
	case reports.Rate:
		c.Kind = reports.Percent
		return fmt.Sprintf("%s（%d/%d）", c.Print(lang(ctx)), f.N, f.Base)
	case reports.Median, reports.Mean:
		c.Kind = reports.Days
	}
	return c.Print(lang(ctx))
}
