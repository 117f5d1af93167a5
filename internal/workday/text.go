package workday

import (
	"encoding"
	"fmt"
	"strings"
	"time"
)

// TextError is an error for the person at the form: one sentence in Chinese and in English.
type TextError struct{ zh, en string }

// Error returns the Chinese sentence.
func (e *TextError) Error() string { return e.zh }

// Text returns the sentence in the language, "zh" or "en".
func (e *TextError) Text(lang string) string {
	if english(lang) {
		return e.en
	}
	return e.zh
}

func textErrorf(args []any, zh, en string) error {
	return &TextError{zh: fmt.Sprintf(zh, args...), en: fmt.Sprintf(en, args...)}
}

func english(lang string) bool { return strings.HasPrefix(lang, "en") }

// scanText reads a TEXT column into a value that knows its own text form; NULL is read as "".
func scanText(src any, into encoding.TextUnmarshaler) error {
	switch v := src.(type) {
	case nil:
		return into.UnmarshalText(nil)
	case string:
		return into.UnmarshalText([]byte(v))
	case []byte:
		return into.UnmarshalText(v)
	}
	return fmt.Errorf("workday: cannot read %T from the database into %T; the column must be TEXT", src, into)
}

var weekdaysZH = [7]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// Label writes the date for a reader: "2021年10月8日（周五）" or "Fri 8 Oct 2021"; "" for none.
func (d Date) Label(lang string) string {
	if d.IsZero() {
		return ""
	}
	y, m, day := d.civil()
	if english(lang) {
		return fmt.Sprintf("%s %d %s %d", d.Weekday().String()[:3], day, m.String()[:3], y)
	}
	return fmt.Sprintf("%d年%d月%d日（%s）", y, m, day, weekdaysZH[d.Weekday()])
}

// instantLabel writes an instant for a reader; midnight that ends a period is 24:00 of the day it ends.
func instantLabel(t time.Time, lang string, ends bool) string {
	d, clock := DateOf(t), t.In(Zone).Format("15:04")
	if ends && LastDay(t) != d {
		d, clock = LastDay(t), "24:00"
	}
	return d.Label(lang) + " " + clock
}

var holidaysEN = map[string]string{
	"元旦": "New Year", "春节": "Spring Festival", "清明节": "Qingming Festival", "劳动节": "Labour Day",
	"端午节": "Dragon Boat Festival", "中秋节": "Mid-Autumn Festival", "国庆节": "National Day",
}

// HolidayName gives a holiday's name in the language; a name it does not know is left as the notice wrote it.
func HolidayName(name, lang string) string {
	if !english(lang) {
		return name
	}
	parts := strings.Split(name, "、")
	for i, p := range parts {
		if en, ok := holidaysEN[p]; ok {
			parts[i] = en
		}
	}
	return strings.Join(parts, " and ")
}
