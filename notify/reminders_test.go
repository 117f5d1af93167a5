package notify_test

import (
	"strings"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

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
		for _, e := range w.messages(leader) {
			if !strings.Contains(e.Subject, "通报") {
				t.Errorf("the leader reads %q", e.Subject)
			}
		}
		if lines := w.inbox(centre); len(lines) > 3 || !strings.Contains(lines[0], "时限提醒汇总") {
			t.Errorf("the centre's inbox has the lines %q", lines)
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
		w.settle()
		w.later(time.Minute)
		digest(0) // whenever it is asked for again that day
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

func TestTheCompanyIsRemindedOfWhatItOwes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.file()
		w.do(officer, cases.Sign)
		w.do(officer, cases.Ask, "text", "请补充照片")
		w.quietly()
		w.at("2021-10-21 08:31") // the company has ten working days, make-up Saturdays among them
		w.settle()
		w.later(time.Minute)
		w.send()
		reminded := false
		for _, p := range w.box.parcels() {
			if p.To == company.Email {
				reminded = strings.Contains(p.Subject, "临近到期：“企业补充”") && strings.Contains(p.Text, "前完成：企业补充")
			}
		}
		if !reminded {
			t.Errorf("mail to %q; the company reads %q", w.box.to(), w.inbox(company))
		}
	})
}

func TestAnExtensionDisarmsTheOldReminderAndArmsANewOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.file()
		w.do(officer, cases.Sign)
		w.do(officer, cases.Contact, "how", "phone")
		w.do(officer, cases.Plan, "text", "回填路面")
		w.do(helper, cases.CoAnswer, "text", "已安排")
		w.do(street, cases.CoAnswer, "text", "已安排")
		w.do(officer, cases.Extend, "until", "2021-10-20", "text", "等待材料")
		w.quietly()
		w.at("2021-10-14 08:31") // near due, and granted while the reminder is being gathered
		if _, err := w.desk.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.pump()
		w.do(centre, cases.Grant, "text", "等待材料")
		w.later(time.Minute)
		w.settle()
		w.later(time.Minute)
		w.send()
		for _, p := range w.box.parcels() {
			if strings.Contains(p.Text, "临近到期") {
				t.Errorf("reminded of a promise that was extended:\n%s", p.Text)
			}
		}
		w.box.empty()
		w.at("2021-10-19 08:31")
		w.settle()
		w.later(time.Minute)
		w.send()
		same(t, "near the new due date", w.box.to(), addresses(officer, second, chief))
		if text := w.box.parcels()[0].Text; !strings.Contains(text, "应于 2021-10-20 17:30 前完成") {
			t.Errorf("%s", text)
		}
	})
}

func TestAListThatCouldNotBeSentThatDayIsNotSentLater(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-15 09:00")
		w.file()
		w.quietly()
		w.at("2021-10-18 08:30")
		if _, err := w.notify.Digest(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.at("2021-10-19 08:30") // the server was down all day
		w.send()
		same(t, "yesterday's list", w.box.to(), nil)
		if dropped := w.lines("dropped"); len(dropped) == 0 || !strings.Contains(dropped[0].Reason, "过期") {
			t.Errorf("%+v", dropped)
		}
	})
}
