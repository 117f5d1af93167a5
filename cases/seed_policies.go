package cases

import "jiangqitong/internal/workday"

// DefaultPolicy is the promise that categories are given unless an administrator chooses another.
const DefaultPolicy = "jiangmen"

// Presets lists the promises of published practice, ready to be chosen for a category. What a practice does not say
// is filled in: routing within 3 working hours, the lead signs within a working day or sooner when it must make
// contact sooner, co-bureaus answer in 3 working days, rulings take 1, the company has 5 to rate and 10 to answer a
// question, a bureau may decline within 1, and there are up to 3 extensions of 5 working days.
func Presets() []Policy {
	return []Policy{
		preset(DefaultPolicy, Words{"江门中小企业诉求响应", "Jiangmen SME response"}, promise{sign: "60m", contact: "60m", plan: "24h", resolve: "7d"},
			Words{"江门市中小企业诉求响应平台：60 分钟内联系企业，24 小时内提出方案，7 日内办结，全部回访，不满意的退回重办并升级督办。",
				"Jiangmen's platform for small and medium enterprises: contact within 60 minutes, a plan within 24 hours, resolved within 7 days, every case called back; the dissatisfied go back and one level up."}),
		preset("zhongshan", Words{"中山马上办", "Zhongshan at once"}, promise{sign: "1h", contact: "1h", plan: "3wd", resolve: "5wd"},
			Words{"中山“马上办”：1 小时内联系，3 个工作日内反馈进展，5 个工作日内办结；办不结的约定下次反馈日期，一跟到底。",
				"Zhongshan: contact within 1 hour, an interim reply in 3 working days, resolved in 5; what is not is followed to the end with rolling feedback dates (tracking)."}),
		preset("zhuhai-inquiry", Words{"珠海咨询类", "Zhuhai inquiry"}, promise{sign: "1wh", contact: "1wh", resolve: "2wd", direct: true},
			Words{"珠海：1 个工作小时内联系，咨询类 2 个工作日内办结。", "Zhuhai: contact within 1 working hour, inquiries resolved in 2 working days."}),
		preset("zhuhai-other", Words{"珠海非咨询类", "Zhuhai other"}, promise{sign: "1wh", contact: "1wh", resolve: "4wd"},
			Words{"珠海：1 个工作小时内联系，非咨询类 4 个工作日内办结。", "Zhuhai: contact within 1 working hour, all but inquiries resolved in 4 working days."}),
		preset("quanzhou", Words{"泉州", "Quanzhou"}, promise{sign: "1wd", co: "3wd", resolve: "7wd", ahead: "1wd"},
			Words{"泉州：协办单位 3 个工作日内答复主办单位，7 个工作日内办结；延期须在到期前至少 1 个工作日申请，写明新的日期，并告知企业原因。",
				"Quanzhou: co-bureaus answer the lead in 3 working days, resolved in 7; an extension is asked at least 1 working day before the due date, with a new date, and the company is told why."}),
		preset("lvliang-inquiry", Words{"吕梁 12345 咨询类", "Lüliang 12345 inquiry"}, promise{route: "3wh", sign: "1wd", resolve: "3wd", extendBy: "3wd", direct: true},
			Words{"吕梁 12345：半个工作日内转派（按 3 个工作小时计），咨询类 3 个工作日内办结；延期最多 3 次，每次 3 个工作日。",
				"Lüliang 12345: dispatched in half a working day (set as 3 working hours), inquiries resolved in 3 working days; at most 3 extensions of 3 working days."}),
		preset("lvliang", Words{"吕梁 12345", "Lüliang 12345"}, promise{route: "3wh", sign: "1wd", resolve: "5wd", extendBy: "3wd"},
			Words{"吕梁 12345：半个工作日内转派（按 3 个工作小时计），5 个工作日内办结；延期最多 3 次，每次 3 个工作日。",
				"Lüliang 12345: dispatched in half a working day (set as 3 working hours), resolved in 5 working days; at most 3 extensions of 3 working days."}),
		preset("lvliang-urgent", Words{"吕梁 12345 紧急", "Lüliang 12345 urgent"}, promise{route: "30m", sign: "30m", contact: "30m", resolve: "5wd", extendBy: "3wd"},
			Words{"吕梁 12345：紧急诉求 30 分钟内联系，其余同普通诉求。", "Lüliang 12345: urgent requests are contacted within 30 minutes; the rest as usual."}),
		preset("lvliang-long", Words{"吕梁 12345 长周期", "Lüliang 12345 long cycle"}, promise{route: "3wh", sign: "1wd", resolve: "180d", extendBy: "3wd"},
			Words{"吕梁 12345：道路建设、通信建设等最长 180 日。", "Lüliang 12345: road building and telecom take up to 180 days."}),
		preset("sichuan-inquiry", Words{"四川 12345 咨询类", "Sichuan 12345 inquiry"}, promise{sign: "1wd", resolve: "3wd", direct: true},
			Words{"四川 12345（2026 年）：咨询类 3 个工作日内办结。", "Sichuan 12345 (2026): inquiries resolved in 3 working days."}),
		preset("sichuan-advice", Words{"四川 12345 建议、求助类", "Sichuan 12345 advice and help"}, promise{sign: "1wd", resolve: "7wd"},
			Words{"四川 12345（2026 年）：建议、求助类 7 个工作日内办结。", "Sichuan 12345 (2026): suggestions and pleas for help resolved in 7 working days."}),
		preset("sichuan-complaint", Words{"四川 12345 投诉、举报类", "Sichuan 12345 complaint"}, promise{sign: "1wd", resolve: "15wd"},
			Words{"四川 12345（2026 年）：投诉类 15 个工作日内办结。", "Sichuan 12345 (2026): complaints resolved in 15 working days."}),
		preset("zaozhuang-simple", Words{"枣庄一般事项", "Zaozhuang ordinary"}, promise{sign: "1wd", contact: "1wd", plan: "2wd", resolve: "10wd"},
			Words{"枣庄：1 个工作日内联系，2 个工作日内提出方案，一般事项 10 个工作日内办结。", "Zaozhuang: contact in 1 working day, a plan in 2, ordinary matters resolved in 10."}),
		preset("zaozhuang-complex", Words{"枣庄复杂事项", "Zaozhuang complex"}, promise{sign: "1wd", contact: "1wd", plan: "2wd", resolve: "25wd"},
			Words{"枣庄：1 个工作日内联系，2 个工作日内提出方案，复杂事项 25 个工作日内办结。", "Zaozhuang: contact in 1 working day, a plan in 2, complex matters resolved in 25."}),
	}
}

// promise is what a practice says, in the text form of budgets; empty means it says nothing.
type promise struct {
	route, sign, contact, plan, resolve, co, extendBy, ahead string
	direct                                                   bool // replies need no review by the chief
}

func preset(code string, name Words, says promise, remark Words) Policy {
	return Policy{Code: code, Version: 1, Name: name, Remark: remark, Active: true,
		Route: budgetOr(says.route, "3wh"), Sign: budgetOr(says.sign, ""), Contact: budgetOr(says.contact, ""),
		Plan: budgetOr(says.plan, ""), Resolve: budgetOr(says.resolve, ""), Co: budgetOr(says.co, "3wd"),
		Ruling: budgetOr("", "1wd"), Confirm: budgetOr("", "5wd"), PauseCap: budgetOr("", "10wd"),
		ReturnWindow: budgetOr("", "1wd"), ExtendTimes: 3, ExtendBy: budgetOr(says.extendBy, "5wd"),
		ExtendAhead: budgetOr(says.ahead, ""), Review: !says.direct, CallBack: true}
}

func budgetOr(text, otherwise string) workday.Budget {
	if text == "" {
		text = otherwise
	}
	if text == "" {
		return workday.Budget{}
	}
	return workday.MustBudget(text)
}
