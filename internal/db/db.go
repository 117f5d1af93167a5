// Package db is the one place that knows which database engine runs: SQLite,
// embedded, or PostgreSQL. Everything above it writes one SQL text for both.
//
// Statements use $1, $2, … and run on a Q. A Q comes from Read (one snapshot),
// from Write (one durable transaction) or from Reader (single statements).
// What the engines would treat differently is refused on both: see Q.
package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strings"
)

// Engine names a database engine.
type Engine string

// The two engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	engine Engine
	url    string // password hidden
	texts  *texts
	reader *Q
	pool   *sql.DB // reads on SQLite; reads and writes on PostgreSQL
	group  *group  // the writer of SQLite, nil on PostgreSQL
	counts counts

	// openBare opens a second, plain pool for the migration tool.
	openBare func() *sql.DB
}

// Open opens the database at rawURL: "sqlite:PATH", which creates the file and
// its folder, or "postgres://USER@HOST/NAME". It proves that the database answers. What goes wrong
// is an *OpenError.
func Open(ctx context.Context, rawURL string) (*DB, error) {
	d := &DB{texts: &texts{}}
	var err error
	switch scheme, rest, _ := strings.Cut(rawURL, ":"); scheme {
	case "sqlite":
		err = d.openSQLite(ctx, rest)
	case "postgres", "postgresql":
		err = d.openPostgres(ctx, rawURL)
	default:
		err = fmt.Errorf("the database URL must begin with sqlite: or postgres://, for example sqlite:data/jiangqitong.db")
	}
	if err != nil {
		return nil, &OpenError{Cause: causeOf(err), Err: err}
	}
	d.reader = &Q{engine: d.engine, texts: d.texts, on: d.pool, detached: d.engine == SQLite}
	return d, nil
}

// Engine says which engine runs.
func (d *DB) Engine() Engine { return d.engine }

// URL returns the address the database was opened with, its password hidden.
func (d *DB) URL() string { return d.url }

// Ping asks the database for an answer.
func (d *DB) Ping(ctx context.Context) error {
	_, err := Value[int64](ctx, d.reader, "select 1")
	return err
}

// Close waits for the writes that have been accepted and closes the database.
// Later calls on d return ErrUnavailable.
func (d *DB) Close() error {
	err := d.pool.Close()
	if d.group != nil {
		if groupErr := d.group.close(); err == nil {
			err = groupErr
		}
	}
	return err
}

// Reader returns a handle for single statements that need no common snapshot,
// the cheapest way to read. Statements that write are refused. On SQLite,
// cancelling stops them before they begin and between rows only: to be stoppable
// in the middle a statement needs goroutines of its own, and a page asks a dozen
// that are over before those would run. Read is for what takes long.
func (d *DB) Reader() *Q { return d.reader }

// Read runs fn on one snapshot: all its statements see the same moment.
// Statements that write are refused. The handle is not valid after fn returns. fn
// must not call Read or use Reader, which could wait for a connection for ever.
func (d *DB) Read(ctx context.Context, fn func(q *Q) error) error {
	conn, err := d.pool.Conn(ctx)
	if err != nil {
		return translate(err)
	}
	defer conn.Close()
	if d.engine == SQLite {
		return d.readSQLite(ctx, conn, fn)
	}
	return d.readPostgres(ctx, conn, fn)
}

// Write runs fn in one transaction. When Write returns nil, what fn wrote
// survives a power cut; when it returns an error, nothing of it is kept.
//
// fn may run more than once: everything it leaves behind outside the database
// must be set anew on each run. It must not call Write itself, and it should be
// short, because on SQLite all other writes wait for it. The first statement
// error fails the whole transaction, even when fn goes on. Cancelling ctx stops
// fn before its next statement and never in the middle of one.
func (d *DB) Write(ctx context.Context, fn func(q *Q) error) error {
	d.counts.writes.Add(1)
	if d.engine == SQLite {
		return d.group.write(ctx, fn)
	}
	return d.writePostgres(ctx, fn)
}

// Bare lends fn a plain connection pool of its own, on which foreign keys are
// enforced and nothing else of this package holds. It is for the migration tool.
func (d *DB) Bare(fn func(*sql.DB) error) error {
	pool := d.openBare()
	defer pool.Close()
	return fn(pool)
}

// Path returns the file of an SQLite database and "" on PostgreSQL.
func (d *DB) Path() string {
	if d.engine != SQLite {
		return ""
	}
	return strings.TrimPrefix(d.url, "sqlite:")
}

// hidePassword returns rawURL without its secrets.
func hidePassword(rawURL string) string {
	u, err := url.Parse(rawURL)
	if err != nil {
		return "postgres://"
	}
	query := u.Query()
	for _, secret := range []string{"password", "sslpassword"} {
		if query.Has(secret) {
			query.Set(secret, "xxxxx")
			u.RawQuery = query.Encode()
		}
	}
	return u.Redacted()
}
