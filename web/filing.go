package web

import (
	"maps"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// filingRoutes lead to a new request.
func (s *server) filingRoutes(r chi.Router) {
	r.Get("/file", s.page(s.fileForm))
}

// mayFile says who files: companies for themselves, liaisons and the centre for others.
func mayFile(role cases.Role) bool {
	return role == cases.RoleCompany || role == cases.RoleLiaison || role == cases.RoleCentre
}

// fileForm asks for the request; staff first choose the company it is for.
func (s *server) fileForm(w http.ResponseWriter, r *http.Request) error {
	actor := actorOf(r)
	if !mayFile(actor.Role) {
		return errNoPage
	}
	id := actor.Company
	if actor.Role != cases.RoleCompany {
		id, _ = strconv.ParseInt(r.URL.Query().Get("company"), 10, 64)
	}
	if id == 0 {
		return s.chooseCompany(w, r)
	}
	company, err := s.companyOfFiling(r, id)
	if err != nil {
		return err
	}
	return s.showFiling(w, r, http.StatusOK, pages.Filing{Company: company, Typed: cases.Input{
		"category": r.URL.Query().Get("category"), "street": company.Street, "contact_name": company.Contact,
		"contact_phone": phoneFor(actor, company), "visit_times": company.Visits, "source": defaultSource(actor.Role)}})
}

// companyOfFiling is the company that a request is for: a liaison sees only those paired with them.
func (s *server) companyOfFiling(r *http.Request, id int64) (cases.Company, error) {
	company, err := s.Desk.Company(r.Context(), id)
	if actor := actorOf(r); err == nil && actor.Role == cases.RoleLiaison && company.Liaison != actor.ID {
		return cases.Company{}, errNoPage
	}
	return company, err
}

// phoneFor is the company's number as the form has it: masked for all but the company itself.
func phoneFor(a cases.Actor, company cases.Company) string {
	if a.Role == cases.RoleCompany {
		return company.Phone
	}
	return cases.MaskPhone(company.Phone)
}

func defaultSource(role cases.Role) string {
	switch role {
	case cases.RoleLiaison:
		return string(cases.SourceVisit)
	case cases.RoleCentre:
		return string(cases.SourcePhone)
	}
	return string(cases.SourceWeb)
}

// companiesShown is how many companies the choice shows; the search narrows the rest.
const companiesShown = 30

// chooseCompany lets a liaison choose among their companies, the centre among all.
func (s *server) chooseCompany(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), actorOf(r)
	filter := cases.CompanyFilter{State: cases.CompanyConfirmed, Text: clip(r.URL.Query().Get("q"), maxWords), Limit: companiesShown}
	if actor.Role == cases.RoleLiaison {
		filter.Liaison = actor.ID
	}
	companies, err := cases.Companies(ctx, s.DB.Reader(), filter)
	if err != nil {
		return err
	}
	refs, err := s.Desk.Refs(ctx)
	if err != nil {
		return err
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "file.choose"))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.ChooseCompanyPage(frame, pages.ChooseCompany{Refs: refs, Text: filter.Text,
		Companies: companies.Lines, More: companies.Next != ""}))
}

func (s *server) showFiling(w http.ResponseWriter, r *http.Request, status int, p pages.Filing) error {
	ctx := r.Context()
	var err error
	if p.Refs, err = s.Desk.Refs(ctx); err != nil {
		return err
	}
	p.Actor = actorOf(r)
	if p.Key == "" {
		p.Key = newKey()
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "file.title"))
	if err != nil {
		return err
	}
	return s.render(w, r, status, pages.FilingPage(frame, p))
}

// fileSubmit takes the request. What is refused comes back with all that was typed and the files that were sent.
func (s *server) fileSubmit(w http.ResponseWriter, r *http.Request) error {
	actor := actorOf(r)
	if !mayFile(actor.Role) {
		return errNoPage
	}
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	defer done(r)
	ctx, company := r.Context(), f.id("company")
	if actor.Role == cases.RoleCompany {
		company = actor.Company
	}
	of, err := s.companyOfFiling(r, company)
	if err != nil {
		return err
	}
	typed := f.input(asksOf(cases.File))
	filing := cases.Filing{Company: company, Input: maps.Clone(typed), Key: f.key()}
	if typed["contact_phone"] == cases.MaskPhone(of.Phone) {
		filing.Input["contact_phone"] = of.Phone
	}
	uploads, err := s.takeUploads(ctx, actor, f)
	var filed *cases.Case
	if err == nil {
		filing.Files = ids(uploads)
		filed, err = s.Desk.File(ctx, actor, filing)
	}
	if err == nil {
		leaveFlash(w, pages.DoneKey(cases.File))
		return seeOther(w, r, pages.CaseHref(filed.No))
	}
	problems := mendable(r, err)
	if len(problems) == 0 {
		return err
	}
	return s.showFiling(w, r, answerTo(err).Code, pages.Filing{Company: of, Typed: typed, Bad: problems, Files: unbound(uploads), Key: keptKey(problems, filing.Key)})
}

// keptKey is the key of a form whose outcome is unknown, so that sending it again files once; a refused one gets a new key.
func keptKey(problems cases.Problems, key string) string {
	if problems[0].Kind == "" {
		return key
	}
	return ""
}
