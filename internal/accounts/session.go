package accounts

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// SessionOptions say how long a sign-in lasts and how its cookie is sent.
type SessionOptions struct {
	Secure   bool          // send the cookie over https only
	Lifetime time.Duration // of a sign-in, by the wall clock as browsers count it; 7 days when 0
	Idle     time.Duration // without a request, by the clock of the accounts; 0 for no limit
	// Failed answers a request whose session could not be read or kept.
	Failed func(http.ResponseWriter, *http.Request, error)
}

// Sessions keeps people signed in between requests by a cookie. It carries only the session's token; the session
// is a row that can be listed and revoked. Only people who are signed in have one: strangers cost no row.
type Sessions struct {
	accounts *Accounts
	scs      *scs.SessionManager
	idle     time.Duration
}

// cookieName is the name of the session's cookie.
const cookieName = "jqt_session"

// NewSessions opens the sessions of the accounts.
func NewSessions(a *Accounts, o SessionOptions) *Sessions {
	s := &Sessions{accounts: a, scs: scs.New(), idle: o.Idle}
	s.scs.Store, s.scs.Codec, s.scs.HashTokenInStore = store{s}, codec{}, true
	s.scs.Lifetime = 7 * 24 * time.Hour
	if o.Lifetime > 0 {
		s.scs.Lifetime = o.Lifetime
	}
	if o.Failed != nil {
		s.scs.ErrorFunc = o.Failed
	}
	s.scs.Cookie.Name, s.scs.Cookie.Secure = cookieName, o.Secure
	if o.Secure {
		s.scs.Cookie.Name = "__Host-" + cookieName // no other host under the domain can plant it
	}
	s.scs.Cookie.HttpOnly, s.scs.Cookie.SameSite = true, http.SameSiteLaxMode
	return s
}

// visit is one request's session as the store sees it. The store finds it in the context and never asks the
// session itself, whose lock is held while the store is called.
type visit struct {
	person  Person
	session int64 // 0 until stored
	addr    string
	agent   string
}

type visitKey struct{}

func visitOf(ctx context.Context) *visit {
	v, _ := ctx.Value(visitKey{}).(*visit)
	return v
}

// LoadAndSave reads the session before a request and keeps it, where changed, with the first byte of the answer.
func (s *Sessions) LoadAndSave(next http.Handler) http.Handler {
	inner := s.scs.LoadAndSave(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{addr: Addr(r), agent: clip(r.UserAgent())}
		inner.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitKey{}, v)))
	})
}

// Addr is the address a request comes from, without its port.
func Addr(r *http.Request) string {
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		return host
	}
	return r.RemoteAddr
}

// Start signs the person in for the browser of the request, under a fresh token.
func (s *Sessions) Start(ctx context.Context, p Person) error {
	if err := errors.Join(s.scs.RenewToken(ctx), s.scs.Clear(ctx)); err != nil {
		return err
	}
	v := visitOf(ctx)
	v.person, v.session = p, 0
	return nil
}

// Current is the person signed in with the request, false for nobody.
func (s *Sessions) Current(ctx context.Context) (Person, bool) {
	v := visitOf(ctx)
	if v == nil || v.person.ID == 0 {
		return Person{}, false
	}
	return v.person, true
}

// CurrentID is the ID of the request's own session, 0 for none.
func (s *Sessions) CurrentID(ctx context.Context) int64 {
	if v := visitOf(ctx); v != nil {
		return v.session
	}
	return 0
}

// End signs out the browser of the request.
func (s *Sessions) End(ctx context.Context) error {
	v := visitOf(ctx)
	if v.person.ID != 0 {
		line := did(v.person.Actor(), ActSignedOut, v.person.Login, "")
		line.Addr = v.addr
		if err := s.accounts.db.Write(ctx, func(q *db.Q) error { return s.accounts.log(ctx, q, line) }); err != nil {
			return err
		}
	}
	v.person, v.session = Person{}, 0
	return s.scs.Destroy(ctx)
}

// Put keeps a text in the session for a later request, such as what a page is to say after a redirect. It is lost when
// nobody is signed in.
func (s *Sessions) Put(ctx context.Context, key, text string) { s.scs.Put(ctx, key, text) }

// Pop takes a text that Put kept, empty when there is none.
func (s *Sessions) Pop(ctx context.Context, key string) string { return s.scs.PopString(ctx, key) }

// codec writes a session's texts as JSON; nearly always there are none.
type codec struct{}

type encoded struct {
	Deadline int64          `json:"deadline"` // Unix seconds
	Values   map[string]any `json:"values,omitempty"`
}

func (codec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	return json.Marshal(encoded{deadline.Unix(), values})
}

func (codec) Decode(b []byte) (time.Time, map[string]any, error) {
	var e encoded
	err := json.Unmarshal(b, &e)
	if e.Values == nil {
		e.Values = map[string]any{}
	}
	return time.Unix(e.Deadline, 0).UTC(), e.Values, err
}

// Session is one browser that is signed in.
type Session struct {
	ID        int64
	Person    int64
	CreatedAt time.Time
	SeenAt    time.Time // last request, to the minute
	Addr      string    // where it signed in
	Agent     string    // the browser, as it calls itself
}

// Sessions lists where a person is signed in, last seen first.
func (a *Accounts) Sessions(ctx context.Context, personID int64) ([]Session, error) {
	return db.All(ctx, a.db.Reader(), func(row db.Scanner) (s Session, err error) {
		return s, row.Scan(&s.ID, &s.Person, instant{&s.CreatedAt}, instant{&s.SeenAt}, &s.Addr, &s.Agent)
	}, `select id, person_id, created_ms, seen_ms, addr, agent from session
		where person_id = $1 and expires_ms > $2 order by seen_ms desc, id desc`, personID, a.Wall().UnixMilli())
}

// RevokeSession signs a person's browser out from afar: one's own, or one of a person whom the actor manages.
func (a *Accounts) RevokeSession(ctx context.Context, by cases.Actor, personID, sessionID int64) error {
	p, err := a.ownOrManaged(ctx, by, personID)
	if err != nil {
		return err
	}
	return a.db.Write(ctx, func(q *db.Q) error {
		n, err := q.Exec(ctx, "delete from session where id = $1 and person_id = $2", sessionID, p.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return &cases.Problem{Kind: cases.NotFound, Field: "session",
				Words: cases.Words{Zh: "没有找到这次登录，可能已经退出。", En: "No such sign-in was found; it may have ended already."}}
		}
		return a.log(ctx, q, did(by, ActRevoked, p.Login, ""))
	})
}

// noted is how exactly the last use of sessions and tokens is kept: a write a minute, not one a request.
const noted = time.Minute
