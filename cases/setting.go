package cases

import (
	"context"

	"jiangqitong/internal/db"
)

// Setting reads what is kept under a key at run time; empty when nothing is.
func (d *Desk) Setting(ctx context.Context, key string) (string, error) {
	return db.Value[string](ctx, d.db.Reader(), "select coalesce(max(value), '') from setting where key = $1", key)
}

// PutSetting keeps a value under a key, in the place of the one before.
func (d *Desk) PutSetting(ctx context.Context, key, value string) error {
	return d.db.Write(ctx, func(q *db.Q) error { return putSetting(ctx, q, key, value, d.now()) })
}
