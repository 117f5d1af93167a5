package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/web/pages"
)

// phoneRoutes show the contact's telephone number in full, on the case and on its printed forms; that of a company is
// among the routes of companies.
func (s *server) phoneRoutes(r chi.Router) {
	r.Post("/cases/{no}/phone", s.page(s.showPhone))
	r.Post("/cases/{no}/papers/{paper}", s.page(s.showPaperPhone))
}

func (s *server) showPhone(w http.ResponseWriter, r *http.Request) error {
	asked, err := s.askedPhone(w, r)
	if err != nil {
		return err
	}
	return s.showCase(w, r, statusOf(asked.Bad), pages.Case{Phone: asked})
}

func (s *server) showPaperPhone(w http.ResponseWriter, r *http.Request) error {
	asked, err := s.askedPhone(w, r)
	if err != nil {
		return err
	}
	return s.showPaper(w, r, statusOf(asked.Bad), asked)
}

// askedPhone finds the number after logging who wants it and what for. A purpose that will not do stands in the answer.
func (s *server) askedPhone(w http.ResponseWriter, r *http.Request) (*pages.AskedPhone, error) {
	f, err := readForm(w, r)
	if err != nil {
		return nil, err
	}
	ctx, actor, asked := r.Context(), actorOf(r), &pages.AskedPhone{Purpose: f.Get("purpose")}
	view, err := s.Desk.Read(ctx, actor, chi.URLParam(r, "no"))
	if err != nil {
		return nil, err
	}
	number, err := view.Phone()
	if err != nil {
		return nil, err
	}
	err = s.Accounts.LogPhone(ctx, actor, view.No, asked.Purpose, accounts.Addr(r))
	if asked.Bad = cases.ProblemsOf(err); len(asked.Bad) > 0 {
		return asked, nil
	}
	asked.Number = number
	return asked, err
}

// showCompanyPhone shows a company's number in its place in the list.
func (s *server) showCompanyPhone(w http.ResponseWriter, r *http.Request) error {
	id, f, err := idAndForm(w, r)
	if err != nil {
		return err
	}
	ctx, actor, asked := r.Context(), actorOf(r), &pages.AskedPhone{Purpose: f.Get("purpose")}
	company, err := s.Desk.Company(ctx, id)
	if err != nil {
		return err
	}
	if !pages.MayCall(actor, company) {
		return errNoPage
	}
	err = s.Accounts.LogPhone(ctx, actor, company.Name, asked.Purpose, accounts.Addr(r))
	if asked.Bad = cases.ProblemsOf(err); err != nil && len(asked.Bad) == 0 {
		return err
	}
	if len(asked.Bad) == 0 {
		asked.Number = company.Phone
	}
	return s.showCompanies(w, r, statusOf(asked.Bad), pages.Companies{Asked: id, Phone: asked})
}

// statusOf is the status of a page that shows what was refused, if anything was.
func statusOf(bad cases.Problems) int {
	if len(bad) == 0 {
		return http.StatusOK
	}
	return answerTo(bad).Code
}
