package demo

import (
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// present writes what is open at the end of the sample: requests in every state that is not an end, with every
// light, so that everybody who signs in finds something to do. None of them is answered yet.
func (a *author) present() {
	for _, open := range []struct {
		category string
		tale     int
		firm     int
		days     int    // working days before the end of the sample
		at       string // hour:minute of that day
		write    func(*script)
	}{
		// To route: still in time, near due, late; one returned for completion, one complaint.
		{"other", 2, 16, 0, "08:37", func(*script) {}},
		{"other", 0, 34, 1, "15:31", func(*script) {}},
		{"complaint", 0, 24, 1, "09:10", func(*script) {}},
		{"other", 3, 0, 2, "14:50", func(s *script) {
			s.after(time.Hour, 2*time.Hour).do(centre, cases.Return, "text", s.pick(returnWords...))
		}},
		{"complaint", 2, 9, 3, "10:12", func(s *script) { s.takeUp() }},

		// To sign: still in time, near due, late, disputed.
		{"power", 1, 4, 0, "08:45", func(*script) {}},
		{"truck", 2, 5, 0, "08:11", func(*script) {}},
		{"tax", 1, 17, 1, "17:02", func(*script) {}},
		{"road", 3, 0, 1, "15:42", func(s *script) { s.decline() }},
		{"flood", 1, 40, 0, "08:33", func(s *script) {
			s.fields["urgent"] = "yes"
			s.photos = 2
			s.after(4*time.Minute, 6*time.Minute).do(officer, cases.Sign)
		}},

		// In hand: fresh, near due, late, late and explained, extension asked, extension granted, tracking asked.
		{"finance", 0, 7, 1, "10:20", func(s *script) { s.takeUp() }},
		{"labour", 1, 14, 2, "15:27", func(s *script) { s.takeUp() }},
		{"road", 2, 22, 5, "10:52", func(s *script) { s.takeUp().work(1, 1) }},
		{"water", 1, 36, 5, "10:06", func(s *script) { s.takeUp().work(2, 2) }},
		{"truck", 1, 18, 8, "09:22", func(s *script) { s.takeUp().days(2, 2).do(company, cases.Urge, "text", s.pick(urgeWords...)) }},
		{"fibre", 1, 26, 13, "14:40", func(s *script) { s.takeUp().work(3, 3) }},
		{"land", 0, 21, 14, "09:55", func(s *script) {
			s.takeUp().days(9, 9).do(officer, cases.Explain, "text", s.pick(delayWords...)).do(officer, cases.Progress, "text", "历史资料仍在调取，预计下周会审。")
		}},
		{"eia", 2, 1, 4, "10:44", func(s *script) { s.takeUp().days(2, 2).extend() }},
		{"planning", 0, 23, 7, "15:08", func(s *script) {
			s.takeUp().days(3, 3).extend().after(time.Hour, 3*time.Hour).do(centre, cases.Grant, "text", "现场复核和材料采购需要更多时间。")
		}},
		{"fibre", 0, 32, 2, "10:16", func(s *script) {
			s.takeUp().days(1, 1).do(officer, cases.RequestTracking, "until", s.promise(75), "text", s.pick(trackWords...))
		}},

		// In a leader's eye, confidential, waiting for the company, in review.
		{"road", 4, 12, 6, "09:18", func(s *script) {
			s.takeUp().days(2, 2).do(leader, cases.Instruct, "text", "请主办单位本周内拿出接顺方案，并报结果。")
		}},
		{"finance", 1, 29, 4, "14:46", func(s *script) { s.fields["confidential"] = "yes"; s.takeUp() }},
		{"road", 1, 0, 4, "09:27", func(s *script) { s.takeUp().ask() }},
		{"policy", 0, 35, 5, "10:38", func(s *script) { s.by = liaison; s.fields["source"] = "visit"; s.takeUp().ask() }},
		{"labour", 2, 39, 3, "15:50", func(s *script) {
			s.takeUp().days(1, 1).do(officer, cases.Submit, "result", "solved", "text", s.tale.solved)
		}},
		{"road", 1, 11, 4, "10:09", func(s *script) {
			s.takeUp().days(2, 2).do(officer, cases.Submit, "result", "solved", "text", s.tale.solved)
		}},

		// On the tracking list: on its way, with the feedback overdue, with the promise overdue.
		{"road", 0, 17, 54, "09:40", func(s *script) { s.track(false); s.stage().stage() }},
		{"fibre", 3, 13, 34, "15:05", func(s *script) { s.track(false); s.stage() }},
		{"flood", 2, 38, 70, "10:20", func(s *script) { s.track(false); s.stage().stage().stage() }},
		{"road", 2, 33, 50, "14:52", func(s *script) { s.track(false) }},
		{"land", 1, 6, 48, "09:12", func(s *script) { s.track(true); s.stage().stage() }},
	} {
		s := write(a.rng, a.cal, a.cast.firms[open.firm], open.category, talesOf(open.category)[open.tale], a.back(open.days, open.at))
		open.write(s)
		a.all = append(a.all, s)
	}
}

// back is a time of day some working days before the sample's last day.
func (a *author) back(days int, at string) time.Time {
	clock, err := time.Parse("15:04", at)
	if err != nil {
		panic(err)
	}
	return a.cal.AddWorkingDays(workday.DateOf(a.until), -days).At(clock.Hour(), clock.Minute())
}

// promise is a working day some days from where the writing is.
func (s *script) promise(days int) string {
	return s.cal.RollBack(workday.DateOf(s.at).AddDays(days)).String()
}
