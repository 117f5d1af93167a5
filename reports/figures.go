package reports

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// history reads the figures of the months that a report compares with. The official ones are kept in the table
// month_figure; those of a narrower scope are folded from its own cases.
func (p *Press) history(ctx context.Context, a cases.Actor, period cases.Period, refs *cases.Refs) (History, error) {
	last := workday.MonthOf(period.Last)
	if a.Role != cases.RoleSystem && a.Role != cases.RoleCentre {
		history, err := p.foldMonths(ctx, a, months(last), refs)
		return history.used(), err
	}
	history, fresh, err := p.kept(ctx, last)
	if err != nil {
		return nil, err
	}
	var stale []workday.Month
	for _, m := range months(last) {
		if !fresh[m] && m.First().Start().Before(p.now()) {
			stale = append(stale, m)
		}
	}
	if len(stale) == 0 {
		return history.used(), nil
	}
	missing, err := p.foldMonths(ctx, Official, stale, refs)
	if err != nil {
		return nil, err
	}
	for m, figures := range missing {
		history[m] = figures
	}
	return history.used(), p.keep(ctx, missing)
}

// used leaves out the months in which nothing was handled, such as those before the product came into use.
func (h History) used() History {
	for m, figures := range h {
		if figures["handled"].N == 0 {
			delete(h, m)
		}
	}
	return h
}

// months are those before the last that its trend shows.
func months(last workday.Month) (list []workday.Month) {
	for m := last.AddMonths(1 - trendMonths); m.Compare(last) < 0; m = m.Next() {
		list = append(list, m)
	}
	return list
}

// Ratings and call-backs of a month's cases still come in for some time after its end: until then its kept figures
// are good for a day.
const (
	settled = 60 * 24 * time.Hour
	goodFor = 24 * time.Hour
)

// kept reads the kept figures and says which months need not be folded again.
func (p *Press) kept(ctx context.Context, last workday.Month) (History, map[workday.Month]bool, error) {
	history, fresh := History{}, map[workday.Month]bool{}
	now := p.now()
	err := db.Each(ctx, p.db.Reader(), func(row db.Scanner) error {
		var m workday.Month
		var code string
		var f Figure
		var made, issue int64
		if err := row.Scan(&m, &code, &f.N, &f.Base, &made, &issue); err != nil {
			return err
		}
		if history[m] == nil {
			history[m] = Figures{}
		}
		history[m][code] = f
		at := time.UnixMilli(made)
		fresh[m] = issue != 0 || !at.After(now) && (at.Sub(m.Last().End()) >= settled || now.Sub(at) < goodFor && !at.Before(m.Last().End()))
		return nil
	}, "select month, code, n, base, at_ms, issue from month_figure where month >= $1 and month < $2",
		last.AddMonths(1-trendMonths).String(), last.String())
	return history, fresh, err
}

// foldMonths counts several months in one reading of the ledger.
func (p *Press) foldMonths(ctx context.Context, a cases.Actor, list []workday.Month, refs *cases.Refs) (History, error) {
	history := History{}
	if len(list) == 0 {
		return history, nil
	}
	folds := make([]*fold, len(list))
	for i, m := range list {
		folds[i] = newFold(cases.MonthPeriod(m), refs)
	}
	whole := cases.Period{First: list[0].First(), Last: list[len(list)-1].Last(), CutOff: list[len(list)-1].Last().End()}
	err := p.desk.Ledger(ctx, a, whole, func(r *cases.Record) error {
		for _, f := range folds {
			f.count(r)
		}
		return nil
	})
	for i, m := range list {
		history[m] = folds[i].figures()
	}
	return history, err
}

// keep stores the figures of months, but leaves those of frozen months alone. All writers go by one order of the
// months, so that none waits for another in a circle.
func (p *Press) keep(ctx context.Context, history History) error {
	return p.db.Write(ctx, func(q *db.Q) error {
		for _, m := range slices.SortedFunc(maps.Keys(history), workday.Month.Compare) {
			if err := p.keepMonth(ctx, q, m, history[m], 0); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *Press) keepMonth(ctx context.Context, q *db.Q, m workday.Month, figures Figures, issue int64) error {
	const columns = 6
	now, rows, args := p.now().UnixMilli(), []string{}, []any{}
	for _, measure := range Measures {
		f := figures[measure.Code]
		rows = append(rows, "("+db.In(len(args)+1, columns)+")")
		args = append(args, m.String(), measure.Code, f.N, f.Base, now, issue)
	}
	_, err := q.Exec(ctx, "insert into month_figure (month, code, n, base, at_ms, issue) values "+strings.Join(rows, ", ")+`
		on conflict (month, code) do update set n = excluded.n, base = excluded.base, at_ms = excluded.at_ms, issue = excluded.issue
		where month_figure.issue = 0 or excluded.issue <> 0`, args...)
	return err
}

// Refresh folds the months of a year back anew and keeps their figures, so that no reader waits for them; a nightly job.
func (p *Press) Refresh(ctx context.Context) error {
	refs, err := p.desk.Refs(ctx)
	if err != nil {
		return err
	}
	history, err := p.foldMonths(ctx, Official, months(workday.MonthOf(workday.DateOf(p.now()))), refs)
	if err != nil {
		return err
	}
	return p.keep(ctx, history)
}
