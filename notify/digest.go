package notify

import (
	"fmt"

	"jiangqitong/cases"
)

// List is what a digest lists: the lists of somebody's worklist that matter this morning, or what falls due this week.
type List struct {
	Day   string      `json:"day"`            // the date it is for
	Week  bool        `json:"week,omitempty"` // what falls due this week
	Lists []ListCount `json:"lists,omitempty"`
	Lines []ListLine  `json:"lines,omitempty"`
}

// ListCount is how long one list is.
type ListCount struct {
	List string `json:"list"`
	N    int64  `json:"n"`
}

// ListLine is one case of a digest.
type ListLine struct {
	No    string `json:"no"`
	Title string `json:"title,omitempty"`
	List  string `json:"list"`
	Due   string `json:"due,omitempty"`
}

func (l *List) words(lang string) Text {
	t := Text{Path: "/"}
	t.Subject = both("今日待办（"+l.Day+"）", "Your day, "+l.Day).In(lang)
	if l.Week {
		t.Subject = both("本周到期（"+l.Day+" 起）", "Due this week, from "+l.Day).In(lang)
	}
	var sum cases.Words
	for i, c := range l.Lists {
		name := cases.ListWords(c.List)
		if i > 0 {
			sum = both(sum.Zh+"，", sum.En+", ")
		}
		sum = both(sum.Zh+fmt.Sprintf("%s %d 件", name.Zh, c.N), sum.En+fmt.Sprintf("%s %d", name.En, c.N))
	}
	t.Body = both(sum.Zh+"。", sum.En+".").In(lang)
	for _, line := range l.Lines {
		point := line.No
		if line.Title != "" {
			point = both(line.Title+"（"+line.No+"）", line.Title+" ("+line.No+")").In(lang)
		}
		if line.Due != "" {
			point += both("，"+line.Due+" 到期", ", due "+line.Due).In(lang)
		}
		t.Points = append(t.Points, cases.ListWords(line.List).In(lang)+both("：", ": ").In(lang)+point)
	}
	return t
}
