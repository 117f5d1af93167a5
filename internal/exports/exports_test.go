package exports_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/exports"
	"jiangqitong/internal/files"
	"jiangqitong/internal/workday"
	"jiangqitong/reports"
)

var centre = cases.Actor{ID: 4, Name: "诉求中心", Role: cases.RoleCentre}

// town is a desk with some cases, a store, and a clock that the test sets.
type town struct {
	t     *testing.T
	db    *db.DB
	desk  *cases.Desk
	press *reports.Press
	store *files.Disk
	now   atomic.Int64
}

func openTown(t *testing.T, d *db.DB, filed int) *town {
	t.Helper()
	w := &town{t: t, db: d}
	w.now.Store(workday.MakeDate(2021, time.June, 28).At(10, 0).UnixMilli())
	w.desk = cases.NewDesk(d, w.clock)
	w.press = reports.NewPress(w.desk, d, w.clock)
	var err error
	w.store, err = files.OpenDisk(t.TempDir())
	w.ok(err)
	t.Cleanup(func() { w.store.Close() })
	w.ok(w.desk.Seed(t.Context()))
	company := cases.Company{Name: "江海精工有限公司", Street: "waihai", Contact: "陈经理", Phone: "13800138000", State: cases.CompanyConfirmed, CreatedAt: w.clock()}
	w.ok(d.Write(t.Context(), func(q *db.Q) (err error) {
		company.ID, err = cases.InsertCompany(t.Context(), q, company)
		return err
	}))
	filer := cases.Actor{ID: 1, Name: "陈经理", Role: cases.RoleCompany, Company: company.ID}
	for i := range filed {
		_, err := w.desk.File(t.Context(), filer, cases.Filing{Input: cases.Input{"category": "road", "title": fmt.Sprintf("道路损坏 %d", i),
			"body": "路面塌陷，\n“请”尽快修复。", "street": "waihai", "contact_name": "陈经理", "contact_phone": "13800138000"}})
		w.ok(err)
	}
	return w
}

func (w *town) clock() time.Time { return time.UnixMilli(w.now.Load()) }

func (w *town) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// instance is one more writer over the store.
func (w *town) instance(store files.Store) *exports.Exports {
	return exports.New(w.db, w.press, store, func(_ context.Context, id int64) (cases.Actor, bool, error) {
		return centre, id == centre.ID, nil
	}, w.clock)
}

func (w *town) rows(hash string) int {
	w.t.Helper()
	file, err := w.store.Open(w.t.Context(), hash)
	w.ok(err)
	defer file.Close()
	content, err := io.ReadAll(file)
	w.ok(err)
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff")))).ReadAll()
	w.ok(err)
	return len(rows) - 1
}

// stuck is a store that takes nothing until its writer is stopped, like a machine that hangs.
type stuck struct {
	files.Store
	began chan struct{}
}

func (s *stuck) Put(ctx context.Context, _ io.Reader, _ int64) (files.Blob, error) {
	close(s.began)
	<-ctx.Done()
	return files.Blob{}, ctx.Err()
}

// TestAnotherInstanceRelievesOneThatHangs: what the first began is written whole by the second, and once.
func TestAnotherInstanceRelievesOneThatHangs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, 25)
		ctx := t.Context()
		hung := &stuck{w.store, make(chan struct{})}
		first, second := w.instance(hung), w.instance(w.store)
		id, err := first.Ask(ctx, centre, reports.Export{Format: reports.CSV, Lang: "zh"})
		w.ok(err)
		ended := make(chan error, 1)
		go func() { ended <- first.Run(ctx) }()
		<-hung.began
		w.ok(second.Run(ctx))
		if e, err := second.Find(ctx, centre, id); err != nil || e.State != exports.Running {
			t.Errorf("an export under way was taken over: %+v, %v", e, err)
		}
		w.now.Add((3 * time.Minute).Milliseconds())
		for e, err := second.Find(ctx, centre, id); e.State != exports.Done; e, err = second.Find(ctx, centre, id) {
			w.ok(err) // the first may have given a sign of life just then
			w.now.Add((3 * time.Minute).Milliseconds())
			w.ok(second.Run(ctx))
		}
		if err := <-ended; err != nil {
			t.Errorf("who was relieved ended with %v", err)
		}
		e, err := second.Find(ctx, centre, id)
		if err != nil || e.Total != 25 || e.Written != 25 || w.rows(e.Hash) != 25 {
			t.Errorf("%+v, %v: the file holds %d", e, err, w.rows(e.Hash))
		}
	})
}

// TestAnInterruptedExportBeginsAnew: a program that is stopped leaves it to the next.
func TestAnInterruptedExportBeginsAnew(t *testing.T) {
	w := openTown(t, dbtest.SQLite(t), 3)
	hung := &stuck{w.store, make(chan struct{})}
	first, second := w.instance(hung), w.instance(w.store)
	id, err := first.Ask(t.Context(), centre, reports.Export{Format: reports.XLSX, Lang: "en"})
	w.ok(err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- first.Run(ctx) }()
	<-hung.began
	stop()
	w.ok(<-ended)
	if e, err := second.Find(t.Context(), centre, id); err != nil || e.State != exports.Waiting {
		t.Errorf("%+v, %v", e, err)
	}
	w.ok(second.Run(t.Context()))
	if e, err := second.Find(t.Context(), centre, id); err != nil || e.State != exports.Done || e.Written != 3 || !strings.HasSuffix(e.Name, ".xlsx") {
		t.Errorf("%+v, %v", e, err)
	}
}

// TestACancelledExportIsNotGoneOnWith: its writer stops at the next sign of life, and nobody takes it up again.
func TestACancelledExportIsNotGoneOnWith(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, 3)
		hung := &stuck{w.store, make(chan struct{})}
		first, second := w.instance(hung), w.instance(w.store)
		id, err := first.Ask(t.Context(), centre, reports.Export{Format: reports.CSV, Lang: "zh"})
		w.ok(err)
		ended := make(chan error, 1)
		go func() { ended <- first.Run(t.Context()) }()
		<-hung.began
		if err := second.Cancel(t.Context(), cases.Actor{ID: 77, Role: cases.RoleCentre}, id); len(cases.ProblemsOf(err)) != 1 {
			t.Errorf("another's export was cancelled: %v", err)
		}
		w.ok(second.Cancel(t.Context(), centre, id))
		w.ok(<-ended)
		w.now.Add(time.Hour.Milliseconds())
		w.ok(second.Run(t.Context()))
		if e, err := second.Find(t.Context(), centre, id); err != nil || !e.Cancelled() || e.Hash != "" {
			t.Errorf("%+v, %v", e, err)
		}
		if err := second.Cancel(t.Context(), centre, id); len(cases.ProblemsOf(err)) != 1 {
			t.Errorf("cancelled twice: %v", err)
		}
	})
}

// full is a store without room.
type full struct{ files.Store }

func (full) Put(context.Context, io.Reader, int64) (files.Blob, error) {
	return files.Blob{}, files.ErrFull
}

func TestAnExportThatFailsSaysSo(t *testing.T) {
	w := openTown(t, dbtest.SQLite(t), 3)
	x := w.instance(full{w.store})
	id, err := x.Ask(t.Context(), centre, reports.Export{Format: reports.CSV, Lang: "zh"})
	w.ok(err)
	if err := x.Run(t.Context()); !errors.Is(err, files.ErrFull) {
		t.Errorf("the log reads %v", err)
	}
	if e, err := x.Find(t.Context(), centre, id); err != nil || e.State != exports.Failed || e.Reason.Zh == "" || e.Reason.En == "" {
		t.Errorf("%+v, %v", e, err)
	}
	gone := cases.Actor{ID: 99, Role: cases.RoleCentre}
	id, err = x.Ask(t.Context(), gone, reports.Export{Format: reports.CSV, Lang: "zh"})
	w.ok(err)
	w.ok(x.Run(t.Context()))
	if e, err := x.Find(t.Context(), gone, id); err != nil || e.State != exports.Failed || !strings.Contains(e.Reason.Zh, "停用") {
		t.Errorf("%+v, %v", e, err)
	}
}

// TestAFaultOfTheProgramFailsOneExport: it stops neither the program nor the exports that wait, and nobody tries it again.
func TestAFaultOfTheProgramFailsOneExport(t *testing.T) {
	w := openTown(t, dbtest.SQLite(t), 3)
	x, people := w.instance(w.store), 0
	w.press.People = func(context.Context) (map[int64]string, error) {
		if people++; people == 1 {
			panic("a case that nobody thought of")
		}
		return nil, nil
	}
	broken, err := x.Ask(t.Context(), centre, reports.Export{Format: reports.CSV, Lang: "zh"})
	w.ok(err)
	if err := x.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "nobody thought of") {
		t.Errorf("the log reads %v", err)
	}
	next, err := x.Ask(t.Context(), centre, reports.Export{Format: reports.CSV, Lang: "zh"})
	w.ok(err)
	w.ok(x.Run(t.Context()))
	for id, want := range map[int64]exports.State{broken: exports.Failed, next: exports.Done} {
		if e, err := x.Find(t.Context(), centre, id); err != nil || e.State != want {
			t.Errorf("%+v, %v, want %s", e, err, want)
		}
	}
}

// TestFilesOfExportsAreKeptAsLongAsTheyAre tells the sweep of the store what is still wanted.
func TestFilesOfExportsAreKeptAsLongAsTheyAre(t *testing.T) {
	w := openTown(t, dbtest.SQLite(t), 1)
	ctx, x := t.Context(), w.instance(w.store)
	id, err := x.Ask(ctx, centre, reports.Export{Format: reports.CSV, Lang: "zh"})
	w.ok(err)
	w.ok(x.Run(ctx))
	e, err := x.Find(ctx, centre, id)
	w.ok(err)
	other := strings.Repeat("a", 64)
	if free, err := x.Unreferenced(ctx, []string{other, e.Hash}); err != nil || len(free) != 1 || free[0] != other {
		t.Errorf("%v, %v", free, err)
	}
	_, err = x.Sweep(ctx, w.clock().Add(time.Second))
	w.ok(err)
	if free, err := x.Unreferenced(ctx, []string{e.Hash}); err != nil || len(free) != 1 {
		t.Errorf("%v, %v", free, err)
	}
}
