package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"jiangqitong/internal/app"
)

// BenchmarkPages draws the pages that people look at most through the whole handler, without a network: what it tells is
// the work and the garbage of one page.
func BenchmarkPages(b *testing.B) {
	r := &run{ctx: context.Background(), dir: b.TempDir(), cases: 2000, spell: time.Second}
	p, queuePath, casePath, err := r.openPages()
	if err != nil {
		b.Fatal(err)
	}
	defer p.close()
	if err := p.serve(); err != nil {
		b.Fatal(err)
	}
	cookie, err := p.signIn("officer1")
	if err != nil {
		b.Fatal(err)
	}
	handler := p.Handler(app.Front{Address: "http://" + p.addr})
	for _, page := range []struct{ name, path string }{{"queue", queuePath}, {"case", casePath}} {
		b.Run(page.name, func(b *testing.B) {
			b.ReportAllocs()
			request := httptest.NewRequestWithContext(b.Context(), http.MethodGet, page.path, nil) // can be cancelled, as in earnest
			request.Header.Set("Cookie", cookie)
			request.Header.Set("Accept-Language", "zh-CN")
			for b.Loop() {
				w := &discard{header: http.Header{}}
				if handler.ServeHTTP(w, request); w.status != http.StatusOK {
					b.Fatalf("%s answered %d", page.path, w.status)
				}
			}
		})
	}
}

// discard takes an answer and keeps its status.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header { return d.header }

func (d *discard) WriteHeader(status int) { d.status = status }

func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
