// Package exports writes ledgers in the background: people ask for one, watch it grow, and fetch the file. Any number of
// instances share the work; one that dies is relieved by another.
package exports

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/files"
	"jiangqitong/internal/workday"
	"jiangqitong/reports"
)

// State is how far an export is.
type State string

// The states.
const (
	Waiting State = "waiting" // 排队中
	Running State = "running" // 生成中
	Done    State = "done"    // 已完成
	Failed  State = "failed"  // 未完成
)

// Export is a ledger that somebody asked for.
type Export struct {
	ID      int64
	Wish    reports.Export
	Name    string // of the file
	State   State
	Written int64 // cases so far
	Total   int64 // cases in all, known once it runs
	Hash    string
	Size    int64       // bytes
	Reason  cases.Words // why it failed
	MadeAt  time.Time
	DoneAt  time.Time // zero until it is done or failed
}

// Open says whether it is still to be written or being written.
func (e Export) Open() bool { return e.State == Waiting || e.State == Running }

// Keep is how long an export can be fetched.
const Keep = 7 * 24 * time.Hour

// Until is when the export is removed.
func (e Export) Until() time.Time { return e.MadeAt.Add(Keep) }

// Exports keeps what was asked for and writes it.
type Exports struct {
	db     *db.DB
	press  *reports.Press
	store  files.Store
	people func(ctx context.Context, id int64) (a cases.Actor, found bool, err error)
	now    func() time.Time
}

// New opens the exports. people finds who asked, as they may see cases when their export is written; found is false for
// somebody who may not sign in any more.
func New(d *db.DB, press *reports.Press, store files.Store,
	people func(ctx context.Context, id int64) (a cases.Actor, found bool, err error), now func() time.Time) *Exports {
	return &Exports{db: d, press: press, store: store, people: people, now: now}
}

// maxOpen is how many exports of one person may be under way.
const maxOpen = 3

var (
	tooMany  = &cases.Problem{Kind: cases.Conflict, Words: cases.Words{Zh: "您还有导出正在进行，请等它完成。", En: "Your earlier exports are still under way; wait for them."}}
	tooLate  = &cases.Problem{Kind: cases.Conflict, Words: cases.Words{Zh: "这份导出已经结束，无法取消。", En: "The export has ended; it cannot be cancelled any more."}}
	noExport = &cases.Problem{Kind: cases.NotFound, Words: cases.Words{Zh: "没有这份导出，可能已过期清理。", En: "There is no such export; it may have been removed after its time."}}
)

var cancelled = cases.Words{Zh: "已按您的要求取消。", En: "Cancelled as you asked."}

// Cancelled says whether its asker ended it.
func (e Export) Cancelled() bool { return e.State == Failed && e.Reason == cancelled }

// Name is what the file of a wish is called.
func (x *Exports) Name(wish reports.Export) string {
	name := cases.Words{Zh: "企业诉求台账", En: "requests"}.In(wish.Lang)
	return fmt.Sprintf("%s-%s.%s", name, x.now().In(workday.Zone).Format("20060102-1504"), wish.Format)
}

// Ask queues an export for the actor and answers its ID.
func (x *Exports) Ask(ctx context.Context, a cases.Actor, wish reports.Export) (id int64, err error) {
	wish.Filter.Cursor, wish.Filter.Limit = "", 0
	text, err := json.Marshal(wish)
	if err != nil {
		return 0, err
	}
	err = x.db.Write(ctx, func(q *db.Q) error {
		open, err := db.Value[int64](ctx, q, "select count(*) from ledger_export where person_id = $1 and state in ('waiting', 'running')", a.ID)
		if err == nil && open >= maxOpen {
			err = tooMany
		}
		if err != nil {
			return err
		}
		return q.QueryRow(ctx, `insert into ledger_export (person_id, wish, name, state, owner, written, total, hash, size, reason_zh, reason_en,
			made_ms, beat_ms, done_ms) values ($1, $2, $3, 'waiting', '', 0, 0, '', 0, '', '', $4, 0, 0) returning id`,
			a.ID, string(text), x.Name(wish), x.now().UnixMilli()).Scan(&id)
	})
	return id, err
}

const columns = "id, wish, name, state, written, total, hash, size, reason_zh, reason_en, made_ms, done_ms"

func scan(row db.Scanner) (e Export, err error) {
	var wish string
	var made, done int64
	err = row.Scan(&e.ID, &wish, &e.Name, &e.State, &e.Written, &e.Total, &e.Hash, &e.Size, &e.Reason.Zh, &e.Reason.En, &made, &done)
	if err != nil {
		return e, err
	}
	e.MadeAt = time.UnixMilli(made)
	if done != 0 {
		e.DoneAt = time.UnixMilli(done)
	}
	return e, json.Unmarshal([]byte(wish), &e.Wish)
}

// Find reads an export that the actor asked for; those of others are not there for them.
func (x *Exports) Find(ctx context.Context, a cases.Actor, id int64) (Export, error) {
	e, err := db.One(ctx, x.db.Reader(), scan, "select "+columns+" from ledger_export where id = $1 and person_id = $2", id, a.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return e, noExport
	}
	return e, err
}

// listed is how many exports of a person a list shows.
const listed = 50

// List reads the latest exports that the actor asked for, the newest first.
func (x *Exports) List(ctx context.Context, a cases.Actor) ([]Export, error) {
	return db.All(ctx, x.db.Reader(), scan, "select "+columns+" from ledger_export where person_id = $1 order by id desc limit $2", a.ID, listed)
}

// Cancel ends an export of the actor that is still under way; whoever writes it stops at its next sign of life.
func (x *Exports) Cancel(ctx context.Context, a cases.Actor, id int64) error {
	if _, err := x.Find(ctx, a, id); err != nil {
		return err
	}
	return x.db.Write(ctx, func(q *db.Q) error {
		rows, err := q.Exec(ctx, `update ledger_export set state = 'failed', owner = '', reason_zh = $3, reason_en = $4, done_ms = $5
			where id = $1 and person_id = $2 and state in ('waiting', 'running')`, id, a.ID, cancelled.Zh, cancelled.En, x.now().UnixMilli())
		if err == nil && rows == 0 {
			err = tooLate
		}
		return err
	})
}

// Expired is the instant before which exports were asked for whose time is over.
func (x *Exports) Expired() time.Time { return x.now().Add(-Keep) }

// Sweep forgets exports that were asked for before an instant and are no longer under way. Their files go when the
// store is swept. It returns how many went.
func (x *Exports) Sweep(ctx context.Context, before time.Time) (removed int64, err error) {
	err = x.db.Write(ctx, func(q *db.Q) (err error) {
		removed, err = q.Exec(ctx, "delete from ledger_export where made_ms < $1 and state in ('done', 'failed')", before.UnixMilli())
		return err
	})
	return removed, err
}

// Unreferenced tells which of the hashes no export has, in their order.
func (x *Exports) Unreferenced(ctx context.Context, hashes []string) ([]string, error) {
	if len(hashes) == 0 {
		return nil, nil
	}
	args := make([]any, len(hashes))
	for i, hash := range hashes {
		args[i] = hash
	}
	used, err := db.All(ctx, x.db.Reader(), db.Column[string],
		"select hash from ledger_export where hash <> '' and hash in ("+db.In(1, len(hashes))+")", args...)
	return slices.DeleteFunc(slices.Clone(hashes), func(hash string) bool { return slices.Contains(used, hash) }), err
}
