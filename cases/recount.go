package cases

import (
	"context"
	"time"

	"jiangqitong/internal/db"
)

// recount counts every promise owed on the calendar in force, and says by what notices and hours.
func recount(t *turn) error {
	var from, to time.Time
	for i, move := range t.c.moves(t.m.Calendar(), basis{}) {
		if start := t.c.Clocks[move.place].Start; i == 0 || start.Before(from) {
			from = start
		}
		if move.To.After(to) {
			to = move.To
		}
	}
	t.resettle(basis{}, "")
	t.event.Data["grounds"] = grounds(t.m.Calendar(), from, to)
	return nil
}

// settledKey is the setting that names the calendar on which all open promises are known to be counted; an edit of the
// calendar empties it.
const settledKey = "settled_calendar"

// settledState is what is known of the open promises: the calendar on which all are counted, and since when.
type settledState struct {
	calendar string
	since    time.Time
}

func (d *Desk) settled(ctx context.Context, q *db.Q) (s settledState, err error) {
	err = q.QueryRow(ctx, "select coalesce(max(value), ''), coalesce(max(updated_ms), 0) from setting where key = $1", settledKey).
		Scan(&s.calendar, ms{&s.since})
	return s, err
}

// unsettle notes that an edit of the calendar leaves open promises to be counted again.
func (d *Desk) unsettle(ctx context.Context, q *db.Q) error {
	return putSetting(ctx, q, settledKey, "", d.now())
}

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
	before, err := d.settled(ctx, d.db.Reader())
	if err != nil || before.calendar == version {
		return 0, err
	}
	numbers, err := d.openCases(ctx, func(c *Case) bool { return len(c.moves(m.Calendar(), basis{})) > 0 })
	if err != nil {
		return 0, err
	}
	if n, err = d.doEach(ctx, Timer, numbers, Command{Action: Recount}); err != nil || m.Now.Sub(before.since) < calendarSpreads {
		return n, err
	}
	return n, d.db.Write(ctx, func(q *db.Q) error {
		now, err := d.settled(ctx, q)
		if err != nil || now != before { // the calendar was edited meanwhile
			return err
		}
		if err := wakeAll(ctx, q, m.Now); err != nil {
			return err
		}
		return putSetting(ctx, q, settledKey, version, m.Now)
	})
}

// wakeAll lets the next run of the timer look at every promise that runs: one that is due as before may be near due, or
// overdue by working days, on another day.
func wakeAll(ctx context.Context, q *db.Q, now time.Time) error {
	_, err := q.Exec(ctx, "update clock set next_ms = $1 where next_ms > $1", toMs(now)+1)
	return err
}
