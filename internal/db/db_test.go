package db_test

import (
	"context"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

func TestSmoke(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		err := d.Write(ctx, func(q *db.Q) error {
			_, err := q.Exec(ctx, "insert into setting (value, key, updated_ms) values ($2, $1, $3)", "k", "v", 5)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if v, err := db.Value[string](ctx, d.Reader(), "select value from setting where key = $1", "k"); err != nil || v != "v" {
			t.Fatalf("got %q, %v", v, err)
		}
	})
}
