package i18n

import (
	"context"
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// entry is one text of one language with all its plural forms.
type entry struct {
	file  string
	forms map[string]string
}

func readCatalogue(t *testing.T, lang Language) map[string]entry {
	t.Helper()
	paths, err := fs.Glob(locales, "locales/*."+string(lang)+".json")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]entry{}
	for _, name := range paths {
		for key, forms := range readFile(t, name) {
			if before, twice := all[key]; twice {
				t.Errorf("%q stands in %s and in %s", key, before.file, name)
			}
			all[key] = entry{file: strings.TrimSuffix(path.Base(name), "."+string(lang)+".json"), forms: forms}
		}
	}
	return all
}

func readFile(t *testing.T, name string) map[string]map[string]string {
	t.Helper()
	content, err := fs.ReadFile(locales, name)
	if err != nil {
		t.Fatal(err)
	}
	rejectDoubleKeys(t, name, string(content))
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(content, &raw); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	result := map[string]map[string]string{}
	for key, value := range raw {
		forms := map[string]string{}
		if value[0] == '"' {
			var text string
			if err := json.Unmarshal(value, &text); err != nil {
				t.Fatalf("%s: %q: %v", name, key, err)
			}
			forms["other"] = text
		} else if err := json.Unmarshal(value, &forms); err != nil {
			t.Fatalf("%s: %q should be a text or its plural forms: %v", name, key, err)
		}
		result[key] = forms
	}
	return result
}

var keyAtLineStart = regexp.MustCompile(`(?m)^\s*"([^"]+)"\s*:`)

// rejectDoubleKeys catches a key written twice in one file, where JSON would silently keep the last.
func rejectDoubleKeys(t *testing.T, name, content string) {
	t.Helper()
	seen := map[string]bool{}
	for _, match := range keyAtLineStart.FindAllStringSubmatch(content, -1) {
		if seen[match[1]] && strings.Contains(match[1], ".") {
			t.Errorf("%s has %q twice", name, match[1])
		}
		seen[match[1]] = true
	}
}

func placeholders(text string) []string {
	names := map[string]bool{}
	for _, match := range placeholder.FindAllStringSubmatch(text, -1) {
		names[match[1]] = true
	}
	return slices.Sorted(maps.Keys(names))
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	chinese, english := readCatalogue(t, Chinese), readCatalogue(t, English)
	for key, zh := range chinese {
		en, ok := english[key]
		if !ok {
			t.Errorf("%q has no English", key)
			continue
		}
		if zh.file != en.file {
			t.Errorf("%q stands in the room %s in Chinese and in %s in English", key, zh.file, en.file)
		}
		if z, e := placeholders(zh.forms["other"]), placeholders(en.forms["other"]); !slices.Equal(z, e) {
			t.Errorf("%q has placeholders %v in Chinese and %v in English", key, z, e)
		}
	}
	for key := range english {
		if _, ok := chinese[key]; !ok {
			t.Errorf("%q has no Chinese", key)
		}
	}
}

func TestEveryTextIsWhole(t *testing.T) {
	for _, lang := range Languages {
		for key, entry := range readCatalogue(t, lang) {
			if !strings.Contains(key, ".") || strings.HasSuffix(key, ".") {
				t.Errorf("%s: key %q should be a room and a name with a dot between", lang, key)
			}
			for form, text := range entry.forms {
				checkForm(t, lang, key, form, text)
			}
			if _, ok := entry.forms["other"]; !ok {
				t.Errorf("%s: %q has no form other", lang, key)
			}
		}
	}
}

func checkForm(t *testing.T, lang Language, key, form, text string) {
	t.Helper()
	if strings.TrimSpace(text) == "" {
		t.Errorf("%s: %q is empty", lang, key)
	}
	if form != "other" && (lang == Chinese || form != "one") {
		t.Errorf("%s: %q has the form %q, which the language does not use", lang, key, form)
	}
	if left := placeholder.ReplaceAllString(text, ""); strings.Contains(left, "{{") || strings.Contains(left, "}}") {
		t.Errorf("%s: %q has a placeholder that is not {{.Name}}: %s", lang, key, text)
	}
}

func TestEveryTextIsSpoken(t *testing.T) {
	args := []any{"Count", 2}
	for _, entry := range readCatalogue(t, Chinese) {
		for _, name := range placeholders(entry.forms["other"]) {
			if name != "Count" {
				args = append(args, name, "—")
			}
		}
	}
	for _, lang := range Languages {
		for key := range readCatalogue(t, lang) {
			if text := Text(lang, key, args...); text == key || strings.Contains(text, "<no value>") {
				t.Errorf("%s: %q is spoken as %q", lang, key, text)
			}
		}
	}
}

func TestT(t *testing.T) {
	english := With(context.Background(), English)
	for _, test := range []struct {
		ctx  context.Context
		key  string
		args []any
		want string
	}{
		{context.Background(), "ui.cancel", nil, "取消"},
		{english, "ui.cancel", nil, "Cancel"},
		{english, "ui.steps.now", []any{"Number", 3, "Total", 7}, "Step 3 of 7"},
		{context.Background(), "ui.steps.now", []any{"Number", 3, "Total", 7}, "第 3 步，共 7 步"},
		{english, "ui.inbox_unread", []any{"Count", 1}, "Messages, 1 unread"},
		{english, "ui.steps.now", []any{"Number", int64(3)}, "Step 3 of <no value>"},
		{With(context.Background(), "fr"), "ui.cancel", nil, "取消"},
		{english, "no.such", nil, "no.such"},
	} {
		if got := T(test.ctx, test.key, test.args...); got != test.want {
			t.Errorf("T(%s, %q) = %q, want %q", Lang(test.ctx), test.key, got, test.want)
		}
	}
}

func TestPlaceholdersAreFilledInTheirPlaces(t *testing.T) {
	for _, test := range []struct {
		text string
		args []any
		want string
	}{
		{"", nil, ""},
		{"100%", []any{"A", 1}, "100%"},
		{"{{.A}}", []any{"A", "一"}, "一"},
		{"{{ .B }}{{.A}}, {{.B}}.", []any{"A", -1, "B", Chinese}, "zh-1, zh."},
		{"{{.A}}", []any{"A", "{{.A}}"}, "{{.A}}"},
		{"at {{.At}}", []any{"A", 1, "At"}, "at <no value>"},
		{"{{.A}}" + strings.Repeat("长", 100), []any{"A", 1.5}, "1.5" + strings.Repeat("长", 100)},
	} {
		if got := cut(test.text).fill(test.args); got != test.want {
			t.Errorf("%q with %v gives %q, want %q", test.text, test.args, got, test.want)
		}
	}
}

func TestNegotiate(t *testing.T) {
	for _, test := range []struct {
		name, cookie, accept string
		want                 Language
	}{
		{"nothing said", "", "", Chinese},
		{"an English browser", "", "en-GB,en;q=0.9", English},
		{"a Chinese browser", "", "zh-CN,zh;q=0.9,en;q=0.8", Chinese},
		{"traditional Chinese", "", "zh-TW", Chinese},
		{"English before Chinese", "", "en;q=1,zh;q=0.4", English},
		{"the own choice wins", "zh", "en-GB", Chinese},
		{"a forged cookie", "../../etc", "en", English},
		{"a language not spoken", "", "fr-FR", Chinese},
		{"a broken header", "", ";;;q=", Chinese},
	} {
		if got := Negotiate(test.cookie, test.accept); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func BenchmarkPlain(b *testing.B) {
	ctx := With(context.Background(), English)
	for b.Loop() {
		T(ctx, "ui.cancel")
	}
}

func BenchmarkFilled(b *testing.B) {
	ctx := With(context.Background(), English)
	for b.Loop() {
		T(ctx, "ui.clock.due", "At", "30 Jun 17:30")
	}
}
