// Package accounts knows the people: who they are, how they sign in, which browsers and programs act for them, and
// what they did that matters for security. It turns each of them into the cases.Actor by whom every rule goes.
package accounts

import (
	"context"
	"fmt"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// Accounts is the one door to the people and what belongs to them.
type Accounts struct {
	// Wall is the clock of browsers and authenticators: time.Now. Sign-ins last real hours and one-time codes are those of
	// a real device also where now is the demonstration's clock.
	Wall    func() time.Time
	db      *db.DB
	now     func() time.Time
	hashing chan struct{} // holds a token for each password being hashed
	views   viewBuffer
}

// hashers is how many passwords are hashed at the same time: each takes 19 MiB and a whole core.
const hashers = 2

// New opens the accounts on a migrated database. now is the clock that throttling and expiry of tokens go by.
func New(d *db.DB, now func() time.Time) *Accounts {
	return &Accounts{Wall: time.Now, db: d, now: now, hashing: make(chan struct{}, hashers)}
}

// hasher waits for a free place to hash a password in; call release afterwards.
func (a *Accounts) hasher(ctx context.Context) (release func(), err error) {
	select {
	case a.hashing <- struct{}{}:
		return func() { <-a.hashing }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (a *Accounts) nowMs() int64 { return a.now().UnixMilli() }

// Sweep removes what has no more use: expired sessions and tokens, forgotten failures, and log lines older than
// two years. It returns how many rows went.
func (a *Accounts) Sweep(ctx context.Context) (removed int64, err error) {
	now := a.now()
	err = a.db.Write(ctx, func(q *db.Q) error {
		removed = 0
		wall := a.Wall()
		for _, sweep := range []struct {
			sql    string
			before time.Time
		}{
			{"delete from session where expires_ms < $1", wall},
			{"delete from sign_in_ticket where expires_ms < $1", wall},
			{"delete from token where expires_ms <> 0 and expires_ms < $1", now},
			{"delete from sign_in_attempt where last_ms < $1", now.Add(-forgotten)},
			{"delete from access_log where at_ms < $1", now.AddDate(-2, 0, 0)},
			{"delete from view_log where at_ms < $1", now.AddDate(-2, 0, 0)},
		} {
			n, err := q.Exec(ctx, sweep.sql, sweep.before.UnixMilli())
			if err != nil {
				return err
			}
			removed += n
		}
		return nil
	})
	return removed, err
}

// instant reads and keeps a time as Unix milliseconds, 0 for none.
type instant struct{ *time.Time }

// Scan reads milliseconds.
func (i instant) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("an instant is kept as %T, not as a number", v)
	}
	*i.Time = time.Time{}
	if n != 0 {
		*i.Time = time.UnixMilli(n)
	}
	return nil
}

func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func invalid(field, zh, en string) *cases.Problem {
	return &cases.Problem{Kind: cases.Invalid, Field: field, Words: cases.Words{Zh: zh, En: en}}
}

func conflict(zh, en string) *cases.Problem {
	return &cases.Problem{Kind: cases.Conflict, Words: cases.Words{Zh: zh, En: en}}
}

func forbidden(zh, en string) *cases.Problem {
	return &cases.Problem{Kind: cases.Forbidden, Words: cases.Words{Zh: zh, En: en}}
}

// ErrNoPerson answers an account that is not there.
var ErrNoPerson = &cases.Problem{Kind: cases.NotFound, Field: "person",
	Words: cases.Words{Zh: "没有找到这个账号。", En: "No such account was found."}}
