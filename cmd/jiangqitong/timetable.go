package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/files"
)

// job is one line of the timetable.
type job struct {
	name string
	when string // minute, hour, day, month, weekday, in Asia/Shanghai
	does string
	run  func(context.Context) error
	once bool // a run that failed is not tried again: what it found stays as it is
}

// timetable is when what happens by itself. Each slot is run by one of all instances; what an instance missed while
// none was up is made good once, at the latest slot, and so is a run that died or failed, half an hour later.
func (i *instance) timetable() []job {
	return []job{
		{name: "timer", when: often, does: "records what became near due, due and overdue, and what silence does", run: i.timer},
		{name: "calendar", when: often, does: "counts open promises anew after the calendar or the office hours changed", run: i.resettle},
		{name: "renewal", when: often, does: "promises open cases anew as an administrator ordered", run: i.renew},
		{name: "digest", when: "30 8 * * *", does: "gives everybody the working day's list, and the week's on its first working day", run: i.digest},
		{name: "reminder", when: "0 9 * * *", does: "asks administrators for next year's holidays from November on", run: i.Notify.AskForCalendar},
		{name: "months", when: "20 1 * * *", does: "keeps the figures of past months for comparisons", run: i.Press.Refresh},
		{name: "issue", when: "0 8 * * *", does: "gives the centre last month's report to check from the first working day of a month on, and freezes it from the fifth", run: i.PrepareIssue},
		{name: "mailing", when: often, does: "mails reports that the centre has released to the leaders", run: i.MailIssues},
		{name: "sweep", when: "40 3 * * *", does: "removes what has no more use: expired sessions, uploads never bound, old exports and runs", run: i.sweep},
		{name: "verify", when: "10 4 * * *", does: "counts every clock and every worklist anew and logs what differs", run: i.verify, once: true},
	}
}

// often is every minute: such jobs are not worth a line in the log.
const often = "* * * * *"

// find is the job of a name.
func (i *instance) find(name string) (job, error) {
	table := i.timetable()
	if at := slices.IndexFunc(table, func(j job) bool { return j.name == name }); at >= 0 {
		return table[at], nil
	}
	names := ""
	for _, j := range table {
		names += " " + j.name
	}
	return job{}, say("没有“%s”这个任务，可选：%s。", "There is no job “%s”; choose one of:%s.", name, names)
}

func (i *instance) timer(ctx context.Context) error {
	_, err := i.Desk.Tick(ctx)
	if i.clock != nil {
		err = errors.Join(err, i.clock.Keep(ctx, i.Desk))
	}
	return err
}

func (i *instance) resettle(ctx context.Context) error {
	moved, err := i.Desk.Resettle(ctx)
	if moved > 0 {
		i.Log.Info("promises moved to the new calendar", "cases", moved)
	}
	return err
}

func (i *instance) renew(ctx context.Context) error {
	done, err := i.Desk.Renew(ctx)
	if done > 0 {
		i.Log.Info("open cases promised anew", "cases", done)
	}
	return err
}

func (i *instance) digest(ctx context.Context) error {
	_, err := i.Notify.Digest(ctx)
	return err
}

// verify finds what must not be: a stored due instant or a worklist that is not what the rules say.
func (i *instance) verify(ctx context.Context) error {
	wrong := 0
	tell := func(w cases.Words) {
		wrong++
		i.Log.Error("stored otherwise than counted", "what", w.En)
	}
	_, clocks := i.Desk.VerifyClocks(ctx, tell)
	_, lists := i.Desk.VerifyWorklists(ctx, tell)
	if err := errors.Join(clocks, lists); err != nil || wrong == 0 {
		return err
	}
	return fmt.Errorf("%d stored facts differ from what the rules say; the log names them", wrong)
}

// How long things are kept that nobody asked to keep.
const (
	unboundFor = 24 * time.Hour      // an upload that no filing or action took
	keysFor    = 7 * 24 * time.Hour  // the idempotency key of a request
	runsFor    = 30 * 24 * time.Hour // a run of the timetable
	toldYears  = 2                   // what people were told
)

func (i *instance) sweep(ctx context.Context) error {
	now := i.Now()
	if _, err := i.Accounts.Sweep(ctx); err != nil {
		return err
	}
	if _, err := i.Desk.SweepAttachments(ctx, now.Add(-unboundFor)); err != nil {
		return err
	}
	if _, err := i.Desk.SweepKeys(ctx, now.Add(-keysFor)); err != nil {
		return err
	}
	if _, err := i.Exports.Sweep(ctx, i.Exports.Expired()); err != nil {
		return err
	}
	if _, err := files.Sweep(ctx, i.Store, time.Now().Add(-unboundFor), i.Unreferenced); err != nil {
		return err
	}
	if _, err := i.Notify.Sweep(ctx, now.AddDate(-toldYears, 0, 0)); err != nil {
		return err
	}
	_, err := i.Jobs.Sweep(ctx, now.Add(-runsFor))
	return err
}
