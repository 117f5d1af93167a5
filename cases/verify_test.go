package cases

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

// VerifyClocks must find what is wrong, in promises that ended as in those owed.
func TestVerifyFindsWhatIsWrong(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		o := openOffice(t, d, "2021-06-07 09:00")
		c := o.file(roadInput)
		o.do(officer, Sign)
		o.sound()
		sign, resolve := o.clockOf(SignBy), o.clockOf(ResolveBy)
		faults := func() (said []string) {
			tell := func(w Words) { said = append(said, w.Zh+" "+w.En) }
			must(t, second(o.VerifyClocks(ctx, tell)))
			must(t, second(o.VerifyWorklists(ctx, tell)))
			return said
		}
		for _, spoil := range []struct{ sql, says string }{
			{fmt.Sprintf("update clock set due_ms = due_ms + 1 where case_id = %d and n = %d", c.ID, sign.N), "“签收”"},
			{fmt.Sprintf("update clock set due_ms = due_ms + 60000 where case_id = %d and n = %d", c.ID, resolve.N), "counted as 2021-06-15 17:30"},
			{fmt.Sprintf("update clock set calendar = 'none' where case_id = %d and n = %d", c.ID, o.clockOf(PlanBy).N), "not on record"},
			{fmt.Sprintf("delete from worklist where case_id = %d and owner = 'bureau:zjj'", c.ID), "should stand"},
			{"update tally set n = n + 1 where owner = 'bureau:zjj'", "is kept as"},
		} {
			err := d.Write(ctx, func(q *db.Q) error { return second(q.Exec(ctx, spoil.sql)) })
			must(t, err)
			if said := strings.Join(faults(), "\n"); !strings.Contains(said, spoil.says) || strings.Contains(said, "%!") {
				t.Errorf("after “%s” it says: %s", spoil.sql, said)
			}
		}
		if n := len(faults()); n != 5 {
			t.Errorf("%d faults of 5", n)
		}
	})
}

// While the timer sleeps, what it has still to record is nothing wrong.
func TestVerifyDoesNotBlameASleepingTimer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-07 09:00")
		o.file(roadInput)
		for _, at := range []string{"2021-06-07 10:00", "2021-06-10 09:00", "2021-08-01 09:00"} {
			asleep := instant(t, at)
			o.now.Store(&asleep)
			must(t, second(o.VerifyWorklists(context.Background(), func(w Words) { t.Errorf("%s: %s", at, w.En) })))
			must(t, second(o.VerifyClocks(context.Background(), func(w Words) { t.Errorf("%s: %s", at, w.En) })))
		}
	})
}
