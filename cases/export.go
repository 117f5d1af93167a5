package cases

import (
	"context"
	"time"

	"jiangqitong/internal/db"
)

// Export reads every case that a list with the filter shows the actor, oldest first and filed before an instant: first
// it tells begin how many there are, then it calls fn with each. All of it is read as of one instant, so there are as
// many as was said, and one at a time, so in memory that does not grow with their number. Neither function may use the
// database; the record is fn's to keep. The filter's cursor and limit count for nothing.
func (d *Desk) Export(ctx context.Context, a Actor, f Filter, before time.Time, begin func(total int64) error, fn func(*Record) error) error {
	m, err := d.Moment(ctx)
	if err != nil {
		return err
	}
	var w conditions
	w.scope(a)
	f.narrow(&w, m.Refs)
	if err := d.matching(&w, f.Text); err != nil {
		return err
	}
	w.add("c.filed_ms < %s", toMs(before))
	l := newLedgerLine()
	return d.db.Read(ctx, func(q *db.Q) error {
		total, err := db.Value[int64](ctx, q, "select count(*) from cases c where "+w.String(), w.args...)
		if err != nil {
			return err
		}
		if err := begin(total); err != nil {
			return err
		}
		return db.Each(ctx, q, func(row db.Scanner) error {
			r, err := l.read(row)
			if err != nil {
				return err
			}
			return fn(r)
		}, ledgerLines+" where "+w.String()+" order by c.id", w.args...)
	})
}
