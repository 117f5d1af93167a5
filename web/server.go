// Package web serves the product's pages over HTTP: one handler for all of it, with the JSON interface mounted beside
// the pages.
//
// A request passes, from the outside in: observe (request id, access log, metrics, panics), headers, language,
// the interface for programs where it is asked for, readable, the body's limit, cross-origin protection, the session, and its handler. A handler has the form
//
//	func (s *server) caseShow(w http.ResponseWriter, r *http.Request) error
//
// and returns what went wrong as an error; the table in errors.go turns each kind into a status and a page. Pages are
// drawn by s.render inside the frame that s.frame makes. Addresses are listed in routes.go.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
	"jiangqitong/internal/exports"
	"jiangqitong/internal/files"
	"jiangqitong/internal/jobs"
	"jiangqitong/notify"
	"jiangqitong/reports"
	"jiangqitong/web/pages"
)

// Options are what the pages stand on.
type Options struct {
	DB       *db.DB // for readiness only: cases and people are reached through Desk and Accounts
	Desk     *cases.Desk
	Accounts *accounts.Accounts
	Notify   *notify.Notifier
	Press    *reports.Press
	Exports  *exports.Exports
	Jobs     *jobs.Jobs
	Store    files.Store  // the bytes of attachments
	API      http.Handler // answers everything under /api/; nil for none
	Log      *slog.Logger
	BaseURL  string         // the address people use; https:// makes the cookies Secure and sends HSTS
	Proxies  []netip.Prefix // reverse proxies whose X-Forwarded-For is believed
	// StaffNetworks are where staff may work from; empty for anywhere.
	StaffNetworks accounts.Networks
	// RequireSecondStep makes staff sign in with a one-time code as well as their password.
	RequireSecondStep bool
	Now               func() time.Time       // the clock that rules go by
	Metrics           []prometheus.Collector // what other packages count
	Demo              *Demo                  // nil but in the demonstration
}

// Demo is what only the demonstration has: known sign-ins and a clock that visitors move on.
type Demo struct {
	Guests  []pages.Guest
	Advance func(ctx context.Context, by time.Duration) error // moves the clock and runs what falls due meanwhile
}

type server struct {
	Options
	secure   bool // people come by https
	intake   *files.Intake
	sessions *accounts.Sessions
	metrics  *metrics
}

// New makes the handler of the whole server.
func New(o Options) http.Handler {
	s := &server{Options: o, intake: files.NewIntake(o.Store)}
	s.metrics = newMetrics(append(o.Metrics, newQueues(o.Desk), newOutbox(o.Notify))...)
	s.secure = strings.HasPrefix(o.BaseURL, "https://")
	s.sessions = accounts.NewSessions(o.Accounts, accounts.SessionOptions{Secure: s.secure, Failed: s.fail})
	return s.routes()
}
