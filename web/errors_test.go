package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jiangqitong/internal/db/dbtest"
)

// TestErrorPagesLeadOn: they keep the navigation, lead back to the form that was sent, and through the sign-in to it.
func TestErrorPagesLeadOn(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	b := h.signedIn("company")
	b.get("/no/such/page").wants(http.StatusNotFound).shows("我的诉求", "返回首页")

	send := func(b *browser, from string) page {
		r := b.request(http.MethodPost, "/file", strings.NewReader(url.Values{"text": {strings.Repeat("长", 1<<20)}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Referer", from)
		return b.send(r)
	}
	form := b.base + "/file?company=1"
	if page := send(b, form).wants(http.StatusRequestEntityTooLarge).shows("返回刚才的页面"); !strings.Contains(page.body, `href="/file?company=1"`) {
		t.Error("too much text does not lead back to its form")
	}
	if page := send(b, "https://evil.example/file"); strings.Contains(page.body, "evil") {
		t.Error("the page leads to another site")
	}
	if page := send(h.visitor(), form).wants(http.StatusUnauthorized); !strings.Contains(page.body, `href="/signin?next=%2Ffile%3Fcompany%3D1"`) {
		t.Error("the sign-in does not lead back to the form")
	}
}

// TestARefusedFormsAddressLeadsToItsCase, where a browser reloads it or comes back to it.
func TestARefusedFormsAddressLeadsToItsCase(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	c := h.file("road", "厂门口道路塌陷")
	b := h.signedIn("officer")
	if to := b.get("/cases/" + c.No + "/sign").wants(http.StatusSeeOther).location(); to != "/cases/"+c.No {
		t.Errorf("it leads to %s", to)
	}
	b.get("/cases/" + c.No + "/nonsense").wants(http.StatusNotFound)
}
