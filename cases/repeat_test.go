package cases_test

import (
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

func TestKeysAreForgottenAfterAWhile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.UnixMilli(1_600_000_000_000)
		desk := cases.NewDesk(d, func() time.Time { return now })
		if err := d.Write(t.Context(), func(q *db.Q) error {
			_, err := q.Exec(t.Context(), "insert into idempotency (actor_id, request_key, case_id, at_ms) values ($1, $2, 1, $3), ($1, $4, 2, $5)",
				1, "old", now.Add(-time.Hour).UnixMilli(), "new", now.UnixMilli())
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if n, err := desk.SweepKeys(t.Context(), now); n != 1 || err != nil {
			t.Errorf("%d keys swept, %v", n, err)
		}
		if left, err := db.Value[string](t.Context(), d.Reader(), "select request_key from idempotency"); left != "new" || err != nil {
			t.Errorf("left %q, %v", left, err)
		}
	})
}
