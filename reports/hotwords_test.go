package reports

import (
	"slices"
	"testing"

	"jiangqitong/cases"
)

func TestPhrasesThatComeAgain(t *testing.T) {
	for name, c := range map[string]struct {
		titles []string
		want   []string
	}{
		"the longest stretch they share":             {[]string{"厂门口道路积水严重", "金瓯路厂门口道路积水", "请解决厂门口道路积水问题"}, []string{"厂门口道路积水 3"}},
		"too short, or too few":                      {[]string{"道路积水", "道路塌陷", "道路不平", "用电报装慢", "用电报装慢"}, nil},
		"a stretch of more, and one of some of them": {[]string{"临时用电报装慢", "临时用电报装慢", "临时用电报装慢", "临时用电增容", "临时用电增容"}, []string{"临时用电 5"}},
		"letters and signs part words":               {[]string{"5G基站建设选址", "基站建设，选址难", "园区基站建设"}, []string{"基站建设 3"}},
		"once in a title":                            {[]string{"电梯电梯电梯电梯", "别的什么事情", "另外一件事情"}, nil},
	} {
		w := newWordy()
		for _, title := range c.titles {
			w.add(&View{Record: &cases.Record{Case: &cases.Case{Title: title}}})
		}
		var got []string
		for _, p := range w.phrases(3, top) {
			got = append(got, p.words+" "+string(rune('0'+len(p.places))))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
