package demo

import (
	"slices"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// typicalOfMonth is how many typical cases (典型案例) the centre picks in a month.
const typicalOfMonth = 3

// typical has the centre pick typical cases of each month among those that a company praised, soon enough for the
// month's report, and think better of the first it ever picked. It draws no lots: the sample stays as it is without it.
func (a *author) typical() {
	picked, kinds := map[workday.Month]int{}, map[workday.Month][]string{}
	first := true
	for _, s := range a.all {
		month, praised := s.praised()
		if !praised || picked[month] == typicalOfMonth || slices.Contains(kinds[month], s.category) {
			continue
		}
		s.until(a.morningAfter(s.end()))
		if !workday.DateOf(s.at).Before(month.Next().First().AddDays(4)) {
			continue
		}
		s.do(centre, cases.Feature, "text", typicalWords[(int(month.Number())+picked[month])%len(typicalWords)])
		if first {
			s.until(a.morningAfter(s.at)).do(centre, cases.Unfeature, "text", "同类案例已有代表，本件不再选用。")
			first = false
			continue
		}
		picked[month]++
		kinds[month] = append(kinds[month], s.category)
	}
}

// praised is the month in which a case was solved that the company then rated best; false for every other case.
func (s *script) praised() (month workday.Month, is bool) {
	if s.fields["confidential"] != "" || s.fields["against"] != "" {
		return month, false
	}
	for _, step := range s.steps {
		switch step.action {
		case cases.Redo:
			return month, false
		case cases.Approve, cases.Reply:
			month = workday.MonthOf(workday.DateOf(step.at))
		case cases.Rate:
			is = step.input(nil)["score"] == "5"
		}
	}
	return month, is
}

// end is the instant of the script's last step.
func (s *script) end() time.Time {
	return slices.MaxFunc(s.steps, func(a, b step) int { return a.at.Compare(b.at) }).at
}

// morningAfter is in the morning of the next working day.
func (a *author) morningAfter(t time.Time) time.Time {
	return a.cal.AddWorkingDays(workday.DateOf(t), 1).At(10, 20)
}
