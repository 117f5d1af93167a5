package db

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
)

// openGroup opens a database with a table n (x unique, parent refers to another n,
// checked at commit).
func openGroup(t *testing.T) *DB {
	t.Helper()
	d, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "folder", "group.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	must(t, d.Write(t.Context(), func(q *Q) error {
		_, err := q.Exec(t.Context(), `create table n (
			x integer not null primary key,
			parent integer references n deferrable initially deferred,
			pad blob) strict`)
		return err
	}))
	return d
}

// together runs the writes so that all of them wait at the same time, in the given
// order, and returns their errors.
func together(t *testing.T, d *DB, writes ...func(q *Q) error) []error {
	t.Helper()
	started, proceed := make(chan bool), make(chan bool)
	var wg sync.WaitGroup
	wg.Go(func() {
		d.Write(context.Background(), func(*Q) error {
			started <- true
			<-proceed
			return errors.New("only here to make the others wait")
		})
	})
	<-started
	errs := make([]error, len(writes))
	for i, write := range writes {
		wg.Go(func() { errs[i] = d.Write(context.Background(), write) })
		awaitQueue(d, i+1)
	}
	close(proceed)
	wg.Wait()
	return errs
}

// awaitQueue waits until n writes wait for the connection.
func awaitQueue(d *DB, n int) {
	for {
		d.group.mu.Lock()
		waiting := len(d.group.queue)
		d.group.mu.Unlock()
		if waiting == n {
			return
		}
		runtime.Gosched()
	}
}

func insert(x int) func(q *Q) error {
	return func(q *Q) error {
		_, err := q.Exec(context.Background(), "insert into n (x) values ($1)", x)
		return err
	}
}

func wantRows(t *testing.T, d *DB, want ...int) {
	t.Helper()
	got, err := All(t.Context(), d.Reader(), Column[int], "select x from n order by x")
	must(t, err)
	if !slices.Equal(got, want) {
		t.Errorf("rows %v, want %v", got, want)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestWritesThatWaitShareOneCommit(t *testing.T) {
	d := openGroup(t)
	before := d.Stats()
	must(t, errors.Join(together(t, d, insert(1), insert(2), insert(3), insert(4), insert(5))...))
	if got := d.Stats().Commits - before.Commits; got != 1 {
		t.Errorf("%d commits for 5 writes, want 1", got)
	}
	wantRows(t, d, 1, 2, 3, 4, 5)
}

func TestGroupsAreBounded(t *testing.T) {
	d := openGroup(t)
	var writes []func(q *Q) error
	for x := range 2*maxGroup + 1 {
		writes = append(writes, insert(x))
	}
	before := d.Stats()
	must(t, errors.Join(together(t, d, writes...)...))
	if got := d.Stats().Commits - before.Commits; got != 3 {
		t.Errorf("%d commits, want 3", got)
	}
}

func TestOneFailureLeavesTheOthersAlone(t *testing.T) {
	mine := errors.New("refused by the rule")
	insertThen := func(x int, then func()) func(q *Q) error {
		return func(q *Q) error {
			if err := insert(x)(q); err != nil {
				return err
			}
			then()
			return mine
		}
	}
	for name, bad := range map[string]struct {
		write func(q *Q) error
		is    func(error) bool
	}{
		"an error of its own": {insertThen(50, func() {}), func(err error) bool { return err == mine }},
		"a unique violation":  {insert(1), IsUnique},
		"a swallowed error":   {func(q *Q) error { insert(50)(q); insert(50)(q); return nil }, IsUnique},
		"an open query": {func(q *Q) error {
			insert(50)(q)
			q.Query(context.Background(), "select x from n")
			return mine
		}, func(err error) bool { return err == mine }},
		"its own rollback": {func(q *Q) error {
			insert(50)(q)
			q.Exec(context.Background(), "rollback")
			return nil
		}, func(err error) bool { return errors.Is(err, ErrUnavailable) }},
	} {
		for place := range 3 {
			t.Run(fmt.Sprintf("%s in place %d", name, place), func(t *testing.T) {
				d := openGroup(t)
				must(t, d.Write(t.Context(), insert(1)))
				writes := slices.Insert([]func(q *Q) error{insert(2), insert(3)}, place, bad.write)
				errs := together(t, d, writes...)
				if !bad.is(errs[place]) {
					t.Errorf("the failing write got %v", errs[place])
				}
				must(t, errors.Join(slices.Delete(errs, place, place+1)...))
				wantRows(t, d, 1, 2, 3)
			})
		}
	}
}

func TestFullDiskFailsOnlyWhoMeetsIt(t *testing.T) {
	d := openGroup(t)
	if _, err := d.group.conn.ExecContext(t.Context(), "pragma max_page_count = 40"); err != nil {
		t.Fatal(err)
	}
	big := func(q *Q) error {
		_, err := q.Exec(context.Background(), "insert into n (x, pad) values (9, zeroblob(1000000))")
		return err
	}
	errs := together(t, d, insert(1), insert(2), big, insert(3))
	if !errors.Is(errs[2], ErrFull) {
		t.Errorf("the big write got %v, want ErrFull", errs[2])
	}
	must(t, errors.Join(errs[0], errs[1], errs[3]))
	wantRows(t, d, 1, 2, 3)
	if d.Stats().Reruns != 2 {
		t.Errorf("%d writes ran again, want the 2 before the big one", d.Stats().Reruns)
	}
}

func TestFailedCommitIsSplit(t *testing.T) {
	d := openGroup(t)
	orphan := func(q *Q) error {
		_, err := q.Exec(context.Background(), "insert into n (x, parent) values (7, 700)")
		return err
	}
	errs := together(t, d, insert(1), orphan, insert(3))
	if !IsForeignKey(errs[1]) {
		t.Errorf("the orphan got %v, want a foreign key violation", errs[1])
	}
	must(t, errors.Join(errs[0], errs[2]))
	wantRows(t, d, 1, 3)
}

func TestPanicReachesItsCallerAndNobodyElse(t *testing.T) {
	d := openGroup(t)
	var recovered any
	panicking := func(q *Q) error { insert(50)(q); panic("a fault in a rule") }
	var wg sync.WaitGroup
	started := make(chan bool)
	wg.Go(func() {
		defer func() { recovered = recover() }()
		d.Write(context.Background(), func(q *Q) error {
			started <- true
			awaitQueue(d, 2)
			return panicking(q)
		})
	})
	<-started
	errs := make([]error, 2)
	for i := range errs {
		wg.Go(func() { errs[i] = d.Write(context.Background(), insert(i)) })
	}
	wg.Wait()
	must(t, errors.Join(errs...))
	if recovered != "a fault in a rule" {
		t.Errorf("the caller recovered %v", recovered)
	}
	wantRows(t, d, 0, 1)
}

func TestGoexitInsideAGroup(t *testing.T) {
	d := openGroup(t)
	var wg sync.WaitGroup
	wg.Go(func() {
		together(t, d, insert(1), func(q *Q) error { insert(50)(q); runtime.Goexit(); return nil }, insert(3))
	})
	wg.Wait()
	must(t, d.Write(t.Context(), insert(4)))
	wantRows(t, d, 1, 3, 4)
}

func TestCancelledWhileWaiting(t *testing.T) {
	d := openGroup(t)
	started, proceed := make(chan bool), make(chan bool)
	var wg sync.WaitGroup
	wg.Go(func() {
		d.Write(context.Background(), func(q *Q) error {
			started <- true
			<-proceed
			return insert(1)(q)
		})
	})
	<-started
	ctx, cancel := context.WithCancel(context.Background())
	var err error
	left := make(chan bool)
	wg.Go(func() { err = d.Write(ctx, insert(2)); close(left) })
	awaitQueue(d, 1)
	cancel()
	<-left // without waiting for the first write
	close(proceed)
	wg.Wait()
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	wantRows(t, d, 1)
}

func TestBusyDatabaseAnswersAllWhoWait(t *testing.T) {
	d := openGroup(t)
	if _, err := d.group.conn.ExecContext(t.Context(), "pragma busy_timeout = 200"); err != nil {
		t.Fatal(err)
	}
	other, err := d.openBare().Begin() // another process that holds the write lock
	must(t, err)
	errs := make([]error, 3)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { errs[i] = d.Write(context.Background(), insert(i)) })
	}
	wg.Wait()
	for _, err := range errs {
		if !errors.Is(err, ErrUnavailable) {
			t.Errorf("got %v, want ErrUnavailable", err)
		}
	}
	must(t, other.Rollback())
	must(t, d.Write(t.Context(), insert(3)))
	wantRows(t, d, 3)
}

func TestCloseWaitsForAcceptedWrites(t *testing.T) {
	d := openGroup(t)
	started, proceed := make(chan bool), make(chan bool)
	var wg sync.WaitGroup
	var first, second error
	wg.Go(func() {
		first = d.Write(context.Background(), func(q *Q) error {
			started <- true
			<-proceed
			return insert(1)(q)
		})
	})
	<-started
	wg.Go(func() { second = d.Write(context.Background(), insert(2)) })
	awaitQueue(d, 1)
	path := d.Path()
	wg.Go(func() { d.Close() })
	awaitQueue(d, 2)
	close(proceed)
	wg.Wait()
	must(t, errors.Join(first, second))
	if err := d.Write(t.Context(), insert(3)); !errors.Is(err, ErrUnavailable) {
		t.Errorf("a write after Close got %v, want ErrUnavailable", err)
	}
	if files, _ := filepath.Glob(path + "*"); len(files) != 1 {
		t.Errorf("after Close the folder holds %v, want the database file alone", files)
	}
	d, err := Open(t.Context(), "sqlite:"+path)
	must(t, err)
	defer d.Close()
	wantRows(t, d, 1, 2)
}
