package exports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/files"
)

const (
	pulse     = time.Second     // how often progress is kept
	abandoned = 2 * time.Minute // after which silence another writes the export anew
	maxBytes  = 4 << 30         // of one file
)

// job is an export that this instance has claimed.
type job struct {
	Export
	person int64
	owner  string
}

// Run writes what is asked for, one after the other, until nothing waits.
func (x *Exports) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		j, err := x.claim(ctx)
		if err != nil || j == nil {
			return err
		}
		if err := x.end(context.WithoutCancel(ctx), j, x.write(ctx, j)); err != nil {
			return err
		}
	}
	return nil
}

// claim takes the oldest export that waits, or whose writer fell silent; nil for none.
func (x *Exports) claim(ctx context.Context) (*job, error) {
	const due = " from ledger_export where state = 'waiting' or state = 'running' and beat_ms <= $1"
	now := x.now()
	silent := now.Add(-abandoned).UnixMilli()
	if any, err := db.Value[bool](ctx, x.db.Reader(), "select exists (select 1"+due+")", silent); err != nil || !any {
		return nil, err
	}
	var taken []job
	owner := fmt.Sprintf("%x", rand.Uint64())
	err := x.db.Write(ctx, func(q *db.Q) (err error) {
		taken, err = db.All(ctx, q, func(row db.Scanner) (j job, err error) {
			var wish string
			if err := row.Scan(&j.ID, &j.person, &j.Name, &wish); err != nil {
				return j, err
			}
			return j, json.Unmarshal([]byte(wish), &j.Wish)
		}, `update ledger_export set state = 'running', owner = $2, beat_ms = $3, written = 0, total = 0
			where id = (select min(id)`+due+`) and (state = 'waiting' or state = 'running' and beat_ms <= $1)
			returning id, person_id, name, wish`, silent, owner, now.UnixMilli())
		return err
	})
	if err != nil || len(taken) == 0 {
		return nil, err
	}
	taken[0].owner = owner
	return &taken[0], nil
}

var errGone = &cases.Problem{Kind: cases.Forbidden, Words: cases.Words{Zh: "导出人的账号已停用。", En: "The account of whoever asked was stopped."}}

// write streams the ledger into the store, telling how far it is.
func (x *Exports) write(ctx context.Context, j *job) (err error) {
	actor, found, err := x.people(ctx, j.person)
	if err != nil {
		return err
	}
	if !found {
		return errGone
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var written, total atomic.Int64
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		x.beat(ctx, j, &written, &total, cancel)
	}()
	from, to := io.Pipe()
	go func() {
		to.CloseWithError(x.press.Export(ctx, actor, j.Wish, to, func(done, all int64) {
			written.Store(done)
			total.Store(all)
		}))
	}()
	var blob files.Blob
	blob, err = x.store.Put(ctx, from, maxBytes)
	from.CloseWithError(io.ErrClosedPipe) // a store that gave up wants no more
	if err == nil {
		j.Hash, j.Size, j.Written, j.Total = blob.Hash, blob.Size, written.Load(), total.Load()
	}
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	cancel(nil)
	<-beating
	return err
}

// errLost says that another instance took the export over.
var errLost = errors.New("the export was taken over by another instance")

// beat keeps the progress until ctx ends, and ends it when the export was taken over.
func (x *Exports) beat(ctx context.Context, j *job, written, total *atomic.Int64, cancel context.CancelCauseFunc) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pulse):
		}
		rows, err := x.change(ctx, j, "beat_ms = $3, written = $4, total = $5", x.now().UnixMilli(), written.Load(), total.Load())
		if err == nil && rows == 0 {
			cancel(errLost)
			return
		}
	}
}

// end records what came of an export. One that was interrupted waits to be written anew.
func (x *Exports) end(ctx context.Context, j *job, failed error) error {
	var err error
	bad := cases.ProblemsOf(failed)
	switch {
	case failed == nil:
		_, err = x.change(ctx, j, "state = 'done', hash = $3, size = $4, written = $5, total = $6, done_ms = $7",
			j.Hash, j.Size, j.Written, j.Total, x.now().UnixMilli())
	case errors.Is(failed, errLost):
	case errors.Is(failed, context.Canceled):
		_, err = x.change(ctx, j, "state = 'waiting', owner = ''")
	case len(bad) > 0:
		_, err = x.change(ctx, j, "state = 'failed', reason_zh = $3, reason_en = $4, done_ms = $5", bad[0].Zh, bad[0].En, x.now().UnixMilli())
	default:
		_, err = x.change(ctx, j, "state = 'failed', reason_zh = $3, reason_en = $4, done_ms = $5",
			"系统出错，未能生成，请稍后再试。", "A fault kept it from being written; try again later.", x.now().UnixMilli())
		err = errors.Join(failed, err)
	}
	return err
}

// change alters an export that is still this instance's.
func (x *Exports) change(ctx context.Context, j *job, set string, args ...any) (rows int64, err error) {
	err = x.db.Write(ctx, func(q *db.Q) (err error) {
		rows, err = q.Exec(ctx, "update ledger_export set "+set+" where id = $1 and owner = $2 and state = 'running'",
			append([]any{j.ID, j.owner}, args...)...)
		return err
	})
	return rows, err
}
