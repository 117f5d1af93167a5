package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/web/i18n"
)

func document(t *testing.T, lang string) object {
	t.Helper()
	h := newHouse(t, dbtest.SQLite(t))
	a := h.get("", "/openapi.json", header{"Accept-Language", lang}).wants(http.StatusOK)
	return a.json()
}

// TestTheDescriptionIsSound checks the document as a reader of OpenAPI 3.1 would: its frame, its references, its
// parameters, and that nothing in it is left to guess.
func TestTheDescriptionIsSound(t *testing.T) {
	doc := document(t, "en")
	if version := doc["openapi"].(string); !strings.HasPrefix(version, "3.1.") {
		t.Errorf("openapi %s", version)
	}
	info := doc["info"].(object)
	if info["title"] != "Jiangqitong API" || info["version"] != "1" || info["description"] == "" {
		t.Errorf("info %v", info)
	}
	scheme := doc["components"].(object)["securitySchemes"].(object)["token"].(object)
	if scheme["type"] != "http" || scheme["scheme"] != "bearer" {
		t.Errorf("security %v", scheme)
	}
	walk(doc, "", func(path string, value any) {
		if ref, ok := value.(string); ok && strings.HasSuffix(path, "/$ref") {
			if resolve(doc, ref) == nil {
				t.Errorf("%s: %s leads nowhere", path, ref)
			}
		}
	})
	ids := map[string]bool{}
	for path, item := range doc["paths"].(object) {
		for method, value := range item.(object) {
			op := value.(object)
			name := method + " " + path
			id, _ := op["operationId"].(string)
			if id == "" || ids[id] {
				t.Errorf("%s has the operationId %q", name, id)
			}
			ids[id] = true
			if op["summary"] == nil || len(op["tags"].([]any)) != 1 || op["security"] == nil {
				t.Errorf("%s: summary %v, tags %v, security %v", name, op["summary"], op["tags"], op["security"])
			}
			checkParameters(t, name, path, op)
			checkResponses(t, name, op)
			if body, ok := op["requestBody"].(object); ok == (method == "get") || ok && len(body["content"].(object)) == 0 {
				t.Errorf("%s has the body %v", name, op["requestBody"])
			}
		}
	}
}

func checkParameters(t *testing.T, name, path string, op object) {
	t.Helper()
	var inPath []string
	parameters, _ := op["parameters"].([]any)
	for _, value := range parameters {
		p := value.(object)
		if p["description"] == nil || p["schema"] == nil {
			t.Errorf("%s: the parameter %v is not described", name, p["name"])
		}
		if p["in"] == "path" {
			inPath = append(inPath, "{"+p["name"].(string)+"}")
		}
	}
	want := regexp.MustCompile(`\{\w+\}`).FindAllString(path, -1)
	if !slices.Equal(inPath, want) {
		t.Errorf("%s has the path parameters %v, want %v", name, inPath, want)
	}
}

func checkResponses(t *testing.T, name string, op object) {
	t.Helper()
	good := 0
	for code, value := range op["responses"].(object) {
		response := value.(object)
		if response["description"] == "" {
			t.Errorf("%s %s has no description", name, code)
		}
		switch {
		case code < "300":
			good++
			if response["content"] == nil {
				t.Errorf("%s %s has no content", name, code)
			}
		case code >= "400":
			if problem := response["content"].(object)[problemType]; problem == nil {
				t.Errorf("%s %s is no problem", name, code)
			}
		}
	}
	if good != 1 {
		t.Errorf("%s has %d good answers", name, good)
	}
}

func walk(value any, path string, fn func(path string, value any)) {
	fn(path, value)
	switch v := value.(type) {
	case map[string]any:
		for key := range v {
			walk(v[key], path+"/"+key, fn)
		}
	case []any:
		for i := range v {
			walk(v[i], fmt.Sprintf("%s/%d", path, i), fn)
		}
	}
}

func resolve(doc object, ref string) any {
	var here any = doc
	for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		node, ok := here.(object)
		if !ok {
			return nil
		}
		here = node[part]
	}
	return here
}

func TestEveryTextIsInBothLanguages(t *testing.T) {
	han := regexp.MustCompile(`\p{Han}`)
	for _, lang := range []string{"zh", "en"} {
		doc := document(t, lang)
		walk(doc, "", func(path string, value any) {
			text, ok := value.(string)
			described := strings.HasSuffix(path, "/description") || strings.HasSuffix(path, "/summary") || path == "/info/title"
			if !ok || !described || strings.Contains(path, "/properties/description") {
				return
			}
			if strings.Contains(text, separator) || strings.TrimSpace(text) == "" || lang == "zh" && !han.MatchString(text) || lang == "en" && han.MatchString(text) {
				t.Errorf("%s in %s reads %q", path, lang, text)
			}
		})
	}
}

func TestEveryFieldIsDescribed(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	registry := h.server.api.OpenAPI().Components.Schemas.Map()
	for name, schema := range registry {
		for field, property := range schema.Properties {
			if property.Description == "" && name != "StepRow" && name != "FieldRow" {
				t.Errorf("%s.%s is not described", name, field)
			}
			if property.Nullable {
				t.Errorf("%s.%s may be null", name, field)
			}
		}
	}
	if len(registry) < 20 || registry["ErrorModel"] != nil {
		t.Errorf("%d schemas, ErrorModel %v", len(registry), registry["ErrorModel"])
	}
}

// TestActionsAreTheLifecycle compares the operations with the table: each action of people is there, with exactly the
// fields that its rows ask, and none of the product's own.
func TestActionsAreTheLifecycle(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	paths := h.server.api.OpenAPI().Paths
	for _, step := range cases.Lifecycle {
		item := paths[Prefix+"/cases/{no}/"+string(step.Action)]
		if step.Action == cases.File {
			item = paths[Prefix+"/cases"]
		}
		if forPeople := step.Who&^cases.System != 0; (item != nil) != forPeople {
			t.Errorf("%s has an operation: %v", step.Action, item != nil)
			continue
		}
		if item == nil {
			continue
		}
		schema := item.Post.RequestBody.Content["application/json"].Schema
		for _, f := range step.Asks {
			if schema.Properties[f.Name] == nil || slices.Contains(schema.Required, f.Name) != f.Required {
				t.Errorf("%s does not ask %s as the table does", step.Action, f.Name)
			}
		}
		extras := 1
		if step.Action == cases.File {
			extras = 2
		}
		if len(schema.Properties) != len(step.Asks)+extras {
			t.Errorf("%s asks %d fields, the table %d", step.Action, len(schema.Properties)-extras, len(step.Asks))
		}
	}
}

// TestExamplesAreTaken holds each documented example against the rules.
func TestExamplesAreTaken(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	for path, item := range h.server.api.OpenAPI().Paths {
		if item.Post == nil {
			continue
		}
		body := item.Post.RequestBody.Content["application/json"]
		if body == nil {
			continue
		}
		raw, err := json.Marshal(body.Example)
		h.check(err)
		asks := purposeFields
		switch action := cases.Action(path[strings.LastIndex(path, "/")+1:]); {
		case path == Prefix+"/cases":
			asks = asksOf(cases.File)
		case action != "phone":
			asks = asksOf(action)
		}
		read, err := readBody(raw, asks, companyName, filesName)
		h.check(err)
		refs, err := h.desk.Refs(context.Background())
		h.check(err)
		if _, bad := read.input.Read(asks, refs); len(bad)+len(read.bad) > 0 {
			t.Errorf("%s: the example is refused: %v %v", path, bad, read.bad)
		}
	}
}

func TestTheReaderPageShowsItAll(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	for _, lang := range i18n.Languages {
		r := httptest.NewRequest(http.MethodGet, Prefix+"/docs", nil)
		a := h.send(r.WithContext(i18n.With(r.Context(), lang))).wants(http.StatusOK)
		page := string(a.body)
		if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			t.Errorf("the page is %s", a.header.Get("Content-Type"))
		}
		for _, d := range h.patterns {
			if !strings.Contains(page, `id="`+d.op.OperationID+`"`) || !strings.Contains(page, half(d.op.Summary, string(lang))) {
				t.Errorf("the page in %s leaves out %s", lang, d.op.OperationID)
			}
		}
		anchors := map[string]bool{}
		for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
			if anchors[m[1]] {
				t.Errorf("two places are called %s", m[1])
			}
			anchors[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
			if !anchors[m[1]] {
				t.Errorf("#%s leads nowhere", m[1])
			}
		}
		for _, kind := range []string{"invalid", "missing", "stale", "token", "rate", "large", "body"} {
			if !anchors["problem-"+kind] {
				t.Errorf("problems of the kind %s are not explained", kind)
			}
		}
		for _, forbidden := range []string{"style=", "onclick", "<script>", "http://", "https://", separator, ">api.", ">error."} {
			if strings.Contains(strings.ReplaceAll(page, "http://www.w3.org/", ""), forbidden) {
				t.Errorf("the page in %s holds %q", lang, forbidden)
			}
		}
	}
}

// TestEveryConstraintHasItsSaying makes sure that whatever the library may say of a parameter is put into words.
func TestEveryConstraintHasItsSaying(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	for _, d := range h.patterns {
		for _, p := range d.op.Parameters {
			if p.Schema.Pattern != "" || p.Schema.MinLength != nil || p.Schema.MultipleOf != nil {
				t.Errorf("%s: %s has a constraint without a saying", d.op.OperationID, p.Name)
			}
		}
	}
	for _, message := range []string{"unknown query parameter", "invalid integer", "expected number >= 1", "expected number <= 200",
		"expected length <= 40", `expected value to be one of "yes, no"`, "expected string to be RFC 3339 date", "required query parameter is missing"} {
		for _, lang := range []string{"zh", "en"} {
			if said := spoken(message, lang); said == message || strings.Contains(said, "$") {
				t.Errorf("%q is said as %q", message, said)
			}
		}
	}
}
