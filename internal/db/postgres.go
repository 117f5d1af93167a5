package db

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Defaults of the PostgreSQL pool and its sessions.
const (
	maxConns = 20 // per instance; ?pool_max_conns=N in the URL changes it
	maxTries = 10 // runs of a write that meets serialization failures or deadlocks
)

// openPostgres opens a pool on the server that rawURL names.
func (d *DB) openPostgres(ctx context.Context, rawURL string) error {
	config, err := pgx.ParseConfig(rawURL)
	if err != nil {
		return fmt.Errorf("the database URL is not valid: %w", err)
	}
	conns := maxConns
	if s, ok := config.RuntimeParams["pool_max_conns"]; ok {
		delete(config.RuntimeParams, "pool_max_conns")
		if conns, err = strconv.Atoi(s); err != nil || conns < 2 {
			return fmt.Errorf("pool_max_conns in the database URL must be a number from 2, not %q", s)
		}
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	setDefaults(config, map[string]string{"application_name": "jiangqitong", "timezone": "UTC"})
	bare := config.Copy()
	d.openBare = func() *sql.DB { return stdlib.OpenDB(*bare) }

	// Single statements can only read; Write asks for more.
	setDefaults(config, map[string]string{
		"default_transaction_read_only":       "on",
		"lock_timeout":                        "10s",
		"idle_in_transaction_session_timeout": "60s",
	})
	d.engine, d.url = Postgres, hidePassword(rawURL)
	d.pool = stdlib.OpenDB(*config)
	d.pool.SetMaxOpenConns(conns)
	d.pool.SetMaxIdleConns(conns)
	d.pool.SetConnMaxIdleTime(5 * time.Minute)
	d.pool.SetConnMaxLifetime(time.Hour)
	if err := d.pool.PingContext(ctx); err != nil {
		d.pool.Close()
		return fmt.Errorf("the database server does not answer: %w", err)
	}
	return nil
}

// setDefaults sets the session's parameters that the URL leaves open.
func setDefaults(config *pgx.ConnConfig, values map[string]string) {
	for name, value := range values {
		if _, set := config.RuntimeParams[name]; !set {
			config.RuntimeParams[name] = value
		}
	}
}

func (d *DB) readPostgres(ctx context.Context, conn *sql.Conn, fn func(q *Q) error) error {
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	return d.runPostgres(ctx, conn, options, fn)
}

// writePostgres runs fn in a transaction of its own at READ COMMITTED and runs it
// again after a serialization failure or a deadlock.
func (d *DB) writePostgres(ctx context.Context, fn func(q *Q) error) error {
	for try := 1; ; try++ {
		err := d.tryPostgres(ctx, fn)
		if err == nil || !isRetryable(err) || try == maxTries {
			return err
		}
		d.counts.reruns.Add(1)
		pause := time.Duration(1+rand.IntN(4<<min(try, 6))) * time.Millisecond
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (d *DB) tryPostgres(ctx context.Context, fn func(q *Q) error) error {
	conn, err := d.pool.Conn(ctx)
	if err != nil {
		return translate(err)
	}
	defer conn.Close()
	if err := d.runPostgres(ctx, conn, pgx.TxOptions{AccessMode: pgx.ReadWrite}, fn); err != nil {
		return err
	}
	d.counts.commits.Add(1)
	return nil
}

// runPostgres runs fn in a transaction on conn. The commit is not bound to ctx, so
// that cancelling never leaves its outcome unknown.
func (d *DB) runPostgres(ctx context.Context, conn *sql.Conn, options pgx.TxOptions, fn func(q *Q) error) (err error) {
	var tx pgx.Tx
	err = onPgx(conn, func(c *pgx.Conn) (err error) {
		tx, err = c.BeginTx(ctx, options)
		return err
	})
	if err != nil {
		return translate(err)
	}
	q := &Q{engine: Postgres, texts: d.texts, on: conn, tx: true, detached: options.AccessMode == pgx.ReadWrite}
	returned := false
	defer func() { // also when fn panics or exits its goroutine
		err = q.end(err)
		finish := tx.Rollback
		if returned && err == nil {
			finish = tx.Commit
		}
		finishErr := onPgx(conn, func(*pgx.Conn) error { return finish(context.WithoutCancel(ctx)) })
		if err == nil {
			err = translate(finishErr)
		}
	}()
	err = fn(q)
	returned = true
	return err
}

// onPgx lends f the connection beneath conn.
func onPgx(conn *sql.Conn, f func(*pgx.Conn) error) error {
	return conn.Raw(func(c any) error { return f(c.(*stdlib.Conn).Conn()) })
}
