package e2e

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/app"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/demo"
	"jiangqitong/internal/files"
	"jiangqitong/internal/workday"
	"jiangqitong/notify"
	"jiangqitong/web"
	"jiangqitong/web/pages"
)

// house is the whole server over a real database, with a clock that the test sets.
type house struct {
	t      *testing.T
	app    *app.App
	clock  *demo.Clock
	office *postOffice
	base   string
	data   data

	mu   sync.Mutex
	told map[string]bool // complaints made once
}

// newHouse serves an empty database that holds the reference data, as after jiangqitong init.
func newHouse(t *testing.T, d *db.DB, now string) *house {
	t.Helper()
	h := open(t, d, nil)
	h.clock.Set(instant(now))
	if err := h.app.Desk.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h
}

// newDemo serves the sample data of the demonstration.
func newDemo(t *testing.T, now string) *house {
	t.Helper()
	shown := &web.Demo{}
	h := open(t, dbtest.SQLite(t), shown)
	for _, g := range demo.Guests() {
		shown.Guests = append(shown.Guests, pages.Guest{Login: g.Login, Password: demo.Password, Name: g.Name, Role: g.Role})
	}
	shown.Advance = func(ctx context.Context, by time.Duration) error { h.clock.Advance(by); return h.settle(ctx) }
	stage := demo.Stage{DB: h.app.DB, Desk: h.app.Desk, Accounts: h.app.Accounts, Notify: h.app.Notify,
		Intake: files.NewIntake(h.app.Store), Clock: h.clock}
	if err := stage.Fill(t.Context(), instant(now)); err != nil {
		t.Fatal(err)
	}
	if err := h.app.Press.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.settles()
	return h
}

func open(t *testing.T, d *db.DB, shown *web.Demo) *house {
	t.Helper()
	needChromium(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, clock: demo.NewClock(time.Now), office: openPostOffice(t), base: "http://" + listener.Addr().String(), told: map[string]bool{}}
	faults := &faults{t: t}
	h.app, err = app.Open(d, app.Settings{Files: t.TempDir(), Address: h.base, Now: h.clock.Now,
		Log: slog.New(slog.NewJSONHandler(faults, &slog.HandlerOptions{Level: slog.LevelError})), Channels: []notify.Channel{h.office.channel}})
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: h.app.Handler(app.Front{Address: h.base, Demo: shown}), ReadHeaderTimeout: patience}
	go server.Serve(listener)
	t.Cleanup(func() {
		server.Close()
		faults.stop()
		h.app.Close()
	})
	return h
}

// faults fails the test of whatever the server logs as an error.
type faults struct {
	mu sync.Mutex
	t  *testing.T
}

var _ io.Writer = (*faults)(nil)

// Write takes one line of the log.
func (f *faults) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.t != nil {
		f.t.Errorf("the server logs: %s", bytes.TrimSpace(line))
	}
	return len(line), nil
}

func (f *faults) stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.t = nil
}

// instant reads a time of China, such as 2021-06-28 09:00.
func instant(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, workday.Zone)
	if err != nil {
		panic(err)
	}
	return at
}

// password is that of every person a test hires.
const password = "四块 unrelated 词语 9"

var director = cases.Actor{Name: "测试", Role: cases.RoleSystem}

// hire gives somebody an account.
func (h *house) hire(p accounts.Person) {
	h.t.Helper()
	ctx := h.t.Context()
	p.Lang, p.Active = "zh", true
	saved, err := h.app.Accounts.Save(ctx, director, p)
	if err == nil {
		err = h.app.Accounts.SetPassword(ctx, director, saved.ID, password)
	}
	if err != nil {
		h.t.Fatalf("hiring %s: %v", p.Login, err)
	}
}

// enrol adds a company.
func (h *house) enrol(c cases.Company) error {
	ctx := h.t.Context()
	return h.app.DB.Write(ctx, func(q *db.Q) error {
		_, err := cases.InsertCompany(ctx, q, c)
		return err
	})
}

// signedIn opens a window for somebody and signs them in.
func (h *house) signedIn(t *testing.T, login string, w window) *person {
	t.Helper()
	return h.person(t, login, w).signsIn(login, password)
}

func (p *person) signsIn(login, password string) *person {
	p.t.Helper()
	return p.goes("/signin").fills("用户名", login).fills("密码", password).presses("登录")
}

// turns moves the clock to an instant; what falls due on the way happens.
func (h *house) turns(to string) {
	h.t.Helper()
	h.clock.Set(instant(to))
	h.settles()
}

// settles lets happen what happens by itself: the timer, messages and mail, the search index, the log of views.
func (h *house) settles() {
	h.t.Helper()
	if err := h.settle(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) settle(ctx context.Context) error {
	if _, err := h.app.Desk.Tick(ctx); err != nil {
		return err
	}
	if err := h.app.Tell(ctx); err != nil {
		return err
	}
	if err := h.app.Index(ctx); err != nil {
		return err
	}
	return h.app.Accounts.FlushViews(ctx)
}

// firstTime says whether a complaint is new: one that stands on every page is made once.
func (h *house) firstTime(complaint string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	old := h.told[complaint]
	h.told[complaint] = true
	return !old
}
