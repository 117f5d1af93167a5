package reports

import (
	"fmt"
	"slices"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// History holds the figures of other periods by their names, for comparisons and trends; one that is not there prints as "/".
type History map[string]Figures

// Input is what a Book is made of beside its cases.
type Input struct {
	Period  cases.Period
	Refs    *cases.Refs
	History History
	People  map[int64]string // liaisons' names by id; may be nil
	Made    time.Time
	Scheme  Scheme       // how bureaus are scored; the zero Scheme scores nobody
	Issue   int64        // number of the frozen issue, 0 while the figures are live
	Earlier []Correction // what changed in issues of before; none leaves the sheet of corrections out
}

// Monthly folds records into the Book of a period. It is pure.
func Monthly(in Input, records []*cases.Record) *Book {
	f := newFold(in.Period, in.Refs)
	for _, r := range records {
		f.add(r)
	}
	return f.book(in)
}

// book makes the Book of what was folded.
func (f *fold) book(in Input) *Book {
	p := &printer{refs: in.Refs, people: in.People}
	b := &Book{Period: in.Period, Calendar: in.Refs.Calendar.Version(), Made: in.Made, Figures: f.figures(), Scoring: in.Scheme.Version}
	b.Title = Words{Zh: "企业诉求办理情况通报（" + in.Period.Words().Zh + "）", En: "Enterprise requests, " + in.Period.Words().En}
	b.Issue = Words{Zh: "实时数据，未定稿", En: "Live figures, not frozen"}
	if in.Issue != 0 {
		b.Issue = say("第 %d 期", "Issue %d", in.Issue)
	}
	b.Opening = f.opening()
	b.Sheets = []*Sheet{f.summarySheet(in), f.bureauSheet(in.Scheme), f.categorySheet(),
		f.simple("street", ByStreet, Words{Zh: "分街道", En: "By street"}, Words{Zh: "街道", En: "Street"}),
		f.simple("source", BySource, Words{Zh: "分来源", En: "By channel"}, Words{Zh: "来源渠道", En: "Channel"}),
		f.milestoneSheet(), f.overdueSheet(p), f.trackingSheet(p), f.qualitySheet(p), f.hotSheet(), f.benefitedSheet(), f.typicalSheet(p), ledgerSheet(),
		f.definitionsSheet(in.Scheme), f.checksSheet(in.History)}
	if len(in.Earlier) > 0 {
		b.Sheets = slices.Insert(b.Sheets, len(b.Sheets)-2, correctionsSheet(in.Earlier))
	}
	return b
}

// say fills two texts with the same values; of Words each text takes its own.
func say(zh, en string, args ...any) Words {
	in := func(lang string) []any {
		own := slices.Clone(args)
		for i, a := range own {
			if w, two := a.(Words); two {
				own[i] = w.In(lang)
			}
		}
		return own
	}
	return Words{Zh: fmt.Sprintf(zh, in("zh")...), En: fmt.Sprintf(en, in("en")...)}
}

// Facts are the lines under the title of every print: period, cut-off, calendar and when it was made.
func (b *Book) Facts() []Words {
	last := func(t time.Time) string { return workday.FormatDue(t) }
	return []Words{
		b.Issue,
		say("统计期 %s 至 %s", "Period %s to %s", b.Period.First, b.Period.Last),
		say("数据截止 %s", "Cut-off %s", last(b.Period.CutOff)),
		say("生成 %s", "Made %s", b.Made.In(workday.Zone).Format("2006-01-02 15:04")),
		say("工作日历 %s", "Calendar %s", b.Calendar),
	}
}
