package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
	"jiangqitong/web/ui"
)

// registerRoutes let a company take part. They are open to visitors.
func (s *server) registerRoutes(r chi.Router) {
	r.Get(pages.PathRegister, s.page(s.registerForm))
	r.Post(pages.PathRegister, s.page(s.register))
	r.Get(pages.PathRegister+"/done", s.page(s.registered))
}

func (s *server) registerForm(w http.ResponseWriter, r *http.Request) error {
	if visitOf(r).person != nil {
		return seeOther(w, r, ui.PathHome)
	}
	return s.showRegister(w, r, http.StatusOK, pages.Register{})
}

func (s *server) showRegister(w http.ResponseWriter, r *http.Request, status int, p pages.Register) error {
	ctx := r.Context()
	var err error
	if p.Refs, err = s.Desk.Refs(ctx); err != nil {
		return err
	}
	return s.render(w, r, status, pages.RegisterPage(s.plainFrame(r, i18n.T(ctx, "register.title")), p))
}

// register enrols a company with its first account, signs the account in, and tells what comes next.
func (s *server) register(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	tried := registration(f)
	tried.Lang, tried.Addr = string(i18n.Lang(ctx)), accounts.Addr(r)
	if f.Get("password") != f.Get("again") {
		return s.showRegister(w, r, http.StatusUnprocessableEntity, pages.Register{Tried: tried, Bad: cases.Problems{passwordsDiffer}})
	}
	done, err := s.Accounts.Register(ctx, tried)
	if err != nil && s.enrolledBefore(r, tried) {
		return seeOther(w, r, pages.PathRegister+"/done")
	}
	if bad := cases.ProblemsOf(err); len(bad) > 0 {
		return s.showRegister(w, r, refusedWith(w, err), pages.Register{Tried: tried, Bad: bad})
	}
	if err != nil {
		return err
	}
	if err := s.sessions.Start(ctx, done.Person); err != nil {
		return err
	}
	return seeOther(w, r, pages.PathRegister+"/done")
}

// enrolledBefore says whether the browser is signed in already as the account it asks for: the form was sent twice.
func (s *server) enrolledBefore(r *http.Request, tried accounts.Registration) bool {
	person := visitOf(r).person
	return person != nil && person.Login == tried.Login
}

var passwordsDiffer = &cases.Problem{Kind: cases.Invalid, Field: "again",
	Words: cases.Words{Zh: "两次输入的密码不一致，请重新输入。", En: "The two passwords differ; type them again."}}

func registration(f form) accounts.Registration {
	return accounts.Registration{Company: companyOf(f), Name: f.line("contact"), Login: f.line("login"), Password: f.Get("password"), Email: f.line("email")}
}

// companyOf reads a company's particulars from a form.
func companyOf(f form) cases.Company {
	return cases.Company{Name: f.line("company_name"), USCC: f.line("uscc"), Street: f.line("street"), Industry: f.line("industry"),
		Scale: f.line("scale"), Contact: f.line("contact"), Phone: f.line("phone"), Visits: f.line("visits")}.Tidy()
}

// registered tells a company that its registration waits for the centre, and what to look at once more.
func (s *server) registered(w http.ResponseWriter, r *http.Request) error {
	person := visitOf(r).person
	if person == nil || person.Company == 0 {
		return seeOther(w, r, ui.PathHome)
	}
	ctx := r.Context()
	company, err := s.Desk.Company(ctx, person.Company)
	if err != nil {
		return err
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "register.done"))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.RegisteredPage(frame, pages.Registered{Company: company, Login: person.Login}))
}
