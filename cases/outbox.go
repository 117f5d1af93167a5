package cases

import (
	"context"
	"slices"

	"jiangqitong/internal/db"
)

// Told is an event that is being announced, with its case as it is now.
type Told struct {
	Event Event
	Case  *Case
}

// Announce hands up to limit events that nobody was told of yet to tell, in the order they happened, and marks them
// announced in the same transaction: what tell stores and the mark are kept together or not at all. Several
// instances may announce at the same time; each event goes through one of them. n is how many were announced.
func (d *Desk) Announce(ctx context.Context, limit int, tell func(q *db.Q, told []Told) error) (n int, err error) {
	waiting, err := db.Value[bool](ctx, d.db.Reader(), "select exists (select 1 from event where not announced)")
	if err != nil || !waiting { // asked every few seconds, and mostly there is nothing: that should cost no commit
		return 0, err
	}
	err = d.db.Write(ctx, func(q *db.Q) error {
		events, err := db.All(ctx, q, scanEvent, "select id, "+eventTable.list("")+
			" from event where not announced order by id limit "+param(1)+q.ByEngine("", " for update skip locked"), limit)
		if n = len(events); err != nil || n == 0 {
			return err
		}
		about, err := loadMany(ctx, q, caseIDs(events))
		if err != nil {
			return err
		}
		told, ids := make([]Told, n), make([]int64, n)
		for i, e := range events {
			told[i], ids[i] = Told{e, about[e.Case]}, e.ID
		}
		if err := tell(q, told); err != nil {
			return err
		}
		args, in := idList(ids)
		_, err = q.Exec(ctx, "update event set announced = "+q.ByEngine("1", "true")+" where id in ("+in+")", args...)
		return err
	})
	return n, err
}

func caseIDs(events []Event) []int64 {
	var ids []int64
	for _, e := range events {
		ids = append(ids, e.Case)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
