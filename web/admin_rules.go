package web

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// ruleRoutes edit where requests go by themselves, and try the rules out.
func (s *server) ruleRoutes(r chi.Router) {
	r.Get(pages.PathRules, s.page(s.rules))
	r.Get(pages.PathRules+"/new", s.page(s.newRule))
	r.Post(pages.PathRules+"/new", s.page(s.addRule))
	r.Get(pages.PathRules+"/{id}", s.page(s.rule))
	r.Post(pages.PathRules+"/{id}", s.page(s.saveRule))
	r.Post(pages.PathRules+"/{id}/delete", s.page(s.deleteRule))
}

// rules lists the rules. With a category in the address it tries them out on it.
func (s *server) rules(w http.ResponseWriter, r *http.Request) error {
	ctx, query := r.Context(), r.URL.Query()
	refs, err := s.Desk.Refs(ctx)
	if err != nil {
		return err
	}
	p := pages.Rules{Refs: refs, Category: clip(query.Get("category"), maxWords), Street: clip(query.Get("street"), maxWords)}
	if _, known := refs.Category(p.Category); known {
		where := refs.Suggest(p.Category, p.Street, "")
		p.Tried = &where
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "admin.rules"))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.RulesPage(frame, p))
}

func (s *server) newRule(w http.ResponseWriter, r *http.Request) error {
	refs, err := s.Desk.Refs(r.Context())
	if err != nil {
		return err
	}
	rule := cases.RoutingRule{Category: clip(r.URL.Query().Get("category"), maxWords), Active: true}
	return s.showForm(w, r, http.StatusOK, pages.RuleForm(r.Context(), refs, rule, nil))
}

func (s *server) rule(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	refs, err := s.Desk.Refs(r.Context())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(refs.Rules, func(rule cases.RoutingRule) bool { return rule.ID == id })
	if i < 0 {
		return errNoPage
	}
	return s.showForm(w, r, http.StatusOK, pages.RuleForm(r.Context(), refs, refs.Rules[i], nil))
}

func ruleOf(f form) cases.RoutingRule {
	return cases.RoutingRule{Category: f.line("category"), Street: f.line("street"), Lead: f.line("lead"), Co: f.Values["co"],
		LeadStreet: f.ticked("lead_street"), CoStreet: f.ticked("co_street"), Active: f.ticked("active")}
}

func (s *server) addRule(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	ctx, rule := r.Context(), ruleOf(f)
	err = s.Desk.SaveRule(ctx, actorOf(r), rule)
	refs, fault := s.Desk.Refs(ctx)
	if fault != nil {
		return fault
	}
	if err != nil && slices.ContainsFunc(refs.Rules, func(there cases.RoutingRule) bool { return sameRule(there, rule) }) {
		err = nil // the same form, sent twice
	}
	return s.saved(w, r, err, pages.PathRules, func(bad cases.Problems) pages.EditForm { return pages.RuleForm(ctx, refs, rule, bad) })
}

// sameRule says whether two rules send the same cases to the same bureaus.
func sameRule(a, b cases.RoutingRule) bool {
	return a.Category == b.Category && a.Street == b.Street && a.Lead == b.Lead && slices.Equal(a.Co, b.Co) &&
		a.LeadStreet == b.LeadStreet && a.CoStreet == b.CoStreet && a.Active == b.Active
}

func (s *server) saveRule(w http.ResponseWriter, r *http.Request) error {
	id, f, err := idAndForm(w, r)
	if err != nil {
		return err
	}
	ctx, rule := r.Context(), ruleOf(f)
	rule.ID = id
	err = s.Desk.SaveRule(ctx, actorOf(r), rule)
	refs, fault := s.Desk.Refs(ctx)
	if fault != nil {
		return fault
	}
	return s.saved(w, r, err, pages.PathRules, func(bad cases.Problems) pages.EditForm { return pages.RuleForm(ctx, refs, rule, bad) })
}

func (s *server) deleteRule(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	if err := s.Desk.DeleteRule(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	leaveFlash(w, "deleted")
	return seeOther(w, r, pages.PathRules)
}
