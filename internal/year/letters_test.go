package year_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/notify"
)

func topicOf(name string) notify.Topic { return notify.Topic(name) }

// letter is what arrived, or what was tried: a line of the post office's book.
type letter struct {
	Way     string   `json:"way"`
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
	List    string   `json:"list"`    // the morning's list, as it stands in the letter
	Unnamed int      `json:"unnamed"` // cases that a mail tells of and does not name
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

// chance is from 0 to 1, and 1 when nothing fails any more.
func (o *office) chance() float64 {
	if o.calm.Load() {
		return 1
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.r.Float64()
}

func (o *office) closed(at int64) bool { return at < o.down.Load() && !o.calm.Load() }

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

// doom is when an instance dies of its sending: whoever is at an office then, or comes to one later, does not return.
type doom struct {
	end   func()       // of whoever carries letters, when the time has come
	left  atomic.Int64 // calls until the end; below 0 for dead, far away for none
	after atomic.Bool  // it ends after the office took the letter
}

const immortal = int64(1) << 40

func newDoom(end func()) *doom {
	d := &doom{end: end}
	d.left.Store(immortal)
	return d
}

// carrier is one instance's way to an office, whatever goes that way. It keeps the instance's doom and tells the office
// what it is given.
type carrier struct {
	notifyChannel
	doom  *doom
	now   func() int64
	round func() int
}

func (c *carrier) Send(ctx context.Context, p notify.Parcel, handing func() error) error {
	left := c.doom.left.Add(-1)
	last := left == 0 && c.doom.after.Load()
	if left <= 0 && !last {
		c.doom.end()
	}
	b := &bearer{letter: letter{Way: c.Name(), Round: c.round(), At: c.now(), To: p.To, ID: p.ID}}
	for _, e := range p.Events {
		b.Notices = append(b.Notices, e.ID)
		if !e.Urgent {
			b.Late = append(b.Late, e.ID)
		}
		if e.Topic == notify.Digest {
			b.List = standing(e.Text, p.Text)
		}
		if b.Way == "mail" && len(p.Events) <= mostNamed && !strings.Contains(p.Text, e.Case) {
			b.Unnamed++
		}
	}
	if last {
		b.end = c.doom.end
	}
	return c.notifyChannel.Send(context.WithValue(ctx, bearerKey{}, b), p, handing)
}

// mostNamed is how many messages a mail names one by one.
const mostNamed = 20

// standing is those lines that stand in the text.
func standing(lines, text string) string {
	var kept []string
	for line := range strings.Lines(lines) {
		if line = strings.TrimSpace(line); strings.Contains(text, line) {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// bearer goes with a parcel to the office: with what is written into its book, and with the end, when it is not to return.
type bearer struct {
	letter
	end func()
}

type bearerKey struct{}

func bearerOf(ctx context.Context) *bearer { return ctx.Value(bearerKey{}).(*bearer) }

// leave writes the letter into the book. Whoever carried the last does not return.
func (b *bearer) leave(o *office) error {
	b.Came = true
	if err := o.write(b.letter); err != nil {
		return err
	}
	if b.end != nil {
		b.end()
	}
	return nil
}

// mailer takes mail to the post office.
type mailer struct{ office *office }

func (m *mailer) Name() string { return "mail" }

func (m *mailer) Manner() notify.Manner {
	return notify.Manner{Label: cases.Words{Zh: "邮件", En: "Mail"}, Repeatable: true}
}

func (m *mailer) Address(r notify.Recipient) string { return r.Email }

var errHung = errors.New("no answer in time")

func (m *mailer) Send(ctx context.Context, _ notify.Parcel, handing func() error) error {
	b := bearerOf(ctx)
	refuse := func(f notify.Failure) error {
		b.Never, b.Down, b.Unknown = f.Final, f.Down, f.Unknown
		if err := m.office.write(b.letter); err != nil {
			return err
		}
		return &f
	}
	fate := m.office.chance()
	switch {
	case m.office.closed(b.At):
		return refuse(notify.Failure{Down: true, Words: words("没有响应", "no answer")})
	case fate < 0.02:
		return refuse(notify.Failure{Words: words("451 稍后再试", "451 try again later")})
	case fate < 0.022:
		return refuse(notify.Failure{Final: true, Words: words("550 没有这个信箱", "550 no such mailbox")})
	case fate < 0.025:
		return refuse(notify.Failure{Down: true, Words: words("421 忙", "421 busy")})
	}
	if err := handing(); err != nil {
		return err
	}
	if fate < 0.03 { // it hangs and never took the letter, which nobody can know
		return refuse(notify.Failure{Down: true, Unknown: true, Words: words("没有回音", "no reply"), Cause: errHung})
	}
	b.Unknown = b.end != nil || fate < 0.033
	if err := b.leave(m.office); err != nil {
		return err
	}
	if b.Unknown { // it took the letter, and its reply was lost
		return &notify.Failure{Unknown: true, Words: words("没有回音", "no reply"), Cause: errHung}
	}
	return nil
}

func words(zh, en string) cases.Words { return cases.Words{Zh: zh, En: en} }
