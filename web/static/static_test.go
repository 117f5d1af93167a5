package static

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func get(t *testing.T, url, encoding string) *http.Response {
	t.Helper()
	request := httptest.NewRequest(http.MethodGet, url, nil)
	request.Header.Set("Accept-Encoding", encoding)
	recorder := httptest.NewRecorder()
	Handler().ServeHTTP(recorder, request)
	return recorder.Result()
}

func body(t *testing.T, r io.Reader) string {
	t.Helper()
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestAssetsAreServedForEver(t *testing.T) {
	for name, media := range map[string]string{
		"app.css":   "text/css; charset=utf-8",
		"app.js":    "text/javascript; charset=utf-8",
		"icons.svg": "image/svg+xml",
		"logo.svg":  "image/svg+xml",
	} {
		response := get(t, URL(name), "")
		if response.StatusCode != http.StatusOK {
			t.Fatalf("%s at %s answers %d", name, URL(name), response.StatusCode)
		}
		if got := response.Header.Get("Content-Type"); got != media {
			t.Errorf("%s is served as %q, want %q", name, got, media)
		}
		if got := response.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("%s may be kept: %q", name, got)
		}
		if len(body(t, response.Body)) == 0 {
			t.Errorf("%s is empty", name)
		}
	}
}

func TestZippedAssetIsTheSame(t *testing.T) {
	plain := body(t, get(t, URL("app.css"), "").Body)
	response := get(t, URL("app.css"), "br, gzip")
	if response.Header.Get("Content-Encoding") != "gzip" {
		t.Fatal("gzip was offered and not used")
	}
	unzipped, err := gzip.NewReader(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body(t, unzipped) != plain {
		t.Error("the zipped style sheet differs from the plain one")
	}
}

func TestOnlyKnownAddressesAnswer(t *testing.T) {
	for _, url := range []string{URL("no.css"), "/static/", "/static/app.css", "/static/app.000000000000.css", "/static/../static.go"} {
		if response := get(t, url, ""); response.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d", url, response.StatusCode)
		}
	}
}

func TestAddressFollowsContent(t *testing.T) {
	one := index{byName: map[string]*asset{}, byURL: map[string]*asset{}}
	one.add("a.css", []byte("a{}"))
	before := one.byName["a.css"].url
	one.add("a.css", []byte("b{}"))
	if after := one.byName["a.css"].url; after == before {
		t.Errorf("another content has the same address %s", after)
	}
}
