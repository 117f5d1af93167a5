package workday

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// told is the explanation of a run, one sentence a line.
func told(run Run, lang string) string {
	var b strings.Builder
	for _, s := range China().Explain(run).Steps {
		b.WriteString(s.Text(lang) + "\n")
	}
	return b.String()
}

func wantStory(t *testing.T, got, want string) {
	t.Helper()
	if want = strings.TrimLeft(want, "\n"); got != want {
		t.Errorf("told\n%s\nwant\n%s", got, want)
	}
}

func TestTheStoryOfFiveWorkingDaysOverNationalDay(t *testing.T) {
	run := Run{Start: at("2021-09-24 16:00"), Budget: MustBudget("5wd"), Pauses: []Pause{paused("2021-09-27 10:00", "2021-09-29 09:00")}}
	wantStory(t, told(run, "zh"), `
2021年9月24日（周五） 16:00 起算，时限 5 个工作日，自次日起计。
2021年9月25日（周六）休息日，不计。
2021年9月26日（周日）国庆节调休上班，计第 1 天（国办发明电〔2020〕27号）。
2021年9月27日（周一）工作日，计第 2 天。
2021年9月27日（周一） 10:00 暂停计时。
2021年9月28日（周二）暂停计时，不计。
2021年9月29日（周三）暂停计时，不计。
2021年9月29日（周三） 09:00 恢复计时。
2021年9月30日（周四）工作日，计第 3 天。
2021年10月1日（周五）国庆节放假，不计（国办发明电〔2020〕27号）。
2021年10月2日（周六）国庆节放假，不计（国办发明电〔2020〕27号）。
2021年10月3日（周日）国庆节放假，不计（国办发明电〔2020〕27号）。
2021年10月4日（周一）国庆节放假，不计（国办发明电〔2020〕27号）。
2021年10月5日（周二）国庆节放假，不计（国办发明电〔2020〕27号）。
2021年10月6日（周三）国庆节放假，不计（国办发明电〔2020〕27号）。
2021年10月7日（周四）国庆节放假，不计（国办发明电〔2020〕27号）。
2021年10月8日（周五）工作日，计第 4 天。
2021年10月9日（周六）国庆节调休上班，计第 5 天（国办发明电〔2020〕27号）。
2021年10月9日（周六） 17:30 到期。
`)
}

func TestTheStoryOfAMovedLastDay(t *testing.T) {
	wantStory(t, told(Run{Start: at("2021-09-29 16:00"), Budget: MustBudget("3d")}, "en"), `
Starts Wed 29 Sep 2021 16:00, limit 3 days, counted from the next day.
Thu 30 Sep 2021, counted as day 1.
Fri 1 Oct 2021, counted as day 2 (国办发明电〔2020〕27号).
Sat 2 Oct 2021, counted as day 3 (国办发明电〔2020〕27号).
The last day, Sat 2 Oct 2021, is off for National Day and moves to Fri 8 Oct 2021 (国办发明电〔2020〕27号).
Due Fri 8 Oct 2021 17:30.
`)
	wantStory(t, told(Run{Start: at("2021-09-30 16:00"), Budget: MustBudget("2d!")}, "zh"), `
2021年9月30日（周四） 16:00 起算，时限 2 天（遇休息日不顺延），自次日起计。
2021年10月1日（周五），计第 1 天（国办发明电〔2020〕27号）。
2021年10月2日（周六），计第 2 天（国办发明电〔2020〕27号）。
2021年10月2日（周六） 24:00 到期。
`)
}

func TestTheStoryOfWorkingHoursAcrossTheUnannouncedYear(t *testing.T) {
	run := Run{Start: at("2026-12-31 16:00"), Budget: MustBudget("4wh"), Pauses: []Pause{paused("2027-01-01 09:00", "")}, PauseCap: MustBudget("1wd"),
		Extensions: []Extension{until("2027-01-04 09:00", "2027-01-05")}}
	wantStory(t, told(run, "zh"), `
2026年12月31日（周四） 16:00 起算，时限 4 个工作小时。
2026年12月31日（周四）工作日，计 1 小时 30 分钟，累计 1 小时 30 分钟。
2027年1月1日（周五）工作日，计 30 分钟，累计 2 小时（暂定）。
2027年1月1日（周五） 09:00 暂停计时。
2027年1月4日（周一） 09:00 同意延期至 2027年1月5日（周二）。
2027年1月4日（周一） 17:30 暂停达到上限，恢复计时。
2027年1月4日（周一）已过办公时间，不计。
2027年1月5日（周二）工作日，计 6 小时 30 分钟，累计 8 小时 30 分钟（暂定）。
2027年1月6日（周三）工作日，计 6 小时，累计 14 小时 30 分钟（暂定）。
2027年1月6日（周三） 17:00 到期（暂定：该年放假安排尚未载入）。
`)
}

func TestTheStoryOfAPromisedDate(t *testing.T) {
	start := at("2021-06-30 09:14")
	date := Run{Start: start, Extensions: []Extension{{At: start, Until: MakeDate(2021, time.October, 3)}}}
	wantStory(t, told(date, "zh"), `
2021年6月30日（周三） 09:14 起算，承诺日期 2021年10月3日（周日）。
末日2021年10月3日（周日）国庆节放假，顺延至 2021年10月8日（周五）（国办发明电〔2020〕27号）。
2021年10月8日（周五） 17:30 到期。
`)
	wantStory(t, told(Run{Start: start, Budget: MustBudget("1h"), Extensions: []Extension{until("2021-06-30 09:20", "2021-07-03")}}, "en"), `
Starts Wed 30 Jun 2021 09:14, limit 1 hour.
Extended Wed 30 Jun 2021 09:20 until Sat 3 Jul 2021.
The last day, Sat 3 Jul 2021, is not a working day and moves to Mon 5 Jul 2021.
Due Mon 5 Jul 2021 17:30.
`)
}

func TestEveryStepHasASentenceInBothLanguages(t *testing.T) {
	c := China()
	rapid.Check(t, func(t *rapid.T) {
		for _, s := range c.Explain(anyRun(t)).Steps {
			zh, en := s.Text("zh"), s.Text("en")
			if !strings.HasSuffix(zh, "。") || !strings.HasSuffix(en, ".") || zh == en || strings.Contains(zh+en, "%!") {
				t.Fatalf("%+v\n%s\n%s", s, zh, en)
			}
			if strings.Contains(zh, "。 ") || strings.Contains(en, "  ") || strings.Contains(en, " ,") || strings.Contains(en, "..") {
				t.Fatalf("clumsy: %s / %s", zh, en)
			}
		}
	})
}

func TestTheClockTellsAllThatHappensToIt(t *testing.T) {
	start, capped := at("2021-06-21 10:00"), MustBudget("1wd")
	for reason, run := range map[Reason]Run{
		ReasonPauseLate:  {Start: start, Budget: MustBudget("1wd"), Pauses: []Pause{paused("2021-06-25 10:00", "")}},
		ReasonStopped:    {Start: start, Budget: MustBudget("1wd"), Pauses: []Pause{paused("2021-06-21 10:00", "")}},
		ReasonPauseCap:   {Start: start, Budget: MustBudget("1wd"), Pauses: []Pause{paused("2021-06-21 10:00", "")}, PauseCap: capped},
		ReasonLapsed:     {Start: start, Budget: MustBudget("1h"), Extensions: []Extension{until("2021-06-25 10:00", "2021-06-28")}},
		ReasonAfterHours: {Start: start, Budget: MustBudget("1wd"), Pauses: []Pause{paused("2021-06-22 10:00", "2021-06-23 20:00")}},
	} {
		var told []Reason
		for _, s := range China().Explain(run).Steps {
			told = append(told, s.Reason)
		}
		if !slices.Contains(told, reason) {
			t.Errorf("want %q among %q", reason, told)
		}
	}
}
