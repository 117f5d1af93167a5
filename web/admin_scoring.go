package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/reports"
	"jiangqitong/web/pages"
)

// scoringRoutes edit how the month's report scores bureaus.
func (s *server) scoringRoutes(r chi.Router) {
	r.Get(pages.PathScoring, s.page(s.scoring))
	r.Post(pages.PathScoring, s.page(s.saveScoring))
}

func (s *server) scoring(w http.ResponseWriter, r *http.Request) error {
	scheme, err := s.Press.Scheme(r.Context())
	if err != nil {
		return err
	}
	return s.showForm(w, r, http.StatusOK, pages.ScoringForm(r.Context(), scheme, scheme.String(), nil))
}

func (s *server) saveScoring(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	rules := f.Get("rules")
	err = s.Press.SaveScheme(r.Context(), actorOf(r), rules)
	return s.saved(w, r, err, pages.PathScoring, func(bad cases.Problems) pages.EditForm {
		return pages.ScoringForm(r.Context(), reports.Scheme{}, rules, bad)
	})
}
