package reports

import (
	"jiangqitong/cases"
)

// Form is how a measure is reckoned.
type Form string

// The forms.
const (
	Counted   Form = "count"     // how many cases
	Rate      Form = "rate"      // of the cases of the base, how many
	Companies Form = "companies" // how many different companies have such a case
	Median    Form = "median"    // of days, over the base
	Mean      Form = "mean"      // of days, over the base
)

// Measure is one figure (指标) of a report. Its definition, its value and the list of cases behind it come from here
// and from nowhere else.
type Measure struct {
	Code     string
	Form     Form
	Name     Words
	Formula  Words // 口径
	BaseName Words // what the denominator counts
	Miss     Words // of a rate of which more is better: those of its base that it does not count

	hit  func(*View) bool // of a rate: among the base
	base func(*View) bool
	days func(*View) int
}

// counts says whether the case is among those the measure counts.
func (m *Measure) counts(v *View) bool {
	if m.base != nil && !m.base(v) {
		return false
	}
	return m.hit == nil || m.hit(v)
}

// MeasureOf finds a measure by its code.
func MeasureOf(code string) (*Measure, bool) {
	i, ok := places[code]
	if !ok {
		return nil, false
	}
	return &Measures[i], true
}

// places is where each measure stands in Measures.
var places = func() map[string]int {
	m := make(map[string]int, len(Measures))
	for i, measure := range Measures {
		m[measure.Code] = i
	}
	return m
}()

// Tip is the measure's definition as a tooltip.
func (m *Measure) Tip() Words { return m.Formula }

func group(g cases.Group, is func(*View) bool) func(*View) bool {
	return func(v *View) bool { return v.Category.Group == g && is(v) }
}

func result(any ...cases.Result) func(*View) bool {
	return func(v *View) bool { return v.result(any...) }
}

func intake(i Intake) func(*View) bool {
	return func(v *View) bool { return v.Intake == i }
}

func due(m cases.Milestone) func(*View) bool    { return func(v *View) bool { return v.due(m) } }
func onTime(m cases.Milestone) func(*View) bool { return func(v *View) bool { return v.onTime(m) } }

// not is the opposite among a base.
func not(is func(*View) bool) func(*View) bool { return func(v *View) bool { return !is(v) } }

// score counts the ratings of one level.
func score(value string) Measure {
	level := int(value[0] - '0')
	w := scoreWords(level)
	return Measure{Code: "score_" + value, Form: Counted, Name: w, hit: func(v *View) bool { return v.rated() && v.Round.Score == level },
		Formula: Words{Zh: "期内办结、计满意度的类别中企业评价为“" + w.Zh + "”的件数。", En: "Done in the period and rated “" + w.En + "”, kinds counted for satisfaction only."}}
}

var (
	dueName      = Words{Zh: "应结案", En: "Due"}
	doneName     = Words{Zh: "办结", En: "Done"}
	answeredName = Words{Zh: "已答复", En: "Answered"}
	ratedName    = Words{Zh: "有效评价", En: "Usable ratings"}
)

// Measures is the one table of measures, in the order of the definitions sheet. Instants are compared on the
// calendar of the report; a case that was redone is judged by its last round begun in the period or before.
var Measures = []Measure{
	{Code: "received", Form: Counted, Name: Words{Zh: "新收", En: "Received"}, hit: intake(Received),
		Formula: Words{Zh: "提交时间在统计期内的诉求件数。", En: "Requests filed in the period."}},
	{Code: "carried", Form: Counted, Name: Words{Zh: "上期结转", En: "Carried over"}, hit: intake(Carried),
		Formula: Words{Zh: "统计期开始前提交、开始时尚未办结的件数。", En: "Requests filed before the period and unfinished when it began."}},
	{Code: "reopened", Form: Counted, Name: Words{Zh: "重办转入", En: "Reopened"}, hit: intake(Reopened),
		Formula: Words{Zh: "统计期开始前已办结、期内决定重办的件数。", En: "Requests done before the period and sent to be redone in it."}},
	{Code: "handled", Form: Counted, Name: Words{Zh: "承办", En: "Handled"}, hit: (*View).handled,
		Formula: Words{Zh: "新收＋上期结转＋重办转入。", En: "Received + carried over + reopened."}},
	{Code: "done", Form: Counted, Name: doneName, hit: (*View).finished,
		Formula: Words{Zh: "承办件中期末前已答复企业的件数，以及不予受理、撤回、并案的件数；办结时间以答复（或终止）时间为准，不以企业评价时间为准。",
			En: "Handled requests replied to by the end of the period, or ended as not accepted, withdrawn or merged. The reply counts, not the company's rating."}},
	{Code: "in_hand", Form: Counted, Name: Words{Zh: "期末在办", En: "In hand"}, hit: (*View).inHand,
		Formula: Words{Zh: "承办－办结；即下期的上期结转。", En: "Handled − done; the next period's carry-over."}},

	{Code: "livelihood_solved", Form: Counted, Name: Words{Zh: "解决民生事项", En: "Livelihood matters solved"},
		hit:     group(cases.Livelihood, result(cases.Solved)),
		Formula: Words{Zh: "民生事项类中期内办结且结果为“已解决”的件数。", En: "Livelihood requests done in the period with the result “solved”."}},
	{Code: "approvals_solved", Form: Counted, Name: Words{Zh: "解决审批服务诉求", En: "Approval requests solved"},
		hit:     group(cases.Approvals, result(cases.Solved)),
		Formula: Words{Zh: "审批服务类（立项、环评、规划报建、临水临电等）中期内办结且结果为“已解决”的件数。", En: "Approval requests done in the period with the result “solved”."}},
	{Code: "other_answered", Form: Counted, Name: Words{Zh: "答复其他诉求", En: "Other requests answered"},
		hit:     group(cases.OtherGroup, (*View).answered),
		Formula: Words{Zh: "其他诉求类中期内通过本系统答复企业的件数。", En: "Other requests answered to the company in the period."}},
	{Code: "benefited", Form: Companies, Name: Words{Zh: "惠及企业", En: "Companies benefited"},
		hit:     result(cases.Solved, cases.Planned),
		Formula: Words{Zh: "期内至少有一件办结为“已解决”或“列入计划，企业认可”的企业家数，同一企业只计一次；并案的诉求随并入的一件计一次，其企业不另计。", En: "Different companies with at least one request done in the period as solved or planned. A merged request counts once, with the one it joined; its company is not added."}},

	{Code: "helped", Form: Counted, Name: Words{Zh: "解决或列入计划", En: "Solved or planned"}, hit: result(cases.Solved, cases.Planned),
		Formula: Words{Zh: "期内办结且结果为“已解决”或“列入计划，企业认可”的件数。", En: "Requests done in the period as solved or planned."}},
	{Code: "solved", Form: Counted, Name: Words{Zh: "已解决", En: "Solved"}, hit: result(cases.Solved),
		Formula: Words{Zh: "期内办结且结果为“已解决”。", En: "Done in the period as solved."}},
	{Code: "planned", Form: Counted, Name: Words{Zh: "列入计划", En: "Planned"}, hit: result(cases.Planned),
		Formula: Words{Zh: "期内办结且结果为“列入计划，企业认可”。", En: "Done in the period as planned with the company's agreement."}},
	{Code: "explained", Form: Counted, Name: Words{Zh: "解释说明", En: "Explained"}, hit: result(cases.Explained),
		Formula: Words{Zh: "期内办结且结果为“解释说明”。", En: "Done in the period as explained."}},
	{Code: "unanswered", Form: Counted, Name: Words{Zh: "其他终止", En: "Ended otherwise"}, hit: result(cases.NotTaken, cases.TakenBack, cases.Joined),
		Formula: Words{Zh: "期内以不予受理、企业撤回或并案终止。", En: "Ended in the period as not accepted, withdrawn or merged."}},

	{Code: "due", Form: Counted, Name: dueName, hit: due(cases.ResolveBy),
		Formula: Words{Zh: "办结时限（含批准的延期和暂停）落在统计期内的件数；到期前已撤回、并案、不予受理的，以及到期前批准挂账的不计。",
			En: "Requests whose due instant, extensions and pauses included, lies in the period; not those withdrawn, merged, not accepted or tracked before it."}},
	{Code: "closing_rate", Form: Rate, Miss: Words{Zh: "未结案", En: "not done"}, Name: Words{Zh: "结案率", En: "Closing rate"}, BaseName: dueName, base: due(cases.ResolveBy),
		hit:     func(v *View) bool { return !v.Done.IsZero() },
		Formula: Words{Zh: "应结案中截止数据截止时间已办结的 ÷ 应结案。", En: "Of the due: done by the cut-off ÷ due."}},
	{Code: "on_time_rate", Form: Rate, Miss: Words{Zh: "未按期", En: "late"}, Name: Words{Zh: "按期结案率", En: "On-time rate"}, BaseName: dueName, base: due(cases.ResolveBy),
		hit:     onTime(cases.ResolveBy),
		Formula: Words{Zh: "应结案中在时限内办结的 ÷ 应结案（不是 ÷ 已办结）。", En: "Of the due: done within the promise ÷ due (not ÷ done)."}},
	{Code: "first_promise_rate", Form: Rate, Miss: Words{Zh: "未按首次承诺", En: "late by the first promise"}, Name: Words{Zh: "按首次承诺按期率", En: "On time as first promised"}, BaseName: dueName,
		base: due(cases.ResolveBy), hit: (*View).onFirst,
		Formula: Words{Zh: "应结案中在首次承诺时限（不含延期、暂停）内办结的 ÷ 应结案。", En: "Of the due: done by the first promise, without extensions and pauses ÷ due."}},
	{Code: "overdue_rate", Form: Rate, Name: Words{Zh: "超期率", En: "Overdue rate"}, BaseName: dueName, base: due(cases.ResolveBy),
		hit:     not(onTime(cases.ResolveBy)),
		Formula: Words{Zh: "应结案中未在时限内办结的 ÷ 应结案。", En: "Of the due: not done within the promise ÷ due."}},
	{Code: "extension_rate", Form: Rate, Name: Words{Zh: "延期率", En: "Extension rate"}, BaseName: dueName, base: due(cases.ResolveBy),
		hit:     func(v *View) bool { return v.Round.Extensions > 0 },
		Formula: Words{Zh: "应结案中批准过延期的 ÷ 应结案。", En: "Of the due: extended at least once ÷ due."}},
	{Code: "overdue", Form: Counted, Name: Words{Zh: "超期未结", En: "Overdue in hand"}, hit: (*View).overdue,
		Formula: Words{Zh: "期末在办中已超过时限的件数；挂账件按挂账承诺日期。", En: "In hand at the end and past due; tracked requests by their tracked promise."}},
	{Code: "near_due", Form: Counted, Name: Words{Zh: "临近到期", En: "Near due"}, hit: (*View).nearDue,
		Formula: Words{Zh: "期末在办中 3 个工作日内到期的件数。", En: "In hand at the end and due within 3 working days."}},
	{Code: "on_track", Form: Counted, Name: Words{Zh: "时限正常", En: "On track"}, hit: (*View).onTrack,
		Formula: Words{Zh: "期末在办中既未超期也未临近到期的件数。", En: "In hand at the end, neither overdue nor near due."}},
	{Code: "tracked", Form: Counted, Name: Words{Zh: "挂账", En: "Tracked"}, hit: (*View).tracked,
		Formula: Words{Zh: "期末在办中已批准挂账、按承诺日期滚动反馈的件数，不计入按期结案率。", En: "In hand at the end on the tracking list; apart from the on-time rate."}},
	{Code: "cleared", Form: Counted, Name: Words{Zh: "挂账销号", En: "Tracked and cleared"},
		hit:     func(v *View) bool { return v.tracking != nil && v.finished() },
		Formula: Words{Zh: "曾挂账、期内办结的件数。", En: "Once tracked, and done in the period."}},

	{Code: "route_on_time", Form: Rate, Miss: Words{Zh: "未按时", En: "late"}, Name: Words{Zh: "按时交办率", En: "Routed on time"}, BaseName: Words{Zh: "应交办", En: "Due to be routed"},
		base: due(cases.RouteBy), hit: onTime(cases.RouteBy),
		Formula: Words{Zh: "交办时限落在统计期内的件中按时交办的比例。", En: "Routed on time ÷ due to be routed in the period."}},
	{Code: "sign_on_time", Form: Rate, Miss: Words{Zh: "未按时", En: "late"}, Name: Words{Zh: "按时签收率", En: "Signed on time"}, BaseName: Words{Zh: "应签收", En: "Due to be signed"},
		base: due(cases.SignBy), hit: onTime(cases.SignBy),
		Formula: Words{Zh: "签收时限落在统计期内的件中按时签收的比例。", En: "Signed on time ÷ due to be signed in the period."}},
	{Code: "contact_on_time", Form: Rate, Miss: Words{Zh: "未按时", En: "late"}, Name: Words{Zh: "按时联系率", En: "Contacted on time"}, BaseName: Words{Zh: "应联系", En: "Due to be contacted"},
		base: due(cases.ContactBy), hit: onTime(cases.ContactBy),
		Formula: Words{Zh: "联系企业时限落在统计期内的件中按时联系的比例。", En: "Contacted on time ÷ due to be contacted in the period."}},
	{Code: "plan_on_time", Form: Rate, Miss: Words{Zh: "未按时", En: "late"}, Name: Words{Zh: "按时提出方案率", En: "Planned on time"}, BaseName: Words{Zh: "应提方案", En: "Plans due"},
		base: due(cases.PlanBy), hit: onTime(cases.PlanBy),
		Formula: Words{Zh: "方案时限落在统计期内的件中按时提出方案的比例。", En: "Plan given on time ÷ plans due in the period."}},

	{Code: "co_on_time", Form: Rate, Miss: Words{Zh: "未按时", En: "late"}, Name: Words{Zh: "协办按时答复率", En: "Co-bureaus on time"}, BaseName: Words{Zh: "应协办答复", En: "Co-bureaus' answers due"},
		base: (*View).coDue, hit: (*View).coOnTime,
		Formula: Words{Zh: "协办答复时限落在统计期内的件中，各协办单位均按时答复的比例；分单位时只看该单位。",
			En: "Requests on which every co-bureau due answered in time ÷ requests with a co-bureau's answer due; by co-bureau, its own answers only."}},

	{Code: "first_time_rate", Form: Rate, Miss: Words{Zh: "经重办", En: "redone"}, Name: Words{Zh: "一次办结率", En: "First-time rate"}, BaseName: doneName, base: (*View).finished,
		hit:     func(v *View) bool { return v.Round.N == 1 },
		Formula: Words{Zh: "办结中未经重办的 ÷ 办结。", En: "Done without redo ÷ done."}},
	{Code: "redone", Form: Counted, Name: Words{Zh: "重办", En: "Redone"}, hit: (*View).redone,
		Formula: Words{Zh: "期内决定重办的件数。", En: "Requests sent to be redone in the period."}},
	{Code: "solved_rate", Form: Rate, Miss: Words{Zh: "未解决", En: "not solved"}, Name: Words{Zh: "解决率", En: "Solved rate"}, BaseName: Words{Zh: "有效回答", En: "Usable answers"},
		base: (*View).judged, hit: func(v *View) bool { return v.Round.IsSolved == cases.Yes },
		Formula: Words{Zh: "企业评价或回访认为已解决的 ÷ 期内办结且有是否解决之答复的；不计满意度的类别除外。",
			En: "Said to be solved ÷ done in the period with a usable answer; kinds not counted for satisfaction left out."}},
	{Code: "satisfied_rate", Form: Rate, Miss: Words{Zh: "不满意", En: "dissatisfied"}, Name: Words{Zh: "满意率", En: "Satisfied rate"}, BaseName: ratedName,
		base: (*View).rated, hit: func(v *View) bool { return v.Round.Score >= 3 },
		Formula: Words{Zh: "非常满意、满意、基本满意 ÷ 期内办结且有评分的；不计满意度的类别除外。",
			En: "The three upper levels ÷ done in the period and rated; kinds not counted for satisfaction left out."}},
	score("5"), score("4"), score("3"), score("2"), score("1"),
	{Code: "return_rate", Form: Rate, Name: Words{Zh: "退单率", En: "Return rate"}, BaseName: Words{Zh: "交办", En: "Dispatched"},
		base: (*View).dispatched, hit: func(v *View) bool { return v.Round.Returns > 0 },
		Formula: Words{Zh: "期内交办（含重办）的件中本轮被承办单位退单的比例。", En: "Declined by a bureau in the round ÷ dispatched, or to be redone, in the period."}},
	{Code: "improper_rate", Form: Rate, Name: Words{Zh: "不当退单率", En: "Improper return rate"}, BaseName: Words{Zh: "退单已裁定", En: "Returns ruled"},
		base:    func(v *View) bool { return v.dispatched() && v.Round.Returns > 0 && !v.disputed() },
		hit:     func(v *View) bool { return v.Round.ImproperReturns > 0 },
		Formula: Words{Zh: "期内交办（含重办）、退单已裁定的件中裁定退单不当（含逾期未裁定）的比例。", En: "Ruled improper, or left unruled in time ÷ returns ruled, of those dispatched in the period."}},

	{Code: "working_days_median", Form: Median, Name: Words{Zh: "办理时长中位数（工作日）", En: "Median working days"}, BaseName: answeredName,
		base: (*View).answered, days: (*View).workingDays,
		Formula: Words{Zh: "期内答复件自提交（或重办）次日起至答复当日的工作日数的中位数。", En: "Median of the working days from filing (or redo) to the reply."}},
	{Code: "working_days_mean", Form: Mean, Name: Words{Zh: "平均办理时长（工作日）", En: "Mean working days"}, BaseName: answeredName,
		base: (*View).answered, days: (*View).workingDays,
		Formula: Words{Zh: "期内答复件的平均工作日数。", En: "Mean of the working days from filing (or redo) to the reply."}},
	{Code: "natural_days_mean", Form: Mean, Name: Words{Zh: "平均办理时长（自然日）", En: "Mean natural days"}, BaseName: answeredName,
		base: (*View).answered, days: (*View).naturalDays,
		Formula: Words{Zh: "期内答复件的平均自然日数，含暂停等待企业补充的时间。", En: "Mean of the natural days from filing (or redo) to the reply, time waiting for the company included."}},
	{Code: "paused_days_mean", Form: Mean, Name: Words{Zh: "平均暂停时长（自然日）", En: "Mean days paused"}, BaseName: answeredName,
		base: (*View).answered, days: (*View).pausedDays,
		Formula: Words{Zh: "期内答复件因等待企业补充而暂停计时的平均天数（不足一天不计）。", En: "Mean of the whole days the clock stood for the company's answer."}},
}
