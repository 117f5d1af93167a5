package cases

import (
	"strings"
	"testing"
)

func TestSuggest(t *testing.T) {
	rule := func(r RoutingRule) RoutingRule {
		r.Category, r.Active = "road", true
		return r
	}
	general := rule(RoutingRule{Lead: "zjj", Co: []string{"jtj"}})
	for name, c := range map[string]struct {
		rules           []RoutingRule
		street, against string
		found           bool
		lead, co        string
	}{
		"the rule for any street":         {rules: []RoutingRule{general}, street: "waihai", found: true, lead: "zjj", co: "jtj"},
		"no street known":                 {rules: []RoutingRule{general}, found: true, lead: "zjj", co: "jtj"},
		"the street's rule comes first":   {rules: []RoutingRule{general, rule(RoutingRule{Street: "waihai", Lead: "jtj"})}, street: "waihai", found: true, lead: "jtj"},
		"and before it in the list too":   {rules: []RoutingRule{rule(RoutingRule{Street: "waihai", Lead: "jtj"}), general}, street: "waihai", found: true, lead: "jtj"},
		"another street's rule is not it": {rules: []RoutingRule{rule(RoutingRule{Street: "lile", Lead: "jtj"}), general}, street: "waihai", found: true, lead: "zjj", co: "jtj"},
		"a rule switched off":             {rules: []RoutingRule{{Category: "road", Lead: "zjj"}}, street: "waihai"},
		"no rule at all":                  {street: "waihai"},
		"another category's rule":         {rules: []RoutingRule{{Category: "other", Lead: "zjj", Active: true}}, street: "waihai"},
		"the street office assists":       {rules: []RoutingRule{rule(RoutingRule{Lead: "zjj", CoStreet: true})}, street: "waihai", found: true, lead: "zjj", co: "wh"},
		"and once only":                   {rules: []RoutingRule{rule(RoutingRule{Lead: "zjj", Co: []string{"wh"}, CoStreet: true})}, street: "waihai", found: true, lead: "zjj", co: "wh"},
		"a zone has no street office":     {rules: []RoutingRule{rule(RoutingRule{Lead: "zjj", CoStreet: true})}, street: "gxq", found: true, lead: "zjj"},
		"the street office leads":         {rules: []RoutingRule{rule(RoutingRule{Lead: "zjj", LeadStreet: true, CoStreet: true})}, street: "waihai", found: true, lead: "wh"},
		"or else the rule's lead":         {rules: []RoutingRule{rule(RoutingRule{Lead: "zjj", LeadStreet: true})}, street: "gxq", found: true, lead: "zjj"},
		"a lead that is not active":       {rules: []RoutingRule{rule(RoutingRule{Lead: "old"})}, street: "waihai", lead: "old"},
		"a co-bureau that is not active":  {rules: []RoutingRule{rule(RoutingRule{Lead: "zjj", Co: []string{"old", "jtj"}})}, found: true, lead: "zjj", co: "jtj"},
		"a complaint against the lead":    {rules: []RoutingRule{general}, against: "zjj", lead: "zjj"},
		"a complaint against a co-bureau": {rules: []RoutingRule{general}, against: "jtj", lead: "zjj"},
		"a complaint against another":     {rules: []RoutingRule{general}, against: "swj", lead: "zjj"},
	} {
		t.Run(name, func(t *testing.T) {
			refs := smallRefs()
			refs.Rules = c.rules
			got := refs.Suggest("road", c.street, c.against)
			if got.Found != c.found || got.Found && (got.Lead != c.lead || strings.Join(got.Co, ",") != c.co) {
				t.Errorf("got %+v", got)
			}
			if got.Reason.Zh == "" || got.Reason.En == "" {
				t.Error("no reason is given")
			}
			if names := refs.Bureaus[0].Name; got.Found && got.Lead == "zjj" && !(strings.Contains(got.Reason.Zh, names.Zh) && strings.Contains(got.Reason.En, names.En)) {
				t.Errorf("the reason names no lead: %v", got.Reason)
			}
		})
	}
}

// Whatever the seeded rules suggest can be carried out, and a bureau never gets the complaint against itself.
func TestEverySuggestionCanBeCarriedOut(t *testing.T) {
	refs := seededRefs()
	m := Moment{Now: monday, Refs: refs}
	for _, category := range refs.Categories {
		for _, street := range refs.Streets {
			for _, against := range append([]Bureau{{}}, refs.Bureaus...) {
				in := Input{}
				for name, value := range roadInput {
					in[name] = value
				}
				in["category"], in["street"], in["against"] = category.Code, street.Code, against.Code
				change, err := Open(company, Company{ID: 1, Name: "江海精工"}, "JQ210607-000001", Filing{Input: in}, m)
				if err != nil {
					t.Fatalf("%s in %s against %q: %v", category.Code, street.Code, against.Code, err)
				}
				if c := change.Case; against.Code != "" && c.State != Filed || c.RouteReason.Zh == "" {
					t.Errorf("%s in %s against %q went to %q: %s", category.Code, street.Code, against.Code, c.Lead, c.RouteReason.Zh)
				}
			}
		}
	}
}

// seededRefs is the seed as it would be read back.
func seededRefs() *Refs {
	refs := &Refs{Bureaus: seedBureaus, Streets: seedStreets, Policies: Presets(), Calendar: smallRefs().Calendar}
	refs.Bureaus = append([]Bureau(nil), seedBureaus...)
	for i := range refs.Bureaus {
		refs.Bureaus[i].Active = true
	}
	for i, s := range seedCategories {
		s.Active, s.Policy = true, DefaultPolicy
		refs.Categories = append(refs.Categories, s.Category)
		if s.lead != "" {
			refs.Rules = append(refs.Rules, RoutingRule{ID: int64(i), Category: s.Code, Lead: s.lead, Co: s.co, CoStreet: s.coStreet, Active: true})
		}
	}
	return refs.Index()
}
