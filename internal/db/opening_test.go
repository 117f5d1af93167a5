package db_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

func TestOpenTellsTheCausesApart(t *testing.T) {
	folder := t.TempDir()
	lies := func(name, content string, mode os.FileMode) string {
		path := filepath.Join(folder, name)
		must(t, os.WriteFile(path, []byte(content), mode))
		return "sqlite:" + path
	}
	server := dbtest.EmptyPostgresURL(t)
	tests := map[string]db.Cause{
		lies("letter.db", "this is a text and not a database, surely", 0o600): db.Foreign,
		"sqlite:" + torn(t, folder):                      db.Damaged,
		"postgres:///x?host=/nil":                        db.Silent,
		strings.Replace(server, "/test_", "/absent_", 1): db.Absent,
		strings.Replace(server, "test@", "stranger@", 1): db.Refused,
		"nonsense": "",
	}
	if os.Geteuid() != 0 { // who may write everything
		tests[lies("others.db", "", 0o400)] = db.Forbidden
	}
	for url, cause := range tests {
		_, err := db.Open(t.Context(), url)
		if failed, ok := errors.AsType[*db.OpenError](err); !ok || failed.Cause != cause {
			t.Errorf("%s: %v, want an error with the cause %q", url, err, cause)
		}
	}
}

// torn makes a database and cuts off its end, as a lost disk does.
func torn(t *testing.T, folder string) string {
	t.Helper()
	path := filepath.Join(folder, "torn.db")
	d, err := db.Open(t.Context(), "sqlite:"+path)
	must(t, err)
	must(t, d.Write(t.Context(), func(q *db.Q) error {
		for i := range 20 {
			if _, err := q.Exec(t.Context(), fmt.Sprintf("create table t%d (a integer)", i)); err != nil {
				return err
			}
		}
		return nil
	}))
	must(t, d.Close())
	must(t, os.Truncate(path, 5000))
	return path
}
