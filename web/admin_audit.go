package web

import (
	"net/http"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// accessLog shows who signed in, who was given what, and who took data out.
func (s *server) accessLog(w http.ResponseWriter, r *http.Request) error {
	ctx, query := r.Context(), r.URL.Query()
	p := pages.Audit{Act: accounts.Act(clip(query.Get("act"), maxWords)), Who: clip(query.Get("who"), maxWords), Cursor: query.Get("cursor")}
	person, err := s.personNamed(r, p.Who)
	if err != nil {
		return err
	}
	if p.Unknown = p.Who != "" && person == 0; !p.Unknown {
		filter := accounts.AccessFilter{Act: p.Act, Person: person, Cursor: p.Cursor, Limit: listed}
		if p.Access, err = s.Accounts.AccessLog(ctx, filter); err != nil {
			return err
		}
	}
	return s.showAudit(w, r, p)
}

// viewLog shows who opened which case.
func (s *server) viewLog(w http.ResponseWriter, r *http.Request) error {
	ctx, query := r.Context(), r.URL.Query()
	p := pages.Audit{Who: clip(query.Get("who"), maxWords), No: clip(query.Get("no"), maxWords), Cursor: query.Get("cursor")}
	filter := accounts.ViewFilter{Cursor: p.Cursor, Limit: listed}
	var err error
	if filter.Person, err = s.personNamed(r, p.Who); err != nil {
		return err
	}
	p.Unknown = p.Who != "" && filter.Person == 0
	if p.No != "" {
		filter.Case, err = s.Desk.IDOf(ctx, p.No)
		if err != nil {
			return err
		}
		p.Unknown = p.Unknown || filter.Case == 0
	}
	if err := s.Accounts.FlushViews(ctx); err != nil { // so that what was opened a moment ago is there
		return err
	}
	if !p.Unknown {
		if p.Views, err = s.Accounts.Views(ctx, filter); err != nil {
			return err
		}
	}
	ids := make([]int64, len(p.Views.Lines))
	for i, v := range p.Views.Lines {
		ids[i] = v.Case
	}
	if p.Numbers, err = s.Desk.Numbers(ctx, ids); err != nil {
		return err
	}
	return s.showAudit(w, r, p)
}

// changeLog shows who changed which reference data, column by column.
func (s *server) changeLog(w http.ResponseWriter, r *http.Request) error {
	ctx, query := r.Context(), r.URL.Query()
	p := pages.Audit{What: cases.Edited(clip(query.Get("what"), maxWords)), Key: clip(query.Get("key"), maxWords), Cursor: query.Get("cursor")}
	var err error
	p.Changes, err = s.Desk.RefChanges(ctx, actorOf(r), cases.RefChangeFilter{What: p.What, Key: p.Key, Cursor: p.Cursor, Limit: listed})
	if err != nil {
		return err
	}
	return s.showAudit(w, r, p)
}

func (s *server) showAudit(w http.ResponseWriter, r *http.Request, p pages.Audit) error {
	ctx := r.Context()
	p.Path = r.URL.Path
	frame, err := s.frame(w, r, i18n.T(ctx, "audit.title"))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.AuditPage(frame, p))
}

// personNamed finds the person with the login, 0 when there is none or none was asked for.
func (s *server) personNamed(r *http.Request, login string) (int64, error) {
	if login == "" {
		return 0, nil
	}
	person, err := s.Accounts.ByLogin(r.Context(), login)
	if cases.ProblemsOf(err) != nil {
		return 0, nil
	}
	return person.ID, err
}
