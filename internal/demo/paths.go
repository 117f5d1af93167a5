package demo

import (
	"slices"
	"time"

	"jiangqitong/cases"
)

// This file holds the ways a case can go, put together from pieces.go; history.go draws among them.

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
	s.takeUp().days(2, 3).extend().after(time.Hour, 5*time.Hour).do(centre, cases.Grant, "text", "现场复核和材料采购需要更多时间，承办单位将按新的时限办结。")
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
