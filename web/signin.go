package web

import (
	"errors"
	"net/http"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
	"jiangqitong/web/ui"
)

// home leads each role to where its work is.
func (s *server) home(w http.ResponseWriter, r *http.Request) error {
	if visitOf(r).person == nil {
		return seeOther(w, r, ui.PathSignIn)
	}
	return seeOther(w, r, pages.Home(personOf(r).Role))
}

func (s *server) signInForm(w http.ResponseWriter, r *http.Request) error {
	if visitOf(r).person != nil {
		return seeOther(w, r, inside(r.URL.Query().Get("next")))
	}
	return s.showSignIn(w, r, http.StatusOK, pages.SignIn{Next: r.URL.Query().Get("next")})
}

func (s *server) showSignIn(w http.ResponseWriter, r *http.Request, status int, p pages.SignIn) error {
	if s.Demo != nil {
		p.Guests = s.Demo.Guests
	}
	return s.render(w, r, status, pages.SignInPage(s.plainFrame(r, i18n.T(r.Context(), "signin.title")), p))
}

func (s *server) signIn(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	ctx, login := r.Context(), f.line("login")
	person, err := s.Accounts.SignIn(ctx, login, f.Get("password"), accounts.Addr(r))
	if owed := (*accounts.CodeNeeded)(nil); errors.As(err, &owed) {
		return s.showCode(w, r, http.StatusOK, pages.SignInCode{Ticket: owed.Ticket, Next: f.line("next")})
	}
	if err == nil {
		err = s.StaffNetworks.Admit(person, accounts.Addr(r))
	}
	if problems := cases.ProblemsOf(err); len(problems) > 0 {
		return s.showSignIn(w, r, refusedWith(w, err), pages.SignIn{Login: pages.Printable(clip(login, 64)), Next: f.line("next"),
			Problem: problems[0].In(string(i18n.Lang(ctx)))})
	}
	if err != nil {
		return err
	}
	return s.enter(w, r, person, f.line("next"))
}

// enter begins the session of a person who has proved who they are.
func (s *server) enter(w http.ResponseWriter, r *http.Request, person accounts.Person, next string) error {
	if err := s.sessions.Start(r.Context(), person); err != nil {
		return err
	}
	if _, err := r.Cookie(i18n.CookieName); err != nil { // no choice made in this browser: the person's own
		s.keepLanguage(w, i18n.Language(person.Lang))
	}
	return seeOther(w, r, inside(next))
}

// signInByCode takes the one-time code of a person whose password is proved.
func (s *server) signInByCode(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	person, err := s.Accounts.SignInByCode(r.Context(), f.line("ticket"), f.line("code"), accounts.Addr(r))
	if err == nil {
		err = s.StaffNetworks.Admit(person, accounts.Addr(r))
	}
	if bad := cases.ProblemsOf(err); len(bad) > 0 {
		return s.showCode(w, r, refusedWith(w, err), pages.SignInCode{Ticket: clip(f.line("ticket"), 64), Next: f.line("next"), Bad: bad})
	}
	if err != nil {
		return err
	}
	return s.enter(w, r, person, f.line("next"))
}

func (s *server) showCode(w http.ResponseWriter, r *http.Request, status int, p pages.SignInCode) error {
	return s.render(w, r, status, pages.SignInCodePage(s.plainFrame(r, i18n.T(r.Context(), "step.title")), p))
}

func (s *server) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.sessions.End(r.Context()); err != nil {
		return err
	}
	return seeOther(w, r, ui.PathSignIn)
}

// chooseLanguage keeps the visitor's choice and returns to where they were.
func (s *server) chooseLanguage(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	if lang, ok := i18n.Parse(f.Get("lang")); ok {
		s.keepLanguage(w, lang)
	}
	return seeOther(w, r, inside(f.Get("next")))
}

func (s *server) keepLanguage(w http.ResponseWriter, lang i18n.Language) {
	http.SetCookie(w, &http.Cookie{Name: i18n.CookieName, Value: string(lang), Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
		Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}
