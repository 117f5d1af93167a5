package accounts

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// Act is a security-relevant act that the access log keeps.
type Act string

// The acts.
const (
	ActSignedIn   Act = "sign-in"
	ActFailed     Act = "sign-in-failed"
	ActSignedOut  Act = "sign-out"
	ActRevoked    Act = "session-revoked"
	ActPassword   Act = "password"
	ActStepOn     Act = "second-step-on"
	ActStepOff    Act = "second-step-off"
	ActToken      Act = "token-made"
	ActTokenGone  Act = "token-revoked"
	ActMade       Act = "person-made"
	ActChanged    Act = "person-changed"
	ActRegistered Act = "company-registered"
	ActConfirmed  Act = "company-confirmed"
	ActRefused    Act = "company-refused"
	ActExport     Act = "export"
	ActPhone      Act = "phone-shown"
)

var actWords = map[Act]cases.Words{
	ActSignedIn:   {Zh: "登录", En: "Signed in"},
	ActFailed:     {Zh: "登录失败", En: "Sign-in failed"},
	ActSignedOut:  {Zh: "退出登录", En: "Signed out"},
	ActRevoked:    {Zh: "撤销登录", En: "Sign-in revoked"},
	ActPassword:   {Zh: "设置密码", En: "Password set"},
	ActStepOn:     {Zh: "开启两步验证", En: "Two-step sign-in on"},
	ActStepOff:    {Zh: "关闭两步验证", En: "Two-step sign-in off"},
	ActToken:      {Zh: "生成令牌", En: "Token made"},
	ActTokenGone:  {Zh: "撤销令牌", En: "Token revoked"},
	ActMade:       {Zh: "新建账号", En: "Account made"},
	ActChanged:    {Zh: "修改账号", En: "Account changed"},
	ActRegistered: {Zh: "企业注册", En: "Company registered"},
	ActConfirmed:  {Zh: "确认企业注册", En: "Company confirmed"},
	ActRefused:    {Zh: "退回企业注册", En: "Company refused"},
	ActExport:     {Zh: "导出", En: "Exported"},
	ActPhone:      {Zh: "显示电话号码", En: "Phone number shown"},
}

// Acts lists the acts in the order pages show them.
func Acts() []Act {
	return []Act{ActSignedIn, ActFailed, ActSignedOut, ActRevoked, ActPassword, ActStepOn, ActStepOff, ActToken, ActTokenGone,
		ActMade, ActChanged, ActRegistered, ActConfirmed, ActRefused, ActExport, ActPhone}
}

// Words is the act's name.
func (a Act) Words() cases.Words { return actWords[a] }

// Access is one line of the access log (安全日志).
type Access struct {
	ID     int64
	At     time.Time
	Act    Act
	Person int64  // who did it, 0 when unknown
	Who    string // login or name as it was then
	Addr   string // address it came from, where known
	About  string // the account, company or export concerned
	Detail string // what was changed, or what for
}

// did is a line about what an actor did.
func did(by cases.Actor, act Act, about, detail string) Access {
	return Access{Act: act, Person: by.ID, Who: by.Name, About: about, Detail: detail}
}

// log adds a line in the transaction of what it tells of.
func (a *Accounts) log(ctx context.Context, q *db.Q, l Access) error {
	_, err := q.Exec(ctx, `insert into access_log (at_ms, act, person_id, who, addr, about, detail)
		values ($1, $2, $3, $4, $5, $6, $7)`,
		a.nowMs(), string(l.Act), l.Person, clip(l.Who), clip(l.Addr), clip(l.About), clip(l.Detail))
	return err
}

// longestNote is how much of a text the log keeps, in bytes.
const longestNote = 500

// clip makes a text fit to be kept: valid, without NUL, not too long.
func clip(s string) string {
	if len(s) > longestNote {
		s = s[:longestNote]
	}
	s = strings.ToValidUTF8(s, "")
	return strings.ReplaceAll(s, "\x00", "")
}

// LogExport records that somebody takes data out of the system, what, and for which purpose, which must be stated.
// Call it before the export is sent.
func (a *Accounts) LogExport(ctx context.Context, by cases.Actor, what, purpose, addr string) error {
	return a.logPurpose(ctx, did(by, ActExport, what, purpose), addr, cases.Words{Zh: "导出用途", En: "what the export is for"})
}

// LogPhone records that somebody has the contact's telephone number of a case, by its number, or of a company, by its name,
// shown in full, and for which purpose, which must be stated. Call it before the number is shown.
func (a *Accounts) LogPhone(ctx context.Context, by cases.Actor, of, purpose, addr string) error {
	return a.logPurpose(ctx, did(by, ActPhone, of+" 联系电话", purpose), addr, cases.Words{Zh: "用途", En: "what the number is for"})
}

// logPurpose adds a line whose detail is a purpose, which is called by its name.
func (a *Accounts) logPurpose(ctx context.Context, line Access, addr string, name cases.Words) error {
	line.Addr, line.Detail = addr, strings.TrimSpace(line.Detail)
	switch {
	case line.Detail == "":
		return invalid("purpose", "请填写"+name.Zh+"。", "Please say "+name.En+".")
	case utf8.RuneCountInString(line.Detail) > cases.MaxLine:
		return invalid("purpose", name.Zh+"最多 "+strconv.Itoa(cases.MaxLine)+" 字。",
			"Please say "+name.En+" in at most "+strconv.Itoa(cases.MaxLine)+" characters.")
	}
	return a.db.Write(ctx, func(q *db.Q) error { return a.log(ctx, q, line) })
}

// AccessFilter narrows the access log; zero fields leave it wide.
type AccessFilter struct {
	Act    Act
	Person int64
	Cursor string
	Limit  int // 100 when 0
}

// AccessLog pages through the access log, newest first.
func (a *Accounts) AccessLog(ctx context.Context, f AccessFilter) (cases.Page[Access], error) {
	return cases.PageByID(f.Cursor, true, page(f.Limit), func(l Access) int64 { return l.ID }, func(walk cases.Walk) ([]Access, error) {
		w := where{"id" + walk.Than + "$1", []any{walk.ID}}
		if f.Act != "" {
			w.and("act", string(f.Act))
		}
		if f.Person != 0 {
			w.and("person_id", f.Person)
		}
		return db.All(ctx, a.db.Reader(), func(row db.Scanner) (l Access, err error) {
			return l, row.Scan(&l.ID, instant{&l.At}, &l.Act, &l.Person, &l.Who, &l.Addr, &l.About, &l.Detail)
		}, "select id, at_ms, act, person_id, who, addr, about, detail from access_log where "+w.text+
			" order by id"+walk.Order+" limit "+strconv.Itoa(walk.Limit), w.args...)
	})
}

// where is a condition that grows. A log is long: what narrows it must reach its indexes as an equation.
type where struct {
	text string
	args []any
}

func (w *where) and(column string, value any) {
	w.args = append(w.args, value)
	w.text += " and " + column + " = $" + strconv.Itoa(len(w.args))
}

func page(limit int) int {
	if limit <= 0 {
		return 100
	}
	return limit
}
