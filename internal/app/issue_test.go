package app_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/xuri/excelize/v2"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/app"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
	"jiangqitong/notify"
	"jiangqitong/notify/channels"
)

// postOffice is an SMTP server that keeps what it is sent.
type postOffice struct {
	mu      sync.Mutex
	letters []letter
}

type letter struct {
	to, subject, text, file string
	workbook                []byte
}

func openPostOffice(t *testing.T) (*postOffice, *channels.Mail) {
	t.Helper()
	office := &postOffice{}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &counter{office: office}, nil }))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { _ = server.Serve(listener); close(done) }()
	t.Cleanup(func() { listener.Close(); server.Close(); <-done })
	out, err := channels.NewMail(channels.MailSettings{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, Security: channels.NoTLS,
		From: "jqt@jianghai.example", Timeout: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return office, out
}

func (o *postOffice) received() []letter {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.letters)
}

type counter struct {
	office *postOffice
	to     string
}

func (c *counter) Mail(string, *smtp.MailOptions) error      { return nil }
func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error { c.to = to; return nil }
func (c *counter) Reset()                                    {}
func (c *counter) Logout() error                             { return nil }

func (c *counter) Data(r io.Reader) error {
	msg, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	l := letter{to: c.to}
	if l.subject, err = new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject")); err != nil {
		return err
	}
	if err := l.read(msg.Header.Get("Content-Type"), msg.Body); err != nil {
		return err
	}
	c.office.mu.Lock()
	defer c.office.mu.Unlock()
	c.office.letters = append(c.office.letters, l)
	return nil
}

// read takes a letter apart, part by part.
func (l *letter) read(kind string, body io.Reader) error {
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		return err
	}
	if strings.HasPrefix(media, "multipart/") {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			part, err := parts.NextRawPart()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if l.file == "" && part.FileName() != "" {
				l.file = part.FileName()
			}
			if err := l.read(part.Header.Get("Content-Type"), part); err != nil {
				return err
			}
		}
	}
	content, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, body))
	switch {
	case media == "text/plain":
		l.text = string(content)
	case strings.Contains(media, "spreadsheetml"):
		l.workbook = content
	}
	return err
}

// district is the product with a June of a few requests, a clock that the test sets, and a mail server.
type district struct {
	*app.App
	t      *testing.T
	now    time.Time
	office *postOffice
	centre cases.Actor
	admin  cases.Actor
}

func openDistrict(t *testing.T, d *db.DB, change ...func(*app.Settings)) *district {
	t.Helper()
	w := &district{t: t}
	office, out := openPostOffice(t)
	w.office = office
	set := app.Settings{Files: t.TempDir(), Address: "https://jqt.example.cn", Now: func() time.Time { return w.now },
		Log: slog.New(slog.DiscardHandler), Channels: []notify.Channel{out}}
	for _, f := range change {
		f(&set)
	}
	a, err := app.Open(d, set)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	w.App = a
	w.at("2021-06-28 09:00")
	w.ok(a.Desk.Seed(t.Context()))
	company := cases.Company{Name: "江海精工有限公司", Street: "waihai", Contact: "陈经理", Phone: "13800138000", State: cases.CompanyConfirmed, CreatedAt: w.now}
	w.ok(d.Write(t.Context(), func(q *db.Q) (err error) {
		company.ID, err = cases.InsertCompany(t.Context(), q, company)
		return err
	}))
	filer := w.hire("company", "", cases.RoleCompany, company.ID)
	w.centre = w.hire("centre", "centre@example.cn", cases.RoleCentre, 0)
	w.admin = w.hire("admin", "", cases.RoleAdmin, 0)
	w.hire("leader-a", "zheng@example.cn", cases.RoleLeader, 0)
	w.hire("leader-b", "lin@example.cn", cases.RoleLeader, 0)
	w.hire("leader-c", "", cases.RoleLeader, 0) // the inbox alone
	for range 3 {
		_, err := a.Desk.File(t.Context(), filer, cases.Filing{Input: cases.Input{"category": "road", "title": "厂门口道路损坏",
			"body": "路面塌陷。", "street": "waihai", "contact_name": "陈经理", "contact_phone": "13800138000"}})
		w.ok(err)
	}
	return w
}

func (w *district) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *district) at(text string) {
	w.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, workday.Zone)
	w.ok(err)
	w.now = at
}

func (w *district) hire(login, email string, role cases.Role, company int64) cases.Actor {
	w.t.Helper()
	p, err := w.Accounts.Save(w.t.Context(), cases.Actor{Name: "测试", Role: cases.RoleSystem},
		accounts.Person{Login: login, Name: login, Role: role, Company: company, Email: email, Lang: "zh", Active: true})
	w.ok(err)
	return p.Actor()
}

// morning runs the day's preparation and whatever mail is due a while later.
func (w *district) morning(day string) {
	w.t.Helper()
	w.at(day + " 08:00")
	w.ok(w.PrepareIssue(w.t.Context()))
	w.at(day + " 09:00")
	w.ok(w.MailIssues(w.t.Context()))
	w.now = w.now.Add(time.Minute)
	_, err := w.Notify.Send(w.t.Context())
	w.ok(err)
}

// about is the subjects of a person's inbox that speak of the report.
func (w *district) about(a cases.Actor) (subjects []string) {
	w.t.Helper()
	box, err := w.Notify.Inbox(w.t.Context(), a, "zh", "", 100)
	w.ok(err)
	for _, e := range box.Lines {
		if strings.Contains(e.Subject, "月报") || strings.Contains(e.Subject, "通报") {
			subjects = append(subjects, e.Subject)
		}
	}
	return subjects
}

func (w *district) june() cases.Period {
	m, err := workday.ParseMonth("2021-06")
	w.ok(err)
	return cases.MonthPeriod(m)
}

// TestAReleasedMonthIsMailedOnceToEachReader: on the first working day the centre is asked to check; after the release
// each leader with an address and each further reader gets one mail, whose workbook opens and says what was frozen.
func TestAReleasedMonthIsMailedOnceToEachReader(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openDistrict(t, d)
		ctx := t.Context()
		w.ok(w.Notify.SaveReaders(ctx, w.admin, "区委办 <office@example.cn>\nZheng@example.cn\n\nmayor@example.cn\n"))
		w.morning("2021-07-01")
		w.morning("2021-07-02")
		if got := w.about(w.centre); len(got) != 1 || !strings.Contains(got[0], "请核对并发布") {
			t.Fatalf("the centre reads %q", got)
		}
		issue, err := w.Press.Freeze(ctx, w.centre, w.june())
		w.ok(err)
		w.morning("2021-07-05")
		if got := w.mailed(); len(got) != 0 {
			t.Errorf("before the release %v were mailed", got)
		}
		w.ok(w.Press.Release(ctx, w.centre, issue.Number))
		for range 3 { // several instances, and again after a restart
			w.morning("2021-07-06")
		}
		if got, want := w.mailed(), []string{"lin@example.cn", "mayor@example.cn", "office@example.cn", "zheng@example.cn"}; !slices.Equal(got, want) {
			t.Fatalf("mailed to %v, want %v", got, want)
		}
		_, frozen, err := w.Press.FrozenWorkbook(ctx, issue.Number)
		w.ok(err)
		for _, l := range w.office.received() {
			if l.workbook == nil {
				continue
			}
			if !bytes.Equal(l.workbook, frozen) || !strings.Contains(l.text, "新收企业诉求 3 件") || !strings.Contains(l.subject, "第 1 期") {
				t.Errorf("%s got %q, %q and %d bytes", l.to, l.subject, l.text, len(l.workbook))
			}
			if name, err := new(mime.WordDecoder).DecodeHeader(l.file); err != nil || name != issue.Title+".xlsx" {
				t.Errorf("the workbook is called %q (%v)", name, err)
			}
			book, err := excelize.OpenReader(bytes.NewReader(l.workbook))
			w.ok(err)
			rows, err := book.GetRows("台账")
			if err != nil || len(rows) < 3 {
				t.Errorf("the ledger has %d rows (%v)", len(rows), err)
			}
			book.Close()
		}
		outbox, err := w.Notify.Deliveries(ctx, "sent", "zh", "", 100)
		if err != nil || !slices.ContainsFunc(outbox.Lines, func(l notify.DeliveryLine) bool {
			return l.Receiver == "区委办" && l.Address == "office@example.cn" && strings.Contains(l.Subject, "第 1 期")
		}) {
			t.Errorf("the page of deliveries lists %+v (%v)", outbox.Lines, err)
		}
	})
}

// mailed is to whom workbooks went, in order of their addresses.
func (w *district) mailed() (to []string) {
	for _, l := range w.office.received() {
		if l.workbook != nil {
			to = append(to, strings.ToLower(l.to))
		}
	}
	slices.Sort(to)
	return to
}

// TestAMonthLeftAloneIsFrozenButNotMailed: the fifth working day comes after days off that the calendar knows, and
// downtime until then changes nothing.
func TestAMonthLeftAloneIsFrozenButNotMailed(t *testing.T) {
	w := openDistrict(t, dbtest.SQLite(t))
	frozen := func() bool {
		_, is, err := w.Press.Frozen(t.Context(), w.june())
		w.ok(err)
		return is
	}
	w.morning("2021-07-06") // the fourth working day of July 2021
	if frozen() {
		t.Error("it was frozen on the fourth working day")
	}
	w.morning("2021-07-07")
	w.morning("2021-07-08")
	if got := w.about(w.centre); !frozen() || len(got) != 2 || !strings.Contains(got[0], "已自动定稿") || len(w.mailed()) != 0 {
		t.Errorf("frozen %t; the centre reads %q; mailed to %v", frozen(), got, w.mailed())
	}
	issue, _, err := w.Press.Frozen(t.Context(), w.june())
	w.ok(err)
	w.ok(w.Press.Reopen(t.Context(), w.centre, issue.Number, "补录评价"))
	w.morning("2021-07-09")
	if frozen() {
		t.Error("what the centre reopened was frozen behind its back")
	}
	if err := w.Press.Release(t.Context(), w.centre, issue.Number); cases.ProblemsOf(err) == nil {
		t.Errorf("a reopened issue was released (%v)", err)
	}
}

// TestMonthsMissedInADowntimeAreMadeUpFor: the program stood from the end of June to September; requests of before the
// first report are nobody's.
func TestMonthsMissedInADowntimeAreMadeUpFor(t *testing.T) {
	w := openDistrict(t, dbtest.SQLite(t))
	w.at("2021-06-30 20:00")
	may, err := cases.ParsePeriod("2021-05")
	w.ok(err)
	w.morning("2021-09-01") // nothing was ever frozen: the report of August alone
	if got := w.about(w.centre); len(got) != 1 || !strings.Contains(got[0], "8月") {
		t.Fatalf("the centre reads %q", got)
	}
	_, err = w.Press.Freeze(t.Context(), w.centre, may)
	w.ok(err)
	for range 2 {
		w.morning("2021-09-07") // the fifth working day
	}
	for _, name := range []string{"2021-06", "2021-07", "2021-08"} {
		p, err := cases.ParsePeriod(name)
		w.ok(err)
		if _, frozen, err := w.Press.Frozen(t.Context(), p); err != nil || !frozen {
			t.Errorf("%s was not made up for (%v)", name, err)
		}
	}
	if got := w.about(w.centre); len(got) != 4 || len(w.mailed()) != 0 {
		t.Errorf("the centre reads %q; mailed to %v", got, w.mailed())
	}
}

// TestTheReportOfAWeekLeadsToItsPage: what is mailed of any period leads to that period.
func TestTheReportOfAWeekLeadsToItsPage(t *testing.T) {
	w := openDistrict(t, dbtest.SQLite(t))
	week, err := cases.ParsePeriod("2021-W26") // to 4 July
	w.ok(err)
	w.at("2021-07-05 09:00")
	issue, err := w.Press.Freeze(t.Context(), w.centre, week)
	w.ok(err)
	w.ok(w.Press.Release(t.Context(), w.centre, issue.Number))
	w.morning("2021-07-05")
	if len(w.mailed()) != 2 {
		t.Fatalf("mailed to %v", w.mailed())
	}
	for _, l := range w.office.received() {
		if l.workbook != nil && !strings.Contains(l.text, "https://jqt.example.cn/month/2021-W26") {
			t.Errorf("the mail reads %q", l.text)
		}
	}
}

// TestAReportReopenedInTheMeantimeIsNotMailed: what still waits to go out is withdrawn.
func TestAReportReopenedInTheMeantimeIsNotMailed(t *testing.T) {
	w := openDistrict(t, dbtest.SQLite(t))
	ctx := t.Context()
	w.at("2021-07-03 10:00") // a Saturday: mail waits for Monday
	issue, err := w.Press.Freeze(ctx, w.centre, w.june())
	w.ok(err)
	w.ok(w.Press.Release(ctx, w.centre, issue.Number))
	w.ok(w.MailIssues(ctx))
	w.ok(w.Press.Reopen(ctx, w.centre, issue.Number, "数字有误"))
	w.at("2021-07-05 10:00")
	_, err = w.Notify.Send(ctx)
	w.ok(err)
	if got := w.mailed(); len(got) != 0 {
		t.Errorf("mailed to %v", got)
	}
}

// TestAWorkbookTooLargeForMailIsPointedTo: the mail goes out all the same, and says where the workbook is.
func TestAWorkbookTooLargeForMailIsPointedTo(t *testing.T) {
	w := openDistrict(t, dbtest.SQLite(t), func(s *app.Settings) { s.MaxFile = 10_000 })
	w.at("2021-07-05 10:00")
	issue, err := w.Press.Freeze(t.Context(), w.centre, w.june())
	w.ok(err)
	w.ok(w.Press.Release(t.Context(), w.centre, issue.Number))
	w.morning("2021-07-06")
	told := 0
	for _, l := range w.office.received() {
		if l.workbook != nil {
			t.Errorf("%s got %d bytes", l.to, len(l.workbook))
		}
		if strings.Contains(l.subject, "第 1 期") {
			told++
			for _, says := range []string{"超过邮件附件上限 0.0 MiB，未随信附上", "https://jqt.example.cn/month/2021-06", "新收企业诉求 3 件"} {
				if !strings.Contains(l.text, says) {
					t.Errorf("the mail to %s does not say %q: %s", l.to, says, l.text)
				}
			}
		}
	}
	if told != 2 {
		t.Errorf("%d leaders were told", told)
	}
}

// TestACentreReportsAMonthAtOnce freezes, releases and mails in one go, and once.
func TestACentreReportsAMonthAtOnce(t *testing.T) {
	w := openDistrict(t, dbtest.SQLite(t))
	w.at("2021-07-05 10:00")
	month := workday.MonthOf(workday.DateOf(w.now)).Prev()
	for range 2 {
		w.ok(w.ReportMonth(t.Context(), w.centre, month))
	}
	issues, err := w.Press.Issues(t.Context())
	if err != nil || len(issues) != 1 || !issues[0].Released() || issues[0].ReleasedBy != w.centre.Name {
		t.Fatalf("%+v, %v", issues, err)
	}
	w.morning("2021-07-06")
	if got := w.mailed(); len(got) != 2 {
		t.Errorf("mailed to %v", got)
	}
}

// TestAMonthMayBeginOnAMakeUpDay: 8 October 2022 was a Saturday on which people worked.
func TestAMonthMayBeginOnAMakeUpDay(t *testing.T) {
	w := openDistrict(t, dbtest.SQLite(t))
	w.at("2022-10-07 07:00")
	_, err := w.Desk.Tick(t.Context())
	w.ok(err)
	w.morning("2022-10-07")
	if got := w.about(w.centre); len(got) != 0 {
		t.Fatalf("in the holidays the centre reads %q", got)
	}
	w.morning("2022-10-08")
	if got := w.about(w.centre); len(got) != 1 || !strings.Contains(got[0], "2022年9月") {
		t.Errorf("on the first working day the centre reads %q", got)
	}
}

func TestOctoberBeginsAfterTheHolidays(t *testing.T) {
	w := openDistrict(t, dbtest.SQLite(t))
	w.at("2021-09-27 10:00")
	for _, day := range []string{"2021-10-01", "2021-10-07"} {
		w.morning(day)
		if got := w.about(w.centre); len(got) != 0 {
			t.Errorf("on %s the centre reads %q", day, got)
		}
	}
	w.morning("2021-10-08")
	if got := w.about(w.centre); len(got) != 1 {
		t.Errorf("on the first working day the centre reads %q", got)
	}
}

func TestTheListOfReadersIsChecked(t *testing.T) {
	w := openDistrict(t, dbtest.SQLite(t))
	ctx := t.Context()
	for _, wrong := range []string{"nobody", "张三 <zhang@>", "a@example.cn\nb@@example.cn"} {
		if bad := cases.ProblemsOf(w.Notify.SaveReaders(ctx, w.admin, wrong)); len(bad) != 1 || bad[0].Field != "readers" {
			t.Errorf("%q was taken: %v", wrong, bad)
		}
	}
	if cases.ProblemsOf(w.Notify.SaveReaders(ctx, w.centre, "a@example.cn")) == nil {
		t.Error("the centre edited the administrator's list")
	}
	w.ok(w.Notify.SaveReaders(ctx, w.admin, "甲 <a@example.cn>\nb@example.cn"))
	w.ok(w.Notify.SaveReaders(ctx, w.admin, "乙 <b@example.cn>\n甲 <a@example.cn>\na@EXAMPLE.cn"))
	if got, err := w.Notify.Readers(ctx); err != nil || got != "甲 <a@example.cn>\n乙 <b@example.cn>\n" {
		t.Errorf("the list reads %q (%v)", got, err)
	}
}
