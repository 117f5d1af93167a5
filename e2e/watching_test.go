package e2e

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestTheWatchWatches shows that what must not happen is noticed when it does: a watch that sees nothing would let every
// story pass.
func TestTheWatchWatches(t *testing.T) {
	t.Parallel()
	needChromium(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "script-src 'self' 'nonce-x'")
		io.WriteString(w, `<!doctype html><html lang="en"><title>江海</title><body><h3>One</h3><h1>A</h1><h1>B</h1>
			<img src="/missing.png"><input name="q"><button></button><button>x</button><p id="a">月报</p><p id="a" lang="zh-CN">可以</p><p>form.save</p>
			<div style="width:900px;height:1px">wide</div><img alt="far" src="http://127.0.0.2:9/far.png">
			<script>1</script><script nonce="x">console.error("said"); missing()</script>`)
	}))
	defer server.Close()
	h := &house{t: t, base: server.URL, told: map[string]bool{}}
	p := &person{t: t, name: "visitor", house: h, window: phone, watch: newWatch(server.URL), lang: "zh-CN"}
	p.ctx = phone.open(t, p.watch.see)
	p.waits(p.address("/"))
	seen := strings.Join(p.wrong(), "\n")
	for _, wanted := range []string{"console.error: said", "exception: ReferenceError: missing is not defined", "answered 404", "a request leaves the server: http://127.0.0.2:9/far.png",
		"Content Security Policy", "2 h1 instead of one", "lang is en", "not one main", "no alt", "broken picture", "id used twice: a", "no accessible name: <input",
		"no accessible name: <button>", "heading jumps", "pixels wide in a window of 390", "a target of", "not for people: form.save"} {
		if !strings.Contains(seen, wanted) {
			t.Errorf("nobody noticed %q in\n%s", wanted, seen)
		}
	}
	p.lang = "en"
	if seen := strings.Join(p.wrong(), "\n"); !strings.Contains(seen, "月报") || !strings.Contains(seen, "江海") || strings.Contains(seen, "可以") {
		t.Errorf("the Chinese on an English page is %s", seen)
	}
}
