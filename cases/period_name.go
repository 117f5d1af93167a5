package cases

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"jiangqitong/internal/workday"
)

// Span is what a period covers.
type Span string

// The spans, from short to long. SpanDays is any other stretch of days.
const (
	SpanDays    Span = "days"    // 自选时段
	SpanWeek    Span = "week"    // 周, Monday to Sunday, numbered as ISO 8601 does
	SpanMonth   Span = "month"   // 月
	SpanQuarter Span = "quarter" // 季度
	SpanYear    Span = "year"    // 年
)

// Spans lists the spans of the calendar, from short to long.
func Spans() []Span { return []Span{SpanWeek, SpanMonth, SpanQuarter, SpanYear} }

// PeriodOf is the period of a span that a day lies in, cut off at its end; with SpanDays the day alone.
func PeriodOf(span Span, d workday.Date) Period {
	first, last := d, d
	switch month := workday.MonthOf(d); span {
	case SpanWeek:
		first = d.AddDays(-(int(d.Weekday()) + 6) % 7)
		last = first.AddDays(6)
	case SpanMonth:
		first, last = month.First(), month.Last()
	case SpanQuarter:
		begin := month.AddMonths(-(int(month.Number()) - 1) % 3)
		first, last = begin.First(), begin.AddMonths(2).Last()
	case SpanYear:
		first, last = workday.MakeDate(d.Year(), time.January, 1), workday.MakeDate(d.Year(), time.December, 31)
	}
	return days(first, last)
}

func days(first, last workday.Date) Period {
	return Period{First: first, Last: last, CutOff: last.End()}
}

// Span is the span of the calendar that the period covers, SpanDays for none.
func (p Period) Span() Span {
	for _, span := range Spans() {
		if of := PeriodOf(span, p.First); of.First == p.First && of.Last == p.Last {
			return span
		}
	}
	return SpanDays
}

// Name is the period as addresses and commands write it: 2021-06, 2021-Q2, 2021, 2021-W23 or 2021-06-05..2021-06-20. It
// names the days only, not the cut-off.
func (p Period) Name() string {
	switch p.Span() {
	case SpanWeek:
		year, week := p.week()
		return fmt.Sprintf("%04d-W%02d", year, week)
	case SpanMonth:
		return p.Month().String()
	case SpanQuarter:
		return fmt.Sprintf("%04d-Q%d", p.First.Year(), p.quarter())
	case SpanYear:
		return fmt.Sprintf("%04d", p.First.Year())
	}
	return p.First.String() + ".." + p.Last.String()
}

func (p Period) week() (year, week int) { return p.First.At(12, 0).In(workday.Zone).ISOWeek() }

func (p Period) quarter() int { return (int(p.First.Month()) + 2) / 3 }

// Label writes the period for a reader: "2021年第二季度" or "Q2 2021".
func (p Period) Label(lang string) string {
	return p.Words().In(lang)
}

// Words writes the period in both languages: a week with its days, for nobody knows weeks by number.
func (p Period) Words() Words {
	switch p.Span() {
	case SpanWeek:
		year, week := p.week()
		return Words{Zh: fmt.Sprintf("%d年第%d周（%s至%s）", year, week, dayZh(p.First), dayZh(p.Last)),
			En: fmt.Sprintf("week %d of %d (%s to %s)", week, year, dayEn(p.First), dayEn(p.Last))}
	case SpanMonth:
		return Words{Zh: p.Month().Label("zh"), En: p.Month().Label("en")}
	case SpanQuarter:
		n := p.quarter()
		return Words{Zh: fmt.Sprintf("%d年第%s季度", p.First.Year(), []string{"一", "二", "三", "四"}[n-1]), En: fmt.Sprintf("Q%d %d", n, p.First.Year())}
	case SpanYear:
		return Words{Zh: fmt.Sprintf("%d年", p.First.Year()), En: strconv.Itoa(p.First.Year())}
	}
	if p.First == p.Last {
		return Words{Zh: p.First.String(), En: p.First.String()}
	}
	return Words{Zh: p.First.String() + " 至 " + p.Last.String(), En: p.First.String() + " to " + p.Last.String()}
}

func dayZh(d workday.Date) string { return fmt.Sprintf("%d月%d日", d.Month(), d.Day()) }
func dayEn(d workday.Date) string { return fmt.Sprintf("%d %.3s", d.Day(), d.Month()) }

// Shift is the period of the same span n later, or earlier when n is negative; of free days as many, end to end.
func (p Period) Shift(n int) Period {
	switch span := p.Span(); span {
	case SpanWeek:
		return PeriodOf(span, p.First.AddDays(7*n))
	case SpanMonth:
		return PeriodOf(span, workday.MonthOf(p.First).AddMonths(n).First())
	case SpanQuarter:
		return PeriodOf(span, workday.MonthOf(p.First).AddMonths(3*n).First())
	case SpanYear:
		return PeriodOf(span, workday.MonthOf(p.First).AddMonths(12*n).First())
	}
	length := p.Last.Sub(p.First) + 1
	return days(p.First.AddDays(n*length), p.Last.AddDays(n*length))
}

// YearBefore is the same period of the year before, false for a 53rd week of a year that follows one of 52.
func (p Period) YearBefore() (Period, bool) {
	switch p.Span() {
	case SpanWeek:
		year, week := p.week()
		return isoWeek(year-1, week)
	case SpanDays:
		return days(yearBefore(p.First), yearBefore(p.Last)), true
	case SpanYear:
		return p.Shift(-1), true
	}
	return PeriodOf(p.Span(), workday.MonthOf(p.First).AddMonths(-12).First()), true
}

// yearBefore is the same day of the year before; of 29 February the 28th.
func yearBefore(d workday.Date) workday.Date {
	month := workday.MonthOf(d).AddMonths(-12)
	return month.First().AddDays(min(d.Day(), month.Last().Day()) - 1)
}

// isoWeek is a numbered week, false when the year has no such week.
func isoWeek(year, week int) (Period, bool) {
	p := PeriodOf(SpanWeek, workday.MakeDate(year, time.January, 4).AddDays(7*(week-1)))
	y, w := p.week()
	return p, y == year && w == week
}

var (
	yearName    = regexp.MustCompile(`^(\d{4})$`)
	quarterName = regexp.MustCompile(`^(\d{4})-[Qq]([1-4])$`)
	weekName    = regexp.MustCompile(`^(\d{4})-[Ww](\d{2})$`)
)

func noPeriod(name string) *Problem {
	name = strings.ToValidUTF8(fmt.Sprintf("%.40s", name), "")
	return &Problem{Invalid, "period", Words{
		"没有“" + name + "”这样的统计期。月写作 2021-06，季度 2021-Q2，年 2021，周 2021-W23，自选日期 2021-06-05..2021-06-20。",
		"“" + name + "” is no period. Write a month as 2021-06, a quarter as 2021-Q2, a year as 2021, a week as 2021-W23, and days as 2021-06-05..2021-06-20."}}
}

// ParsePeriod reads what Name writes, cut off at the period's end. It does not ask whether the period makes sense: that
// is Check's.
func ParsePeriod(name string) (Period, error) {
	number := func(s string) int { n, _ := strconv.Atoi(s); return n }
	if from, to, free := strings.Cut(name, ".."); free {
		first, err1 := workday.ParseDate(from)
		last, err2 := workday.ParseDate(to)
		if errors.Join(err1, err2) != nil {
			return Period{}, noPeriod(name)
		}
		return days(first, last), nil
	}
	if m, err := workday.ParseMonth(name); err == nil {
		return MonthPeriod(m), nil
	}
	if m := yearName.FindStringSubmatch(name); m != nil && number(m[1]) > 0 {
		return PeriodOf(SpanYear, workday.MakeDate(number(m[1]), time.January, 1)), nil
	}
	if m := quarterName.FindStringSubmatch(name); m != nil && number(m[1]) > 0 {
		return PeriodOf(SpanQuarter, workday.MakeDate(number(m[1]), time.Month(3*number(m[2])), 1)), nil
	}
	if m := weekName.FindStringSubmatch(name); m != nil && number(m[1]) > 0 {
		if p, ok := isoWeek(number(m[1]), number(m[2])); ok {
			return p, nil
		}
	}
	return Period{}, noPeriod(name)
}

// cutOffLayout is an instant as addresses and commands write it, in the time of the office.
const cutOffLayout = "2006-01-02T15:04:05"

// CutOffName writes a cut-off so that FollowedTo reads it: a day for the end of one, otherwise to the second.
func CutOffName(t time.Time) string {
	if d := workday.LastDay(t); d.End().Equal(t) {
		return d.String()
	}
	return t.In(workday.Zone).Format(cutOffLayout)
}

// Known is the period as far as it is known at an instant: one that still runs is cut off there, to the second.
func (p Period) Known(now time.Time) Period {
	if now = now.Truncate(time.Second); now.Before(p.CutOff) {
		p.CutOff = now
	}
	return p
}

// FollowedTo is the period with another cut-off (数据截止): a day, up to whose end or the present its cases are followed,
// or an instant such as 2021-07-10T15:00:00. Empty leaves the usual one: the end of the period, or the present where it
// still runs.
func (p Period) FollowedTo(cutOff string, now time.Time) (Period, error) {
	if cutOff == "" {
		return p.Known(now), nil
	}
	at, err := time.ParseInLocation(cutOffLayout, cutOff, workday.Zone)
	if err != nil {
		day, err := workday.ParseDate(cutOff)
		if err != nil {
			return p, &Problem{Invalid, "cut_off", Words{"数据截止应是真实的日期，如 2021-07-05。", "The cut-off must be a real date such as 2021-07-05."}}
		}
		if at = day.End(); day == workday.DateOf(now) {
			at = now.Truncate(time.Second)
		}
	}
	if at.After(now) {
		return p, &Problem{Invalid, "cut_off", Words{"数据截止时间还没有到，请选择已经过去的时间。", "The cut-off has not come yet; choose an instant that has passed."}}
	}
	p.CutOff = at
	return p, nil
}

// CompareDays orders periods by their days.
func (p Period) CompareDays(o Period) int {
	return cmp.Or(p.First.Compare(o.First), p.Last.Compare(o.Last))
}
