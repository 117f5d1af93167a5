package pages

import (
	"context"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// parts are the groups in which the form asks, so that a person sees what each is for. They hold every field of the
// lifecycle's row for filing; one that is in none goes with the last.
var parts = []struct {
	key    string
	fields []string
}{
	{"what", []string{"category", "title", "body"}},
	{"who", []string{"contact_name", "contact_phone", "visit_times", "street"}},
	{"more", []string{"source", "urgent", "confidential", "against"}},
}

// filingPart is one group of the form.
type filingPart struct {
	title  string
	fields []ui.Field
}

func (p Filing) parts(ctx context.Context) []filingPart {
	groups := make([]filingPart, len(parts))
	for i, part := range parts {
		groups[i] = filingPart{title: i18n.T(ctx, "file.part."+part.key)}
	}
	for _, f := range p.fields(ctx) {
		i := partOf(f.Name)
		groups[i].fields = append(groups[i].fields, f)
	}
	groups[0].fields = append(groups[0].fields, FilesField(ctx, problemOf(ctx, p.Bad, FieldFiles)))
	groups[0].fields = append(groups[0].fields, kept(ctx, p.Files)...)
	return groups
}

func partOf(name string) int {
	for i, part := range parts {
		for _, field := range part.fields {
			if field == name {
				return i
			}
		}
	}
	return len(parts) - 1
}

// fields are what the lifecycle asks of a new request, each with the help it needs here.
func (p Filing) fields(ctx context.Context) []ui.Field {
	var fields []ui.Field
	for _, f := range Fields(ctx, p.Refs, filingAsks(), p.Typed, p.Bad) {
		switch f.Name {
		case "category":
			f.Kind, f.Searchable, f.Prompt = ui.KindRadio, true, ""
			f.Hint = i18n.T(ctx, "file.hint.category")
		case "title":
			f.Placeholder = i18n.T(ctx, "file.hint.title")
		case "body":
			f.Rows, f.TemplateFrom, f.Hint = 9, "category", i18n.T(ctx, "file.hint.body")
		case "visit_times":
			f.Hint = i18n.T(ctx, "file.hint.visit_times")
		case "contact_name":
			f.Autocomplete = "name"
		case "source":
			if p.Actor.Role == cases.RoleCompany {
				continue
			}
		case "urgent", "confidential", "against":
			f.Hint = i18n.T(ctx, "file.hint."+f.Name)
		}
		fields = append(fields, f)
	}
	return fields
}

func filingAsks() []cases.Field {
	for _, step := range cases.Lifecycle {
		if step.Action == cases.File {
			return step.Asks
		}
	}
	return nil
}

// all are the fields of every part, for the list of errors.
func (p Filing) all(ctx context.Context) (fields []ui.Field) {
	for _, part := range p.parts(ctx) {
		fields = append(fields, part.fields...)
	}
	return fields
}
