package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"jiangqitong/internal/accounts"
	"jiangqitong/web/pages"
	"jiangqitong/web/static"
	"jiangqitong/web/ui"
)

// routes lists every address of the server.
func (s *server) routes() http.Handler {
	r := chi.NewRouter()
	r.Use(s.observe, s.callers, s.headers, language, s.forPrograms, middleware.GetHead, s.readable)

	r.Get("/healthz", healthz)
	r.Get("/readyz", s.readyz)
	r.Method(http.MethodGet, "/metrics", s.metrics.handler())
	r.Handle(static.Prefix+"*", static.Handler())

	r.Group(func(r chi.Router) {
		r.Use(limit(maxForm), s.sameOrigin(), s.sessions.LoadAndSave, s.recognise)
		r.NotFound(s.page(func(http.ResponseWriter, *http.Request) error { return errNoPage }))
		r.MethodNotAllowed(s.page(func(http.ResponseWriter, *http.Request) error { return errMethod }))
		s.openRoutes(r)
		s.registerRoutes(r)
		r.Group(func(r chi.Router) {
			r.Use(s.signedIn)
			r.Post(ui.PathSignOut, s.page(s.signOut))
			s.secondStepRoutes(r)
		})
		r.Group(func(r chi.Router) {
			r.Use(s.signedIn, s.secondStepSet)
			s.personalRoutes(r)
			s.filingRoutes(r)
			s.caseRoutes(r)
			s.phoneRoutes(r)
			s.listRoutes(r)
			s.exportRoutes(r)
			s.monthRoutes(r)
			s.inboxRoutes(r)
			s.companyRoutes(r)
			s.adminRoutes(r)
		})
	})
	r.Group(func(r chi.Router) {
		r.Use(limit(maxUploads), s.sameOrigin(), s.sessions.LoadAndSave, s.recognise, s.signedIn, s.secondStepSet)
		s.uploadRoutes(r)
	})
	return r
}

// openRoutes are for everybody.
func (s *server) openRoutes(r chi.Router) {
	r.Get(ui.PathHome, s.page(s.home))
	r.Get(ui.PathSignIn, s.page(s.signInForm))
	r.Post(ui.PathSignIn, s.page(s.signIn))
	r.Post(pages.PathSignInCode, s.page(s.signInByCode))
	r.Post(ui.PathLanguage, s.page(s.chooseLanguage))
	if s.Demo != nil {
		r.Post("/demo/clock", s.page(s.moveClock))
	}
}

// personalRoutes are about the signed-in person.
func (s *server) personalRoutes(r chi.Router) {
	r.Get(ui.PathAccount, s.page(s.account))
	r.Post(ui.PathAccount+"/password", s.page(s.changePassword))
	r.Post(ui.PathAccount+"/sessions/{id}/end", s.page(s.endSession))
}

// sameOrigin refuses forms that another site's page sent. Programs without a browser send no origin and pass: they
// carry no cookie either.
func (s *server) sameOrigin() func(http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	if base, err := url.Parse(s.BaseURL); err == nil && base.Host != "" {
		_ = protection.AddTrustedOrigin(base.Scheme + "://" + base.Host) // behind a proxy that hides the host
	}
	protection.SetDenyHandler(s.page(func(http.ResponseWriter, *http.Request) error { return errForeign }))
	return protection.Handler
}

// recognise notes who is signed in. Staff are not, from outside the networks they work in.
func (s *server) recognise(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if person, ok := s.sessions.Current(r.Context()); ok {
			if err := s.StaffNetworks.Admit(person, accounts.Addr(r)); err != nil {
				s.fail(w, r, err)
				return
			}
			visitOf(r).person = &person
		}
		next.ServeHTTP(w, r)
	})
}

// signedIn lets only signed-in people through. Others are led to the sign-in and back.
func (s *server) signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case visitOf(r).person != nil:
			next.ServeHTTP(w, r)
		case r.Method == http.MethodGet || r.Method == http.MethodHead:
			http.Redirect(w, r, signInFor(r.URL.RequestURI()), http.StatusSeeOther)
		default:
			s.fail(w, r, errSession)
		}
	})
}

// signInFor is the sign-in that leads to a page afterwards, or home.
func signInFor(next string) string {
	if next == "" {
		return ui.PathSignIn
	}
	return ui.PathSignIn + "?next=" + url.QueryEscape(next)
}

// inside keeps a redirect within this server: a path of ours, or home.
func inside(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") ||
		strings.ContainsAny(next, "\\\r\n\t") {
		return ui.PathHome
	}
	return next
}
