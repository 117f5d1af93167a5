package reports

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// Difference is a figure of a frozen issue that would come out otherwise now.
type Difference struct {
	Code    string
	Was, Is Figure
}

// Move is what changed of one case after an issue was frozen: one of its facts, when and by what, and which figures
// moved with it. At is zero where no event of the case tells: then it is the reference data that changed.
type Move struct {
	No           string
	Field        Words
	Was, Is      Words
	At           time.Time
	By           Words
	Figures      []string // codes of the measures that count the case otherwise
	Confidential bool
	Gone         bool // the case itself is there no more, removed when its time of keeping was over
}

// Correction is what changed in an earlier issue after it was frozen.
type Correction struct {
	Number      int64
	Period      cases.Period
	Differences []Difference
	Moves       []Move
	Cases       int  // how many cases changed; Moves tells of the first of them only when they are very many
	Untold      bool // the issue kept no traces, so nobody can tell which cases changed
}

// Differences compares a frozen issue with the same period and cut-off as the cases stand now, on the present calendar.
func (p *Press) Differences(ctx context.Context, number int64) ([]Difference, error) {
	frozen, err := p.FrozenBook(ctx, number)
	if err != nil {
		return nil, err
	}
	f, err := p.refold(ctx, frozen.Period, nil)
	if err != nil {
		return nil, err
	}
	return compare(frozen.Figures, f.figures()), nil
}

// Correction compares a frozen issue with the same period and cut-off as the cases stand now, on the present calendar,
// figure by figure and case by case.
func (p *Press) Correction(ctx context.Context, number int64) (Correction, error) {
	frozen, err := p.FrozenBook(ctx, number)
	if err != nil {
		return Correction{}, err
	}
	was, err := p.tracesOf(ctx, number)
	if err != nil {
		return Correction{}, err
	}
	var is *traces
	if was != nil {
		is = newTraces()
	}
	f, err := p.refold(ctx, frozen.Period, is)
	if err != nil {
		return Correction{}, err
	}
	c := Correction{Number: number, Period: frozen.Period, Differences: compare(frozen.Figures, f.figures()), Untold: was == nil}
	if was != nil {
		err = p.tell(ctx, &c, changes(was, is), frozen.Made, &printer{refs: f.refs})
	}
	return c, err
}

// refold counts a period as its cases stand now, and leaves their traces where they are wanted.
func (p *Press) refold(ctx context.Context, period cases.Period, into *traces) (*fold, error) {
	refs, err := p.desk.Refs(ctx)
	if err != nil {
		return nil, err
	}
	f := newFold(period, refs)
	f.traces = into
	return f, p.ledger(ctx, Official, period, func(r *cases.Record) error {
		f.count(r)
		return nil
	})
}

// compare lists the measures of the frozen figures that differ, in the order of the definitions.
func compare(frozen, now Figures) (list []Difference) {
	for _, m := range Measures {
		if was, known := frozen[m.Code]; known && was != now[m.Code] {
			list = append(list, Difference{m.Code, was, now[m.Code]})
		}
	}
	return list
}

// changed is a case that an issue counts otherwise now. One of the two traces is nil where the period did not know of
// it, or no longer does.
type changed struct {
	id      int64
	no      string
	secret  bool
	was, is *trace
	figures []string
	fields  []changedFact
}

// changedFact is a fact with its old and new value.
type changedFact struct {
	of      *fact
	was, is string
}

// changes lists the cases that count otherwise, in the order of their numbers: pure.
func changes(was, is *traces) (list []changed) {
	before, now := was.byCase(), is.byCase()
	ids := maps.Clone(before)
	maps.Copy(ids, now)
	for id := range ids {
		c := changed{id: id, was: before[id], is: now[id], no: ids[id].No, secret: ids[id].Secret}
		c.figures = moved(was, is, c.was, c.is)
		if c.was != nil && c.is != nil {
			c.fields = differing(was, is, c.was, c.is)
		}
		divided := slices.ContainsFunc(c.fields, func(f changedFact) bool { return f.of.code == "lead" || f.of.code == "category" })
		if len(c.figures) > 0 || divided {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b changed) int { return cmp.Or(cmp.Compare(a.no, b.no), cmp.Compare(a.id, b.id)) })
	return list
}

// moved lists the measures, known to both, to which a case adds otherwise now.
func moved(was, is *traces, a, b *trace) (codes []string) {
	if a != nil && b != nil && a.Hits == b.Hits && slices.Equal(a.Days, b.Days) && slices.Equal(was.Measures, is.Measures) {
		return nil
	}
	daysWas, daysIs := map[string]int{}, map[string]int{}
	if a != nil {
		daysWas = was.days(a)
	}
	if b != nil {
		daysIs = is.days(b)
	}
	for i := range Measures {
		code := Measures[i].Code
		if slices.Contains(was.Measures, code) && (was.mark(a, code) != is.mark(b, code) || daysWas[code] != daysIs[code]) {
			codes = append(codes, code)
		}
	}
	return codes
}

func differing(was, is *traces, a, b *trace) (list []changedFact) {
	if slices.Equal(a.Facts, b.Facts) && slices.Equal(was.Facts, is.Facts) {
		return nil
	}
	for i := range facts {
		old, kept := was.fact(a, facts[i].code)
		now, _ := is.fact(b, facts[i].code)
		if kept && old != now {
			list = append(list, changedFact{&facts[i], old, now})
		}
	}
	return list
}

// tell puts what changed in words: each changed fact of each case with the event that changed it.
func (p *Press) tell(ctx context.Context, c *Correction, list []changed, since time.Time, print *printer) error {
	c.Cases = len(list)
	list = list[:min(len(list), most)]
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].id
	}
	happened, err := p.desk.Happened(ctx, Official, ids, since)
	if err != nil {
		return err
	}
	for i := range list {
		events, there := happened[list[i].id]
		c.Moves = append(c.Moves, list[i].moves(print, events, there)...)
	}
	return nil
}

var (
	counts    = Words{Zh: "是否计入本期", En: "Counted in the period"}
	reference = Words{Zh: "基础数据", En: "Reference data"}
	adjusted  = Words{Zh: "基础数据或口径调整", En: "Reference data or definitions changed"}
	removed   = Words{Zh: "该诉求已按保存期限删除，定稿数字不变", En: "The request was deleted when its time of keeping was over; the frozen figures stay"}
)

// moves are the lines that tell of the case.
func (c *changed) moves(print *printer, events []cases.Event, there bool) []Move {
	line := func(field Words, was, is Words, by []cases.Action) Move {
		m := Move{No: c.no, Field: field, Was: was, Is: is, By: adjusted, Figures: c.figures, Confidential: c.secret}
		if e := cause(events, by); e != nil {
			m.At, m.By = e.At, say("%s（%s）", "%s (%s)", e.Action.Words(), e.ActorRole.Words())
		}
		return m
	}
	switch {
	case !there:
		m := line(counts, yesNo[cases.Yes], yesNo[cases.No], nil)
		m.By, m.Gone = removed, true
		return []Move{m}
	case c.was == nil:
		return []Move{line(counts, yesNo[cases.No], yesNo[cases.Yes], []cases.Action{cases.File})}
	case c.is == nil:
		return []Move{line(counts, yesNo[cases.Yes], yesNo[cases.No], nil)}
	case len(c.fields) == 0:
		return []Move{line(reference, Words{}, Words{}, nil)}
	}
	var list []Move
	for _, f := range c.fields {
		list = append(list, line(f.of.name, f.of.tell(print, f.was), f.of.tell(print, f.is), f.of.by))
	}
	return list
}

// cause is the last event of one of the actions, or else the last of all; nil when nothing happened.
func cause(events []cases.Event, by []cases.Action) *cases.Event {
	for i := len(events) - 1; i >= 0; i-- {
		if slices.Contains(by, events[i].Action) {
			return &events[i]
		}
	}
	if len(events) == 0 {
		return nil
	}
	return &events[len(events)-1]
}

// corrected is how many earlier issues a new Book looks back on.
const corrected = 3

// corrections compares the latest issues of earlier months with the present, for the sheet of corrections.
func (p *Press) corrections(ctx context.Context, before workday.Date) (list []Correction, err error) {
	issues, err := db.All(ctx, p.db.Reader(), scanIssue, "select "+issueColumns+` from report_issue where last_day < $1 and reopened_ms = 0
		order by last_day desc, number desc limit $2`, before.String(), corrected)
	if err != nil {
		return nil, err
	}
	for _, i := range issues {
		c, err := p.Correction(ctx, i.Number)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

// correctionsSheet names what came out otherwise in earlier issues after they were frozen, figure by figure and case
// by case.
func correctionsSheet(earlier []Correction) *Sheet {
	figures := &Table{Title: Words{Zh: "一、数字变化", En: "1. Figures"}, Columns: []Column{column("期号", "Issue", 12), column("统计期", "Period", 20),
		column("指标", "Measure", 24), column("原公布", "As published", 18), column("现为", "Now", 18), column("涉及件数", "Requests", 16)}}
	through := &Table{Title: Words{Zh: "二、逐件变动", En: "2. Case by case"}, Columns: []Column{column("期号", "Issue", 12), noField.Column,
		column("变动内容", "What changed", 14), column("原为", "Was", 18), column("现为", "Is", 18), column("变动时间", "When", 16),
		column("变动事项", "By", 26), column("影响指标", "Figures moved", 44)}}
	for _, c := range earlier {
		issue := text(say("第 %d 期", "Issue %d", c.Number))
		for _, d := range c.Differences {
			m, _ := MeasureOf(d.Code)
			was, is := m.publishedAs(d.Was), m.publishedAs(d.Is)
			figures.Rows = append(figures.Rows, Row{Cells: []Cell{issue, text(c.Period.Words()), text(m.Name), was, is, c.through(d.Code)}})
		}
		for _, m := range c.Moves {
			through.Rows = append(through.Rows, Row{Cells: []Cell{issue, caseNo(m.No), text(m.Field), text(m.Was), text(m.Is), at(m.At), text(m.By), text(m.Moved())}})
		}
		if c.Untold && len(c.Differences) > 0 {
			through.Notes = append(through.Notes, say("第 %d 期定稿时未留存逐件数据，无法列出逐件变动。", "Issue %d kept nothing of its single cases, so which of them changed cannot be told.", c.Number))
		}
		if c.Cases > most {
			through.Notes = append(through.Notes, say("第 %d 期共有 %d 件变动，列出前 %d 件。", "In issue %d %d requests changed; the first %d are told.", c.Number, c.Cases, most))
		}
	}
	if len(figures.Rows) == 0 {
		figures.Notes = append(figures.Notes, Words{Zh: "没有更正。已定稿的期号不改动，之后的变化在此列出。", En: "None. A frozen issue is never changed; what changes later is listed here."})
	}
	sheet := &Sheet{Code: "corrections", Name: Words{Zh: "往期更正", En: "Corrections"}, Tables: []*Table{figures}}
	if len(through.Rows) > 0 || len(through.Notes) > 0 {
		sheet.Tables = append(sheet.Tables, through)
	}
	return sheet
}

// publishedAs prints a figure of an issue, a rate with what it was reckoned from: that may move while the rate stays.
func (m *Measure) publishedAs(f Figure) Cell {
	c := figureCell(f, &Link{Measure: m.Code})
	if c.Link = nil; m.Form == Rate && f.Base > 0 {
		return text(same(c.Print("zh") + fmt.Sprintf(" (%d/%d)", f.N, f.Base)))
	}
	return c
}

// through counts the cases by which a figure moved, as far as they are told.
func (c *Correction) through(code string) Cell {
	if c.Untold {
		return Cell{Kind: None}
	}
	numbers := map[string]bool{}
	for _, m := range c.Moves {
		if slices.Contains(m.Figures, code) {
			numbers[m.No] = true
		}
	}
	return number(int64(len(numbers)), nil)
}

// Moved names the figures that moved with the case.
func (m Move) Moved() (w Words) {
	for _, code := range m.Figures {
		measure, _ := MeasureOf(code)
		w = both(w, measure.Name, "、", ", ")
	}
	return w
}
