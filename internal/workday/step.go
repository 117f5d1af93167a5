package workday

import (
	"fmt"
	"time"
)

// Reason says what a Step tells.
type Reason string

// Days counted, and days not counted and why.
const (
	ReasonWorkingDay Reason = "working-day" // counted: an ordinary working day
	ReasonMakeUp     Reason = "make-up"     // counted: a weekend day worked by notice
	ReasonNaturalDay Reason = "natural-day" // counted: any day, for budgets in natural days
	ReasonWeekend    Reason = "weekend"     // not counted
	ReasonHoliday    Reason = "holiday"     // not counted: off by notice
	ReasonPaused     Reason = "paused"      // not counted: the clock stands
	ReasonAfterHours Reason = "after-hours" // not counted: no office hours left on the day
)

// What happens to the clock.
const (
	ReasonStart     Reason = "start"
	ReasonPause     Reason = "pause"
	ReasonResume    Reason = "resume"
	ReasonPauseCap  Reason = "pause-cap"  // the pause reached its limit and the clock runs again
	ReasonPauseLate Reason = "pause-late" // a pause after the due instant, without effect
	ReasonExtension Reason = "extension"
	ReasonLapsed    Reason = "lapsed" // the due instant passed before an extension was granted
	ReasonMoved     Reason = "moved"  // the last day is moved to a later day
	ReasonStopped   Reason = "stopped"
	ReasonDue       Reason = "due"
)

// Step is one line of the explanation of a due instant (时限依据).
type Step struct {
	Reason      Reason        `json:"reason"`
	Date        Date          `json:"date"`
	At          time.Time     `json:"at,omitzero"`           // what happens to the clock: when
	Counted     bool          `json:"counted"`               // a day that is counted, or of which some office time is
	N           int           `json:"n,omitempty"`           // counted days: the days counted so far
	Spent       time.Duration `json:"spent_ns,omitempty"`    // working hours: the office time of this day
	Total       time.Duration `json:"total_ns,omitempty"`    // working hours: the office time so far
	Until       Date          `json:"until,omitzero"`        // extension, moved: the new last day; start: the promised date
	Name        string        `json:"name,omitempty"`        // the holiday
	Notice      string        `json:"notice,omitempty"`      // the notice that rules on the day
	Budget      Budget        `json:"budget,omitzero"`       // start: what is promised
	Provisional bool          `json:"provisional,omitempty"` // the year's notice is not loaded
}

// Text writes the step as a sentence in the language, "zh" or "en".
func (s Step) Text(lang string) string {
	if english(lang) {
		return s.textEN()
	}
	return s.textZH()
}

func (s Step) textZH() string {
	day, at := s.Date.Label("zh"), instantLabel(s.At, "zh", s.Reason == ReasonDue || s.Reason == ReasonLapsed)
	switch s.Reason {
	case ReasonStart:
		if !s.Until.IsZero() {
			return fmt.Sprintf("%s 起算，承诺日期 %s。", at, s.Until.Label("zh"))
		}
		return fmt.Sprintf("%s 起算，时限 %s%s。", at, s.Budget.Label("zh"), pick(s.Budget.Unit.ByDate(), "，自次日起计", ""))
	case ReasonWorkingDay:
		return day + "工作日" + s.amountZH()
	case ReasonMakeUp:
		return day + s.Name + "调休上班" + s.amountZH()
	case ReasonNaturalDay:
		return day + s.amountZH()
	case ReasonWeekend:
		return day + "休息日，不计" + s.sourceZH()
	case ReasonHoliday:
		return day + s.Name + "放假，不计" + s.sourceZH()
	case ReasonPaused:
		return day + "暂停计时，不计。"
	case ReasonAfterHours:
		return day + "已过办公时间，不计。"
	case ReasonPause:
		return at + " 暂停计时。"
	case ReasonResume:
		return at + " 恢复计时。"
	case ReasonPauseCap:
		return at + " 暂停达到上限，恢复计时。"
	case ReasonPauseLate:
		return at + " 暂停时已到期，不影响时限。"
	case ReasonExtension:
		return at + " 同意延期至 " + s.Until.Label("zh") + "。"
	case ReasonLapsed:
		return at + " 原时限届满。"
	case ReasonMoved:
		return fmt.Sprintf("末日%s%s，顺延至 %s%s", day, pick(s.Name != "", s.Name+"放假", "不办公"), s.Until.Label("zh"), s.sourceZH())
	case ReasonStopped:
		return "暂停期间没有到期时间，恢复后重新计算。"
	}
	return at + " 到期" + pick(s.Provisional, "（暂定：该年放假安排尚未载入）", "") + "。"
}

func (s Step) amountZH() string {
	if s.Spent > 0 {
		return fmt.Sprintf("，计 %s，累计 %s%s", spanZH(s.Spent), spanZH(s.Total), s.sourceZH())
	}
	return fmt.Sprintf("，计第 %d 天%s", s.N, s.sourceZH())
}

func (s Step) sourceZH() string {
	switch {
	case s.Notice != "":
		return "（" + s.Notice + "）。"
	case s.Provisional:
		return "（暂定）。"
	}
	return "。"
}

func (s Step) textEN() string {
	day, at := s.Date.Label("en"), instantLabel(s.At, "en", s.Reason == ReasonDue || s.Reason == ReasonLapsed)
	name := HolidayName(s.Name, "en")
	switch s.Reason {
	case ReasonStart:
		if !s.Until.IsZero() {
			return fmt.Sprintf("Starts %s, promised for %s.", at, s.Until.Label("en"))
		}
		return fmt.Sprintf("Starts %s, limit %s%s.", at, s.Budget.Label("en"), pick(s.Budget.Unit.ByDate(), ", counted from the next day", ""))
	case ReasonWorkingDay:
		return day + " is a working day" + s.amountEN()
	case ReasonMakeUp:
		return day + " is a make-up working day for " + name + s.amountEN()
	case ReasonNaturalDay:
		return day + s.amountEN()
	case ReasonWeekend:
		return day + " is a weekend, not counted" + s.sourceEN()
	case ReasonHoliday:
		return day + " is off for " + name + ", not counted" + s.sourceEN()
	case ReasonPaused:
		return day + " is not counted: the clock is paused."
	case ReasonAfterHours:
		return day + " is not counted: office hours are over."
	case ReasonPause:
		return "The clock is paused " + at + "."
	case ReasonResume:
		return "The clock runs again " + at + "."
	case ReasonPauseCap:
		return "The pause reaches its limit and the clock runs again " + at + "."
	case ReasonPauseLate:
		return "A pause after the due time, " + at + ", changes nothing."
	case ReasonExtension:
		return "Extended " + at + " until " + s.Until.Label("en") + "."
	case ReasonLapsed:
		return "The earlier limit ran out " + at + "."
	case ReasonMoved:
		return fmt.Sprintf("The last day, %s, is %s and moves to %s%s", day, pick(name != "", "off for "+name, "not a working day"), s.Until.Label("en"), s.sourceEN())
	case ReasonStopped:
		return "There is no due time while the clock is paused; it is counted anew when the clock runs again."
	}
	return "Due " + at + pick(s.Provisional, " (provisional: that year's holidays are not loaded yet)", "") + "."
}

func (s Step) amountEN() string {
	if s.Spent > 0 {
		return fmt.Sprintf(", counts %s, %s in all%s", spanEN(s.Spent), spanEN(s.Total), s.sourceEN())
	}
	return fmt.Sprintf(", counted as day %d%s", s.N, s.sourceEN())
}

func (s Step) sourceEN() string {
	switch {
	case s.Notice != "":
		return " (" + s.Notice + ")."
	case s.Provisional:
		return " (provisional)."
	}
	return "."
}

func pick[T any](yes bool, a, b T) T {
	if yes {
		return a
	}
	return b
}

// spanZH and spanEN write office time to the minute, rounded down, as a clock would show it.
func spanZH(d time.Duration) string {
	h, m := int(d.Hours()), int(d.Minutes())%60
	switch {
	case h == 0:
		return fmt.Sprintf("%d 分钟", m)
	case m == 0:
		return fmt.Sprintf("%d 小时", h)
	}
	return fmt.Sprintf("%d 小时 %d 分钟", h, m)
}

func spanEN(d time.Duration) string {
	return fmt.Sprintf("%d h %02d min", int(d.Hours()), int(d.Minutes())%60)
}
