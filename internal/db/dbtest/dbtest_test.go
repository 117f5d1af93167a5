package dbtest_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

func TestEachTestHasItsOwnDatabase(t *testing.T) {
	for range 2 {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			ctx := t.Context()
			err := d.Write(ctx, func(q *db.Q) error {
				_, err := q.Exec(ctx, "insert into setting (key, value, updated_ms) values ('a', '', 0)")
				return err
			})
			if err != nil {
				t.Fatal(err) // the second time it would be a unique violation
			}
		})
	}
}

const childVariable = "JIANGQITONG_TEST_CHILD"

// The server and its files are gone soon after the test process is killed.
func TestTheServerEndsWithTheTests(t *testing.T) {
	if os.Getenv(childVariable) != "" {
		fmt.Println("server:", folderOf(dbtest.PostgresURL(t)))
		select {} // until killed
	}
	dbtest.PostgresURL(t) // skips where there is no PostgreSQL
	child := exec.Command(os.Args[0], "-test.run=^TestTheServerEndsWithTheTests$")
	child.Env = append(os.Environ(), childVariable+"=1")
	stdout, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	folder := ""
	for folder == "" && lines.Scan() {
		if after, found := strings.CutPrefix(lines.Text(), "server: "); found {
			folder = after
		}
	}
	if _, err := os.Stat(folder); err != nil {
		t.Fatalf("the child's server has no folder: %v", err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	child.Wait()
	for range 30_000 {
		if _, err := os.Stat(folder); os.IsNotExist(err) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("five minutes after the kill %s is still there", folder)
}

func folderOf(url string) string {
	_, query, _ := strings.Cut(url, "host=")
	host, _, _ := strings.Cut(query, "&")
	return strings.ReplaceAll(host, "%2F", "/")
}
