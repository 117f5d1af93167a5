package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// bureauRoutes edit the units that handle requests, and the streets that companies belong to.
func (s *server) bureauRoutes(r chi.Router) {
	r.Get(pages.PathBureaus, s.page(s.bureaus))
	r.Get(pages.PathBureaus+"/new", s.page(s.newBureau))
	r.Post(pages.PathBureaus+"/new", s.page(s.addBureau))
	r.Get(pages.PathBureaus+"/{code}", s.page(s.bureau))
	r.Post(pages.PathBureaus+"/{code}", s.page(s.saveBureau))
	r.Get(pages.PathStreets+"/new", s.page(s.newStreet))
	r.Post(pages.PathStreets+"/new", s.page(s.addStreet))
	r.Get(pages.PathStreets+"/{code}", s.page(s.street))
	r.Post(pages.PathStreets+"/{code}", s.page(s.saveStreet))
}

func (s *server) bureaus(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	refs, err := s.Desk.Refs(ctx)
	if err != nil {
		return err
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "admin.bureaus"))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.BureausPage(frame, refs))
}

func (s *server) newBureau(w http.ResponseWriter, r *http.Request) error {
	refs, err := s.Desk.Refs(r.Context())
	if err != nil {
		return err
	}
	b := cases.Bureau{Peer: cases.PeerBureau, Active: true, Order: int64(len(refs.Bureaus) + 1)}
	return s.showForm(w, r, http.StatusOK, pages.BureauForm(r.Context(), b, true, nil))
}

func (s *server) bureau(w http.ResponseWriter, r *http.Request) error {
	refs, err := s.Desk.Refs(r.Context())
	if err != nil {
		return err
	}
	b, known := refs.Bureau(chi.URLParam(r, "code"))
	if !known {
		return errNoPage
	}
	return s.showForm(w, r, http.StatusOK, pages.BureauForm(r.Context(), b, false, nil))
}

func bureauOf(f form) cases.Bureau {
	return cases.Bureau{Code: f.line("code"), Name: f.words("name"), Peer: f.line("peer"), Active: f.ticked("active"), Order: f.order()}
}

// addBureau adds a bureau. The same form sent twice adds one: what is there already exactly as asked is taken for done.
func (s *server) addBureau(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	ctx, b := r.Context(), bureauOf(f)
	err = s.Desk.SaveBureau(ctx, actorOf(r), b, true)
	if refs, fault := s.Desk.Refs(ctx); fault == nil && err != nil {
		if there, known := refs.Bureau(b.Code); known && there == b {
			err = nil
		}
	}
	return s.saved(w, r, err, pages.PathBureaus, func(bad cases.Problems) pages.EditForm { return pages.BureauForm(ctx, b, true, bad) })
}

func (s *server) saveBureau(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	ctx, b := r.Context(), bureauOf(f)
	b.Code = chi.URLParam(r, "code")
	err = s.Desk.SaveBureau(ctx, actorOf(r), b, false)
	return s.saved(w, r, err, pages.PathBureaus, func(bad cases.Problems) pages.EditForm { return pages.BureauForm(ctx, b, false, bad) })
}

func (s *server) newStreet(w http.ResponseWriter, r *http.Request) error {
	refs, err := s.Desk.Refs(r.Context())
	if err != nil {
		return err
	}
	return s.showForm(w, r, http.StatusOK, pages.StreetForm(r.Context(), refs, cases.Street{Order: int64(len(refs.Streets) + 1)}, true, nil))
}

func (s *server) street(w http.ResponseWriter, r *http.Request) error {
	refs, err := s.Desk.Refs(r.Context())
	if err != nil {
		return err
	}
	street, known := refs.Street(chi.URLParam(r, "code"))
	if !known {
		return errNoPage
	}
	return s.showForm(w, r, http.StatusOK, pages.StreetForm(r.Context(), refs, street, false, nil))
}

func streetOf(f form) cases.Street {
	return cases.Street{Code: f.line("code"), Name: f.words("name"), Bureau: f.line("bureau"), Order: f.order()}
}

func (s *server) addStreet(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	ctx, street := r.Context(), streetOf(f)
	err = s.Desk.SaveStreet(ctx, actorOf(r), street, true)
	refs, fault := s.Desk.Refs(ctx)
	if fault != nil {
		return fault
	}
	if there, known := refs.Street(street.Code); err != nil && known && there == street {
		err = nil
	}
	return s.saved(w, r, err, pages.PathBureaus, func(bad cases.Problems) pages.EditForm { return pages.StreetForm(ctx, refs, street, true, bad) })
}

func (s *server) saveStreet(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	ctx, street := r.Context(), streetOf(f)
	street.Code = chi.URLParam(r, "code")
	err = s.Desk.SaveStreet(ctx, actorOf(r), street, false)
	refs, fault := s.Desk.Refs(ctx)
	if fault != nil {
		return fault
	}
	return s.saved(w, r, err, pages.PathBureaus, func(bad cases.Problems) pages.EditForm { return pages.StreetForm(ctx, refs, street, false, bad) })
}

// words is a text in both languages, from the fields name_zh and name_en for the name.
func (f form) words(name string) cases.Words {
	return cases.Words{Zh: f.line(name + "_zh"), En: f.line(name + "_en")}
}

// ticked says whether a box was ticked.
func (f form) ticked(name string) bool { return f.Get(name) != "" }

// order is the place in lists; what is no number is refused as out of range.
func (f form) order() int64 {
	if f.line("order") == "0" {
		return 0
	}
	if n := f.id("order"); n != 0 {
		return n
	}
	return -1
}
