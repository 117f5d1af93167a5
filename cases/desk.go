package cases

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// Desk is the one door through which cases are filed, changed and read.
type Desk struct {
	db  *db.DB
	now func() time.Time

	mu    sync.Mutex
	refs  *Refs     // the last reading of the reference data
	asked time.Time // when its version was last asked for

	calendars sync.Map // calendars on record that were read, by version
}

// NewDesk opens the desk on a migrated database. now is the clock that every rule goes by.
func NewDesk(d *db.DB, now func() time.Time) *Desk { return &Desk{db: d, now: now} }

// Moment is now, with the reference data in force.
func (d *Desk) Moment(ctx context.Context) (Moment, error) {
	refs, err := d.Refs(ctx)
	return Moment{Now: d.now().Truncate(time.Millisecond), Refs: refs}, err
}

// File takes a new request and routes it where a rule fits. The same key from the same person gives the same case,
// however often and however fast it is sent.
func (d *Desk) File(ctx context.Context, a Actor, f Filing) (*Case, error) {
	m, err := d.Moment(ctx)
	if err != nil {
		return nil, err
	}
	if a.Role == RoleCompany {
		f.Company = a.Company
	}
	company, err := d.Company(ctx, f.Company)
	if err != nil {
		return nil, err
	}
	if company.State != CompanyConfirmed {
		return nil, &Problem{Conflict, "", Words{"企业注册还没有通过确认，确认后才能提交诉求。",
			"The company's registration is not confirmed yet; requests can be filed once it is."}}
	}
	change, err := Open(a, company, number(m.Today()), f, m)
	if err != nil {
		return nil, err
	}
	return d.store(ctx, a, f, change, m)
}

func (d *Desk) store(ctx context.Context, a Actor, f Filing, change Change, m Moment) (*Case, error) {
	var made int64
	err := d.db.Write(ctx, func(q *db.Q) (err error) {
		if made, err = claim(ctx, q, a, f.Key, f.said(), f.Files, m.Now); err != nil || made != 0 {
			return err
		}
		if err := create(ctx, q, change, m); err != nil {
			return err
		}
		if err := bindFiles(ctx, q, a, change.Case.ID, 1, f.Files); err != nil {
			return err
		}
		return fillKey(ctx, q, a.ID, f.Key, change.Case.ID)
	})
	if made != 0 && err == nil {
		return load(ctx, d.db.Reader(), "c.id = $1", made)
	}
	if db.IsUnique(err) { // the number is taken: draw another
		change.Case.ID, change.Case.No = 0, number(m.Today())
		return d.store(ctx, a, f, change, m)
	}
	return change.Case, err
}

// number draws a case number: the day and six digits, such as JQ210630-482137. Drawn, not counted: no writer waits
// for another. Two alike on one day meet the unique index, and one is drawn again.
func number(day workday.Date) string {
	return fmt.Sprintf("JQ%02d%02d%02d-%06d", day.Year()%100, day.Month(), day.Day(), rand.IntN(1_000_000))
}

// attempts is how often an action that named no version is tried again when others change the case at the same time.
const attempts = 5

// Do carries out a command on the case with the number. A command that names a version wins only if nobody changed
// the case since: the loser is told what changed.
func (d *Desk) Do(ctx context.Context, a Actor, no string, cmd Command) (*Case, error) {
	m, err := d.Moment(ctx)
	if err != nil {
		return nil, err
	}
	for range attempts {
		c, err := d.try(ctx, a, no, cmd, m)
		if !errors.Is(err, errRaced) {
			return c, err
		}
	}
	return nil, staleProblem
}

func (d *Desk) try(ctx context.Context, a Actor, no string, cmd Command, m Moment) (*Case, error) {
	before, err := d.find(ctx, d.db.Reader(), a, no)
	if err != nil {
		return nil, err
	}
	if cmd.Version != 0 && cmd.Version != before.Version {
		return d.unlessRepeated(ctx, a, before, cmd, d.stale(ctx, a, before.ID, cmd.Version))
	}
	if parent := cmd.Input["parent"]; parent != "" {
		if m.Parent, err = d.find(ctx, d.db.Reader(), a, parent); err != nil && !errors.Is(err, ErrNotFound) {
			return nil, err
		}
	}
	change, err := before.Apply(a, cmd, m)
	if err != nil {
		return d.unlessRepeated(ctx, a, before, cmd, err)
	}
	var after *Case
	err = d.db.Write(ctx, func(q *db.Q) (err error) {
		done, err := claim(ctx, q, a, cmd.Key, cmd.said(no), cmd.Files, m.Now)
		switch {
		case err != nil:
			return err
		case done != 0:
			return errRepeated
		}
		if err := save(ctx, q, before, change, m); err != nil {
			return err
		}
		if err := bindFiles(ctx, q, a, before.ID, change.Case.Version, cmd.Files); err != nil {
			return err
		}
		if after = change.Case; cmd.Action == Merge {
			if after, err = joinParent(ctx, q, a, after, m); err != nil {
				return err
			}
		}
		return fillKey(ctx, q, a.ID, cmd.Key, before.ID)
	})
	switch {
	case errors.Is(err, errRepeated):
		return d.find(ctx, d.db.Reader(), a, no)
	case err != nil:
		return nil, err
	}
	return after, nil
}

var staleProblem = &Problem{Stale, "", Words{
	"您查看之后，这件诉求已有变化，您的操作没有执行。请刷新页面后再决定。",
	"The request changed after you looked at it, and your action was not carried out. Reload, then decide.",
}}

// stale tells what happened to the case after the version, as far as the actor may read it, so that they need not
// search for it.
func (d *Desk) stale(ctx context.Context, a Actor, id, version int64) error {
	events, err := d.events(ctx, d.db.Reader(), a, id)
	if err != nil {
		return err
	}
	p := *staleProblem
	for _, e := range events {
		if e.Seq <= version || e.Key != "" {
			continue
		}
		at := e.At.In(workday.Zone).Format("01-02 15:04")
		p.Zh += fmt.Sprintf("\n%s %s：%s", at, e.ActorName, e.Action.Words().Zh)
		p.En += fmt.Sprintf("\n%s %s: %s", at, e.ActorName, e.Action.Words().En)
	}
	return &p
}

// find reads a case the actor may see.
func (d *Desk) find(ctx context.Context, q *db.Q, a Actor, no string) (*Case, error) {
	where, args := scope(a, 2)
	return load(ctx, q, "c.no = $1 and "+where, append([]any{no}, args...)...)
}

// Words is the action's name in the lifecycle.
func (a Action) Words() Words {
	for _, step := range Lifecycle {
		if step.Action == a {
			return step.Label
		}
	}
	return Words{string(a), string(a)}
}

func param(n int) string { return "$" + strconv.Itoa(n) }
