package reports

import (
	"context"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// mostShared is how many live Books are kept at a time, and mostTraces of how many frozen issues the traces: those of a
// month of 50,000 filings take tens of megabytes.
const (
	mostShared = 32
	mostTraces = 2
)

// liveKey tells live Books apart: who may see what is in them, and of which period. The cut-off is that which was asked
// for, zero for the present of a period that still runs.
type liveKey struct {
	actor       cases.Actor
	first, last workday.Date
	cutOff      time.Time
}

// Share lets readers share live Books, what frozen issues counted and what became of them, for as long as keep.
func (p *Press) Share(keep time.Duration) {
	p.books.keep, p.books.most = keep, mostShared
	p.differences.keep, p.differences.most = keep, mostShared
	p.traces.keep, p.traces.most = keep, mostTraces
}

// tracesOf reads what an issue keeps of each of its cases, nil where it keeps nothing. It is shared among readers, who go
// from one number of an issue to the next, and never changes.
func (p *Press) tracesOf(ctx context.Context, number int64) (*traces, error) {
	return p.traces.get(ctx, number, func(*traces) bool { return true }, func(ctx context.Context) (*traces, error) {
		var packed []byte
		if _, err := p.issue(ctx, number, "traces", &packed); err != nil {
			return nil, err
		}
		return unpackTraces(packed)
	})
}

// Live is the report of a period as the actor may see it, at most as old as Press.Share allows; Book.Made says how old. It
// is shared among readers: nobody may change it. The period is checked first.
func (p *Press) Live(ctx context.Context, a cases.Actor, period cases.Period) (*Book, error) {
	if err := period.Check(p.now()); err != nil {
		return nil, err
	}
	key := liveKey{actor: a, first: period.First, last: period.Last, cutOff: period.CutOff}
	if period.CutOff.Before(period.Last.End()) && p.young(period.CutOff) {
		key.cutOff = time.Time{}
	}
	return p.books.get(ctx, key, func(b *Book) bool { return p.young(b.Made) }, func(ctx context.Context) (*Book, error) {
		return p.Book(ctx, a, period)
	})
}

// LiveCorrection is Correction, at most as old as Press.Share allows.
func (p *Press) LiveCorrection(ctx context.Context, number int64) (Correction, error) {
	c, err := p.differences.get(ctx, number, func(c dated) bool { return p.young(c.made) }, func(ctx context.Context) (dated, error) {
		c, err := p.Correction(ctx, number)
		return dated{c, p.now()}, err
	})
	return c.Correction, err
}

// dated is what became of an issue up to an instant.
type dated struct {
	Correction
	made time.Time
}

// young says whether something made at an instant still serves, by the clock that rules go by; real time passes beside
// it where that clock stands.
func (p *Press) young(made time.Time) bool {
	age := p.now().Sub(made)
	return age >= 0 && age < p.books.keep
}
