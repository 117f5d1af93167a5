package cases

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"jiangqitong/internal/workday"
)

func period(t testing.TB, name string) Period {
	t.Helper()
	p, err := ParsePeriod(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPeriodsByName(t *testing.T) {
	tests := []struct{ name, first, last, zh, before, year string }{
		{"2021-06", "2021-06-01", "2021-06-30", "2021年6月", "2021-05", "2020-06"},
		{"2021-01", "2021-01-01", "2021-01-31", "2021年1月", "2020-12", "2020-01"},
		{"2021-Q2", "2021-04-01", "2021-06-30", "2021年第二季度", "2021-Q1", "2020-Q2"},
		{"2021-Q1", "2021-01-01", "2021-03-31", "2021年第一季度", "2020-Q4", "2020-Q1"},
		{"2021", "2021-01-01", "2021-12-31", "2021年", "2020", "2020"},
		{"2021-W23", "2021-06-07", "2021-06-13", "2021年第23周（6月7日至6月13日）", "2021-W22", "2020-W23"},
		{"2021-W01", "2021-01-04", "2021-01-10", "2021年第1周（1月4日至1月10日）", "2020-W53", "2020-W01"},
		{"2020-W53", "2020-12-28", "2021-01-03", "2020年第53周（12月28日至1月3日）", "2020-W52", ""},
		{"2021-06-05..2021-06-20", "2021-06-05", "2021-06-20", "2021-06-05 至 2021-06-20", "2021-05-20..2021-06-04", "2020-06-05..2020-06-20"},
		{"2020-02-29..2020-02-29", "2020-02-29", "2020-02-29", "2020-02-29", "2020-02-28..2020-02-28", "2019-02-28..2019-02-28"},
	}
	for _, test := range tests {
		p := period(t, test.name)
		year := ""
		if y, has := p.YearBefore(); has {
			year = y.Name()
		}
		if p.First.String() != test.first || p.Last.String() != test.last || p.Label("zh") != test.zh || p.Shift(-1).Name() != test.before || year != test.year {
			t.Errorf("%s is %s to %s, “%s”, after %s, a year before %q", test.name, p.First, p.Last, p.Label("zh"), p.Shift(-1).Name(), year)
		}
	}
	for name, same := range map[string]string{"2021-06-01..2021-06-30": "2021-06", "2021-04-01..2021-06-30": "2021-Q2", "2021-06-07..2021-06-13": "2021-W23",
		"2021-01-01..2021-12-31": "2021", "2021-q2": "2021-Q2", "2021-w05": "2021-W05"} {
		if got := period(t, name).Name(); got != same {
			t.Errorf("%s is named %s, want %s", name, got, same)
		}
	}
}

func TestNoSuchPeriod(t *testing.T) {
	for _, name := range []string{"", "june", "2021-13", "2021-00", "0000", "0000-06", "2021-Q5", "2021-Q0", "2021-W54", "2021-W53", "2021-W00", "0000-W01",
		"21-06", "2021-6", "20210601", "2021-06-31..2021-07-01", "2021-06-05..", "..", "..2021-06-05", "2021-06-05...2021-06-07",
		"99999-01", "2021-06 ", "\x00", "\xff\xfe", "2021-06-05..2021-06-07..2021-06-09"} {
		if p, err := ParsePeriod(name); len(ProblemsOf(err)) != 1 {
			t.Errorf("%q is %v to %v (%v)", name, p.First, p.Last, err)
		}
	}
}

// TestPeriodsJoin: every day lies in one period of each span, which joins its neighbours and reads back from its name.
func TestPeriodsJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := workday.MakeDate(2000, time.January, 1).AddDays(rapid.IntRange(0, 30000).Draw(t, "day"))
		span := rapid.SampledFrom(Spans()).Draw(t, "span")
		p := PeriodOf(span, day)
		again, err := ParsePeriod(p.Name())
		switch {
		case err != nil || again != p || p.Span() != span:
			t.Fatalf("%s reads back as %v, %v", p.Name(), again, err)
		case day.Before(p.First) || day.After(p.Last):
			t.Fatalf("%s does not hold %s", p.Name(), day)
		case p.Shift(-1).Last.AddDays(1) != p.First || p.Shift(1).First != p.Last.AddDays(1) || p.Shift(1).Shift(-1) != p:
			t.Fatalf("%s does not join its neighbours", p.Name())
		}
		free := Period{First: day, Last: day.AddDays(rapid.IntRange(0, 400).Draw(t, "more"))}
		free.CutOff = free.Last.End()
		if again, err := ParsePeriod(free.Name()); err != nil || again != free {
			t.Fatalf("%s reads back as %v, %v", free.Name(), again, err)
		}
		if free.Span() == SpanDays && free.Shift(-1).Last.AddDays(1) != free.First {
			t.Fatalf("%s does not follow %s", free.Name(), free.Shift(-1).Name())
		}
	})
}

func TestCutOffs(t *testing.T) {
	now := workday.MakeDate(2021, 7, 5).At(10, 0).Add(1500 * time.Millisecond)
	june, july := period(t, "2021-06"), period(t, "2021-07")
	tests := []struct {
		p      Period
		asked  string
		cutOff string // "" for a refusal
	}{
		{june, "", "2021-06-30"}, {june, "2021-07-03", "2021-07-03"}, {june, "2021-06-15", "2021-06-15"},
		{june, "2021-07-05", "2021-07-05T10:00:01"}, {june, "2021-07-04T09:30:00", "2021-07-04T09:30:00"},
		{july, "", "2021-07-05T10:00:01"}, {july, "2021-07-04", "2021-07-04"},
		{june, "2021-07-06", ""}, {june, "2021-06-31", ""}, {june, "soon", ""}, {june, "2021-07-05T10:00:02", ""}, {june, "2021-07-04T25:00:00", ""},
	}
	for _, test := range tests {
		p, err := test.p.FollowedTo(test.asked, now)
		if got := CutOffName(p.CutOff); test.cutOff != "" && (err != nil || got != test.cutOff) || test.cutOff == "" && len(ProblemsOf(err)) != 1 {
			t.Errorf("%s followed to %q is cut off at %s (%v), want %q", test.p.Name(), test.asked, got, err, test.cutOff)
		}
	}
	for _, bad := range []string{"1999-12", "0001", "2021-08", "9999-W01", "2021-06-20..2021-06-05", "2001-01-01..2021-06-05"} {
		if err := period(t, bad).Check(now); len(ProblemsOf(err)) != 1 {
			t.Errorf("%s passes: %v", bad, err)
		}
	}
}
