package web

import (
	"context"
	"net/http"

	"jiangqitong/internal/accounts"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
	"jiangqitong/web/ui"
)

// frame is the page around the signed-in person's content: navigation with counts, unread messages, the watermark of
// staff pages, and what the last action has to say.
func (s *server) frame(w http.ResponseWriter, r *http.Request, title string) (ui.Page, error) {
	counts, err := s.Desk.Counts(r.Context(), actorOf(r))
	if err != nil {
		return ui.Page{}, err
	}
	return s.countedFrame(w, r, title, counts)
}

// countedFrame is frame for a page that shows the counts of the lists too, so that page and navigation say the same.
func (s *server) countedFrame(w http.ResponseWriter, r *http.Request, title string, counts map[string]int64) (ui.Page, error) {
	ctx, person := r.Context(), personOf(r)
	p := s.plainFrame(r, title)
	body, err := s.bodyOf(ctx, person)
	if err != nil {
		return p, err
	}
	p.Viewer.Body = body
	p.Nav = pages.Nav(ctx, person.Role, counts, r.URL.Path)
	unread, err := s.Notify.Unread(ctx, person.Actor())
	if err != nil {
		return p, err
	}
	p.Inbox = int(unread)
	p.Flash = takeFlash(w, r)
	if person.Role.Staff() {
		p.Watermark = person.Name + " " + s.Now().In(i18n.China).Format("2006-01-02 15:04")
	}
	return p, nil
}

// plainFrame is the page around content that must not depend on the database: error pages and the sign-in.
func (s *server) plainFrame(r *http.Request, title string) ui.Page {
	ctx := r.Context()
	p := ui.Page{Title: title, Path: r.URL.RequestURI()}
	if r.Method != http.MethodGet {
		p.Path = ui.PathHome
	}
	if person := visitOf(r).person; person != nil {
		p.Viewer = &ui.Viewer{ID: person.ID, Name: person.Name, Role: person.Role.Words().In(string(i18n.Lang(ctx)))}
		p.Nav = pages.Nav(ctx, person.Role, nil, r.URL.Path) // without counts, which are kept in the database
	}
	if s.Demo != nil {
		p.Footer = pages.DemoClock(s.Now(), p.Path)
	}
	return p
}

// bodyOf names the bureau or company a person acts for, empty for the others.
func (s *server) bodyOf(ctx context.Context, person accounts.Person) (string, error) {
	switch {
	case person.Bureau != "":
		refs, err := s.Desk.Refs(ctx)
		if err != nil {
			return "", err
		}
		bureau, _ := refs.Bureau(person.Bureau)
		return bureau.Name.In(string(i18n.Lang(ctx))), nil
	case person.Company != 0:
		company, err := s.Desk.Company(ctx, person.Company)
		return company.Name, err
	}
	return "", nil
}

// flashCookie carries the name of a sentence to the page after a redirect: a key of the catalogue, nothing more.
const flashCookie = "jqt_flash"

// leaveFlash lets the next page say that something was done: key is one of flash.<key> in the catalogue.
func leaveFlash(w http.ResponseWriter, key string) {
	http.SetCookie(w, &http.Cookie{Name: flashCookie, Value: key, Path: "/", MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// takeFlash reads the sentence once.
func takeFlash(w http.ResponseWriter, r *http.Request) []ui.Flash {
	cookie, err := r.Cookie(flashCookie)
	if err != nil {
		return nil
	}
	http.SetCookie(w, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1})
	if text := pages.FlashText(r.Context(), cookie.Value); text != "" {
		return []ui.Flash{{Tone: ui.ToneGood, Text: text}}
	}
	return nil
}
