package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/workday"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// peopleRoutes keep the accounts: who may sign in, as what, and by which passwords, tokens and browsers.
func (s *server) peopleRoutes(r chi.Router) {
	r.Get(pages.PathPeople, s.page(s.people))
	r.Get(pages.PathPeople+"/new", s.page(s.newPerson))
	r.Post(pages.PathPeople+"/new", s.page(s.addPerson))
	r.Get(pages.PathPeople+"/{id}", s.page(s.person))
	r.Post(pages.PathPeople+"/{id}", s.page(s.savePerson))
	r.Post(pages.PathPeople+"/{id}/password", s.page(s.resetPassword))
	r.Post(pages.PathPeople+"/{id}/second-step/end", s.page(s.endTheirSecondStep))
	r.Post(pages.PathPeople+"/{id}/tokens", s.page(s.makeToken))
	r.Post(pages.PathPeople+"/{id}/tokens/{token}/revoke", s.page(s.revokeToken))
	r.Post(pages.PathPeople+"/{id}/sessions/{session}/end", s.page(s.endTheirSession))
}

func (s *server) people(w http.ResponseWriter, r *http.Request) error {
	ctx, query := r.Context(), r.URL.Query()
	p := pages.People{Query: query}
	var err error
	if p.Refs, err = s.Desk.Refs(ctx); err != nil {
		return err
	}
	get := func(name string) string { return clip(query.Get(name), maxWords) }
	filter := accounts.PeopleFilter{Text: get("q"), Role: cases.Role(get("role")), Bureau: get("bureau"), Active: cases.Tri(get("active")),
		Cursor: query.Get("cursor"), Limit: listed}
	if p.Found, err = s.Accounts.People(ctx, filter); err != nil {
		return err
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "admin.people"))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.PeoplePage(frame, p))
}

func (s *server) newPerson(w http.ResponseWriter, r *http.Request) error {
	return s.showNewPerson(w, r, http.StatusOK, pages.Person{Person: accounts.Person{Lang: "zh", Active: true, Role: cases.RoleOfficer,
		Bureau: clip(r.URL.Query().Get("bureau"), maxWords)}})
}

func (s *server) showNewPerson(w http.ResponseWriter, r *http.Request, status int, p pages.Person) error {
	var err error
	if p.Refs, err = s.Desk.Refs(r.Context()); err != nil {
		return err
	}
	return s.showForm(w, r, status, p.Form(r.Context()))
}

// personOf reads an account from a form. Its company is named by credit code or full name.
func (s *server) personOf(ctx context.Context, f form) (p accounts.Person, err error) {
	p = accounts.Person{Login: f.line("login"), Name: f.line("name"), Role: cases.Role(f.line("role")), Bureau: f.line("bureau"),
		Email: f.line("email"), Phone: f.line("phone"), Lang: f.line("lang"), Active: f.ticked("active"), Stopped: f.line("stopped")}
	named := f.line("company")
	if named == "" || p.Role != cases.RoleCompany {
		return p, nil
	}
	company, err := cases.CompanyNamed(ctx, s.DB.Reader(), named)
	p.Company = company.ID
	return p, err
}

// addPerson makes an account. It has no password yet: that is made on its page.
func (s *server) addPerson(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	asked, err := s.personOf(ctx, f)
	var made accounts.Person
	if err == nil {
		made, err = s.Accounts.Save(ctx, actorOf(r), asked)
	}
	if bad := cases.ProblemsOf(err); len(bad) > 0 {
		if there, fault := s.Accounts.ByLogin(ctx, asked.Login); fault == nil && sameAccount(there, asked) {
			return seeOther(w, r, pages.PersonHref(there.ID)) // the same form, sent twice
		}
		return s.showNewPerson(w, r, answerTo(err).Code, pages.Person{Person: asked, Company: f.line("company"), Bad: bad})
	}
	if err != nil {
		return err
	}
	leaveFlash(w, "person_made")
	return seeOther(w, r, pages.PersonHref(made.ID))
}

// sameAccount says whether an account that exists is the one that a form asks for.
func sameAccount(there, asked accounts.Person) bool {
	return there.Login == asked.Login && there.Name == asked.Name && there.Role == asked.Role && there.Bureau == asked.Bureau &&
		there.Company == asked.Company && there.Email == asked.Email && there.Phone == asked.Phone && there.Active == asked.Active
}

func (s *server) person(w http.ResponseWriter, r *http.Request) error {
	return s.showPerson(w, r, http.StatusOK, func(*pages.Person) {})
}

// showPerson shows an account with its tokens and browsers; change adds what an action has to say.
func (s *server) showPerson(w http.ResponseWriter, r *http.Request, status int, change func(*pages.Person)) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	p := pages.Person{Now: s.Now()}
	if p.Person, err = s.Accounts.Person(ctx, id); err != nil {
		return err
	}
	if p.Person.Company != 0 {
		company, err := s.Desk.Company(ctx, p.Person.Company)
		if err != nil {
			return err
		}
		p.Company = company.Name
	}
	if p.Refs, err = s.Desk.Refs(ctx); err != nil {
		return err
	}
	if p.Tokens, err = s.Accounts.Tokens(ctx, id); err != nil {
		return err
	}
	if p.Sessions, err = s.Accounts.Sessions(ctx, id); err != nil {
		return err
	}
	change(&p)
	return s.showForm(w, r, status, p.Form(ctx))
}

func (s *server) savePerson(w http.ResponseWriter, r *http.Request) error {
	id, f, err := idAndForm(w, r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	asked, err := s.personOf(ctx, f)
	asked.ID = id
	if err == nil {
		_, err = s.Accounts.Save(ctx, actorOf(r), asked)
	}
	if bad := cases.ProblemsOf(err); len(bad) > 0 && bad[0].Kind != cases.NotFound {
		return s.showPerson(w, r, answerTo(err).Code, func(p *pages.Person) {
			asked.CreatedAt, asked.SignedInAt = p.Person.CreatedAt, p.Person.SignedInAt
			p.Person, p.Company, p.Bad = asked, f.line("company"), bad
		})
	}
	if err != nil {
		return err
	}
	leaveFlash(w, "saved")
	return seeOther(w, r, pages.PersonHref(id))
}

// resetPassword gives the person a password that is shown this once. They should change it after signing in.
func (s *server) resetPassword(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	made := accounts.MadeUpPassword()
	if err := s.Accounts.SetPassword(r.Context(), actorOf(r), id, made); err != nil {
		return err
	}
	return s.showPerson(w, r, http.StatusOK, func(p *pages.Person) { p.Password = made })
}

// makeToken makes a key for a program that acts for the person; it is shown this once.
func (s *server) makeToken(w http.ResponseWriter, r *http.Request) error {
	id, f, err := idAndForm(w, r)
	if err != nil {
		return err
	}
	var expires time.Time
	if text := f.line("expires"); text != "" {
		last, wrong := workday.ParseDate(text)
		if wrong != nil {
			err = noSuchDay
		}
		expires = last.End()
	}
	plain := ""
	if err == nil {
		plain, err = s.Accounts.CreateToken(r.Context(), actorOf(r), id, f.line("name"), expires)
	}
	if bad := cases.ProblemsOf(err); len(bad) > 0 && bad[0].Kind != cases.NotFound {
		return s.showPerson(w, r, answerTo(err).Code, func(p *pages.Person) {
			p.TokenName, p.TokenExpires, p.TokenBad = f.line("name"), f.line("expires"), bad
		})
	}
	if err != nil {
		return err
	}
	return s.showPerson(w, r, http.StatusOK, func(p *pages.Person) { p.Token = plain })
}

var noSuchDay = &cases.Problem{Kind: cases.Invalid, Field: "expires",
	Words: cases.Words{Zh: "应是真实的日期，如 2021-12-31。", En: "This must be a real date such as 2021-12-31."}}

func (s *server) revokeToken(w http.ResponseWriter, r *http.Request) error {
	return s.onPart(w, r, "token", "token_revoked", s.Accounts.RevokeToken)
}

func (s *server) endTheirSession(w http.ResponseWriter, r *http.Request) error {
	return s.onPart(w, r, "session", "session", s.Accounts.RevokeSession)
}

// onPart does something to one of a person's keys or browsers.
func (s *server) onPart(w http.ResponseWriter, r *http.Request, name, flash string, do func(context.Context, cases.Actor, int64, int64) error) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	part, err := strconv.ParseInt(chi.URLParam(r, name), 10, 64)
	if err != nil {
		return errNoPage
	}
	if err := do(r.Context(), actorOf(r), id, part); err != nil {
		return err
	}
	leaveFlash(w, flash)
	return seeOther(w, r, pages.PersonHref(id))
}
