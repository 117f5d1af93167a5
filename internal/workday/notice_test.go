package workday

import (
	"reflect"
	"strings"
	"testing"
)

func TestParseNotice(t *testing.T) {
	n, err := ParseNotice(strings.NewReader("\ufeff# id: 国办发明电〔2026〕9号\n# title: 安排\n# a remark\n# version: 3\n# amends: true\n日期,类型,名称\r\n2027/1/1..2027/1/3,放假,元旦\n2026-12-31, off ,元旦\n\n2027-01-09,上班,\"元旦\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if n.ID != "国办发明电〔2026〕9号" || n.Title != "安排" || n.Year != 2027 || n.Version != 3 || !n.Amends || len(n.Days) != 5 {
		t.Fatalf("%+v", n)
	}
	if first, last := n.Days[0], n.Days[4]; first.Date.String() != "2026-12-31" || first.Working || last.Date.String() != "2027-01-09" || !last.Working {
		t.Errorf("days out of order: %+v", n.Days)
	}
	if err := n.Validate(); err != nil {
		t.Error(err)
	}
}

func TestParseNoticeNamesTheLine(t *testing.T) {
	for text, says := range map[string]string{
		"date,kind,name\n2021-02-30,off,x":                   "第 2 行日期“2021-02-30”",
		"2021-01-01,off,元旦\n2021-01-02,holiday,元旦":           "第 2 行类型“holiday”",
		"2021-01-01,off,元旦\n\n2021-01-01..2021-01-02,off,元旦": "第 3 行2021-01-01 已在第 1 行出现",
		"2021-01-01,off":                     "第 1 行应有三列",
		"2021-01-01,off,":                    "第 1 行缺少节日名称",
		"2021-01-07..2021-01-01,off,元旦":      "第 1 行日期范围",
		"2021-01-01..2021-03-01,off,元旦":      "第 1 行日期范围",
		"# year: next\n2021-01-01,off,x":     "第 1 行年份",
		"# version: 0\n2021-01-01,off,x":     "第 1 行版本",
		"\"2021-01-01,off,x":                 "第 1 行应有三列",
		"2021-01-01,off,\xd4\xaa\xb5\xa9":    "第 1 行不是 UTF-8",
		"":                                   "没有任何日期",
		"# id: x\n":                          "没有任何日期",
		"# year: 2022\n2021-01-01,off,x":     "2021-01-01 不属于 2022 年",
		"# year: 2020\n2021-01-01,off,x":     "2021-01-01 不属于 2020 年",
		strings.Repeat("a", 70_000) + ",b,c": "无法读取",
	} {
		if _, err := ParseNotice(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%.60q says %v, want %q", text, err, says)
		} else if te := err.(*TextError); strings.Contains(te.zh+te.en, "%!") {
			t.Errorf("a broken sentence: %s / %s", te.zh, te.en)
		}
	}
}

func TestNoticeValidate(t *testing.T) {
	day := NoticeDay{MakeDate(2027, 1, 1), false, "元旦"}
	for says, n := range map[string]Notice{
		"文号":   {Year: 2027, Version: 1, Days: []NoticeDay{day}},
		"版本":   {ID: "x", Year: 2027, Days: []NoticeDay{day}},
		"任何日期": {ID: "x", Year: 2027, Version: 1},
		"两次":   {ID: "x", Year: 2027, Version: 1, Days: []NoticeDay{day, day}},
		"不属于":  {ID: "x", Year: 2025, Version: 1, Days: []NoticeDay{day}},
	} {
		if err := n.Validate(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("want %q, got %v", says, err)
		}
	}
}

func TestNoticesReadBackAsWritten(t *testing.T) {
	odd := Notice{ID: "试〔2027〕1号", Title: "a, \"b\"", Year: 2027, Version: 2, Amends: true, Days: []NoticeDay{{MakeDate(2027, 1, 1), false, "元旦, \"新年\""}}}
	for _, n := range append(China().Notices(), odd) {
		back, err := ParseNotice(strings.NewReader(n.String()))
		if err != nil || !reflect.DeepEqual(back, n) {
			t.Errorf("%s %v read back as %+v", n, err, back)
		}
	}
}

func FuzzParsersRefuseOrRoundTrip(f *testing.F) {
	for _, s := range []string{"2021-10-08", "2021-10", "7d!", "08:30-12:00,14:30-17:30", "# year: 2021\n2021-10-01..2021-10-07,off,国庆节", "\"", "#:", "..", "-", "9999-12-31,work,x", "0001-10-01,work,0", "a\x00b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := ParseDate(s); err == nil && d.String() != s {
			t.Errorf("date %q became %s", s, d)
		}
		if m, err := ParseMonth(s); err == nil && m.String() != s {
			t.Errorf("month %q became %s", s, m)
		}
		if b, err := ParseBudget(s); err == nil {
			if back, err := ParseBudget(b.String()); err != nil || back != b {
				t.Errorf("budget %q became %s", s, back)
			}
		}
		if h, err := ParseHours(s); err == nil {
			if back, err := ParseHours(h.String()); err != nil || back != h || h.Total() <= 0 {
				t.Errorf("hours %q became %s", s, back)
			}
		}
		if n, err := ParseNotice(strings.NewReader(s)); err == nil {
			if back, err := ParseNotice(strings.NewReader(n.String())); err != nil || len(back.Days) != len(n.Days) {
				t.Errorf("notice %q became %q, %v", s, n, err)
			}
			n.ID = "x"
			if n.Validate() == nil {
				China().With(n)
			}
		}
	})
}
