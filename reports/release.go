package reports

import (
	"context"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

var (
	mayNotRelease  = &cases.Problem{Kind: cases.Forbidden, Words: Words{Zh: "月报由诉求中心发布。", En: "Reports are released by the centre."}}
	releasedBefore = &cases.Problem{Kind: cases.Conflict, Words: Words{Zh: "这一期已经发布。", En: "The issue was released before."}}
	notInForce     = &cases.Problem{Kind: cases.Conflict, Words: Words{Zh: "这一期已经重开，请重新定稿后再发布。", En: "The issue was reopened; freeze it anew before releasing it."}}
)

// Release (发布) lets a frozen issue go to the leaders. It can be done once; a corrected issue is another one.
func (p *Press) Release(ctx context.Context, a cases.Actor, number int64) error {
	if a.Role != cases.RoleCentre {
		return mayNotRelease
	}
	switch issue, err := p.Issue(ctx, number); {
	case err != nil:
		return err
	case !issue.InForce():
		return notInForce
	}
	return p.db.Write(ctx, func(q *db.Q) error {
		rows, err := q.Exec(ctx, `update report_issue set released_ms = $1, released_by = $2 where number = $3 and released_ms = 0 and reopened_ms = 0`,
			p.now().UnixMilli(), a.Name, number)
		if err != nil {
			return err
		}
		return problemIf(rows == 0, releasedBefore)
	})
}

// ToMail lists the released issues in force that have not been mailed yet, oldest first.
func (p *Press) ToMail(ctx context.Context) ([]Issue, error) {
	return db.All(ctx, p.db.Reader(), scanIssue, "select "+issueColumns+` from report_issue
		where released_ms <> 0 and mailed_ms = 0 and reopened_ms = 0 order by number`)
}

// Mailed records that an issue is on its way to everybody who gets it.
func (p *Press) Mailed(ctx context.Context, number int64) error {
	return p.db.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, "update report_issue set mailed_ms = $1 where number = $2", p.now().UnixMilli(), number)
		return err
	})
}

// EverFrozen says whether the days of a period have been frozen before, reopened since or not.
func (p *Press) EverFrozen(ctx context.Context, period cases.Period) (bool, error) {
	return db.Value[bool](ctx, p.db.Reader(), "select exists (select 1 from report_issue where first_day = $1 and last_day = $2)",
		period.First.String(), period.Last.String())
}

// LastMonth is the latest calendar month that was ever frozen, zero for none.
func (p *Press) LastMonth(ctx context.Context) (last workday.Month, err error) {
	issues, err := p.Issues(ctx)
	for _, i := range issues {
		if m := i.Period.Month(); m.Compare(last) > 0 {
			last = m
		}
	}
	return last, err
}
