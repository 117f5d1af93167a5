package migrations

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// folderLock lets one process at a time migrate an SQLite file, by a lock on the
// folder it lies in. The database file itself must not be opened for that: closing
// it would drop the locks that SQLite holds on it in this process.
type folderLock struct {
	path   string // of the database file
	folder *os.File
}

// SessionLock waits until no other process migrates a database in the folder.
func (l *folderLock) SessionLock(ctx context.Context, _ *sql.Conn) error {
	folder, err := os.Open(filepath.Dir(l.path))
	if err != nil {
		return err
	}
	for {
		err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			l.folder = folder
			return nil
		}
		if err != syscall.EWOULDBLOCK && err != syscall.EINTR {
			folder.Close()
			return fmt.Errorf("the folder of the database cannot be locked: %w", err)
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			folder.Close()
			return fmt.Errorf("another process is still migrating the database: %w", ctx.Err())
		}
	}
}

// SessionUnlock lets the next process in.
func (l *folderLock) SessionUnlock(context.Context, *sql.Conn) error {
	return l.folder.Close()
}
