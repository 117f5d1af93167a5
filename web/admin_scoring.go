package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/reports"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// scoringRoutes edit how the month's report scores bureaus.
func (s *server) scoringRoutes(r chi.Router) {
	r.Get(pages.PathScoring, s.page(s.scoring))
	r.Post(pages.PathScoring, s.page(s.saveScoring))
}

func (s *server) scoring(w http.ResponseWriter, r *http.Request) error {
	return s.showScoring(w, r, http.StatusOK, pages.Scoring{})
}

// showScoring shows the form with what was typed, or else with the rules in force.
func (s *server) showScoring(w http.ResponseWriter, r *http.Request, status int, p pages.Scoring) error {
	ctx := r.Context()
	var err error
	if p.Versions, err = s.Press.Schemes(ctx); err != nil {
		return err
	}
	if p.Typed == nil {
		now := reports.Scheme{}
		if len(p.Versions) > 0 {
			now = p.Versions[0]
		}
		p.Typed = now.Input()
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "admin.scoring"))
	if err != nil {
		return err
	}
	return s.render(w, r, status, pages.ScoringPage(frame, p))
}

// saveScoring lays down the next version, or shows first what it would have made of the last month.
func (s *server) saveScoring(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	typed := cases.Input{}
	for field := range (reports.Scheme{}).Input() {
		typed[field] = f.line(field)
	}
	p := pages.Scoring{Typed: typed}
	if f.Get("step") == "preview" {
		var trial reports.Trial
		trial, err = s.Press.TryScheme(r.Context(), actorOf(r), typed)
		p.Trial = &trial
	} else {
		err = s.Press.SaveScheme(r.Context(), actorOf(r), typed)
	}
	if p.Bad = cases.ProblemsOf(err); len(p.Bad) > 0 {
		p.Trial = nil
		return s.showScoring(w, r, answerTo(err).Code, p)
	}
	if err != nil {
		return err
	}
	if p.Trial != nil {
		return s.showScoring(w, r, http.StatusOK, p)
	}
	leaveFlash(w, "saved")
	return seeOther(w, r, pages.PathScoring)
}
