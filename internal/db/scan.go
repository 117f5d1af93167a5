package db

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
)

// Scanner is a row whose columns can be copied out.
type Scanner interface {
	Scan(dest ...any) error
}

// Each runs a query and calls fn with each row, in order. It stops at the first
// error of fn and returns it as it is, and when ctx is cancelled.
func Each(ctx context.Context, q *Q, fn func(Scanner) error, sql string, args ...any) error {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return q.fail(sql, err)
		}
	}
	if err := rows.Err(); err != nil {
		return q.fail(sql, err)
	}
	return nil
}

// All returns what scan makes of each row, in order; nil when there is none.
func All[T any](ctx context.Context, q *Q, scan func(Scanner) (T, error), sql string, args ...any) ([]T, error) {
	var all []T
	err := Each(ctx, q, func(row Scanner) error {
		one, err := scan(row)
		if err != nil {
			return fmt.Errorf("%s: %w", brief(sql), err)
		}
		all = append(all, one)
		return nil
	}, sql, args...)
	if err != nil {
		return nil, err
	}
	return all, nil
}

// One returns what scan makes of the first row, or sql.ErrNoRows.
func One[T any](ctx context.Context, q *Q, scan func(Scanner) (T, error), sql string, args ...any) (T, error) {
	return scan(q.QueryRow(ctx, sql, args...))
}

// Value returns the single column of the first row, or sql.ErrNoRows.
func Value[T any](ctx context.Context, q *Q, sql string, args ...any) (T, error) {
	var v T
	err := q.QueryRow(ctx, sql, args...).Scan(&v)
	return v, err
}

// Column reads a row of one column. It is a scan for All.
func Column[T any](row Scanner) (T, error) {
	var v T
	err := row.Scan(&v)
	return v, err
}

// In returns the n placeholders from $first on, with commas: In(3, 3) is "$3,$4,$5".
// For n = 0 it returns "null", so that "x in (…)" holds for no row.
func In(first, n int) string {
	if n <= 0 {
		return "null"
	}
	b := make([]byte, 0, 4*n)
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '$')
		b = strconv.AppendInt(b, int64(first+i), 10)
	}
	return string(b)
}

var _ Scanner = (*sql.Rows)(nil)
