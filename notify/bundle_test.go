package notify_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/notify"
)

// A notice that moves fifty promises is one letter and one line of the inbox to everybody concerned, which opens into the
// list, and is unread again when it grows.
func TestANoticeThatMovesFiftyCasesIsOneMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const filed = 50
		w := openTown(t, d, "2027-01-29 09:00")
		for range filed {
			w.file()
		}
		w.quietly()
		if err := w.notify.MarkAllRead(t.Context(), officer.ID, 1<<40); err != nil {
			t.Fatal(err)
		}
		if _, err := w.desk.LoadNotice(t.Context(), admin.Actor, notice2027); err != nil {
			t.Fatal(err)
		}
		if _, err := w.desk.Resettle(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.pump()
		w.later(time.Minute)
		w.send()
		same(t, "letters to", w.box.to(), addresses(company, liaison, officer, second, chief, helper, street))
		for _, p := range w.box.parcels() {
			if len(p.Events) != filed || strings.Count(p.Text, " → ") < 20 || strings.Count(p.Text, "JQ270129") > 20 ||
				!strings.Contains(p.Text, "另有 30 件") || !strings.Contains(p.Subject, "50 件诉求的时限已重新计算") {
				t.Errorf("%s: %d told\n%s\n%s", p.To, len(p.Events), p.Subject, p.Text)
			}
		}
		line := w.line(officer, "工作日历更新：50 件诉求的时限已重新计算", filed)
		if behind := w.behind(officer, line); behind[0].CaseNo == "" || !strings.Contains(behind[0].Points[0], " → ") {
			t.Errorf("behind the line stands %+v", behind[0].Text)
		}
		unread := func(want int64) {
			t.Helper()
			if n, err := w.notify.Unread(t.Context(), officer.Actor); err != nil || n != want {
				t.Errorf("%d unread, %v, want %d", n, err, want)
			}
		}
		unread(1)
		if err := w.notify.MarkCaseRead(t.Context(), officer.ID, 1); err != nil {
			t.Fatal(err)
		}
		unread(1) // one of fifty was looked at
		if err := w.notify.MarkRead(t.Context(), officer.ID, line.ID); err != nil {
			t.Fatal(err)
		}
		unread(0)
		if _, _, found, err := w.notify.Bundle(t.Context(), admin.Actor, "zh", line.ID, "", 10); found || err != nil {
			t.Errorf("somebody else's line opens: %v", err)
		}
	})
}

// line is the person's first line, which must stand for so many messages.
func (w *town) line(r notify.Recipient, subject string, many int64) notify.Entry {
	w.t.Helper()
	box, err := w.notify.Inbox(w.t.Context(), r.Actor, "zh", "", 1)
	if err != nil || len(box.Lines) == 0 {
		w.t.Fatalf("no line, %v", err)
	}
	if e := box.Lines[0]; e.Subject != subject || e.Many != many {
		w.t.Errorf("the line is %q for %d, want %q for %d", e.Subject, e.Many, subject, many)
	}
	return box.Lines[0]
}

func TestALetterNamesTheMostPressingAndHowManyMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.file("title", "最早的一件")
		w.at("2021-10-09 08:31") // the first is late by now, and reminded of
		for i := range 45 {
			w.file("title", fmt.Sprintf("第 %d 件", i))
		}
		w.pump()
		if _, err := w.desk.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.pump()
		w.later(time.Minute)
		w.send()
		for _, p := range w.box.parcels() {
			if p.To != officer.Email {
				continue
			}
			if first := strings.Index(p.Text, "最早的一件"); first < 0 || first > strings.Index(p.Text, "第 0 件") || !strings.Contains(p.Text, "条消息\n\n其余消息请登录查看") ||
				strings.Count(p.Text, "https://jqt.example.cn/cases/") > 20 || !strings.Contains(p.Text, "https://jqt.example.cn/inbox") {
				t.Errorf("%s\n%s", p.Subject, p.Text)
			}
		}
		if n := strings.Count(strings.Join(w.box.to(), " "), officer.Email); n != 1 {
			t.Errorf("%d letters to the officer", n)
		}
	})
}

// Somebody who moved, whose role changed, or whose case became none of theirs reads nothing of it in the inbox, nor in
// the morning's list of before, and does not have it counted.
func TestTheInboxSaysNothingOfCasesThatAreNoLongerYours(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.file("title", "厂门口道路塌陷")
		w.pump()
		w.at("2021-10-09 08:30")
		if _, err := w.desk.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.pump()
		if _, err := w.notify.Digest(t.Context()); err != nil {
			t.Fatal(err)
		}
		moved, left := officer.Actor, officer.Actor
		moved.Bureau, left.Role, left.Bureau = "swj", cases.RoleAdmin, ""
		for _, a := range []cases.Actor{moved, left} {
			box, err := w.notify.Inbox(t.Context(), a, "zh", "", 100)
			if err != nil || len(box.Lines) < 3 {
				t.Fatalf("%d lines, %v", len(box.Lines), err)
			}
			for _, e := range box.Lines {
				if said := fmt.Sprint(e.Text, e.CaseNo); strings.Contains(said, "塌陷") || strings.Contains(said, w.no) {
					t.Errorf("as %s of %q: %s", a.Role, a.Bureau, said)
				}
			}
			// The morning's list, and the reminders made up for in one line, say no more than that they came.
			if n, err := w.notify.Unread(t.Context(), a); err != nil || n != 2 {
				t.Errorf("%d unread, %v", n, err)
			}
		}
		for _, e := range w.messages(officer) {
			if e.Hidden || !strings.Contains(fmt.Sprint(e.Text), "塌陷") {
				t.Errorf("the officer who stayed reads %q", e.Subject)
			}
		}
	})
}

// roads gives road repairs reminders of their own, nil for those of the policy.
func (w *town) roads(ears map[string][]string) {
	w.t.Helper()
	refs, err := w.desk.Refs(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	road, _ := refs.Category("road")
	road.Reminders = cases.Reminders{}
	if ears != nil {
		if road.Reminders, err = cases.ParseReminders(func(level string) []string { return ears[level] }); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := w.desk.SaveCategory(w.t.Context(), admin.Actor, road, false); err != nil {
		w.t.Fatal(err)
	}
}

func TestACategorysRemindersDecideWhoIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.roads(map[string][]string{"near": {"officer"}, "next": {"chief", "leaders"}, "late5": {"officer", "centre"}})
		w.file()
		w.do(officer, cases.Sign)
		w.do(officer, cases.Contact, "how", "phone")
		w.do(officer, cases.Plan, "text", "回填路面")
		w.do(helper, cases.CoAnswer, "text", "已安排")
		w.do(street, cases.CoAnswer, "text", "已安排")
		w.quietly()
		for _, level := range []struct {
			at   string
			want []string
		}{
			{"2021-10-14 08:31", addresses(officer, second)},
			{"2021-10-15 17:31", nil},
			{"2021-10-18 08:31", addresses(chief, leader)},
			{"2021-10-19 08:31", nil},
			{"2021-10-22 17:31", addresses(officer, second, centre)},
		} {
			w.at(level.at)
			w.settle()
			w.later(time.Minute)
			w.send()
			same(t, "at "+level.at, w.box.to(), level.want)
			w.box.empty()
		}
		view, err := w.desk.Read(t.Context(), cases.Timer, w.no)
		if err != nil || view.Supervised {
			t.Errorf("supervised: %t, %v, though nobody is told of that level", view.Supervised, err)
		}
	})
}

// A reminder that waits to be sent is dropped when its level is taken from the category meanwhile, and one that was not
// told yet is told to nobody; what was given back holds for the levels still to come.
func TestPolicyRemovedWhileAlarmsAreArmed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.file()
		w.quietly()
		w.at("2021-10-08 10:05") // signing was due at 10:00
		if _, err := w.desk.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.pump()
		w.roads(map[string][]string{"near": {"officer"}, "due": {"chief"}})
		w.later(time.Minute)
		w.send()
		same(t, "after the change", w.box.to(), addresses(chief))
		if dropped := w.lines("dropped"); len(dropped) == 0 || !strings.Contains(dropped[0].Reason, "提醒规则已调整") {
			t.Errorf("dropped: %+v", dropped)
		}
		w.box.empty()
		w.roads(map[string][]string{})
		w.at("2021-10-09 08:31")
		w.settle()
		w.later(time.Minute)
		w.send()
		same(t, "with no reminders at all", w.box.to(), nil)
		w.roads(nil)
		w.at("2021-10-14 08:31")
		w.settle()
		w.later(time.Minute)
		w.send()
		same(t, "with those of the policy again", w.box.to(), addresses(officer, second, chief, helper, street))
	})
}
