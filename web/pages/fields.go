package pages

import (
	"context"
	"strings"

	"jiangqitong/cases"
	"jiangqitong/internal/files"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// Fields turns what an action asks into the fields of a form, with what was typed before and the sentence of each
// refusal beside its field.
func Fields(ctx context.Context, refs *cases.Refs, asks []cases.Field, typed cases.Input, bad cases.Problems) []ui.Field {
	fields := make([]ui.Field, len(asks))
	for i, ask := range asks {
		f := field(ctx, refs, ask, typed[ask.Name])
		f.Name, f.Label, f.Required = ask.Name, in(ctx, ask.Label), ask.Required
		f.Error = problemOf(ctx, bad, ask.Name)
		fields[i] = f
	}
	return fields
}

// problemOf is what is wrong with one field, empty when it is right.
func problemOf(ctx context.Context, bad cases.Problems, name string) string {
	var said []string
	for _, p := range bad {
		if p.Field == name {
			said = append(said, in(ctx, p.Words))
		}
	}
	return strings.Join(said, " ")
}

// unfielded are the refusals that concern no field of the form: they stand above it.
func unfielded(ctx context.Context, bad cases.Problems, fields []ui.Field) string {
	var said []string
	for _, p := range bad {
		beside := false
		for _, f := range fields {
			beside = beside || p.Field != "" && f.Name == p.Field
		}
		if !beside {
			said = append(said, in(ctx, p.Words))
		}
	}
	return strings.Join(said, "\n")
}

func field(ctx context.Context, refs *cases.Refs, ask cases.Field, typed string) ui.Field {
	value := Printable(typed)
	switch ask.Kind {
	case cases.TextField:
		return ui.Field{Kind: ui.KindTextarea, Value: value, MaxLength: ask.Max}
	case cases.DateField:
		return ui.Field{Kind: ui.KindDate, Value: value}
	case cases.ChoiceField:
		return choice(ctx, ask, value)
	case cases.CheckField:
		return ui.Field{Kind: ui.KindCheckbox, Value: map[bool]string{true: "1"}[value != ""]}
	case cases.BureauField:
		return ui.Field{Kind: ui.KindSelect, Value: value, Options: BureauOptions(ctx, refs), Prompt: i18n.T(ctx, "form.choose")}
	case cases.BureausField:
		return ui.Field{Kind: ui.KindChecks, Values: split(value), Options: BureauOptions(ctx, refs), Searchable: true}
	case cases.StreetField:
		return ui.Field{Kind: ui.KindSelect, Value: value, Options: StreetOptions(ctx, refs), Prompt: i18n.T(ctx, "form.choose")}
	case cases.CategoryField:
		return ui.Field{Kind: ui.KindSelect, Value: value, Options: CategoryOptions(ctx, refs), Prompt: i18n.T(ctx, "form.unchanged")}
	case cases.PhoneField:
		return ui.Field{Kind: ui.KindTel, Value: value, MaxLength: ask.Max, Autocomplete: "tel"}
	case cases.ScoreField:
		return ui.Field{Kind: ui.KindRating, Value: value}
	}
	return ui.Field{Value: value, MaxLength: ask.Max}
}

// fewChoices are shown side by side; more go into a drop-down.
const fewChoices = 4

func choice(ctx context.Context, ask cases.Field, value string) ui.Field {
	f := ui.Field{Kind: ui.KindRadio, Value: value}
	for _, o := range ask.Options {
		f.Options = append(f.Options, ui.Option{Value: o.Value, Label: in(ctx, o.Label)})
	}
	if len(f.Options) > fewChoices {
		f.Kind, f.Prompt = ui.KindSelect, i18n.T(ctx, "form.choose")
	}
	return f
}

func split(codes string) []string {
	if codes == "" {
		return nil
	}
	return strings.Split(codes, ",")
}

// BureauOptions lists the active bureaus under their peer groups.
func BureauOptions(ctx context.Context, refs *cases.Refs) []ui.Option {
	options := make([]ui.Option, 0, len(refs.Bureaus))
	for _, peer := range cases.Peers() {
		for _, b := range refs.Bureaus {
			if b.Active && b.Peer == peer {
				options = append(options, ui.Option{Value: b.Code, Label: in(ctx, b.Name), Search: b.Code, Group: i18n.T(ctx, "peer."+peer)})
			}
		}
	}
	return options
}

// StreetOptions lists the streets.
func StreetOptions(ctx context.Context, refs *cases.Refs) []ui.Option {
	options := make([]ui.Option, len(refs.Streets))
	for i, s := range refs.Streets {
		options[i] = ui.Option{Value: s.Code, Label: in(ctx, s.Name)}
	}
	return options
}

// CategoryOptions lists the active categories under their groups, found by their aliases too, with the text that guides
// the company in what to write.
func CategoryOptions(ctx context.Context, refs *cases.Refs) []ui.Option {
	options := make([]ui.Option, 0, len(refs.Categories))
	for _, group := range cases.Groups() {
		for _, c := range refs.Categories {
			if c.Active && c.Group == group {
				options = append(options, ui.Option{Value: c.Code, Label: in(ctx, c.Name), Search: c.Aliases + " " + c.Name.Zh + " " + c.Name.En,
					Group: in(ctx, group.Words()), Template: in(ctx, c.Template)})
			}
		}
	}
	return options
}

// FilesField asks for attachments.
func FilesField(ctx context.Context, problem string) ui.Field {
	return ui.Field{Kind: ui.KindFile, Name: FieldFiles, Label: i18n.T(ctx, "form.files"), Hint: i18n.T(ctx, "form.files_hint"), Multiple: true,
		Error: problem, MaxBytes: files.MaxBytes, Accept: ".jpg,.jpeg,.png,.gif,.webp,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.wps,.et,.ofd,.txt,.csv"}
}

// Names of the fields that carry files: those sent now, and the numbers of those that an earlier, refused try sent.
const (
	FieldFiles = "files"
	FieldKept  = "kept"
)
