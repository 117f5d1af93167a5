// Package migrations holds the schema of both engines as numbered steps and
// brings a database up to date.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"jiangqitong/internal/db"
)

// files has the same numbers for both engines.
//
//go:embed sqlite/*.sql postgres/*.sql
var files embed.FS

// Up brings the schema of d to the latest version. When several instances start
// together one runs the steps and the others wait for it. A database written by a
// newer program is refused and left as it is.
func Up(ctx context.Context, d *db.DB) error {
	current, latest, err := Status(ctx, d)
	if err != nil {
		return err
	}
	if current > latest {
		return fmt.Errorf("the database has schema version %d but this program knows only %d: run the newer program", current, latest)
	}
	if current == latest {
		return nil
	}
	return d.Bare(func(pool *sql.DB) error { return up(ctx, d, pool) })
}

func up(ctx context.Context, d *db.DB, pool *sql.DB) error {
	dialect, locker, err := forEngine(d)
	if err != nil {
		return err
	}
	steps, err := fs.Sub(files, string(d.Engine()))
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(dialect, pool, steps,
		goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("the database could not be brought up to date, nothing of the failed step was kept: %w", err)
	}
	return nil
}

func forEngine(d *db.DB) (goose.Dialect, lock.SessionLocker, error) {
	if d.Engine() == db.SQLite {
		return goose.DialectSQLite3, &folderLock{path: d.Path()}, nil
	}
	// One try each second for ten minutes.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 600))
	return goose.DialectPostgres, locker, err
}

// Status returns the schema version of d, 0 for an empty database, and the latest
// version that this program knows.
func Status(ctx context.Context, d *db.DB) (current, latest int, err error) {
	if latest, err = latestStep(d.Engine()); err != nil {
		return 0, 0, err
	}
	err = d.Read(ctx, func(q *db.Q) error {
		exists, err := db.Value[bool](ctx, q, q.ByEngine(
			"select count(*) > 0 from sqlite_master where type = 'table' and name = 'goose_db_version'",
			"select to_regclass('goose_db_version') is not null"))
		if err != nil || !exists {
			return err
		}
		current, err = db.Value[int](ctx, q, "select coalesce(max(version_id), 0) from goose_db_version where is_applied")
		return err
	})
	return current, latest, err
}

// Pending reports whether Up has anything to do.
func Pending(ctx context.Context, d *db.DB) (bool, error) {
	current, latest, err := Status(ctx, d)
	return current < latest, err
}

func latestStep(engine db.Engine) (int, error) {
	entries, err := fs.ReadDir(files, string(engine))
	if err != nil {
		return 0, err
	}
	latest := 0
	for _, entry := range entries {
		number, err := goose.NumericComponent(entry.Name())
		if err != nil {
			return 0, err
		}
		latest = max(latest, int(number))
	}
	return latest, nil
}
