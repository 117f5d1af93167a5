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
// from the fifth on; after a downtime of months those that were missed too. A month that was frozen before, or in which
// nothing was handled, is left alone. Running it again tells nobody twice.
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
	month, err := a.firstMissed(ctx, now)
	for ; err == nil && month.Compare(now) < 0; month = month.Next() {
		err = a.prepare(ctx, month, worked >= freezeOn)
	}
	return err
}

// mostMissed is how many months are made up for after a downtime.
const mostMissed = 12

// firstMissed is the month after the last that was frozen, or last month where none ever was: records of before the
// product came into use are nobody's report.
func (a *App) firstMissed(ctx context.Context, now workday.Month) (workday.Month, error) {
	last, err := a.Press.LastMonth(ctx)
	first := last.Next()
	switch {
	case last.IsZero() || first.Compare(now) >= 0:
		first = now.Prev()
	case first.Compare(now.AddMonths(-mostMissed)) < 0:
		first = now.AddMonths(-mostMissed)
	}
	return first, err
}

// prepare puts the draft of a month before the centre, or freezes it.
func (a *App) prepare(ctx context.Context, month workday.Month, freeze bool) error {
	period := cases.MonthPeriod(month)
	book, err := a.unfrozen(ctx, month)
	if err != nil || book == nil {
		return err
	}
	note := notify.Note{Path: periodPath(period), Body: book.Opening, Subject: cases.Words{
		Zh: "请核对并发布" + month.Label("zh") + "月报", En: "Please check and release the report of " + month.Label("en")}}
	if !freeze {
		return a.Notify.TellCentre(ctx, "report:draft:"+month.String(), note)
	}
	if _, err := a.Press.Freeze(ctx, cases.Actor{Name: cases.Timer.Name, Role: cases.RoleCentre}, period); err != nil {
		return err
	}
	note.Subject = cases.Words{Zh: month.Label("zh") + "月报已自动定稿，请发布",
		En: "The report of " + month.Label("en") + " was frozen by itself; please release it"}
	return a.Notify.TellCentre(ctx, "report:frozen:"+month.String(), note)
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
		note := notify.Note{Path: periodPath(i.Period), Body: book.Opening,
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

// periodPath is the page of a period's report.
func periodPath(p cases.Period) string { return "/month/" + p.Name() }

// workbook is what goes along with the mail of a released report, not found once the report was reopened.
func workbook(press *reports.Press) func(context.Context, int64) (notify.File, bool, error) {
	return func(ctx context.Context, number int64) (notify.File, bool, error) {
		issue, content, err := press.FrozenWorkbook(ctx, number)
		return notify.File{Name: issue.Title + ".xlsx", Type: reports.MediaType, Content: content}, err == nil && issue.InForce(), err
	}
}
