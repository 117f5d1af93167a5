package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
	"jiangqitong/internal/files"
	"jiangqitong/internal/workday"
	"jiangqitong/reports"
)

// house is the whole interface over a real database, with one person of each kind, each with a token. Every answer is
// held against the description: an operation, a status or a field that it does not know fails the test.
type house struct {
	t        *testing.T
	db       *db.DB
	desk     *cases.Desk
	server   *server
	handler  http.Handler
	log      bytes.Buffer
	tokens   map[string]string
	people   map[string]accounts.Person
	company  int64
	mu       sync.Mutex
	now      time.Time
	visited  map[string]bool // operations that succeeded, by id
	patterns []described
}

// described is a documented operation with the addresses it answers.
type described struct {
	method  string
	address *regexp.Regexp
	op      *huma.Operation
}

var director = cases.Actor{Name: "测试", Role: cases.RoleSystem}

func newHouse(t *testing.T, d *db.DB, change ...func(*Options)) *house {
	t.Helper()
	ctx := context.Background()
	h := &house{t: t, db: d, tokens: map[string]string{}, people: map[string]accounts.Person{}, visited: map[string]bool{}}
	h.at("2021-06-28 09:00")
	h.desk = cases.NewDesk(d, h.clock)
	people := accounts.New(d, h.clock)
	h.check(h.desk.Seed(ctx))
	store, err := files.OpenDisk(t.TempDir())
	h.check(err)
	t.Cleanup(func() { _ = store.Close() })
	liaison := h.hire(people, "liaison", cases.RoleLiaison, "", 0)
	h.company = h.found("晨帆照明有限公司", liaison)
	h.hire(people, "company", cases.RoleCompany, "", h.company)
	h.hire(people, "other", cases.RoleCompany, "", h.found("远洋五金制品厂", 0))
	h.hire(people, "centre", cases.RoleCentre, "", 0)
	h.hire(people, "officer", cases.RoleOfficer, "zjj", 0)
	h.hire(people, "chief", cases.RoleChief, "zjj", 0)
	h.hire(people, "helper", cases.RoleOfficer, "jtj", 0)
	h.hire(people, "leader", cases.RoleLeader, "", 0)
	h.hire(people, "admin", cases.RoleAdmin, "", 0)
	h.hire(people, "auditor", cases.RoleAuditor, "", 0)
	options := Options{Desk: h.desk, Accounts: people, Store: store, Press: reports.NewPress(h.desk, d, h.clock),
		Log: slog.New(slog.NewTextHandler(&h.log, nil)), PerMinute: 1_000_000}
	for _, f := range change {
		f(&options)
	}
	h.server = newServer(options)
	h.handler = h.server.routes()
	h.describe()
	return h
}

func (h *house) check(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// at sets the clock.
func (h *house) at(text string) {
	now, err := time.ParseInLocation("2006-01-02 15:04", text, workday.Zone)
	h.check(err)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = now
}

// passes sets the clock and lets the timer run.
func (h *house) passes(text string) {
	h.t.Helper()
	h.at(text)
	_, err := h.desk.Tick(context.Background())
	h.check(err)
}

func (h *house) hire(people *accounts.Accounts, login string, role cases.Role, bureau string, company int64) int64 {
	h.t.Helper()
	ctx := context.Background()
	p, err := people.Save(ctx, director, accounts.Person{Login: login, Name: "测试" + login, Role: role, Bureau: bureau, Company: company, Lang: "zh", Active: true})
	h.check(err)
	token, err := people.CreateToken(ctx, p.Actor(), p.ID, "测试", time.Time{})
	h.check(err)
	h.people[login], h.tokens[login] = p, token
	return p.ID
}

func (h *house) found(name string, liaison int64) (id int64) {
	h.t.Helper()
	ctx := context.Background()
	h.check(h.db.Write(ctx, func(q *db.Q) (err error) {
		id, err = cases.InsertCompany(ctx, q, cases.Company{Name: name, Street: "waihai", Contact: "陈经理", Phone: "13800138000",
			Liaison: liaison, State: cases.CompanyConfirmed, CreatedAt: h.clock()})
		return err
	}))
	return id
}

var parameter = regexp.MustCompile(`\\\{\w+\\\}`)

func (h *house) describe() {
	for path, item := range h.server.api.OpenAPI().Paths {
		address := regexp.MustCompile("^" + parameter.ReplaceAllString(regexp.QuoteMeta(path), `[^/]+?`) + "$")
		for method, op := range map[string]*huma.Operation{http.MethodGet: item.Get, http.MethodPost: item.Post} {
			if op != nil {
				h.patterns = append(h.patterns, described{method, address, op})
			}
		}
	}
	// The longer pattern is the more particular one.
	slices.SortFunc(h.patterns, func(a, b described) int { return len(b.op.Path) - len(a.op.Path) })
}

// header is one header field of a request.
type header struct{ name, value string }

// answer is what came back.
type answer struct {
	h      *house
	asked  string
	status int
	header http.Header
	body   []byte
}

// ask sends a request in somebody's name; nobody's when login is empty. A body that is no text is sent as JSON.
func (h *house) ask(login, method, path string, body any, headers ...header) answer {
	h.t.Helper()
	var content io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		content = strings.NewReader(b)
	default:
		text, err := json.Marshal(b)
		h.check(err)
		content = bytes.NewReader(text)
	}
	if !strings.HasPrefix(path, Prefix) {
		path = Prefix + path
	}
	r := httptest.NewRequest(method, path, content)
	r.Header.Set("Content-Type", "application/json")
	if login != "" {
		r.Header.Set("Authorization", "Bearer "+h.tokens[login])
	}
	for _, f := range headers {
		r.Header.Set(f.name, f.value)
	}
	return h.send(r)
}

func (h *house) send(r *http.Request) answer {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	a := answer{h, r.Method + " " + r.URL.RequestURI(), w.Code, w.Header(), w.Body.Bytes()}
	a.keepsToTheDescription(r)
	return a
}

func (h *house) get(login, path string, headers ...header) answer {
	h.t.Helper()
	return h.ask(login, http.MethodGet, path, nil, headers...)
}

func (h *house) post(login, path string, body any, headers ...header) answer {
	h.t.Helper()
	return h.ask(login, http.MethodPost, path, body, headers...)
}

type object = map[string]any

func filed(more ...string) object {
	body := object{"category": "road", "title": "厂门口道路塌陷", "body": "大雨后路面塌陷，货车无法进出。", "contact_name": "陈经理",
		"contact_phone": "13800138000", "street": "waihai"}
	for i := 0; i < len(more); i += 2 {
		body[more[i]] = more[i+1]
	}
	return body
}

// file files a request of the company and gives its number.
func (h *house) file(more ...string) string {
	h.t.Helper()
	return h.post("company", "/cases", filed(more...)).wants(http.StatusCreated).json()["no"].(string)
}

// do takes an action that must succeed.
func (h *house) do(login, no string, action cases.Action, body object) answer {
	h.t.Helper()
	path := "/cases/" + no + "/" + string(action)
	if body == nil { // nothing is asked, nothing is sent
		return h.post(login, path, nil).wants(http.StatusOK)
	}
	return h.post(login, path, body).wants(http.StatusOK)
}

// upload sends a file.
func (h *house) upload(login, field, name string, content []byte) answer {
	h.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile(field, name)
	h.check(err)
	_, err = part.Write(content)
	h.check(err)
	h.check(form.Close())
	r := httptest.NewRequest(http.MethodPost, Prefix+"/files", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Authorization", "Bearer "+h.tokens[login])
	return h.send(r)
}

func (a answer) wants(status int) answer {
	a.h.t.Helper()
	if a.status != status {
		a.h.t.Fatalf("%s answered %d, want %d\n%s\n%s", a.asked, a.status, status, a.body, a.h.log.String())
	}
	return a
}

func (a answer) json() object {
	a.h.t.Helper()
	var v object
	if err := json.Unmarshal(a.body, &v); err != nil {
		a.h.t.Fatalf("%s: %v\n%s", a.asked, err, a.body)
	}
	return v
}

// problem reads a refusal of a status.
func (a answer) problem(status int) Problem {
	a.h.t.Helper()
	a.wants(status)
	var p Problem
	if err := json.Unmarshal(a.body, &p); err != nil {
		a.h.t.Fatalf("%s: %v\n%s", a.asked, err, a.body)
	}
	if a.header.Get("Content-Type") != problemType || p.Status != status || p.RequestID == "" || p.Title == "" || p.Detail == "" ||
		strings.HasPrefix(p.Title, "error.") || p.RequestID != a.header.Get("X-Request-Id") {
		a.h.t.Errorf("%s: %s %+v", a.asked, a.header.Get("Content-Type"), p)
	}
	return p
}

// at lists the places of the fields at fault.
func (p Problem) at() (places []string) {
	for _, e := range p.Errors {
		places = append(places, e.Location)
	}
	slices.Sort(places)
	return places
}

func (a answer) items() []any {
	a.h.t.Helper()
	return a.json()["items"].([]any)
}

// keepsToTheDescription holds an answer against the documented operation.
func (a answer) keepsToTheDescription(r *http.Request) {
	a.h.t.Helper()
	i := slices.IndexFunc(a.h.patterns, func(d described) bool { return d.method == r.Method && d.address.MatchString(r.URL.Path) })
	if i < 0 {
		return // not an operation: the router's own refusals
	}
	op := a.h.patterns[i].op
	if a.status < 300 {
		a.h.mu.Lock()
		a.h.visited[op.OperationID] = true
		a.h.mu.Unlock()
	}
	documented, ok := op.Responses[strconv.Itoa(a.status)]
	if !ok {
		a.h.t.Errorf("%s (%s) answered %d, which is not documented\n%s", a.asked, op.OperationID, a.status, a.body)
		return
	}
	media, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
	shape, ok := documented.Content[media]
	if !ok || !strings.Contains(media, "json") {
		return
	}
	var value any
	if err := json.Unmarshal(a.body, &value); err != nil {
		a.h.t.Errorf("%s: %v", a.asked, err)
		return
	}
	found := &huma.ValidateResult{}
	huma.Validate(a.h.server.api.OpenAPI().Components.Schemas, shape.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, value, found)
	for _, err := range found.Errors {
		a.h.t.Errorf("%s: %v", a.asked, err)
	}
}
