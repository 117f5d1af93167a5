package cases

import (
	"errors"
	"maps"
	"testing"
)

// TestATemplateAloneIsNoRequest sends in what guides the company, in either language, with nothing written after it.
func TestATemplateAloneIsNoRequest(t *testing.T) {
	s := &story{t: t}
	m := s.moment("2021-06-01 09:00")
	m.Refs.Categories[0].Template = Words{"【地点】\n【情况】\n", "Where: \nWhat is wrong: \n"}
	m.Refs.Index()
	for body, refused := range map[string]bool{
		"【地点】\n【情况】": true, "Where: \nWhat is wrong:": true, "【地点】东门\n【情况】塌陷": false, "东门外路面塌陷": false,
	} {
		in := maps.Clone(roadInput)
		in["body"] = body
		_, err := Open(company, Company{ID: 1, Name: "江海精工", Liaison: 3}, "JQ210601-000001", Filing{Input: in}, m)
		var p *Problem
		if errors.As(err, &p) != refused || refused && p.Field != "body" {
			t.Errorf("%q: %v, refused should be %t", body, err, refused)
		}
	}
}
