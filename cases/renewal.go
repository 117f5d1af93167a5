package cases

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"jiangqitong/internal/db"
)

// RenewalOrder is a renewal that an administrator ordered, and how far it has come.
type RenewalOrder struct {
	ID int64
	Renewal
	Terms     string // the versions of policies that promise from then on, "jiangmen/3"
	Reason    string // the companies read it
	Actor     int64
	ActorName string
	OrderedAt time.Time
	Cases     int       // how many it concerned when it was ordered
	Done      int       // how many were promised anew; after an interruption up to renewBatch more
	EndedAt   time.Time // zero while it is under way
	Dropped   bool      // an edit of the rules overtook it: the rest was left as it was

	refs int64 // version of the reference data it was ordered on
}

// UnderWay says whether there is still something to do.
func (o RenewalOrder) UnderWay() bool { return o.EndedAt.IsZero() }

var renewalTable = columns("renewal", "policy category terms refs reason actor_id actor_name ordered_ms cases done ended_ms dropped")

func (o *RenewalOrder) row() []any {
	return []any{&o.Policy, &o.Category, &o.Terms, &o.refs, &o.Reason, &o.Actor, &o.ActorName, ms{&o.OrderedAt}, &o.Cases, &o.Done,
		ms{&o.EndedAt}, &o.Dropped}
}

func scanRenewal(row db.Scanner) (o RenewalOrder, err error) {
	return o, row.Scan(append([]any{&o.ID}, o.row()...)...)
}

var selectRenewals = "select id, " + renewalTable.list("") + " from renewal "

const (
	// renewAtOnce is how many cases are promised anew while the administrator waits; more are left to Renew.
	renewAtOnce = 100
	// renewBatch is after how many cases it is noted how far a renewal has come.
	renewBatch = 100
)

// Repromise orders that open cases are promised anew, on purpose and for a reason that the companies read. seen is the
// version of the reference data that the preview went by, 0 to skip the check. A few cases are promised anew at once, many
// by Renew. The zero order says that there was nothing to do.
func (d *Desk) Repromise(ctx context.Context, a Actor, r Renewal, seen int64, reason string) (RenewalOrder, error) {
	refs, err := d.refsForAdmin(ctx, a)
	if err != nil {
		return RenewalOrder{}, err
	}
	if err := r.check(refs); err != nil {
		return RenewalOrder{}, err
	}
	if seen != 0 && seen != refs.Version {
		return RenewalOrder{}, staleTerms
	}
	o := RenewalOrder{Renewal: r, Terms: r.label(refs), Reason: reason, Actor: a.ID, ActorName: a.Name, OrderedAt: d.now(), refs: refs.Version}
	if _, bad := o.command().Input.Read(repromiseFields, refs); len(bad) > 0 {
		return RenewalOrder{}, bad
	}
	numbers, err := d.openCases(ctx, func(c *Case) bool { return c.outdated(r.basis(refs, c)) })
	if o.Cases = len(numbers); err != nil || o.Cases == 0 {
		return RenewalOrder{}, err
	}
	if err := d.order(ctx, a, &o); err != nil || o.Cases > renewAtOnce {
		return o, err
	}
	return o, d.renew(ctx, &o)
}

// order puts the order on record, for those who carry it out and for the audit.
func (d *Desk) order(ctx context.Context, a Actor, o *RenewalOrder) error {
	change := RefChange{What: EditedPolicy, Key: o.Policy,
		After: map[string]string{"repromised": o.Terms, "cases": strconv.Itoa(o.Cases), "reason": tidy(o.Reason)}}
	if o.Category != "" {
		change.What, change.Key = EditedCategory, o.Category
	}
	err := d.db.Write(ctx, func(q *db.Q) error {
		if err := q.QueryRow(ctx, renewalTable.insert(1)+" returning id", values(o.row())...).Scan(&o.ID); err != nil {
			return err
		}
		return d.record(ctx, q, a, change)
	})
	if db.IsUnique(err) {
		return problem(Conflict, "", "同样范围的重新承诺正在进行，请等它完成。", "A renewal of the same choice is under way; wait until it is done.")
	}
	return err
}

// command is what the order does to each case.
func (o RenewalOrder) command() Command {
	return Command{Action: Repromise, Input: Input{policyField.Name: o.Policy, categoryField.Name: o.Category, termsField.Name: o.Terms, "text": o.Reason}}
}

// Renew goes on with the renewals that are under way. A case is taken once, however often and in however many instances
// this runs; what is interrupted is taken up by the next run. n is how many cases were promised anew.
func (d *Desk) Renew(ctx context.Context) (n int, err error) {
	orders, err := db.All(ctx, d.db.Reader(), scanRenewal, selectRenewals+"where ended_ms = 0 order by id")
	for _, o := range orders {
		before := o.Done
		err = d.renew(ctx, &o)
		if n += o.Done - before; err != nil {
			return n, err
		}
	}
	return n, err
}

// renew carries out one order until nothing is left of it, or an edit of the rules overtakes it.
func (d *Desk) renew(ctx context.Context, o *RenewalOrder) error {
	for {
		refs, err := d.Refs(ctx)
		switch {
		case err != nil || refs.Version < o.refs: // ordered through another instance, on data that this one has still to hear of
			return err
		case o.label(refs) != o.Terms:
			return d.endRenewal(ctx, o, true)
		}
		numbers, err := d.openCases(ctx, func(c *Case) bool { return c.outdated(o.basis(refs, c)) })
		if err != nil {
			return err
		}
		if len(numbers) == 0 {
			return d.endRenewal(ctx, o, false)
		}
		before := o.Done
		if err := d.renewEach(ctx, o, numbers); err != nil || o.Done == before { // others are at all of them: the next run sees
			return err
		}
	}
}

// renewEach promises cases anew and notes how far it came. It leaves off where an edit of the rules overtakes the order.
func (d *Desk) renewEach(ctx context.Context, o *RenewalOrder, numbers []string) error {
	doer, always := Actor{ID: o.Actor, Name: o.ActorName, Role: RoleSystem}, context.WithoutCancel(ctx)
	for some := range slices.Chunk(numbers, renewBatch) {
		refs, err := d.Refs(ctx)
		if err != nil || o.label(refs) != o.Terms {
			return err
		}
		n, err := d.doEach(ctx, doer, some, o.command())
		o.Done += n
		noted := d.db.Write(always, func(q *db.Q) error {
			_, err := q.Exec(always, "update renewal set done = done + $1 where id = $2", n, o.ID)
			return err
		})
		if err := errors.Join(err, noted); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) endRenewal(ctx context.Context, o *RenewalOrder, dropped bool) error {
	o.EndedAt, o.Dropped = d.now(), dropped
	return d.db.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, "update renewal set ended_ms = $1, dropped = $2 where id = $3 and ended_ms = 0", toMs(o.EndedAt), dropped, o.ID)
		return err
	})
}

// Renewals lists the last renewals that were ordered, newest first, for administrators.
func (d *Desk) Renewals(ctx context.Context, a Actor, limit int) ([]RenewalOrder, error) {
	if a.Role != RoleAdmin {
		return nil, adminsOnly
	}
	return db.All(ctx, d.db.Reader(), scanRenewal, selectRenewals+"order by id desc limit $1", limit)
}
