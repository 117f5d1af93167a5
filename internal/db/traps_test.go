package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

// prepare makes the table trap with three rows.
func prepare(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := t.Context()
	must(t, d.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, q.ByEngine(
			`create table trap (id text not null primary key, n integer, open integer check (open in (0, 1)), doc text,
				raw blob, parent text references trap (id)) strict`,
			`create table trap (id text not null primary key, n bigint, open boolean, doc text,
				raw bytea, parent text references trap (id))`))
		if err != nil {
			return err
		}
		for i, id := range []string{"A", "b", "c"} {
			_, err := q.Exec(ctx, "insert into trap (id, n, open, doc, raw) values ($1, $2, $3, $4, $5)",
				id, i+1, i != 1, `{"k": "诉求"}`, []byte{0, 0xff})
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

// Each text gives the same answer on both engines, though a driver or an engine
// alone would read it differently.
func TestOneTextOneAnswer(t *testing.T) {
	cases := []struct {
		sql  string
		args []any
		want string
	}{
		{"select cast($2 as text) || cast($1 as text) || cast($2 as text)", []any{"one", "two"}, "twoonetwo"},
		{"select id from trap where n = $2 and id = $1", []any{"b", 2}, "b"},
		{"select id from trap where n in (" + db.In(2, 2) + ") and id <> $1 order by id", []any{"b", 1, 3}, "A c"},
		{"select id from trap where open order by id", nil, "A c"},
		{"select id from trap where not open", nil, "b"},
		{"select id from trap where open = $1 order by id", []any{true}, "A c"},
		{"select cast(sum(n) as bigint) from trap", nil, "6"},
		{"select count(*) filter (where open) from trap", nil, "2"},
		{"select id from trap where ($1 = '' or id = $1) order by id", []any{""}, "A b c"},
		{"select id from trap where ($1 = '' or id = $1) order by id", []any{"c"}, "c"},
		{"select id from trap where id like $1", []any{"a%"}, ""},
		{"select id from trap where lower(id) like lower($1) escape '\\'", []any{"a%"}, "A"},
		{"select id from trap where (n, id) < ($1, $2) order by n desc limit $3", []any{3, "c", 1}, "b"},
		{"select id from trap order by nullif(n, 1) nulls last limit 1 offset $1", []any{2}, "A"},
		{"select string_agg(id, ',') from (select id from trap order by id) s", nil, "A,b,c"},
		{"select doc from trap where id = $1", []any{"A"}, `{"k": "诉求"}`},
		{"select id from trap where parent is null and raw = $1 and id = 'A'", []any{[]byte{0, 0xff}}, "A"},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		prepare(t, d)
		for _, c := range cases {
			t.Run(c.sql, func(t *testing.T) {
				got, err := db.All(t.Context(), d.Reader(), db.Column[string], c.sql, c.args...)
				must(t, err)
				if text := strings.Join(got, " "); text != c.want {
					t.Errorf("got %q, want %q", text, c.want)
				}
			})
		}
	})
}

// Each of these works on one engine alone and is refused on both.
func TestWhatOneEngineRefusesBothRefuse(t *testing.T) {
	refused := map[string]func(t *testing.T, q *db.Q) error{
		"surplus arguments": func(t *testing.T, q *db.Q) error {
			_, err := q.Exec(t.Context(), "update trap set n = $1", 1, 2)
			return err
		},
		"question mark": func(t *testing.T, q *db.Q) error {
			_, err := q.Exec(t.Context(), "update trap set n = ?", 1)
			return err
		},
		"an instant": func(t *testing.T, q *db.Q) error {
			_, err := q.Exec(t.Context(), "update trap set id = $1", time.Unix(0, 0))
			return err
		},
		"text in a number": func(t *testing.T, q *db.Q) error {
			_, err := q.Exec(t.Context(), "update trap set n = $1", "many")
			return err
		},
		"NUL in text": func(t *testing.T, q *db.Q) error {
			_, err := q.Exec(t.Context(), "update trap set doc = $1", "a\x00b")
			return err
		},
		"invalid UTF-8": func(t *testing.T, q *db.Q) error {
			_, err := q.Exec(t.Context(), "update trap set doc = $1", "\xd5\xd0")
			return err
		},
		"a statement after a failed one": func(t *testing.T, q *db.Q) error {
			q.Exec(t.Context(), "insert into trap (id) values ('b')")
			_, err := q.Exec(t.Context(), "insert into trap (id) values ('d')")
			return err
		},
		"a swallowed error": func(t *testing.T, q *db.Q) error {
			q.Exec(t.Context(), "insert into trap (id) values ('b')")
			return nil
		},
		"a statement between rows": func(t *testing.T, q *db.Q) error {
			rows, err := q.Query(t.Context(), "select id from trap")
			if err != nil {
				return err
			}
			defer rows.Close()
			rows.Next()
			_, err = q.Exec(t.Context(), "update trap set n = 1")
			return err
		},
		"a missing parent": func(t *testing.T, q *db.Q) error {
			_, err := q.Exec(t.Context(), "update trap set parent = 'nobody'")
			if !db.IsForeignKey(err) {
				t.Errorf("IsForeignKey(%v) = false", err)
			}
			return err
		},
		"two statements with arguments": func(t *testing.T, q *db.Q) error {
			_, err := q.Exec(t.Context(), "update trap set n = $1; update trap set n = $1", 1)
			return err
		},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		prepare(t, d)
		before := contents(t, d)
		for name, write := range refused {
			t.Run(name, func(t *testing.T) {
				if err := d.Write(t.Context(), func(q *db.Q) error { return write(t, q) }); err == nil {
					t.Error("was not refused")
				}
				if after := contents(t, d); !slices.Equal(after, before) {
					t.Errorf("the rows changed from %v to %v", before, after)
				}
			})
		}
	})
}

func contents(t *testing.T, d *db.DB) []string {
	t.Helper()
	rows, err := db.All(t.Context(), d.Reader(), func(row db.Scanner) (string, error) {
		var id, doc string
		var n int
		err := row.Scan(&id, &n, &doc)
		return fmt.Sprint(id, n, doc), err
	}, "select id, n, doc from trap order by id")
	must(t, err)
	return rows
}

func TestErrorsAreTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		prepare(t, d)
		exec := func(sql string, args ...any) error {
			return d.Write(t.Context(), func(q *db.Q) error {
				_, err := q.Exec(t.Context(), sql, args...)
				return err
			})
		}
		must(t, exec("create unique index trap_n on trap (n) where open"))
		for sql, is := range map[string]func(error) bool{
			"insert into trap (id) values ('A')":                   db.IsUnique,
			"insert into trap (id, n, open) values ('x', 1, true)": db.IsUnique,
			"insert into trap (id, parent) values ('x', 'y')":      db.IsForeignKey,
		} {
			err := exec(sql)
			if !is(err) {
				t.Errorf("%s: %v", sql, err)
			}
			if !strings.Contains(err.Error(), "insert into trap") {
				t.Errorf("the error does not name its statement: %v", err)
			}
		}
		if err := exec("insert into job_run (job) values ('x')"); err == nil || db.IsUnique(err) || db.IsForeignKey(err) {
			t.Errorf("not null: %v", err)
		}
	})
}

func TestReturningAndConflict(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		claim := func() (n int64) {
			must(t, d.Write(ctx, func(q *db.Q) (err error) {
				n, err = q.Exec(ctx, `insert into job_run (job, slot_ms, owner, started_ms) values ($1, $2, $3, $2)
					on conflict do nothing`, "remind", 1, "one")
				return err
			}))
			return n
		}
		if first, second := claim(), claim(); first != 1 || second != 0 {
			t.Errorf("the slot was claimed %d and %d times, want once", first, second)
		}
		var was string
		must(t, d.Write(ctx, func(q *db.Q) (err error) {
			was, err = db.Value[string](ctx, q, `update job_run set finished_ms = $2 where job = $1 returning owner`, "remind", 5)
			return err
		}))
		if done, err := db.Value[int64](ctx, d.Reader(), "select finished_ms from job_run"); was != "one" || done != 5 {
			t.Errorf("owner %q, finished %d, %v", was, done, err)
		}
	})
}

func TestCancellingStopsAReadBetweenRows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		read := func(cancelAt int) (rows int, err error) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			err = db.Each(ctx, d.Reader(), func(db.Scanner) error {
				if rows++; rows == cancelAt {
					cancel()
				}
				return nil
			}, "with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000) select i from n")
			return rows, err
		}
		if rows, err := read(3); rows != 3 || !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled at row 3: %d rows, %v", rows, err)
		}
		if rows, err := read(0); rows != 1000 || err != nil {
			t.Errorf("not cancelled: %d rows, %v", rows, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := db.Value[int](ctx, d.Reader(), "select 1"); !errors.Is(err, context.Canceled) {
			t.Errorf("a read begun with a cancelled context got %v", err)
		}
	})
}
