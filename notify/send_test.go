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
