package cases

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"jiangqitong/internal/db"
)

// errKeyReused refuses a key that was sent with something else before: to answer it with what the first request made
// would lose what this one says.
var errKeyReused = &Problem{Invalid, "header.Idempotency-Key", Words{
	"同一份表单（或同一个 Idempotency-Key）此前已提交过不同的内容，那一次已经办理，这一次没有执行。请核对后重新提交；程序请换一个新的键。",
	"The same form (or Idempotency-Key) was sent before with other content, which was carried out; this was not. Check, then send it anew; programs use a new key."}}

var errRepeated = errors.New("the request was carried out before")

// said is the request as its key remembers it, without its files.
func (cmd Command) said(no string) string { return said(no, string(cmd.Action), cmd.Input) }

func (f Filing) said() string { return said(f.Company, string(File), f.Input) }

func said(about any, action string, in Input) string {
	text, err := json.Marshal([]any{about, action, in}) // a map's keys are written in order
	if err != nil {                                     // it holds only text and numbers
		panic(err)
	}
	return string(text)
}

// claim records the key of a request and what it says, or tells which case the same request made or changed before; 0
// for neither. Without a key every request is a new one.
func claim(ctx context.Context, q *db.Q, a Actor, key, said string, files []int64, now time.Time) (done int64, err error) {
	if key == "" {
		return 0, nil
	}
	digest, err := digestOf(ctx, q, said, files)
	if err != nil {
		return 0, err
	}
	rows, err := q.Exec(ctx, `insert into idempotency (actor_id, request_key, case_id, at_ms, said) values ($1, $2, 0, $3, $4)
		on conflict (actor_id, request_key) do nothing`, a.ID, key, toMs(now), digest)
	if err != nil || rows == 1 {
		return 0, err
	}
	return claimed(ctx, q, a, key, digest)
}

// claimed is the case that the key's request made or changed, 0 when nobody used the key.
func claimed(ctx context.Context, q *db.Q, a Actor, key, digest string) (id int64, err error) {
	var first string
	err = q.QueryRow(ctx, "select case_id, said from idempotency where actor_id = $1 and request_key = $2", a.ID, key).Scan(&id, &first)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, nil
	case err != nil:
		return 0, err
	case first != "" && first != digest:
		return 0, errKeyReused
	}
	return id, nil
}

func fillKey(ctx context.Context, q *db.Q, actor int64, key string, id int64) error {
	if key == "" {
		return nil
	}
	_, err := q.Exec(ctx, "update idempotency set case_id = $1 where actor_id = $2 and request_key = $3", id, actor, key)
	return err
}

// digestOf makes one text of what a request says and of what its files hold: a page sends them again under new numbers.
func digestOf(ctx context.Context, q *db.Q, said string, files []int64) (string, error) {
	sum := sha256.New()
	sum.Write([]byte(said))
	if len(files) > 0 {
		args := make([]any, len(files))
		for i, id := range files {
			args[i] = id
		}
		hashes, err := db.All(ctx, q, db.Column[string], "select name || ' ' || hash from attachment where id in ("+
			db.In(1, len(files))+") order by hash, name", args...)
		if err != nil {
			return "", err
		}
		for _, hash := range hashes {
			sum.Write([]byte("\n" + hash))
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// unlessRepeated answers a command that the case as it is now refuses: with the case when the very same command is what
// made it so, else with the refusal.
func (d *Desk) unlessRepeated(ctx context.Context, a Actor, c *Case, cmd Command, refusal error) (*Case, error) {
	if cmd.Key == "" {
		return nil, refusal
	}
	q := d.db.Reader()
	digest, err := digestOf(ctx, q, cmd.said(c.No), cmd.Files)
	if err != nil {
		return nil, err
	}
	switch id, err := claimed(ctx, q, a, cmd.Key, digest); {
	case err != nil:
		return nil, err
	case id == c.ID:
		return c, nil
	}
	return nil, refusal
}

// SweepKeys forgets the idempotency keys of requests made before the instant, and returns how many they were. A
// request repeated after that is a new one.
func (d *Desk) SweepKeys(ctx context.Context, before time.Time) (n int64, err error) {
	err = d.db.Write(ctx, func(q *db.Q) (err error) {
		n, err = q.Exec(ctx, "delete from idempotency where at_ms < $1", toMs(before))
		return err
	})
	return n, err
}
