package cases

import (
	"context"
	"errors"
	"testing"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// many files more cases than are promised anew at once, and gives the policy a new version.
func (o *office) many() (numbers []string) {
	o.t.Helper()
	for range renewAtOnce + 20 {
		numbers = append(numbers, o.file(roadInput).No)
	}
	o.edition(func(p *Policy) { p.Resolve = workday.MustBudget("9wd") })
	return numbers
}

// renewed counts how often each case was promised anew.
func (o *office) renewed() map[string]int {
	o.t.Helper()
	times := map[string]int{}
	must(o.t, db.Each(context.Background(), o.db.Reader(), func(row db.Scanner) error {
		var no string
		err := row.Scan(&no)
		times[no]++
		return err
	}, "select c.no from event e join cases c on c.id = e.case_id where e.action = 'repromise'"))
	return times
}

// lastRenewal is the renewal ordered last, as administrators see it.
func (o *office) lastRenewal() RenewalOrder {
	o.t.Helper()
	list, err := o.Renewals(context.Background(), admin, 1)
	must(o.t, err)
	return list[0]
}

// A large renewal is ordered and carried out in the background; one instance stops in the middle of it, another goes on:
// each case is promised anew once.
func TestALargeRenewalIsTakenUpWhereItStopped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		o := openOffice(t, d, "2021-06-07 09:00")
		numbers := o.many()
		order, err := o.Repromise(ctx, admin, Renewal{Policy: DefaultPolicy}, 0, "统一时限")
		if err != nil || !order.UnderWay() || order.Cases != len(numbers) || order.Done != 0 || len(o.renewed()) != 0 {
			t.Fatalf("ordered %+v, %v", order, err)
		}
		refused(t, second(o.Repromise(ctx, admin, Renewal{Policy: DefaultPolicy}, 0, "又点一次")), Conflict, "")

		stopping, stop := context.WithCancel(ctx)
		asked := 0
		other := NewDesk(d, func() time.Time {
			if asked++; asked == 40 {
				stop()
			}
			return *o.now.Load()
		})
		n, err := other.Renew(stopping)
		if !errors.Is(err, context.Canceled) || n == 0 || n == len(numbers) || o.lastRenewal().Done != n || len(o.renewed()) != n {
			t.Fatalf("stopped after %d of %d, %v; noted %+v", n, len(numbers), err, o.lastRenewal())
		}
		rest, err := o.Renew(ctx)
		must(t, err)
		if last := o.lastRenewal(); n+rest != len(numbers) || last.UnderWay() || last.Done != len(numbers) || last.Dropped {
			t.Errorf("%d and %d of %d: %+v", n, rest, len(numbers), last)
		}
		times := o.renewed()
		for _, no := range numbers {
			if times[no] != 1 {
				t.Errorf("%s was promised anew %d times", no, times[no])
			}
		}
		if n, err := o.Renew(ctx); n != 0 || err != nil {
			t.Errorf("once more: %d, %v", n, err)
		}
	})
}

// What is carried out is what was seen: an edit of the rules before the end leaves the rest as it is.
func TestALaterEditOvertakesARenewal(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		o := openOffice(t, d, "2021-06-07 09:00")
		o.many()
		before := o.clockOf(ResolveBy).Due
		must(t, second(o.Repromise(ctx, admin, Renewal{Policy: DefaultPolicy}, 0, "统一时限")))
		o.edition(func(p *Policy) { p.Resolve = workday.MustBudget("2wd") })
		n, err := o.Renew(ctx)
		if last := o.lastRenewal(); n != 0 || err != nil || last.UnderWay() || !last.Dropped {
			t.Errorf("%d cases, %v, %+v", n, err, last)
		}
		if due := o.clockOf(ResolveBy).Due; !due.Equal(before) {
			t.Errorf("a case was promised %s, which nobody looked at", workday.FormatDue(due))
		}
		must(t, second(o.Repromise(ctx, admin, Renewal{Policy: DefaultPolicy}, 0, "按最新规则"))) // ordered again, it is done
		if n, err := o.Renew(ctx); n != renewAtOnce+20 || err != nil {
			t.Errorf("%d cases, %v", n, err)
		}
	})
}
