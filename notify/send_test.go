package notify_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/notify"
)

func TestAFailingServerLosesNothingAndIsVisible(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		down := &notify.Failure{Down: true, Words: cases.Words{Zh: "邮件服务器没有响应。", En: "The mail server does not answer."}}
		w.box.fail(func(notify.Parcel) error { return down }, nil)
		w.file()
		for range 60 {
			w.settle()
			w.later(time.Minute)
		}
		if n := len(w.box.to()); n != 0 {
			t.Fatalf("%d mails went through a server that is down", n)
		}
		waiting := w.lines("waiting")
		if len(waiting) == 0 || !slices.ContainsFunc(waiting, func(l notify.DeliveryLine) bool { return l.Reason == down.Zh && l.Tries > 0 }) {
			t.Errorf("the deliveries page shows %+v", waiting)
		}
		same(t, "administrators are told once", w.inbox(admin), []string{"发送通道没有响应（邮件）"})
		w.box.fail(nil, nil)
		for range 120 {
			w.settle()
			w.later(time.Minute)
		}
		got := w.box.to()
		want := addresses(company, liaison, centre, officer, second, chief, helper, street)
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Errorf("once it answers: %q, want %q", got, want)
		}
		if states := w.states(); states["failed"]+states["waiting"]+states["claimed"] != 0 {
			t.Errorf("left behind: %v", states)
		}
	})
}

func TestARefusedMailFailsAloneAndCanBeSentAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		ctx := t.Context()
		w.tries = 4
		w.notify = w.instance(w.box)
		refused := func(p notify.Parcel) error {
			if p.To == officer.Email {
				return &notify.Failure{Final: true, Words: cases.Words{Zh: "没有这个邮箱。", En: "No such mailbox."}}
			}
			if p.To == chief.Email {
				return errors.New("try again later")
			}
			return nil
		}
		w.box.fail(refused, nil)
		w.file()
		w.pump()
		w.later(time.Minute)
		w.send()
		same(t, "the others are not held up", w.box.to(), addresses(company, liaison, centre, second, helper, street))
		failed := w.lines("failed")
		if len(failed) != 1 || failed[0].Receiver != officer.Name || failed[0].Reason != "没有这个邮箱。" || failed[0].CaseNo != w.no {
			t.Errorf("failed: %+v", failed)
		}
		same(t, "the administrator's inbox", w.inbox(admin), []string{"有消息未能送出（邮件）"})
		w.at("2021-10-08 12:00")
		for range 4 {
			w.send()
			w.later(time.Hour)
		}
		if n := len(w.lines("failed")); n != 2 {
			t.Errorf("%d failed after the last attempt", n)
		}
		same(t, "the administrator is told once a day", w.inbox(admin), []string{"有消息未能送出（邮件）"})

		w.box.fail(nil, nil)
		w.box.empty()
		if n, err := w.notify.Mute(ctx, failed[0].ID); err != nil || n != 1 {
			t.Errorf("muted %d, %v", n, err)
		}
		if n, err := w.notify.RetryAll(ctx); err != nil || n != 1 {
			t.Errorf("retried %d, %v", n, err)
		}
		w.at("2021-10-09 09:00")
		w.send()
		same(t, "all again", w.box.to(), addresses(chief))
		if n, err := w.notify.Retry(ctx, failed[0].ID); err != nil || n != 1 {
			t.Errorf("retried %d, %v", n, err)
		}
		w.send()
		same(t, "and the muted one", w.box.to(), addresses(chief, officer))
		if n, err := w.notify.Retry(ctx, failed[0].ID); err != nil || n != 0 {
			t.Errorf("sent twice: %d, %v", n, err)
		}
	})
}

// died is how a test lets a program die at a point: the goroutine never comes back to mark anything.
func died() (die func() error, when <-chan struct{}) {
	there := make(chan struct{})
	return func() error { close(there); select {} }, there
}

// TestWhatIsNewerIsNotGivenUpWithWhatIsOlder lets a message join another that has been tried in vain before.
func TestWhatIsNewerIsNotGivenUpWithWhatIsOlder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.tries = 2
		w.notify = w.instance(w.box)
		w.box.fail(func(notify.Parcel) error { return errors.New("try again later") }, nil)
		older := w.file().No
		w.pump()
		w.later(time.Minute)
		w.send()
		newer := w.file().No
		w.pump()
		w.later(time.Hour)
		w.send()
		failed, waiting := w.lines("failed"), w.lines("waiting")
		for _, l := range failed {
			if l.CaseNo != older {
				t.Errorf("given up after one attempt: %+v", l)
			}
		}
		for _, l := range waiting {
			if l.CaseNo != newer || l.Tries != 1 {
				t.Errorf("left to be tried again: %+v", l)
			}
		}
		if len(failed) == 0 || len(waiting) == 0 {
			t.Errorf("%d failed, %d wait", len(failed), len(waiting))
		}
	})
}

func TestWhatWaitsForAChannelNoLongerSetUpSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.file()
		w.pump()
		set := w.lines("waiting")
		w.notify = w.instance()
		left := w.lines("waiting")
		if len(set) == 0 || len(left) != len(set) || set[0].Reason != "" || left[0].Reason != "这一通道现在没有配置，配置后会自动发送。" {
			t.Errorf("with the channel %+v wait, without it %+v", set, left)
		}
	})
}

func TestAProgramThatDies(t *testing.T) {
	for _, test := range []struct {
		name       string
		handedOver bool
		once       bool // the channel's receivers do not know repetitions
		copies     int
		state      string
	}{
		{"before the hand-over has sent nothing and sends it after the restart", false, false, 1, "sent"},
		{"before the hand-over, by a channel that may not repeat", false, true, 1, "sent"},
		{"after the hand-over repeats the same envelope", true, false, 2, "sent"},
		{"after the hand-over never repeats where a copy would do harm", true, true, 1, "failed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				w := openTown(t, d, "2021-10-08 09:00")
				w.people = []notify.Recipient{officer, admin}
				w.file()
				w.pump()
				w.later(time.Minute)
				die, dead := died()
				doomed := &postbox{once: test.once}
				last := func(notify.Parcel) error { return die() }
				if test.handedOver {
					doomed.fail(nil, last)
				} else {
					doomed.fail(last, nil)
				}
				go w.instance(doomed).Send(context.Background())
				<-dead

				box := &postbox{once: test.once}
				next := w.instance(box)
				send := func() {
					if _, err := next.Send(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				send()
				if n := len(box.parcels()); n != 0 {
					t.Fatal("what another instance has claimed was taken before its lease ended")
				}
				w.later(11 * time.Minute)
				send()
				send()
				all := append(doomed.parcels(), box.parcels()...)
				if len(all) != test.copies || w.states()[test.state] != 1 {
					t.Fatalf("%d copies, %v", len(all), w.states())
				}
				if len(all) == 2 && (all[0].ID != all[1].ID || all[0].Text != all[1].Text) {
					t.Errorf("the copy is another message: %s, %s", all[0].ID, all[1].ID)
				}
			})
		})
	}
}

func TestAnUnknownOutcomeIsRepeatedOnlyWhereThatDoesNoHarm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, once := range []bool{false, true} {
			w := openTown(t, d, "2021-10-08 09:00")
			w.people = []notify.Recipient{officer, admin}
			w.box.once = once
			broken := true
			w.box.fail(nil, func(notify.Parcel) error {
				if broken {
					broken = false
					return &notify.Failure{Unknown: true, Words: cases.Words{Zh: "连接中断。", En: "The connection broke."}}
				}
				return nil
			})
			w.file()
			w.pump()
			w.later(time.Minute)
			w.send()
			w.later(5 * time.Minute)
			w.send()
			got := w.box.parcels()
			if once && (len(got) != 1 || len(w.lines("failed")) != 1) || !once && (len(got) != 2 || got[0].ID != got[1].ID) {
				t.Errorf("once %t: %d parcels, %v", once, len(got), w.states())
			}
		}
	})
}

func TestStoppingFinishesWhatIsHandedOverAndBeginsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.file()
		w.pump()
		w.later(time.Minute)
		ctx, stop := context.WithCancel(t.Context())
		w.box.fail(nil, func(notify.Parcel) error { stop(); return nil })
		if _, err := w.notify.Send(ctx); err != nil {
			t.Fatal(err)
		}
		if states := w.states(); states["sent"] != len(w.box.parcels()) && states["sent"] < len(w.box.parcels()) || states["claimed"] != 0 {
			t.Errorf("%d handed over, %v", len(w.box.parcels()), states)
		}
		w.box.fail(nil, nil)
		w.later(time.Minute)
		w.send()
		same(t, "in the end each has one", w.box.to(), addresses(company, liaison, centre, officer, second, chief, helper, street))
	})
}

func TestTwoPumpsAndTwoSendersDeliverEachExactlyOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		const filed = 40
		for i := range filed {
			w.file("title", fmt.Sprintf("第 %d 处路面损坏", i))
		}
		w.later(time.Minute)
		shared := &postbox{}
		var wait sync.WaitGroup
		for range 2 {
			n := w.instance(shared)
			for range 2 {
				wait.Go(func() {
					for range 6 {
						if _, err := n.Pump(t.Context()); err != nil {
							t.Error(err)
						}
						if _, err := n.Send(t.Context()); err != nil {
							t.Error(err)
						}
						w.later(30 * time.Second)
					}
				})
			}
		}
		wait.Wait()
		w.later(time.Hour)
		w.notify = w.instance(shared)
		w.pump()
		w.send()
		told := map[string]int{}
		for _, p := range shared.parcels() {
			for _, e := range p.Events {
				told[p.To+" "+e.ID]++
			}
		}
		// Filed: centre and liaison; routed: the company, liaison, three of the lead, two co-bureaus.
		if want := filed * (2 + 7); len(told) != want {
			t.Errorf("%d things told, want %d", len(told), want)
		}
		for key, times := range told {
			if times != 1 {
				t.Errorf("%s told %d times", key, times)
			}
		}
		if n := len(w.inbox(officer)); n != filed {
			t.Errorf("%d messages in the officer's inbox", n)
		}
	})
}

func TestSomebodyWhoLeftOrMayNotSeeTheCaseAnyMoreGetsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 20:00")
		w.file()
		w.pump()
		moved := officer
		moved.Bureau = "swj"
		w.people = []notify.Recipient{moved, chief} // the second officer left
		w.at("2021-10-09 09:00")
		w.send()
		same(t, "mail to", w.box.to(), addresses(chief))
		reasons := map[string]string{}
		for _, l := range w.lines("dropped") {
			reasons[l.Receiver] = l.Reason
		}
		if !strings.Contains(reasons[officer.Name], "不能查看") || !strings.Contains(reasons[second.Name], "停用") {
			t.Errorf("%v", reasons)
		}
	})
}

func TestBusyIsNotAnUnknownOutcome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.people = []notify.Recipient{officer, admin}
		w.box.once = true
		said := error(&notify.Failure{Busy: true, Wait: time.Minute, Words: cases.Words{Zh: "发送太快。", En: "Too fast."}})
		w.box.fail(nil, func(notify.Parcel) error {
			err := said
			said = nil
			return err
		})
		w.file()
		w.pump()
		w.later(time.Minute)
		w.send()
		w.later(2 * time.Minute)
		w.send()
		if got := w.box.parcels(); len(got) != 2 || w.states()["sent"] != 1 {
			t.Errorf("%d attempts, %v", len(got), w.states())
		}
	})
}

// A hand-over that outlives its lease, as when the machine's clock jumps: whoever took the lease over finds the outcome
// recorded and sends nothing.
func TestAnOutcomeThatComesLateIsStillRecorded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.people = []notify.Recipient{officer, admin}
		w.file()
		w.pump()
		w.later(time.Minute)
		slow, other := &postbox{}, &postbox{}
		accepted, claimed, recorded := make(chan bool), make(chan bool), make(chan bool)
		slow.fail(nil, func(notify.Parcel) error {
			close(accepted)
			<-claimed
			return nil
		})
		other.fail(func(notify.Parcel) error {
			close(claimed)
			<-recorded
			return nil
		}, nil)
		go func() {
			w.instance(slow).Send(context.Background())
			close(recorded)
		}()
		<-accepted
		w.later(time.Hour)
		if _, err := w.instance(other).Send(t.Context()); err != nil {
			t.Error(err)
		}
		if n := len(other.parcels()); n != 0 || w.states()["sent"] != 1 {
			t.Errorf("%d copies, %v", n, w.states())
		}
	})
}

// The lease ends while its holder is about to renew it: whoever claims in that moment waits, and gets nothing.
func TestALeaseBeingRenewedIsNotTaken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.people = []notify.Recipient{officer, admin}
		w.file()
		w.pump()
		w.later(time.Minute)
		ctx, sent := t.Context(), make(chan error)
		renew := func(q *db.Q) error {
			_, err := q.Exec(ctx, "update delivery set state = 'claimed', owner = 'holder', envelope = 7, due_ms = $1 where open",
				w.clock().Add(time.Hour).UnixMilli())
			return err
		}
		err := d.Write(ctx, func(q *db.Q) error {
			if err := renew(q); err != nil {
				return err
			}
			go func() {
				_, err := w.notify.Send(ctx)
				sent <- err
			}()
			for waiting := q.Engine() == db.SQLite; !waiting; { // SQLite's one writer is here
				var err error
				if waiting, err = db.Value[bool](ctx, d.Reader(), `select exists (select 1 from pg_stat_activity
					where datname = current_database() and wait_event_type = 'Lock' and query like 'update delivery%')`); err != nil {
					return err
				}
			}
			return nil
		})
		if err := errors.Join(err, <-sent); err != nil {
			t.Fatal(err)
		}
		if got := w.box.to(); len(got) != 0 || w.states()["claimed"] != 1 {
			t.Errorf("sent to %q while another instance sends: %v", got, w.states())
		}
	})
}

func TestStoppingDoesNotBreakOffWhatIsOnItsWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.people = []notify.Recipient{officer, admin}
		w.file()
		w.pump()
		w.later(time.Minute)
		for _, test := range []struct {
			name    string
			before  bool
			outcome error
			state   string
		}{
			{"before the hand-over nothing is sent", true, nil, "waiting"},
			{"a refusal after it is recorded", false, &notify.Failure{Final: true, Words: cases.Words{Zh: "没有这个邮箱。", En: "No such mailbox."}}, "failed"},
			{"an acceptance after it is recorded", false, nil, "sent"},
		} {
			ctx, stop := context.WithCancel(t.Context())
			box := &patient{postbox: &postbox{}, stop: stop, before: test.before, outcome: test.outcome}
			if _, err := w.instance(box).Send(ctx); err != nil {
				t.Error(err)
			}
			if states := w.states(); states[test.state] != 1 {
				t.Errorf("%s: %v", test.name, states)
			}
			if _, err := w.notify.RetryAll(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// patient is a channel that is told to stop on the way, and minds its context.
type patient struct {
	*postbox
	stop    func()
	before  bool
	outcome error
}

func (b *patient) Send(ctx context.Context, p notify.Parcel, handing func() error) error {
	if b.before {
		b.stop()
		<-ctx.Done()
	}
	if err := handing(); err != nil {
		return err
	}
	b.stop()
	if err := ctx.Err(); err != nil {
		return err
	}
	if until, limited := ctx.Deadline(); !limited || time.Until(until) > 5*time.Minute {
		return errors.New("the hand-over may outlive its lease")
	}
	return b.outcome
}

// What is urgent travels in a letter of its own: repeated at night, after nobody knows whether it arrived, it takes nothing
// along that has to wait for the morning, and both letters stay what they were.
func TestUrgentMattersTravelByThemselves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 17:50")
		w.people = []notify.Recipient{officer, admin}
		for range 2 {
			w.file()
			w.file("urgent", "yes")
		}
		w.pump()
		w.later(time.Minute)
		w.box.fail(nil, func(notify.Parcel) error {
			return &notify.Failure{Unknown: true, Words: cases.Words{Zh: "连接中断。", En: "The connection broke."}}
		})
		w.send()
		sent := func(urgent bool) notify.Parcel {
			t.Helper()
			var found []notify.Parcel
			for _, p := range w.box.parcels() {
				if p.Urgent == urgent {
					found = append(found, p)
				}
			}
			if len(found) != 1 || len(found[0].Events) != 2 || found[0].Events[0].Urgent != urgent || found[0].Events[1].Urgent != urgent {
				t.Fatalf("urgent %t: %d letters", urgent, len(found))
			}
			return found[0]
		}
		byDay := map[bool]notify.Parcel{true: sent(true), false: sent(false)}
		w.box.fail(nil, nil)
		for _, again := range []struct {
			at     string
			urgent bool
		}{{"2021-10-08 19:00", true}, {"2021-10-09 08:30", false}} {
			w.box.empty()
			w.at(again.at)
			w.send()
			if got := sent(again.urgent); len(w.box.parcels()) != 1 || got.ID != byDay[again.urgent].ID || got.Text != byDay[again.urgent].Text {
				t.Errorf("at %s: %d letters, and not the same one again", again.at, len(w.box.parcels()))
			}
		}
	})
}

func TestAnOutcomeOutlastsALostDatabaseConnection(t *testing.T) {
	d := dbtest.Postgres(t)
	w := openTown(t, d, "2021-10-08 09:00")
	w.people = []notify.Recipient{officer, admin}
	w.file()
	w.pump()
	w.later(time.Minute)
	w.box.fail(nil, func(notify.Parcel) error {
		_, err := db.All(t.Context(), d.Reader(), db.Column[bool], `select pg_terminate_backend(pid) from pg_stat_activity
			where datname = current_database() and pid <> pg_backend_pid()`)
		return err
	})
	w.notify.Send(t.Context()) // the other senders lose theirs too, and say so
	if states := w.states(); states["sent"] != 1 {
		t.Errorf("%v", states)
	}
}

func TestWhatMayHaveArrivedIsSentAgainAsTheSameLetter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.people, w.tries = []notify.Recipient{officer, admin}, 1
		w.notify = w.instance(w.box)
		w.box.fail(nil, func(notify.Parcel) error {
			return &notify.Failure{Unknown: true, Words: cases.Words{Zh: "连接中断。", En: "The connection broke."}}
		})
		w.file()
		w.file()
		w.pump()
		w.later(time.Minute)
		w.send()
		w.box.fail(nil, nil)
		if n, err := w.notify.Retry(t.Context(), w.lines("failed")[0].ID); err != nil || n != 2 {
			t.Errorf("retried %d, %v", n, err)
		}
		w.send()
		if got := w.box.parcels(); len(got) != 2 || got[0].ID != got[1].ID || got[0].Text != got[1].Text {
			t.Errorf("%d letters", len(got))
		}
	})
}
