package db_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

var filler = strings.Repeat("诉", 100)

// BenchmarkWrite measures durable writes of one row by 1, 16 and 64 callers, beside
// the driver alone writing one row a transaction on one connection.
func BenchmarkWrite(b *testing.B) {
	b.Run("bare", benchmarkBare)
	for _, callers := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			d := dbtest.SQLite(b)
			var next atomic.Int64
			before := d.Stats()
			b.ResetTimer()
			var wg sync.WaitGroup
			for range callers {
				wg.Go(func() {
					for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
						if err := writeSetting(d, fmt.Sprint("key", i)); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			b.StopTimer()
			after := d.Stats()
			b.ReportMetric(float64(after.Writes-before.Writes)/float64(after.Commits-before.Commits), "writes/commit")
		})
	}
}

func writeSetting(d *db.DB, key string) error {
	ctx := context.Background()
	return d.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, "insert into setting (key, value, updated_ms) values ($1, $2, $3)", key, filler, 1)
		return err
	})
}

func benchmarkBare(b *testing.B) {
	path := filepath.Join(b.TempDir(), "bare.db")
	pool, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_foreign_keys=1")
	if err != nil {
		b.Fatal(err)
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	if _, err := pool.Exec("create table setting (key text primary key, value text, updated_ms integer) strict, without rowid"); err != nil {
		b.Fatal(err)
	}
	insert, err := pool.Prepare("insert into setting (key, value, updated_ms) values (?, ?, ?)")
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		tx, err := pool.Begin()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := tx.Stmt(insert).Exec(fmt.Sprint("key", i), filler, 1); err != nil {
			b.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRead measures a point read, alone and inside a snapshot.
func BenchmarkRead(b *testing.B) {
	d := dbtest.SQLite(b)
	if err := writeSetting(d, "key"); err != nil {
		b.Fatal(err)
	}
	ctx := b.Context() // can be cancelled, as a request's
	const text = "select value from setting where key = $1"
	b.Run("single", func(b *testing.B) {
		for b.Loop() {
			if _, err := db.Value[string](ctx, d.Reader(), text, "key"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("snapshot", func(b *testing.B) {
		for b.Loop() {
			err := d.Read(ctx, func(q *db.Q) error {
				_, err := db.Value[string](ctx, q, text, "key")
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}
