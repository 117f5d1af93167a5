package web

import (
	"context"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/workday"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// adminRoutes are the administrators' pages, and the logs that auditors read too.
func (s *server) adminRoutes(r chi.Router) {
	r.Group(func(r chi.Router) {
		r.Use(s.only(cases.RoleAdmin))
		r.Get(pages.PathAdmin, s.page(s.overview))
		s.peopleRoutes(r)
		s.bureauRoutes(r)
		s.categoryRoutes(r)
		s.ruleRoutes(r)
		s.policyRoutes(r)
		s.repromiseRoutes(r)
		s.calendarRoutes(r)
		s.channelRoutes(r)
		s.deliveryRoutes(r)
		s.readerRoutes(r)
		s.scoringRoutes(r)
	})
	r.Group(func(r chi.Router) {
		r.Use(s.only(cases.RoleAdmin, cases.RoleAuditor))
		r.Get(pages.PathAudit, s.page(s.accessLog))
		r.Get(pages.PathAudit+"/views", s.page(s.viewLog))
		r.Get(pages.PathAudit+"/changes", s.page(s.changeLog))
	})
}

// showForm shows a page with one form among the administrators' pages.
func (s *server) showForm(w http.ResponseWriter, r *http.Request, status int, form pages.EditForm) error {
	frame, err := s.frame(w, r, form.Title)
	if err != nil {
		return err
	}
	return s.render(w, r, status, pages.EditFormPage(frame, form))
}

// saved ends an edit: back to the list it came from, or the form again with each refusal beside its field.
func (s *server) saved(w http.ResponseWriter, r *http.Request, err error, list string, again func(cases.Problems) pages.EditForm) error {
	if bad := cases.ProblemsOf(err); len(bad) > 0 && bad[0].Kind != cases.NotFound {
		return s.showForm(w, r, answerTo(err).Code, again(bad))
	}
	if err != nil {
		return err
	}
	leaveFlash(w, "saved")
	return seeOther(w, r, list)
}

// overview shows what is set up wrong or needs a hand, and how the timetable's jobs went.
func (s *server) overview(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	p := pages.Overview{Now: s.Now()}
	var err error
	if p.Refs, err = s.Desk.Refs(ctx); err != nil {
		return err
	}
	if p.Provisional, err = s.Desk.Provisional(ctx); err != nil {
		return err
	}
	if p.Deliveries, err = s.Notify.DeliveryCounts(ctx); err != nil {
		return err
	}
	if p.Jobs, err = s.Jobs.LastRuns(ctx); err != nil {
		return err
	}
	pending, err := s.Accounts.PendingCompanies(ctx)
	if err != nil {
		return err
	}
	p.Pending = len(pending)
	if err := s.findGaps(ctx, &p); err != nil {
		return err
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "admin.title"))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.OverviewPage(frame, p))
}

// noticeFrom is from which month on next year's notice of days off is missed.
const noticeFrom = time.November

// findGaps looks for what is set up wrong: categories that no rule routes, bureaus that nobody serves, a year without a
// notice.
func (s *server) findGaps(ctx context.Context, p *pages.Overview) error {
	for _, c := range p.Refs.Categories {
		if c.Active && !p.Refs.Suggest(c.Code, "", "").Found {
			p.Unruled = append(p.Unruled, c)
		}
	}
	served := map[cases.Role]map[string]bool{}
	for _, role := range []cases.Role{cases.RoleOfficer, cases.RoleChief} {
		people, err := s.Accounts.ByRole(ctx, role)
		if err != nil {
			return err
		}
		served[role] = bureausOf(people)
	}
	for _, b := range p.Refs.Bureaus {
		switch {
		case !b.Active:
		case !served[cases.RoleOfficer][b.Code]:
			p.Unserved = append(p.Unserved, b)
		case !served[cases.RoleChief][b.Code]:
			p.Unheaded = append(p.Unheaded, b)
		}
	}
	today := workday.DateOf(p.Now)
	switch {
	case !p.Refs.Calendar.Loaded(today.Year()):
		p.NoNotice = today.Year()
	case today.Month() >= noticeFrom && !p.Refs.Calendar.Loaded(today.Year()+1):
		p.NoNotice = today.Year() + 1
	}
	return nil
}

func bureausOf(people []accounts.Person) map[string]bool {
	codes := map[string]bool{}
	for _, p := range people {
		codes[p.Bureau] = true
	}
	return codes
}
