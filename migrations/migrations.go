// Package migrations holds the schema of both engines as numbered steps and
// brings a database up to date.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"jiangqitong/internal/db"
)

// files has the same numbers for both engines.
//
//go:embed sqlite/*.sql postgres/*.sql
var files embed.FS

// What Up refuses, leaving the database as it is.
var (
	ErrNewer   = errors.New("the database was written by a newer program")
	ErrForeign = errors.New("the database holds tables of something else")
)

// Up brings the schema of d to the latest version. When several instances start
// together one runs the steps and the others wait for it. It returns ErrNewer or
// ErrForeign for a database that is not this program's to change.
func Up(ctx context.Context, d *db.DB) error {
	current, latest, err := Status(ctx, d)
	if err != nil {
		return err
	}
	if current > latest {
		return fmt.Errorf("%w: its schema has version %d and this program knows only %d", ErrNewer, current, latest)
	}
	if foreign, err := foreign(ctx, d); err != nil {
		return err
	} else if foreign {
		return ErrForeign
	}
	if pending, err := Pending(ctx, d); err != nil || !pending {
		return err
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
		goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true))
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
	known, err := known(d.Engine())
	if err != nil {
		return 0, 0, err
	}
	done, err := done(ctx, d)
	return slices.Max(append(done, 0)), slices.Max(known), err
}

// Pending reports whether Up has anything to do. A step may be pending that is older
// than the version of the schema, when it joined the program after a later one.
func Pending(ctx context.Context, d *db.DB) (bool, error) {
	known, err := known(d.Engine())
	if err != nil {
		return false, err
	}
	done, err := done(ctx, d)
	return slices.ContainsFunc(known, func(step int) bool { return !slices.Contains(done, step) }), err
}

// done lists the steps that the database has.
func done(ctx context.Context, d *db.DB) (steps []int, err error) {
	err = d.Read(ctx, func(q *db.Q) error {
		if counted, err := counts(ctx, q); err != nil || !counted {
			return err
		}
		steps, err = db.All(ctx, q, db.Column[int], "select version_id from goose_db_version where is_applied")
		return err
	})
	return steps, err
}

// counts reports whether a database counts the steps it has, which the migration tool begins with.
func counts(ctx context.Context, q *db.Q) (bool, error) {
	return db.Value[bool](ctx, q, q.ByEngine(
		"select count(*) > 0 from sqlite_master where type = 'table' and name = 'goose_db_version'",
		"select to_regclass('goose_db_version') is not null"))
}

// foreign reports whether a database has tables that no step made.
func foreign(ctx context.Context, d *db.DB) (found bool, err error) {
	err = d.Read(ctx, func(q *db.Q) error {
		counted, err := counts(ctx, q)
		if err != nil || counted {
			return err
		}
		found, err = db.Value[bool](ctx, q, q.ByEngine(
			"select count(*) > 0 from sqlite_master",
			"select count(*) > 0 from information_schema.tables where table_schema = current_schema()"))
		return err
	})
	return found, err
}

// known lists the steps that this program has.
func known(engine db.Engine) (steps []int, err error) {
	entries, err := fs.ReadDir(files, string(engine))
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		number, err := goose.NumericComponent(entry.Name())
		if err != nil {
			return nil, err
		}
		steps = append(steps, int(number))
	}
	return steps, nil
}
