package api

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"jiangqitong/internal/db/dbtest"
	"jiangqitong/notify"
	"jiangqitong/web"
)

// TestUnderTheWholeServer asks the interface through the server that serves the pages too: its refusals stay its own, and
// both speak of a request by the same id and route.
func TestUnderTheWholeServer(t *testing.T) {
	d := dbtest.SQLite(t)
	h := newHouse(t, d)
	h.handler = web.New(web.Options{DB: d, Desk: h.desk, Accounts: h.server.Accounts, Press: h.server.Press, Store: h.server.Store,
		Notify: notify.New(d, h.desk, notify.Directory{}, h.clock, notify.Settings{}), API: h.handler,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: h.clock})
	no := h.file()
	h.get("company", "/cases/"+no).wants(http.StatusOK)
	h.get("company", "/cases?q=%ff").problem(http.StatusBadRequest)
	h.get("company", "/nowhere").problem(http.StatusNotFound)
	h.get("", "/cases").problem(http.StatusUnauthorized)
	h.ask("company", "BREW", "/cases", nil).problem(http.StatusMethodNotAllowed)
	if head := h.ask("company", http.MethodHead, "/cases/"+no, nil).wants(http.StatusOK); head.header.Get("ETag") == "" {
		t.Error("HEAD has no ETag")
	}
	h.post("company", "/cases", `{"title": "`+strings.Repeat("x", 10<<20)+`"}`).problem(http.StatusRequestEntityTooLarge)
	foreign := httptest.NewRequest(http.MethodPost, Prefix+"/cases/"+no+"/urge", nil)
	foreign.Header.Set("Authorization", "Bearer "+h.tokens["company"])
	foreign.Header.Set("Sec-Fetch-Site", "cross-site") // another site's page holds no token, so this is a program
	h.send(foreign).wants(http.StatusOK)

	page := h.get("", "/docs").wants(http.StatusOK)
	if policy := page.header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'self'") {
		t.Errorf("the reader page is under the policy %q", policy)
	}
	counted := httptest.NewRecorder()
	h.handler.ServeHTTP(counted, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if !strings.Contains(counted.Body.String(), `route="/api/v1/cases/{no}"`) {
		t.Error("the metrics do not name the interface's routes")
	}
}
