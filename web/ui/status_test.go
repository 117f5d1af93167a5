package ui

import (
	"strings"
	"testing"

	"jiangqitong/web/i18n"
)

func TestLightSpeaksByShapeAndWord(t *testing.T) {
	seen := map[string]LightColor{}
	for _, color := range []LightColor{LightGreen, LightYellow, LightRed, LightPaused, LightMet, LightNone} {
		page := render(t, i18n.English, Light(color, ""))
		if !strings.Contains(page, "#light-"+string(color)+`"`) {
			t.Errorf("%s has no shape of its own: %s", color, page)
		}
		word := i18n.Text(i18n.English, "ui.light."+string(color))
		if before, twice := seen[word]; twice || !strings.Contains(page, word) {
			t.Errorf("%s says %q, as %s does", color, word, before)
		}
		seen[word] = color
	}
	if page := render(t, i18n.Chinese, Light(LightRed, "超期 2 个工作日")); !strings.Contains(page, "超期 2 个工作日") {
		t.Errorf("the given words are not shown: %s", page)
	}
}

func TestClockNeverDrawsBeyondItsBar(t *testing.T) {
	for spent, want := range map[int]string{-5: `width="0%"`, 0: `width="0%"`, 42: `width="42%"`, 250: `width="100%"`} {
		page := render(t, i18n.Chinese, ClockRow(Clock{Label: "签收", Light: LightGreen, Spent: spent}))
		if !strings.Contains(page, `class="bar-fill" `+want) {
			t.Errorf("%d percent spent is drawn wrongly: %s", spent, page)
		}
	}
}

func TestClockShowsBothPromises(t *testing.T) {
	page := render(t, i18n.English, ClockRow(Clock{Label: "Resolve", Due: "9 Jul", Original: "2 Jul", Provisional: true, Light: LightGreen}))
	for _, want := range []string{"Due 9 Jul", "First promised 2 Jul", "Provisional"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing in %s", want, page)
		}
	}
	if page := render(t, i18n.English, ClockRow(Clock{Due: "9 Jul", Original: "9 Jul"})); strings.Contains(page, "First promised") {
		t.Error("a promise that was not moved should be shown once")
	}
}

func TestAvatarShowsAnInitial(t *testing.T) {
	for name, want := range map[string]string{"陈建国": "陈", "chen": "C", "": "·", "  李": "李", "\xff": "·",
		"江门市晨帆照明科技有限公司": "晨", "广东省江门市江海区砚北印刷有限公司": "砚", "呼和浩特市沐光光电公司": "沐", "王小区": "王", "市政工程有限公司": "市"} {
		if got := initial(name); got != want {
			t.Errorf("initial(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestTableSaysWhenItIsEmpty(t *testing.T) {
	page := render(t, i18n.Chinese, Table(TableProps{Columns: []Column{{Label: "编号"}}, Empty: "没有诉求。"}))
	if !strings.Contains(page, "没有诉求。") || strings.Contains(page, "<table") {
		t.Errorf("an empty table shows %s", page)
	}
}

func TestTableCellsCarryTheirHeadings(t *testing.T) {
	page := render(t, i18n.Chinese, Table(TableProps{Columns: []Column{{Label: "编号"}, {Label: "件数", Num: true}},
		Rows: []Row{{Cells: []Cell{{Text: "JH-1", Href: "/cases/JH-1", Main: true}, {Text: "3"}, {Text: "too many"}}}}}))
	for _, want := range []string{`data-label="编号"`, `data-label="件数"`, `href="/cases/JH-1"`} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is missing in %s", want, page)
		}
	}
	if strings.Contains(page, "too many") {
		t.Error("a cell without a column should not be shown")
	}
}

func TestLinksCannotRunScripts(t *testing.T) {
	page := render(t, i18n.Chinese, ErrorPage(Failure{Status: 404, Title: "没有", Back: Link{"返回", "/cases"}}))
	if !strings.Contains(page, `href="/cases"`) {
		t.Errorf("the way back is missing: %s", page)
	}
}

func BenchmarkQueuePage(b *testing.B) {
	items := make([]CaseItem, 50)
	for i := range items {
		items[i] = CaseItem{No: "JH-2021-0628", Href: "/cases/JH-2021-0628", Title: "厂区门口暴雨后水浸，货车无法进出", State: "handling", StateLabel: "办理中",
			Light: LightYellow, LightText: "剩 3 小时", Facts: []string{"明辉照明", "门口水浸", "江南街道"}}
	}
	page := samplePage()
	b.ReportAllocs()
	for b.Loop() {
		var text strings.Builder
		ctx := i18n.With(b.Context(), i18n.Chinese)
		if err := Layout(page).Render(ctx, &text); err != nil {
			b.Fatal(err)
		}
		if err := CaseList(items).Render(ctx, &text); err != nil {
			b.Fatal(err)
		}
	}
}
