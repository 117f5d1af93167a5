package app

import (
	"context"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
	"jiangqitong/notify"
	"jiangqitong/reports"
)

// freezeOn is the working day of a month from which on a report that the centre has left alone is frozen without it, so
// that its figures no longer move. It is mailed to nobody before the centre releases it.
const freezeOn = 5

// PrepareIssue gives the centre last month's report to check from the first working day of a month on, and freezes it
// from the fifth on. A month that was frozen before, or in which nothing was handled, is left alone. Running it again
// tells nobody twice.
func (a *App) PrepareIssue(ctx context.Context) error {
	m, err := a.Desk.Moment(ctx)
	if err != nil {
		return err
	}
	now := workday.MonthOf(m.Today())
	worked := 0
	for day := now.First(); !m.Today().Before(day); day = day.AddDays(1) {
		if m.Calendar().IsWorking(day) {
			worked++
		}
	}
	if worked == 0 {
		return nil
	}
	month := now.Prev()
	book, err := a.unfrozen(ctx, month)
	if err != nil || book == nil {
		return err
	}
	note := notify.Note{Path: monthPath(month), Body: book.Opening, Subject: cases.Words{
		Zh: "请核对并发布" + month.Label("zh") + "月报", En: "Please check and release the report of " + month.Label("en")}}
	if worked >= freezeOn {
		if err := a.freeze(ctx, month); err != nil {
			return err
		}
		note.Subject = cases.Words{Zh: month.Label("zh") + "月报已自动定稿，请发布",
			En: "The report of " + month.Label("en") + " was frozen by itself; please release it"}
		return a.Notify.TellCentre(ctx, "report:frozen:"+month.String(), note)
	}
	return a.Notify.TellCentre(ctx, "report:draft:"+month.String(), note)
}

// unfrozen is a month's report as it stands, nil for one that was frozen before or in which nothing was handled.
func (a *App) unfrozen(ctx context.Context, month workday.Month) (*reports.Book, error) {
	period := cases.MonthPeriod(month)
	if before, err := a.Press.EverFrozen(ctx, period); err != nil || before {
		return nil, err
	}
	book, err := a.Press.Book(ctx, reports.Official, period)
	if err != nil || book.Figures["handled"].N == 0 {
		return nil, err
	}
	return book, nil
}

// ReportMonth takes a month's report all the way in the name of the centre: it is frozen, released and put before the
// leaders, unless it was frozen before or nothing was handled in it.
func (a *App) ReportMonth(ctx context.Context, centre cases.Actor, month workday.Month) error {
	book, err := a.unfrozen(ctx, month)
	if err != nil || book == nil {
		return err
	}
	issue, err := a.Press.Freeze(ctx, centre, cases.MonthPeriod(month))
	if err != nil {
		return err
	}
	if err := a.Press.Release(ctx, centre, issue.Number); err != nil {
		return err
	}
	return a.MailIssues(ctx)
}

func (a *App) freeze(ctx context.Context, month workday.Month) error {
	_, err := a.Press.Freeze(ctx, cases.Actor{Name: cases.Timer.Name, Role: cases.RoleCentre}, cases.MonthPeriod(month))
	return err
}

// MailIssues puts every released report before the leaders: its summary in words, with its workbook. A report is told
// of before it is marked, and told of once, so nothing is lost or doubled whenever the program stops.
func (a *App) MailIssues(ctx context.Context) error {
	issues, err := a.Press.ToMail(ctx)
	if err != nil {
		return err
	}
	for _, i := range issues {
		book, err := a.Press.FrozenBook(ctx, i.Number)
		if err != nil {
			return err
		}
		note := notify.Note{Path: monthPath(i.Period.Month()), Body: book.Opening,
			Subject: cases.Words{Zh: book.Title.Zh + " " + book.Issue.Zh, En: book.Title.En + ", " + book.Issue.En}}
		if err := a.Notify.TellIssue(ctx, i.Number, note); err != nil {
			return err
		}
		if err := a.Press.Mailed(ctx, i.Number); err != nil {
			return err
		}
	}
	return nil
}

// monthPath is the page of a month's report.
func monthPath(m workday.Month) string { return "/month/" + m.String() }

// workbook is what goes along with the mail of a released report, not found once the report was reopened.
func workbook(press *reports.Press) func(context.Context, int64) (notify.File, bool, error) {
	return func(ctx context.Context, number int64) (notify.File, bool, error) {
		issue, content, err := press.FrozenWorkbook(ctx, number)
		return notify.File{Name: issue.Title + ".xlsx", Type: reports.MediaType, Content: content}, err == nil && issue.InForce(), err
	}
}
