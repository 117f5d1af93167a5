package cases

import (
	"context"
	"fmt"

	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// verifyBatch is how many cases are checked at a time.
const verifyBatch = 256

// VerifyClocks counts every clock of the database anew from its ledger, on the calendar on which it was counted, and
// tells wrong of each whose stored due instant differs. Once Resettle is done with the calendar in force, promises
// still owed must come out the same on that. n is how many clocks were counted.
func (d *Desk) VerifyClocks(ctx context.Context, wrong func(sentence string)) (n int, err error) {
	m, err := d.Moment(ctx)
	if err != nil {
		return 0, err
	}
	settled, err := d.settled(ctx, d.db.Reader())
	if err != nil {
		return 0, err
	}
	err = d.eachBatch(ctx, "1=1", func(q *db.Q, batch map[int64]*Case) error {
		for _, c := range batch {
			calendars, err := d.calendarsOf(ctx, q, c, m.Calendar())
			if err != nil {
				return err
			}
			for i := range c.Clocks {
				k := &c.Clocks[i]
				n++
				if said := k.verify(calendars[k.CountedOn()]); said != "" {
					wrong(fmt.Sprintf("%s %s (clock %d): %s", c.No, k.Milestone, k.N, said))
				}
				if k.Ended == "" && settled.calendar == m.Calendar().Version() && k.CountedOn() != settled.calendar {
					if said := k.verify(m.Calendar()); said != "" {
						wrong(fmt.Sprintf("%s %s (clock %d), on the calendar in force: %s", c.No, k.Milestone, k.N, said))
					}
				}
			}
		}
		return nil
	})
	return n, err
}

// verify counts the clock on the calendar and says what is wrong, nothing if it is right.
func (k *Clock) verify(cal *workday.Calendar) string {
	if cal == nil {
		return fmt.Sprintf("counted on the calendar %q, which is not on record", k.CountedOn())
	}
	if due := k.Reckon(cal).Due; !due.Equal(k.Due) {
		return fmt.Sprintf("stored %s, counted %s", workday.FormatDue(k.Due), workday.FormatDue(due))
	}
	return ""
}

// VerifyWorklists works out anew on whose lists each case stands and how long the lists are, and tells wrong of each
// difference from what is stored. n is how many cases were checked.
func (d *Desk) VerifyWorklists(ctx context.Context, wrong func(sentence string)) (n int, err error) {
	m, err := d.Moment(ctx)
	if err != nil {
		return 0, err
	}
	counts := map[[2]string]int64{}
	err = d.eachBatch(ctx, "1=1", func(q *db.Q, batch map[int64]*Case) error {
		ids := make([]int64, 0, len(batch))
		for id := range batch {
			ids = append(ids, id)
		}
		stored, err := worklists(ctx, q, ids)
		if err != nil {
			return err
		}
		for id, c := range batch {
			n++
			want := map[listed]bool{}
			for _, item := range c.worklist(m) {
				want[listed{item.Owner, item.List, toMs(item.Due), int64(item.Leg)}] = true
				counts[[2]string{item.Owner, item.List}]++
			}
			for _, l := range stored[id] {
				if !want[l] {
					wrong(fmt.Sprintf("%s stands on %s/%s and should not", c.No, l.owner, l.list))
				}
				delete(want, l)
			}
			for l := range want {
				wrong(fmt.Sprintf("%s should stand on %s/%s", c.No, l.owner, l.list))
			}
		}
		return nil
	})
	if err != nil {
		return n, err
	}
	return n, db.Each(ctx, d.db.Reader(), func(row db.Scanner) error {
		var key [2]string
		var kept int64
		if err := row.Scan(&key[0], &key[1], &kept); err != nil {
			return err
		}
		if kept != counts[key] {
			wrong(fmt.Sprintf("the count of %s/%s is kept as %d and is %d", key[0], key[1], kept, counts[key]))
		}
		return nil
	}, "select owner, list, cast(sum(n) as bigint) from tally group by owner, list")
}

// eachBatch reads the cases where, some at a time, oldest first.
func (d *Desk) eachBatch(ctx context.Context, where string, check func(*db.Q, map[int64]*Case) error) error {
	for last := int64(0); ; {
		done := false
		err := d.db.Read(ctx, func(q *db.Q) error {
			ids, err := db.All(ctx, q, db.Column[int64], "select id from cases where "+where+" and id > $1 order by id limit $2", last, verifyBatch)
			if err != nil || len(ids) == 0 {
				done = true
				return err
			}
			last = ids[len(ids)-1]
			batch, err := loadMany(ctx, q, ids, whole)
			if err != nil {
				return err
			}
			return check(q, batch)
		})
		if err != nil || done {
			return err
		}
	}
}
