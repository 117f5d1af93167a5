package web

import (
	"net/http"
	"time"
)

// steps are how far a visitor may move the demonstration's clock at once.
var steps = map[string]time.Duration{"hour": time.Hour, "day": 24 * time.Hour, "week": 7 * 24 * time.Hour}

// moveClock moves the demonstration's clock on, so that anyone can watch a deadline approach.
func (s *server) moveClock(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	by, ok := steps[f.Get("by")]
	if !ok {
		return errBadForm
	}
	if err := s.Demo.Advance(r.Context(), by); err != nil {
		return err
	}
	return seeOther(w, r, inside(f.Get("next")))
}
