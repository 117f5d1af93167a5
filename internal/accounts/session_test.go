package accounts

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// site is a small web site over the sessions: who am I, sign in, sign out, leave and take a word.
func site(h *house, o SessionOptions) *httptest.Server {
	s := NewSessions(h.Accounts, o)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /me", func(w http.ResponseWriter, r *http.Request) {
		p, ok := s.Current(r.Context())
		io.WriteString(w, p.Login+" "+strconv.FormatBool(ok)+" "+s.Pop(r.Context(), "word"))
	})
	mux.HandleFunc("POST /in/{login}", func(w http.ResponseWriter, r *http.Request) {
		p, err := h.SignIn(r.Context(), r.PathValue("login"), goodPassword, Addr(r))
		if err == nil {
			err = s.Start(r.Context(), p)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
		}
	})
	mux.HandleFunc("POST /out", func(w http.ResponseWriter, r *http.Request) {
		if err := s.End(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	mux.HandleFunc("POST /word", func(w http.ResponseWriter, r *http.Request) { s.Put(r.Context(), "word", "已保存") })
	mux.HandleFunc("GET /id", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, strconv.FormatInt(s.CurrentID(r.Context()), 10))
	})
	server := httptest.NewServer(s.LoadAndSave(mux))
	h.t.Cleanup(server.Close)
	return server
}

// browser keeps cookies as a browser does.
type browser struct {
	*house
	http *http.Client
	base string
}

func (h *house) browser(server *httptest.Server) *browser {
	jar, err := cookiejar.New(nil)
	h.must(err)
	return &browser{h, &http.Client{Jar: jar}, server.URL}
}

func (b *browser) send(method, path string) string {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.ctx, method, b.base+path, nil)
	b.must(err)
	request.Header.Set("User-Agent", "Browser/1.0 \xff"+strings.Repeat("x", 600))
	response, err := b.http.Do(request)
	b.must(err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	b.must(err)
	if response.StatusCode != http.StatusOK {
		b.t.Fatalf("%s %s answers %d: %s", method, path, response.StatusCode, body)
	}
	return strings.TrimSpace(string(body))
}

func (b *browser) wantMe(want string) {
	b.t.Helper()
	if got := b.send("GET", "/me"); got != want {
		b.t.Errorf("the browser is %q, want %q", got, want)
	}
}

func (b *browser) token() string {
	base, err := url.Parse(b.base)
	b.must(err)
	for _, cookie := range b.http.Jar.Cookies(base) {
		if cookie.Name == cookieName {
			return cookie.Value
		}
	}
	return ""
}

func TestSessionFromSignInToSignOut(t *testing.T) {
	each(t, func(h *house) {
		h.person(Person{Login: "lisi", Role: cases.RoleCentre})
		h.person(Person{Login: "wang", Role: cases.RoleLeader})
		b := h.browser(site(h, SessionOptions{}))
		b.wantMe("false")
		if b.token() != "" {
			h.t.Error("a stranger is given a session")
		}
		b.send("POST", "/in/lisi")
		b.wantMe("lisi true")
		b.send("POST", "/word")
		b.wantMe("lisi true 已保存")
		b.wantMe("lisi true")
		first := b.token()
		b.send("POST", "/in/wang")
		b.wantMe("wang true")
		if b.token() == first {
			h.t.Error("another sign-in keeps the token of the one before")
		}
		stolen := h.browser(httptest.NewServer(http.NotFoundHandler()))
		stolen.base = b.base
		base, _ := url.Parse(b.base)
		stolen.http.Jar.SetCookies(base, []*http.Cookie{{Name: cookieName, Value: first}})
		stolen.wantMe("false")
		b.send("POST", "/out")
		b.wantMe("false")
		n, err := db.Value[int](h.ctx, h.db.Reader(), "select count(*) from session")
		if err != nil || n != 0 {
			h.t.Errorf("%d sessions are left, %v", n, err)
		}
	})
}

func TestTheCookieTellsNothingAndIsKeptFromScripts(t *testing.T) {
	each(t, func(h *house) {
		h.person(Person{Login: "lisi", Role: cases.RoleCentre})
		for _, secure := range []bool{false, true} {
			server := site(h, SessionOptions{Secure: secure})
			response, err := http.Post(server.URL+"/in/lisi", "", nil)
			h.must(err)
			response.Body.Close()
			c := response.Cookies()[0]
			if c.Name != map[bool]string{false: cookieName, true: "__Host-" + cookieName}[secure] || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure || c.Path != "/" || len(c.Value) < 40 {
				h.t.Errorf("the cookie is %s", c)
			}
			n, err := db.Value[int](h.ctx, h.db.Reader(), "select count(*) from session where hash = $1 or data like $2", c.Value, "%"+c.Value+"%")
			if err != nil || n != 0 {
				h.t.Errorf("the token itself is stored, %v", err)
			}
		}
	})
}

func TestSignInsCanBeListedAndRevoked(t *testing.T) {
	each(t, func(h *house) {
		p := h.person(Person{Login: "lisi", Role: cases.RoleCentre})
		other := h.person(Person{Login: "wang", Role: cases.RoleCentre})
		server := site(h, SessionOptions{})
		desk, phone := h.browser(server), h.browser(server)
		desk.send("POST", "/in/lisi")
		h.clock = h.clock.Add(time.Hour)
		phone.send("POST", "/in/lisi")
		list, err := h.Sessions(h.ctx, p.ID)
		h.must(err)
		if len(list) != 2 || !list[0].CreatedAt.Equal(h.clock) || list[0].Addr != "127.0.0.1" || !strings.HasPrefix(list[0].Agent, "Browser/1.0") ||
			len(list[0].Agent) > longestNote || strconv.FormatInt(list[1].ID, 10) != desk.send("GET", "/id") {
			h.t.Fatalf("the sign-ins are %+v", list)
		}
		refused(h.t, h.RevokeSession(h.ctx, other.Actor(), p.ID, list[0].ID), cases.Forbidden, "")
		refused(h.t, h.RevokeSession(h.ctx, other.Actor(), other.ID, list[0].ID), cases.NotFound, "session")
		h.must(h.RevokeSession(h.ctx, p.Actor(), p.ID, list[0].ID))
		phone.wantMe("false")
		desk.wantMe("lisi true")
		h.must(h.RevokeSession(h.ctx, boss, p.ID, list[1].ID))
		desk.wantMe("false")
	})
}

func TestAPersonIsReadAnewWithEachRequest(t *testing.T) {
	each(t, func(h *house) {
		p := h.person(Person{Login: "lisi", Role: cases.RoleCentre})
		b := h.browser(site(h, SessionOptions{}))
		b.send("POST", "/in/lisi")
		p.Login = "li.si"
		p, err := h.Save(h.ctx, boss, p)
		h.must(err)
		b.wantMe("li.si true")
		p.Active = false
		_, err = h.Save(h.ctx, boss, p)
		h.must(err)
		b.wantMe("false")
		p.Active = true
		_, err = h.Save(h.ctx, boss, p)
		h.must(err)
		b.wantMe("false") // being allowed again does not bring old sign-ins back
	})
}

func TestSessionsEndWhenIdleAndWhenOld(t *testing.T) {
	each(t, func(h *house) {
		h.person(Person{Login: "lisi", Role: cases.RoleCentre})
		b := h.browser(site(h, SessionOptions{Idle: time.Hour}))
		b.send("POST", "/in/lisi")
		for range 3 {
			h.clock = h.clock.Add(59 * time.Minute)
			b.wantMe("lisi true")
		}
		h.clock = h.clock.Add(61 * time.Minute)
		b.wantMe("false")
		b.send("POST", "/in/lisi")
		h.must(h.db.Write(h.ctx, func(q *db.Q) error {
			_, err := q.Exec(h.ctx, "update session set expires_ms = $1", h.Wall().Add(-time.Second).UnixMilli())
			return err
		}))
		b.wantMe("false")
		if n, err := h.Sweep(h.ctx); err != nil || n != 2 {
			h.t.Errorf("%d rows swept, %v", n, err)
		}
	})
}

func TestLastUseIsWrittenOnceAMinute(t *testing.T) {
	each(t, func(h *house) {
		p := h.person(Person{Login: "lisi", Role: cases.RoleCentre})
		b := h.browser(site(h, SessionOptions{}))
		b.send("POST", "/in/lisi")
		plain, err := h.CreateToken(h.ctx, p.Actor(), p.ID, "台账接口", time.Time{})
		h.must(err)
		use := func() {
			b.send("GET", "/me")
			_, err := h.ByToken(h.ctx, plain)
			h.must(err)
		}
		use()
		h.clock = h.clock.Add(time.Minute)
		use()
		noted := h.clock
		before := h.db.Stats()
		h.clock = h.clock.Add(59 * time.Second)
		for range 10 {
			use()
		}
		if after := h.db.Stats(); after.Writes != before.Writes {
			h.t.Errorf("20 uses within a minute wrote %d times", after.Writes-before.Writes)
		}
		sessions, err := h.Sessions(h.ctx, p.ID)
		h.must(err)
		tokens, err := h.Tokens(h.ctx, p.ID)
		h.must(err)
		if !sessions[0].SeenAt.Equal(noted) || !tokens[0].UsedAt.Equal(noted) {
			h.t.Errorf("seen %v and used %v, want %v", sessions[0].SeenAt, tokens[0].UsedAt, noted)
		}
	})
}

func TestANewPasswordSignsOutElsewhere(t *testing.T) {
	each(t, func(h *house) {
		p := h.person(Person{Login: "lisi", Role: cases.RoleCentre})
		server := site(h, SessionOptions{})
		here, there := h.browser(server), h.browser(server)
		here.send("POST", "/in/lisi")
		there.send("POST", "/in/lisi")
		keep, err := strconv.ParseInt(here.send("GET", "/id"), 10, 64)
		h.must(err)
		const next = "换一个更长的新密码吧"
		refused(h.t, h.ChangeOwnPassword(h.ctx, p.ID, "不是这个密码呀呀呀", next, "", keep), cases.Invalid, "present")
		refused(h.t, h.ChangeOwnPassword(h.ctx, p.ID, goodPassword, goodPassword, "", keep), cases.Invalid, "password")
		refused(h.t, h.ChangeOwnPassword(h.ctx, p.ID, goodPassword, "太短", "", keep), cases.Invalid, "password")
		h.must(h.ChangeOwnPassword(h.ctx, p.ID, goodPassword, next, "", keep))
		here.wantMe("lisi true")
		there.wantMe("false")
		if _, err := h.SignIn(h.ctx, "lisi", goodPassword, ""); err != error(ErrCredentials) {
			h.t.Errorf("the old password: %v", err)
		}
		_, err = h.SignIn(h.ctx, "lisi", next, "")
		h.must(err)
		h.must(h.SetPassword(h.ctx, boss, p.ID, goodPassword))
		here.wantMe("false")
	})
}

func TestGarbageInTheCookieIsNobody(t *testing.T) {
	each(t, func(h *house) {
		server := site(h, SessionOptions{})
		for _, value := range []string{"x", strings.Repeat("a", 4000), "%00", "' or 1=1 --"} {
			request, err := http.NewRequest("GET", server.URL+"/me", nil)
			h.must(err)
			request.Header.Set("Cookie", cookieName+"="+value)
			response, err := http.DefaultClient.Do(request)
			h.must(err)
			body, err := io.ReadAll(response.Body)
			response.Body.Close()
			if h.must(err); strings.TrimSpace(string(body)) != "false" {
				h.t.Errorf("%q is %s", value, body)
			}
		}
	})
}
