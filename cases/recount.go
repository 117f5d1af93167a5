package cases

import (
	"context"
	"time"

	"jiangqitong/internal/db"
)

// recount counts every promise owed on the calendar in force.
func recount(t *turn) error {
	t.resettle(Policy{}, "")
	return nil
}

// settledKey is the setting that names the calendar on which all open promises are known to be counted.
const settledKey = "settled_calendar"

// calendarSpreads is the time after which every instance counts on a new calendar: far more than refsFresh.
const calendarSpreads = time.Minute

// Resettle counts every open promise anew after the calendar or the office hours changed, case by case, and tells those
// concerned what moved. Where nothing changed since the last time it reads one setting and no more, so it may run every
// minute, in several instances; what is interrupted is taken up by the next run. As long as another instance may still
// count on the calendar before, the next run looks again. n is how many cases moved.
func (d *Desk) Resettle(ctx context.Context) (n int, err error) {
	m, err := d.Moment(ctx)
	if err != nil {
		return 0, err
	}
	version := m.Calendar().Version()
	settled, err := d.settledCalendar(ctx)
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
	first, err := db.Value[int64](ctx, d.db.Reader(), "select coalesce(max(first_ms), 0) from calendar where version = $1", version)
	if err != nil || m.Now.Sub(fromMs(first)) < calendarSpreads {
		return n, err
	}
	return n, d.db.Write(ctx, func(q *db.Q) error { return putSetting(ctx, q, settledKey, version, m.Now) })
}

func (d *Desk) settledCalendar(ctx context.Context) (string, error) {
	return db.Value[string](ctx, d.db.Reader(), "select coalesce(max(value), '') from setting where key = $1", settledKey)
}
