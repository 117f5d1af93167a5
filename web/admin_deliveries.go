package web

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"jiangqitong/notify"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// deliveryRoutes show what went out, what waits and what failed, and try again.
func (s *server) deliveryRoutes(r chi.Router) {
	r.Get(notify.DeliveriesPath, s.page(s.deliveries))
	r.Post(notify.DeliveriesPath+"/retry", s.page(s.retryAll))
	r.Post(notify.DeliveriesPath+"/{id}/retry", s.page(s.retryOne))
	r.Post(notify.DeliveriesPath+"/{id}/mute", s.page(s.muteOne))
	r.Post(notify.DeliveriesPath+"/{id}/replay", s.page(s.replayOne))
}

func (s *server) deliveries(w http.ResponseWriter, r *http.Request) error {
	ctx, states := r.Context(), notify.DeliveryStates()
	p := pages.Deliveries{Channels: s.Notify.Channels(), State: r.URL.Query().Get("state"), Cursor: r.URL.Query().Get("cursor")}
	if p.State == "" {
		p.State = states[0]
	}
	if !slices.Contains(states, p.State) {
		return errNoPage
	}
	var err error
	if p.Counts, err = s.Notify.DeliveryCounts(ctx); err != nil {
		return err
	}
	if p.Outbox, err = s.Notify.Deliveries(ctx, p.State, string(i18n.Lang(ctx)), p.Cursor, listed); err != nil {
		return err
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "admin.deliveries"))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.DeliveriesPage(frame, p))
}

func (s *server) retryAll(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.Notify.RetryAll(r.Context()); err != nil {
		return err
	}
	leaveFlash(w, "retry")
	return seeOther(w, r, notify.DeliveriesPath+"?state=waiting")
}

func (s *server) retryOne(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	n, err := s.Notify.Retry(r.Context(), id)
	return s.changedDelivery(w, r, n, err, "retry")
}

func (s *server) muteOne(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	n, err := s.Notify.Mute(r.Context(), id)
	return s.changedDelivery(w, r, n, err, "muted")
}

// replayOne sends a program or a group again what it got before.
func (s *server) replayOne(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	n, err := s.Notify.Replay(r.Context(), id)
	return s.changedDelivery(w, r, n, err, "retry")
}

// changedDelivery leads back to what failed. A delivery that somebody else dealt with meanwhile is left as it is.
func (s *server) changedDelivery(w http.ResponseWriter, r *http.Request, n int64, err error, flash string) error {
	if err != nil {
		return err
	}
	if n == 0 {
		flash = "dealt_with"
	}
	leaveFlash(w, flash)
	return seeOther(w, r, notify.DeliveriesPath)
}
