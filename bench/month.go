package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/workday"
	"jiangqitong/reports"
)

// month measures what is reckoned and written out of the largest database, in which one case of twenty was filed in the
// month: its workbook, ledgers of any filter, and the page that leaders look at.
func month(r *run, show func(row)) error {
	p, err := r.openMonth()
	if err != nil {
		return err
	}
	defer p.close()
	for _, part := range []func(*run, *product, func(row)) error{trend, workbook, export, cockpit, issue} {
		if err := part(r, p, show); err != nil {
			return err
		}
	}
	return nil
}

// trend measures what the figures of all earlier periods cost that a report compares with: once, when none are kept, and in
// the night after, when only those are reckoned again that may still change. In the morning they are kept, as ever.
func trend(r *run, p *product, show func(row)) error {
	p.clock = morning.Add(-30 * time.Hour)
	for _, what := range []string{"all earlier figures anew", "the night after"} {
		start := time.Now()
		if err := p.Press.Refresh(r.ctx); err != nil {
			return err
		}
		show(row{what: fmt.Sprintf("%s, %d cases", what, r.large), product: seconds(time.Since(start))})
		p.clock = p.clock.Add(24 * time.Hour)
	}
	p.clock = morning
	return nil
}

// workbook measures the whole workbook of the month: reading, counting, every sheet. Beside it stands excelize's
// StreamWriter alone, writing a ledger of the same rows into a file of one sheet.
func workbook(r *run, p *product, show func(row)) error {
	file := filepath.Join(r.dir, "month.xlsx")
	start, watch := time.Now(), watchMemory()
	if err := writeMonth(r, p, file); err != nil {
		return err
	}
	took, peak := time.Since(start), watch()
	cells, n, err := firstRows(file, 200)
	if err != nil {
		return err
	}
	alone, alonePeak, err := r.streamAlone(cells, n)
	if err != nil {
		return err
	}
	show(row{fmt.Sprintf("month's workbook of %d rows, %d cases", n, r.large), perSecond(n, took), perSecond(n, alone),
		alone.Seconds() / took.Seconds(), "0.7 x"})
	show(row{what: "month's workbook, memory above idle", product: megabytes(peak), raw: megabytes(alonePeak), goal: "under 150 MB"})
	return nil
}

// openMonth opens the largest world: one case in twenty was filed in the month, and of those of earlier months all are
// closed but some that are tracked.
func (r *run) openMonth() (*product, error) {
	june := recent.UnixMilli()
	return r.district("month.db",
		share{fmt.Sprint("filed_ms >= ", june), r.large / 20, nil},
		share{fmt.Sprint("open and filed_ms < ", june), r.large / 100, nil},
		share{fmt.Sprint("not open and filed_ms < ", june), r.large - r.large/20 - r.large/100, []string{"event", "clock_entry"}})
}

// recent is when the month of the morning began.
var recent = workday.MonthOf(workday.DateOf(morning)).First().Start()

func writeMonth(r *run, p *product, file string) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	defer out.Close()
	_, err = p.Press.Workbook(r.ctx, reports.Official, p.Press.Month(workday.MonthOf(workday.DateOf(morning))), "zh", out)
	return err
}

// cockpit measures the live figures of the month as the page asks for them, and the page itself.
func cockpit(r *run, p *product, show func(row)) error {
	period := p.Press.Month(workday.MonthOf(workday.DateOf(morning)))
	best, watch := time.Duration(0), watchMemory()
	for range 3 {
		start := time.Now()
		if _, err := p.Press.Book(r.ctx, reports.Official, period); err != nil {
			return err
		}
		best = least(best, time.Since(start))
	}
	show(row{what: fmt.Sprintf("live figures, month of %d, %d cases", r.large/20, r.large), product: seconds(best), raw: megabytes(watch())})
	start := time.Now()
	if _, err := p.Press.Book(r.ctx, reports.Official, cases.PeriodOf(cases.SpanYear, workday.DateOf(morning)).Known(morning)); err != nil {
		return err
	}
	show(row{what: fmt.Sprintf("live figures, year to date, %d cases", r.large), product: seconds(time.Since(start))})
	_, err := p.person(r.ctx, accounts.Person{Login: "bench-leader", Role: cases.RoleLeader})
	if err != nil {
		return err
	}
	if err := p.serve(); err != nil {
		return err
	}
	cookie, err := p.signIn("bench-leader")
	if err != nil {
		return err
	}
	request := func(int64) []byte { return p.get("/month/"+period.Month().String(), cookie) }
	if _, err := hammer(p.addr, 1, r.spell/5, http.StatusOK, request); err != nil { // warm
		return err
	}
	got, err := hammer(p.addr, 16, r.spell, http.StatusOK, request)
	if err != nil {
		return err
	}
	show(row{what: fmt.Sprintf("page of the month, 16 clients, %d cases", r.large), product: fmt.Sprintf("%.1f/s", got.perSecond),
		raw: "p99 " + got.p99.Round(time.Millisecond).String()})
	return nil
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func perSecond(n int, d time.Duration) string { return fmt.Sprintf("%.0f/s", float64(n)/d.Seconds()) }
