package web

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// policyRoutes edit the promises that new cases are given.
func (s *server) policyRoutes(r chi.Router) {
	r.Get(pages.PathPolicies, s.page(s.policies))
	r.Get(pages.PathPolicies+"/new", s.page(s.newPolicy))
	r.Post(pages.PathPolicies+"/new", s.page(s.savePolicy))
	r.Get(pages.PathPolicies+"/{code}", s.page(s.policy))
	r.Post(pages.PathPolicies+"/{code}", s.page(s.savePolicy))
}

func (s *server) policies(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	refs, err := s.Desk.Refs(ctx)
	if err != nil {
		return err
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "admin.policies"))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.PoliciesPage(frame, refs))
}

// newPolicy starts from another policy when the address names one.
func (s *server) newPolicy(w http.ResponseWriter, r *http.Request) error {
	refs, err := s.Desk.Refs(r.Context())
	if err != nil {
		return err
	}
	from := r.URL.Query().Get("from")
	if from == "" {
		from = cases.DefaultPolicy
	}
	p := refs.Policy(from, 0)
	p.Code, p.Version, p.Name, p.Remark, p.Active = "", 0, cases.Words{}, cases.Words{}, true
	return s.showPolicy(w, r, http.StatusOK, pages.Policy{Refs: refs, Policy: p, Typed: pages.PolicyTexts(p)})
}

func (s *server) policy(w http.ResponseWriter, r *http.Request) error {
	refs, err := s.Desk.Refs(r.Context())
	if err != nil {
		return err
	}
	p := refs.Policy(chi.URLParam(r, "code"), 0)
	if p.Code == "" {
		return errNoPage
	}
	return s.showPolicy(w, r, http.StatusOK, pages.Policy{Refs: refs, Policy: p, Typed: pages.PolicyTexts(p),
		Preview: refs.PreviewPolicy(p, refs.Examples(s.Now()))})
}

func (s *server) showPolicy(w http.ResponseWriter, r *http.Request, status int, p pages.Policy) error {
	return s.showForm(w, r, status, p.Form(r.Context()))
}

// savePolicy shows what the promises mean on example dates, or stores them as a new version. No case that was promised
// something is touched.
func (s *server) savePolicy(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	ctx, code := r.Context(), chi.URLParam(r, "code")
	refs, err := s.Desk.Refs(ctx)
	if err != nil {
		return err
	}
	if code != "" && refs.Policy(code, 0).Code == "" {
		return errNoPage
	}
	policy, bad := policyOf(f)
	if code != "" {
		policy.Code, policy.Version = code, f.version()
	}
	shown := pages.Policy{Refs: refs, Policy: policy, Typed: f.Values, Bad: bad}
	if len(bad) > 0 {
		return s.showPolicy(w, r, http.StatusUnprocessableEntity, shown)
	}
	shown.Preview = refs.PreviewPolicy(policy, refs.Examples(s.Now()))
	if f.Get("step") == "preview" {
		shown.Fresh = true
		return s.showPolicy(w, r, http.StatusOK, shown)
	}
	_, err = s.Desk.SavePolicy(ctx, actorOf(r), policy)
	return s.saved(w, r, err, pages.PathPolicies, func(bad cases.Problems) pages.EditForm {
		shown.Bad = bad
		return shown.Form(ctx)
	})
}

// policyOf reads a policy from a form. Budgets are written as 60m, 24h, 7d, 1wh or 5wd.
func policyOf(f form) (p cases.Policy, bad cases.Problems) {
	p = cases.Policy{Code: f.line("code"), Name: f.words("name"), Remark: f.words("remark"), Review: f.ticked("review"),
		CallBack: f.ticked("call_back"), Active: f.ticked("active")}
	for _, b := range pages.Budgets(&p) {
		var err error
		if *b.Budget, err = workday.ParseBudget(f.line(b.Field)); err != nil {
			bad = append(bad, wrongText(b.Field, err))
		}
	}
	times, err := strconv.Atoi(f.line("extend_times"))
	if err != nil {
		bad = append(bad, &cases.Problem{Kind: cases.Invalid, Field: "extend_times",
			Words: cases.Words{Zh: "延期次数应是 0 到 9 的整数。", En: "The number of extensions is a whole number from 0 to 9."}})
	}
	p.ExtendTimes = times
	if p.Reminders, err = remindersOf(f); err != nil {
		bad = append(bad, cases.ProblemsOf(err)...)
	}
	return p, bad
}

// remindersOf reads who is reminded: the zero value where they are inherited.
func remindersOf(f form) (cases.Reminders, error) {
	if f.line(pages.FieldReminders) != pages.OwnReminders {
		return cases.Reminders{}, nil
	}
	r, err := cases.ParseReminders(func(level string) []string { return f.Values[pages.FieldHears+level] })
	if err != nil {
		return r, &cases.Problem{Kind: cases.Invalid, Field: pages.FieldReminders, Words: cases.Words{
			Zh: "没有这类提醒对象，请刷新页面后重新勾选。", En: "There is nobody of that kind to remind; reload the page and tick again."}}
	}
	return r, nil
}

// wrongText is what workday says of a text, beside the field it was typed into.
func wrongText(field string, err error) *cases.Problem {
	words := cases.Words{Zh: err.Error(), En: err.Error()}
	if text := (*workday.TextError)(nil); errors.As(err, &text) {
		words = cases.Words{Zh: text.Text("zh"), En: text.Text("en")}
	}
	return &cases.Problem{Kind: cases.Invalid, Field: field, Words: words}
}
