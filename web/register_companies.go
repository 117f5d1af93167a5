package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// companyRoutes are the companies: the centre confirms and keeps them, a liaison finds their own, leaders and auditors
// look them up.
func (s *server) companyRoutes(r chi.Router) {
	r.Group(func(r chi.Router) {
		r.Use(s.only(cases.RoleCentre, cases.RoleAdmin, cases.RoleLiaison, cases.RoleLeader, cases.RoleAuditor))
		r.Get(pages.PathCompanies, s.page(s.companies))
		r.Post(pages.PathCompanies+"/{id}/phone", s.page(s.showCompanyPhone))
	})
	r.Group(func(r chi.Router) {
		r.Use(s.only(cases.RoleCentre, cases.RoleAdmin))
		r.Get(pages.PathCompanies+"/{id}", s.page(s.company))
		r.Post(pages.PathCompanies+"/{id}", s.page(s.saveCompany))
	})
	r.Group(func(r chi.Router) {
		r.Use(s.only(cases.RoleCentre))
		r.Post(pages.PathCompanies+"/{id}/confirm", s.page(s.confirmCompany))
		r.Post(pages.PathCompanies+"/{id}/refuse", s.page(s.refuseCompany))
	})
}

// listed is how many companies, people or lines of a log one page shows.
const listed = 50

func (s *server) companies(w http.ResponseWriter, r *http.Request) error {
	return s.showCompanies(w, r, http.StatusOK, pages.Companies{})
}

// showCompanies shows what waits for the centre and what the search finds; p brings a refusal that was refused.
func (s *server) showCompanies(w http.ResponseWriter, r *http.Request, status int, p pages.Companies) error {
	ctx, query := r.Context(), r.URL.Query()
	var err error
	p.Actor, p.Query = actorOf(r), query
	if p.Refs, err = s.Desk.Refs(ctx); err != nil {
		return err
	}
	if p.Actor.Role == cases.RoleCentre && query.Get("cursor") == "" {
		if p.Pending, err = s.Accounts.PendingCompanies(ctx); err != nil {
			return err
		}
	}
	filter := cases.CompanyFilter{Text: clip(query.Get("q"), maxWords), Street: clip(query.Get("street"), maxWords),
		State: cases.CompanyState(clip(query.Get("state"), maxWords)), Cursor: query.Get("cursor"), Limit: listed}
	if p.Found, err = s.Desk.Companies(ctx, p.Actor, filter); err != nil {
		return err
	}
	if p.Liaisons, err = s.liaisons(r); err != nil {
		return err
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "companies.title"))
	if err != nil {
		return err
	}
	return s.render(w, r, status, pages.CompaniesPage(frame, p))
}

func (s *server) liaisons(r *http.Request) ([]accounts.Person, error) {
	return s.Accounts.ByRole(r.Context(), cases.RoleLiaison)
}

// idOf is the number in the address.
func idOf(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil || id <= 0 {
		return 0, errNoPage
	}
	return id, nil
}

// idAndForm reads what a form changes, by the id in its address, and the form.
func idAndForm(w http.ResponseWriter, r *http.Request) (id int64, f form, err error) {
	if id, err = idOf(r); err == nil {
		f, err = readForm(w, r)
	}
	return id, f, err
}

func (s *server) company(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	company, err := s.Desk.Company(r.Context(), id)
	if err != nil {
		return err
	}
	company.Phone = cases.MaskPhone(company.Phone)
	return s.showCompany(w, r, http.StatusOK, company, nil)
}

func (s *server) showCompany(w http.ResponseWriter, r *http.Request, status int, company cases.Company, bad cases.Problems) error {
	ctx := r.Context()
	p := pages.Company{Company: company, Bad: bad, Actor: actorOf(r)}
	var err error
	if p.Refs, err = s.Desk.Refs(ctx); err != nil {
		return err
	}
	if p.Liaisons, err = s.liaisons(r); err != nil {
		return err
	}
	people, err := s.Accounts.People(ctx, accounts.PeopleFilter{Company: company.ID, Limit: listed})
	if err != nil {
		return err
	}
	p.People = people.Lines
	frame, err := s.frame(w, r, company.Name)
	if err != nil {
		return err
	}
	return s.render(w, r, status, pages.EditFormPage(frame, p.Form(ctx)))
}

// saveCompany changes a company's particulars and the liaison paired with it.
func (s *server) saveCompany(w http.ResponseWriter, r *http.Request) error {
	id, f, err := idAndForm(w, r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	before, err := s.Desk.Company(ctx, id)
	if err != nil {
		return err
	}
	company := companyOf(f)
	company.ID, company.State, company.CreatedAt, company.Liaison = id, before.State, before.CreatedAt, f.id("liaison")
	liaisons, err := s.liaisons(r)
	if err != nil {
		return err
	}
	known := company.Liaison == 0 || slices.ContainsFunc(liaisons, func(p accounts.Person) bool { return p.ID == company.Liaison })
	if !known {
		return s.showCompany(w, r, http.StatusUnprocessableEntity, company, cases.Problems{noLiaison})
	}
	_, err = s.Desk.SaveCompany(ctx, actorOf(r), whole(company, before))
	if bad := cases.ProblemsOf(err); len(bad) > 0 {
		return s.showCompany(w, r, answerTo(err).Code, company, bad)
	}
	if err != nil {
		return err
	}
	leaveFlash(w, "saved")
	return seeOther(w, r, pages.CompanyHref(id))
}

// whole is the company with the telephone number that it has, where the form sent back its mask.
func whole(typed, has cases.Company) cases.Company {
	if typed.Phone == cases.MaskPhone(has.Phone) {
		typed.Phone = has.Phone
	}
	return typed
}

var noLiaison = &cases.Problem{Kind: cases.Invalid, Field: "liaison",
	Words: cases.Words{Zh: "没有这位联络员，请从列表中选择。", En: "There is no such liaison; pick one from the list."}}

func (s *server) confirmCompany(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	if err := s.Accounts.ConfirmCompany(r.Context(), actorOf(r), id); err != nil {
		return err
	}
	leaveFlash(w, "company_confirmed")
	return seeOther(w, r, pages.PathCompanies)
}

// refuseCompany turns a registration down. A missing reason shows the list again with the form open.
func (s *server) refuseCompany(w http.ResponseWriter, r *http.Request) error {
	id, f, err := idAndForm(w, r)
	if err != nil {
		return err
	}
	err = s.Accounts.RefuseCompany(r.Context(), actorOf(r), id, f.line("reason"))
	if bad := cases.ProblemsOf(err); len(bad) > 0 && bad[0].Kind == cases.Invalid {
		return s.showCompanies(w, r, answerTo(err).Code, pages.Companies{Refusing: id, Reason: f.line("reason"), Bad: bad})
	}
	if err != nil {
		return err
	}
	leaveFlash(w, "company_refused")
	return seeOther(w, r, pages.PathCompanies)
}
