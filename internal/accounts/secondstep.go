package accounts

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// The second step of a sign-in (两步验证) is a one-time code of six digits, RFC 6238 with the parameters that every
// authenticator takes.
const (
	stepSeconds = 30
	stepSkew    = 1 // steps that a device's clock may be off
	ticketTime  = 5 * time.Minute
)

// RecoveryCodes is how many codes a person gets for the day the device is lost.
const RecoveryCodes = 8

// CodeNeeded answers a sign-in whose password is right, by a person who also signs in with a one-time code.
type CodeNeeded struct {
	Ticket string // for SignInByCode, good for five minutes
}

func (*CodeNeeded) Error() string { return "the one-time code is still to be given" }

var (
	errCode   = forbidden("动态码不正确或已用过，请输入新的动态码。", "The code is wrong or was used before; enter a new one.")
	errTicket = forbidden("登录已超时，请重新输入用户名和密码。", "The sign-in took too long; enter login and password again.")
)

// secondStep is what is kept of a person's second step.
type secondStep struct {
	secret string // base32; empty for none
	since  time.Time
	used   int64 // the last step whose code was taken
}

func readStep(ctx context.Context, q *db.Q, personID int64) (s secondStep, err error) {
	return s, q.QueryRow(ctx, "select step_secret, step_since_ms, step_used from person where id = $1", personID).
		Scan(&s.secret, instant{&s.since}, &s.used)
}

// step is the time step whose code this is, 0 for none later than the last one used.
func (s secondStep) step(code string, now time.Time) int64 {
	present := now.Unix() / stepSeconds
	for step := max(s.used+1, present-stepSkew); step <= present+stepSkew; step++ {
		fits, err := hotp.ValidateCustom(code, uint64(step), s.secret, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && fits {
			return step
		}
	}
	return 0
}

// ticket lets a person whose password is proved give the code within five minutes. stored is the password to be kept.
func (a *Accounts) ticket(ctx context.Context, p Person, stored string) (plain string, err error) {
	plain = rand.Text()
	return plain, a.db.Write(ctx, func(q *db.Q) error {
		if err := keepPassword(ctx, q, p.ID, stored); err != nil {
			return err
		}
		_, err := q.Exec(ctx, "insert into sign_in_ticket (hash, person_id, expires_ms) values ($1, $2, $3)",
			tokenHash(plain), p.ID, a.Wall().Add(ticketTime).UnixMilli())
		return err
	})
}

// SignInByCode finishes a sign-in that CodeNeeded answered, by the device's code or a recovery code. It returns a
// Problem for a wrong code and for a ticket that is unknown or too old, a *Throttled, or a fault.
func (a *Accounts) SignInByCode(ctx context.Context, ticket, code, addr string) (p Person, err error) {
	p, err = db.One(ctx, a.db.Reader(), scanPerson, "select "+personColumns+` from sign_in_ticket t join person p on p.id = t.person_id
		where t.hash = $1 and t.expires_ms > $2 and p.active`, tokenHash(ticket), a.Wall().UnixMilli())
	if errors.Is(err, sql.ErrNoRows) {
		return Person{}, errTicket
	}
	if err == nil {
		err = a.throttled(ctx, p.Login, addr)
	}
	if err != nil {
		return Person{}, err
	}
	refused := false
	err = a.db.Write(ctx, func(q *db.Q) (err error) {
		if refused, err = a.refuseCode(ctx, q, p, code, addr); err != nil || refused {
			return err
		}
		if _, err := q.Exec(ctx, "delete from sign_in_ticket where person_id = $1", p.ID); err != nil {
			return err
		}
		p.SignedInAt = a.now()
		return a.signedIn(ctx, q, p, addr)
	})
	if err == nil && refused {
		err = errCode
	}
	if err != nil {
		return Person{}, err
	}
	return p, nil
}

// refuseCode says whether a code is not the person's; then the failure counts like a wrong password.
func (a *Accounts) refuseCode(ctx context.Context, q *db.Q, p Person, code, addr string) (bool, error) {
	known, err := a.takeCode(ctx, q, p, typed(code))
	if err == nil && !known {
		err = a.failed(ctx, q, p, p.Login, addr)
	}
	return !known, err
}

// typed is a code without the spaces it is shown with, and in small letters.
func typed(code string) string { return strings.ToLower(strings.Join(strings.Fields(code), "")) }

// takeCode says whether the code is the person's, and uses it up.
func (a *Accounts) takeCode(ctx context.Context, q *db.Q, p Person, code string) (bool, error) {
	kept, err := readStep(ctx, q, p.ID)
	if err != nil || kept.secret == "" {
		return false, err
	}
	if step := kept.step(code, a.Wall()); step != 0 {
		n, err := q.Exec(ctx, "update person set step_used = $1 where id = $2 and step_used < $1", step, p.ID)
		return n == 1, err
	}
	n, err := q.Exec(ctx, "delete from recovery_code where person_id = $1 and hash = $2", p.ID, tokenHash(code))
	return n == 1, err
}

// BeginSecondStep makes the secret that the person's device is to share and returns its otpauth address, which the
// device reads from a QR code. Nothing is asked for at sign-in until ConfirmSecondStep. It returns a Problem when the
// second step is on already.
func (a *Accounts) BeginSecondStep(ctx context.Context, p Person, issuer string) (*otp.Key, error) {
	var secret string
	err := a.db.Write(ctx, func(q *db.Q) error {
		kept, err := readStep(ctx, q, p.ID)
		switch {
		case err != nil:
			return err
		case !kept.since.IsZero():
			return conflict("两步验证已经开启。", "Two-step sign-in is on already.")
		case kept.secret != "": // shown again, as after a wrong code
			secret = kept.secret
			return nil
		}
		raw := make([]byte, 20)
		rand.Read(raw) // never fails
		secret = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
		_, err = q.Exec(ctx, "update person set step_secret = $1, step_used = 0 where id = $2", secret, p.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return stepKey(issuer, p.Login, secret)
}

// ConfirmSecondStep switches the second step on once the device has shown a right code, and returns the recovery
// codes, which are shown this once. It returns a Problem for a wrong code.
func (a *Accounts) ConfirmSecondStep(ctx context.Context, p Person, code string) (recovery []string, err error) {
	err = a.db.Write(ctx, func(q *db.Q) error {
		recovery = nil
		kept, err := readStep(ctx, q, p.ID)
		if err != nil {
			return err
		}
		step := kept.step(typed(code), a.Wall())
		switch {
		case !kept.since.IsZero():
			return conflict("两步验证已经开启。", "Two-step sign-in is on already.")
		case kept.secret == "" || step == 0:
			return invalid("code", "动态码不正确，请核对手机时间后输入当前显示的 6 位数字。", "The code is wrong; check the device's time and enter the six digits it shows now.")
		}
		if _, err := q.Exec(ctx, "update person set step_since_ms = $1, step_used = $2 where id = $3", a.nowMs(), step, p.ID); err != nil {
			return err
		}
		if recovery, err = newRecovery(ctx, q, p.ID); err != nil {
			return err
		}
		return a.log(ctx, q, did(p.Actor(), ActStepOn, p.Login, ""))
	})
	return recovery, err
}

// newRecovery replaces a person's recovery codes.
func newRecovery(ctx context.Context, q *db.Q, personID int64) (plain []string, err error) {
	if _, err := q.Exec(ctx, "delete from recovery_code where person_id = $1", personID); err != nil {
		return nil, err
	}
	for range RecoveryCodes {
		text := strings.ToLower(rand.Text())
		code := text[:5] + "-" + text[5:10] // 50 random bits, and guesses are throttled
		if _, err := q.Exec(ctx, "insert into recovery_code (person_id, hash) values ($1, $2)", personID, tokenHash(code)); err != nil {
			return nil, err
		}
		plain = append(plain, code)
	}
	return plain, nil
}

// EndSecondStep switches a person's second step off: their own after a code, or another's by who manages the account,
// when the device and the recovery codes are lost. It returns a Problem for a wrong code; wrong guesses are throttled.
func (a *Accounts) EndSecondStep(ctx context.Context, by cases.Actor, personID int64, code, addr string) error {
	p, err := a.ownOrManaged(ctx, by, personID)
	if err != nil {
		return err
	}
	own := by.ID == p.ID
	if own {
		if err := a.throttled(ctx, p.Login, addr); err != nil {
			return err
		}
	}
	refused := false
	err = a.db.Write(ctx, func(q *db.Q) (err error) {
		if own {
			if refused, err = a.refuseCode(ctx, q, p, code, addr); err != nil || refused {
				return err
			}
		}
		return a.endStep(ctx, q, by, p)
	})
	if err == nil && refused {
		err = invalid("code", errCode.Words.Zh, errCode.Words.En)
	}
	return err
}

func (a *Accounts) endStep(ctx context.Context, q *db.Q, by cases.Actor, p Person) error {
	if _, err := q.Exec(ctx, "update person set step_secret = '', step_since_ms = 0, step_used = 0 where id = $1", p.ID); err != nil {
		return err
	}
	if _, err := q.Exec(ctx, "delete from recovery_code where person_id = $1", p.ID); err != nil {
		return err
	}
	return a.log(ctx, q, did(by, ActStepOff, p.Login, ""))
}

// stepKey is what the device is told: who asks for the codes, for which account, by which secret.
func stepKey(issuer, login, secret string) (*otp.Key, error) {
	return otp.NewKeyFromURL((&url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + login,
		RawQuery: url.Values{"issuer": {issuer}, "secret": {secret}}.Encode()}).String())
}
