package reports

import (
	"net/url"
	"testing"

	"jiangqitong/cases"
)

// TestMeasuresAreDefined: each measure has a code of its own, a name and a definition in both languages, and a rate its base.
func TestMeasuresAreDefined(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Measures {
		if seen[m.Code] || m.Code == "" {
			t.Errorf("the code %q is used twice or empty", m.Code)
		}
		seen[m.Code] = true
		for _, w := range []Words{m.Name, m.Formula} {
			if w.Zh == "" || w.En == "" {
				t.Errorf("%s lacks words: %+v", m.Code, w)
			}
		}
		if based := m.Form != Counted && m.Form != Companies; based != (m.base != nil) || based != (m.BaseName.Zh != "" && m.BaseName.En != "") {
			t.Errorf("%s is a %s: base %v named %q", m.Code, m.Form, m.base != nil, m.BaseName.Zh)
		}
		if timed := m.Form == Median || m.Form == Mean; timed != (m.days != nil) || m.hit == nil != timed {
			t.Errorf("%s counts neither cases nor days, or both", m.Code)
		}
	}
	for _, block := range keyFigures {
		for _, code := range block.codes {
			if !seen[code] {
				t.Errorf("the key figure %s is not defined", code)
			}
		}
	}
}

func TestNonsenseLinksAreRefused(t *testing.T) {
	for _, query := range []string{"", "measure=nothing", "measure=done&by=colour&of=red", "measure=done&base=yes"} {
		q, _ := url.ParseQuery(query)
		if _, err := ParseLink(q); cases.ProblemsOf(err) == nil {
			t.Errorf("%q is taken for a link: %v", query, err)
		}
	}
}
