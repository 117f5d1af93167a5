package year_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/notify"
)

func topicOf(name string) notify.Topic { return notify.Topic(name) }

// letter is what arrived, or what was tried: a line of the post office's book.
type letter struct {
	Round   int      `json:"round"`
	At      int64    `json:"at"` // Unix seconds
	To      string   `json:"to"`
	ID      string   `json:"id"`
	Came    bool     `json:"came"`    // the receiver has it
	Never   bool     `json:"never"`   // refused for good
	Down    bool     `json:"down"`    // the office did not answer
	Unknown bool     `json:"unknown"` // its answer was lost
	Notices []string `json:"notices"` // what it told of
	Late    []string `json:"late"`    // of them not urgent
}

// office is the post office: one book for all instances, written line by line, so that it outlives who is killed.
type office struct {
	mu   sync.Mutex
	book *os.File
	r    *rand.Rand
	calm atomic.Bool  // nothing fails any more
	down atomic.Int64 // no answer before this instant
}

func openOffice(path string, seed uint64) (*office, error) {
	book, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	return &office{book: book, r: rand.New(rand.NewPCG(seed, 7))}, err
}

func (o *office) write(l letter) error {
	line, err := json.Marshal(l)
	if err != nil {
		return err
	}
	_, err = o.book.Write(append(line, '\n'))
	return err
}

func (o *office) chance() float64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.r.Float64()
}

// readBook reads every line; the last may be cut off where the writer was killed, and then nobody has that letter.
func readBook(t *testing.T, path string) (book []letter) {
	t.Helper()
	file, err := os.Open(path)
	must(t, err)
	defer file.Close()
	lines := bufio.NewReader(file)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return book
		}
		var l letter
		must(t, json.Unmarshal(line, &l))
		book = append(book, l)
	}
}

// carrier is one instance's way to the post office. When its time has come the instance dies: whoever is at the office
// then, or comes later, does not return.
type carrier struct {
	office *office
	now    func() int64
	round  func() int
	end    func()       // of whoever carries letters, when the time has come
	doomed atomic.Int64 // calls left until the end; below 0 for dead, far away for none
	after  atomic.Bool  // it ends after the office took the letter
}

const immortal = int64(1) << 40

func (c *carrier) Name() string { return "mail" }

func (c *carrier) Manner() notify.Manner {
	return notify.Manner{Label: cases.Words{Zh: "邮件", En: "Mail"}, Repeatable: true}
}

func (c *carrier) Address(r notify.Recipient) string { return r.Email }

var errHung = errors.New("no answer in time")

func (c *carrier) Send(_ context.Context, p notify.Parcel, handing func() error) error {
	left := c.doomed.Add(-1)
	if left < 0 || left == 0 && !c.after.Load() {
		c.end()
	}
	l := letter{Round: c.round(), At: c.now(), To: p.To, ID: p.ID}
	for _, e := range p.Events {
		l.Notices = append(l.Notices, e.ID)
		if !e.Urgent {
			l.Late = append(l.Late, e.ID)
		}
	}
	fate := c.office.chance()
	if c.office.calm.Load() {
		fate = 1
	}
	switch {
	case c.now() < c.office.down.Load() && !c.office.calm.Load():
		return c.refuse(l, notify.Failure{Down: true, Words: words("没有响应", "no answer")})
	case fate < 0.02:
		return c.refuse(l, notify.Failure{Words: words("451 稍后再试", "451 try again later")})
	case fate < 0.022:
		return c.refuse(l, notify.Failure{Final: true, Words: words("550 没有这个信箱", "550 no such mailbox")})
	case fate < 0.025:
		return c.refuse(l, notify.Failure{Down: true, Words: words("421 忙", "421 busy")})
	}
	if err := handing(); err != nil {
		return err
	}
	if fate < 0.03 { // it hangs and never took the letter, which nobody can know
		return c.refuse(l, notify.Failure{Down: true, Unknown: true, Words: words("没有回音", "no reply"), Cause: errHung})
	}
	l.Came, l.Unknown = true, left == 0 || fate < 0.033
	if err := c.office.write(l); err != nil {
		return err
	}
	if left == 0 {
		c.end()
	}
	if l.Unknown { // it took the letter, and its reply was lost
		return &notify.Failure{Unknown: true, Words: words("没有回音", "no reply"), Cause: errHung}
	}
	return nil
}

func (c *carrier) refuse(l letter, f notify.Failure) error {
	l.Never, l.Down, l.Unknown = f.Final, f.Down, f.Unknown
	if err := c.office.write(l); err != nil {
		return err
	}
	return &f
}

func words(zh, en string) cases.Words { return cases.Words{Zh: zh, En: en} }
