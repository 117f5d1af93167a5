package workday

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"time"
)

// rdUnixEpoch is 1970-01-01 counted in days from 0001-01-01 = 1 (rata die).
const rdUnixEpoch = 719163

// Date is a civil date in China, from 0001-01-01 to 9999-12-31. The zero value means none.
// Dates compare with == and serve as map keys.
type Date struct{ rd int32 } // days counted from 0001-01-01 = 1, a Monday

// DateOf returns the civil date in China at the instant t; the zero time has none.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	d, _ := split(t)
	return d
}

// split cuts an instant into its civil date and the time passed since that day's midnight.
func split(t time.Time) (Date, time.Duration) {
	s := t.Unix() + zoneOffset
	day := s / secondsOfDay
	if s%secondsOfDay < 0 {
		day--
	}
	return Date{int32(day + rdUnixEpoch)}, time.Duration(s-day*secondsOfDay)*time.Second + time.Duration(t.Nanosecond())
}

// MakeDate builds a date; like time.Date it carries over what a month does not hold (February 30 is March 1 or 2).
func MakeDate(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, Zone))
}

// ParseDate reads "2021-10-08" and refuses dates that do not exist.
func ParseDate(s string) (Date, error) {
	t, err := time.ParseInLocation(time.DateOnly, s, Zone)
	if err != nil || t.Year() < 1 {
		return Date{}, textErrorf(
			[]any{s},
			"“%s”不是有效日期，请按 2021-10-08 的格式填写一个存在的日期。",
			"“%s” is not a date that exists; write it like 2021-10-08.")
	}
	return DateOf(t), nil
}

// IsZero reports whether d is none.
func (d Date) IsZero() bool { return d.rd == 0 }

// String returns "2021-10-08", or "" for none.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	y, m, day := d.civil()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, day)
}

// civil is the proleptic Gregorian year, month and day, by the era arithmetic of Howard Hinnant's civil_from_days.
func (d Date) civil() (int, time.Month, int) {
	z := int(d.rd) + 305 // days since 0000-03-01
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	year, month := yoe+era*400, mp+3
	if month > 12 {
		year, month = year+1, month-12
	}
	return year, time.Month(month), doy - (153*mp+2)/5 + 1
}

// Year returns the year.
func (d Date) Year() int { y, _, _ := d.civil(); return y }

// Month returns the month of the year; MonthOf gives the month with its year.
func (d Date) Month() time.Month { _, m, _ := d.civil(); return m }

// Day returns the day of the month, 1 to 31.
func (d Date) Day() int { _, _, day := d.civil(); return day }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday(d.rd % 7) }

// AddDays returns the date n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date { return Date{d.rd + int32(n)} }

// Sub returns the days from e to d, negative when d is earlier.
func (d Date) Sub(e Date) int { return int(d.rd - e.rd) }

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.rd < e.rd }

// After reports whether d is later than e.
func (d Date) After(e Date) bool { return d.rd > e.rd }

// Compare returns -1, 0 or +1 as d is before, the same as or after e.
func (d Date) Compare(e Date) int { return cmp.Compare(d.rd, e.rd) }

// Equal reports whether d and e are the same date.
func (d Date) Equal(e Date) bool { return d == e }

// At returns the instant of a wall-clock time of the day in China; At(24, 0) is the end of the day.
func (d Date) At(hour, minute int) time.Time {
	return d.at(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

func (d Date) at(sinceMidnight time.Duration) time.Time {
	return time.Unix((int64(d.rd)-rdUnixEpoch)*secondsOfDay-zoneOffset, int64(sinceMidnight)).In(Zone)
}

// Start returns the instant the day begins, 00:00.
func (d Date) Start() time.Time { return d.at(0) }

// End returns the instant the day ends, 24:00, which is the start of the next.
func (d Date) End() time.Time { return d.at(wholeDay) }

// LastDay returns the day on which a due instant falls: an instant of exactly 00:00 is the end (24:00) of the day before.
func LastDay(due time.Time) Date {
	d, sinceMidnight := split(due)
	if sinceMidnight == 0 {
		d.rd--
	}
	return d
}

// FormatDue writes a due instant as "2021-10-08 17:30", with midnight as "24:00" of the day it ends.
func FormatDue(due time.Time) string {
	d, sinceMidnight := split(due)
	if sinceMidnight == 0 {
		return LastDay(due).String() + " 24:00"
	}
	return d.String() + due.In(Zone).Format(" 15:04")
}

// MarshalText returns "2021-10-08", or "" for none.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	*d, err = ParseDate(string(text))
	return err
}

// Value stores the date as TEXT, none as "".
func (d Date) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads a TEXT column; "" and NULL are none.
func (d *Date) Scan(src any) error { return scanText(src, d) }
