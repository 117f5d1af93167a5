// Package api is the product's JSON interface, version 1, for programs that act for a person: the systems of companies,
// bureaus and the district. It offers what the pages offer, over the same commands and under the same rules.
//
// Read it in this order:
//
//	api.go        the handler and what it stands on; call.go, what every request passes through; conditional.go, ETags
//	operation.go  how an operation is registered and documented; problem.go, how refusals are told
//	body.go       the fields of a filing or an action, read from JSON; filing.go, writing
//	lists.go      lists and worklists; case.go, one case and its promises; view.go, its shape; visible.go, who sees what of it
//	refs.go       reference data and the lifecycle; files.go, attachments; reports.go, the month
//	openapi.go    the description of it all; reader.go, the same as a page
//
// Every text that documents the interface is written as "中文 | English" and shown in one of the two.
package api

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/files"
	"jiangqitong/reports"
)

// Prefix starts every address of the interface. The handler is given whole paths.
const Prefix = "/api/v1"

// Options are what the interface stands on.
type Options struct {
	Desk     *cases.Desk
	Accounts *accounts.Accounts
	Press    *reports.Press
	Store    files.Store // the bytes of attachments
	Log      *slog.Logger
	// PerMinute is how many requests one token may send in a minute; 600 when 0.
	PerMinute int
	// StaffNetworks are where staff's tokens may be used from; empty for anywhere.
	StaffNetworks accounts.Networks
}

// The limits of one request.
const (
	perMinute   = 600
	maxBody     = 256 << 10        // bytes of a JSON body: several times the longest filing
	readTimeout = 30 * time.Second // for a JSON body
)

type server struct {
	Options
	api    huma.API
	intake *files.Intake
}

// New makes the handler of everything under Prefix.
func New(o Options) http.Handler { return newServer(o).routes() }

func newServer(o Options) *server {
	if o.PerMinute == 0 {
		o.PerMinute = perMinute
	}
	return &server{Options: o, intake: files.NewIntake(o.Store)}
}

func (s *server) routes() http.Handler {
	r := chi.NewRouter()
	r.Use(s.begin, s.survive, middleware.GetHead, readable)
	r.NotFound(s.refuse(errNoAddress))
	r.MethodNotAllowed(s.refuseMethod(r))
	r.Group(func(r chi.Router) {
		r.Use(s.bearer, s.rate(), conditional, whole)
		s.api = humachi.New(r, s.config())
		s.caseOperations()
		s.listOperations()
		s.refOperations()
		s.fileOperations()
		s.reportOperations()
		r.Post(Prefix+"/cases/{no}/{action}", s.refuse(errNoAction))
	})
	s.finish(s.api.OpenAPI())
	r.Group(func(r chi.Router) {
		r.Use(conditional)
		r.Get(Prefix+"/openapi.json", s.serveOpenAPI())
		r.Get(Prefix+"/docs", s.serveReader)
	})
	return r
}
