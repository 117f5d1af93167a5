package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/app"
	"jiangqitong/internal/demo"
)

type serveCommand struct{ settings }

// Run serves until a signal ends it.
func (c *serveCommand) Run(ctx context.Context) error {
	if err := c.check(); err != nil {
		return err
	}
	d, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	i, err := assemble(d, c.settings, time.Now, c.logger())
	if err != nil {
		return err
	}
	defer i.Close()
	if err := errors.Join(i.Desk.Seed(ctx), i.fit(ctx)); err != nil {
		return err
	}
	s := newSchedule(i, func() time.Duration { return 0 })
	listener, err := listen(c.Addr)
	if err != nil {
		return err
	}
	i.Log.Info("serving", "address", listener.Addr().String(), "database", d.URL(), "version", version())
	return i.serve(ctx, listener, i.Handler(app.Front{Address: c.address(), Proxies: c.Proxies, PerMinute: c.PerMinute, Guard: c.Guard}), s, func() { time.Sleep(c.Drain) })
}

// fit refuses a database that must not be served: one without anybody who could administer it, and a demonstration,
// whose passwords everybody knows.
func (i *instance) fit(ctx context.Context) error {
	switch state, _, err := demo.Kept(ctx, i.Desk); {
	case err != nil:
		return err
	case state != demo.None:
		return say("数据库 %s 是演示数据，密码是公开的；请用 jiangqitong demo 运行，或用 --db 另选数据库。",
			"The database %s is a demonstration with known passwords; run it by jiangqitong demo, or choose another with --db.", i.DB.URL())
	}
	admins, err := i.Accounts.ByRole(ctx, cases.RoleAdmin)
	if err == nil && len(admins) == 0 {
		err = say("数据库 %s 还没有管理员，请先运行 jiangqitong init。", "The database %s has no administrator yet; run jiangqitong init first.", i.DB.URL())
	}
	return err
}

// logger writes JSON lines to standard error.
func (s site) logger() *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}

// address is where people reach the product.
func (s settings) address() string {
	if s.BaseURL != "" {
		return strings.TrimRight(s.BaseURL, "/")
	}
	return "http://" + s.Addr
}

func listen(addr string) (net.Listener, error) {
	listener, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, say("地址 %s 已被占用，请停止占用它的程序，或用 --addr 换一个。", "The address %s is in use; stop what uses it, or choose another with --addr.", addr)
	case errors.Is(err, syscall.EACCES):
		return nil, say("没有权限监听 %s，请用 --addr 选 1024 以上的端口。", "There is no permission to listen on %s; choose a port above 1023 with --addr.", addr)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %s: %w; choose another address with --addr", addr, err)
	}
	return listener, nil
}

// The limits of a connection. A request's body may take as long as a phone on a slow network needs for its photos.
const (
	headerTimeout = 10 * time.Second
	bodyTimeout   = 5 * time.Minute
	answerTimeout = 5 * time.Minute
	idleTimeout   = 2 * time.Minute
	maxHeader     = 64 << 10
	farewell      = 20 * time.Second // for requests under way when the end comes
)

// serve answers requests and does what happens by itself, until ctx ends. Then /readyz says no while drain lets time pass,
// requests under way are finished, and what was begun is written.
func (i *instance) serve(ctx context.Context, listener net.Listener, handler http.Handler, s *schedule, drain func()) error {
	app.EaseCollector()
	var draining atomic.Bool
	server := &http.Server{Handler: unready(&draining, handler), ReadHeaderTimeout: headerTimeout, ReadTimeout: bodyTimeout,
		WriteTimeout: answerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(i.Log.Handler(), slog.LevelWarn)}
	work, endWork := context.WithCancel(context.WithoutCancel(ctx))
	defer endWork()
	working := i.work(work, s)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	i.Log.Info("stopping")
	draining.Store(true)
	drain()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	err := server.Shutdown(last)
	endWork()
	s.stop()
	working.Wait()
	return err
}

// unready lets load balancers know that the end is near.
func unready(draining *atomic.Bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/readyz" && draining.Load() {
			http.Error(w, "stopping", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// work starts everything that happens beside requests.
func (i *instance) work(ctx context.Context, s *schedule) *sync.WaitGroup {
	var working sync.WaitGroup
	working.Go(func() {
		if since, err := s.missed(ctx); err != nil {
			i.Log.Error("the last runs of the timetable cannot be read", "error", err)
		} else {
			s.catchUp(ctx, since)
		}
		s.start(ctx)
	})
	working.Go(func() { i.repeat(ctx, "telling", i.Tell) })
	working.Go(func() { i.repeat(ctx, "indexing", i.Index) })
	working.Go(func() { i.repeat(ctx, "exporting", i.Exports.Run) })
	working.Go(func() {
		i.Accounts.KeepViews(ctx, func(err error) { i.Log.Error("views of cases are not yet written", "error", err) })
	})
	return &working
}

// pace is how long after an event people are told of it and searches find it, at most.
const pace = 2 * time.Second

// repeat does something again and again until ctx ends; after a failure it waits longer.
func (i *instance) repeat(ctx context.Context, what string, do func(context.Context) error) {
	wait := pace
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		switch err := guarded(ctx, do); {
		case err == nil:
			wait = pace
		case ctx.Err() == nil:
			wait = min(2*wait, time.Minute)
			i.Log.Error(what+" failed", "error", err, "again_in", wait.String())
		}
	}
}

// guarded makes a panic the failure of one round and not of the process.
func guarded(ctx context.Context, do func(context.Context) error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
		}
	}()
	return do(ctx)
}
