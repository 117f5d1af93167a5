package reports

import (
	"slices"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// compared are the periods whose figures stand beside those of a report: the one before (环比) and that of the year before
// (同比), false for none. A year has only the latter. Beside a period that still runs stand as many days of theirs.
func compared(p cases.Period) (before cases.Period, hasBefore bool, year cases.Period, hasYear bool) {
	if p.Span() != cases.SpanYear {
		before, hasBefore = soFar(p, p.Shift(-1)), true
	}
	if year, hasYear = p.YearBefore(); hasYear {
		year = soFar(p, year)
	}
	return before, hasBefore, year, hasYear
}

// soFar cuts an earlier period to as many days as have begun of one that still runs.
func soFar(running, earlier cases.Period) cases.Period {
	begun := workday.LastDay(running.End()).Sub(running.First)
	if last := earlier.First.AddDays(begun); running.End().Before(running.Last.End()) && last.Before(earlier.Last) {
		earlier.Last, earlier.CutOff = last, last.End()
	}
	return earlier
}

// trendLengths is how many periods a trend shows: the present one, and a year before of weeks, months and quarters. Free
// days have the trend of the months before.
var trendLengths = map[cases.Span]int{cases.SpanWeek: 13, cases.SpanMonth: 13, cases.SpanQuarter: 5, cases.SpanYear: 3}

// trendTitles name the trends.
var trendTitles = map[cases.Span]Words{
	cases.SpanDays:    {Zh: "此前十二个月走势", En: "The twelve months before"},
	cases.SpanWeek:    {Zh: "十三周走势", En: "Thirteen weeks"},
	cases.SpanMonth:   {Zh: "十三个月走势", En: "Thirteen months"},
	cases.SpanQuarter: {Zh: "五个季度走势", En: "Five quarters"},
	cases.SpanYear:    {Zh: "三年走势", En: "Three years"},
}

// trend are the earlier periods that the trend of a report shows, the oldest first.
func trend(p cases.Period) (list []cases.Period) {
	last, n := p, trendLengths[p.Span()]-1
	if p.Span() == cases.SpanDays {
		last, n = cases.PeriodOf(cases.SpanMonth, p.First), trendLengths[cases.SpanMonth]-1
	}
	for ; n > 0; n-- {
		list = append(list, last.Shift(-n))
	}
	return list
}

// wanted are all the periods that a report needs figures of, each once and in order: those of its trend, those it is
// compared with, and the one before, whose requests in hand it carries over.
func wanted(p cases.Period) []cases.Period {
	list := append(trend(p), p.Shift(-1))
	before, hasBefore, year, hasYear := compared(p)
	if hasBefore {
		list = append(list, before)
	}
	if hasYear {
		list = append(list, year)
	}
	slices.SortFunc(list, cases.Period.CompareDays)
	return slices.CompactFunc(list, func(a, b cases.Period) bool { return a.CompareDays(b) == 0 })
}

// earlierWords name the columns of the earlier periods, by the span of the report.
func earlierWords(p cases.Period) (before, year Words) {
	names := map[cases.Span][4]Words{ // of a period that is over, and of one that still runs
		cases.SpanDays: {{Zh: "此前同样天数", En: "Days before"}, {Zh: "去年同日", En: "Last year"},
			{Zh: "此前同样天数", En: "Days before"}, {Zh: "去年同日", En: "Last year"}},
		cases.SpanWeek: {{Zh: "上周", En: "Last week"}, {Zh: "去年同周", En: "Last year"},
			{Zh: "上周同期", En: "Last week so far"}, {Zh: "去年同期", En: "Last year so far"}},
		cases.SpanMonth: {{Zh: "上月", En: "Last month"}, {Zh: "去年同月", En: "Last year"},
			{Zh: "上月同期", En: "Last month so far"}, {Zh: "去年同期", En: "Last year so far"}},
		cases.SpanQuarter: {{Zh: "上季度", En: "Last quarter"}, {Zh: "去年同季", En: "Last year"},
			{Zh: "上季度同期", En: "Last quarter so far"}, {Zh: "去年同期", En: "Last year so far"}},
		cases.SpanYear: {{Zh: "上期", En: "Before"}, {Zh: "上年", En: "Last year"},
			{Zh: "上期", En: "Before"}, {Zh: "上年同期", En: "Last year so far"}},
	}[p.Span()]
	if p.End().Before(p.Last.End()) {
		return names[2], names[3]
	}
	return names[0], names[1]
}
