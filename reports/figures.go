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

// history reads the figures of the earlier periods that a report compares with. The official ones are kept in the table
// month_figure; those of a narrower scope are folded from its own cases.
func (p *Press) history(ctx context.Context, a cases.Actor, period cases.Period, refs *cases.Refs) (History, error) {
	if a.Role != cases.RoleSystem && a.Role != cases.RoleCentre {
		history, err := p.foldEach(ctx, a, wanted(period), refs)
		return history.used(), err
	}
	return p.official(ctx, wanted(period), refs, goodFor)
}

// official reads the kept figures of periods, and folds anew and keeps those that are not good any more. Figures of young
// periods are good for a while.
func (p *Press) official(ctx context.Context, list []cases.Period, refs *cases.Refs, young time.Duration) (History, error) {
	history, fresh, err := p.kept(ctx, list, young)
	if err != nil {
		return nil, err
	}
	stale := slices.DeleteFunc(slices.Clone(list), func(of cases.Period) bool { return fresh[of.Name()] || of.Check(p.now()) != nil })
	if len(stale) == 0 {
		return history.used(), nil
	}
	missing, err := p.foldEach(ctx, Official, stale, refs)
	if err != nil {
		return nil, err
	}
	maps.Copy(history, missing)
	return history.used(), p.keep(ctx, missing)
}

// used leaves out the periods in which nothing was handled, such as those before the product came into use.
func (h History) used() History {
	maps.DeleteFunc(h, func(_ string, figures Figures) bool { return figures["handled"].N == 0 })
	return h
}

// Ratings and call-backs of a period's cases still come in for some time after its end: until then its kept figures
// are good for a day.
const (
	settled = 60 * 24 * time.Hour
	goodFor = 24 * time.Hour
)

// kept reads the kept figures and says which periods need not be folded again.
func (p *Press) kept(ctx context.Context, list []cases.Period, young time.Duration) (History, map[string]bool, error) {
	history, fresh, ends := History{}, map[string]bool{}, map[string]time.Time{}
	now, names := p.now(), []any{}
	for _, of := range list {
		ends[of.Name()] = of.Last.End()
		names = append(names, of.Name())
	}
	err := db.Each(ctx, p.db.Reader(), func(row db.Scanner) error {
		var name, code string
		var f Figure
		var made, issue int64
		if err := row.Scan(&name, &code, &f.N, &f.Base, &made, &issue); err != nil {
			return err
		}
		if history[name] == nil {
			history[name] = Figures{}
		}
		history[name][code] = f
		at, end := time.UnixMilli(made), ends[name]
		fresh[name] = issue != 0 || !at.After(now) && (at.Sub(end) >= settled || now.Sub(at) < young && !at.Before(end))
		return nil
	}, "select month, code, n, base, at_ms, issue from month_figure where month in ("+db.In(1, len(names))+")", names...)
	return history, fresh, err
}

// foldEach counts periods of before, those that join or overlap in one reading of the ledger.
func (p *Press) foldEach(ctx context.Context, a cases.Actor, list []cases.Period, refs *cases.Refs) (History, error) {
	history := History{}
	for _, stretch := range stretches(list) {
		folds, whole := make([]*fold, len(stretch)), stretch[0]
		for i, of := range stretch {
			folds[i] = newFold(of, refs)
			if whole.Last.Before(of.Last) {
				whole.Last, whole.CutOff = of.Last, of.CutOff
			}
		}
		err := p.ledger(ctx, a, whole, func(r *cases.Record) error {
			for _, f := range folds {
				f.count(r)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		for i, of := range stretch {
			history[of.Name()] = folds[i].figures()
		}
	}
	return history, nil
}

// stretches groups periods that come one after the other, or overlap.
func stretches(list []cases.Period) (groups [][]cases.Period) {
	var last workday.Date
	for _, p := range slices.SortedFunc(slices.Values(list), cases.Period.CompareDays) {
		if n := len(groups); n > 0 && !p.First.After(last.AddDays(1)) {
			groups[n-1] = append(groups[n-1], p)
		} else {
			groups = append(groups, []cases.Period{p})
		}
		if last.Before(p.Last) {
			last = p.Last
		}
	}
	return groups
}

// keep stores the figures of periods, but leaves those of frozen ones alone. All writers go by one order, so that none
// waits for another in a circle.
func (p *Press) keep(ctx context.Context, history History) error {
	return p.db.Write(ctx, func(q *db.Q) error {
		for _, name := range slices.Sorted(maps.Keys(history)) {
			if err := p.keepFigures(ctx, q, name, history[name], 0); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *Press) keepFigures(ctx context.Context, q *db.Q, name string, figures Figures, issue int64) error {
	const columns = 6
	now, rows, args := p.now().UnixMilli(), []string{}, []any{}
	for _, measure := range Measures {
		f := figures[measure.Code]
		rows = append(rows, "("+db.In(len(args)+1, columns)+")")
		args = append(args, name, measure.Code, f.N, f.Base, now, issue)
	}
	_, err := q.Exec(ctx, "insert into month_figure (month, code, n, base, at_ms, issue) values "+strings.Join(rows, ", ")+`
		on conflict (month, code) do update set n = excluded.n, base = excluded.base, at_ms = excluded.at_ms, issue = excluded.issue
		where month_figure.issue = 0 or excluded.issue <> 0`, args...)
	return err
}

// unasked is how long figures are kept that no report needs any more.
const unasked = 100 * 24 * time.Hour

// Refresh folds anew what the reports of the present week, month, quarter and year are compared with, so that no reader
// waits for it, and forgets figures that nobody needs any more; a nightly job.
func (p *Press) Refresh(ctx context.Context) error {
	refs, err := p.desk.Refs(ctx)
	if err != nil {
		return err
	}
	var list []cases.Period
	for _, span := range cases.Spans() {
		list = append(list, wanted(cases.PeriodOf(span, workday.DateOf(p.now())).Known(p.now()))...)
	}
	if _, err := p.official(ctx, list, refs, 0); err != nil {
		return err
	}
	return p.db.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, "delete from month_figure where issue = 0 and at_ms < $1", p.now().Add(-unasked).UnixMilli())
		return err
	})
}
