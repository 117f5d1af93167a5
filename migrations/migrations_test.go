package migrations_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/migrations"
)

// oneEngineOnly names the tables, and columns as "table.column type", that one
// engine has and the other does not need: the search index with its shadow tables
// is built differently, and the migration tool makes its own table.
func oneEngineOnly(name string) bool {
	table, column, _ := strings.Cut(name, ".")
	column, _, _ = strings.Cut(column, " ")
	return table == "goose_db_version" || table == "case_search" || strings.HasPrefix(table, "case_search_") ||
		strings.Contains(column, "grams")
}

func TestBothEnginesHaveTheSameColumns(t *testing.T) {
	sqlite := names(t, dbtest.SQLite(t), `
		select m.name || '.' || c.name || case c.type when 'TEXT' then ' text' when 'INTEGER' then ' number' else ' ' || c.type end
			|| case when c."notnull" or c.pk > 0 then ' not null' else '' end
		from sqlite_master m join pragma_table_info(m.name) c
		where m.type = 'table' and m.name not like 'sqlite_%'`)
	postgres := names(t, dbtest.Postgres(t), `
		select table_name || '.' || column_name || case data_type when 'bigint' then ' number' when 'boolean' then ' number'
			when 'text' then ' text' when 'bytea' then ' BLOB' when 'double precision' then ' REAL' else ' ' || data_type end
			|| case is_nullable when 'NO' then ' not null' else '' end
		from information_schema.columns where table_schema = 'public'`)
	if diff := cmp.Diff(sqlite, postgres); diff != "" {
		t.Errorf("columns differ (-sqlite +postgres):\n%s", diff)
	}
	if !slices.Contains(sqlite, "job_run.slot_ms number not null") {
		t.Errorf("the comparison sees only %v", sqlite)
	}
}

func TestBothEnginesHaveTheSameIndexes(t *testing.T) {
	sqlite := names(t, dbtest.SQLite(t),
		"select tbl_name || '.' || name from sqlite_master where type = 'index' and name not like 'sqlite_%'")
	postgres := names(t, dbtest.Postgres(t), `
		select tablename || '.' || indexname from pg_indexes where schemaname = 'public'
			and indexname not in (select conname from pg_constraint where contype in ('p', 'u'))`)
	if diff := cmp.Diff(sqlite, postgres); diff != "" {
		t.Errorf("indexes differ (-sqlite +postgres):\n%s", diff)
	}
}

// names returns what query finds, sorted, without what only one engine needs.
func names(t *testing.T, d *db.DB, query string) []string {
	t.Helper()
	all, err := db.All(t.Context(), d.Reader(), db.Column[string], query)
	if err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, oneEngineOnly)
	slices.Sort(all)
	return all
}

// SQLite checks the types of STRICT tables only.
func TestSQLiteTablesAreStrict(t *testing.T) {
	loose := names(t, dbtest.SQLite(t), "select name from pragma_table_list where type = 'table' and not strict and name not like 'sqlite_%'")
	if len(loose) > 0 {
		t.Errorf("these tables are not strict: %v", loose)
	}
}

func TestUpStartsFromNothingAndIsIdempotent(t *testing.T) {
	eachEmpty(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if current, latest, err := migrations.Status(ctx, d); current != 0 || latest < 1 || err != nil {
			t.Fatalf("an empty database has version %d of %d, %v", current, latest, err)
		}
		if pending, err := migrations.Pending(ctx, d); !pending || err != nil {
			t.Errorf("an empty database has nothing pending, %v", err)
		}
		for range 2 {
			if err := migrations.Up(ctx, d); err != nil {
				t.Fatal(err)
			}
			if current, latest, err := migrations.Status(ctx, d); current != latest || err != nil {
				t.Errorf("version %d of %d, %v", current, latest, err)
			}
		}
	})
}

func TestAStepThatJoinedLaterIsNotForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		err := d.Write(ctx, func(q *db.Q) error {
			_, err := q.Exec(ctx, "alter table idempotency drop column said")
			if err == nil {
				_, err = q.Exec(ctx, "delete from goose_db_version where version_id = 14")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if pending, err := migrations.Pending(ctx, d); err != nil || !pending {
			t.Fatalf("pending: %v, %v", pending, err)
		}
		if err := migrations.Up(ctx, d); err != nil {
			t.Fatal(err)
		}
		if pending, err := migrations.Pending(ctx, d); err != nil || pending {
			t.Errorf("still pending: %v, %v", pending, err)
		}
		if _, err := db.Value[int](ctx, d.Reader(), "select count(said) from idempotency"); err != nil {
			t.Error(err)
		}
	})
}

func TestADatabaseOfANewerProgramIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		err := d.Write(ctx, func(q *db.Q) error {
			_, err := q.Exec(ctx, "insert into goose_db_version (version_id, is_applied) values (99999, true)")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := migrations.Up(ctx, d); !errors.Is(err, migrations.ErrNewer) {
			t.Errorf("Up: %v, want ErrNewer", err)
		}
	})
}

func TestADatabaseOfSomethingElseIsLeftAlone(t *testing.T) {
	eachEmpty(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		err := d.Write(ctx, func(q *db.Q) error {
			_, err := q.Exec(ctx, "create table hens (eggs integer)")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := migrations.Up(ctx, d); !errors.Is(err, migrations.ErrForeign) {
			t.Errorf("Up: %v, want ErrForeign", err)
		}
		if current, _, err := migrations.Status(ctx, d); current != 0 || err != nil {
			t.Errorf("it has version %d of this program's schema, %v", current, err)
		}
	})
}

const migrateURL = "JIANGQITONG_TEST_MIGRATE_URL"

// Several processes that start together on an empty database all find it ready.
func TestProcessesThatStartTogether(t *testing.T) {
	if url := os.Getenv(migrateURL); url != "" {
		migrateOnce(t, url)
		return
	}
	eachEmpty(t, func(t *testing.T, d *db.DB) {
		var children []*exec.Cmd
		for range 4 {
			child := exec.Command(os.Args[0], "-test.run=^TestProcessesThatStartTogether$")
			child.Env = append(os.Environ(), migrateURL+"="+d.URL())
			child.Stdout = &strings.Builder{}
			if err := child.Start(); err != nil {
				t.Fatal(err)
			}
			children = append(children, child)
		}
		for _, child := range children {
			if err := child.Wait(); err != nil {
				t.Errorf("%v\n%s", err, child.Stdout)
			}
		}
		runs, err := db.All(t.Context(), d.Reader(), db.Column[int],
			"select count(*) from goose_db_version where version_id > 0 group by version_id")
		if err != nil || slices.Max(runs) != 1 {
			t.Errorf("the steps ran %v times, %v; want once each", runs, err)
		}
	})
}

func migrateOnce(t *testing.T, url string) {
	d, err := db.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := migrations.Up(context.Background(), d); err != nil {
		t.Fatal(err)
	}
	if pending, err := migrations.Pending(context.Background(), d); pending || err != nil {
		t.Fatalf("pending after Up: %t, %v", pending, err)
	}
}

// eachEmpty runs test on a database of each engine that has no table yet.
func eachEmpty(t *testing.T, test func(t *testing.T, d *db.DB)) {
	run := func(t *testing.T, url string) {
		d, err := db.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		test(t, d)
	}
	t.Run("sqlite", func(t *testing.T) { run(t, "sqlite:"+filepath.Join(t.TempDir(), "empty.db")) })
	t.Run("postgres", func(t *testing.T) { run(t, dbtest.EmptyPostgresURL(t)) })
}

// Every step has the same file name on both engines.
func TestStepsHaveTheSameNames(t *testing.T) {
	names := map[string][]string{}
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		files, err := filepath.Glob(fmt.Sprintf("%s/*.sql", engine))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			names[string(engine)] = append(names[string(engine)], filepath.Base(file))
		}
	}
	if diff := cmp.Diff(names["sqlite"], names["postgres"]); diff != "" || len(names["sqlite"]) == 0 {
		t.Errorf("the steps differ (-sqlite +postgres):\n%s", diff)
	}
}
