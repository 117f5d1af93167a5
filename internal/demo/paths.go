package demo

import (
	"slices"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// This file holds the ways a case can go, from the pieces below; plan.go draws among them.

// path is one way, for the categories it fits.
type path struct {
	weight int
	fits   func(category string) bool
	write  func(*script)
}

var paths = []path{
	{52, anyCategory, smooth}, {7, anyCategory, late}, {6, ruled, extended}, {2, ruled, extensionRefused}, {6, ruled, asked},
	{2, ruled, silent}, {5, trackable, tracked}, {3, ruled, redone}, {3, anyCategory, settled}, {2, ruled, upheld},
	{2, ruled, moved}, {1, ruled, unruledDecline}, {3, ruled, withdrawn}, {2, unruled, completed}, {6, unruled, rejected},
	{2, ruled, instructed}, {2, ruled, confidential}, {2, anyCategory, sealed}, {2, assisted, helped}, {1, trackable, trackingRefused},
}

func anyCategory(string) bool      { return true }
func unruled(category string) bool { return category == "other" || category == "complaint" }
func ruled(category string) bool   { return !unruled(category) }
func trackable(category string) bool {
	return slices.Contains([]string{"road", "flood", "fibre", "land"}, category)
}

// assisted categories have a co-bureau by rule.
func assisted(category string) bool {
	return slices.Contains([]string{"road", "flood", "fibre", "truck", "project", "eia", "planning", "water", "power"}, category)
}

func smooth(s *script) { s.takeUp().work(1, 4).reply(s.result()).rated() }

func late(s *script) {
	s.routed().after(20*time.Minute, 90*time.Minute).do(officer, cases.Sign)
	s.after(40*time.Minute, 3*time.Hour).contact().after(3*time.Hour, 20*time.Hour).plan().helpers()
	s.days(7, 9)
	if s.chance(70) {
		s.do(officer, cases.Explain, "text", s.pick(delayWords...))
	}
	s.after(2*time.Hour, 30*time.Hour).reply(s.result()).rated()
}

func extended(s *script) {
	s.takeUp().days(2, 3).extend().after(time.Hour, 5*time.Hour).do(centre, cases.Grant, "text", "同意延期，请按期办结。")
	s.days(4, 5).reply(s.result()).rated()
}

func extensionRefused(s *script) {
	s.takeUp().days(1, 2).extend().after(time.Hour, 5*time.Hour).do(centre, cases.Refuse, "text", "理由不充分，请按原期限办结。")
	s.days(1, 2).reply(s.result()).rated()
}

func asked(s *script) {
	s.takeUp().ask().days(1, 2).do(company, cases.Answer, "text", s.tale.answer)
	s.days(1, 3).reply(s.result()).rated()
}

// silent is a company that does not answer: after the cap the clocks run again by themselves.
func silent(s *script) {
	s.takeUp().ask().days(12, 13).do(officer, cases.Progress, "text", "企业暂未补充材料，先按现有资料办理。").after(2*time.Hour, 20*time.Hour).reply(cases.Explained).rated()
}

func tracked(s *script) {
	s.track(s.chance(30))
	months := 1 + s.rng.IntN(5)
	for range months {
		s.stage()
	}
	s.days(3, 8).reply(cases.Solved).rated()
}

func redone(s *script) {
	s.takeUp().work(1, 3).reply(cases.Explained)
	s.days(1, 2).do(company, cases.Rate, "score", s.pick("1", "2"), "solved", "no", "text", s.pick(blameWords...))
	s.after(time.Hour, 5*time.Hour).do(caller, cases.CallBack, "outcome", "reached", "solved", "no", "text", "企业认为问题没有真正解决，要求重办。")
	s.after(time.Hour, 4*time.Hour).do(centre, cases.Redo, "text", "企业不满意，请重新办理，由分管领导包案。")
	s.after(5*time.Minute, 25*time.Minute).do(officer, cases.Sign)
	s.after(5*time.Minute, 25*time.Minute).contact().after(time.Hour, 4*time.Hour).plan()
	s.days(2, 4).reply(cases.Solved)
	s.days(1, 2).do(company, cases.Rate, "score", s.pick("4", "5"), "solved", "yes", "text", "这次处理到位了。")
	s.calledBack()
}

func settled(s *script) {
	s.takeUp().work(1, 3).reply(cases.Explained)
	s.days(1, 2).do(company, cases.Rate, "score", "2", "solved", "no", "text", s.pick(blameWords...))
	s.days(1, 1).do(caller, cases.CallBack, "outcome", "reached", "text", "企业对政策限制表示理解，但仍希望解决。")
	s.after(time.Hour, 5*time.Hour).do(centre, cases.Settle, "text", "受政策限制暂不能满足，已向企业说明依据，不再重办。")
}

func sealed(s *script) {
	s.takeUp().work(1, 3).reply(cases.Explained)
	s.days(1, 2).do(company, cases.Rate, "score", "3", "solved", "yes")
	s.days(8, 15).do(centre, cases.Seal, "text", "企业就同一事项多次提出，已作最终答复。")
}

func upheld(s *script) {
	s.decline().after(time.Hour, 3*time.Hour).do(centre, cases.Uphold, "text", "经核实属你单位职责，维持交办，请按首办负责制办理。")
	s.after(10*time.Minute, 30*time.Minute).takeUp().work(1, 3).reply(s.result()).rated()
}

// unruledDecline is one the centre did not rule on in time: silence upholds.
func unruledDecline(s *script) {
	s.decline().days(2, 2).takeUp().work(1, 2).reply(s.result()).rated()
}

// moved is a decline that the centre accepts: another bureau leads from then on.
func moved(s *script) {
	s.decline().after(time.Hour, 3*time.Hour).doAs(centre, cases.Reassign, func(c *cases.Case) cases.Input {
		return cases.Input{"lead": elsewhere(c), "text": "退单理由成立，改由贵单位主办。"}
	})
	s.after(5*time.Minute, 25*time.Minute).takeUp().work(1, 3).reply(s.result()).rated()
}

// elsewhere is a bureau that could lead as well: the street office, or else the Economic Promotion Bureau.
func elsewhere(c *cases.Case) string {
	offices := map[string]string{"jiangnan": "jnjd", "waihai": "whjd", "lile": "lljd"}
	if office := offices[c.Street]; office != "" {
		return office
	}
	if c.Lead == "jcj" {
		return "zsj"
	}
	return "jcj"
}

func withdrawn(s *script) {
	s.takeUp().days(0, 2).do(s.filer(), cases.Withdraw, "text", s.pick(withdrawWords...))
}

func completed(s *script) {
	s.after(20*time.Minute, 2*time.Hour).do(centre, cases.Return, "text", s.pick(returnWords...))
	s.after(2*time.Hour, 24*time.Hour).doAs(s.filer(), cases.Refile, func(c *cases.Case) cases.Input {
		return cases.Input{"title": c.Title, "body": c.Body + "\n补充：" + s.tale.answer}
	})
	s.takeUp().work(1, 3).reply(s.result()).rated()
}

func rejected(s *script) {
	s.after(30*time.Minute, 2*time.Hour).do(centre, cases.Reject, "reason", s.pick("outside", "judicial", "repeat"),
		"text", "经审核，本事项不属于企业诉求受理范围，建议通过相应渠道反映，联系方式已短信告知。")
}

// instructed goes up to a leader, and is urged on the way.
func instructed(s *script) {
	s.takeUp().days(1, 1).do(company, cases.Urge, "text", s.pick(urgeWords...))
	s.after(time.Hour, 4*time.Hour).do(leader, cases.Instruct, "text", s.pick(orderWords...))
	s.after(time.Hour, 5*time.Hour).do(officer, cases.Acknowledge, "text", s.pick(obeyWords...))
	s.after(time.Hour, 2*time.Hour).do(centre, cases.Supervise, "text", "列入督办，每日报进度。")
	s.days(1, 2).reply(cases.Solved).rated()
}

// helped is a lead whose first co-bureau declines and that asks another.
func helped(s *script) {
	s.after(3*time.Minute, 25*time.Minute).do(officer, cases.Sign).after(3*time.Minute, 25*time.Minute).contact()
	s.after(time.Hour, 4*time.Hour).plan().after(20*time.Minute, 3*time.Hour).doLeg(1, cases.CoDecline, "text", "该事项不涉及我单位职责，请改由市场监管部门协助。")
	s.after(20*time.Minute, 3*time.Hour).do(officer, cases.AddCo, "bureau", "scjg", "text", "请协助核查相关单位资质并提供意见。")
	s.after(20*time.Minute, 3*time.Hour).doLeg(lastLeg, cases.CoSign)
	s.days(1, 2).doLeg(lastLeg, cases.CoAnswer, "text", s.pick(coWords...))
	s.days(1, 2).reply(s.result()).rated()
}

func trackingRefused(s *script) {
	s.takeUp().days(1, 1).do(officer, cases.RequestTracking, "until", s.promise(60), "text", s.pick(trackWords...))
	s.after(time.Hour, 4*time.Hour).do(centre, cases.RefuseTracking, "text", "具备立即整改条件，不同意挂账，请在原期限内办结。")
	s.days(1, 2).reply(cases.Solved).rated()
}

func confidential(s *script) {
	s.fields["confidential"] = "yes"
	smooth(s)
}

// The pieces.

// routed has the centre route what no rule does.
func (s *script) routed() *script {
	if unruled(s.category) {
		s.after(10*time.Minute, 100*time.Minute).do(centre, cases.Route, "lead", s.tale.lead, "text", "请按职责办理并答复企业。")
	}
	return s
}

// takeUp is a lead that does what it promises: sign, contact, plan, with the co-bureaus beside.
func (s *script) takeUp() *script {
	s.routed().after(3*time.Minute, 25*time.Minute).do(officer, cases.Sign)
	s.after(3*time.Minute, 25*time.Minute).contact()
	if s.chance(12) {
		s.do(officer, cases.Note, "text", s.pick(noteWords...))
	}
	return s.after(40*time.Minute, 5*time.Hour).plan().helpers()
}

func (s *script) contact() *script {
	return s.do(officer, cases.Contact, "how", s.pick("phone", "phone", "visit", "online"), "text", s.pick(contactWords...))
}

func (s *script) plan() *script { return s.do(officer, cases.Plan, "text", s.tale.plan) }

// helpers are the co-bureaus: most sign and answer, some late, a few never.
func (s *script) helpers() *script {
	here := s.at
	for leg := 1; leg <= 4; leg++ {
		if s.chance(8) {
			continue
		}
		s.at = here
		if s.chance(70) {
			s.after(10*time.Minute, 4*time.Hour).doLeg(leg, cases.CoSign)
		}
		s.after(2*time.Hour, 60*time.Hour).doLeg(leg, cases.CoAnswer, "text", s.pick(coWords...))
	}
	s.at = here
	return s
}

// work is the days between plan and reply, with progress the company can read.
func (s *script) work(min, max int) *script {
	s.days(min, max)
	if s.chance(45) {
		s.do(officer, cases.Progress, "text", s.pick(progressWords...)).after(2*time.Hour, 7*time.Hour)
	}
	return s
}

func (s *script) ask() *script {
	return s.after(time.Hour, 4*time.Hour).do(officer, cases.Ask, "text", s.tale.ask)
}

func (s *script) extend() *script {
	reason := s.pick(extendWords...)
	return s.doAs(officer, cases.Extend, func(c *cases.Case) cases.Input {
		until := s.cal.AddWorkingDays(workday.LastDay(c.Due), 3)
		return cases.Input{"until": until.String(), "text": reason}
	})
}

func (s *script) decline() *script {
	return s.after(10*time.Minute, 50*time.Minute).do(officer, cases.Decline, "text", s.pick(declineWords...))
}

// track puts the case on the tracking list, to a promise some months away.
func (s *script) track(soon bool) *script {
	days := 90 + s.rng.IntN(150)
	if soon {
		days = 40 + s.rng.IntN(30)
	}
	until := s.cal.RollBack(workday.DateOf(s.at).AddDays(days))
	s.takeUp().days(1, 2).do(officer, cases.RequestTracking, "until", until.String(), "text", s.pick(trackWords...))
	p := centre
	if s.chance(40) {
		p = leader
	}
	return s.after(time.Hour, 6*time.Hour).do(p, cases.ApproveTracking, "text", "同意挂账，按月反馈，销号为止。")
}

// stage is a month of a tracked case and its rolling feedback.
func (s *script) stage() *script {
	day := s.cal.RollBack(workday.DateOf(s.at).AddDays(25 + s.rng.IntN(4)))
	return s.onDay(day).do(officer, cases.Feedback, "text", s.pick(stageWords...))
}

// result draws how a case ends.
func (s *script) result() cases.Result {
	switch n := s.rng.IntN(100); {
	case n < 78:
		return cases.Solved
	case n < 88 && trackable(s.category):
		return cases.Planned
	}
	return cases.Explained
}

// reply is the answer to the company, reviewed by the chief.
func (s *script) reply(r cases.Result) *script {
	text := s.tale.solved
	if r != cases.Solved {
		text = s.tale.noted
	}
	if s.chance(12) {
		return s.do(chief, cases.Reply, "result", string(r), "text", text)
	}
	s.do(officer, cases.Submit, "result", string(r), "text", text)
	if s.chance(7) {
		s.after(30*time.Minute, 3*time.Hour).do(chief, cases.SendBack, "text", s.pick(sendBackWords...))
		s.after(30*time.Minute, 3*time.Hour).do(officer, cases.Submit, "result", string(r), "text", text+"责任人已列明，附现场照片。")
	}
	return s.after(15*time.Minute, 2*time.Hour).do(chief, cases.Approve, "text", s.pick(approveWords...))
}

// rated is the end: most companies rate, the silent ones let the answer lapse, and the centre calls back.
func (s *script) rated() *script {
	if s.chance(72) {
		score, words := "5", praiseWords
		switch n := s.rng.IntN(100); {
		case n >= 88:
			score, words = "3", plainWords
		case n >= 60:
			score = "4"
		}
		s.after(3*time.Hour, 90*time.Hour).do(s.filer(), cases.Rate, "score", score, "solved", "yes", "text", s.pick(words...))
		return s.calledBack()
	}
	if s.chance(60) {
		s.days(1, 3).do(caller, cases.CallBack, "outcome", "reached", "solved", "yes", "score", s.pick("4", "5", "3"), "text", s.pick(callWords...))
	} else {
		s.days(1, 3).do(caller, cases.CallBack, "outcome", s.pick("unreachable", "refused"))
	}
	return s
}

// calledBack is the centre's call after a rating.
func (s *script) calledBack() *script {
	return s.days(1, 3).do(caller, cases.CallBack, "outcome", s.pick("reached", "reached", "reached", "reached", "unreachable"), "text", s.pick(callWords...))
}

// filer is who speaks for the company in this case.
func (s *script) filer() part {
	if s.by == liaison {
		return liaison
	}
	return company
}
