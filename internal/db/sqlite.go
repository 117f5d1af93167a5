package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// openSQLite opens the file at path with one connection that writes and a pool of
// connections that can only read. Writers of one process never meet a lock, and
// readers never wait for the writer.
func (d *DB) openSQLite(ctx context.Context, path string) error {
	if path == "" || path == ":memory:" {
		return errors.New("the database URL sqlite: needs the path of a file, for example sqlite:data/jiangqitong.db")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("the folder of the database cannot be made: %w", err)
	}
	if err := createPrivate(path); err != nil {
		return fmt.Errorf("the database file cannot be used: %w", err)
	}
	d.engine, d.url = SQLite, "sqlite:"+path
	d.openBare = func() *sql.DB {
		pool := openPool(path, "_txlock=immediate&_busy_timeout=60000&_journal_mode=WAL&_synchronous=FULL&_foreign_keys=1", nil)
		pool.SetMaxOpenConns(1)
		return pool
	}

	writer := openPool(path, "_busy_timeout=5000&_journal_mode=WAL&_synchronous=FULL&_foreign_keys=1&_cslike=1"+
		"&_cache_size=-32768&_stmt_cache_size=256", tuneWriter)
	conn, err := writer.Conn(ctx)
	if err != nil {
		writer.Close()
		return fmt.Errorf("the database file %s cannot be opened: %w", path, err)
	}
	d.group = &group{pool: writer, conn: conn, texts: d.texts, counts: &d.counts}

	d.pool = openPool(path, "mode=ro&_query_only=1&_busy_timeout=5000&_cslike=1"+
		"&_cache_size=-8192&_stmt_cache_size=256", nil)
	readers := max(8, 2*runtime.GOMAXPROCS(0)) // enough for some long reports beside the pages
	d.pool.SetMaxOpenConns(readers)
	d.pool.SetMaxIdleConns(readers)
	return nil
}

const writable = 2 // W_OK of access(2)

// createPrivate makes an empty file that only its owner can read, which is an empty
// database; SQLite gives its log the same mode. A file that exists is left alone, and
// refused when it cannot be written: SQLite would open it, and each write would fail.
func createPrivate(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a folder; name a file in it", path)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		if err := syscall.Access(path, writable); err != nil {
			return &fs.PathError{Op: "write", Path: path, Err: err}
		}
		return nil
	}
	if err != nil {
		return err
	}
	return file.Close()
}

// tuneWriter sets what the driver has no parameter for: savepoints stay in
// memory, and the log is folded into the file each 16 MiB instead of each 4.
func tuneWriter(conn *sqlite3.SQLiteConn) error {
	_, err := conn.Exec("pragma temp_store=memory; pragma wal_autocheckpoint=4000; pragma journal_size_limit=67108864", nil)
	return err
}

// openPool makes a pool of connections to the file with the driver's parameters.
func openPool(path, params string, hook func(*sqlite3.SQLiteConn) error) *sql.DB {
	file := url.URL{Scheme: "file", Path: path, RawQuery: params}
	return sql.OpenDB(&sqliteConnector{
		driver: &sqlite3.SQLiteDriver{ConnectHook: hook},
		dsn:    file.String(),
	})
}

// sqliteConnector opens connections without the driver registry, which is global.
type sqliteConnector struct {
	driver *sqlite3.SQLiteDriver
	dsn    string
}

func (c *sqliteConnector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }
func (c *sqliteConnector) Driver() driver.Driver                        { return c.driver }

// readSQLite runs fn inside a deferred transaction: the first read takes the snapshot.
func (d *DB) readSQLite(ctx context.Context, conn *sql.Conn, fn func(q *Q) error) (err error) {
	if _, err := conn.ExecContext(context.Background(), "begin"); err != nil {
		return translate(err)
	}
	q := &Q{engine: SQLite, texts: d.texts, on: conn, tx: true}
	defer func() {
		err = q.end(err)
		if _, endErr := conn.ExecContext(context.Background(), "rollback"); endErr != nil {
			discard(conn)
		}
	}()
	if err := ctx.Err(); err != nil {
		return err
	}
	return fn(q)
}

// discard takes a connection of unknown state out of its pool.
func discard(conn *sql.Conn) {
	conn.Raw(func(any) error { return driver.ErrBadConn })
}

// inTransaction asks SQLite whether a transaction is open. Some errors, such as a
// full disk, end the whole transaction and not only their statement.
func inTransaction(conn *sql.Conn) bool {
	var open bool
	conn.Raw(func(c any) error {
		open = !c.(*sqlite3.SQLiteConn).AutoCommit()
		return nil
	})
	return open
}
