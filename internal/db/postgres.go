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
	for name, value := range map[string]string{
		"application_name":                    "jiangqitong",
		"timezone":                            "UTC",
		"lock_timeout":                        "10s",
		"idle_in_transaction_session_timeout": "60s",
	} {
		if _, set := config.RuntimeParams[name]; !set {
			config.RuntimeParams[name] = value
		}
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	d.engine, d.url = Postgres, hidePassword(rawURL)
	d.openBare = func() *sql.DB { return stdlib.OpenDB(*config) }
	d.pool = d.openBare()
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

func (d *DB) readPostgres(ctx context.Context, conn *sql.Conn, fn func(q *Q) error) error {
	options := &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
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
	if err := d.runPostgres(ctx, conn, &sql.TxOptions{}, fn); err != nil {
		return err
	}
	d.counts.commits.Add(1)
	return nil
}

// runPostgres runs fn in a transaction. The transaction itself is not bound to
// ctx, so that a commit is never left with an unknown outcome.
func (d *DB) runPostgres(ctx context.Context, conn *sql.Conn, options *sql.TxOptions, fn func(q *Q) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), options)
	if err != nil {
		return translate(err)
	}
	defer tx.Rollback() // after Commit this does nothing
	q := &Q{engine: Postgres, texts: d.texts, on: tx, tx: true, detached: !options.ReadOnly}
	returned := false
	defer func() {
		if !returned {
			q.end(nil)
		}
	}()
	err = fn(q)
	returned = true
	if err := q.end(err); err != nil {
		return err
	}
	return translate(tx.Commit())
}
