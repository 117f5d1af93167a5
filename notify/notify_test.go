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

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestAFiledRequestReachesThoseWhoMustKnow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.file()
		w.pump()
		about := "“厂门口道路损坏”（" + w.no + "）"
		same(t, "the officer's inbox", w.inbox(officer), []string{"交办：" + about})
		same(t, "the co-bureau's inbox", w.inbox(helper), []string{"交办：" + about})
		same(t, "the liaison's inbox", w.inbox(liaison), []string{"交办：" + about, "提交诉求：" + about})
		same(t, "the English inbox", w.inbox(foreigner), []string{"File: “厂门口道路损坏” (" + w.no + ")"})
		same(t, "whoever filed hears only of what others did", w.inbox(company), []string{"交办：" + about})
		same(t, "the leader's inbox", w.inbox(leader), nil)

		w.send()
		same(t, "sent before the gathering ends", w.box.to(), nil)
		w.later(30 * time.Second)
		w.send()
		same(t, "mail to", w.box.to(), addresses(company, liaison, centre, officer, second, chief, helper, street))
		for _, p := range w.box.parcels() {
			if p.To == liaison.Email && (!strings.Contains(p.Subject, "2 条消息") || !strings.Contains(p.Text, "https://jqt.example.cn/cases/"+w.no+"\n")) {
				t.Errorf("the liaison's mail: %s\n%s", p.Subject, p.Text)
			}
		}
		w.later(time.Hour)
		w.settle()
		if n := len(w.box.to()); n != 8 {
			t.Errorf("%d mails after a second round", n)
		}
	})
}

func TestReadingAnInbox(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		ctx := t.Context()
		for range 7 {
			w.file()
		}
		w.pump()
		unread := func(want int64) {
			t.Helper()
			if n, err := w.notify.Unread(ctx, officer.ID); err != nil || n != want {
				t.Errorf("%d unread, %v, want %d", n, err, want)
			}
		}
		unread(7)
		var seen []int64
		for cursor, pages := "", 0; ; pages++ {
			box, err := w.notify.Inbox(ctx, officer.Actor, "zh", cursor, 3)
			if err != nil || pages > 3 {
				t.Fatalf("page %d: %v", pages, err)
			}
			for _, e := range box.Entries {
				seen = append(seen, e.ID)
			}
			if cursor = box.Next; cursor == "" {
				break
			}
		}
		if len(seen) != 7 || !slices.IsSortedFunc(seen, func(a, b int64) int { return int(b - a) }) {
			t.Errorf("paged through %v", seen)
		}
		if err := w.notify.MarkRead(ctx, officer.ID, seen[0], seen[1]); err != nil {
			t.Error(err)
		}
		unread(5)
		last, err := w.desk.Read(ctx, cases.Timer, w.no)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.notify.MarkCaseRead(ctx, officer.ID, last.ID); err != nil {
			t.Error(err)
		}
		unread(5) // it was among the first two
		if err := w.notify.MarkAllRead(ctx, officer.ID, seen[4]); err != nil {
			t.Error(err)
		}
		unread(2) // what came after the newest entry seen stays unread
		if n, err := w.notify.Unread(ctx, second.ID); err != nil || n != 7 {
			t.Errorf("a colleague has %d unread, %v", n, err)
		}
		if _, err := w.notify.Inbox(ctx, officer.Actor, "zh", "%", 3); cases.ProblemsOf(err) == nil {
			t.Errorf("a senseless cursor: %v", err)
		}
	})
}

func TestAConfidentialRequestStaysBetweenCentreAndLead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.file("confidential", "yes")
		w.do(officer, cases.Sign)
		w.at("2021-10-25 09:00") // every level is crossed, up to the leaders' list
		w.settle()
		w.later(time.Minute)
		w.send()
		for _, r := range []notify.Recipient{helper, street, leader} {
			same(t, r.Name, w.inbox(r), nil)
		}
		for _, r := range []notify.Recipient{officer, chief, centre} {
			if len(w.inbox(r)) == 0 {
				t.Errorf("%s hears nothing", r.Name)
			}
		}
		for _, p := range w.box.parcels() {
			if strings.Contains(p.Subject+p.Text+p.HTML, "道路") || strings.Contains(p.Text, "江海精工") {
				t.Errorf("mail tells what is confidential: %s\n%s", p.Subject, p.Text)
			}
		}
	})
}

func TestOnlyTheCoBureauWhosePartItIsHears(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.file()
		w.do(officer, cases.Sign)
		w.quietly()
		had := len(w.inbox(helper))
		w.do(officer, cases.AddCo, "bureau", "yjj", "text", "请派人到场")
		w.pump()
		if n := len(w.inbox(helper)); n != had {
			t.Errorf("a co-bureau hears of another's part: %q", w.inbox(helper))
		}
		// Reminders of one part go to that bureau.
		w.do(helper, cases.CoAnswer, "text", "已安排")
		w.quietly()
		had = len(w.inbox(helper))
		hadStreet := len(w.inbox(street))
		w.at("2021-10-13 18:00") // the parts were due at 17:30
		w.settle()
		if n := len(w.inbox(helper)); n != had {
			t.Errorf("who has answered is reminded: %q", w.inbox(helper))
		}
		if n := len(w.inbox(street)); n != hadStreet+1 {
			t.Errorf("who has not answered reads %q", w.inbox(street))
		}
		// Withdrawing ends the part that is still open, and only its bureau hears.
		w.do(company, cases.Withdraw, "text", "已自行修好")
		w.pump()
		if n := len(w.inbox(street)); n != hadStreet+2 {
			t.Errorf("the street reads %q", w.inbox(street))
		}
		if n := len(w.inbox(helper)); n != had {
			t.Errorf("a bureau whose part was over reads %q", w.inbox(helper))
		}
	})
}

func TestRemindersGoOutAtTheirLevels(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.file()
		for _, step := range []struct {
			action cases.Action
			pairs  []string
		}{{cases.Sign, nil}, {cases.Contact, []string{"how", "phone"}}, {cases.Plan, []string{"text", "回填路面"}}} {
			w.do(officer, step.action, step.pairs...)
		}
		w.do(helper, cases.CoAnswer, "text", "已安排")
		w.do(street, cases.CoAnswer, "text", "已安排")
		w.quietly()
		for _, level := range []struct {
			at   string
			want []string
		}{ // 7 days from 8 October: Friday the 15th, 17:30
			{"2021-10-14 08:31", addresses(officer, second, chief)},
			{"2021-10-15 17:31", addresses(officer, second, chief)},
			{"2021-10-18 08:31", addresses(officer, second, chief)},
			{"2021-10-19 08:31", addresses(officer, second, chief, centre)},
			{"2021-10-22 17:31", addresses(officer, second, chief, centre, leader)},
		} {
			w.at(level.at)
			w.settle()
			w.later(time.Minute)
			w.send()
			same(t, "at "+level.at, w.box.to(), level.want)
			w.settle()
			w.box.empty()
		}
	})
}

func TestAPromiseThatWasKeptIsNotReminded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.file()
		w.quietly()
		w.at("2021-10-08 10:05") // signing and contacting were due at 10:00
		if _, err := w.desk.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.pump()
		w.do(officer, cases.Sign) // after the reminder was queued, before it is sent
		w.later(time.Minute)
		w.send()
		for _, p := range w.box.parcels() {
			if strings.Contains(p.Text, "“签收”已于") {
				t.Errorf("reminded of what was done: %s", p.Text)
			}
		}
		dropped := w.lines("dropped")
		if len(dropped) != 3 || !strings.Contains(dropped[0].Reason, "不再适用") {
			t.Errorf("dropped: %+v", dropped)
		}
	})
}

func TestNightAndHolidaysWait(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-09-30 18:30") // after hours, before seven days off
		w.file()
		for _, at := range []string{"2021-09-30 18:31", "2021-10-01 09:00", "2021-10-07 12:00", "2021-10-08 08:29"} {
			w.at(at)
			w.settle()
			same(t, "sent at "+at, w.box.to(), nil)
		}
		w.at("2021-10-08 08:30")
		w.settle()
		w.later(time.Minute)
		w.send()
		same(t, "in the morning each gets one mail", w.box.to(), addresses(company, liaison, centre, officer, second, chief, helper, street))
	})
}

func TestUrgentRequestsGoOutAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-02 03:00")
		w.file("urgent", "yes")
		w.settle()
		same(t, "at three in the morning of a holiday", w.box.to(), addresses(company, liaison, centre, officer, second, chief, helper, street))
		if p := w.box.parcels()[0]; !p.Urgent || !strings.Contains(p.Subject, "【紧急】") {
			t.Errorf("%q is not marked urgent", p.Subject)
		}
	})
}

func TestDowntimeEndsInOneMailAndTheHighestLevel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.file()
		w.quietly()
		w.at("2021-10-23 10:00") // a Saturday, two weeks later
		w.settle()
		w.at("2021-10-25 08:30")
		w.settle()
		same(t, "one mail each", w.box.to(), addresses(officer, second, chief, centre, leader, helper, street))
		for _, subject := range w.inbox(leader) {
			if !strings.Contains(subject, "通报") {
				t.Errorf("the leader reads %q", subject)
			}
		}
		seen := map[string]bool{}
		for _, p := range w.box.parcels() {
			for _, e := range p.Events {
				key := p.To + e.Milestone + e.Title
				if e.Milestone != "" && seen[key] {
					t.Errorf("told twice: %s", key)
				}
				seen[key] = true
			}
		}
	})
}

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

func TestPeopleChooseWhatReachesThemOutside(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		ctx := t.Context()
		if err := w.notify.Choose(ctx, officer.ID, "mail", notify.News, false); err != nil {
			t.Fatal(err)
		}
		if err := w.notify.Choose(ctx, officer.ID, "mail", notify.System, false); cases.ProblemsOf(err) == nil {
			t.Errorf("system messages can be turned off: %v", err)
		}
		w.file()
		w.pump()
		if err := w.notify.Choose(ctx, second.ID, "mail", notify.News, false); err != nil { // after it was queued
			t.Fatal(err)
		}
		w.later(time.Minute)
		w.send()
		same(t, "mail to", w.box.to(), addresses(company, liaison, centre, chief, helper, street))
		if len(w.inbox(officer)) != 1 || len(w.inbox(second)) != 1 {
			t.Error("the inbox has everything in any case")
		}
		choices, err := w.notify.Choices(ctx, officer.ID)
		if err != nil || len(choices) != 3 || choices[0].Wanted || !choices[1].Wanted {
			t.Errorf("%+v, %v", choices, err)
		}
		if err := w.notify.Choose(ctx, officer.ID, "mail", notify.News, true); err != nil {
			t.Fatal(err)
		}
		w.box.empty()
		w.do(officer, cases.Sign)
		w.do(company, cases.Urge)
		w.pump()
		w.later(time.Minute)
		w.send()
		if !slices.Contains(w.box.to(), officer.Email) || slices.Contains(w.box.to(), second.Email) {
			t.Errorf("mail to %q", w.box.to())
		}
	})
}

func TestTheMorningsListComesOnceAndTheWeeksOnMonday(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-15 09:00") // a Friday
		w.file()
		w.do(officer, cases.Sign)
		w.do(officer, cases.Contact, "how", "phone")
		w.do(officer, cases.Plan, "text", "回填路面")
		w.quietly()
		digest := func(want int) {
			t.Helper()
			if n, err := w.notify.Digest(t.Context()); err != nil || n != want {
				t.Errorf("%d lists, %v, want %d", n, err, want)
			}
		}
		w.at("2021-10-16 08:30") // a Saturday
		digest(0)
		w.at("2021-10-18 08:30") // a Monday; the parts of the co-bureaus fall due on Wednesday, the whole on Friday
		digest(5)
		digest(0)
		w.settle()
		w.later(time.Minute)
		w.send()
		same(t, "mail to", w.box.to(), addresses(officer, second, chief, helper, street))
		for _, p := range w.box.parcels() {
			if !strings.Contains(p.Text, "本周到期 1 件") && !strings.Contains(p.Text, "本周到期： 1 件") {
				t.Errorf("%s\n%s", p.Subject, p.Text)
			}
		}
		w.box.empty()
		w.at("2021-10-21 08:30") // the working day before the last: near due
		w.settle()
		digest(5)
		w.later(time.Minute)
		w.send()
		for _, p := range w.box.parcels() {
			if strings.Count(strings.Join(w.box.to(), " "), p.To) != 1 {
				t.Errorf("more than one mail to %s", p.To)
			}
		}
	})
}
