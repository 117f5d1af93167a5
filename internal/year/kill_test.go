package year_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// errand is what a process of its own is to do, and where it is killed: kill -9, wherever it is.
type errand struct {
	Database string
	Folder   string
	Book     string
	Seed     uint64
	At       int64
	Round    int
	Digest   bool
	Deed     *attempt // what somebody does there, instead of an instance's round
	Deaths   deaths
}

// attempt is what somebody tries to do to a case.
type attempt struct {
	No string
	By cases.Actor
	cases.Command
}

// deaths says where the process dies: when it looks at the clock for the nth time, at the nth step of its work, or at the
// nth letter, before or after the post office took it. Zero for nowhere. It is all counted: how fast the machine is decides
// nothing.
type deaths struct {
	Looks, Steps, Letters int64
	After                 bool
}

// errandVariable carries an errand to the process.
const errandVariable = "JIANGQITONG_YEAR_ERRAND"

func TestMain(m *testing.M) {
	text := os.Getenv(errandVariable)
	if text == "" {
		os.Exit(m.Run())
	}
	var e errand
	if err := errors.Join(json.Unmarshal([]byte(text), &e), e.run()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// die is the end of the process, by the operating system's hand.
func die() {
	syscall.Kill(syscall.Getpid(), syscall.SIGKILL)
	select {}
}

// run is the life of the process. If it comes to its end it says how long that was.
func (e errand) run() error {
	d, err := db.Open(background(), e.Database)
	if err != nil {
		return err
	}
	o, err := openOffice(e.Book, e.Seed)
	if err != nil {
		return err
	}
	var looks atomic.Int64
	now := func() int64 {
		if looks.Add(1) == e.Deaths.Looks {
			die()
		}
		return e.At
	}
	i, err := open(d, e.Folder, now, func() int { return e.Round }, o)
	if err != nil {
		return err
	}
	if _, err := i.Desk.Refs(background()); err != nil {
		return err
	}
	if e.Deaths.Letters > 0 {
		i.doom.end = die
		i.doom.after.Store(e.Deaths.After)
		i.doom.left.Store(e.Deaths.Letters)
	}
	looks.Store(0)
	work := newFuse(e.Deaths.Steps)
	work.blow = die
	if e.Deed != nil {
		_, err = i.Desk.Do(work, e.Deed.By, e.Deed.No, e.Deed.Command)
		if cases.ProblemsOf(err) != nil {
			err = nil
		}
	} else {
		_, err = i.work(work, e.Digest)
	}
	return errors.Join(err, json.NewEncoder(os.Stdout).Encode(deaths{Looks: looks.Load(), Steps: work.steps.Load()}))
}

// kill lets a process do an instance's work, or somebody's deed, and be killed somewhere on the way.
func (y *year) kill(t *testing.T, n int, e errand) {
	t.Helper()
	e.Database, e.Folder, e.Book, e.Seed, e.At, e.Round = y.urls[n], y.folder, y.book(), uint64(y.now()), y.now(), y.number()
	lived := &y.workLived
	if e.Deed != nil {
		lived = &y.deedLived
	}
	e.Deaths = lived.draw(y, n, e.Deed == nil)
	text, err := json.Marshal(e)
	if err != nil {
		t.Error(err)
		return
	}
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env, child.Stderr = append(os.Environ(), errandVariable+"="+string(text)), os.Stderr
	said, err := child.Output()
	var exit *exec.ExitError
	switch {
	case err == nil:
		y.survived++
		if err := json.Unmarshal(said, lived); err != nil {
			t.Error(err)
		}
	case errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL:
		y.killed++
	default:
		t.Errorf("the process to be killed at %s: %v", when(y.now()), err)
	}
}

// draw picks where the next process dies, by how long the last that survived lived.
func (lived *deaths) draw(y *year, n int, letters bool) (d deaths) {
	r := y.chances[n]
	switch chance := r.IntN(3); {
	case chance == 0 && letters:
		d.Letters, d.After = 1+r.Int64N(4), r.IntN(2) == 0
	case chance <= 1:
		d.Looks = 1 + r.Int64N(max(1, lived.Looks))
	default:
		d.Steps = 1 + r.Int64N(max(1, lived.Steps))
	}
	return d
}

// strike kills a process at its work, of which there is plenty after three hours without.
func (y *year) strike(t *testing.T) {
	y.until(t, y.now()+3*hour)
	fates := y.everybody()
	fates[y.r.IntN(len(fates))] = killed
	y.round(t, false, fates...)
}

// stab kills a process that carries out what somebody does to a case. Whether it was done is told by the case's story,
// and all else has to agree with that.
func (y *year) stab(t *testing.T) {
	m, err := y.desk().Moment(background())
	must(t, err)
	for range 50 {
		if len(y.files) == 0 {
			return
		}
		f := y.files[y.r.IntN(len(y.files))]
		if f.seen >= y.now() {
			continue
		}
		y.look(t, f)
		c, some := y.draw(f, m)
		if !some {
			continue
		}
		in := y.fill(c, f, m)
		y.kill(t, y.r.IntN(len(y.instances)), errand{Deed: &attempt{f.no, c.by.actor, cases.Command{Action: c.offer.Action, Input: in}}})
		y.bury(t)
		view, err := y.desk().Read(background(), cases.Timer, f.no)
		must(t, err)
		if slices.ContainsFunc(view.Events, func(e cases.Event) bool {
			return e.Action == c.offer.Action && e.Actor == c.by.id && e.At.Unix() == y.now()
		}) {
			y.note(f, c.by, string(c.offer.Action), in)
		}
		f.last = view.Case
		return
	}
}
