package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/alecthomas/kong"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/app"
	"jiangqitong/internal/db"
	"jiangqitong/internal/demo"
	"jiangqitong/internal/files"
	"jiangqitong/internal/workday"
	"jiangqitong/web"
	"jiangqitong/web/pages"
)

// demoCommand takes nothing from the environment: settings of a real server must not lead a demonstration to it.
type demoCommand struct {
	Addr  string `default:"127.0.0.1:8080" env:"-" help:"Address to listen on."`
	DB    string `default:"sqlite:data/demo.db" env:"-" help:"Database of the demonstration; one of an earlier demonstration is gone on with."`
	Files string `default:"data/demo-files" env:"-" help:"Folder of its attachments."`
	Now   string `env:"-" placeholder:"2021-06-30T09:00" help:"Instant to set the clock to, in China's time; by default where it stood, or 2021-06-30T09:00."`
	Fresh bool   `env:"-" help:"Throw an earlier demonstration away and begin anew (SQLite only)."`
	Fill  bool   `env:"-" help:"Only make the sample data; do not serve."`
}

// demoStart is the instant a demonstration begins at: the last day of the article's month.
const demoStart = "2021-06-30T09:00"

// Run makes the sample data where there is none, and serves it.
func (c *demoCommand) Run(ctx context.Context, k *kong.Context, lang language) error {
	at, err := c.instant()
	if err != nil {
		return err
	}
	listener, err := listen(c.Addr) // before the work of making the data
	if err != nil {
		return err
	}
	defer listener.Close()
	d, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	clock := demo.NewClock(time.Now)
	set := settings{site: site{database: database{c.DB}, Files: c.Files}, Addr: listener.Addr().String()}
	i, err := assemble(d, set, clock.Now, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		return err
	}
	defer i.Close()
	i.clock = clock
	if err := i.prepare(ctx, k, at, lang); err != nil {
		return err
	}
	if c.Fill {
		return nil
	}
	greet(k, set, i, lang)
	return i.show(ctx, listener, set, lang)
}

// instant is what --now says, zero when it says nothing.
func (c *demoCommand) instant() (time.Time, error) {
	if c.Now == "" {
		return time.Time{}, nil
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", c.Now, workday.Zone)
	if err != nil {
		return at, say("--now 应是日期和时间，如 %[2]s，而不是“%[1]s”。", "--now is a date and time such as %[2]s, not “%[1]s”.", c.Now, demoStart)
	}
	return at, nil
}

// open opens the demonstration's database. One whose sample data is not whole, or is to be fresh, is thrown away
// first; one that holds anything else is left alone.
func (c *demoCommand) open(ctx context.Context) (*db.DB, error) {
	d, err := database{c.DB}.open(ctx)
	if err != nil {
		return nil, err
	}
	state, _, err := demo.Kept(ctx, cases.NewDesk(d, time.Now))
	if err == nil && state == demo.None {
		err = empty(ctx, d)
	}
	if err != nil {
		d.Close()
		return nil, err
	}
	if state == demo.None || state == demo.Ready && !c.Fresh {
		return d, nil
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	if err := c.discard(); err != nil {
		return nil, err
	}
	return database{c.DB}.open(ctx)
}

// empty refuses a database that somebody uses.
func empty(ctx context.Context, d *db.DB) error {
	people, err := accounts.New(d, time.Now).People(ctx, accounts.PeopleFilter{Limit: 1})
	if err != nil || len(people.Lines) == 0 {
		return err
	}
	return say("%s 是在用的数据库，不是演示数据库；请用 --db 另选一个。", "The database %s is in use and is not a demonstration; choose another with --db.", d.URL())
}

// discard removes the files of a demonstration.
func (c *demoCommand) discard() error {
	path, ok := strings.CutPrefix(c.DB, "sqlite:")
	if !ok {
		return say("该 PostgreSQL 数据库中的演示数据不完整或要求重建，请先自行清空它。", "The demonstration in this PostgreSQL database is unfinished or to be made anew; empty the database yourself first.")
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// prepare plays the sample on an empty database, or goes on with the one that is there.
func (i *instance) prepare(ctx context.Context, k *kong.Context, at time.Time, lang language) error {
	state, kept, err := demo.Kept(ctx, i.Desk)
	if err != nil {
		return err
	}
	if state == demo.Ready {
		if at.IsZero() {
			at = kept
		}
		if at.Before(kept) {
			return say("演示时钟已走到 %s，不能倒退；请加 --fresh 重新开始。", "The demonstration's clock stands at %s and does not go back; add --fresh to begin anew.",
				kept.In(workday.Zone).Format("2006-01-02T15:04"))
		}
		i.clock.Set(at)
		i.clock.Start()
		return nil
	}
	if at.IsZero() {
		at, _ = time.ParseInLocation("2006-01-02T15:04", demoStart, workday.Zone)
	}
	fmt.Fprintln(k.Stderr, say("正在生成样例数据……", "Making the sample data …").In(string(lang)))
	stage := demo.Stage{DB: i.DB, Desk: i.Desk, Accounts: i.Accounts, Notify: i.Notify, Intake: files.NewIntake(i.Store), Clock: i.clock, Fifth: i.ReportMonth}
	if err := stage.Fill(ctx, at); err != nil {
		return err
	}
	if err := errors.Join(i.Press.Refresh(ctx), i.digest(ctx), i.Index(ctx)); err != nil {
		return err
	}
	i.clock.Start()
	return nil
}

// show serves the demonstration with its clock.
func (i *instance) show(ctx context.Context, listener net.Listener, set settings, lang language) error {
	s := newSchedule(i, i.clock.Ahead)
	mover := &clockMover{of: i, schedule: s}
	handler := i.Handler(app.Front{Address: set.address(), Demo: &web.Demo{Guests: guests(), Advance: mover.advance}})
	err := i.serve(ctx, listener, handler, s, func() {})
	return errors.Join(err, i.clock.Keep(context.WithoutCancel(ctx), i.Desk))
}

// guests are the sign-ins that the sign-in page offers.
func guests() (list []pages.Guest) {
	for _, g := range demo.Guests() {
		list = append(list, pages.Guest{Login: g.Login, Password: demo.Password, Name: g.Name, Role: g.Role})
	}
	return list
}

// greet prints where to go and how to sign in.
func greet(k *kong.Context, set settings, i *instance, lang language) {
	out := k.Stdout
	fmt.Fprintln(out, say("江企通演示已启动：%s", "The Jiangqitong demonstration runs at %s", set.address()).In(string(lang)))
	fmt.Fprintln(out, say("数据库：%s", "Database: %s", i.DB.URL()).In(string(lang)))
	fmt.Fprintln(out, say("演示时钟：%s（页脚可拨快）", "Its clock: %s (moved on at the foot of each page)", i.Now().In(workday.Zone).Format("2006-01-02 15:04")).In(string(lang)))
	fmt.Fprintln(out, say("登录账号（密码都是 %s）：", "Sign-ins (password of all: %s):", demo.Password).In(string(lang)))
	for _, g := range demo.Guests() {
		fmt.Fprintf(out, "  %-13s %s\n", g.Login, g.Role.Words().In(string(lang)))
	}
}

// clockMover moves the demonstration's clock on, so that what falls due on the way is seen at once.
type clockMover struct {
	of       *instance
	schedule *schedule
	mu       sync.Mutex
}

func (m *clockMover) advance(ctx context.Context, by time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	ctx = context.WithoutCancel(ctx) // half a move would be worse than a slow one
	from := m.of.Now()
	m.of.clock.Advance(by)
	if err := m.of.timer(ctx); err != nil {
		return err
	}
	m.schedule.catchUp(ctx, func(string) time.Time { return from })
	m.schedule.stop()
	m.schedule.start(ctx)
	return errors.Join(m.of.Tell(ctx), m.of.Index(ctx))
}
