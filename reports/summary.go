package reports

import (
	"cmp"
	"slices"

	"jiangqitong/cases"
)

// opening is the period in one paragraph of plain official Chinese, every number of it a key figure.
func (f *fold) opening() Words {
	n := func(code string) int64 { return f.whole.figure(code).N }
	rate := func(code string) string { return f.whole.cell(code, All, "").Print("zh") }
	name := f.period.Words()
	w := name
	add := func(more Words) { w = Words{Zh: w.Zh + more.Zh, En: w.En + more.En} }
	add(say("，新收企业诉求 %d 件，上期结转 %d 件", ": %d requests received and %d carried over", n("received"), n("carried")))
	if n("reopened") > 0 {
		add(say("，重办转入 %d 件", ", %d reopened", n("reopened")))
	}
	add(say("，共承办 %d 件，办结 %d 件。", ", %d handled in all and %d done. ", n("handled"), n("done")))
	add(say("其中解决民生事项 %d 件，解决审批服务诉求 %d 件，通过江企通答复其他诉求 %d 件，惠及企业 %d 家。",
		"Livelihood matters solved: %d; approval requests solved: %d; other requests answered: %d; companies benefited: %d. ",
		n("livelihood_solved"), n("approvals_solved"), n("other_answered"), n("benefited")))
	if due := n("due"); due > 0 {
		add(say("应结案 %d 件，按期结案 %d 件，按期结案率 %s；", "Of %d due, %d were done on time (%s). ", due, n("on_time_rate"), rate("on_time_rate")))
	} else {
		add(Words{Zh: "本期没有到期件；"})
	}
	if rated := f.whole.figure("satisfied_rate").Base; rated > 0 {
		add(say("企业评价 %d 件，满意率 %s。", "%d were rated, %s satisfied. ", rated, rate("satisfied_rate")))
	} else {
		add(Words{Zh: "尚无企业评价。"})
	}
	add(say("期末在办 %d 件，其中超期 %d 件、挂账跟踪 %d 件。", "In hand at the end: %d, of them %d overdue and %d tracked.",
		n("in_hand"), n("overdue"), n("tracked")))
	return w
}

// keyFigures are the blocks of the first table.
var keyFigures = []struct {
	name  Words
	codes []string
}{
	{Words{Zh: "工作成效", En: "What was achieved"}, []string{"livelihood_solved", "approvals_solved", "other_answered", "benefited"}},
	{Words{Zh: "受理办理", En: "Volume"}, []string{"received", "carried", "reopened", "handled", "done", "in_hand"}},
	{Words{Zh: "按期结案", En: "On time"}, []string{"due", "closing_rate", "on_time_rate", "first_promise_rate", "overdue", "tracked"}},
	{Words{Zh: "办理质量", En: "Quality"}, []string{"satisfied_rate", "solved_rate", "first_time_rate", "redone", "return_rate", "extension_rate"}},
	{Words{Zh: "办理时长", En: "Duration"}, []string{"working_days_median", "working_days_mean", "natural_days_mean"}},
}

func (f *fold) summarySheet(in Input) *Sheet {
	s := &Sheet{Code: "summary", Name: Words{Zh: "总览", En: "Summary"}}
	const key, trend, groups, hand, voice, bureaus, kinds = 0, 1, 2, 3, 4, 5, 6
	s.Tables = []*Table{f.keyTable(in), f.trendTable(in), f.groupTable(), f.handTable(), f.voiceTable(),
		f.topTable(ByBureau, "handled", Words{Zh: "承办最多的单位", En: "Bureaus with most requests"}, Words{Zh: "承办单位", En: "Bureau"}),
		f.topTable(ByCategory, "received", Words{Zh: "新收最多的类别", En: "Categories with most requests"}, Words{Zh: "诉求类别", En: "Category"})}
	s.Tables[trend].Page, s.Tables[bureaus].Page = true, true
	draw := func(table, beside int, c Chart) {
		c.Title, c.Sheet, c.Table, c.Beside = s.Tables[table].Title, s.Code, table, beside
		for _, row := range s.Tables[table].Rows {
			if row.Kind == Plain {
				c.Count++
			}
		}
		if c.Count > 0 {
			s.Charts = append(s.Charts, &c)
		}
	}
	draw(trend, key, Chart{Kind: Columns, Series: []int{1, 2}, Rates: []int{5}})
	draw(groups, key, Chart{Kind: Columns, Series: []int{1, 2, 3}})
	draw(hand, trend, Chart{Kind: Shares, Series: []int{1}})
	draw(voice, trend, Chart{Kind: Shares, Series: []int{1}})
	draw(bureaus, bureaus, Chart{Kind: Bars, Series: []int{1, 2}})
	draw(kinds, kinds, Chart{Kind: Bars, Series: []int{1, 2}})
	return s
}

// keyTable compares each figure with the period before (环比) and the same one of last year (同比).
func (f *fold) keyTable(in Input) *Table {
	beforeName, yearName := earlierWords(in.Period)
	t := &Table{Title: Words{Zh: "主要指标", En: "Key figures"}, Columns: []Column{column("指标", "Measure", 30), column("本期", "This period", 10),
		{Name: beforeName, Width: 10}, column("环比", "Change", 15), {Name: yearName, Width: 10}, column("同比", "Change", 15)}}
	before, hasBefore, year, hasYear := compared(in.Period)
	for _, block := range keyFigures {
		t.Rows = append(t.Rows, section(block.name))
		for _, code := range block.codes {
			m, _ := MeasureOf(code)
			now := f.whole.figure(code)
			t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: m.counted(now)}, f.whole.cell(code, All, ""),
				in.History.past(m, before, hasBefore), change(m, now, in.History.of(before, hasBefore)),
				in.History.past(m, year, hasYear), change(m, now, in.History.of(year, hasYear))}})
		}
	}
	t.Notes = []Words{{Zh: "件数的环比、同比为增减百分比，比率的为百分点，没有基数的记“/”；各指标口径见“口径”页。",
		En: "Changes of counts are in percent, those of rates in percentage points; “/” where there is no base. Definitions are on their own sheet."}}
	switch {
	case in.Period.Span() == cases.SpanYear:
		t.Notes = append(t.Notes, Words{Zh: "年度报表只与上年比较，没有环比。", En: "A year is compared with the year before only."})
	case in.Period.End().Before(in.Period.Last.End()):
		t.Notes = append(t.Notes, Words{Zh: "统计期尚未结束：环比、同比取此前各期同样的天数。", En: "The period still runs: it is compared with as many days of the earlier ones."})
	}
	return t
}

// counted names a measure, a rate with what it was reckoned from.
func (m *Measure) counted(f Figure) Words {
	if m.Form != Rate || f.Base == 0 {
		return m.Name
	}
	return say("%s（%d/%d）", "%s (%d of %d)", m.Name, f.N, f.Base)
}

// of are the figures of an earlier period, nil when they are not known.
func (h History) of(p cases.Period, has bool) Figures {
	if !has {
		return nil
	}
	return h[p.Name()]
}

// past prints the figure of an earlier period, linked to its cases.
func (h History) past(m *Measure, p cases.Period, has bool) Cell {
	f, ok := h.of(p, has)[m.Code]
	if !ok {
		return Cell{Kind: None}
	}
	return figureCell(f, &Link{Measure: m.Code, Period: p.Name()})
}

// change compares a figure with that of another month, as printed, so that the reader can recompute it.
func change(m *Measure, now Figure, of Figures) Cell {
	was, ok := of[m.Code]
	if !ok {
		return Cell{Kind: None}
	}
	switch m.Form {
	case Rate:
		if now.Base == 0 || was.Base == 0 {
			return Cell{Kind: None}
		}
		return Cell{Kind: Points, N: hundredths(now.N, now.Base) - hundredths(was.N, was.Base)}
	case Median, Mean:
		if now.Base == 0 || was.Base == 0 {
			return Cell{Kind: None}
		}
	}
	return Cell{Kind: Change, N: now.N, Of: was.N}
}

func (f *fold) trendTable(in Input) *Table {
	list := []figureColumn{{code: "received"}, {code: "done"}, {code: "in_hand"}, {code: "due"}, {code: "on_time_rate"},
		{code: "satisfied_rate", of: base}, {code: "satisfied_rate"}, {code: "benefited"}}
	t := &Table{Title: trendTitles[in.Period.Span()], Columns: []Column{column("时间", "Period", 12)}}
	for _, c := range list {
		col := c.column()
		col.Width = 10
		t.Columns = append(t.Columns, col)
	}
	for _, p := range trend(in.Period) {
		if in.History[p.Name()] != nil {
			t.Rows = append(t.Rows, Row{Cells: in.History.line(p, list)})
		}
	}
	if in.Period.Span() != cases.SpanDays {
		r := f.row(same(in.Period.Name()), All, "", list)
		t.Rows = append(t.Rows, r)
	}
	t.Notes = append(t.Notes, Words{Zh: "往期已定稿的为定稿数；未定稿的至多每日重新统计一次，点入列出的是此刻的记录。",
		En: "Earlier periods that were frozen stand as they were; the others are counted anew once a day at most, and lead to the records of now."})
	return t.orNone()
}

// line prints an earlier period of a trend.
func (h History) line(p cases.Period, list []figureColumn) []Cell {
	cells := []Cell{plain(p.Name())}
	for _, c := range list {
		m, _ := MeasureOf(c.code)
		cell := h.past(m, p, true)
		if c.of == base && cell.Kind != None {
			cell = number(cell.Of, cell.Link)
		}
		cells = append(cells, cell)
	}
	return cells
}

func (f *fold) groupTable() *Table {
	list := []figureColumn{{code: "received"}, {code: "handled"}, {code: "done"}, {code: "solved"}, {code: "due"}, {code: "on_time_rate"}, {code: "benefited"}}
	t := &Table{Title: Words{Zh: "三类事项", En: "Three kinds of matter"}, Columns: breakdownColumns(Words{Zh: "事项类型", En: "Group"}, 25, list)}
	for _, g := range cases.Groups() {
		t.Rows = append(t.Rows, f.row(g.Words(), ByGroup, string(g), list))
	}
	t.Rows = append(t.Rows, f.totalRow(list))
	return t
}

// top is how many lines the tables of the most have.
const top = 10

func (f *fold) topTable(d Dim, by string, title, head Words) *Table {
	list := []figureColumn{{code: by}, {code: "done"}, {code: "in_hand"}, {code: "overdue"}, {code: "due"}, {code: "on_time_rate"}}
	t := &Table{Title: title, Columns: breakdownColumns(head, 25, list)}
	codes := slices.DeleteFunc(f.codes(d), func(of string) bool { return of == "" || f.parts[d][of].figure(by).N == 0 })
	slices.SortStableFunc(codes, func(a, b string) int {
		return cmp.Compare(f.parts[d][b].figure(by).N, f.parts[d][a].figure(by).N)
	})
	for _, of := range codes[:min(len(codes), top)] {
		t.Rows = append(t.Rows, f.row(nameOf(f.refs, d, of), d, of, list))
	}
	t.Rows = append(t.Rows, f.totalRow(list))
	return t
}

// handTable is how the cases in hand stand to their promises.
func (f *fold) handTable() *Table {
	return f.sharesTable(Words{Zh: "期末在办时限状态", En: "Promises of those in hand"}, []string{"overdue", "near_due", "on_track"}, "in_hand")
}

func (f *fold) sharesTable(title Words, codes []string, of string) *Table {
	t := &Table{Title: title, Columns: []Column{column("状态", "State", 25), column("件数", "Requests", 10), {Name: Words{Zh: "占比", En: "Share"}, Width: 10, Bars: true}}}
	whole := f.whole.figure(of).N
	line := func(name Words, code string) Row {
		n := f.whole.figure(code).N
		return Row{Cells: []Cell{text(name), f.whole.cell(code, All, ""), share(n, whole, &Link{Measure: code})}}
	}
	for _, code := range codes {
		m, _ := MeasureOf(code)
		t.Rows = append(t.Rows, line(m.Name, code))
	}
	total := line(Words{Zh: "合计", En: "Total"}, of)
	total.Kind = Total
	t.Rows = append(t.Rows, total)
	return t
}

// voiceTable is how the companies rated, by the five levels.
func (f *fold) voiceTable() *Table {
	t := &Table{Title: Words{Zh: "企业满意度", En: "Satisfaction"}, Columns: []Column{column("评价", "Rating", 25), column("件数", "Requests", 10), {Name: Words{Zh: "占比", En: "Share"}, Width: 10, Bars: true}}}
	rated := f.whole.figure("satisfied_rate").Base
	for _, o := range cases.Scores() {
		code := "score_" + o.Value
		t.Rows = append(t.Rows, Row{Cells: []Cell{text(o.Label), f.whole.cell(code, All, ""), share(f.whole.figure(code).N, rated, &Link{Measure: code})}})
	}
	total := &Link{Measure: "satisfied_rate", Base: true}
	t.Rows = append(t.Rows, Row{Kind: Total, Cells: []Cell{text(Words{Zh: "合计", En: "Total"}), number(rated, total), share(rated, rated, total)}})
	return t
}
