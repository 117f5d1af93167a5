package notify_test

import (
	"slices"
	"strings"
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
			if n, err := w.notify.Unread(ctx, officer.Actor); err != nil || n != want {
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
			for _, e := range box.Lines {
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
		if n, err := w.notify.Unread(ctx, second.Actor); err != nil || n != 7 {
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
