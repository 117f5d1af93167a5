package cases

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// These tests are named after faults that other systems are known for.

// reminders lists the reminders of a milestone that the case's story holds.
func (o *office) reminders(m Milestone) (levels []Level) {
	o.t.Helper()
	for _, e := range o.read(centre).Events {
		if e.Milestone == m && e.Level != NoLevel {
			levels = append(levels, e.Level)
		}
	}
	return levels
}

// Elsewhere: a case that is reopened starts its clock anew, and what was late is late no more.
func TestReopeningDoesNotWhitewash(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-01 09:00")
		o.file(roadInput)
		o.do(officer, Sign)
		o.at("2021-06-10 10:00") // 7 natural days ended on 8 June
		o.do(officer, Submit, "result", "explained", "text", "已解释")
		o.do(chief, SendBack, "text", "请补充")
		o.do(officer, Submit, "result", "explained", "text", "已解释清楚")
		late := o.clockOf(ResolveBy)
		if workday.FormatDue(late.Due) != "2021-06-08 17:30" || len(late.Ledger) != 0 {
			t.Errorf("sent back by the chief, it is due %s: %+v", workday.FormatDue(late.Due), late.Ledger)
		}
		o.do(chief, Approve)
		late = o.clockOf(ResolveBy)
		o.at("2021-06-15 09:00")
		o.do(centre, Redo, "text", "请现场处理")
		v := o.read(centre)
		if v.Round != 2 || len(v.Rounds) != 1 || !v.Rounds[0].Due.Equal(late.Due) || !v.Rounds[0].RepliedAt.After(v.Rounds[0].Due) {
			t.Errorf("round %d, past rounds %+v", v.Round, v.Rounds)
		}
		i := slices.IndexFunc(v.Clocks, func(k Clock) bool { return k.N == late.N })
		if diff := cmp.Diff(late, v.Clocks[i]); diff != "" || v.Clocks[i].OnTime() {
			t.Errorf("the promise of the first round changed:\n%s", diff)
		}
		if k := o.clockOf(ResolveBy); k.Round != 2 || !k.Start.Equal(instant(t, "2021-06-15 09:00")) {
			t.Errorf("the second round's promise: %+v", k)
		}
		o.sound()
	})
}

// Elsewhere: handing a case to another bureau gives that bureau the whole time anew.
func TestHandingOverDoesNotRestartTheCompanysClock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-01 09:00")
		o.file(roadInput)
		before := o.clockOf(ResolveBy)
		o.at("2021-06-03 09:00")
		o.do(centre, Reassign, "lead", "swj")
		if k := o.clockOf(ResolveBy); k.N != before.N || !k.Due.Equal(before.Due) || len(k.Ledger) != 0 {
			t.Errorf("after the handover: %+v", k)
		}
		if k := o.clockOf(SignBy); !k.Start.Equal(instant(t, "2021-06-03 09:00")) {
			t.Errorf("the new bureau has to sign from %s", k.Start)
		}
		o.sound()
	})
}

// Elsewhere: a change of the holidays recalculates closed cases, and old figures change.
func TestHolidaysDoNotRecalculateClosedCases(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2027-01-29 09:00")
		o.file(roadInput)
		o.do(officer, Sign)
		o.do(chief, Reply, "result", "solved", "text", "已修")
		o.do(company, Rate, "score", "5", "solved", "yes")
		before := o.read(centre)
		o.load(notice2027)
		must(t, o.SetHours(context.Background(), admin, "09:00-12:00,13:00-16:00"))
		if n := o.resettle(); n != 0 {
			t.Errorf("%d closed cases were counted again", n)
		}
		o.do(centre, CallBack, "outcome", "reached") // an action on the closed case counts nothing again either
		after := o.read(centre)
		if diff := cmp.Diff(before.Clocks, after.Clocks); diff != "" || !after.Due.Equal(before.Due) || after.Paused != before.Paused {
			t.Errorf("closed, and yet counted again:\n%s", diff)
		}
		o.sound()
	})
}

// Elsewhere: a reminder goes out on a day that a later notice made a holiday.
func TestRemindersFollowALaterNotice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		o := openOffice(t, d, "2027-02-04 09:00")
		o.file(roadInput)
		o.do(officer, Sign)
		o.do(officer, Contact, "how", "phone") // the plan is due in 24 hours, whatever the calendar says
		o.load(`# id: 国办发明电〔2026〕9号
# title: 国务院办公厅关于2027年部分节假日安排的通知
# year: 2027
date,kind,name
2027-02-06..2027-02-12,off,春节
`)
		o.resettle()
		o.at("2027-02-08 09:00") // by the calendar before, the working day after
		if told := o.reminders(PlanBy); !slices.Equal(told, []Level{NearDue, DueNow}) {
			t.Errorf("in the holiday the levels are %v", told)
		}
		must(t, second(o.Tick(ctx)))
		o.at("2027-02-16 09:00")
		v := o.read(centre)
		i := slices.IndexFunc(v.Events, func(e Event) bool { return e.Milestone == PlanBy && e.Level == NextDay })
		if i < 0 || !v.Events[i].At.Equal(instant(t, "2027-02-15 08:30")) {
			t.Errorf("the working day after the holiday: %v", o.reminders(PlanBy))
		}
		o.sound()
	})
}

// Elsewhere: a pause on the due day loses the rest of the day, gives a day away, lets the case turn red while the
// company is asked, or takes a case that is late off the red list.
func TestPauseOnTheDueDay(t *testing.T) {
	for _, c := range []struct {
		name, asked, answered, due string
		light                      Light
	}{
		{"answered the same day", "2021-06-08 10:00", "2021-06-08 16:00", "2021-06-08 17:30", OnHold},
		{"answered after the office closed", "2021-06-08 10:00", "2021-06-08 20:00", "2021-06-09 17:30", OnHold},
		{"answered the next day", "2021-06-08 17:00", "2021-06-09 09:00", "2021-06-09 17:30", OnHold},
		{"answered over the weekend", "2021-06-08 17:00", "2021-06-12 09:00", "2021-06-15 17:30", OnHold}, // 14 June is the Dragon Boat holiday
		{"asked when it was late already", "2021-06-08 17:31", "2021-06-10 09:00", "2021-06-08 17:30", Red},
	} {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				o := openOffice(t, d, "2021-06-01 09:00")
				o.file(roadInput)
				o.do(officer, Sign)
				o.do(officer, Contact, "how", "phone")
				o.do(officer, Plan, "text", "月内修复")
				o.at(c.asked)
				o.do(officer, Ask, "text", "请补充照片")
				asked := o.clockOf(ResolveBy)
				o.at(c.answered)
				if told := o.reminders(ResolveBy); slices.Contains(told, NextDay) != (c.light == Red) {
					t.Errorf("while the company was asked, the levels told are %v", told)
				}
				if light := o.read(officer).Light; light != c.light {
					t.Errorf("the light was %s", light)
				}
				o.do(company, Answer, "text", "已补充")
				k := o.clockOf(ResolveBy)
				if got := workday.FormatDue(k.Due); got != c.due || !k.FirstDue.Equal(asked.FirstDue) {
					t.Errorf("due %s, want %s", got, c.due)
				}
				o.sound()
			})
		})
	}
}

// Elsewhere: one overdue case sends the same alarm thirteen times, or one a day for ever.
func TestNoEscalationStorm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-01 09:00")
		o.file(roadInput)
		o.do(officer, Sign)
		for day := instant(t, "2021-06-01 10:00"); day.Before(instant(t, "2021-07-15 00:00")); day = day.Add(5 * time.Hour) {
			o.at(day.In(workday.Zone).Format("2006-01-02 15:04"))
		}
		o.at("2022-06-30 09:00") // a year of silence, asleep most of it
		other := NewDesk(d, o.Desk.now)
		for range 3 {
			must(t, second(o.Tick(context.Background())))
			must(t, second(other.Tick(context.Background())))
		}
		want := map[Milestone][]Level{
			SignBy: nil, ContactBy: {NearDue, DueNow, NextDay}, PlanBy: {NearDue, DueNow, NextDay},
			ResolveBy: {NearDue, DueNow, NextDay, ThreeDays, FiveDays},
		}
		for milestone, levels := range want {
			if told := o.reminders(milestone); !slices.Equal(told, levels) {
				t.Errorf("%s: levels %v, want %v", milestone, told, levels)
			}
		}
		var each []Level
		for range o.read(centre).Legs {
			each = append(each, NearDue, DueNow, NextDay, ThreeDays, FiveDays)
		}
		told := o.reminders(CoBy)
		slices.Sort(told)
		slices.Sort(each)
		if !slices.Equal(told, each) {
			t.Errorf("co-bureaus: levels %v, want %v", told, each)
		}
		o.sound()
	})
}

// Elsewhere: a server in another time zone counts other days.
func TestServerInAnotherTimeZone(t *testing.T) {
	local := time.Local
	defer func() { time.Local = local }()
	for _, zone := range []*time.Location{time.UTC, time.FixedZone("New York", -4*3600), time.FixedZone("Kiritimati", 14*3600)} {
		t.Run(zone.String(), func(t *testing.T) {
			time.Local = zone
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				ctx := context.Background()
				o := openOffice(t, d, "2021-09-30 23:50")
				if c := o.file(roadInput); c.No[:8] != "JQ210930" {
					t.Errorf("filed on 30 September as %s", c.No)
				}
				o.do(company, Urge)
				_, err := o.Do(ctx, company, o.no, Command{Action: Urge})
				refused(t, err, Conflict, "")
				o.at("2021-10-01 00:10")
				o.do(company, Urge) // it is another day
				for milestone, due := range map[Milestone]string{ContactBy: "2021-10-01 00:50", PlanBy: "2021-10-01 23:50", ResolveBy: "2021-10-08 17:30"} {
					if got := workday.FormatDue(o.clockOf(milestone).Due); got != due {
						t.Errorf("%s is due %s, want %s", milestone, got, due)
					}
				}
				day := workday.MakeDate(2021, time.September, 30)
				page, err := o.List(ctx, centre, Filter{FiledFrom: day, FiledTo: day})
				if err != nil || len(page.Lines) != 1 {
					t.Errorf("%d cases were filed on 30 September, %v", len(page.Lines), err)
				}
				o.sound()
			})
		})
	}
}

// Elsewhere: on such a server what is promised by the month, or counted in days, moves by a day or by the hour that the
// summer there gives or takes.
func TestMonthsAndDaysAreThoseOfChina(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	must(t, err)
	for _, zone := range []*time.Location{time.UTC, newYork, workday.Zone} {
		for tracked, next := range map[string]string{"2021-06-01 04:33": "2021-07-01 17:30", "2021-08-31 23:50": "2021-09-30 17:30"} {
			s := &story{t: t}
			s.file("2021-05-31 09:00", roadInput)
			s.do("2021-05-31 09:10", officer, Sign)
			s.do("2021-05-31 09:20", officer, RequestTracking, "until", "2021-12-31", "text", "需立项")
			m := s.moment(tracked)
			m.Now = m.Now.In(zone)
			change, err := s.c.Apply(leader, Command{Action: ApproveTracking, Input: Input{"text": "列入年度计划"}}, m)
			must(t, err)
			i := slices.IndexFunc(change.Case.Clocks, func(k Clock) bool { return k.Milestone == FeedbackBy })
			if due := workday.FormatDue(change.Case.Clocks[i].Due); due != next {
				t.Errorf("%s: tracked on %s, feedback is due %s, want %s", zone, tracked, due, next)
			}
		}
		k := Clock{Due: workday.MakeDate(2021, time.November, 5).At(10, 0).In(zone)} // the weekend on which summer ended in New York
		if late := k.crossing(ThreeDays, workday.China()); workday.FormatDue(late) != "2021-11-08 10:00" {
			t.Errorf("%s: three days late on %s", zone, workday.FormatDue(late))
		}
	}
}

// Elsewhere: a policy or a bureau is removed, and the alarms of its open cases fall silent or break the timer.
func TestPolicyAndBureauRemovedWhileAlarmsAreArmed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		o := openOffice(t, d, "2021-06-01 09:00")
		o.file(roadInput)
		o.do(officer, Sign)
		refs := refsOf(t, o.Desk)
		for _, k := range refs.Categories {
			k.Policy, k.UrgentPolicy = "zhongshan", ""
			must(t, o.SaveCategory(ctx, admin, k, false))
		}
		o.edition(func(p *Policy) { p.Active = false })
		bureau, _ := refs.Bureau("zjj")
		bureau.Active = false
		must(t, o.SaveBureau(ctx, admin, bureau, false))
		refsOf(t, o.Desk)

		o.at("2021-06-02 09:00")
		o.do(officer, Extend, "until", "2021-06-11", "text", "需要材料") // by the rules of the version it was promised under
		o.do(centre, Grant, "text", "等待材料")
		o.at("2021-07-30 09:00")
		if told := o.reminders(ResolveBy); !slices.Equal(told, []Level{NearDue, DueNow, NextDay, ThreeDays, FiveDays}) {
			t.Errorf("levels %v", told)
		}
		o.do(officer, Submit, "result", "solved", "text", "已修")
		o.do(chief, Approve)
		o.do(company, Rate, "score", "5", "solved", "yes")
		o.sound()
	})
}

// Elsewhere: a case is merged, and the clock of a bureau that assisted in it runs on and is reminded for ever.
func TestMergedLegDoesNotKeepRunning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-01 09:00")
		parent := o.file(roadInput)
		child := o.file(roadInput)
		if len(child.Legs) == 0 {
			t.Fatal("nobody assists")
		}
		o.do(centre, Merge, "parent", parent.No)
		told := o.reminders(CoBy)
		o.at("2021-09-01 09:00")
		v := o.read(centre)
		for _, leg := range v.Legs {
			if leg.State.Open() {
				t.Errorf("%s still assists", leg.Bureau)
			}
		}
		for _, k := range v.Clocks {
			if k.Ended == "" || !k.Next.IsZero() {
				t.Errorf("%s runs on: %+v", k.Milestone, k)
			}
		}
		if after := o.reminders(CoBy); len(after) != len(told) {
			t.Errorf("the co-bureau was reminded %d times after the merge", len(after)-len(told))
		}
		n, err := db.Value[int64](context.Background(), d.Reader(), "select count(*) from worklist where case_id = $1", v.ID)
		if err != nil || n != 0 {
			t.Errorf("the merged case stands on %d lists, %v", n, err)
		}
		o.sound()
	})
}
