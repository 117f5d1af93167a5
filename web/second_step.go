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

// issuer names the product in a person's authenticator.
const issuer = "江企通"

// secondStepRoutes let people sign in with a one-time code as well as their password.
func (s *server) secondStepRoutes(r chi.Router) {
	r.Get(pages.PathSecondStep, s.page(s.secondStep))
	r.Post(pages.PathSecondStep, s.page(s.beginSecondStep))
	r.Post(pages.PathSecondStep+"/confirm", s.page(s.confirmSecondStep))
	r.Post(pages.PathSecondStep+"/end", s.page(s.endSecondStep))
}

func (s *server) secondStep(w http.ResponseWriter, r *http.Request) error {
	return s.showSecondStep(w, r, http.StatusOK, pages.SecondStep{})
}

func (s *server) showSecondStep(w http.ResponseWriter, r *http.Request, status int, p pages.SecondStep) error {
	frame, err := s.frame(w, r, i18n.T(r.Context(), "step.title"))
	if err != nil {
		return err
	}
	p.Person, p.Must = personOf(r), s.owesSecondStep(r)
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, status, pages.SecondStepPage(frame, p))
}

// beginSecondStep shows the secret for the device to read. Shown again, it is the same until it is confirmed.
func (s *server) beginSecondStep(w http.ResponseWriter, r *http.Request) error {
	return s.showKey(w, r, http.StatusOK, nil)
}

func (s *server) showKey(w http.ResponseWriter, r *http.Request, status int, bad cases.Problems) error {
	key, err := s.Accounts.BeginSecondStep(r.Context(), personOf(r), issuer)
	if err != nil {
		return err
	}
	return s.showSecondStep(w, r, status, pages.SecondStep{Address: key.URL(), Secret: key.Secret(), Bad: bad})
}

func (s *server) confirmSecondStep(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	recovery, err := s.Accounts.ConfirmSecondStep(r.Context(), personOf(r), f.line("code"))
	if bad := cases.ProblemsOf(err); len(bad) > 0 && bad[0].Field == "code" {
		return s.showKey(w, r, answerTo(err).Code, bad)
	}
	if err != nil {
		return err
	}
	visitOf(r).person.SecondStep = s.Now()
	return s.showSecondStep(w, r, http.StatusOK, pages.SecondStep{Recovery: recovery})
}

func (s *server) endSecondStep(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	actor := actorOf(r)
	err = s.Accounts.EndSecondStep(r.Context(), actor, actor.ID, f.line("code"), accounts.Addr(r))
	if bad := cases.ProblemsOf(err); len(bad) > 0 {
		return s.showSecondStep(w, r, refusedWith(w, err), pages.SecondStep{Bad: bad})
	}
	if err != nil {
		return err
	}
	leaveFlash(w, "step_off")
	return seeOther(w, r, ui.PathAccount)
}

// owesSecondStep says whether the signed-in person must still set up the second step.
func (s *server) owesSecondStep(r *http.Request) bool {
	p := visitOf(r).person
	return s.RequireSecondStep && p != nil && p.Role.Staff() && p.SecondStep.IsZero()
}

// secondStepSet leads staff who must sign in with a code to where they set it up, and lets them do nothing else before.
func (s *server) secondStepSet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.owesSecondStep(r) {
			http.Redirect(w, r, pages.PathSecondStep, http.StatusSeeOther)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// endTheirSecondStep switches it off for a person who has lost device and recovery codes.
func (s *server) endTheirSecondStep(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	actor := actorOf(r)
	if actor.ID == id { // one's own takes a code
		return seeOther(w, r, pages.PathSecondStep)
	}
	if err := s.Accounts.EndSecondStep(r.Context(), actor, id, "", accounts.Addr(r)); err != nil {
		return err
	}
	leaveFlash(w, "step_off")
	return seeOther(w, r, pages.PersonHref(id))
}
