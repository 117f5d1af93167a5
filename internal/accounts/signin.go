package accounts

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"strings"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// ErrCredentials answers an unknown login and a wrong password alike.
var ErrCredentials = forbidden("用户名或密码不正确。", "The login or the password is wrong.")

// SignIn checks a login and its password. addr is the address it comes from, without port; empty when there is none.
// It returns ErrCredentials, a *Throttled, a Problem for a stopped account, *CodeNeeded for a person who signs in with a
// one-time code too, or a fault.
func (a *Accounts) SignIn(ctx context.Context, login, password, addr string) (Person, error) {
	p, stored, err := a.prove(ctx, login, password, addr)
	if err != nil {
		return Person{}, err
	}
	if !p.SecondStep.IsZero() {
		ticket, err := a.ticket(ctx, p, stored)
		if err != nil {
			return Person{}, err
		}
		return Person{}, &CodeNeeded{ticket}
	}
	p.SignedInAt = a.now()
	err = a.db.Write(ctx, func(q *db.Q) error {
		if err := keepPassword(ctx, q, p.ID, stored); err != nil {
			return err
		}
		return a.signedIn(ctx, q, p, addr)
	})
	if err != nil {
		return Person{}, err
	}
	return p, nil
}

// prove finds the active account whose password this is, and what is to be stored of the password from now on. The
// throttle is read and written while one of the few places for hashing is held, so however many guesses arrive
// together, hardly more of them than places can pass the limit on one instance.
func (a *Accounts) prove(ctx context.Context, login, password, addr string) (p Person, stored string, err error) {
	login = foldLogin(login)
	if !loginShape.MatchString(login) {
		login = "" // cannot exist; failures still count for the address
	}
	release, err := a.hasher(ctx)
	if err != nil {
		return Person{}, "", err
	}
	defer release()
	if err := a.throttled(ctx, login, addr); err != nil {
		return Person{}, "", err
	}
	if p, stored, err = a.credentials(ctx, login); err != nil {
		return Person{}, "", err
	}
	if len(password) > 4*MaxPassword {
		password = "" // longer than any password can be; not worth the work
	}
	ok, old := checkPassword(password, stored)
	switch {
	case !ok:
		return Person{}, "", a.signInFailed(ctx, p, login, addr)
	case !p.Active:
		return Person{}, "", stoppedProblem(p)
	case old:
		stored = hashPassword(password)
	}
	return p, stored, nil
}

func (a *Accounts) credentials(ctx context.Context, login string) (p Person, stored string, err error) {
	err = a.db.Reader().QueryRow(ctx, "select "+personColumns+", p.password from person p where p.login = $1", login).
		Scan(append(p.row(), &stored)...)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return p, stored, err
}

func (a *Accounts) signInFailed(ctx context.Context, p Person, login, addr string) error {
	if err := a.db.Write(ctx, func(q *db.Q) error { return a.failed(ctx, q, p, login, addr) }); err != nil {
		return err
	}
	return ErrCredentials
}

// failed counts and notes a wrong password or code.
func (a *Accounts) failed(ctx context.Context, q *db.Q, p Person, login, addr string) error {
	if err := a.countFailure(ctx, q, login, addr); err != nil {
		return err
	}
	return a.log(ctx, q, Access{Act: ActFailed, Person: p.ID, Who: login, Addr: addr})
}

func keepPassword(ctx context.Context, q *db.Q, personID int64, stored string) error {
	_, err := q.Exec(ctx, "update person set password = $1 where id = $2", stored, personID)
	return err
}

// signedIn notes a sign-in that is complete.
func (a *Accounts) signedIn(ctx context.Context, q *db.Q, p Person, addr string) error {
	if err := forgive(ctx, q, p.Login); err != nil {
		return err
	}
	if _, err := q.Exec(ctx, "update person set signed_in_ms = $1 where id = $2", ms(p.SignedInAt), p.ID); err != nil {
		return err
	}
	return a.log(ctx, q, Access{Act: ActSignedIn, Person: p.ID, Who: p.Login, Addr: addr})
}

func stoppedProblem(p Person) error {
	zh, en := "账号已停用，请联系管理员。", "The account is stopped; please ask the administrator."
	if p.Stopped != "" {
		zh, en = "账号已停用："+p.Stopped, "The account is stopped: "+p.Stopped
	}
	return forbidden(zh, en)
}

// SetPassword gives a person a new password and signs them out everywhere. Administrators may do so for all, the
// centre for companies.
func (a *Accounts) SetPassword(ctx context.Context, by cases.Actor, id int64, password string) error {
	p, err := a.Person(ctx, id)
	if err != nil {
		return err
	}
	if !mayManage(by, p.Role) {
		return errManage
	}
	return a.replacePassword(ctx, by, p, password, 0)
}

// ChangeOwnPassword replaces a person's password after checking the present one, and signs out their other sessions;
// keep is the session that stays, 0 for none. Wrong guesses are throttled like sign-ins.
func (a *Accounts) ChangeOwnPassword(ctx context.Context, id int64, present, next, addr string, keep int64) error {
	p, err := a.Person(ctx, id)
	if err != nil {
		return err
	}
	switch _, _, err := a.prove(ctx, p.Login, present, addr); {
	case errors.Is(err, ErrCredentials):
		return invalid("present", "现在的密码不正确。", "The present password is wrong.")
	case err != nil:
		return err
	}
	if present == next {
		return invalid("password", "新密码与现在的密码相同，请换一个。", "The new password equals the present one; choose another.")
	}
	return a.replacePassword(ctx, p.Actor(), p, next, keep)
}

func (a *Accounts) replacePassword(ctx context.Context, by cases.Actor, p Person, password string, keep int64) error {
	if bad := CheckPassword(p.Login, password); bad != nil {
		return bad
	}
	release, err := a.hasher(ctx)
	if err != nil {
		return err
	}
	stored := hashPassword(password)
	release()
	return a.db.Write(ctx, func(q *db.Q) error {
		if err := keepPassword(ctx, q, p.ID, stored); err != nil {
			return err
		}
		if _, err := q.Exec(ctx, "delete from session where person_id = $1 and id <> $2", p.ID, keep); err != nil {
			return err
		}
		if err := forgive(ctx, q, p.Login); err != nil {
			return err
		}
		return a.log(ctx, q, did(by, ActPassword, p.Login, ""))
	})
}

// loginShape is what a login looks like: 3 to 40 small letters, digits and . _ - @.
var loginShape = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{2,39}$`)

func foldLogin(login string) string { return strings.ToLower(strings.TrimSpace(login)) }
