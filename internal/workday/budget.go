package workday

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Unit is what a promised time is counted in.
type Unit string

// The units. Days and working days are counted by date, the others run from the instant.
const (
	Minute      Unit = "m"  // natural minute 分钟
	Hour        Unit = "h"  // natural hour 小时
	Day         Unit = "d"  // natural day 自然日
	WorkingHour Unit = "wh" // hour inside office hours of working days 工作小时
	WorkingDay  Unit = "wd" // working day, make-up days included 工作日
)

type unitWords struct {
	max      int    // the longest budget that can be promised
	zh       string // the unit named alone
	zhN, enN string // the unit after a number
}

var units = map[Unit]unitWords{
	Minute:      {10_080, "分钟", "分钟", "minute"},
	Hour:        {2_160, "小时", "小时", "hour"},
	Day:         {1_830, "自然日", "天", "day"},
	WorkingHour: {1_000, "工作小时", "个工作小时", "working hour"},
	WorkingDay:  {1_250, "工作日", "个工作日", "working day"},
}

// Valid reports whether u is one of the five units.
func (u Unit) Valid() bool { _, ok := units[u]; return ok }

// Max returns the largest number of the unit that a budget may hold: a week of minutes, 90 days of hours, five years of days.
func (u Unit) Max() int { return units[u].max }

// Label names the unit: "工作日" or "working day".
func (u Unit) Label(lang string) string {
	if english(lang) {
		return units[u].enN
	}
	return units[u].zh
}

// Count writes a number of the unit: "5 个工作日" or "5 working days".
func (u Unit) Count(n int, lang string) string {
	w := units[u]
	if english(lang) {
		if n == 1 || n == -1 {
			return fmt.Sprintf("%d %s", n, w.enN)
		}
		return fmt.Sprintf("%d %ss", n, w.enN)
	}
	return fmt.Sprintf("%d %s", n, w.zhN)
}

// ByDate reports whether the unit is counted by civil date (from the next day, to the close of the last).
func (u Unit) ByDate() bool { return u == Day || u == WorkingDay }

// length is the running time of one unit that is not counted by date.
func (u Unit) length() time.Duration {
	if u == Minute {
		return time.Minute
	}
	return time.Hour
}

// Budget is a promised time, such as "60m", "24h", "7d", "1wh" or "5wd". The zero value means none.
type Budget struct {
	N    int
	Unit Unit
	// Fixed, written "7d!", keeps a last day that is not a working day where it falls, as platforms that
	// run seven days a week do; otherwise natural days move on to the next working day (Civil Code art. 203).
	Fixed bool
}

// ParseBudget reads the text form; "" is no budget. Numbers run from 1 to Unit.Max.
func ParseBudget(s string) (Budget, error) {
	if s == "" {
		return Budget{}, nil
	}
	body, fixed := strings.CutSuffix(s, "!")
	digits := len(body) - len(strings.TrimLeft(body, "0123456789"))
	n, err := strconv.Atoi(body[:digits])
	unit := Unit(body[digits:])
	if err != nil || !unit.Valid() {
		return Budget{}, textErrorf([]any{s},
			"“%s”不是有效时限，请写数字加单位：60m 分钟、24h 小时、7d 自然日、1wh 工作小时、5wd 工作日。",
			"“%s” is not a time limit; write a number and a unit: 60m minutes, 24h hours, 7d days, 1wh working hours, 5wd working days.")
	}
	if n < 1 || n > unit.Max() {
		return Budget{}, textErrorf([]any{s, unit, unit.Max()},
			"时限“%[1]s”超出范围，单位 %[2]s 只能填 1 至 %[3]d。",
			"The time limit “%[1]s” is out of range; with unit %[2]s write 1 to %[3]d.")
	}
	if fixed && unit != Day {
		return Budget{}, textErrorf([]any{s},
			"“%s”中的感叹号只用于自然日（如 7d!），请去掉。",
			"The exclamation mark in “%s” belongs to natural days only (like 7d!); leave it out.")
	}
	return Budget{N: n, Unit: unit, Fixed: fixed}, nil
}

// MustBudget is ParseBudget for budgets written in the program; it panics on a bad one.
func MustBudget(s string) Budget {
	b, err := ParseBudget(s)
	if err != nil {
		panic(err)
	}
	return b
}

// IsZero reports whether b is none.
func (b Budget) IsZero() bool { return b == Budget{} }

// String returns the text form, "" for none.
func (b Budget) String() string {
	if b.IsZero() {
		return ""
	}
	s := strconv.Itoa(b.N) + string(b.Unit)
	if b.Fixed {
		s += "!"
	}
	return s
}

// Label writes the budget for a reader: "5 个工作日" or "5 working days"; "" for none.
func (b Budget) Label(lang string) string {
	switch {
	case b.IsZero():
		return ""
	case !b.Fixed:
		return b.Unit.Count(b.N, lang)
	case english(lang):
		return b.Unit.Count(b.N, lang) + " (not moved by holidays)"
	}
	return b.Unit.Count(b.N, lang) + "（遇休息日不顺延）"
}

// MarshalText returns the text form.
func (b Budget) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText reads the text form.
func (b *Budget) UnmarshalText(text []byte) (err error) {
	*b, err = ParseBudget(string(text))
	return err
}

// Value stores the budget as TEXT, none as "".
func (b Budget) Value() (driver.Value, error) { return b.String(), nil }

// Scan reads a TEXT column; "" and NULL are none.
func (b *Budget) Scan(src any) error { return scanText(src, b) }
