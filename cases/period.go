package cases

import (
	"fmt"
	"time"

	"jiangqitong/internal/workday"
)

// Period is a stretch of whole days that a report is about, with the instant up to which its cases are followed.
type Period struct {
	First, Last workday.Date // both included
	CutOff      time.Time    // 数据截止: what happened from here on is not known to the report
}

// MonthPeriod is a calendar month, cut off at its end.
func MonthPeriod(m workday.Month) Period {
	return Period{First: m.First(), Last: m.Last(), CutOff: m.Last().End()}
}

// Start is the first instant of the period.
func (p Period) Start() time.Time { return p.First.Start() }

// End is the instant after the period: that of its last day, or the cut-off where that comes earlier, as it does in
// a month that still runs.
func (p Period) End() time.Time {
	if end := p.Last.End(); end.Before(p.CutOff) {
		return end
	}
	return p.CutOff
}

// Month is the calendar month that the period covers, none when it covers something else.
func (p Period) Month() workday.Month {
	if m := workday.MonthOf(p.First); m.First() == p.First && m.Last() == p.Last {
		return m
	}
	return workday.Month{}
}

// Holds says whether an instant lies in the period.
func (p Period) Holds(t time.Time) bool { return !t.Before(p.Start()) && t.Before(p.End()) }

// earliest is the first year that can be reported on, and longest how many days a report may cover: three years.
const (
	earliest = 2000
	longest  = 3*365 + 1
)

// Check refuses a period that makes no sense, lies in the future or before all records, or is too long to reckon at once.
func (p Period) Check(now time.Time) error {
	switch {
	case p.First.IsZero() || p.Last.IsZero() || p.Last.Before(p.First):
		return &Problem{Invalid, "period", Words{"统计期的结束日期早于开始日期，请重新选择。", "The period ends before it begins; choose it again."}}
	case p.First.Year() < earliest:
		return &Problem{Invalid, "period", Words{fmt.Sprintf("统计期早于 %d 年，没有那时的记录，请重新选择。", earliest),
			fmt.Sprintf("The period begins before %d, of which there are no records; choose another.", earliest)}}
	case p.Last.Sub(p.First) >= longest:
		return &Problem{Invalid, "period", Words{"统计期最长三年，请缩短。", "A period is three years at most; shorten it."}}
	case p.Start().After(now):
		return &Problem{Invalid, "period", Words{"统计期尚未开始，没有数据可以统计。", "The period has not begun yet; there is nothing to report."}}
	case !p.CutOff.After(p.Start()):
		return &Problem{Invalid, "cut_off", Words{"数据截止时间早于统计期，请选择统计期内或之后的时间。", "The cut-off lies before the period; choose one within or after it."}}
	}
	return nil
}
