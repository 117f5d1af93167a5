package api

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/httprate"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/web/i18n"
)

// call is what the interface knows of one request beside the request itself.
type call struct {
	id     string // request id
	path   string
	query  string
	addr   string // where it comes from
	person accounts.Person
}

type callKey struct{}

func callOf(ctx context.Context) *call { return ctx.Value(callKey{}).(*call) }

// asked is the query of the request.
func (c *call) asked() url.Values {
	values, _ := url.ParseQuery(c.query) // what cannot be read was refused before
	return values
}

func actorOf(ctx context.Context) cases.Actor { return callOf(ctx).person.Actor() }

func lang(ctx context.Context) string { return string(i18n.Lang(ctx)) }

// begin gives the request its id, taking over that of the server around, and its language.
func (s *server) begin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if route := chi.RouteContext(r.Context()); route != nil {
			route.RoutePatterns = nil // the patterns here are whole, whatever they are mounted under
		}
		c := &call{id: w.Header().Get("X-Request-Id"), path: r.URL.EscapedPath(), query: r.URL.RawQuery, addr: accounts.Addr(r)}
		if c.id == "" {
			c.id = strings.ToLower(rand.Text()[:16])
			w.Header().Set("X-Request-Id", c.id)
		}
		ctx := context.WithValue(r.Context(), callKey{}, c)
		if accept := r.Header.Get("Accept-Language"); accept != "" && r.URL.Path != Prefix+"/docs" {
			ctx = i18n.With(ctx, i18n.Negotiate("", accept))
		}
		if !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept-Language") {
			w.Header().Add("Vary", "Accept-Language")
		}
		w.Header().Set("Cache-Control", "private, no-cache")
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// survive answers a panic with a problem, and the log with its cause.
func (s *server) survive(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler { // the handler wants the connection cut
				panic(cause)
			}
			s.tell(r.Context(), fmt.Errorf("panic: %v\n%s", cause, debug.Stack())).write(w)
		}()
		next.ServeHTTP(w, r)
	})
}

// fault logs what a 5xx answer hides from the reader.
func (s *server) fault(ctx context.Context, err error) {
	s.Log.LogAttrs(ctx, slog.LevelError, "api", slog.String("request", callOf(ctx).id), slog.String("error", err.Error()))
}

// readable refuses addresses that cannot be text: they match nothing, and one engine would refuse the search.
func readable(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query, err := url.QueryUnescape(r.URL.RawQuery)
		if err != nil || !plain(query) || !plain(r.URL.Path) {
			errAddress.problem(r.Context()).write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func plain(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// refuseMethod refuses a method that an address does not take, and names those that it does.
func (s *server) refuseMethod(routes chi.Routes) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var taken []string
		if routes.Match(chi.NewRouteContext(), http.MethodGet, r.URL.Path) {
			taken = append(taken, http.MethodGet, http.MethodHead)
		}
		if routes.Match(chi.NewRouteContext(), http.MethodPost, r.URL.Path) {
			taken = append(taken, http.MethodPost)
		}
		w.Header().Set("Allow", strings.Join(taken, ", "))
		s.refuse(errMethod)(w, r)
	}
}

// whole lets nobody take a body that was cut off for a whole one: it ends with a byte that is no text.
func whole(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = cutBody{r.Body}
		next.ServeHTTP(w, r)
	})
}

// cutBody is a body that may be cut off, as where a telephone loses its network. What reads it would take that for a
// fault of ours.
type cutBody struct{ io.ReadCloser }

// Read reads on. Whoever sends too slowly is told apart.
func (b cutBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == nil || err == io.EOF || errors.Is(err, os.ErrDeadlineExceeded) || n == len(p) {
		return n, err
	}
	p[n] = 0xff
	return n + 1, io.EOF
}

// bearer finds the person for whom the request's token acts.
func (s *server) bearer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		token, ok := tokenOf(r)
		if !ok {
			w.Header().Set("WWW-Authenticate", `Bearer realm="jiangqitong"`)
			errNoToken.problem(ctx).write(w)
			return
		}
		person, err := s.Accounts.ByToken(ctx, token)
		if errors.Is(err, accounts.ErrToken) {
			w.Header().Set("WWW-Authenticate", `Bearer realm="jiangqitong", error="invalid_token"`)
			errBadToken.problem(ctx).write(w)
			return
		}
		if err != nil {
			s.tell(ctx, err).write(w)
			return
		}
		if err := s.StaffNetworks.Admit(person, accounts.Addr(r)); err != nil {
			s.tell(ctx, err).write(w)
			return
		}
		callOf(ctx).person = person
		next.ServeHTTP(w, r)
	})
}

func tokenOf(r *http.Request) (string, bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	token = strings.TrimSpace(token)
	return token, strings.EqualFold(scheme, "Bearer") && token != ""
}

// rate lets a token send so many requests a minute and no more.
func (s *server) rate() func(http.Handler) http.Handler {
	byToken := func(r *http.Request) (string, error) {
		token, _ := tokenOf(r)
		return token, nil
	}
	return httprate.LimitBy(s.PerMinute, time.Minute, byToken, httprate.WithLimitHandler(s.refuse(errTooOften)),
		httprate.WithResponseHeaders(httprate.ResponseHeaders{Limit: "X-RateLimit-Limit", Remaining: "X-RateLimit-Remaining",
			Reset: "X-RateLimit-Reset", RetryAfter: "Retry-After"}))
}
