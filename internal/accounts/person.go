package accounts

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// Person is an account (账号) of somebody who signs in.
type Person struct {
	ID         int64
	Login      string // lower case, unique
	Name       string
	Role       cases.Role
	Bureau     string // code, for officers and chiefs
	Company    int64  // id, for company accounts
	Email      string
	Phone      string
	Lang       string // zh or en
	Active     bool   // may sign in
	Stopped    string // why not, in the words of whoever stopped it
	CreatedAt  time.Time
	SignedInAt time.Time // last sign-in with the password, zero for never
	SecondStep time.Time // since when signing in takes a one-time code too, zero for never
}

// Actor is the person as the rules of cases see them.
func (p Person) Actor() cases.Actor {
	return cases.Actor{ID: p.ID, Name: p.Name, Role: p.Role, Bureau: p.Bureau, Company: p.Company}
}

const personColumns = `p.id, p.login, p.name, p.role, p.bureau, p.company_id, p.email, p.phone, p.lang, p.active, p.stopped,
	p.created_ms, p.signed_in_ms, p.step_since_ms`

func (p *Person) row() []any {
	return []any{&p.ID, &p.Login, &p.Name, &p.Role, &p.Bureau, &p.Company, &p.Email, &p.Phone, &p.Lang, &p.Active, &p.Stopped,
		instant{&p.CreatedAt}, instant{&p.SignedInAt}, instant{&p.SecondStep}}
}

func scanPerson(row db.Scanner) (p Person, err error) {
	return p, row.Scan(p.row()...)
}

// Person reads one account, ErrNoPerson when there is none.
func (a *Accounts) Person(ctx context.Context, id int64) (Person, error) {
	return person(ctx, a.db.Reader(), "p.id = $1", id)
}

// ByLogin reads the account that signs in as login.
func (a *Accounts) ByLogin(ctx context.Context, login string) (Person, error) {
	return person(ctx, a.db.Reader(), "p.login = $1", foldLogin(login))
}

func person(ctx context.Context, q *db.Q, where string, arg any) (Person, error) {
	p, err := db.One(ctx, q, scanPerson, "select "+personColumns+" from person p where "+where, arg)
	if errors.Is(err, sql.ErrNoRows) {
		return Person{}, ErrNoPerson
	}
	return p, err
}

// PeopleFilter narrows a list of people; zero fields leave it wide.
type PeopleFilter struct {
	Role    cases.Role
	Bureau  string
	Company int64
	Active  cases.Tri
	Text    string // part of login or name
	Cursor  string
	Limit   int // 200 when 0
}

// People pages through accounts by ID.
func (a *Accounts) People(ctx context.Context, f PeopleFilter) (cases.Page[Person], error) {
	limit := f.Limit
	if limit <= 0 {
		limit = 200
	}
	// Each condition is written so that one statement serves every filter.
	return cases.PageByID(f.Cursor, false, limit, func(p Person) int64 { return p.ID }, func(walk cases.Walk) ([]Person, error) {
		return db.All(ctx, a.db.Reader(), scanPerson, "select "+personColumns+` from person p
		where p.id`+walk.Than+`$1 and ($2 = '' or p.role = $2) and ($3 = '' or p.bureau = $3) and (cast($4 as bigint) = 0 or p.company_id = $4)
		and ($5 = '' or (p.active and $5 = 'yes') or (not p.active and $5 = 'no'))
		and ($6 = '' or lower(p.login) like $6 escape '!' or lower(p.name) like $6 escape '!')
		order by p.id`+walk.Order+` limit $7`,
			walk.ID, string(f.Role), f.Bureau, f.Company, string(f.Active), contains(f.Text), walk.Limit)
	})
}

// contains makes a LIKE pattern (escape !) of a text; the empty text stays empty.
func contains(text string) string {
	if text = strings.TrimSpace(text); text == "" {
		return ""
	}
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(strings.ToLower(text)) + "%"
}

// ByRole lists the active people of a role, by ID.
func (a *Accounts) ByRole(ctx context.Context, role cases.Role) ([]Person, error) {
	return db.All(ctx, a.db.Reader(), scanPerson,
		"select "+personColumns+" from person p where p.role = $1 and p.active order by p.id", string(role))
}
