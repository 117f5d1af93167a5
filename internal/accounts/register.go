package accounts

import (
	"context"
	"strings"
	"unicode/utf8"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// Registration is what a company fills in to take part: itself, and its first account.
type Registration struct {
	Company  cases.Company // ID, Liaison, State and CreatedAt are ignored
	Name     string        // of the person
	Login    string
	Password string
	Email    string
	Lang     string
	Addr     string // address it comes from, without port; empty when there is none
}

// Registered is a registration that waits for the centre. Warning is set when the code's check digit does not fit:
// some lawful early codes do not, so it is for the person to look again and for the centre to compare.
type Registered struct {
	Company cases.Company
	Person  Person
	Warning *cases.Words
}

// Register takes a company's registration. Its account can sign in at once, and file once the centre has confirmed. It
// returns Problems for what is filled in wrongly, or a *Throttled.
func (a *Accounts) Register(ctx context.Context, r Registration) (Registered, error) {
	if err := a.countRegistration(ctx, r.Addr); err != nil {
		return Registered{}, err
	}
	c, p := r.Company.Tidy(), r.person()
	bad := c.Check()
	if c.USCC == "" {
		bad = append(bad, invalid("uscc", "请填写统一社会信用代码，见营业执照。", "Please fill in the unified social credit code from the business licence."))
	}
	for _, b := range p.check() {
		if b.Field != "company" && b.Field != "phone" { // it has none yet; its phone is the company's
			bad = append(bad, b)
		}
	}
	if weak := CheckPassword(p.Login, r.Password); weak != nil {
		bad = append(bad, weak)
	}
	if len(bad) > 0 {
		return Registered{}, bad
	}
	release, err := a.hasher(ctx)
	if err != nil {
		return Registered{}, err
	}
	stored := hashPassword(r.Password)
	release()
	c.ID, c.Liaison, c.State, c.CreatedAt = 0, 0, cases.CompanyPending, a.now()
	err = a.db.Write(ctx, func(q *db.Q) (err error) {
		if c.ID, err = cases.InsertCompany(ctx, q, c); err != nil {
			return err
		}
		p.Company = c.ID
		if err := a.insert(ctx, q, cases.Actor{Name: p.Name, Role: cases.RoleSystem}, &p, stored); err != nil {
			return err
		}
		return a.log(ctx, q, did(p.Actor(), ActRegistered, c.Name, c.USCC))
	})
	if db.IsUnique(err) { // another took login or code between our look and our insert
		err = conflict("用户名或统一社会信用代码刚被登记，请核对后再试。", "The login or the credit code was registered a moment ago; check and try again.")
	}
	if err != nil {
		return Registered{}, err
	}
	return Registered{c, p, codeWarning(c.USCC)}, nil
}

func (r Registration) person() Person {
	return Person{Login: r.Login, Name: r.Name, Role: cases.RoleCompany, Email: r.Email, Phone: r.Company.Phone,
		Lang: r.Lang, Active: true}.tidy()
}

func codeWarning(code string) *cases.Words {
	if _, checked := cases.CheckUSCC(code); checked {
		return nil
	}
	return &cases.Words{Zh: "统一社会信用代码的校验位不符，请再核对一遍；如执照上确实如此，可以照常使用。",
		En: "The check digit of the credit code does not fit; please compare it once more. If the licence really says so, it is fine."}
}

// Pending is a registration that waits for the centre.
type Pending struct {
	Company cases.Company
	People  []Person
	Warning *cases.Words
}

// PendingCompanies lists the registrations that wait, oldest first, at most 200.
func (a *Accounts) PendingCompanies(ctx context.Context) (list []Pending, err error) {
	err = a.db.Read(ctx, func(q *db.Q) error {
		list = nil
		companies, err := cases.Companies(ctx, q, cases.CompanyFilter{State: cases.CompanyPending})
		if err != nil {
			return err
		}
		ids := make([]any, len(companies.Lines))
		for i, c := range companies.Lines {
			ids[i] = c.ID
			list = append(list, Pending{Company: c, Warning: codeWarning(c.USCC)})
		}
		people, err := db.All(ctx, q, scanPerson, "select "+personColumns+` from person p
			where p.company_id in (`+db.In(1, len(ids))+") order by p.id", ids...)
		for _, p := range people {
			for i := range list {
				if list[i].Company.ID == p.Company {
					list[i].People = append(list[i].People, p)
				}
			}
		}
		return err
	})
	return list, err
}

// ConfirmCompany accepts a registration; from now on the company may file.
func (a *Accounts) ConfirmCompany(ctx context.Context, by cases.Actor, companyID int64) error {
	return a.rule(ctx, by, companyID, cases.CompanyConfirmed, "")
}

// RefuseCompany turns a registration down. Its accounts are stopped, and the reason is what they read when they try to
// sign in; the credit code is free to be registered again.
func (a *Accounts) RefuseCompany(ctx context.Context, by cases.Actor, companyID int64, reason string) error {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n == 0 || n > cases.MaxLine || !storable(reason) {
		return invalid("reason", "请写明不通过的原因，最多 100 字。", "Say why it is refused, in at most 100 characters.")
	}
	return a.rule(ctx, by, companyID, cases.CompanyRefused, reason)
}

func (a *Accounts) rule(ctx context.Context, by cases.Actor, companyID int64, state cases.CompanyState, reason string) error {
	if by.Role != cases.RoleCentre && by.Role != cases.RoleSystem {
		return forbidden("企业注册由诉求中心确认。", "Registrations are confirmed by the centre.")
	}
	return a.db.Write(ctx, func(q *db.Q) error {
		company, err := cases.SetCompanyState(ctx, q, companyID, cases.CompanyPending, state)
		if err != nil {
			return err
		}
		act := ActConfirmed
		if state == cases.CompanyRefused {
			act = ActRefused
			if err := stopCompany(ctx, q, companyID, reason); err != nil {
				return err
			}
		}
		return a.log(ctx, q, did(by, act, company.Name, reason))
	})
}

// stopCompany stops every account of a company and signs them out.
func stopCompany(ctx context.Context, q *db.Q, companyID int64, reason string) error {
	ids, err := db.All(ctx, q, db.Column[int64], "select id from person where company_id = $1 order by id", companyID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := shutOut(ctx, q, id); err != nil {
			return err
		}
	}
	_, err = q.Exec(ctx, "update person set active = $1, stopped = $2 where company_id = $3", false, "企业注册未通过："+reason, companyID)
	return err
}
