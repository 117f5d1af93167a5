package cases

import (
	"context"
	"slices"
	"time"

	"jiangqitong/internal/db"
)

// happenedBatch is how many cases one statement asks for.
const happenedBatch = 256

// Happened tells for some cases what happened to them from an instant on, oldest first, reminders left out. A case that
// the actor may not see or that is there no more has no entry; one to which nothing happened has an empty one.
func (d *Desk) Happened(ctx context.Context, a Actor, ids []int64, since time.Time) (map[int64][]Event, error) {
	found := make(map[int64][]Event, len(ids))
	for chunk := range slices.Chunk(ids, happenedBatch) {
		args, in := idList(chunk)
		where, scoped := scope(a, len(args)+1)
		q := d.db.Reader()
		err := db.Each(ctx, q, func(row db.Scanner) error {
			var id int64
			err := row.Scan(&id)
			found[id] = []Event{}
			return err
		}, "select c.id from cases c where c.id in ("+in+") and "+where, append(args, scoped...)...)
		if err != nil {
			return nil, err
		}
		err = db.Each(ctx, q, func(row db.Scanner) error {
			e, err := scanEvent(row)
			if _, seen := found[e.Case]; err == nil && seen && e.Level == NoLevel && Reads(a, e) {
				found[e.Case] = append(found[e.Case], e)
			}
			return err
		}, "select id, "+eventTable.list("")+" from event where case_id in ("+in+") and at_ms >= "+param(len(args)+1)+" order by id",
			append(args, toMs(since))...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
