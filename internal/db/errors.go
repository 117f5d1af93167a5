package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"
)

// ErrFull marks an error that means: no room is left on the disk.
var ErrFull = errors.New("the database has no room left on its disk: free some space and try again")

// ErrUnavailable marks an error that means: the database cannot be reached or is
// busy; the same request may succeed later.
var ErrUnavailable = errors.New("the database is not available now: try again in a moment")

var errClosed = fmt.Errorf("%w (it has been closed)", ErrUnavailable)

// IsUnique reports whether err is the violation of a primary key or unique index.
func IsUnique(err error) bool {
	return isConstraint(err, "23505", sqlite3.ErrConstraintUnique, sqlite3.ErrConstraintPrimaryKey)
}

// IsForeignKey reports whether err is a reference to a row that does not exist.
func IsForeignKey(err error) bool {
	return isConstraint(err, "23503", sqlite3.ErrConstraintForeignKey)
}

// IsCheck reports whether err is a value that a CHECK constraint refuses.
func IsCheck(err error) bool {
	return isConstraint(err, "23514", sqlite3.ErrConstraintCheck)
}

func isConstraint(err error, state string, codes ...sqlite3.ErrNoExtended) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == state
	}
	if lite, ok := errors.AsType[sqlite3.Error](err); ok {
		for _, code := range codes {
			if lite.ExtendedCode == code {
				return true
			}
		}
	}
	return false
}

// translate adds ErrFull or ErrUnavailable to an error of a driver that means so.
func translate(err error) error {
	switch {
	case err == nil, errors.Is(err, ErrFull), errors.Is(err, ErrUnavailable):
		return err
	case isFull(err):
		return fmt.Errorf("%w (%w)", ErrFull, err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case isUnavailable(err):
		return fmt.Errorf("%w (%w)", ErrUnavailable, err)
	}
	return err
}

func isFull(err error) bool {
	if lite, ok := errors.AsType[sqlite3.Error](err); ok {
		return lite.Code == sqlite3.ErrFull || lite.SystemErrno == syscall.ENOSPC || lite.SystemErrno == syscall.EDQUOT
	}
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == "53100"
}

func isUnavailable(err error) bool {
	if lite, ok := errors.AsType[sqlite3.Error](err); ok {
		switch lite.Code {
		case sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrIoErr, sqlite3.ErrCantOpen, sqlite3.ErrNomem:
			return true
		}
		return false
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		// 08 connection, 53 resources, 57P shutdown; the rest are locks and serialization.
		return strings.HasPrefix(pg.Code, "08") || strings.HasPrefix(pg.Code, "53") ||
			strings.HasPrefix(pg.Code, "57P") || pg.Code == "55P03" || isRetryable(err)
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	for _, lost := range []error{driver.ErrBadConn, sql.ErrConnDone, pgconn.ErrConnClosed, io.ErrUnexpectedEOF} {
		if errors.Is(err, lost) {
			return true
		}
	}
	return err.Error() == "sql: database is closed" // it has no exported value
}

// isRetryable reports whether PostgreSQL ended a transaction that may succeed
// when it is run again: a serialization failure or a deadlock.
func isRetryable(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pg.Code == "40001" || pg.Code == "40P01")
}
