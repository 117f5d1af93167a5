package cases

import (
	"context"

	"jiangqitong/internal/db"
)

// recount counts every promise owed on the calendar in force.
func recount(t *turn) error {
	t.resettle(Policy{}, "工作日历 "+t.m.Calendar().Version())
	return nil
}

// settledKey is the setting that names the calendar on which all open promises are known to be counted.
const settledKey = "settled_calendar"

// Resettle counts every open promise anew after the calendar or the office hours changed, case by case, and tells the
// leads what moved. Where nothing changed since the last time it reads one setting and no more, so it may run every
// minute, in several instances; what is interrupted is taken up by the next run. n is how many cases moved.
func (d *Desk) Resettle(ctx context.Context) (n int, err error) {
	m, err := d.Moment(ctx)
	if err != nil {
		return 0, err
	}
	version := m.Calendar().Version()
	settled, err := db.Value[string](ctx, d.db.Reader(), "select coalesce(max(value), '') from setting where key = $1", settledKey)
	if err != nil || settled == version {
		return 0, err
	}
	numbers, err := d.openCases(ctx, func(c *Case) bool { return len(c.moves(m.Calendar(), Policy{})) > 0 })
	if err != nil {
		return 0, err
	}
	if n, err = d.doEach(ctx, Timer, numbers, Command{Action: Recount}); err != nil {
		return n, err
	}
	return n, d.db.Write(ctx, func(q *db.Q) error { return putSetting(ctx, q, settledKey, version, m.Now) })
}
