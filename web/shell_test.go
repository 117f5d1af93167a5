package web_test

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/web"
	"jiangqitong/web/pages"
	"jiangqitong/web/ui"
)

func TestHealth(t *testing.T) {
	d := dbtest.SQLite(t)
	h := newHouse(t, d)
	b := h.visitor()
	b.get("/healthz").wants(http.StatusOK)
	b.get("/readyz").wants(http.StatusOK).shows("ready")
	b.get("/signin").wants(http.StatusOK)
	metrics := b.get("/metrics").wants(http.StatusOK)
	for _, series := range []string{`jqt_http_requests_total{method="GET",route="/signin",status="200"} 1`,
		`jqt_queue_cases{list="unrouted"}`, "jqt_notify_total", "jqt_http_request_seconds_bucket", "go_goroutines"} {
		if !strings.Contains(metrics.body, series) {
			t.Errorf("/metrics lacks %s", series)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	b.get("/healthz").wants(http.StatusOK)
	b.get("/readyz").wants(http.StatusServiceUnavailable)
}

func TestADatabaseThatIsGoneIsSaidPlainly(t *testing.T) {
	d := dbtest.SQLite(t)
	h := newHouse(t, d)
	b := h.signedIn("company")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	gone := b.get("/my").wants(http.StatusServiceUnavailable).shows("系统繁忙", "没有保存")
	if gone.header.Get("Retry-After") == "" {
		t.Error("it does not say when to try again")
	}
}

func TestAPanicIsAPageAndTheProcessLives(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), func(o *web.Options) {
		o.API = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a fault of ours") })
	})
	b := h.visitor()
	fault := b.get("/api/v1/cases").wants(http.StatusInternalServerError).shows("系统出错了").hides("a fault of ours")
	id := fault.header.Get("X-Request-Id")
	fault.shows(id)
	if log := h.logs.String(); !strings.Contains(log, "a fault of ours") || !strings.Contains(log, id) {
		t.Errorf("the log does not tell of the fault under its request id:\n%s", log)
	}
	b.get("/signin").wants(http.StatusOK)
}

func TestEveryAnswerCarriesTheHeadersThatKeepPagesSafe(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), func(o *web.Options) { o.BaseURL = "https://jqt.example.cn" })
	for _, path := range []string{"/signin", "/no/such/page", "/healthz", "/static/none.css"} {
		header := h.visitor().get(path).header
		for name, part := range map[string]string{"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "same-origin", "Strict-Transport-Security": "max-age=", "X-Request-Id": ""} {
			if value := header.Get(name); value == "" || !strings.Contains(value, part) {
				t.Errorf("%s has %s %q", path, name, value)
			}
		}
		if !strings.Contains(header.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Errorf("%s may be framed", path)
		}
	}
}

// TestAnswersSayWhatTheyVaryBy: each of it once, and a file that is the same for all by nothing of theirs.
func TestAnswersSayWhatTheyVaryBy(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), func(o *web.Options) {
		o.API = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	})
	for path, want := range map[string]string{"/signin": "Accept-Language, Cookie", "/no/such/page": "Accept-Language, Cookie",
		"/api/v1/cases": "Accept-Language, Cookie", ui.Asset("app.js"): "Accept-Encoding"} {
		if got := strings.Join(h.visitor().get(path).header.Values("Vary"), ", "); got != want {
			t.Errorf("%s varies by %q, not %q", path, got, want)
		}
	}
}

func TestPagesThatAreNotThere(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	b := h.visitor()
	b.get("/no/such/page").wants(http.StatusNotFound).shows("没有这个页面")
	b.send(b.request(http.MethodDelete, "/signin", nil)).wants(http.StatusMethodNotAllowed).shows("不能这样打开")
	head := b.send(b.request(http.MethodHead, "/signin", nil)).wants(http.StatusOK)
	if head.body != "" {
		t.Error("HEAD has a body")
	}
}

func TestAnotherSiteCannotSendForms(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	b := h.signedIn("company")
	for header, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
		r := b.request(http.MethodPost, "/file", strings.NewReader(filingForm("k").Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(header, value)
		b.send(r).wants(http.StatusForbidden).shows("请求来自其他网站")
	}
}

func TestSigningIn(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	b := h.visitor()
	to := b.get("/my?cursor=x").wants(http.StatusSeeOther).location()
	if to != "/signin?next=%2Fmy%3Fcursor%3Dx" {
		t.Errorf("led to %s", to)
	}
	b.get("/").wants(http.StatusSeeOther)
	b.post("/signin", url.Values{"login": {"company"}, "password": {"wrong"}}).wants(http.StatusForbidden).shows("用户名或密码不正确").hides("wrong")
	b.post("/file", filingForm("k")).wants(http.StatusUnauthorized).shows("请先登录")

	b = h.signedIn("company")
	if to := b.get("/").wants(http.StatusSeeOther).location(); to != "/my" {
		t.Errorf("a company's home is %s", to)
	}
	for _, next := range []string{"https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "my"} {
		if to := b.get("/signin?next=" + url.QueryEscape(next)).wants(http.StatusSeeOther).location(); to != "/" {
			t.Errorf("next=%s leads to %s", next, to)
		}
	}
	b.post("/signout", nil).wants(http.StatusSeeOther)
	b.get("/my").wants(http.StatusSeeOther)
}

func TestTheLanguageIsTheVisitorsChoice(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	b := h.visitor()
	b.get("/signin").shows("登录江企通")
	b.get("/signin?lang=en").shows("Sign in")
	r := b.request(http.MethodGet, "/signin", nil)
	r.Header.Set("Accept-Language", "en-GB,en;q=0.8")
	b.send(r).shows("No account for your company yet?")
	b.post("/language", url.Values{"lang": {"en"}, "next": {"/signin"}}).wants(http.StatusSeeOther)
	b.get("/signin").shows("No account for your company yet?")
}

func TestOwnPasswordAndSignIns(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	b := h.signedIn("officer")
	b.get("/account").wants(http.StatusOK).shows("何志明", "住房和城乡建设局", "本设备")
	b.post("/account/password", url.Values{"present": {password}, "password": {"短"}, "again": {"短"}}).
		wants(http.StatusUnprocessableEntity).shows("密码至少")
	b.post("/account/password", url.Values{"present": {password}, "password": {"另外 几个 words 12"}, "again": {"不同"}}).
		wants(http.StatusUnprocessableEntity).shows("两次输入的新密码不一致")
	b.post("/account/password", url.Values{"present": {"wrong"}, "password": {"另外 几个 words 12"}, "again": {"另外 几个 words 12"}}).
		wants(http.StatusUnprocessableEntity).shows("现在的密码不正确")

	sessions := must(h.accounts.Sessions(context.Background(), h.people["officer"].ID))(t)
	elsewhere := h.visitor()
	elsewhere.post("/signin", url.Values{"login": {"officer"}, "password": {password}}).wants(http.StatusSeeOther)
	for _, s := range must(h.accounts.Sessions(context.Background(), h.people["officer"].ID))(t) {
		if s.ID != sessions[0].ID {
			b.post("/account/sessions/"+id(s.ID)+"/end", nil).wants(http.StatusSeeOther)
		}
	}
	elsewhere.get("/account").wants(http.StatusSeeOther)
	b.post("/account/sessions/999/end", nil).wants(http.StatusNotFound)
	b.post("/account/password", url.Values{"present": {password}, "password": {"另外 几个 words 12"}, "again": {"另外 几个 words 12"}}).
		wants(http.StatusSeeOther)
	b.get("/account").shows("密码已修改")
}

func TestOnlyTrustedProxiesSayWhoCalls(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), func(o *web.Options) { o.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	b := h.signedIn("company")
	r := b.request(http.MethodPost, "/signin", strings.NewReader(url.Values{"login": {"officer"}, "password": {password}}.Encode()))
	_ = h.accounts.SetPassword(context.Background(), director, h.people["officer"].ID, password)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Forwarded-For", "203.0.113.9, 198.51.100.7, 127.0.0.2")
	b.send(r).wants(http.StatusSeeOther)
	sessions := must(h.accounts.Sessions(context.Background(), h.people["officer"].ID))(t)
	if sessions[0].Addr != "198.51.100.7" {
		t.Errorf("signed in from %s: the last hop that is no proxy counts, and no hop before it", sessions[0].Addr)
	}
}

func TestTheDemonstrationsClockIsOnlyInTheDemonstration(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	h.visitor().post("/demo/clock", url.Values{"by": {"day"}}).wants(http.StatusNotFound)

	var moved time.Duration
	h = newHouse(t, dbtest.SQLite(t), func(o *web.Options) {
		o.Demo = &web.Demo{Guests: []pages.Guest{{Login: "company", Password: password, Name: "陈经理", Role: cases.RoleCompany}},
			Advance: func(_ context.Context, by time.Duration) error { moved += by; return nil }}
	})
	b := h.visitor()
	b.get("/signin").shows("演示账号", "陈经理", "演示时钟")
	b.post("/demo/clock", url.Values{"by": {"day"}, "next": {"/signin"}}).wants(http.StatusSeeOther)
	b.post("/demo/clock", url.Values{"by": {"century"}}).wants(http.StatusBadRequest)
	if moved != 24*time.Hour {
		t.Errorf("the clock moved %s", moved)
	}
}
