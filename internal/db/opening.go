package db

import (
	"errors"
	"io/fs"
	"net"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"
)

// Cause is why a database could not be opened, as far as that is known.
type Cause string

// The causes that somebody can do something about.
const (
	Silent    Cause = "silent"    // no server answers, or it takes no more connections
	Refused   Cause = "refused"   // the server does not take the login or its password
	Absent    Cause = "absent"    // the server has no database of the name
	Forbidden Cause = "forbidden" // the file or its folder may not be read and written
	Foreign   Cause = "foreign"   // the file is not a database
	Damaged   Cause = "damaged"   // the file was a database and is not whole
)

// OpenError says why Open failed. Its text is that of Err.
type OpenError struct {
	Cause Cause // empty when the text says all there is to know
	Err   error
}

func (e *OpenError) Error() string { return e.Err.Error() }
func (e *OpenError) Unwrap() error { return e.Err }

// causeOf tells the causes apart by the drivers' errors.
func causeOf(err error) Cause {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return postgresCauses[pg.Code]
	}
	if lite, ok := errors.AsType[sqlite3.Error](err); ok {
		return sqliteCauses[lite.Code]
	}
	for _, forbidden := range []error{fs.ErrPermission, syscall.EROFS} {
		if errors.Is(err, forbidden) {
			return Forbidden
		}
	}
	_, unanswered := errors.AsType[*pgconn.ConnectError](err)
	_, failed := errors.AsType[*net.OpError](err)
	if unanswered || failed {
		return Silent
	}
	return ""
}

var postgresCauses = map[string]Cause{
	"28P01": Refused, "28000": Refused, // password, login
	"3D000": Absent,
	"42501": Refused, // may not connect
	"53300": Silent,  // too many connections
	"57P03": Silent,  // starting or stopping
}

var sqliteCauses = map[sqlite3.ErrNo]Cause{
	sqlite3.ErrNotADB: Foreign, sqlite3.ErrCorrupt: Damaged,
	sqlite3.ErrCantOpen: Forbidden, sqlite3.ErrReadonly: Forbidden, sqlite3.ErrPerm: Forbidden,
}
