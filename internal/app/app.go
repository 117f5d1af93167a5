// Package app puts the product together on one database: every door, all going by one clock. The commands, the
// benchmark and the tests from outside stand on what Open returns, so what is tested and measured is what is served.
package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
	"jiangqitong/internal/exports"
	"jiangqitong/internal/files"
	"jiangqitong/internal/jobs"
	"jiangqitong/notify"
	"jiangqitong/reports"
	"jiangqitong/web"
	"jiangqitong/web/api"
)

// App is the product on one database.
type App struct {
	DB       *db.DB
	Now      func() time.Time // the clock that rules go by
	Log      *slog.Logger
	Desk     *cases.Desk
	Accounts *accounts.Accounts
	Store    *files.Disk
	Notify   *notify.Notifier
	Press    *reports.Press
	Exports  *exports.Exports
	Jobs     *jobs.Jobs
}

// Settings are what an App is told besides its database.
type Settings struct {
	Files    string           // folder of the attachments, made where it is missing
	Address  string           // where people reach the product, such as https://jqt.example.gov.cn
	Site     string           // the same for links in workbooks; empty for none
	Now      func() time.Time // the clock that rules go by
	Log      *slog.Logger
	Channels []notify.Channel // ways out of the house; none for the inbox alone
	MaxFile  int              // bytes of the largest workbook that is mailed; 0 for the default
}

// liveFor is how long readers share the live figures of a report, which says how old they are.
const liveFor = 30 * time.Second

// Open opens every door on a database whose schema is up to date.
func Open(d *db.DB, s Settings) (*App, error) {
	store, err := files.OpenDisk(s.Files)
	if err != nil {
		return nil, fmt.Errorf("the folder of the attachments cannot be used: %w", err)
	}
	a := &App{DB: d, Now: s.Now, Log: s.Log, Store: store, Desk: cases.NewDesk(d, s.Now), Accounts: accounts.New(d, s.Now),
		Jobs: jobs.New(d, owner(), s.Now)}
	a.Press = reports.NewPress(a.Desk, d, s.Now)
	a.Press.Site, a.Press.People = s.Site, a.liaisons
	a.Press.Share(liveFor)
	a.Exports = exports.New(d, a.Press, store, a.exporter, s.Now)
	a.Notify = notify.New(d, a.Desk, directory(a.Accounts), s.Now, notify.Settings{BaseURL: s.Address, Workbook: workbook(a.Press), MaxFile: s.MaxFile}, s.Channels...)
	return a, nil
}

// Close lets go of what Open opened. The database is closed by who opened it.
func (a *App) Close() { a.Store.Close() }

// Front is how the product meets its callers.
type Front struct {
	Address   string         // that people use; https makes the cookies secure
	Proxies   []netip.Prefix // whose X-Forwarded-For is believed
	PerMinute int            // requests of one API token; 0 for the default
	Guard     Guard
	Demo      *web.Demo // nil but in the demonstration
}

// Guard is what staff need besides their password.
type Guard struct {
	StaffNetworks     []netip.Prefix `help:"Networks that staff may work from, such as 10.0.0.0/8; without them, anywhere. Companies come from anywhere."`
	RequireSecondStep bool           `help:"Make staff sign in with a one-time code as well as their password."`
}

// Handler answers every request, pages and interface alike.
func (a *App) Handler(f Front) http.Handler {
	interfaces := api.New(api.Options{Desk: a.Desk, Accounts: a.Accounts, Press: a.Press, Store: a.Store, Log: a.Log, PerMinute: f.PerMinute,
		StaffNetworks: f.Guard.StaffNetworks})
	return web.New(web.Options{DB: a.DB, Desk: a.Desk, Accounts: a.Accounts, Notify: a.Notify, Press: a.Press, Exports: a.Exports, Jobs: a.Jobs,
		Store: a.Store, API: interfaces, Log: a.Log, BaseURL: f.Address, Proxies: f.Proxies, Now: a.Now, Demo: f.Demo,
		StaffNetworks: f.Guard.StaffNetworks, RequireSecondStep: f.Guard.RequireSecondStep})
}

// Tell announces what happened and sends what is due.
func (a *App) Tell(ctx context.Context) error {
	for {
		if n, err := a.Notify.Pump(ctx); err != nil {
			return err
		} else if n == 0 {
			break
		}
	}
	_, err := a.Notify.Send(ctx)
	return err
}

// batch is how many cases the search index takes in at a time.
const batch = 200

// Index brings the search index up to date.
func (a *App) Index(ctx context.Context) error {
	for {
		if n, err := a.Desk.IndexSearch(ctx, batch); err != nil || n < batch {
			return err
		}
	}
}

// owner names this instance for people: the machine and the process.
func owner() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s/%d", host, os.Getpid())
}
