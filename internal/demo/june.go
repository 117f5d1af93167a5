package demo

import (
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// answer is one of the article's month: which company asked what, when it was filed and answered, how it ended and
// how the company rated it, if it did.
type answer struct {
	category string
	tale     int
	firm     int
	filed    string // month-day hour:minute of 2021
	replied  string
	result   cases.Result
	score    string
}

// article is June 2021 as it was published of the zone this product was made for: 4 livelihood matters solved
// (flooding at the gate and road repair, fibre, trucks entering and leaving), 15 requests about project approval,
// environmental assessment, planning, temporary water and electricity solved, 9 other requests answered, and 16
// companies that benefited. The month is played like all others; that these figures come out is for the reports to show.
var article = []answer{
	{"flood", 0, 0, "06-01 08:52", "06-04 16:20", cases.Solved, "5"},
	{"road", 0, 5, "06-07 09:15", "06-11 15:40", cases.Solved, "5"},
	{"fibre", 0, 2, "06-09 10:06", "06-16 11:10", cases.Solved, "4"},
	{"truck", 0, 12, "06-17 14:48", "06-23 16:05", cases.Solved, "5"},

	{"project", 0, 3, "05-31 15:10", "06-02 15:30", cases.Solved, "5"},
	{"project", 1, 6, "06-08 09:33", "06-10 10:45", cases.Solved, "5"},
	{"project", 2, 19, "06-21 10:02", "06-24 15:12", cases.Solved, ""},
	{"eia", 0, 8, "05-28 09:20", "06-03 16:48", cases.Solved, "4"},
	{"eia", 1, 10, "06-03 14:40", "06-08 10:25", cases.Solved, "5"},
	{"eia", 2, 11, "06-10 09:05", "06-17 15:33", cases.Solved, "3"},
	{"eia", 3, 15, "06-22 10:50", "06-25 11:02", cases.Solved, "5"},
	{"planning", 0, 13, "06-02 09:48", "06-09 16:30", cases.Solved, "4"},
	{"planning", 2, 25, "06-15 15:20", "06-22 10:40", cases.Solved, "5"},
	{"planning", 3, 3, "06-23 09:12", "06-29 15:26", cases.Solved, ""},
	{"water", 0, 15, "06-04 10:18", "06-08 16:02", cases.Solved, "5"},
	{"water", 2, 22, "06-16 14:55", "06-21 10:36", cases.Solved, "5"},
	{"power", 0, 8, "06-07 14:38", "06-11 10:15", cases.Solved, "4"},
	{"power", 1, 28, "06-18 09:25", "06-28 15:48", cases.Solved, ""},
	{"power", 2, 2, "06-24 10:30", "06-29 10:52", cases.Solved, ""},

	{"labour", 0, 30, "06-01 14:45", "06-07 10:20", cases.Solved, "5"},
	{"labour", 3, 35, "06-10 15:05", "06-16 15:50", cases.Explained, "2"},
	{"finance", 0, 0, "06-02 15:36", "06-08 15:10", cases.Solved, "4"},
	{"finance", 1, 10, "06-11 09:40", "06-18 10:33", cases.Solved, "5"},
	{"policy", 0, 38, "06-09 15:22", "06-11 16:40", cases.Explained, "4"},
	{"policy", 2, 19, "06-21 15:08", "06-25 16:15", cases.Solved, "5"},
	{"tax", 0, 5, "06-16 09:30", "06-23 10:05", cases.Solved, "5"},
	{"land", 1, 6, "06-08 15:12", "06-15 16:28", cases.Planned, "4"},
	{"other", 0, 0, "06-22 15:40", "06-28 10:47", cases.Explained, ""},
}

// june writes the article's month, and around its answers what ends without one.
func (a *author) june() {
	for i, an := range article {
		s := write(a.rng, a.cal, a.cast.firms[an.firm], an.category, talesOf(an.category)[an.tale], june(an.filed))
		s.photos = i % 4 / 3
		if an.category == "flood" || an.category == "road" || an.category == "truck" {
			s.photos = 2
		}
		a.answered(s, an)
		a.all = append(a.all, s)
	}
	twin := write(a.rng, a.cal, a.cast.firms[20], "flood", talesOf("flood")[0], june("06-01 09:31"))
	twin.fields["urgent"] = "yes"
	twin.mergedInto(a.all[len(a.all)-len(article)])
	gone := write(a.rng, a.cal, a.cast.firms[28], "truck", talesOf("truck")[2], june("06-10 09:14"))
	withdrawn(gone)
	outside := write(a.rng, a.cal, a.cast.firms[33], "other", talesOf("other")[1], june("06-17 10:21"))
	rejected(outside)
	a.all = append(a.all, twin, gone, outside)
}

// answered writes a case that is answered at the appointed time.
func (a *author) answered(s *script, an answer) {
	replied := june(an.replied)
	s.takeUp()
	if days := a.cal.WorkingDaysBetween(workday.DateOf(s.at), workday.DateOf(replied)); days > 1 {
		s.days(1, 1).do(officer, cases.Progress, "text", s.pick(progressWords...))
	}
	text := s.tale.solved
	if an.result != cases.Solved {
		text = s.tale.noted
	}
	s.until(replied.Add(-40*time.Minute)).do(officer, cases.Submit, "result", string(an.result), "text", text)
	s.until(replied).do(chief, cases.Approve, "text", s.pick(approveWords...))
	switch an.score {
	case "":
	case "2":
		s.days(2, 2).do(company, cases.Rate, "score", "2", "solved", "no", "text", s.pick(blameWords...))
	default:
		s.days(1, 1).do(company, cases.Rate, "score", an.score, "solved", "yes", "text", s.pick(praiseWords...))
		s.calledBack()
	}
}

func june(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", "2021-"+text, workday.Zone)
	if err != nil {
		panic(err)
	}
	return at
}

// mergedInto has the centre merge the case into another about the same thing.
func (s *script) mergedInto(parent *script) {
	s.after(30*time.Minute, 60*time.Minute).doAs(centre, cases.Merge, func(*cases.Case) cases.Input {
		return cases.Input{"parent": parent.made.No, "text": "与该件反映同一水浸点，并案处理。"}
	})
}
