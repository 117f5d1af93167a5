package workday

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"time"
)

// Month is a month of a year, "2021-06". The zero value means none.
type Month struct{ n int32 } // year*12 + month, January = 1

// MakeMonth builds a month; month numbers outside 1 to 12 carry over into the years.
func MakeMonth(year int, month time.Month) Month { return Month{int32(year*12 + int(month))} }

// MonthOf returns the month a date lies in; none has none.
func MonthOf(d Date) Month {
	if d.IsZero() {
		return Month{}
	}
	y, m, _ := d.civil()
	return MakeMonth(y, m)
}

// ParseMonth reads "2021-06".
func ParseMonth(s string) (Month, error) {
	t, err := time.ParseInLocation("2006-01", s, Zone)
	if err != nil || t.Year() < 1 {
		return Month{}, textErrorf([]any{s},
			"“%s”不是有效月份，请按 2021-06 的格式填写。",
			"“%s” is not a month; write it like 2021-06.")
	}
	return MakeMonth(t.Year(), t.Month()), nil
}

// IsZero reports whether m is none.
func (m Month) IsZero() bool { return m.n == 0 }

// Year returns the year.
func (m Month) Year() int { return int(m.n-1) / 12 }

// Number returns the month of the year.
func (m Month) Number() time.Month { return time.Month((m.n-1)%12 + 1) }

// String returns "2021-06", or "" for none.
func (m Month) String() string {
	if m.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", m.Year(), m.Number())
}

// Label writes the month for a reader: "2021年6月" or "June 2021"; "" for none.
func (m Month) Label(lang string) string {
	switch {
	case m.IsZero():
		return ""
	case english(lang):
		return fmt.Sprintf("%s %d", m.Number(), m.Year())
	}
	return fmt.Sprintf("%d年%d月", m.Year(), m.Number())
}

// First returns the first day of the month.
func (m Month) First() Date { return MakeDate(m.Year(), m.Number(), 1) }

// Last returns the last day of the month.
func (m Month) Last() Date { return m.Next().First().AddDays(-1) }

// Next returns the month after.
func (m Month) Next() Month { return m.AddMonths(1) }

// Prev returns the month before.
func (m Month) Prev() Month { return m.AddMonths(-1) }

// AddMonths returns the month n months later, or earlier when n is negative; twelve back is the same month last year.
func (m Month) AddMonths(n int) Month { return Month{m.n + int32(n)} }

// Contains reports whether the date lies in the month.
func (m Month) Contains(d Date) bool { return !m.IsZero() && MonthOf(d) == m }

// Compare returns -1, 0 or +1 as m is before, the same as or after o.
func (m Month) Compare(o Month) int { return cmp.Compare(m.n, o.n) }

// Equal reports whether m and o are the same month.
func (m Month) Equal(o Month) bool { return m == o }

// MarshalText returns "2021-06", or "" for none.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (m *Month) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*m = Month{}
		return nil
	}
	*m, err = ParseMonth(string(text))
	return err
}

// Value stores the month as TEXT, none as "".
func (m Month) Value() (driver.Value, error) { return m.String(), nil }

// Scan reads a TEXT column; "" and NULL are none.
func (m *Month) Scan(src any) error { return scanText(src, m) }
