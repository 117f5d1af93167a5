package main

import (
	"fmt"
	"slices"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
	"jiangqitong/reports"
)

// issue measures the frozen month: closing it, and the list behind one of its numbers, first and then again within the
// half minute for which readers share what the issue counted; beside that, the same list by the records of now.
func issue(r *run, p *product, show func(row)) error {
	month := workday.MonthOf(workday.DateOf(morning))
	p.clock = month.Next().First().At(9, 0)
	defer func() { p.clock = morning }()
	period, start := p.Press.Month(month), time.Now()
	frozen, err := p.Press.Freeze(r.ctx, cases.Actor{Name: "bench", Role: cases.RoleCentre}, period)
	if err != nil {
		return err
	}
	show(row{what: fmt.Sprintf("freezing the month, %d cases", r.large), product: seconds(time.Since(start))})
	for _, measure := range []string{"handled", "overdue", "benefited"} {
		link := reports.Link{Measure: measure}
		behind := func() error {
			_, err := p.Press.Behind(r.ctx, frozen.Number, link, 0, 50)
			return err
		}
		first, err := middle(1, behind)
		if err != nil {
			return err
		}
		again, err := middle(11, behind)
		if err != nil {
			return err
		}
		live, err := middle(3, func() error {
			_, _, err := p.Press.Cases(r.ctx, reports.Official, period, link, 50)
			return err
		})
		if err != nil {
			return err
		}
		show(row{what: "list behind the frozen “" + measure + "”, beside the live", product: fmt.Sprintf("%s, %s", milliseconds(first), milliseconds(again)),
			raw: milliseconds(live)})
	}
	return nil
}

func milliseconds(d time.Duration) string { return d.Round(time.Millisecond).String() }

// middle is the median of some runs.
func middle(runs int, run func() error) (time.Duration, error) {
	took := make([]time.Duration, runs)
	for i := range took {
		start := time.Now()
		if err := run(); err != nil {
			return 0, err
		}
		took[i] = time.Since(start)
	}
	slices.Sort(took)
	return took[runs/2], nil
}
