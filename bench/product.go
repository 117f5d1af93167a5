package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/app"
	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
	"jiangqitong/migrations"
)

// morning is the instant at which every measurement takes place.
var morning = workday.MakeDate(2021, 6, 30).At(9, 0)

const password = "correct horse battery staple"

// product is the whole product on one SQLite file, served on the loopback as it is in earnest.
type product struct {
	*app.App
	addr   string
	server *http.Server
	gc     int // percentage before the server
	clock  time.Time
}

// open opens the file name in the scratch folder, migrated and with a district's reference data.
func (r *run) open(name string) (*product, error) {
	d, err := db.Open(r.ctx, "sqlite:"+filepath.Join(r.dir, name))
	if err != nil {
		return nil, err
	}
	if err := migrations.Up(r.ctx, d); err != nil {
		return nil, err
	}
	p := &product{clock: morning}
	if p.App, err = app.Open(d, r.settings(p)); err != nil {
		return nil, err
	}
	return p, p.Desk.Seed(r.ctx)
}

func (r *run) settings(p *product) app.Settings {
	return app.Settings{Files: filepath.Join(r.dir, "files"), Now: p.now, Log: slog.New(slog.NewJSONHandler(io.Discard, nil))}
}

// now is the clock of the product, which the benchmark sets.
func (p *product) now() time.Time { return p.clock }

// serve starts the server on a free port.
func (p *product) serve() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	p.addr = listener.Addr().String()
	p.server = &http.Server{Handler: p.Handler(app.Front{Address: "http://" + p.addr})}
	p.gc = app.EaseCollector()
	go p.server.Serve(listener)
	return nil
}

// close ends the product and frees its disk.
func (p *product) close() {
	if p.server != nil {
		p.server.Close()
		debug.SetGCPercent(p.gc)
	}
	p.Close()
	p.DB.Close()
	os.Remove(p.DB.Path())
}

// company adds a confirmed company.
func (p *product) company(ctx context.Context, name string) (id int64, err error) {
	err = p.DB.Write(ctx, func(q *db.Q) (err error) {
		id, err = cases.InsertCompany(ctx, q, cases.Company{Name: name, Street: "waihai", Contact: "陈经理", Phone: "13800138000",
			State: cases.CompanyConfirmed, CreatedAt: morning})
		return err
	})
	return id, err
}

// person adds somebody who can sign in by their login.
func (p *product) person(ctx context.Context, who accounts.Person) (cases.Actor, error) {
	admin := cases.Actor{Name: "bench", Role: cases.RoleAdmin}
	who.Active, who.Name = true, who.Login
	saved, err := p.Accounts.Save(ctx, admin, who)
	if err != nil {
		return cases.Actor{}, err
	}
	return saved.Actor(), p.Accounts.SetPassword(ctx, admin, saved.ID, password)
}

// signIn returns the cookie header of a fresh session.
func (p *product) signIn(login string) (string, error) {
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.PostForm("http://"+p.addr+"/signin", url.Values{"login": {login}, "password": {password}})
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		return "", fmt.Errorf("signing in as %s: %s", login, answer.Status)
	}
	var header string
	for _, c := range jar.Cookies(&url.URL{Scheme: "http", Host: p.addr, Path: "/"}) {
		header += c.Name + "=" + c.Value + "; "
	}
	return header, nil
}

// get is the bytes of a page request.
func (p *product) get(path, cookie string) []byte {
	return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nAccept-Language: zh-CN\r\n\r\n", path, p.addr, cookie)
}

// post is the bytes of a form.
func (p *product) post(path, cookie string, form url.Values) []byte {
	body := form.Encode()
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		path, p.addr, cookie, len(body), body)
}
