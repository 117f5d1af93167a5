package workday

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestBudgetText(t *testing.T) {
	for _, tc := range []struct {
		text, zh, en string
		want         Budget
	}{
		{"60m", "60 分钟", "60 minutes", Budget{60, Minute, false}},
		{"24h", "24 小时", "24 hours", Budget{24, Hour, false}},
		{"7d", "7 天", "7 days", Budget{7, Day, false}},
		{"7d!", "7 天（遇休息日不顺延）", "7 days (not moved by holidays)", Budget{7, Day, true}},
		{"1wh", "1 个工作小时", "1 working hour", Budget{1, WorkingHour, false}},
		{"5wd", "5 个工作日", "5 working days", Budget{5, WorkingDay, false}},
		{"", "", "", Budget{}},
	} {
		b, err := ParseBudget(tc.text)
		if err != nil || b != tc.want || b.String() != tc.text || b.Label("zh") != tc.zh || b.Label("en") != tc.en {
			t.Errorf("%q: %+v %q %q %q, %v", tc.text, b, b, b.Label("zh"), b.Label("en"), err)
		}
	}
}

func TestBudgetRefusesNonsense(t *testing.T) {
	for text, says := range map[string]string{
		"7": "数字加单位", "d": "数字加单位", "7x": "数字加单位", "-1d": "数字加单位", "1.5d": "数字加单位", "7 d": "数字加单位", "99999999999999999999d": "数字加单位",
		"0d": "1 至 1830", "1831d": "1 至 1830", "1251wd": "1 至 1250", "10081m": "1 至 10080",
		"5wd!": "感叹号", "24h!": "感叹号", "!": "数字加单位",
	} {
		if b, err := ParseBudget(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("ParseBudget(%q) = %v, %v; want it to say %q", text, b, err, says)
		}
	}
}

func TestBudgetRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := anyBudget(t)
		if back, err := ParseBudget(b.String()); err != nil || back != b {
			t.Fatalf("%+v read back as %+v, %v", b, back, err)
		}
	})
}

func TestHours(t *testing.T) {
	h := DefaultHours()
	if h.String() != "08:30-12:00,14:30-17:30" || h.Open() != 8*time.Hour+30*time.Minute || h.Close() != 17*time.Hour+30*time.Minute || h.Total() != 6*time.Hour+30*time.Minute {
		t.Errorf("default hours %s, %s, %s, %s", h, h.Open(), h.Close(), h.Total())
	}
	for text, want := range map[string]string{"8:30-18:00": "08:30-18:00", "00:00-24:00": "00:00-24:00", " 09：00-12：00， 13:00-17:00": "09:00-12:00,13:00-17:00"} {
		if h, err := ParseHours(text); err != nil || h.String() != want {
			t.Errorf("ParseHours(%q) = %s, %v", text, h, err)
		}
	}
	for _, text := range []string{"", "08:30", "12:00-08:30", "08:30-08:30", "08:30-25:00", "08:30-12:00,11:00-17:00", "08:30-12:00,12:00-17:00", "14:30-17:30,08:30-12:00", "1:00-2:00,3:00-4:00,5:00-6:00,7:00-8:00,9:00-10:00", "abc"} {
		if h, err := ParseHours(text); err == nil {
			t.Errorf("ParseHours(%q) = %s, want an error", text, h)
		}
	}
}
