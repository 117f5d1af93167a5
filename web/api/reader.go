package api

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/status"
	"jiangqitong/web/ui"
)

//go:generate go tool templ generate -path .

// serveReader shows the description as a page, drawn here and without a script.
func (s *server) serveReader(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	frame := ui.Page{Title: i18n.T(ctx, "api.title"), Path: r.URL.Path, Width: ui.WidthWide}
	var page bytes.Buffer
	if err := readerPage(frame, reader{s.api.OpenAPI(), lang(ctx)}).Render(ctx, &page); err != nil {
		s.tell(ctx, err).write(w)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(page.Len()))
	_, _ = w.Write(page.Bytes()) // the reader may have gone away
}

// reader shows one description in one language.
type reader struct {
	doc  *huma.OpenAPI
	lang string
}

func (r reader) say(text string) string { return half(text, r.lang) }

// entry is one operation of the description.
type entry struct {
	*huma.Operation
	r reader
}

// entries lists the operations of a chapter in the order in which they were registered.
func (r reader) entries(chapter string) (list []entry) {
	for _, item := range r.doc.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post} {
			if op != nil && op.Tags[0] == chapter {
				list = append(list, entry{op, r})
			}
		}
	}
	slices.SortFunc(list, func(a, b entry) int {
		return cmp.Or(cmp.Compare(place(a.OperationID), place(b.OperationID)), strings.Compare(a.Path, b.Path), strings.Compare(b.Method, a.Method))
	})
	return list
}

// place puts actions into the order of the lifecycle; other operations go by their address.
func place(id string) int {
	return slices.IndexFunc(cases.Lifecycle, func(s cases.Step) bool { return "do"+camel(string(s.Action)) == id })
}

func (e entry) address() string { return e.Method + " " + e.Path }

// contents is the table of all operations.
func (r reader) contents(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "api.contents"), HideCaption: true,
		Columns: []ui.Column{{Label: i18n.T(ctx, "api.operation")}, {Label: i18n.T(ctx, "api.address")}}}
	for _, tag := range r.doc.Tags {
		for _, e := range r.entries(tag.Name) {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: r.say(e.Summary), Href: "#" + e.OperationID, Main: true}, {Body: address(e)}}})
		}
	}
	return t
}

func fieldColumns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: i18n.T(ctx, "api.field")}, {Label: i18n.T(ctx, "api.type")}, {Label: i18n.T(ctx, "api.meaning")}}
}

// parameters is the table of what goes into address and headers.
func (e entry) parameters(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "api.parameters"), Columns: fieldColumns(ctx)}
	for _, p := range e.Parameters {
		t.Rows = append(t.Rows, e.r.row(ctx, p.Name, p.In, p.Required, p.Schema))
	}
	return t
}

// sent is the table of the fields of the body.
func (e entry) sent(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Columns: fieldColumns(ctx)}
	if e.RequestBody == nil {
		return t
	}
	for media, body := range e.RequestBody.Content {
		t.Caption = i18n.T(ctx, "api.body") + " · " + media
		for _, name := range inOrder(body.Schema, nil) {
			t.Rows = append(t.Rows, e.r.row(ctx, name, "", slices.Contains(body.Schema.Required, name), body.Schema.Properties[name]))
		}
	}
	return t
}

// inOrder names the fields of a schema as its Go type has them, or else the required ones first.
func inOrder(s *huma.Schema, t reflect.Type) (names []string) {
	if t != nil {
		for _, f := range reflect.VisibleFields(t) {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if s.Properties[name] != nil {
				names = append(names, name)
			}
		}
		return names
	}
	names = slices.Clone(s.Required)
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func (r reader) row(ctx context.Context, name, where string, required bool, s *huma.Schema) ui.Row {
	if required {
		where = strings.TrimPrefix(where+" · "+i18n.T(ctx, "api.required"), " · ")
	}
	kind, href := typeOf(s)
	return ui.Row{Cells: []ui.Cell{{Text: name, Sub: where, Main: true}, {Text: kind, Href: href, Sub: limits(s)}, {Text: r.say(s.Description)}}}
}

// typeOf is a schema's type in a word, with where it is described.
func typeOf(s *huma.Schema) (name, href string) {
	switch {
	case s.Ref != "":
		name = strings.TrimPrefix(s.Ref, schemas)
		return name, "#schema-" + name
	case s.Type == huma.TypeArray:
		name, href = typeOf(s.Items)
		return name + "[]", href
	case s.Format != "" && s.Format != "int64":
		return s.Type + " (" + s.Format + ")", ""
	case s.Type == "":
		return "any", ""
	}
	return s.Type, ""
}

// limits are what a value has to keep to.
func limits(s *huma.Schema) string {
	var parts []string
	target := s
	if s.Items != nil {
		target = s.Items
	}
	if len(target.Enum) > 0 {
		values := make([]string, len(target.Enum))
		for i, v := range target.Enum {
			values[i] = fmt.Sprint(v)
		}
		parts = append(parts, strings.Join(values, ", "))
	}
	if s.Minimum != nil && s.Maximum != nil {
		parts = append(parts, fmt.Sprintf("%g–%g", *s.Minimum, *s.Maximum))
	}
	for _, most := range []*int{s.MaxLength, s.MaxItems} {
		if most != nil {
			parts = append(parts, "≤ "+strconv.Itoa(*most))
		}
	}
	if s.Default != nil {
		parts = append(parts, fmt.Sprintf("= %v", s.Default))
	}
	return strings.Join(parts, " · ")
}

// answers says what comes back: the shape of success, and the statuses of refusal.
func (e entry) answers() (code, shape, href string, refusals []string) {
	for _, status := range slices.Sorted(maps.Keys(e.Responses)) {
		if status >= "300" {
			refusals = append(refusals, status)
			continue
		}
		code = status
		for media, content := range e.Responses[status].Content {
			shape = media
			if content.Schema.Ref != "" {
				shape, href = typeOf(content.Schema)
			}
		}
	}
	return code, shape, href, refusals
}

// example is the operation called by curl.
func (e entry) example() string {
	path := strings.NewReplacer("{no}", "JQ210630-482137", "{id}", "12", "{month}", "2021-06").Replace(e.Path)
	call := "curl -H \"Authorization: Bearer $TOKEN\""
	for _, p := range e.Parameters {
		if p.In == "query" && p.Required {
			path += "?" + url.Values{p.Name: {fmt.Sprint(p.Schema.Examples[0])}}.Encode()
		}
	}
	if strings.HasSuffix(e.Path, ".xlsx") || strings.HasSuffix(path, "/12") {
		call += " -OJ"
	}
	if e.RequestBody == nil {
		return call + " \\\n  $SITE" + path
	}
	if body := e.RequestBody.Content["application/json"]; body != nil {
		text, _ := json.Marshal(body.Example) // made of texts and numbers
		return call + " \\\n  -H \"Idempotency-Key: $(uuidgen)\" --json '" + string(text) + "' \\\n  $SITE" + path
	}
	return call + " -F file=@photo.jpg \\\n  $SITE" + path
}

// shape is one schema of the description.
type shape struct {
	name   string
	fields ui.TableProps
}

func (r reader) shapes(ctx context.Context) (list []shape) {
	registry := r.doc.Components.Schemas
	for _, name := range slices.Sorted(maps.Keys(registry.Map())) {
		s := registry.Map()[name]
		t := ui.TableProps{Caption: name, HideCaption: true, Columns: fieldColumns(ctx)}
		for _, field := range inOrder(s, registry.TypeFromRef(schemas+name)) {
			t.Rows = append(t.Rows, r.row(ctx, field, "", false, s.Properties[field]))
		}
		list = append(list, shape{name, t})
	}
	return list
}

// statuses is the table of every status of refusal and what it means.
func (r reader) statuses(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "api.statuses"), HideCaption: true,
		Columns: []ui.Column{{Label: i18n.T(ctx, "api.status")}, {Label: i18n.T(ctx, "api.meaning")}}}
	for _, code := range slices.Sorted(maps.Keys(meanings)) {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: strconv.Itoa(code), Main: true}, {Text: meanings[code].In(r.lang)}}})
	}
	return t
}

// kind is one kind of Problem, as its type names it.
type kind struct {
	key, title, text string
	status           int
}

// kinds lists every kind of Problem that the interface answers.
func kinds(ctx context.Context) (list []kind) {
	add := func(k kind) {
		if !slices.ContainsFunc(list, func(other kind) bool { return other.key == k.key }) {
			list = append(list, k)
		}
	}
	for _, r := range refusals {
		add(kind{r.key, r.title.In(lang(ctx)), r.In(lang(ctx)), r.status})
	}
	for _, a := range status.All() {
		if a.Code == status.ClientClosed { // nobody reads it
			continue
		}
		add(kind{a.Key, i18n.T(ctx, "error."+a.Key+".title"), i18n.T(ctx, "error."+a.Key+".text"), a.Code})
	}
	slices.SortStableFunc(list, func(a, b kind) int { return cmp.Compare(a.status, b.status) })
	return list
}
