package reports

import (
	"strings"
	"time"
	"unicode/utf8"

	"jiangqitong/cases"
)

// printer turns cases into cells: it knows the names behind codes and hides what a report must not show.
type printer struct {
	refs   *cases.Refs
	people map[int64]string // liaisons' names
}

// field is one column of the ledger and of the lists, defined once for all of them.
type field struct {
	Column
	cell func(p *printer, v *View) Cell
}

func column(zh, en string, width int) Column {
	return Column{Name: Words{Zh: zh, En: en}, Width: width}
}

// Hidden stands for what only the centre and the lead may know of a confidential request.
var Hidden = Words{Zh: "（保密）", En: "(confidential)"}

// private prints what a confidential request keeps from reports.
func private(get func(*View) string) func(*printer, *View) Cell {
	return func(_ *printer, v *View) Cell {
		if v.Confidential {
			return text(Hidden)
		}
		return plain(get(v))
	}
}

func when(get func(*View) time.Time) func(*printer, *View) Cell {
	return func(_ *printer, v *View) Cell { return at(get(v)) }
}

func count(get func(*View) int) func(*printer, *View) Cell {
	return func(_ *printer, v *View) Cell { return Cell{Kind: Count, N: int64(get(v))} }
}

// The fields.
var (
	noField       = field{column("编号", "Number", 18), func(_ *printer, v *View) Cell { return caseNo(v.No) }}
	filedField    = field{column("收到日期", "Filed", 11), func(_ *printer, v *View) Cell { return day(v.FiledAt) }}
	sourceField   = field{column("来源渠道", "Channel", 10), func(_ *printer, v *View) Cell { return text(v.Source.Words()) }}
	companyField  = field{column("企业名称", "Company", 34), private(func(v *View) string { return v.CompanyName })}
	usccField     = field{column("统一社会信用代码", "Credit code", 20), private(func(v *View) string { return v.USCC })}
	streetField   = field{column("所属街道", "Street", 12), func(p *printer, v *View) Cell { return text(nameOf(p.refs, ByStreet, v.Street)) }}
	industryField = field{column("行业", "Industry", 14), private(func(v *View) string { return v.Industry })}
	scaleField    = field{column("规模", "Scale", 8), func(_ *printer, v *View) Cell { return text(scaleWords[v.Scale]) }}
	contactField  = field{column("联系人", "Contact", 10), private(func(v *View) string { return v.ContactName })}
	phoneField    = field{column("联系电话", "Phone", 14), private(func(v *View) string { return cases.MaskPhone(v.ContactPhone) })}
	categoryField = field{column("诉求类别", "Category", 16), func(_ *printer, v *View) Cell { return text(v.Category.Name) }}
	groupField    = field{column("事项类型", "Group", 10), func(_ *printer, v *View) Cell { return text(v.Category.Group.Words()) }}
	titleField    = field{column("诉求标题", "Title", 38), private(func(v *View) string { return v.Title })}
	bodyField     = field{column("诉求内容", "Request", 44), private(func(v *View) string { return v.Body })}
	urgentField   = field{column("紧急程度", "Urgency", 9), func(_ *printer, v *View) Cell { return text(urgency(v.Urgent)) }}
	leadField     = field{column("主办单位", "Lead", 22), func(p *printer, v *View) Cell { return text(nameOf(p.refs, ByBureau, v.Round.Lead)) }}
	coField       = field{column("协办单位", "Co-bureaus", 28), (*printer).co}
	liaisonField  = field{column("挂点联络员", "Liaison", 11), func(p *printer, v *View) Cell { return plain(p.people[v.Liaison]) }}
	routedField   = field{column("交办时间", "Routed", 17), when(func(v *View) time.Time { return v.Round.DispatchedAt })}
	signedField   = field{column("签收时间", "Signed", 17), when(func(v *View) time.Time { return v.Round.SignedAt })}
	reachedField  = field{column("首次联系时间", "First contact", 17), when(func(v *View) time.Time { return v.Round.ContactedAt })}
	firstDueField = field{column("办理时限", "First promise", 17), when(func(v *View) time.Time { return v.Round.FirstDue })}
	dueField      = field{column("延期后时限", "Promise as extended", 17), when(func(v *View) time.Time { return v.Round.Due })}
	extendedField = field{column("延期次数", "Extensions", 9), count(func(v *View) int { return v.Round.Extensions })}
	returnedField = field{column("退单次数", "Returns", 9), count(func(v *View) int { return v.Round.Returns })}
	improperField = field{column("不当退单", "Improper returns", 9), count(func(v *View) int { return v.Round.ImproperReturns })}
	progressField = field{column("办理进展", "Progress", 40), (*printer).progress}
	expectedField = field{column("预计办结时间", "Expected", 17), when((*View).expected)}
	doneField     = field{column("实际办结时间", "Done", 17), when(func(v *View) time.Time { return v.Done })}
	resultField   = field{column("办理结果", "Result", 20), func(_ *printer, v *View) Cell { return text(v.resultWords()) }}
	onTimeField   = field{column("是否按时", "On time", 9), func(_ *printer, v *View) Cell { return v.punctual() }}
	lateField     = field{column("超期天数", "Days late", 9), count((*View).lateDays)}
	calledField   = field{column("回访结果", "Call-back", 11), func(_ *printer, v *View) Cell { return text(v.callBackWords()) }}
	scoreField    = field{column("满意度", "Rating", 11), func(_ *printer, v *View) Cell { return text(scoreWords(v.Round.Score)) }}
	solvedField   = field{column("是否解决", "Solved", 9), func(_ *printer, v *View) Cell { return text(yesNo[v.Round.IsSolved]) }}
	redoneField   = field{column("是否重办", "Redone", 9), func(_ *printer, v *View) Cell { return text(redoWords(v.Round.N)) }}
	supervisedFld = field{column("督办情况", "Supervision", 14), func(_ *printer, v *View) Cell { return text(v.supervision()) }}
	remarkField   = field{column("备注", "Remarks", 18), func(_ *printer, v *View) Cell { return text(v.remarks()) }}
	intakeField   = field{column("本期来源", "Intake", 10), func(_ *printer, v *View) Cell { return text(intakeWords[v.Intake]) }}
	wasDueField   = field{column("本期应结案", "Due in period", 11), func(_ *printer, v *View) Cell { return text(yesNo[tri(v.due(cases.ResolveBy))]) }}
	trackedField  = field{column("批准挂账日期", "Tracked since", 12), func(_ *printer, v *View) Cell { return day(v.tracking.Start) }}
	promiseField  = field{column("承诺完成日期", "Promised by", 12), func(_ *printer, v *View) Cell { return date(v.Promise) }}
	nextField     = field{column("下次反馈日期", "Next feedback", 12), func(_ *printer, v *View) Cell { return date(v.NextFeedback) }}
)

var (
	scaleWords = map[string]Words{"large": {Zh: "规上", En: "Large"}, "key": {Zh: "重点", En: "Key"}}
	yesNo      = map[cases.Tri]Words{cases.Yes: {Zh: "是", En: "Yes"}, cases.No: {Zh: "否", En: "No"}}
	noName     = Words{Zh: "（未交办）", En: "(not routed)"}
)

func tri(yes bool) cases.Tri {
	if yes {
		return cases.Yes
	}
	return cases.No
}

func urgency(urgent bool) Words {
	if urgent {
		return Words{Zh: "紧急", En: "Urgent"}
	}
	return Words{Zh: "一般", En: "Normal"}
}

func redoWords(round int) Words {
	if round > 1 {
		return Words{Zh: "是", En: "Yes"}
	}
	return Words{Zh: "否", En: "No"}
}

func scoreWords(score int) Words {
	for _, o := range cases.Scores() {
		if int(o.Value[0]-'0') == score {
			return o.Label
		}
	}
	return Words{}
}

// nameOf is the name of a part of a dimension; a code without a name stands for itself.
func nameOf(refs *cases.Refs, d Dim, code string) Words {
	switch d {
	case ByBureau:
		if b, ok := refs.Bureau(code); ok {
			return b.Name
		}
		if code == "" {
			return noName
		}
	case ByCategory:
		if c, ok := refs.Category(code); ok {
			return c.Name
		}
	case ByGroup:
		return cases.Group(code).Words()
	case ByStreet:
		if s, ok := refs.Street(code); ok {
			return s.Name
		}
	case BySource:
		if w := cases.Source(code).Words(); w != (Words{}) {
			return w
		}
	case ByCo:
		return nameOf(refs, ByBureau, code)
	case BySpot:
		street, category, _ := strings.Cut(code, "/")
		return both(nameOf(refs, ByStreet, street), nameOf(refs, ByCategory, category), " · ", " · ")
	case ByCompany:
		return Words{Zh: "一家企业", En: "One company"}
	}
	return same(code)
}

func (p *printer) co(v *View) Cell {
	var zh, en []string
	for _, leg := range v.Legs {
		if leg.Round == v.Round.N && leg.State != cases.LegDeclined {
			w := nameOf(p.refs, ByBureau, leg.Bureau)
			zh, en = append(zh, w.Zh), append(en, w.En)
		}
	}
	return text(Words{Zh: strings.Join(zh, "、"), En: strings.Join(en, ", ")})
}

// answers says of each co-bureau whose answer was due in the period whether it came in time.
func (p *printer) answers(v *View) Cell {
	var w Words
	for _, a := range v.answers() {
		w = both(w, say("%s：%s", "%s: %s", nameOf(p.refs, ByBureau, a.bureau), kept[a.kept]), "；", "; ")
	}
	return text(w)
}

var kept = map[bool]Words{true: {Zh: "按时", En: "on time"}, false: {Zh: "未按时", En: "late"}}

// longest is how much of a text a ledger cell shows, in characters.
const longest = 300

func shorten(s string) string {
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	return string([]rune(s)[:longest]) + "…"
}

// progress is where the case stood, with the answer, or the latest that the bureau said.
func (p *printer) progress(v *View) Cell {
	state, said := v.stateWords(), v.Latest
	if v.finished() {
		said = v.Round.Reply
	}
	if v.Confidential || said == "" {
		return text(state)
	}
	said = shorten(said)
	return text(Words{Zh: state.Zh + "：" + said, En: state.En + ": " + said})
}

// stateWords is the state at the end of the period, as far as the ledger tells: the present one for what is still open.
func (v *View) stateWords() Words {
	switch {
	case !v.Done.IsZero():
		return Words{Zh: "已办结", En: "Done"}
	case v.tracking != nil:
		return cases.Tracking.Words()
	case v.State.Open() && v.State != cases.Replied:
		return v.State.Words()
	}
	return cases.Handling.Words()
}

func (v *View) resultWords() Words {
	if v.Done.IsZero() {
		return Words{}
	}
	return v.Round.Result.Words()
}

// expected is when an unfinished case should be done.
func (v *View) expected() time.Time {
	if !v.Done.IsZero() {
		return time.Time{}
	}
	return v.dueAt()
}

// punctual says whether the promise to resolve was kept, as far as can be said at the cut-off.
func (v *View) punctual() Cell {
	k := v.resolve
	switch {
	case k == nil || k.Ended == cases.Stopped && !k.EndedAt.After(k.Due):
		return Cell{}
	case v.tracking != nil && !v.tracking.Start.After(k.Due):
		return text(Words{Zh: "挂账", En: "Tracked"})
	case v.onTime(cases.ResolveBy):
		return text(yesNo[cases.Yes])
	case !k.Due.Before(v.period.CutOff):
		return text(Words{Zh: "未到期", En: "Not due yet"})
	}
	return Cell{Text: yesNo[cases.No], Tone: Alarm}
}

func (v *View) callBackWords() Words {
	return map[string]Words{"reached": {Zh: "已联系上", En: "Reached"}, "unreachable": {Zh: "联系不上", En: "Unreachable"},
		"refused": {Zh: "不愿评价", En: "Declined"}}[v.Round.CallBack]
}

func (v *View) supervision() Words {
	var w Words
	say := func(is bool, zh, en string) {
		if is {
			w.Zh, w.En = join(w.Zh, zh, "、"), join(w.En, en, ", ")
		}
	}
	say(v.Supervised, "督办", "supervised")
	say(v.Instructed, "批示待回复", "instruction to answer")
	say(v.latest() && v.Explained, "已说明", "explained")
	return w
}

func (v *View) remarks() Words {
	var w Words
	say := func(is bool, zh, en string) {
		if is {
			w.Zh, w.En = join(w.Zh, zh, "；"), join(w.En, en, "; ")
		}
	}
	say(v.Confidential, "保密", "confidential")
	say(v.tracking != nil, "挂账", "tracked")
	say(v.Final, "最终答复", "final answer")
	say(v.latest() && v.Dissatisfied, "不满意待处理", "dissatisfied")
	return w
}

func join(have, more, by string) string {
	if have == "" {
		return more
	}
	return have + by + more
}
