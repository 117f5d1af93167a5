package pages

import (
	"context"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// spanTabs lead to the week, month, quarter and year that the report's last day lies in.
func (p Month) spanTabs(ctx context.Context) (tabs []ui.Tab) {
	day, today := p.Period.Last, workday.DateOf(p.Now)
	if today.Before(day) {
		day = today
	}
	for _, span := range cases.Spans() {
		tabs = append(tabs, ui.Tab{Label: i18n.T(ctx, "month.span."+string(span)), Count: -1,
			Href: Report{Period: cases.PeriodOf(span, day)}.Href(), Current: p.Period.Span() == span})
	}
	return tabs
}

// beside is the period before the report's, or the one after.
func (p Month) beside(n int) Report { return Report{Period: p.Period.Shift(n)} }

// later says whether the period after the report's has begun.
func (p Month) later() bool { return p.Period.Shift(1).Start().Before(p.Now) }

// choices are the periods of the report's span to choose from, the latest first, with the report's own among them; used
// for those that browsers have no field for.
func (p Month) choices(ctx context.Context) (options []ui.Option) {
	const shown = 12
	offer := func(of cases.Period) {
		options = append(options, ui.Option{Value: of.Name(), Label: of.Label(lang(ctx))})
	}
	latest := cases.PeriodOf(p.Period.Span(), workday.DateOf(p.Now))
	oldest := latest.Shift(1 - shown)
	for n := range shown {
		offer(latest.Shift(-n))
	}
	if p.Period.CompareDays(oldest) < 0 {
		offer(p.Period)
	}
	return options
}

// latest names the last period of the report's span that has begun.
func (p Month) latest() string {
	return cases.PeriodOf(p.Period.Span(), workday.DateOf(p.Now)).Name()
}

// freeFields ask for any days and any cut-off.
func (p Month) freeFields(ctx context.Context) []ui.Field {
	today := workday.DateOf(p.Now).String()
	until := ""
	if p.CutOff != "" {
		until = workday.LastDay(p.Period.CutOff).String()
	}
	return []ui.Field{
		{Kind: ui.KindDate, Name: "from", ID: "pick-from", Label: i18n.T(ctx, "month.from"), Value: p.Period.First.String(), Max: today, Required: true},
		{Kind: ui.KindDate, Name: "to", ID: "pick-to", Label: i18n.T(ctx, "month.to"), Value: p.Period.Last.String(), Required: true},
		{Kind: ui.KindDate, Name: "cut_off", ID: "pick-cut-off", Label: i18n.T(ctx, "month.cut_off"), Hint: i18n.T(ctx, "month.cut_off_free"), Value: until, Max: today},
	}
}
