package accounts

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"jiangqitong/internal/db"
)

// store keeps sessions in the table session, for scs. It is given hashes of the tokens, never a token.
type store struct{ *Sessions }

// FindCtx reads a session together with its person: one look at an index for each request.
func (s store) FindCtx(ctx context.Context, hash string) (data []byte, found bool, err error) {
	var p Person
	var id, expires int64
	var seen time.Time
	var text string
	err = s.accounts.db.Reader().QueryRow(ctx, "select "+personColumns+`, s.id, s.seen_ms, s.expires_ms, s.data
		from session s join person p on p.id = s.person_id where s.hash = $1`, hash).
		Scan(append(p.row(), &id, instant{&seen}, &expires, &text)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	now := s.accounts.now()
	if !p.Active || expires <= s.accounts.Wall().UnixMilli() || s.idle > 0 && now.Sub(seen) > s.idle {
		return nil, false, nil
	}
	if now.Sub(seen) >= noted {
		s.note(ctx, id, now)
	}
	if v := visitOf(ctx); v != nil {
		v.person, v.session = p, id
	}
	return []byte(text), true, nil
}

// note keeps when the session was last used. It is best effort: the request goes on when it cannot be noted, on a
// full disk for one.
func (s store) note(ctx context.Context, id int64, now time.Time) {
	_ = s.accounts.db.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, "update session set seen_ms = $1 where id = $2 and seen_ms < $1", ms(now), id)
		return err
	})
}

// CommitCtx stores a new session, or what changed in one that is still there: one revoked meanwhile stays revoked.
func (s store) CommitCtx(ctx context.Context, hash string, data []byte, expires time.Time) error {
	v := visitOf(ctx)
	if v == nil || v.person.ID == 0 {
		return nil
	}
	if v.session != 0 {
		return s.accounts.db.Write(ctx, func(q *db.Q) error {
			_, err := q.Exec(ctx, "update session set data = $1, expires_ms = $2 where id = $3 and hash = $4",
				string(data), ms(expires), v.session, hash)
			return err
		})
	}
	return s.accounts.db.Write(ctx, func(q *db.Q) (err error) {
		v.session, err = db.Value[int64](ctx, q, `insert into session
			(hash, person_id, created_ms, seen_ms, expires_ms, addr, agent, data)
			values ($1, $2, $3, $3, $4, $5, $6, $7) returning id`,
			hash, v.person.ID, s.accounts.nowMs(), ms(expires), v.addr, v.agent, string(data))
		return err
	})
}

// DeleteCtx ends a session.
func (s store) DeleteCtx(ctx context.Context, hash string) error {
	return s.accounts.db.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, "delete from session where hash = $1", hash)
		return err
	})
}

// Find is FindCtx for callers without a context; scs requires it.
func (s store) Find(hash string) ([]byte, bool, error) { return s.FindCtx(context.Background(), hash) }

// Commit is CommitCtx for callers without a context; scs requires it.
func (s store) Commit(hash string, data []byte, expires time.Time) error {
	return s.CommitCtx(context.Background(), hash, data, expires)
}

// Delete is DeleteCtx for callers without a context; scs requires it.
func (s store) Delete(hash string) error { return s.DeleteCtx(context.Background(), hash) }
