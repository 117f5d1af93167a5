package cases

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// SavePolicy adds a version of a policy and returns it: Version names the version that was edited, 0 makes a new
// policy. No version is ever changed, so every case keeps the promise it was given.
func (d *Desk) SavePolicy(ctx context.Context, a Actor, p Policy) (saved Policy, err error) {
	p.Code, p.Name, p.Remark = tidy(p.Code), tidyWords(p.Name), tidyWords(p.Remark)
	err = d.edit(ctx, a, func(q *db.Q, refs *Refs) (RefChange, error) {
		before, known := refs.policies[policyKey{p.Code, 0}]
		change := RefChange{What: EditedPolicy, Key: p.Code}
		if known && p.Version != 0 && refs.Policies[before].Version != p.Version {
			return change, problem(Stale, "", "这个时限规则刚被修改过，请刷新后再改。", "Somebody changed this policy first; reload, then edit it.")
		}
		if err := p.check(refs, known); err != nil {
			return change, err
		}
		saved = p
		saved.Version = 1
		if known {
			newest := refs.Policies[before]
			change.Before = described(policyTable, newest.row())
			saved.Version = newest.Version + 1
		}
		change.After = described(policyTable, saved.row())
		at, by := toMs(d.now()), a.Name
		_, err := q.Exec(ctx, madePolicyTable.insert(1), values(append(saved.row(), &at, &by))...)
		return change, err
	})
	return saved, err
}

func (p Policy) check(refs *Refs, known bool) error {
	c := checks{refs: refs}
	c.code(p.Code, p.Version == 0, known)
	c.names(p.Name)
	c.text("remark_zh", p.Remark.Zh, "中文说明", "Chinese remark", 500)
	c.text("remark_en", p.Remark.En, "英文说明", "English remark", 1000)
	for _, b := range p.budgets() {
		c.that(b.ok(), b.field, "“%[1]s”应是时限，如 60m、24h、7d、1wh、5wd；“%[3]s”不是。", "“%[2]s” is a time such as 60m, 24h, 7d, 1wh or 5wd; “%[3]s” is not.",
			b.Zh, b.En, b.String())
		c.that(!b.required || !b.IsZero(), b.field, "请填写“%[1]s”。", "Please fill in “%[2]s”.", b.Zh, b.En)
	}
	c.that(p.ExtendTimes >= 0 && p.ExtendTimes <= 9, "extend_times", "延期次数应是 0 到 9。", "The number of extensions is 0 to 9.")
	c.that(p.ExtendTimes == 0 || !p.ExtendBy.IsZero(), "extend_by", "允许延期时，请填写单次延期上限。", "Where extensions are allowed, fill in the longest one.")
	c.that(p.Active || !refs.inUse(p.Code), "active", "仍有诉求类别使用这个时限规则，请先改用别的规则。", "Categories still use this policy; give them another first.")
	if len(c.bad) == 0 {
		c.noStepAfterAnswer(p)
	}
	return c.err()
}

// noStepAfterAnswer refuses steps that are promised later than the answer itself, on an ordinary Monday morning.
func (c *checks) noStepAfterAnswer(p Policy) {
	cal, from := c.refs.Calendar, workday.MakeDate(2021, time.June, 7).At(9, 0)
	resolve := cal.After(from, p.Resolve).At
	for _, b := range p.budgets()[1:4] {
		c.that(!cal.After(from, b.Budget).At.After(resolve), b.field, "“%[1]s”不能长于办结时限。", "“%[2]s” cannot be longer than the time to resolve.", b.Zh, b.En)
	}
}

// inUse says whether an active category promises by the policy.
func (r *Refs) inUse(policy string) bool {
	return slices.ContainsFunc(r.Categories, func(c Category) bool {
		return c.Active && (c.Policy == policy || c.UrgentPolicy == policy)
	})
}

// namedBudget is one promise of a policy, with the name of its field.
type namedBudget struct {
	workday.Budget
	Words
	field    string
	required bool
}

func (b namedBudget) ok() bool {
	return b.Budget == workday.Budget{} || b.Unit.Valid() && b.N >= 1 && b.N <= b.Unit.Max()
}

// budgets lists the promises in the order of the form: first routing, then the steps up to the answer.
func (p Policy) budgets() []namedBudget {
	named := func(b workday.Budget, column string, required bool) namedBudget {
		return namedBudget{b, columnWords(column), column, required}
	}
	return []namedBudget{
		named(p.Route, "route_in", false), named(p.Sign, "sign_in", false), named(p.Contact, "contact_in", false),
		named(p.Plan, "plan_in", false), named(p.Resolve, "resolve_in", true), named(p.Co, "co_in", false),
		named(p.Ruling, "ruling_in", true), named(p.Confirm, "confirm_in", true), named(p.PauseCap, "pause_cap", true),
		named(p.ReturnWindow, "return_window", false), named(p.ExtendBy, "extend_by", false), named(p.ExtendAhead, "extend_ahead", false),
	}
}

// PolicyPreview is what a policy promises to a case routed at an instant.
type PolicyPreview struct {
	Start time.Time
	Why   Words // what the example shows
	Dues  []PromisedDue
}

// PromisedDue is one promise of an example.
type PromisedDue struct {
	Milestone Milestone
	Budget    workday.Budget
	Due       workday.Due
}

// PreviewPolicy counts what the policy promises to cases that start at the examples. It stores nothing.
func (r *Refs) PreviewPolicy(p Policy, examples []PolicyPreview) []PolicyPreview {
	previews := slices.Clone(examples)
	for i := range previews {
		previews[i].Dues = nil
		for _, milestone := range []Milestone{RouteBy, SignBy, ContactBy, PlanBy, ResolveBy, CoBy} {
			if b := p.budget(milestone); !b.IsZero() {
				previews[i].Dues = append(previews[i].Dues, PromisedDue{milestone, b, r.Calendar.After(previews[i].Start, b)})
			}
		}
	}
	return previews
}

// Examples are starts that show how a promise counts: an ordinary morning, the end of a week, a night, and the eve of
// the next holiday.
func (r *Refs) Examples(now time.Time) []PolicyPreview {
	cal := r.Calendar
	day := cal.AddWorkingDays(workday.DateOf(now), 1)
	last := day
	for cal.IsWorking(last.AddDays(1)) {
		last = last.AddDays(1)
	}
	list := []PolicyPreview{
		{Start: day.At(9, 0), Why: Words{"普通工作日上午", "An ordinary morning"}},
		{Start: last.At(16, 0), Why: Words{"休息日前一天下午", "The afternoon before days off"}},
		{Start: last.AddDays(1).At(22, 0), Why: Words{"休息日夜间", "A night on a day off"}},
	}
	if eve, name := r.nextHolidayEve(day); !eve.IsZero() {
		list = append(list, PolicyPreview{Start: eve.At(16, 0), Why: Words{
			fmt.Sprintf("%s放假前一天下午", name), fmt.Sprintf("The afternoon before %s", workday.HolidayName(name, "en"))}})
	}
	return list
}

// nextHolidayEve is the last working day before the next holiday of three days or more within a year.
func (r *Refs) nextHolidayEve(from workday.Date) (eve workday.Date, name string) {
	for d := from; d.Sub(from) < 366; d = d.AddDays(1) {
		first, third := r.Calendar.Day(d.AddDays(1)), r.Calendar.Day(d.AddDays(3))
		if r.Calendar.IsWorking(d) && first.Kind == workday.Holiday && third.Kind == workday.Holiday {
			return d, first.Name
		}
	}
	return eve, ""
}
