//go:build year

package year_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"

	"jiangqitong/internal/db"
)

// errand is what a process of its own is to do until it is killed.
type errand struct {
	Database string
	Folder   string
	Book     string
	Seed     uint64
	At       int64
	Round    int
	Digest   bool
}

// errandVariable carries an errand to the process.
const errandVariable = "JIANGQITONG_YEAR_ERRAND"

func TestMain(m *testing.M) {
	if text := os.Getenv(errandVariable); text != "" {
		if err := run(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// run is the life of the process: it says that it is ready, waits for the word, and works.
func run(text string) error {
	var e errand
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		return err
	}
	d, err := db.Open(background(), e.Database)
	if err != nil {
		return err
	}
	o, err := openOffice(e.Book, e.Seed)
	if err != nil {
		return err
	}
	var clock atomic.Int64
	clock.Store(e.At)
	i, err := open(d, e.Folder, &clock, func() int { return e.Round }, o)
	if err != nil {
		return err
	}
	if _, err := i.Desk.Refs(background()); err != nil {
		return err
	}
	i.mail.say = func() { fmt.Println("at the post office") }
	fmt.Println("ready")
	fmt.Scanln()
	_, err = i.work(background(), e.Digest)
	fmt.Println("done")
	fmt.Scanln()
	return err
}

// kill lets a process do an instance's work and kills it somewhere on the way.
func (y *year) kill(t *testing.T, n int, digest bool) {
	text, err := json.Marshal(errand{y.urls[n], y.folder, y.book(), uint64(y.now()), y.now(), y.number(), digest})
	if err != nil {
		t.Error(err)
		return
	}
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), errandVariable+"="+string(text))
	child.Stderr = os.Stderr
	in, errIn := child.StdinPipe()
	out, errOut := child.StdoutPipe()
	if err := errors.Join(errIn, errOut, child.Start()); err != nil {
		t.Error(err)
		return
	}
	lines := bufio.NewScanner(out)
	if lines.Scan(); lines.Text() != "ready" {
		t.Error("the process to be killed did not get ready")
	}
	said := make(chan string)
	go func() {
		for lines.Scan() {
			said <- lines.Text()
		}
		close(said)
	}()
	fmt.Fprintln(in)
	y.wait(n, said)
	if err := child.Process.Kill(); err != nil {
		t.Error(err)
	}
	for range said {
	}
	child.Wait()
}

// wait lets a process work for some milliseconds, or until it is at the post office for the nth time.
func (y *year) wait(n int, said <-chan string) {
	y.killed++
	letters := y.chances[n].IntN(4) // 0 for the clock
	end := time.After(time.Second)
	if letters == 0 {
		end = time.After(time.Duration(y.chances[n].Int64N(int64(8 * time.Millisecond))))
	}
	for {
		select {
		case <-end:
			return
		case line := <-said:
			if line == "done" {
				y.survived++
				return
			}
			if letters--; letters == 0 {
				return
			}
		}
	}
}
