package accounts

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// View is one line of the view log (查看日志): who opened which case, and when.
type View struct {
	ID     int64
	At     time.Time
	Case   int64
	Person int64
	Name   string // the person's name now
	Addr   string
}

// viewBuffer gathers views, so that opening a case does not wait for a commit of its own.
type viewBuffer struct {
	mu      sync.Mutex
	waiting []View
}

// How long views may wait before they are written, and how many of them before their viewer has to wait instead.
const (
	viewsKept    = 250 * time.Millisecond
	viewsWaiting = 400
)

// Viewed records that somebody opens a case; call it before the case is shown. The line is written within a moment by
// KeepViews. When too many wait, the viewer writes them himself first, and is refused if that fails: no view goes
// unrecorded while the process lives.
func (a *Accounts) Viewed(ctx context.Context, by cases.Actor, caseID int64, addr string) error {
	if a.views.full() {
		if err := a.FlushViews(ctx); err != nil {
			return err
		}
	}
	a.views.mu.Lock()
	defer a.views.mu.Unlock()
	a.views.waiting = append(a.views.waiting, View{At: a.now(), Case: caseID, Person: by.ID, Addr: clip(addr)})
	return nil
}

func (b *viewBuffer) full() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.waiting) >= viewsWaiting
}

// KeepViews writes the gathered views until ctx ends, and then those left: end it after the last request. failed hears
// of writes that did not succeed; their views wait for the next try.
func (a *Accounts) KeepViews(ctx context.Context, failed func(error)) {
	tick := time.NewTicker(viewsKept)
	defer tick.Stop()
	for running := true; running; {
		select {
		case <-tick.C:
		case <-ctx.Done():
			running = false
		}
		if err := a.FlushViews(context.WithoutCancel(ctx)); err != nil {
			failed(err)
		}
	}
}

// FlushViews writes the gathered views now.
func (a *Accounts) FlushViews(ctx context.Context) error {
	a.views.mu.Lock()
	batch := a.views.waiting
	a.views.waiting = nil
	a.views.mu.Unlock()
	if len(batch) == 0 {
		return nil
	}
	err := a.writeViews(ctx, batch)
	if err != nil {
		a.views.mu.Lock()
		a.views.waiting = append(batch, a.views.waiting...)
		a.views.mu.Unlock()
	}
	return err
}

func (a *Accounts) writeViews(ctx context.Context, batch []View) error {
	return a.db.Write(ctx, func(q *db.Q) error {
		for rest := batch; len(rest) > 0; {
			part := rest[:min(len(rest), viewsWaiting)]
			rest = rest[len(part):]
			rows := make([]string, len(part))
			args := make([]any, 0, 4*len(part))
			for i, v := range part {
				rows[i] = "(" + db.In(4*i+1, 4) + ")"
				args = append(args, ms(v.At), v.Case, v.Person, v.Addr)
			}
			_, err := q.Exec(ctx, "insert into view_log (at_ms, case_id, person_id, addr) values "+strings.Join(rows, ", "), args...)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// ViewFilter narrows the view log; zero fields leave it wide.
type ViewFilter struct {
	Case   int64
	Person int64
	Cursor string
	Limit  int // 100 when 0
}

// Views pages through the view log, newest first.
func (a *Accounts) Views(ctx context.Context, f ViewFilter) (cases.Page[View], error) {
	return cases.PageByID(f.Cursor, true, page(f.Limit), func(v View) int64 { return v.ID }, func(walk cases.Walk) ([]View, error) {
		w := where{"v.id" + walk.Than + "$1", []any{walk.ID}}
		if f.Case != 0 {
			w.and("v.case_id", f.Case)
		}
		if f.Person != 0 {
			w.and("v.person_id", f.Person)
		}
		return db.All(ctx, a.db.Reader(), func(row db.Scanner) (v View, err error) {
			return v, row.Scan(&v.ID, instant{&v.At}, &v.Case, &v.Person, &v.Name, &v.Addr)
		}, `select v.id, v.at_ms, v.case_id, v.person_id, coalesce(p.name, ''), v.addr from view_log v
			left join person p on p.id = v.person_id
			where `+w.text+" order by v.id"+walk.Order+" limit "+strconv.Itoa(walk.Limit), w.args...)
	})
}
