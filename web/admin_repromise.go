package web

import (
	"context"
	"math"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// repromiseRoutes let administrators promise open cases anew, on purpose.
func (s *server) repromiseRoutes(r chi.Router) {
	r.Get(pages.PathRepromise, s.page(s.previewRepromise))
	r.Post(pages.PathRepromise, s.page(s.repromise))
}

// previewRepromise lists what would move in the open cases that were chosen.
func (s *server) previewRepromise(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	p := pages.Repromise{Renewal: pages.RenewalOf(clip(query.Get("what"), maxWords)), From: placeOf(query.Get("from"))}
	return s.showRepromise(w, r, http.StatusOK, p)
}

// placeOf reads from which place on a list is wanted; what makes no sense is its beginning.
func placeOf(text string) int { return int(min(max(0, number(text)), math.MaxInt32)) }

func (s *server) showRepromise(w http.ResponseWriter, r *http.Request, status int, p pages.Repromise) error {
	ctx := r.Context()
	var err error
	if p.Refs, err = s.Desk.Refs(ctx); err != nil {
		return err
	}
	if p.Orders, err = s.Desk.Renewals(ctx, actorOf(r), pages.RenewalsListed); err != nil {
		return err
	}
	if p.Renewal != (cases.Renewal{}) {
		moves, err := s.Desk.PreviewRepromise(ctx, actorOf(r), p.Renewal, p.From, p.From+pages.MovesListed)
		if err != nil {
			return err
		}
		p.Moves = &moves
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "repromise.open"))
	if err != nil {
		return err
	}
	return s.render(w, r, status, pages.RepromisePage(frame, p))
}

// repromise orders what was previewed, and tells how many cases it took or that they follow in the background. What is
// done at once goes on when the browser leaves.
func (s *server) repromise(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	renewal, reason := pages.RenewalOf(f.line("what")), f.Get("text")
	order, err := s.Desk.Repromise(context.WithoutCancel(r.Context()), actorOf(r), renewal, f.version(), reason)
	bad := cases.ProblemsOf(err)
	switch {
	case err == nil:
		leaveFlash(w, pages.RepromisedKey(order))
		return seeOther(w, r, pages.RepromiseHref(renewal))
	case len(bad) == 0 || bad[0].Kind == cases.NotFound:
		return err
	}
	return s.showRepromise(w, r, answerTo(err).Code, pages.Repromise{Renewal: renewal, Reason: reason, Bad: bad})
}

// number reads a whole number, 0 when it is none.
func number(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}
