package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

func set(q *db.Q, key, value string) error {
	_, err := q.Exec(context.Background(), "insert into setting (key, value, updated_ms) values ($1, $2, 0)", key, value)
	return err
}

func keys(t *testing.T, d *db.DB) string {
	t.Helper()
	all, err := db.All(t.Context(), d.Reader(), db.Column[string], "select key from setting order by key")
	must(t, err)
	return strings.Join(all, " ")
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAWriteIsAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		must(t, d.Write(ctx, func(q *db.Q) error { return errors.Join(set(q, "a", ""), set(q, "b", "")) }))
		mine := errors.New("changed my mind")
		if err := d.Write(ctx, func(q *db.Q) error { return errors.Join(set(q, "c", ""), mine) }); !errors.Is(err, mine) {
			t.Errorf("the func's error came back as %v", err)
		}
		if err := d.Write(ctx, func(q *db.Q) error { return errors.Join(set(q, "d", ""), set(q, "a", "")) }); !db.IsUnique(err) {
			t.Errorf("the second a: %v, want a unique violation", err)
		}
		if got := keys(t, d); got != "a b" {
			t.Errorf("keys %q, want a b", got)
		}
	})
}

func TestAWriteThatPanicsKeepsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		func() {
			defer func() {
				if got := recover(); got != "fault" {
					t.Errorf("recovered %v", got)
				}
			}()
			d.Write(t.Context(), func(q *db.Q) error { set(q, "a", ""); panic("fault") })
		}()
		must(t, d.Write(t.Context(), func(q *db.Q) error { return set(q, "b", "") }))
		if got := keys(t, d); got != "b" {
			t.Errorf("keys %q, want b", got)
		}
	})
}

func TestAReadSeesOneMoment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		count := func(q *db.Q) int {
			n, err := db.Value[int](ctx, q, "select count(*) from setting")
			must(t, err)
			return n
		}
		must(t, d.Read(ctx, func(q *db.Q) error {
			before := count(q)
			must(t, d.Write(ctx, func(q *db.Q) error { return set(q, "a", "") }))
			if after := count(q); after != before {
				t.Errorf("the snapshot changed from %d rows to %d", before, after)
			}
			return nil
		}))
		if n := count(d.Reader()); n != 1 {
			t.Errorf("after the snapshot there are %d rows, want 1", n)
		}
	})
}

func TestReadersCannotWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := set(d.Reader(), "a", ""); err == nil {
			t.Error("Reader wrote")
		}
		if err := d.Read(t.Context(), func(q *db.Q) error { return set(q, "a", "") }); err == nil {
			t.Error("Read wrote")
		}
		if got := keys(t, d); got != "" {
			t.Errorf("keys %q, want none", got)
		}
	})
}

func TestCancellingStopsAWriteBetweenStatements(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		err := d.Write(ctx, func(q *db.Q) error {
			must(t, set(q, "a", ""))
			cancel()
			_, err := q.Exec(ctx, "insert into setting (key, value, updated_ms) values ('b', '', 0)")
			return err
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
		if err := d.Write(ctx, func(q *db.Q) error { return set(q, "c", "") }); !errors.Is(err, context.Canceled) {
			t.Errorf("a write begun with a cancelled context got %v", err)
		}
		if got := keys(t, d); got != "" {
			t.Errorf("keys %q, want none", got)
		}
	})
}

func TestAHandleEndsWithItsTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var kept *db.Q
		must(t, d.Write(t.Context(), func(q *db.Q) error { kept = q; return nil }))
		if err := set(kept, "a", ""); err == nil || !strings.Contains(err.Error(), "ended") {
			t.Errorf("the handle still works: %v", err)
		}
	})
}

func TestManyWritersCountRight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		must(t, d.Write(t.Context(), func(q *db.Q) error { return set(q, "n", "0") }))
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				for range 10 {
					if err := d.Write(t.Context(), increment); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if got, err := db.Value[string](t.Context(), d.Reader(), "select value from setting where key = 'n'"); got != "200" {
			t.Errorf("counted to %s, %v; want 200", got, err)
		}
	})
}

func increment(q *db.Q) error {
	n, err := q.Exec(context.Background(), "update setting set value = cast(cast(value as bigint) + 1 as text) where key = $1", "n")
	if err == nil && n != 1 {
		err = fmt.Errorf("%d rows changed, want 1", n)
	}
	return err
}

// Two writes that lock two rows in opposite order deadlock on PostgreSQL: one of
// them is run again, and both succeed.
func TestDeadlockIsRunAgain(t *testing.T) {
	d := dbtest.Postgres(t)
	must(t, d.Write(t.Context(), func(q *db.Q) error { return errors.Join(set(q, "a", ""), set(q, "b", "")) }))
	touch := func(q *db.Q, key string) error {
		_, err := q.Exec(context.Background(), "update setting set updated_ms = updated_ms + 1 where key = $1", key)
		return err
	}
	var both, wg sync.WaitGroup
	both.Add(2)
	cross := func(first, second string) {
		var meet sync.Once
		err := d.Write(context.Background(), func(q *db.Q) error {
			if err := touch(q, first); err != nil {
				return err
			}
			meet.Do(func() { both.Done(); both.Wait() })
			if err := touch(q, second); err != nil {
				return fmt.Errorf("hidden by the caller's words: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	wg.Go(func() { cross("a", "b") })
	wg.Go(func() { cross("b", "a") })
	wg.Wait()
	if got, err := db.Value[int](t.Context(), d.Reader(), "select sum(updated_ms)::bigint from setting"); got != 4 {
		t.Errorf("%d touches, %v; want 4", got, err)
	}
	if d.Stats().Reruns == 0 {
		t.Error("nothing was run again: there was no deadlock")
	}
}

func TestLostConnectionIsUnavailableAndTheNextWriteWorks(t *testing.T) {
	d := dbtest.Postgres(t)
	err := d.Write(t.Context(), func(q *db.Q) error {
		_, err := q.Exec(t.Context(), "select pg_terminate_backend(pg_backend_pid())")
		return err
	})
	if !errors.Is(err, db.ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable", err)
	}
	must(t, d.Write(t.Context(), func(q *db.Q) error { return set(q, "a", "") }))
}

func TestAClosedDatabaseIsUnavailable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		must(t, d.Ping(t.Context()))
		must(t, d.Close())
		for name, err := range map[string]error{
			"Ping":  d.Ping(t.Context()),
			"Read":  d.Read(t.Context(), func(*db.Q) error { return nil }),
			"Write": d.Write(t.Context(), func(*db.Q) error { return nil }),
		} {
			if !errors.Is(err, db.ErrUnavailable) {
				t.Errorf("%s: %v, want ErrUnavailable", name, err)
			}
		}
	})
}

func TestOpenExplainsWhatIsWrong(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, []byte("this is a text and not a database, surely"), 0o600))
	for url, complaint := range map[string]string{
		"":                        "must begin with sqlite:",
		"mysql://localhost/x":     "must begin with sqlite:",
		"sqlite:":                 "needs the path of a file",
		"sqlite::memory:":         "needs the path of a file",
		"sqlite:" + file:          "not a database",
		"sqlite:" + file + "/x":   "folder",
		"postgres://%zz":          "not valid",
		"postgres:///x?host=/nil": "does not answer",
		"postgres:///x?host=/nil&pool_max_conns=1": "pool_max_conns",
	} {
		d, err := db.Open(t.Context(), url)
		if err == nil {
			d.Close()
			t.Errorf("%s opened", url)
		} else if !strings.Contains(err.Error(), complaint) {
			t.Errorf("%s: %v; want an error with %q", url, err, complaint)
		}
	}
}

func TestOnlyTheOwnerCanReadTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "private.db")
	d, err := db.Open(t.Context(), "sqlite:"+path)
	must(t, err)
	defer d.Close()
	must(t, d.Ping(t.Context()))
	for _, name := range []string{path, path + "-wal"} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v; want 0600", name, info.Mode(), err)
		}
	}
}

func TestOddFileNames(t *testing.T) {
	path := filepath.Join(t.TempDir(), "诉求 #1?mode=memory&x%20y", "江企通.db")
	d, err := db.Open(t.Context(), "sqlite:"+path)
	must(t, err)
	defer d.Close()
	must(t, d.Ping(t.Context()))
	if _, err := os.Stat(path); err != nil || d.Path() != path {
		t.Errorf("the database lies at %s: %v", d.Path(), err)
	}
}

func TestThePasswordIsHidden(t *testing.T) {
	url := dbtest.PostgresURL(t)
	d, err := db.Open(t.Context(), strings.Replace(url, "test@", "test:hunter2@", 1)+"&sslpassword=hunter2")
	must(t, err)
	defer d.Close()
	if strings.Contains(d.URL(), "hunter2") || !strings.Contains(d.URL(), "test:xxxxx@") {
		t.Errorf("URL() = %s", d.URL())
	}
}

func TestNoRows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if _, err := db.Value[string](t.Context(), d.Reader(), "select key from setting"); err != sql.ErrNoRows {
			t.Errorf("Value: %v, want sql.ErrNoRows", err)
		}
		if all, err := db.All(t.Context(), d.Reader(), db.Column[string], "select key from setting where key in ("+db.In(1, 0)+")"); all != nil || err != nil {
			t.Errorf("All: %v, %v", all, err)
		}
	})
}
