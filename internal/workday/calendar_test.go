package workday

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/6tail/lunar-go/HolidayUtil"
	"pgregory.net/rapid"
)

// oracle says whether a day is worked, from an outside holiday table instead of our notices.
var oracle = sync.OnceValue(func() func(Date) bool {
	ruled := map[string]bool{}
	for year := 2018; year <= 2026; year++ {
		for e := HolidayUtil.GetHolidaysByYear(year).Front(); e != nil; e = e.Next() {
			h := e.Value.(*HolidayUtil.Holiday)
			ruled[h.GetDay()] = h.IsWork()
		}
	}
	return func(d Date) bool {
		if working, ok := ruled[d.Start().Format(time.DateOnly)]; ok {
			return working
		}
		return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
	}
})

func TestEveryDayAgreesWithAnOutsideCalendar(t *testing.T) {
	c := China()
	for d := MakeDate(2018, 1, 1); d.Year() <= 2026; d = d.AddDays(1) {
		day := c.Day(d)
		if working := oracle()(d); day.Working != working || day.Working != c.IsWorking(d) || day.Provisional {
			t.Errorf("%s: working %v, from outside %v (%+v)", d, day.Working, working, day)
		}
	}
}

func TestEachDayNamesTheNoticeThatDecidesIt(t *testing.T) {
	for _, tc := range []struct {
		date, name, notice string
		kind               DayKind
	}{
		{"2021-09-26", "国庆节", "国办发明电〔2020〕27号", MakeUp},
		{"2021-10-01", "国庆节", "国办发明电〔2020〕27号", Holiday},
		{"2021-10-09", "国庆节", "国办发明电〔2020〕27号", MakeUp},
		{"2021-10-10", "", "", Weekend},
		{"2021-10-08", "", "", Weekday},
		{"2018-12-31", "元旦", "国办发明电〔2018〕15号", Holiday},
		{"2018-12-29", "元旦", "国办发明电〔2018〕15号", MakeUp},
		{"2022-12-31", "元旦", "国办发明电〔2022〕16号", Holiday},
		{"2019-05-01", "劳动节", "国办发明电〔2019〕3号", Holiday},
		{"2019-05-03", "劳动节", "国办发明电〔2019〕3号", Holiday},
		{"2019-05-05", "劳动节", "国办发明电〔2019〕3号", MakeUp},
		{"2019-10-12", "国庆节", "国办发明电〔2018〕15号", MakeUp},
		{"2020-01-30", "春节", "国办发明电〔2019〕16号", Holiday},
		{"2020-01-31", "春节", "国办发明电〔2020〕1号", Holiday},
		{"2020-02-01", "春节", "国办发明电〔2020〕1号", Holiday},
		{"2020-02-03", "", "", Weekday},
		{"2020-10-08", "国庆节、中秋节", "国办发明电〔2019〕16号", Holiday},
		{"2026-01-04", "元旦", "国办发明电〔2025〕7号", MakeUp},
	} {
		day := China().Day(date(t, tc.date))
		if day.Kind != tc.kind || day.Name != tc.name || day.Notice != tc.notice {
			t.Errorf("%s: %+v", tc.date, day)
		}
	}
}

func TestYearsWithoutANoticeAreProvisional(t *testing.T) {
	c := China()
	if c.LastLoadedYear() != 2026 || c.Loaded(2027) || c.Loaded(2017) || !c.Loaded(2018) {
		t.Fatalf("loaded up to %d", c.LastLoadedYear())
	}
	for text, working := range map[string]bool{"2027-01-01": true, "2027-10-01": true, "2027-10-02": false, "2017-12-29": true, "2017-12-30": false, "2010-02-14": false} {
		if day := c.Day(date(t, text)); !day.Provisional || day.Working != working {
			t.Errorf("%s: %+v", text, day)
		}
	}
}

func TestLaterVersionsWin(t *testing.T) {
	base := China()
	replace := Notice{ID: "新", Year: 2021, Version: 2, Days: []NoticeDay{{MakeDate(2021, 10, 1), false, "国庆节"}, {MakeDate(2021, 10, 4), true, "国庆节"}}}
	whole := base.With(replace)
	if day := whole.Day(MakeDate(2021, 10, 4)); !day.Working || day.Kind != Weekday || day.Notice != "新" {
		t.Errorf("a weekday put back to work: %+v", day)
	}
	if day := whole.Day(MakeDate(2021, 10, 5)); !day.Working || day.Notice != "" {
		t.Errorf("a replaced notice still rules: %+v", day)
	}
	replace.Amends = true
	if day := base.With(replace).Day(MakeDate(2021, 10, 5)); day.Working {
		t.Errorf("an amendment must leave other days alone: %+v", day)
	}
	if again := base.With(replace).With(replace); again.Version() != base.With(replace).Version() || len(again.Notices()) != len(base.Notices())+1 {
		t.Error("the same notice twice must be the same as once")
	}
	if base.Day(MakeDate(2021, 10, 4)).Working {
		t.Error("the base calendar changed")
	}
	if versions := len(whole.Notices()); versions != len(base.Notices())+1 {
		t.Errorf("history lost: %d notices", versions)
	}
}

func TestLoadingTheNextYearEndsTheAssumption(t *testing.T) {
	next := China().With(Notice{ID: "国办发明电〔2026〕9号", Year: 2027, Version: 1, Days: []NoticeDay{
		{MakeDate(2026, 12, 31), false, "元旦"}, {MakeDate(2027, 1, 1), false, "元旦"}, {MakeDate(2027, 1, 3), true, "元旦"},
	}})
	start, b := at("2026-12-30 10:00"), MustBudget("2wd")
	before, after := China().After(start, b), next.After(start, b)
	if !before.Provisional || FormatDue(before.At) != "2027-01-01 17:30" {
		t.Errorf("before: %+v", before)
	}
	if after.Provisional || FormatDue(after.At) != "2027-01-04 17:30" {
		t.Errorf("after: %+v", after)
	}
}

func TestVersionNamesTheContent(t *testing.T) {
	c := China()
	if !strings.HasPrefix(c.Version(), "2018-2026/") || c.Version() != newCalendar(c.Hours(), c.Notices()).Version() {
		t.Errorf("version %s is not stable", c.Version())
	}
	hours, _ := ParseHours("09:00-17:00")
	if c.WithHours(hours).Version() == c.Version() || c.WithHours(Hours{}).Version() != c.Version() {
		t.Error("the version must follow the office hours")
	}
}

func TestACalendarWithoutNoticesAssumesWeekdays(t *testing.T) {
	c := newCalendar(DefaultHours(), nil)
	if due := c.After(at("2021-09-30 10:00"), MustBudget("5wd")); !due.Provisional || FormatDue(due.At) != "2021-10-07 17:30" || c.LastLoadedYear() != 0 {
		t.Errorf("%+v", due)
	}
}

func TestCountingWorkingDaysAgreesWithWalking(t *testing.T) {
	c := China()
	rapid.Check(t, func(t *rapid.T) {
		from := MakeDate(2016, 6, 1).AddDays(rapid.IntRange(0, 5000).Draw(t, "from"))
		to := from.AddDays(rapid.IntRange(0, 400).Draw(t, "days"))
		n := 0
		for d := from.AddDays(1); !d.After(to); d = d.AddDays(1) {
			if c.IsWorking(d) {
				n++
			}
		}
		if got := c.WorkingDaysBetween(from, to); got != n || c.WorkingDaysBetween(to, from) != -n {
			t.Fatalf("%s to %s: %d, want %d", from, to, got, n)
		}
		if end := c.AddWorkingDays(from, n); n > 0 && (end.After(to) || c.WorkingDaysBetween(from, end) != n) {
			t.Fatalf("%d working days from %s is %s", n, from, end)
		}
		if c.IsWorking(to) && c.AddWorkingDays(c.AddWorkingDays(to, n), -n) != to {
			t.Fatalf("%d working days on and back from %s", n, to)
		}
	})
}

func TestMonthEnds(t *testing.T) {
	c := China()
	for month, want := range map[string]string{"2021-10": "2021-10-08 2021-10-29", "2021-05": "2021-05-06 2021-05-31", "2022-01": "2022-01-04 2022-01-30", "2022-12": "2022-12-01 2022-12-30"} {
		m, _ := ParseMonth(month)
		if got := c.FirstWorkingDay(m).String() + " " + c.LastWorkingDay(m).String(); got != want {
			t.Errorf("%s: %s, want %s", month, got, want)
		}
	}
}
