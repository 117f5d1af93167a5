package web

import (
	"context"
	"net/http"
	"time"

	"jiangqitong/migrations"
)

// healthz says that the process lives.
func healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}

// readyz says whether requests can be served: the database answers and its schema is this program's.
func (s *server) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if problem := s.notReady(ctx); problem != "" {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte(problem + "\n"))
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

func (s *server) notReady(ctx context.Context) string {
	if err := s.DB.Ping(ctx); err != nil {
		return "the database does not answer"
	}
	current, latest, err := migrations.Status(ctx, s.DB)
	pending, err2 := migrations.Pending(ctx, s.DB)
	switch {
	case err != nil, err2 != nil:
		return "the schema's version cannot be read"
	case current != latest, pending:
		return "the schema is not up to date: run migrate"
	}
	return ""
}
