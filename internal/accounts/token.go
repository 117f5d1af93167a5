package accounts

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// Token is a key (令牌) by which a program acts for a person. The key itself is shown once and not kept.
type Token struct {
	ID        int64
	Person    int64
	Name      string // what it is for
	CreatedAt time.Time
	ExpiresAt time.Time // zero for never
	UsedAt    time.Time // last use, to the minute; zero for never
}

// tokenPrefix makes a leaked key easy to find and to recognise.
const tokenPrefix = "jqt_"

// maxTokens is how many keys one person may have at a time.
const maxTokens = 20

// ErrToken answers a key that is unknown, expired, revoked, or of a stopped account.
var ErrToken = forbidden("令牌无效、已过期或已撤销，请使用新的令牌。", "The token is unknown, expired or revoked; use a new one.")

// CreateToken makes a key for a person: one of their own, or any person's by an administrator. expires zero means
// never. The plain key is returned this once.
func (a *Accounts) CreateToken(ctx context.Context, by cases.Actor, personID int64, name string, expires time.Time) (plain string, err error) {
	p, err := a.ownOrManaged(ctx, by, personID)
	if err != nil {
		return "", err
	}
	name = strings.TrimSpace(name)
	switch {
	case name == "" || utf8.RuneCountInString(name) > cases.MaxLine || !storable(name):
		return "", invalid("name", "请写明令牌的用途，最多 100 字。", "Say what the token is for, in at most 100 characters.")
	case !expires.IsZero() && !expires.After(a.now()):
		return "", invalid("expires", "到期时间须晚于现在。", "The expiry must lie after now.")
	case !p.Active:
		return "", conflict("账号已停用，不能生成令牌。", "The account is stopped; it cannot have tokens.")
	}
	secret := make([]byte, 32)
	rand.Read(secret) // never fails
	plain = tokenPrefix + base64.RawURLEncoding.EncodeToString(secret)
	err = a.db.Write(ctx, func(q *db.Q) error {
		had, err := db.Value[int64](ctx, q, "select count(*) from token where person_id = $1", p.ID)
		if err != nil {
			return err
		}
		if had >= maxTokens {
			return conflict("令牌已达 20 个，请先撤销不用的。", "There are 20 tokens already; revoke those not in use first.")
		}
		_, err = q.Exec(ctx, "insert into token (hash, person_id, name, created_ms, expires_ms, used_ms) values ($1, $2, $3, $4, $5, 0)",
			tokenHash(plain), p.ID, name, a.nowMs(), ms(expires))
		if err != nil {
			return err
		}
		return a.log(ctx, q, did(by, ActToken, p.Login, name))
	})
	return plain, err
}

// tokenHash needs no salt and no stretching: the key has 256 random bits.
func tokenHash(plain string) string {
	sum := sha256.Sum256([]byte(plain))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// ByToken finds the person a key acts for, or answers ErrToken. It reads one index; the time of use is written once a
// minute.
func (a *Accounts) ByToken(ctx context.Context, plain string) (Person, error) {
	if !strings.HasPrefix(plain, tokenPrefix) || len(plain) > 100 {
		return Person{}, ErrToken
	}
	var p Person
	var t Token
	err := a.db.Reader().QueryRow(ctx, "select "+personColumns+`, t.id, t.expires_ms, t.used_ms
		from token t join person p on p.id = t.person_id where t.hash = $1`, tokenHash(plain)).
		Scan(append(p.row(), &t.ID, instant{&t.ExpiresAt}, instant{&t.UsedAt})...)
	now := a.now()
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Person{}, ErrToken
	case err != nil:
		return Person{}, err
	case !p.Active || !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt):
		return Person{}, ErrToken
	}
	if now.Sub(t.UsedAt) >= noted {
		// Best effort: a key still opens when its use cannot be noted, on a full disk for one.
		_ = a.db.Write(ctx, func(q *db.Q) error {
			_, err := q.Exec(ctx, "update token set used_ms = $1 where id = $2 and used_ms < $1", ms(now), t.ID)
			return err
		})
	}
	return p, nil
}

// Tokens lists a person's keys, oldest first.
func (a *Accounts) Tokens(ctx context.Context, personID int64) ([]Token, error) {
	return db.All(ctx, a.db.Reader(), func(row db.Scanner) (t Token, err error) {
		return t, row.Scan(&t.ID, &t.Person, &t.Name, instant{&t.CreatedAt}, instant{&t.ExpiresAt}, instant{&t.UsedAt})
	}, "select id, person_id, name, created_ms, expires_ms, used_ms from token where person_id = $1 order by id", personID)
}

// RevokeToken ends a key of a person; the same people may do so who may make it.
func (a *Accounts) RevokeToken(ctx context.Context, by cases.Actor, personID, tokenID int64) error {
	p, err := a.ownOrManaged(ctx, by, personID)
	if err != nil {
		return err
	}
	return a.db.Write(ctx, func(q *db.Q) error {
		n, err := q.Exec(ctx, "delete from token where id = $1 and person_id = $2", tokenID, p.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return &cases.Problem{Kind: cases.NotFound, Field: "token",
				Words: cases.Words{Zh: "没有找到这个令牌，可能已经撤销。", En: "No such token was found; it may be revoked already."}}
		}
		return a.log(ctx, q, did(by, ActTokenGone, p.Login, ""))
	})
}

// ownOrManaged reads the person if it is the actor or one the actor manages.
func (a *Accounts) ownOrManaged(ctx context.Context, by cases.Actor, personID int64) (Person, error) {
	p, err := a.Person(ctx, personID)
	if err == nil && by.ID != p.ID && !mayManage(by, p.Role) {
		err = errManage
	}
	return p, err
}
