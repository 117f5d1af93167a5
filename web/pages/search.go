package pages

import (
	"context"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// filters are the questions of the filter bar, filled from the address.
func (p Search) filters(ctx context.Context) []ui.Field {
	pick := func(name string, options []ui.Option) ui.Field {
		return ui.Field{Kind: ui.KindSelect, Name: name, Label: i18n.T(ctx, "search."+name), Value: p.Query.Get(name),
			Prompt: i18n.T(ctx, "search.any"), Options: options, Error: problemOf(ctx, p.Bad, name)}
	}
	day := func(name string) ui.Field {
		return ui.Field{Kind: ui.KindDate, Name: name, Label: i18n.T(ctx, "search."+name), Value: p.Query.Get(name), Error: problemOf(ctx, p.Bad, name)}
	}
	fields := []ui.Field{
		{Kind: ui.KindSearch, Name: "q", Label: i18n.T(ctx, "search.q"), Placeholder: i18n.T(ctx, "search.q_hint"), Value: p.Query.Get("q"), MaxLength: 60},
		pick("state", stateOptions(ctx)), pick("light", lightOptions(ctx)), pick("category", CategoryOptions(ctx, p.Moment.Refs)),
	}
	if p.Actor.Bureau == "" {
		fields = append(fields, pick("bureau", BureauOptions(ctx, p.Moment.Refs)))
	}
	return append(fields, pick("street", StreetOptions(ctx, p.Moment.Refs)), day("from"), day("to"))
}

func stateOptions(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, s := range cases.States() {
		options = append(options, ui.Option{Value: string(s), Label: in(ctx, s.Words())})
	}
	return options
}

func lightOptions(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, l := range cases.Lights() {
		options = append(options, ui.Option{Value: string(l), Label: in(ctx, l.Words())})
	}
	return options
}
