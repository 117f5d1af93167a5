package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// Q runs statements: inside one transaction (Read, Write), where only one
// goroutine may use it, or each by itself (Reader), from any number of them.
//
// To keep one SQL text true on both engines, Q refuses on both what one of them
// would refuse or do differently: a count of arguments that does not match, the
// placeholder ?, a time.Time, text with NUL or invalid UTF-8, a statement
// after a failed one in the same transaction, and a statement while the rows of
// an earlier one are still open in the same transaction.
type Q struct {
	engine Engine
	texts  *texts
	on     session

	detached bool // a cancelled context must not cut a statement short

	tx     bool      // in a transaction: the fields below are used
	failed error     // the first error of the transaction
	rows   *sql.Rows // of the last Query; may still be open
}

// session is a pool or a connection of database/sql.
type session interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

var (
	errOpenRows = errors.New("the rows of an earlier statement are still open: read them all and close them first")
	errEnded    = errors.New("the transaction of this handle has ended")
)

// Engine says which engine runs the statements.
func (q *Q) Engine() Engine { return q.engine }

// ByEngine picks the SQL text of the running engine, where one text cannot serve both.
func (q *Q) ByEngine(sqlite, postgres string) string {
	if q.engine == SQLite {
		return sqlite
	}
	return postgres
}

// Exec runs a statement and returns how many rows it changed.
func (q *Q) Exec(ctx context.Context, sql string, args ...any) (int64, error) {
	ctx, ready, err := q.ready(ctx, sql, args)
	if err != nil {
		return 0, q.fail(sql, err)
	}
	result, err := q.on.ExecContext(ctx, ready, args...)
	if err != nil {
		return 0, q.fail(sql, err)
	}
	return result.RowsAffected()
}

// Query runs a statement and returns its rows, which the caller must close and
// whose Err it must check. All, Each, One and Value do so themselves.
func (q *Q) Query(ctx context.Context, sql string, args ...any) (*sql.Rows, error) {
	ctx, ready, err := q.ready(ctx, sql, args)
	if err != nil {
		return nil, q.fail(sql, err)
	}
	rows, err := q.on.QueryContext(ctx, ready, args...)
	if err != nil {
		return nil, q.fail(sql, err)
	}
	if q.tx {
		q.rows = rows
	}
	return rows, nil
}

// Row is the first row of a query, or the error that stands in its place.
type Row struct {
	q    *Q
	sql  string
	rows *sql.Rows
	err  error
}

// QueryRow runs a statement of which only the first row matters.
func (q *Q) QueryRow(ctx context.Context, sql string, args ...any) *Row {
	rows, err := q.Query(ctx, sql, args...)
	return &Row{q: q, sql: sql, rows: rows, err: err}
}

// Scan copies the columns of the row into dest. It returns sql.ErrNoRows when
// there is no row.
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return r.q.fail(r.sql, err)
		}
		return sql.ErrNoRows
	}
	if err := r.rows.Scan(dest...); err != nil {
		return fmt.Errorf("%s: %w", brief(r.sql), err)
	}
	if err := r.rows.Close(); err != nil {
		return r.q.fail(r.sql, err)
	}
	return nil
}

// ready checks the statement and returns the context and the text to run it with.
func (q *Q) ready(ctx context.Context, sql string, args []any) (context.Context, string, error) {
	t := q.texts.of(sql)
	if err := t.checkArgs(args); err != nil {
		return nil, "", err
	}
	if q.tx {
		if q.failed != nil {
			return nil, "", fmt.Errorf("the transaction has failed already: %w", q.failed)
		}
		if q.rowsOpen() {
			return nil, "", errOpenRows
		}
	}
	if q.detached {
		if err := ctx.Err(); err != nil {
			return nil, "", err
		}
		ctx = context.WithoutCancel(ctx)
	}
	if q.engine == SQLite {
		return ctx, t.sqlite, nil
	}
	return ctx, sql, nil
}

// rowsOpen reports whether the rows of the last Query are still open; closed
// ones no longer tell their columns.
func (q *Q) rowsOpen() bool {
	if q.rows == nil {
		return false
	}
	if _, err := q.rows.Columns(); err == nil {
		return true
	}
	q.rows = nil
	return false
}

// fail adds the statement to err and, in a transaction, remembers it.
func (q *Q) fail(sql string, err error) error {
	err = fmt.Errorf("%s: %w", brief(sql), translate(err))
	if q.tx && q.failed == nil {
		q.failed = err
	}
	return err
}

// end closes what fn left open and makes the handle useless. It returns the
// error the transaction has to fail with, given the one fn returned.
func (q *Q) end(err error) error {
	if q.rows != nil {
		q.rows.Close()
		if rowsErr := q.rows.Err(); q.failed == nil && rowsErr != nil {
			q.failed = translate(rowsErr)
		}
	}
	if err == nil || isRetryable(q.failed) {
		err = q.failed
	}
	q.failed = errEnded
	return err
}

// brief is the start of a statement on one line, for error texts.
func brief(sql string) string {
	words := strings.Fields(sql)
	if len(words) > 8 {
		words = append(words[:8:8], "…")
	}
	return strings.Join(words, " ")
}
