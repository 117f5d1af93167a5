package web_test

import (
	"bytes"
	"context"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
	"jiangqitong/internal/exports"
	"jiangqitong/internal/files"
	"jiangqitong/internal/jobs"
	"jiangqitong/internal/workday"
	"jiangqitong/notify"
	"jiangqitong/reports"
	"jiangqitong/web"
)

// house is the whole server over a real database, with one person of each kind and two companies.
type house struct {
	t        *testing.T
	db       *db.DB
	desk     *cases.Desk
	accounts *accounts.Accounts
	exports  *exports.Exports
	server   *httptest.Server
	logs     *lines
	clock    *clock
	people   map[string]accounts.Person
	company  cases.Company
	other    cases.Company
}

// clock is set by the test.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(text string) {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, workday.Zone)
	if err != nil {
		panic(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = at
}

// lines gathers the log.
type lines struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

const password = "四块 unrelated 词语 9"

var director = cases.Actor{Name: "测试", Role: cases.RoleSystem}

// must stops the test at a fault.
func must[T any](v T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func newHouse(t *testing.T, d *db.DB, change ...func(*web.Options)) *house {
	t.Helper()
	ctx := context.Background()
	h := &house{t: t, db: d, clock: &clock{}, logs: &lines{}, people: map[string]accounts.Person{}}
	h.clock.set("2021-06-28 09:00")
	h.desk = cases.NewDesk(d, h.clock.Now)
	h.accounts = accounts.New(d, h.clock.Now)
	if err := h.desk.Seed(ctx); err != nil {
		t.Fatal(err)
	}
	liaison := h.hire("liaison", "罗静", cases.RoleLiaison, "", 0)
	h.company = h.found("晨帆照明有限公司", "waihai", liaison.ID)
	h.other = h.found("远洋五金制品厂", "jiangnan", 0)
	h.hire("company", "陈经理", cases.RoleCompany, "", h.company.ID)
	h.hire("other", "黄主任", cases.RoleCompany, "", h.other.ID)
	h.hire("centre", "苏敏", cases.RoleCentre, "", 0)
	h.hire("officer", "何志明", cases.RoleOfficer, "zjj", 0)
	h.hire("chief", "梁局长", cases.RoleChief, "zjj", 0)
	h.hire("helper", "郑交通", cases.RoleOfficer, "jtj", 0)
	h.hire("leader", "郑朗", cases.RoleLeader, "", 0)
	h.hire("admin", "温宁", cases.RoleAdmin, "", 0)
	h.hire("auditor", "邹平", cases.RoleAuditor, "", 0)
	store, err := files.OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	press := reports.NewPress(h.desk, d, h.clock.Now)
	h.exports = exports.New(d, press, store, func(ctx context.Context, id int64) (cases.Actor, bool, error) {
		p, err := h.accounts.Person(ctx, id)
		return p.Actor(), err == nil, err
	}, h.clock.Now)
	options := web.Options{DB: d, Desk: h.desk, Accounts: h.accounts, Store: store,
		Notify: notify.New(d, h.desk, notify.Directory{}, h.clock.Now, notify.Settings{}),
		Press:  press, Exports: h.exports, Jobs: jobs.New(d, "test", h.clock.Now),
		Log: slog.New(slog.NewJSONHandler(h.logs, nil)), Now: h.clock.Now}
	for _, f := range change {
		f(&options)
	}
	h.server = httptest.NewServer(web.New(options))
	t.Cleanup(h.server.Close)
	return h
}

// hire makes an account with the password of all.
func (h *house) hire(login, name string, role cases.Role, bureau string, company int64) accounts.Person {
	h.t.Helper()
	ctx := context.Background()
	p := must(h.accounts.Save(ctx, director, accounts.Person{Login: login, Name: name, Role: role, Bureau: bureau, Company: company,
		Lang: "zh", Active: true}))(h.t)
	h.people[login] = p
	return p
}

func (h *house) found(name, street string, liaison int64) cases.Company {
	h.t.Helper()
	c := cases.Company{Name: name, Street: street, Contact: "陈经理", Phone: "13800138000", Liaison: liaison, State: cases.CompanyConfirmed,
		CreatedAt: h.clock.Now()}
	err := h.db.Write(context.Background(), func(q *db.Q) (err error) {
		c.ID, err = cases.InsertCompany(context.Background(), q, c)
		return err
	})
	return must(c, err)(h.t)
}

// do carries out an action straight at the desk, for the parts of a story that a test is not about.
func (h *house) do(login, no string, action cases.Action, in cases.Input) *cases.Case {
	h.t.Helper()
	return must(h.desk.Do(context.Background(), h.people[login].Actor(), no, cases.Command{Action: action, Input: in}))(h.t)
}

// file files a request of the company straight at the desk.
func (h *house) file(category, title string) *cases.Case {
	h.t.Helper()
	return must(h.desk.File(context.Background(), h.people["company"].Actor(), cases.Filing{Input: cases.Input{"category": category,
		"title": title, "body": "大雨后路面塌陷约两米，货车无法进出，已影响发货。", "street": "waihai", "contact_name": "陈经理", "contact_phone": "13800138000"}}))(h.t)
}

// browser is a signed-in person's browser. It does not follow redirects.
type browser struct {
	t      *testing.T
	client *http.Client
	base   string
}

func (h *house) visitor() *browser {
	jar, _ := cookiejar.New(nil)
	return &browser{h.t, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, h.server.URL}
}

// signedIn signs the person in. The password is set on first use: hashing is dear.
func (h *house) signedIn(login string) *browser {
	h.t.Helper()
	if err := h.accounts.SetPassword(context.Background(), director, h.people[login].ID, password); err != nil {
		h.t.Fatal(err)
	}
	b := h.visitor()
	page := b.post("/signin", url.Values{"login": {login}, "password": {password}})
	page.wants(http.StatusSeeOther)
	return b
}

// page is an answer with its body read.
type page struct {
	t      *testing.T
	what   string
	status int
	header http.Header
	body   string
}

func (b *browser) send(r *http.Request) page {
	b.t.Helper()
	answer, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return page{b.t, r.Method + " " + r.URL.RequestURI(), answer.StatusCode, answer.Header, string(body)}
}

func (b *browser) request(method, path string, body io.Reader) *http.Request {
	b.t.Helper()
	r, err := http.NewRequest(method, b.base+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *browser) get(path string) page { return b.send(b.request(http.MethodGet, path, nil)) }

func (b *browser) post(path string, values url.Values) page {
	r := b.request(http.MethodPost, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

// upload posts a form with files, each a name and its bytes.
func (b *browser) upload(path string, values url.Values, attached map[string][]byte) page {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, list := range values {
		for _, value := range list {
			_ = w.WriteField(name, value)
		}
	}
	for name, content := range attached {
		part, _ := w.CreateFormFile("files", name)
		_, _ = part.Write(content)
	}
	_ = w.Close()
	r := b.request(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.send(r)
}

// wants stops the test unless the answer has the status.
func (p page) wants(status int) page {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("%s answered %d, want %d\n%s", p.what, p.status, status, p.text())
	}
	return p
}

// shows stops the test unless the page's text holds each of the parts.
func (p page) shows(parts ...string) page {
	p.t.Helper()
	for _, part := range parts {
		if !strings.Contains(p.text(), part) {
			p.t.Fatalf("%s does not show %q:\n%s", p.what, part, p.text())
		}
	}
	return p
}

// hides stops the test if the page holds one of the parts anywhere.
func (p page) hides(parts ...string) page {
	p.t.Helper()
	for _, part := range parts {
		if strings.Contains(p.body, part) {
			p.t.Fatalf("%s must not show %q", p.what, part)
		}
	}
	return p
}

var (
	tags   = regexp.MustCompile(`(?s)<svg.*?</svg>|<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
	hidden = regexp.MustCompile(`name="([\w]+)" value="([^"]*)"`)
)

// text is what a person reads of the page.
func (p page) text() string {
	return spaces.ReplaceAllString(strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&amp;", "&", "&lt;", "<", "&gt;", ">").
		Replace(tags.ReplaceAllString(p.body, " ")), " ")
}

// hidden is the value of a hidden field, such as the version that the form was made for.
func (p page) hidden(name string) string {
	p.t.Helper()
	for _, m := range hidden.FindAllStringSubmatch(p.body, -1) {
		if m[1] == name {
			return m[2]
		}
	}
	p.t.Fatalf("%s has no hidden field %s", p.what, name)
	return ""
}

// way is where one of the ways through a list leads: next, prev or first.
func (p page) way(rel string) string {
	p.t.Helper()
	found := regexp.MustCompile(`rel="` + rel + `" href="([^"]+)"`).FindStringSubmatch(p.body)
	if found == nil {
		p.t.Fatalf("%s has no way %s", p.what, rel)
	}
	return html.UnescapeString(found[1])
}

func (p page) location() string { return p.header.Get("Location") }

func caseOf(location string) string { return strings.TrimPrefix(location, "/cases/") }

// filingForm is a request as a company's browser sends it.
func filingForm(key string) url.Values {
	return url.Values{"idempotency_key": {key}, "category": {"road"}, "title": {"厂门口道路塌陷"}, "body": {"大雨后路面塌陷，货车无法进出。"},
		"contact_name": {"陈经理"}, "contact_phone": {"13800138000"}, "street": {"waihai"}}
}
