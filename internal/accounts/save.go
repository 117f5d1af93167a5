package accounts

import (
	"context"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

var errManage = forbidden("只有管理员可以管理这类账号；企业账号也可由诉求中心管理。",
	"Only administrators manage such accounts; company accounts may also be managed by the centre.")

// mayManage says whether the actor may make, change and stop accounts of the role.
func mayManage(by cases.Actor, role cases.Role) bool {
	switch by.Role {
	case cases.RoleAdmin, cases.RoleSystem:
		return true
	case cases.RoleCentre:
		return role == cases.RoleCompany
	}
	return false
}

// Save stores an account as it is given: a new one when ID is 0, without a password. Stopping one (Active false) signs it out everywhere and
// ends its tokens. A refusal is a Problem, or Problems for every field at fault.
func (a *Accounts) Save(ctx context.Context, by cases.Actor, p Person) (Person, error) {
	p = p.tidy()
	if !mayManage(by, p.Role) {
		return Person{}, errManage
	}
	if bad := p.check(); len(bad) > 0 {
		return Person{}, bad
	}
	asked := p
	err := a.db.Write(ctx, func(q *db.Q) (err error) {
		p = asked
		if err := p.checkPlace(ctx, q); err != nil {
			return err
		}
		if p.ID == 0 {
			return a.insert(ctx, q, by, &p, "")
		}
		return a.update(ctx, q, by, &p)
	})
	if db.IsUnique(err) {
		return Person{}, loginTaken
	}
	return p, err
}

var loginTaken = invalid("login", "这个用户名已有人使用，请换一个。", "That login is taken; choose another.")

func (p Person) tidy() Person {
	p.Login = foldLogin(p.Login)
	p.Name, p.Email, p.Phone = strings.TrimSpace(p.Name), strings.TrimSpace(p.Email), strings.TrimSpace(p.Phone)
	p.Stopped = strings.TrimSpace(p.Stopped)
	if p.Active {
		p.Stopped = ""
	}
	if p.Lang == "" {
		p.Lang = "zh"
	}
	return p
}

// phone is deliberately wide: it is for people to read, not for machines to dial.
var phone = regexp.MustCompile(`^\+?[0-9][0-9 ()转x-]{4,28}$`)

func (p Person) check() (bad cases.Problems) {
	if !loginShape.MatchString(p.Login) {
		bad = append(bad, invalid("login", "用户名为 3 到 40 个小写字母、数字或 . _ - @，以字母或数字开头。",
			"A login has 3 to 40 small letters, digits or . _ - @ and begins with a letter or digit."))
	}
	bad = append(bad, p.checkContact()...)
	if !slices.Contains(cases.Roles(), p.Role) {
		bad = append(bad, invalid("role", "请选择角色。", "Please choose a role."))
	}
	switch inBureau := p.Role == cases.RoleOfficer || p.Role == cases.RoleChief; {
	case inBureau && p.Bureau == "":
		bad = append(bad, invalid("bureau", "承办单位的账号须选择单位。", "An account of a bureau needs its bureau."))
	case !inBureau && p.Bureau != "":
		bad = append(bad, invalid("bureau", "只有承办单位的账号才属于某个单位。", "Only officers and chiefs belong to a bureau."))
	}
	switch ofCompany := p.Role == cases.RoleCompany; {
	case ofCompany && p.Company == 0:
		bad = append(bad, invalid("company", "企业账号须选择企业。", "A company account needs its company."))
	case !ofCompany && p.Company != 0:
		bad = append(bad, invalid("company", "只有企业账号才属于某家企业。", "Only company accounts belong to a company."))
	}
	if utf8.RuneCountInString(p.Stopped) > cases.MaxLine || !storable(p.Stopped) {
		bad = append(bad, invalid("stopped", "停用原因最多 100 字。", "The reason for stopping has at most 100 characters."))
	}
	return bad
}

// maxName is the greatest length of a person's name, in characters.
const maxName = 40

func (p Person) checkContact() (bad cases.Problems) {
	if n := utf8.RuneCountInString(p.Name); n == 0 || n > maxName || !storable(p.Name) {
		bad = append(bad, invalid("name", "请填写姓名，最多 40 字。", "Please fill in the name, at most 40 characters."))
	}
	if p.Email != "" && !isMail(p.Email) {
		bad = append(bad, invalid("email", "邮箱格式不对，应如 name@example.com。", "That is no mail address; it looks like name@example.com."))
	}
	if p.Phone != "" && !phone.MatchString(p.Phone) {
		bad = append(bad, invalid("phone", "应是电话号码，如 13800138000 或 0750-3861234。", "That is no telephone number such as 13800138000 or 0750-3861234."))
	}
	if p.Lang != "zh" && p.Lang != "en" {
		bad = append(bad, invalid("lang", "语言只能是 zh 或 en。", "The language is zh or en."))
	}
	return bad
}

func isMail(s string) bool {
	parsed, err := mail.ParseAddress(s)
	return err == nil && parsed.Address == s && len(s) <= 254 && storable(s)
}

// storable says whether a line of text can be kept and shown: valid UTF-8 without control characters.
func storable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// checkPlace looks whether the bureau and the company exist.
func (p Person) checkPlace(ctx context.Context, q *db.Q) error {
	if p.Bureau != "" {
		if known, err := cases.HasBureau(ctx, q, p.Bureau); err != nil || !known {
			return orProblem(err, invalid("bureau", "没有这个单位，请从列表中选择。", "There is no such bureau; pick one from the list."))
		}
	}
	if p.Company != 0 {
		if known, err := cases.HasCompany(ctx, q, p.Company); err != nil || !known {
			return orProblem(err, invalid("company", "没有这家企业，请从列表中选择。", "There is no such company; pick one from the list."))
		}
	}
	return nil
}

func orProblem(err error, p *cases.Problem) error {
	if err != nil {
		return err
	}
	return p
}

func (a *Accounts) insert(ctx context.Context, q *db.Q, by cases.Actor, p *Person, password string) error {
	if taken, err := db.Value[int64](ctx, q, "select count(*) from person where login = $1", p.Login); err != nil || taken > 0 {
		return orProblem(err, loginTaken)
	}
	p.CreatedAt, p.SignedInAt = a.now(), time.Time{}
	var err error
	p.ID, err = db.Value[int64](ctx, q, `insert into person
		(login, name, role, bureau, company_id, email, phone, lang, active, stopped, password, created_ms, signed_in_ms)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0) returning id`,
		p.Login, p.Name, string(p.Role), p.Bureau, p.Company, p.Email, p.Phone, p.Lang, p.Active, p.Stopped, password, ms(p.CreatedAt))
	if err != nil {
		return err
	}
	return a.log(ctx, q, did(by, ActMade, p.Login, p.rights()))
}

func (a *Accounts) update(ctx context.Context, q *db.Q, by cases.Actor, p *Person) error {
	before, err := person(ctx, q, "p.id = $1", p.ID)
	if err != nil {
		return err
	}
	if !mayManage(by, before.Role) {
		return errManage
	}
	p.CreatedAt, p.SignedInAt = before.CreatedAt, before.SignedInAt
	if before.Role == cases.RoleAdmin && before.Active && (p.Role != cases.RoleAdmin || !p.Active) {
		if err := keepAnAdmin(ctx, q, p.ID); err != nil {
			return err
		}
	}
	_, err = q.Exec(ctx, `update person set login = $1, name = $2, role = $3, bureau = $4, company_id = $5, email = $6, phone = $7,
		lang = $8, active = $9, stopped = $10 where id = $11`,
		p.Login, p.Name, string(p.Role), p.Bureau, p.Company, p.Email, p.Phone, p.Lang, p.Active, p.Stopped, p.ID)
	if err != nil {
		return err
	}
	if !p.Active {
		if err := shutOut(ctx, q, p.ID); err != nil {
			return err
		}
	}
	if before.Login == p.Login && before.rights() == p.rights() {
		return nil
	}
	return a.log(ctx, q, did(by, ActChanged, p.Login, before.rights()+" → "+p.rights()))
}

// rights is what decides what a person may see and do, for the log.
func (p Person) rights() string {
	s := string(p.Role)
	if p.Bureau != "" {
		s += " " + p.Bureau
	}
	if p.Company != 0 {
		s += fmt.Sprintf(" #%d", p.Company)
	}
	if !p.Active {
		s += " stopped"
	}
	return s
}

// keepAnAdmin refuses to leave nobody who can administer. The rows are written to, so that two administrators who stop one
// another at the same time wait for each other.
func keepAnAdmin(ctx context.Context, q *db.Q, except int64) error {
	others, err := q.Exec(ctx, "update person set active = active where role = 'admin' and active and id <> $1", except)
	if err != nil {
		return err
	}
	if others == 0 {
		return conflict("这是最后一个管理员，不能停用或改角色；请先设另一位管理员。",
			"This is the last administrator; appoint another before stopping or changing this one.")
	}
	return nil
}

// shutOut ends all sessions and tokens of a person.
func shutOut(ctx context.Context, q *db.Q, id int64) error {
	if _, err := q.Exec(ctx, "delete from session where person_id = $1", id); err != nil {
		return err
	}
	_, err := q.Exec(ctx, "delete from token where person_id = $1", id)
	return err
}

// SaveOwn lets a person change their own name, mail address, telephone and language; everything else of p but ID is
// ignored.
func (a *Accounts) SaveOwn(ctx context.Context, p Person) error {
	p = p.tidy()
	if bad := p.checkContact(); len(bad) > 0 {
		return bad
	}
	return a.db.Write(ctx, func(q *db.Q) error {
		n, err := q.Exec(ctx, "update person set name = $1, email = $2, phone = $3, lang = $4 where id = $5",
			p.Name, p.Email, p.Phone, p.Lang, p.ID)
		if err == nil && n == 0 {
			err = ErrNoPerson
		}
		return err
	})
}

// CreateFirstAdmin makes the account from which all others are made. It is refused once an administrator exists.
func (a *Accounts) CreateFirstAdmin(ctx context.Context, login, name, password string) (Person, error) {
	p := Person{Login: login, Name: name, Role: cases.RoleAdmin, Active: true}.tidy()
	bad := p.check()
	if weak := CheckPassword(p.Login, password); weak != nil {
		bad = append(bad, weak)
	}
	if len(bad) > 0 {
		return Person{}, bad
	}
	stored := hashPassword(password)
	err := a.db.Write(ctx, func(q *db.Q) error {
		if q.Engine() == db.Postgres { // SQLite has one writer at a time anyway
			if _, err := q.Exec(ctx, "lock table person in share row exclusive mode"); err != nil {
				return err
			}
		}
		admins, err := db.Value[int64](ctx, q, "select count(*) from person where role = 'admin'")
		if err != nil {
			return err
		}
		if admins > 0 {
			return conflict("已经有管理员，请由管理员在“人员”中新建账号。", "There is an administrator already, who can make further accounts under People.")
		}
		p.ID = 0
		return a.insert(ctx, q, cases.Actor{Name: p.Name, Role: cases.RoleSystem}, &p, stored)
	})
	return p, err
}
