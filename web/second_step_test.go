package web_test

import (
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/web"
)

var shownSecret = regexp.MustCompile(`<code>([A-Z2-7 ]{32,})</code>`)

// TestStaffSetUpTheSecondStepAndSignInByIt lets an officer who must use two steps set them up and sign in by them.
func TestStaffSetUpTheSecondStepAndSignInByIt(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), func(o *web.Options) { o.RequireSecondStep = true })
	began := time.Now()
	h.accounts.Wall = func() time.Time { return began }     // no code expires while the test runs
	h.signedIn("company").get("/file").wants(http.StatusOK) // companies are not asked

	officer := h.signedIn("officer")
	for _, path := range []string{"/queue", "/account", "/cases/2021-000001"} {
		if to := officer.get(path).wants(http.StatusSeeOther).location(); to != "/account/second-step" {
			t.Errorf("%s leads to %s before the second step is set up", path, to)
		}
	}
	officer.get("/account/second-step").wants(http.StatusOK).shows("请先完成设置", "开始设置")
	scan := officer.post("/account/second-step", nil).wants(http.StatusOK).shows("用验证器扫码")
	found := shownSecret.FindStringSubmatch(scan.body)
	if found == nil || !strings.Contains(scan.body, `class="qr"`) {
		t.Fatal("the page shows no QR code or no secret")
	}
	secret := strings.ReplaceAll(found[1], " ", "")
	if scan.header.Get("Cache-Control") != "no-store" {
		t.Error("the page with the secret may be kept by a cache")
	}
	officer.post("/account/second-step/confirm", url.Values{"code": {"12345"}}).wants(http.StatusUnprocessableEntity).
		shows("动态码不正确", found[1])
	first := must(totp.GenerateCode(secret, began.Add(-30*time.Second)))(t)
	officer.post("/account/second-step/confirm", url.Values{"code": {first}}).wants(http.StatusOK).shows("备用码", "我已保存")
	officer.get("/queue").wants(http.StatusOK)

	again := h.visitor()
	ask := again.post("/signin", url.Values{"login": {"officer"}, "password": {password}, "next": {"/inbox"}}).wants(http.StatusOK).shows("动态码")
	if !strings.Contains(ask.body, `name="next" value="/inbox"`) {
		t.Error("the second step forgets where the person was going")
	}
	again.get("/queue").wants(http.StatusSeeOther) // not in yet
	second := url.Values{"ticket": {ask.hidden("ticket")}, "next": {"/inbox"}, "code": {"000"}}
	again.post("/signin/code", second).wants(http.StatusForbidden).shows("动态码不正确或已用过")
	second.Set("code", must(totp.GenerateCode(secret, began))(t))
	if to := again.post("/signin/code", second).wants(http.StatusSeeOther).location(); to != "/inbox" {
		t.Errorf("the second step leads to %s", to)
	}
	again.get("/queue").wants(http.StatusOK)
	again.get("/account/second-step").wants(http.StatusOK).shows("关闭两步验证")
	again.post("/account/second-step/end", url.Values{"code": {"000"}}).wants(http.StatusUnprocessableEntity).shows("动态码不正确")
}

// TestStaffWorkFromTheOfficeNetworksOnly carries an officer's session out of the office.
func TestStaffWorkFromTheOfficeNetworksOnly(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), func(o *web.Options) {
		o.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
		o.StaffNetworks = accounts.Networks{netip.MustParsePrefix("10.0.0.0/8")}
	})
	from := func(b *browser, addr, method, path string, form url.Values) page {
		r := b.request(method, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Forwarded-For", addr)
		return b.send(r)
	}
	for _, login := range []string{"officer", "company"} {
		if err := h.accounts.SetPassword(t.Context(), director, h.people[login].ID, password); err != nil {
			t.Fatal(err)
		}
	}
	officer, sign := h.visitor(), url.Values{"login": {"officer"}, "password": {password}}
	from(officer, "203.0.113.9", http.MethodPost, "/signin", sign).wants(http.StatusForbidden).shows("单位网络")
	from(officer, "10.3.2.1", http.MethodPost, "/signin", sign).wants(http.StatusSeeOther)
	from(officer, "10.3.2.1", http.MethodGet, "/queue", nil).wants(http.StatusOK)
	from(officer, "203.0.113.9", http.MethodGet, "/queue", nil).wants(http.StatusForbidden).shows("单位网络").hides("何志明")
	company := h.visitor()
	from(company, "203.0.113.9", http.MethodPost, "/signin", url.Values{"login": {"company"}, "password": {password}}).wants(http.StatusSeeOther)
}
