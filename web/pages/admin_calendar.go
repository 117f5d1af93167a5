package pages

import (
	"context"
	"strconv"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// square is one day in the year's view; the zero square is an empty place.
type square struct {
	day   int
	class string
	title string
	mark  string // 休 or 班, so that colour does not speak alone
}

// monthView is one month of the year's view, by weeks from Monday.
type monthView struct {
	name  string
	weeks [][7]square
}

// months draws the year.
func (p Calendar) months(ctx context.Context) (list []monthView) {
	for n := time.January; n <= time.December; n++ {
		m := workday.MakeMonth(p.Year, n)
		view := monthView{name: m.First().Start().In(workday.Zone).Format(cases.Words{Zh: "1月", En: "January"}.In(lang(ctx)))}
		for d := m.First(); m.Contains(d); d = d.AddDays(1) {
			place := (int(d.Weekday()) + 6) % 7
			if d == m.First() || place == 0 {
				view.weeks = append(view.weeks, [7]square{})
			}
			view.weeks[len(view.weeks)-1][place] = p.square(ctx, d)
		}
		list = append(list, view)
	}
	return list
}

func (p Calendar) square(ctx context.Context, d workday.Date) square {
	day := p.calendar().Day(d)
	s := square{day: d.Day(), class: "day-" + day.Kind.String(), title: d.Label(lang(ctx)) + i18n.T(ctx, "shell.colon") + day.Kind.Label(lang(ctx))}
	switch day.Kind {
	case workday.Holiday:
		s.mark = i18n.T(ctx, "calendar.off")
	case workday.MakeUp:
		s.mark = i18n.T(ctx, "calendar.work")
	}
	if day.Name != "" {
		s.title += " · " + workday.HolidayName(day.Name, lang(ctx))
	}
	if day.Notice != "" {
		s.title += " · " + day.Notice
	}
	if d == p.Today {
		s.class += " day-today"
	}
	return s
}

// calendar is the one in force, or the one that a previewed notice would make.
func (p Calendar) calendar() *workday.Calendar {
	if p.Notice != nil {
		return p.Refs.Calendar.With(p.Notice.Notice)
	}
	return p.Refs.Calendar
}

// weekdays head the days, Monday first.
func weekdays(ctx context.Context) (names []string) {
	monday := workday.MakeDate(2021, time.June, 7)
	for i := range 7 {
		d := monday.AddDays(i)
		names = append(names, cases.Words{Zh: string([]rune("日一二三四五六")[d.Weekday()]), En: d.Weekday().String()[:2]}.In(lang(ctx)))
	}
	return names
}

// notices lists what was announced for the year, each with its holidays.
func (p Calendar) notices(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "calendar.notices"), HideCaption: true, Columns: columns(ctx, "calendar.notice", "calendar.version", "calendar.days")}
	for _, n := range p.Refs.Calendar.Notices() {
		if n.Year == p.Year {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: n.Title, Sub: n.ID, Main: true}, {Text: strconv.Itoa(n.Version)}, {Text: dayCount(ctx, n)}}})
		}
	}
	return t
}

// dayCount says how many days a notice makes off and how many it makes worked.
func dayCount(ctx context.Context, n workday.Notice) string {
	off, worked := 0, 0
	for _, d := range n.Days {
		if d.Working {
			worked++
		} else {
			off++
		}
	}
	return i18n.T(ctx, "calendar.count", "Off", off, "Worked", worked)
}

// moved says how many promises another calendar would move.
func moved(ctx context.Context, m cases.Moves) string {
	if m.Total == 0 {
		return i18n.T(ctx, "calendar.moves_none")
	}
	return i18n.T(ctx, "calendar.moves", "Cases", m.Cases, "Count", m.Total)
}

// pager leads through what is previewed; it names places, since a preview is sent as a form.
func (p Calendar) pager(ctx context.Context, m cases.Moves) ui.Pager {
	return movesPager(ctx, m, p.From, strconv.Itoa)
}

func (p Calendar) moves(ctx context.Context, m cases.Moves) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "calendar.moves_title"), HideCaption: true,
		Columns: columns(ctx, "calendar.case", "ask.lead", "calendar.milestone", "calendar.from", "calendar.to")}
	for _, move := range m.List {
		to := ui.Cell{Text: dueTime(ctx, move.To)}
		if move.Firm {
			to.Sub = i18n.T(ctx, "calendar.firm")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: move.No, Main: true}, {Text: bureauName(ctx, p.Refs, move.Lead)},
			{Text: in(ctx, move.Milestone.Words())}, {Text: dueTime(ctx, move.From)}, to}})
	}
	return t
}

func (p Calendar) noticeFields(ctx context.Context) []ui.Field {
	file := ask(ctx, ui.KindFile, "file", "")
	file.Accept = ".csv,text/csv,text/plain"
	text := ask(ctx, ui.KindTextarea, "csv", p.CSV)
	text.Rows, text.Placeholder = 8, noticeSample
	text.Error, file.Error = problemOf(ctx, p.Bad, "notice"), ""
	return []ui.Field{file, text}
}

// noticeSample shows how a notice is written.
const noticeSample = `# id: 国办发明电〔2026〕1号
# title: 国务院办公厅关于2027年部分节假日安排的通知
# year: 2027
date,kind,name
2027-01-01..2027-01-03,off,元旦
2027-01-04,work,元旦`

func (p Calendar) hoursFields(ctx context.Context) []ui.Field {
	f := need(ctx, ui.KindText, "hours", p.Hours, 60)
	f.Error = problemOf(ctx, p.Bad, "hours")
	return []ui.Field{f}
}
