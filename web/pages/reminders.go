package pages

import (
	"context"
	"strings"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// Names of the fields that lay down who is reminded: whose reminders hold, and for each level's name who hears.
const (
	FieldReminders = "reminders"
	FieldHears     = "remind_"

	// OwnReminders is the value of FieldReminders for reminders of one's own.
	OwnReminders = "own"
)

// remindersPart asks who is reminded at which level: as inherited, or as ticked. The sentence says what holds now.
func remindersPart(ctx context.Context, own, inherited cases.Reminders, from string) Part {
	holds, whose, instead := inherited, "inherited", ""
	if !own.IsZero() {
		holds, whose, instead = own, OwnReminders, in(ctx, inherited.Words())
	}
	choice := ask(ctx, ui.KindRadio, FieldReminders, whose)
	choice.Options = []ui.Option{{Value: "inherited", Label: from, Hint: instead},
		{Value: OwnReminders, Label: i18n.T(ctx, "admin.own_reminders"), Hint: i18n.T(ctx, "admin.own_reminders_hint")}}
	fields := []ui.Field{choice}
	for _, level := range cases.Levels() {
		f := ask(ctx, ui.KindChecks, FieldHears+level.Name(), "")
		f.Values = holds.Names(level)
		for _, ear := range cases.Ears() {
			f.Options = append(f.Options, ui.Option{Value: ear.Value, Label: in(ctx, ear.Label)})
		}
		fields = append(fields, f)
	}
	return Part{Title: i18n.T(ctx, "admin.part.reminders"), Sub: i18n.T(ctx, "admin.part.reminders_sub", "Rule", in(ctx, holds.Words())), Fields: fields}
}

// changed is a column before or after an edit, in words where it has any.
func changed(ctx context.Context, column, text string) string {
	if column != FieldReminders || text == "" {
		return shorten(text, 120)
	}
	var r cases.Reminders
	if err := r.Scan(text); err != nil {
		return text
	}
	return strings.TrimSpace(in(ctx, r.Words()))
}
