package notify_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
	"jiangqitong/notify"
)

// ledgerBox is what arrived at the other side, whichever instance sent it.
type ledgerBox struct {
	mu      sync.Mutex
	arrived map[string][]string // the letters' numbers, by receiver and notice
	faults  []string
}

// take notes what arrives, and tells whether its sender dies of it. At night only what is urgent may arrive.
func (l *life) take(p notify.Parcel) bool {
	l.sent.mu.Lock()
	defer l.sent.mu.Unlock()
	for _, e := range p.Events {
		key := p.To + " " + e.ID
		l.sent.arrived[key] = append(l.sent.arrived[key], p.ID)
		if !e.Urgent && !l.cal.IsOpen(p.At) {
			l.sent.faults = append(l.sent.faults, fmt.Sprintf("%s was sent at %s", e.Title, p.At.In(workday.Zone).Format("2006-01-02 15:04")))
		}
	}
	l.handed++
	return !l.calm && l.handed%deadly == 0
}

// life plays a district of random requests with two instances that fail, die and sleep.
type life struct {
	*town
	r     *rand.Rand // of the play
	luck  *rand.Rand // of the senders
	cal   *workday.Calendar
	sent  *ledgerBox
	numbs []string
	// unsure holds the claims under which something was handed over without the outcome being recorded: each allows one
	// copy more, in the same letter.
	unsure map[copyOf]map[string]bool
	handed int  // letters handed over
	calm   bool // nothing fails any more
}

// deadly is how many hand-overs come to one after which the sender dies: counted, as luck that is shared by senders
// running at once may spare them all.
const deadly = 20

// copyOf is one message to one receiver in one letter.
type copyOf struct{ key, letter string }

// doomed is an instance whose server is sometimes down or refuses, and that may die itself, before the hand-over or
// after it: whichever of its senders dies, or comes to the server afterwards, does not return.
func (l *life) doomed() *notify.Notifier {
	var dead atomic.Bool
	die := func() {
		dead.Store(true)
		runtime.Goexit()
	}
	box := &postbox{}
	box.fail(func(notify.Parcel) error {
		switch f := l.fate(); {
		case dead.Load(), f < 0.02:
			die()
		case f < 0.07:
			return &notify.Failure{Down: true, Words: cases.Words{Zh: "没有响应", En: "no answer"}}
		case f < 0.10:
			return &notify.Failure{Final: true, Words: cases.Words{Zh: "拒收", En: "refused"}}
		case f < 0.12:
			panic("a fault in the channel")
		}
		return nil
	}, func(p notify.Parcel) error {
		if l.take(p) {
			die()
		}
		return nil
	})
	return l.instance(box)
}

// fate is a number of chance from 0 to 1; when all is calm it is 1 and nothing fails.
func (l *life) fate() float64 {
	l.sent.mu.Lock()
	defer l.sent.mu.Unlock()
	if l.calm {
		return 1
	}
	return l.luck.Float64()
}

// work lets two instances pump and send at the same time, until both are done or dead. The clock stands meanwhile: how
// fast the machine is decides nothing.
func (l *life) work() {
	var wait sync.WaitGroup
	for range 2 {
		n := l.doomed()
		wait.Go(func() {
			if _, err := n.Pump(l.t.Context()); err != nil {
				l.t.Error(err)
			}
			if _, err := n.Send(l.t.Context()); err != nil {
				l.t.Error(err)
			}
		})
	}
	wait.Wait()
	l.noteUnsure()
}

// noteUnsure looks for what was handed over by a sender that never came to say so.
func (l *life) noteUnsure() {
	err := db.Each(l.t.Context(), l.db.Reader(), func(row db.Scanner) error {
		var person, notice, at, letter int64
		var owner string
		if err := row.Scan(&person, &notice, &at, &letter, &owner); err != nil {
			return err
		}
		key := copyOf{fmt.Sprintf("p%d@example.cn jqt-%d-%s", person, notice, strconv.FormatInt(at, 36)), "jqt-" + strconv.FormatInt(letter, 36)}
		if l.unsure[key] == nil {
			l.unsure[key] = map[string]bool{}
		}
		l.unsure[key][owner] = true
		return nil
	}, `select d.person_id, n.id, n.at_ms, d.envelope, d.owner from delivery d join notice n on n.id = d.notice_id
		where d.state = 'claimed' and d.envelope <> 0`)
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l *life) act() {
	people := everybody()
	if len(l.numbs) < 25 && l.r.IntN(4) == 0 {
		in := []string{"category", []string{"road", "flood", "complaint", "labour"}[l.r.IntN(4)]}
		if l.r.IntN(6) == 0 {
			in = append(in, "urgent", "yes")
		}
		if l.r.IntN(6) == 0 {
			in = append(in, "confidential", "yes")
		}
		l.numbs = append(l.numbs, l.file(in...).No)
		return
	}
	if len(l.numbs) == 0 {
		return
	}
	no, who := l.numbs[l.r.IntN(len(l.numbs))], people[l.r.IntN(len(people))]
	view, err := l.desk.Read(l.t.Context(), who.Actor, no)
	if err != nil || len(view.Offers) == 0 {
		return
	}
	offer := view.Offers[l.r.IntN(len(view.Offers))]
	in := cases.Input{}
	for _, f := range offer.Asks {
		in[f.Name] = l.fill(f)
	}
	if _, err := l.desk.Do(l.t.Context(), who.Actor, no, cases.Command{Action: offer.Action, Input: in}); err != nil && cases.ProblemsOf(err) == nil {
		l.t.Fatal(err)
	}
}

func (l *life) fill(f cases.Field) string {
	switch f.Kind {
	case cases.DateField:
		return workday.DateOf(l.clock()).AddDays(3 + l.r.IntN(20)).String()
	case cases.ChoiceField, cases.ScoreField:
		return f.Options[l.r.IntN(len(f.Options))].Value
	case cases.BureauField:
		return []string{"zjj", "jtj", "whjd"}[l.r.IntN(3)]
	case cases.CaseField:
		return l.numbs[l.r.IntN(len(l.numbs))]
	case cases.PhoneField:
		return "13800138000"
	case cases.TextField, cases.LineField:
		return "说明"
	}
	return ""
}

func TestWeeksOfRandomLifeTellEachExactlyOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-09-06 08:00")
		refs, err := w.desk.Refs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		hours, _ := workday.ParseHours("08:30-18:00")
		l := &life{town: w, r: rand.New(rand.NewPCG(7, 11)), luck: rand.New(rand.NewPCG(3, 5)), cal: refs.Calendar.WithHours(hours),
			sent: &ledgerBox{arrived: map[string][]string{}}, unsure: map[copyOf]map[string]bool{}}
		for end := l.clock().AddDate(0, 0, 21); l.clock().Before(end); {
			l.act()
			l.later(time.Duration(1+l.r.IntN(120)) * time.Minute)
			if l.r.IntN(80) == 0 {
				l.later(72 * time.Hour) // nothing runs for three days
			}
			if _, err := l.desk.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
			if l.r.IntN(3) > 0 {
				l.work()
			}
		}
		l.drain()
		l.check()
	})
}

// drain lets everything that is still to be sent go out, with nothing failing any more.
func (l *life) drain() {
	l.t.Helper()
	l.sent.mu.Lock()
	l.calm = true
	l.sent.mu.Unlock()
	fresh := l.doomed()
	l.notify = fresh
	for range 40 {
		if _, err := fresh.RetryAll(l.t.Context()); err != nil {
			l.t.Fatal(err)
		}
		l.pump()
		l.send()
		l.later(6 * time.Hour)
	}
	for state, n := range l.states() {
		if state != "sent" && state != "dropped" {
			l.t.Errorf("%d deliveries are left %s", n, state)
		}
	}
}

func (l *life) check() {
	l.t.Helper()
	for _, fault := range l.sent.faults {
		l.t.Error(fault)
	}
	copies := 0
	for key, letters := range l.sent.arrived {
		copies += len(letters) - 1
		if len(letters) > 1+len(l.unsure[copyOf{key, letters[0]}]) || len(slices.Compact(letters)) > 1 {
			l.t.Errorf("%s arrived in the letters %q", key, letters)
		}
	}
	if copies == 0 {
		l.t.Error("nobody died after a hand-over: the play shows nothing of repetitions")
	}
	if n, sent := len(l.sent.arrived), l.states()["sent"]; n < sent || n == 0 {
		l.t.Errorf("%d deliveries are marked as sent, %d arrived", sent, n)
	}
	l.checkInboxes()
}

// checkInboxes works out naively what the centre and the company must have read of what people did, and what the
// holders of every promise that is late now must have read of it.
func (l *life) checkInboxes() {
	inboxes := map[int64]map[string]int{}
	for _, r := range everybody() {
		inboxes[r.ID] = map[string]int{}
		for _, e := range l.messages(r) {
			inboxes[r.ID][strings.TrimPrefix(e.Subject, "【紧急】")+e.CaseNo]++
		}
	}
	told := 0
	for _, no := range l.numbs {
		view, err := l.desk.Read(l.t.Context(), cases.Timer, no)
		if err != nil {
			l.t.Fatal(err)
		}
		want := map[int64]map[string]int{centre.ID: {}, foreigner.ID: {}, company.ID: {}}
		for _, e := range view.Events {
			if e.Level != cases.NoLevel {
				continue
			}
			audience := notify.Audience(e, view.Case, cases.StandardReminders)
			for _, r := range []notify.Recipient{centre, foreigner, company} {
				if cases.PartiesOf(r.Actor, view.Case).Has(audience) && r.ID != e.Actor && cases.Reads(r.Actor, e) {
					want[r.ID][e.Action.Words().Zh]++
				}
			}
		}
		for id, actions := range want {
			for label, n := range actions {
				got := 0
				for subject, m := range inboxes[id] {
					if strings.HasPrefix(subject, label+"：") && strings.HasSuffix(subject, no) {
						got += m
					}
				}
				if told += n; got != n {
					l.t.Errorf("person %d read %d times of “%s” about %s, want %d", id, got, label, no, n)
				}
			}
		}
		l.checkLate(view, inboxes[centre.ID])
	}
	if told < 100 {
		l.t.Errorf("only %d things were told: the play is too short to show anything", told)
	}
}

// checkLate looks for the reminder of each promise that is so late that the centre is told.
func (l *life) checkLate(view cases.View, inbox map[string]int) {
	l.t.Helper()
	for _, k := range view.Clocks {
		if !k.Running() || k.Level < cases.ThreeDays || k.Level == cases.FiveDays && view.Explained {
			continue
		}
		found := 0
		for subject, n := range inbox {
			if strings.HasPrefix(subject, k.Level.Words().Zh) && strings.Contains(subject, k.Milestone.Words().Zh) && strings.HasSuffix(subject, view.No) {
				found += n
			}
		}
		if found == 0 {
			l.t.Errorf("nobody told the centre that %s of %s is late", k.Milestone, view.No)
		}
	}
}
