package web

import (
	"bytes"
	"net/http"
	"strconv"
	"sync"

	"github.com/a-h/templ"
)

// handler answers a request, or says why it cannot; answers.go turns the error into a page.
type handler func(w http.ResponseWriter, r *http.Request) error

// page makes a handler a http.HandlerFunc.
func (s *server) page(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	}
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render draws the whole page before a byte of it is sent, so that a fault half-way is still a clean error page.
// Pages hold personal data: no cache keeps them.
func (s *server) render(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	buffer := buffers.Get().(*bytes.Buffer)
	defer func() {
		buffer.Reset()
		buffers.Put(buffer)
	}()
	if err := page.Render(r.Context(), buffer); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(buffer.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(buffer.Bytes()) // the reader may have gone away
	return nil
}

// seeOther ends a form's POST: the browser fetches the address, and reloading it repeats nothing.
func seeOther(w http.ResponseWriter, r *http.Request, address string) error {
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}
