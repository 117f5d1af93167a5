package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/web/pages"
)

// readerRoutes edit who is mailed released reports besides the leaders.
func (s *server) readerRoutes(r chi.Router) {
	r.Get(pages.PathReaders, s.page(s.readers))
	r.Post(pages.PathReaders, s.page(s.saveReaders))
}

func (s *server) readers(w http.ResponseWriter, r *http.Request) error {
	list, err := s.Notify.Readers(r.Context())
	if err != nil {
		return err
	}
	return s.showForm(w, r, http.StatusOK, pages.ReadersForm(r.Context(), list, nil))
}

func (s *server) saveReaders(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	list := f.Get("readers")
	err = s.Notify.SaveReaders(r.Context(), actorOf(r), list)
	return s.saved(w, r, err, pages.PathReaders, func(bad cases.Problems) pages.EditForm {
		return pages.ReadersForm(r.Context(), list, bad)
	})
}
