package cases

import (
	"context"
	"maps"
	"slices"

	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// batch is how many cases a walk over many reads at a time.
const batch = 256

// VerifyClocks counts every clock of the database anew from its ledger, on the calendar on which it was counted, and
// tells wrong of each whose stored due instant differs. Once Resettle is done with the calendar in force, promises
// still owed must come out the same on that. It reads one snapshot, so it may run while people work. n is how many
// clocks were counted.
func (d *Desk) VerifyClocks(ctx context.Context, wrong func(Words)) (n int, err error) {
	m, err := d.Moment(ctx)
	if err != nil {
		return 0, err
	}
	inForce := m.Calendar()
	err = d.db.Read(ctx, func(q *db.Q) error {
		settled, err := d.settled(ctx, q)
		if err != nil {
			return err
		}
		return eachBatch(ctx, q, "1=1", "", func(some []*Case) error {
			for _, c := range some {
				calendars, err := d.calendarsOf(ctx, q, c, inForce)
				if err != nil {
					return err
				}
				for i := range c.Clocks {
					k := &c.Clocks[i]
					n++
					c.verify(k, calendars[k.CountedOn()], wrong)
					if k.Ended == "" && k.CountedOn() != inForce.Version() && settled.calendar == inForce.Version() {
						c.verify(k, inForce, wrong)
					}
				}
			}
			return nil
		})
	})
	return n, err
}

// verify counts one clock on a calendar.
func (c *Case) verify(k *Clock, cal *workday.Calendar, wrong func(Words)) {
	name := k.Milestone.Words()
	if cal == nil {
		wrong(words("%[1]s “%[2]s”（第 %[4]d 个时限）：没有保存推算所用的日历 %[5]s。", "%[1]s “%[3]s” (clock %[4]d): the calendar it was counted on, %[5]q, is not on record.",
			c.No, name.Zh, name.En, k.N, k.CountedOn()))
		return
	}
	if due := k.Reckon(cal).Due; !due.Equal(k.Due) {
		wrong(words("%[1]s “%[2]s”（第 %[4]d 个时限）：保存的到期时间是 %[5]s，按日历 %[7]s 推算是 %[6]s。",
			"%[1]s “%[3]s” (clock %[4]d): stored as due %[5]s, counted as %[6]s on the calendar %[7]s.",
			c.No, name.Zh, name.En, k.N, workday.FormatDue(k.Due), workday.FormatDue(due), cal.Version()))
	}
}

// VerifyWorklists works out anew on whose lists each case stands and how long the lists are, and tells wrong of each
// difference from what is stored. A case with a crossing that the timer has still to record is taken as it stands. It
// reads one snapshot, so it may run while people work. n is how many cases were checked.
func (d *Desk) VerifyWorklists(ctx context.Context, wrong func(Words)) (n int, err error) {
	m, err := d.Moment(ctx)
	if err != nil {
		return 0, err
	}
	err = d.db.Read(ctx, func(q *db.Q) error {
		counts := map[[2]string]int64{}
		err := eachBatch(ctx, q, "1=1", "", func(some []*Case) error {
			ids := make([]int64, len(some))
			for i, c := range some {
				ids[i] = c.ID
			}
			stored, err := worklists(ctx, q, ids)
			if err != nil {
				return err
			}
			for _, c := range some {
				for _, l := range stored[c.ID] {
					counts[[2]string{l.owner, l.list}]++
				}
				if c.nextCrossing(m.Now) == nil {
					n++
					c.verifyLists(stored[c.ID], m, wrong)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		return verifyCounts(ctx, q, counts, wrong)
	})
	return n, err
}

// verifyLists compares where the case stands with where it should stand.
func (c *Case) verifyLists(stored []listed, m Moment, wrong func(Words)) {
	want := map[listed]bool{}
	for _, item := range c.worklist(m) {
		want[listed{item.Owner, item.List, toMs(item.Due), int64(item.Leg)}] = true
	}
	for _, l := range stored {
		if !want[l] {
			wrong(words("%[1]s 不应列入 %[2]s 的“%[3]s”清单。", "%[1]s stands on the list “%[4]s” of %[2]s and should not.", c.No, l.owner, ListWords(l.list).Zh, ListWords(l.list).En))
		}
		delete(want, l)
	}
	for l := range want {
		wrong(words("%[1]s 应列入 %[2]s 的“%[3]s”清单。", "%[1]s should stand on the list “%[4]s” of %[2]s.", c.No, l.owner, ListWords(l.list).Zh, ListWords(l.list).En))
	}
}

// verifyCounts compares the counts that are kept with the lists as they are stored.
func verifyCounts(ctx context.Context, q *db.Q, counts map[[2]string]int64, wrong func(Words)) error {
	err := db.Each(ctx, q, func(row db.Scanner) error {
		var key [2]string
		var kept int64
		if err := row.Scan(&key[0], &key[1], &kept); err != nil {
			return err
		}
		if kept != counts[key] {
			wrong(miscounted(key, kept, counts[key]))
		}
		delete(counts, key)
		return nil
	}, "select owner, list, cast(sum(n) as bigint) from tally group by owner, list")
	for key, n := range counts {
		wrong(miscounted(key, 0, n))
	}
	return err
}

func miscounted(key [2]string, kept, is int64) Words {
	list := ListWords(key[1])
	return words("%[1]s 的“%[2]s”清单保存的件数是 %[4]d，实际是 %[5]d。", "The count of the list “%[3]s” of %[1]s is kept as %[4]d and is %[5]d.", key[0], list.Zh, list.En, kept, is)
}

// eachBatch reads the cases where, with those clocks k that which lets through, some at a time, oldest first.
func eachBatch(ctx context.Context, q *db.Q, where, which string, check func([]*Case) error) error {
	for last := int64(0); ; {
		ids, err := db.All(ctx, q, db.Column[int64], "select id from cases where "+where+" and id > $1 order by id limit $2", last, batch)
		if err != nil || len(ids) == 0 {
			return err
		}
		last = ids[len(ids)-1]
		found, err := loadCases(ctx, q, ids, which)
		if err != nil {
			return err
		}
		some := slices.Collect(maps.Values(found))
		slices.SortFunc(some, func(a, b *Case) int { return int(a.ID - b.ID) })
		if err := check(some); err != nil {
			return err
		}
	}
}
