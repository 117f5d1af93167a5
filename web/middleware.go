package web

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/files"
	"jiangqitong/web/i18n"
	"jiangqitong/web/static"
)

// The greatest request bodies: of a plain form, and of a form with as many files as a case may have.
const (
	maxForm    = 2 << 20
	maxUploads = cases.MaxFiles*(files.MaxBytes+1<<20) + maxForm
)

// observe gives the request its id, keeps the process alive when a handler panics, and writes one line to the access
// log: what was asked and how it went, nothing personal.
func (s *server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{id: requestID(r), started: time.Now()}
		r = r.WithContext(withVisit(r.Context(), v))
		out := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		out.Header().Set("X-Request-Id", v.id)
		defer s.finish(out, r, v)
		defer s.survive(out, r, v)
		next.ServeHTTP(out, r)
	})
}

// requestID takes over a proxy's id where it looks like one.
func requestID(r *http.Request) string {
	id := r.Header.Get("X-Request-Id")
	if len(id) >= 8 && len(id) <= 64 && strings.Trim(id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == "" {
		return id
	}
	return strings.ToLower(rand.Text()[:16])
}

func (s *server) survive(w middleware.WrapResponseWriter, r *http.Request, v *visit) {
	cause := recover()
	if cause == nil {
		return
	}
	if cause == http.ErrAbortHandler { // the handler wants the connection cut
		panic(cause)
	}
	v.fault = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
	if w.Status() == 0 {
		s.fail(w, r, v.fault)
	}
}

func (s *server) finish(w middleware.WrapResponseWriter, r *http.Request, v *visit) {
	took, status := time.Since(v.started), w.Status()
	if status == 0 {
		status = http.StatusOK
	}
	route := chi.RouteContext(r.Context())
	pattern := "none"
	if route != nil && route.RoutePattern() != "" {
		pattern = route.RoutePattern()
	}
	s.metrics.answered(r.Method, pattern, status, took)
	level, fields := slog.LevelInfo, []slog.Attr{
		slog.String("request", v.id), slog.String("method", r.Method), slog.String("route", pattern),
		slog.Int("status", status), slog.Int("bytes", w.BytesWritten()), slog.Float64("ms", float64(took.Microseconds())/1000),
	}
	if v.fault != nil {
		level, fields = slog.LevelError, append(fields, slog.String("error", v.fault.Error()))
	}
	s.Log.LogAttrs(r.Context(), level, "request", fields...)
}

// callers replaces the address of a trusted proxy by the one it says it speaks for: the last that is no proxy itself.
// Others may claim what they like.
func (s *server) callers(next http.Handler) http.Handler {
	if len(s.Proxies) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for i := len(hops) - 1; i >= 0 && s.trusts(accounts.Addr(r)); i-- {
			if hop, err := netip.ParseAddr(strings.TrimSpace(hops[i])); err == nil {
				r.RemoteAddr = netip.AddrPortFrom(hop, 0).String()
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (s *server) trusts(addr string) bool {
	ip, err := netip.ParseAddr(addr)
	return err == nil && slices.ContainsFunc(s.Proxies, func(p netip.Prefix) bool { return p.Contains(ip.Unmap()) })
}

// headers sets what every answer carries, so that nothing foreign runs in our pages and our pages run in nothing foreign.
func (s *server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// language settles in which language the request is answered: the address's own lang, else the visitor's choice, else
// what the browser asks for.
func language(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		chosen := ""
		if cookie, err := r.Cookie(i18n.CookieName); err == nil {
			chosen = cookie.Value
		}
		lang := i18n.Negotiate(chosen, r.Header.Get("Accept-Language"))
		if strings.Contains(r.URL.RawQuery, "lang=") {
			if named, ok := i18n.Parse(r.URL.Query().Get("lang")); ok {
				lang = named
			}
		}
		switch {
		case strings.HasPrefix(r.URL.Path, static.Prefix): // the same in every language
		case strings.HasPrefix(r.URL.Path, "/api/"):
			w.Header().Add("Vary", "Accept-Language, Cookie")
		default: // the sessions add Cookie
			w.Header().Add("Vary", "Accept-Language")
		}
		next.ServeHTTP(w, r.WithContext(i18n.With(r.Context(), lang)))
	})
}

// forPrograms hands what is asked of the JSON interface over to it, whatever the method: it refuses in its own form.
func (s *server) forPrograms(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.API != nil && strings.HasPrefix(r.URL.Path, "/api/") {
			s.API.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// limit caps the request's body; what is larger fails while it is read and answers 413.
func limit(bytes int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, bytes)
			next.ServeHTTP(w, r)
		})
	}
}
