package pages

import (
	"context"

	"github.com/a-h/templ"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// EditForm is a page with one form: what it asks, what was typed, and what was wrong with it.
type EditForm struct {
	Title, Sub string
	// Action is where the form posts to, Submit the button's words, Back where cancelling leads.
	Action, Submit, Back string
	// Preview is the words of a second button, which sends step=preview; empty for none.
	Preview string
	// Version is what the person looked at; may be empty.
	Version string
	Parts   []Part
	Bad     cases.Problems
	// Beside stands in a narrow column next to the form; Below, below it. Either may be nil.
	Beside, Below templ.Component
}

// Part is a group of questions with a heading.
type Part struct {
	Title, Sub string
	Fields     []ui.Field
	// Tight sets short questions side by side.
	Tight bool
}

// parts are the form's questions, each refusal beside its field.
func (p EditForm) parts(ctx context.Context) []Part {
	parts := make([]Part, len(p.Parts))
	for i, part := range p.Parts {
		parts[i] = part
		parts[i].Fields = withProblems(ctx, part.Fields, p.Bad)
	}
	return parts
}

func (p EditForm) fields(ctx context.Context) (all []ui.Field) {
	for _, part := range p.parts(ctx) {
		all = append(all, part.Fields...)
	}
	return all
}

// withProblems puts each refusal beside its field.
func withProblems(ctx context.Context, fields []ui.Field, bad cases.Problems) []ui.Field {
	placed := make([]ui.Field, len(fields))
	for i, f := range fields {
		f.Error = problemOf(ctx, bad, f.Name)
		placed[i] = f
	}
	return placed
}

// ask is a question whose label stands in the catalogue as ask.<name>, and its hint, if it has one, as
// ask.<name>_hint.
func ask(ctx context.Context, kind ui.Kind, name, value string) ui.Field {
	f := ui.Field{Kind: kind, Name: name, Label: i18n.T(ctx, "ask."+name), Value: Printable(value)}
	if hint := "ask." + name + "_hint"; i18n.Has(hint) {
		f.Hint = i18n.T(ctx, hint)
	}
	return f
}

// need is a question that must be answered, in at most so many characters.
func need(ctx context.Context, kind ui.Kind, name, value string, most int) ui.Field {
	f := ask(ctx, kind, name, value)
	f.Required, f.MaxLength = true, most
	return f
}

// line is a question for one line of text that may stay empty.
func line(ctx context.Context, name, value string, most int) ui.Field {
	f := ask(ctx, ui.KindText, name, value)
	f.MaxLength = most
	return f
}

// pick is a drop-down; an empty prompt leaves no way to choose nothing.
func pick(ctx context.Context, name, value, prompt string, options []ui.Option) ui.Field {
	f := ask(ctx, ui.KindSelect, name, value)
	f.Prompt, f.Options = prompt, options
	return f
}

// check is a box to tick.
func check(ctx context.Context, name string, yes bool) ui.Field {
	return ask(ctx, ui.KindCheckbox, name, tick(yes))
}
