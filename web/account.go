package web

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
	"jiangqitong/web/ui"
)

// account shows the person's own settings: who they are here, their password, and where they are signed in.
func (s *server) account(w http.ResponseWriter, r *http.Request) error {
	return s.showAccount(w, r, http.StatusOK, nil)
}

func (s *server) showAccount(w http.ResponseWriter, r *http.Request, status int, bad cases.Problems) error {
	ctx, person := r.Context(), personOf(r)
	frame, err := s.frame(w, r, i18n.T(ctx, "account.title"))
	if err != nil {
		return err
	}
	p := pages.Account{Person: person, Here: s.sessions.CurrentID(ctx), Bad: bad}
	if p.Sessions, err = s.Accounts.Sessions(ctx, person.ID); err != nil {
		return err
	}
	if p.Body, err = s.bodyOf(ctx, person); err != nil {
		return err
	}
	return s.render(w, r, status, pages.AccountPage(frame, p))
}

func (s *server) changePassword(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	if f.Get("password") != f.Get("again") {
		return s.showAccount(w, r, http.StatusUnprocessableEntity, cases.Problems{{Kind: cases.Invalid, Field: "again",
			Words: cases.Words{Zh: "两次输入的新密码不一致，请重新输入。", En: "The two new passwords differ; type them again."}}})
	}
	err = s.Accounts.ChangeOwnPassword(ctx, personOf(r).ID, f.Get("present"), f.Get("password"), accounts.Addr(r), s.sessions.CurrentID(ctx))
	if bad := cases.ProblemsOf(err); len(bad) > 0 {
		return s.showAccount(w, r, refusedWith(w, err), bad)
	}
	if err != nil {
		return err
	}
	leaveFlash(w, "password")
	return seeOther(w, r, ui.PathAccount)
}

// endSession signs out another browser of the same person.
func (s *server) endSession(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		return errNoPage
	}
	actor := actorOf(r)
	if err := s.Accounts.RevokeSession(r.Context(), actor, actor.ID, id); err != nil {
		return err
	}
	leaveFlash(w, "session")
	return seeOther(w, r, ui.PathAccount)
}
