package reports

import (
	"jiangqitong/cases"
)

// milestoneSheet shows every promised step: how many fell due, how many were kept.
func (f *fold) milestoneSheet() *Sheet {
	t := &Table{Title: Words{Zh: "一、各环节时限", En: "1. Promised steps"}, Columns: []Column{column("环节", "Step", 26), column("本期应完成", "Due", 17),
		column("按时完成", "On time", 17), column("未按时", "Late", 17), column("按时率", "Rate", 17)}}
	for _, step := range []struct {
		milestone cases.Milestone
		code      string
	}{{cases.RouteBy, "route_on_time"}, {cases.SignBy, "sign_on_time"}, {cases.ContactBy, "contact_on_time"}, {cases.PlanBy, "plan_on_time"}, {cases.ResolveBy, "on_time_rate"}} {
		figure := f.whole.figure(step.code)
		t.Rows = append(t.Rows, Row{Cells: []Cell{text(step.milestone.Words()), f.whole.baseCell(step.code, All, ""), f.whole.hitCell(step.code, All, ""),
			toned(number(figure.Base-figure.N, &Link{Measure: step.code, Missed: true}), Warn, figure.Base > figure.N), f.whole.cell(step.code, All, "")}})
	}
	return &Sheet{Code: "milestones", Name: Words{Zh: "环节时限", En: "Milestones"}, Tables: []*Table{t, f.coTable()}}
}

// coTable shows the promises of co-bureaus, each by its own clock.
func (f *fold) coTable() *Table {
	t := &Table{Title: Words{Zh: "二、协办答复时限", En: "2. Co-bureaus' answers"}, Columns: []Column{column("协办单位", "Co-bureau", 26), column("本期应答复", "Due", 17),
		column("按时答复", "On time", 17), column("未按时", "Late", 17), column("按时率", "Rate", 17)}}
	for _, b := range f.refs.Bureaus {
		if figure := f.kept.co[b.Code]; figure != nil {
			link := func(base, missed bool) *Link {
				return &Link{Measure: "co_on_time", Base: base, Missed: missed, Dim: ByCo, Value: b.Code}
			}
			t.Rows = append(t.Rows, Row{Cells: []Cell{text(b.Name), number(figure.Base, link(true, false)), number(figure.N, link(false, false)),
				toned(number(figure.Base-figure.N, link(false, true)), Warn, figure.Base > figure.N), share(figure.N, figure.Base, link(true, false))}})
		}
	}
	return t.orNone()
}

var formWords = map[Form]Words{
	Counted:   {Zh: "件数", En: "Count"},
	Rate:      {Zh: "比率", En: "Rate"},
	Companies: {Zh: "家数（去重）", En: "Companies, each once"},
	Median:    {Zh: "中位数", En: "Median"},
	Mean:      {Zh: "平均数", En: "Mean"},
}

// definitionsSheet prints the table of measures (口径) with this period's values.
func (f *fold) definitionsSheet(scheme Scheme) *Sheet {
	t := &Table{Title: Words{Zh: "指标口径", En: "Definitions"}, Columns: []Column{column("指标", "Measure", 26), column("类型", "Form", 14),
		column("口径与公式", "Definition", 86), column("分母", "Denominator", 14), column("本期分子", "Numerator", 10), column("本期分母", "Base", 10), column("本期值", "Value", 10)}}
	for i := range Measures {
		m := &Measures[i]
		figure := f.whole.figure(m.Code)
		row := []Cell{text(m.Name), text(formWords[m.Form]), text(m.Formula), text(m.BaseName), {}, {}, f.whole.cell(m.Code, All, "")}
		if m.Form == Rate {
			row[4], row[5] = f.whole.hitCell(m.Code, All, ""), number(figure.Base, &Link{Measure: m.Code, Base: true})
		}
		t.Rows = append(t.Rows, Row{Cells: row})
	}
	t.Notes = []Words{
		{Zh: "一件诉求在一个统计期内只计一次；重办件以期末前最后一轮为准。", En: "A request counts once in a period; one that was redone by its last round begun before the period's end."},
		{Zh: "百分比保留两位小数，四舍五入（逢五远离零）；没有分母的记“/”，不计为 100% 或 0。", En: "Percentages have two decimals, rounded half away from zero; without a base they print as “/”, never as 100 % or 0."},
		{Zh: "办理时限按受理时给定的时限规则和国务院节假日安排推算，最后一日以下班时间为止。", En: "Promises are counted by the policy given to the case and the State Council's calendar; a last day ends when the office closes."}}
	t.Notes = append(t.Notes, scheme.Words()...)
	return &Sheet{Code: "definitions", Name: Words{Zh: "口径", En: "Definitions"}, Tables: []*Table{t}}
}

// checksSheet compares parts with totals, so that the reader need not believe.
func (f *fold) checksSheet(history History) *Sheet {
	t := &Table{Title: Words{Zh: "数据核对", En: "Checks"}, Columns: []Column{column("核对项目", "Check", 66), column("左边", "Left", 12),
		column("右边", "Right", 12), column("结果", "Result", 12)}}
	n := func(code string) int64 { return f.whole.figure(code).N }
	check := func(name Words, code string, right int64) {
		t.Rows = append(t.Rows, checkRow(name, f.whole.hitCell(code, All, ""), right))
	}
	check(Words{Zh: "承办 ＝ 新收 ＋ 上期结转 ＋ 重办转入", En: "Handled = received + carried over + reopened"}, "handled", n("received")+n("carried")+n("reopened"))
	check(Words{Zh: "承办 ＝ 办结 ＋ 期末在办", En: "Handled = done + in hand"}, "handled", n("done")+n("in_hand"))
	check(Words{Zh: "办结 ＝ 已解决 ＋ 列入计划 ＋ 解释说明 ＋ 其他终止", En: "Done = solved + planned + explained + ended otherwise"},
		"done", n("solved")+n("planned")+n("explained")+n("unanswered"))
	check(Words{Zh: "应结案 ＝ 按期结案 ＋ 未按期", En: "Due = on time + late"}, "due", n("on_time_rate")+n("overdue_rate"))
	check(Words{Zh: "期末在办 ＝ 超期未结 ＋ 临近到期 ＋ 时限正常", En: "In hand = overdue + near due + on track"}, "in_hand", n("overdue")+n("near_due")+n("on_track"))
	t.Rows = append(t.Rows, checkRow(Words{Zh: "有效评价 ＝ 五级评价之和", En: "Usable ratings = sum of the five levels"},
		f.whole.baseCell("satisfied_rate", All, ""), n("score_5")+n("score_4")+n("score_3")+n("score_2")+n("score_1")))
	check(Words{Zh: "惠及企业 ＝ 名单所列企业（仅有保密诉求的列为“（保密）”）", En: "Companies benefited = companies of the list, those of confidential requests alone without their name"},
		"benefited", int64(len(f.benefited())))
	for _, d := range dims {
		for _, code := range []string{"received", "handled", "done", "due"} {
			m, _ := MeasureOf(code)
			name := dimWords[d]
			check(Words{Zh: m.Name.Zh + " ＝ 各" + name.Zh + "之和", En: m.Name.En + " = sum over " + name.En}, code, f.sum(d, code))
		}
	}
	if before := history[f.period.Shift(-1).Name()]; before != nil {
		check(Words{Zh: "上期结转 ＝ 上期期末在办", En: "Carried over = in hand at the end of the period before"}, "carried", before["in_hand"].N)
	}
	return &Sheet{Code: "checks", Name: Words{Zh: "核对", En: "Checks"}, Tables: []*Table{t}}
}

var dimWords = map[Dim]Words{
	ByBureau: {Zh: "主办单位", En: "lead bureaus"}, ByCategory: {Zh: "诉求类别", En: "categories"}, ByGroup: {Zh: "事项类型", En: "groups"},
	ByStreet: {Zh: "街道", En: "streets"}, BySource: {Zh: "来源渠道", En: "channels"},
}

func (f *fold) sum(d Dim, code string) (n int64) {
	for _, t := range f.parts[d] {
		n += t.figure(code).N
	}
	return n
}

// checkRow compares a figure with what it must come to.
func checkRow(name Words, left Cell, right int64) Row {
	verdict := Cell{Text: Words{Zh: "相符", En: "Agrees"}, Tone: Good}
	if left.N != right {
		verdict = Cell{Text: Words{Zh: "不符", En: "Differs"}, Tone: Alarm}
	}
	return Row{Cells: []Cell{text(name), left, number(right, nil), verdict}}
}
