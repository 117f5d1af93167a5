package main

import (
	"fmt"
	"runtime/debug"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/app"
)

// renewal measures how long an administrator waits to see what a new version of a policy would move in all open cases,
// and how fast those of one category are promised anew in the background.
func renewal(r *run, show func(row)) error {
	p, err := r.district("renewal.db", share{"open", r.cases, []string{"event"}})
	if err != nil {
		return err
	}
	defer p.close()
	gc := app.EaseCollector() // as in the server, of which both are a part
	defer debug.SetGCPercent(gc)
	admin := cases.Actor{Name: "bench", Role: cases.RoleAdmin}
	if err := r.lengthen(p, admin); err != nil {
		return err
	}
	watch, start := watchMemory(), time.Now()
	moves, err := p.Desk.PreviewRepromise(r.ctx, admin, cases.Renewal{Policy: cases.DefaultPolicy}, 0, 50)
	if err != nil {
		return err
	}
	show(row{what: fmt.Sprintf("preview: %d promises of %d open cases", moves.Total, moves.Cases), product: seconds(time.Since(start))})
	show(row{what: "its memory above idle", product: megabytes(watch())})
	order, err := p.Desk.Repromise(r.ctx, admin, cases.Renewal{Category: "road"}, 0, "全市统一时限")
	if err != nil {
		return err
	}
	watch, start = watchMemory(), time.Now()
	n, err := p.Desk.Renew(r.ctx)
	if err != nil || n != order.Cases {
		return fmt.Errorf("%d of %d cases were promised anew: %w", n, order.Cases, err)
	}
	show(row{what: fmt.Sprintf("promised anew: %d open cases of a category", n), product: perSecond(n, time.Since(start))})
	show(row{what: "its memory above idle", product: megabytes(watch())})
	return nil
}

// lengthen gives the usual policy a version that promises a day more.
func (r *run) lengthen(p *product, admin cases.Actor) error {
	refs, err := p.Desk.Refs(r.ctx)
	if err != nil {
		return err
	}
	policy := refs.Policy(cases.DefaultPolicy, 0)
	policy.Resolve.N++
	_, err = p.Desk.SavePolicy(r.ctx, admin, policy)
	return err
}
