package db_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

const crashURL = "JIANGQITONG_TEST_CRASH_URL"

// A process that is killed in the midst of writing has kept every row whose Write
// returned, and the database is sound.
func TestAcknowledgedWritesSurviveAKill(t *testing.T) {
	if url := os.Getenv(crashURL); url != "" {
		writeUntilKilled(url)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		url := d.URL()
		must(t, d.Close())
		acknowledged := killedWriter(t, url)
		d, err := db.Open(t.Context(), url)
		must(t, err)
		defer d.Close()
		for _, key := range acknowledged {
			if _, err := db.Value[string](t.Context(), d.Reader(), "select value from setting where key = $1", key); err != nil {
				t.Errorf("%s was acknowledged and is lost: %v", key, err)
			}
		}
		if d.Engine() == db.SQLite {
			if verdict, err := db.Value[string](t.Context(), d.Reader(), "pragma integrity_check"); verdict != "ok" {
				t.Errorf("integrity check: %s, %v", verdict, err)
			}
		}
	})
}

// killedWriter starts a process that writes, kills it after some hundred rows and
// returns the keys it had acknowledged.
func killedWriter(t *testing.T, url string) (acknowledged []string) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestAcknowledgedWritesSurviveAKill$")
	child.Env = append(os.Environ(), crashURL+"="+url)
	child.Stderr = os.Stderr
	stdout, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		acknowledged = append(acknowledged, strings.TrimSpace(lines.Text()))
		if len(acknowledged) == 300 {
			must(t, child.Process.Kill())
		}
	}
	child.Wait()
	if len(acknowledged) < 300 {
		t.Fatalf("the writer ended by itself after %d rows", len(acknowledged))
	}
	return acknowledged[:len(acknowledged)-1] // the last line may be cut off
}

func writeUntilKilled(url string) {
	d, err := db.Open(context.Background(), url)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var wg sync.WaitGroup
	for writer := range 8 {
		wg.Go(func() {
			for i := 0; ; i++ {
				key := fmt.Sprintf("%d-%d", writer, i)
				if err := writeSetting(d, key); err != nil {
					fmt.Fprintln(os.Stderr, errors.Join(err, d.Close()))
					os.Exit(1)
				}
				fmt.Println(key)
			}
		})
	}
	wg.Wait()
}
