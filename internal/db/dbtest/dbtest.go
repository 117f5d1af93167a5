// Package dbtest gives tests a migrated database of their own on real engines: an
// SQLite file, and a database on a throw-away PostgreSQL server.
//
// The server is started once per test process from the installed programs and
// stops when the process ends, in whatever way; tests need no set-up for it.
package dbtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/migrations"
)

// Each runs test on each engine, as subtests "sqlite" and "postgres", with an
// empty migrated database. Where PostgreSQL is not installed its subtest is
// skipped, or fails when the environment has CI=true.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite opens an empty migrated SQLite database in a temporary folder.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	image, err := sqliteImage()
	if err != nil {
		t.Fatalf("make the SQLite template: %v", err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, image, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, "sqlite:"+path)
}

// Postgres opens an empty migrated database on the throw-away server.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return open(t, PostgresURL(t))
}

// PostgresURL returns the URL of an empty migrated database on the throw-away
// server, for tests that open it themselves. The database is dropped after the test.
func PostgresURL(t testing.TB) string {
	t.Helper()
	return databaseURL(t, "template template_migrated strategy file_copy")
}

// EmptyPostgresURL is like PostgresURL for a database without any table.
func EmptyPostgresURL(t testing.TB) string {
	t.Helper()
	return databaseURL(t, "")
}

func open(t testing.TB, url string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), url)
	if err != nil {
		t.Fatalf("open %s: %v", url, err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// sqliteImage returns the bytes of a migrated database, made once per process.
var sqliteImage = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "jiangqitong-sqlite-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "template.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func migrate(url string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, url)
	if err != nil {
		return err
	}
	if err := migrations.Up(ctx, d); err != nil {
		d.Close()
		return err
	}
	return d.Close()
}

var databases atomic.Int64

func databaseURL(t testing.TB, options string) string {
	t.Helper()
	s, err := server()
	if err != nil {
		unavailable(t, err)
	}
	name := fmt.Sprintf("test_%d", databases.Add(1))
	if err := s.admin("create database " + name + " " + options); err != nil {
		t.Fatalf("create the test's database: %v", err)
	}
	t.Cleanup(func() {
		if err := s.admin("drop database " + name + " with (force)"); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return s.url(name)
}

// unavailable ends a test that needs PostgreSQL where there is none.
func unavailable(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("PostgreSQL: %v", err)
	}
	t.Skipf("NOT TESTED ON POSTGRESQL: %v", err)
}
