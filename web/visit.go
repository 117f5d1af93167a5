package web

import (
	"context"
	"net/http"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
)

// visit is what the server knows of one request beside the request itself. The outermost middleware makes it, the
// inner ones fill it in, and the access log reads it at the end.
type visit struct {
	id      string // request id
	started time.Time
	person  *accounts.Person // nil for a visitor
	fault   error            // what a 5xx answer hides from the person and the log must say
}

type visitKey struct{}

func withVisit(ctx context.Context, v *visit) context.Context {
	return context.WithValue(ctx, visitKey{}, v)
}

// visitOf is never nil below the outermost middleware.
func visitOf(r *http.Request) *visit {
	v, _ := r.Context().Value(visitKey{}).(*visit)
	return v
}

// personOf is the signed-in person; only handlers behind signedIn may ask.
func personOf(r *http.Request) accounts.Person { return *visitOf(r).person }

// actorOf is the signed-in person as the cases know them.
func actorOf(r *http.Request) cases.Actor { return visitOf(r).person.Actor() }
