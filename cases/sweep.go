package cases

import (
	"context"
	"time"

	"jiangqitong/internal/db"
)

// SweepKeys forgets the idempotency keys of requests made before the instant, and returns how many they were. A
// request repeated after that is a new one.
func (d *Desk) SweepKeys(ctx context.Context, before time.Time) (n int64, err error) {
	err = d.db.Write(ctx, func(q *db.Q) (err error) {
		n, err = q.Exec(ctx, "delete from idempotency where at_ms < $1", toMs(before))
		return err
	})
	return n, err
}
