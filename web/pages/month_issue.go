package pages

import (
	"cmp"
	"context"
	"fmt"
	"net/url"

	"jiangqitong/cases"
	"jiangqitong/reports"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// Frozen says whether the page shows a frozen issue (定稿).
func (p Month) Frozen() bool { return p.Issue.Number != 0 }

// recent says whether the report is of the month that has just ended: the one that goes to the leaders.
func (p Month) recent() bool {
	return p.Period.Span() == cases.SpanMonth && p.Period.Shift(1).Holds(p.Now)
}

// offers are what the centre may do to the month's report now: freeze it once the month is over, with or without letting
// it go to the leaders; release it where it was frozen alone; reopen it. None for everybody else.
func (p Month) offers(ctx context.Context) (list []ui.Offer) {
	switch {
	case p.Actor.Role != cases.RoleCentre || p.Running() || p.Live || p.CutOff != "":
		return nil
	case !p.Frozen():
		return []ui.Offer{p.freezing(ctx)}
	case !p.Issue.Released():
		list = append(list, ui.Offer{Action: "release", Href: p.at("/release", url.Values{}), Label: i18n.T(ctx, "month.release"),
			Hint: i18n.T(ctx, "month.release_hint"), Icon: "mail", Tone: ui.ToneAccent})
	}
	return append(list, p.reopening(ctx))
}

func (p Month) freezing(ctx context.Context) ui.Offer {
	until := ui.Field{Kind: ui.KindDate, Name: "cut_off", Label: i18n.T(ctx, "month.cut_off"), Hint: i18n.T(ctx, "month.cut_off_hint"),
		Value: cmp.Or(Printable(p.FreezeTo), p.Period.Last.String()), Min: p.Period.Last.String(), Required: true}
	send := ui.Field{Kind: ui.KindCheckbox, Name: "send", Label: i18n.T(ctx, "month.send"), Hint: i18n.T(ctx, "month.send_hint"),
		Value: tick(!p.Kept && p.recent())}
	return p.asking(ctx, ui.Offer{Action: "freeze", Href: p.at("/freeze", url.Values{}), Label: i18n.T(ctx, "month.freeze"),
		Hint: i18n.T(ctx, "month.freeze_hint"), Icon: "lock", Tone: ui.ToneAccent}, until, send)
}

func (p Month) reopening(ctx context.Context) ui.Offer {
	reason := ui.Field{Kind: ui.KindTextarea, Name: "reason", Label: i18n.T(ctx, "ask.reason"), Value: Printable(p.Reason), Required: true, MaxLength: 500, Rows: 3}
	return p.asking(ctx, ui.Offer{Action: "reopen", Href: p.at("/reopen", url.Values{}), Label: i18n.T(ctx, "month.reopen"),
		Hint: i18n.T(ctx, "month.reopen_hint"), Icon: "undo", Tone: ui.ToneBad}, reason)
}

// asking gives an offer its questions, each with what was wrong with the last answer.
func (p Month) asking(ctx context.Context, offer ui.Offer, fields ...ui.Field) ui.Offer {
	offer.Fields, offer.Open = withProblems(ctx, fields, p.Bad), len(p.Bad) > 0
	offer.Error = unfielded(ctx, p.Bad, offer.Fields)
	return offer
}

// differences are the figures of the frozen report that would come out otherwise now.
func (p Month) differences(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "month.differences", "Count", len(p.Correction.Differences)), HideCaption: true, Columns: columns(ctx, "month.measure", "month.as_frozen", "month.as_now")}
	t.Columns[1].Num, t.Columns[2].Num = true, true
	for _, d := range p.Correction.Differences {
		m, _ := reports.MeasureOf(d.Code)
		now := p.asOfNow(p.Issue)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: in(ctx, m.Name), Main: true}, figureCell(ctx, p.Report, m, d.Was), figureCell(ctx, now, m, d.Is)}})
	}
	return t
}

// movesShown is how many lines of changed cases the page shows; the next issue's workbook has more.
const movesShown = 100

// moves are the cases through which the frozen figures moved, each with what changed of it, when and by what.
func (p Month) moves(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "month.moves", "Count", p.Correction.Cases),
		Columns: columns(ctx, "month.request", "month.field", "month.as_frozen", "month.as_now", "month.when", "month.by", "month.moved_figures")}
	for _, m := range p.Correction.Moves[:min(len(p.Correction.Moves), movesShown)] {
		no := ui.Cell{Text: m.No, Main: true}
		if !m.Gone && maySee(p.Actor, m.Confidential) {
			no.Href = CaseHref(m.No)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{no, {Text: in(ctx, m.Field)}, {Text: in(ctx, m.Was)}, {Text: in(ctx, m.Is)},
			{Text: i18n.DateTime(ctx, m.At)}, {Text: in(ctx, m.By)}, {Text: in(ctx, m.Moved())}}})
	}
	return t
}

// figureCell prints a figure of the whole of a report and leads to its cases, unless it has none.
func figureCell(ctx context.Context, of Report, m *reports.Measure, f reports.Figure) ui.Cell {
	c := ui.Cell{Text: printed(ctx, m, f)}
	if f.N > 0 || f.Base > 0 && m.Form == reports.Rate {
		c.Href = of.number(&reports.Link{Measure: m.Code, Base: m.Form == reports.Rate || m.Form == reports.Median || m.Form == reports.Mean})
	}
	return c
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
