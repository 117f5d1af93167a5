package notify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// errLost says that the deliveries are no longer this sender's: it took longer than the lease.
var errLost = errors.New("the deliveries were claimed by another sender meanwhile")

// settle changes deliveries that this sender has claimed. Without all of them it changes none.
func settle(ctx context.Context, q *db.Q, e *envelope, ids []int64, set string, args ...any) error {
	rows, err := onRows(ctx, q, ids, "update delivery set "+set, "state = 'claimed' and owner = "+fmt.Sprintf("$%d", len(args)+1),
		append(args, e.owner)...)
	if err == nil && rows != int64(len(ids)) {
		return errLost
	}
	return err
}

// onRows runs a statement on those of the deliveries that fulfil a condition, and returns how many they were.
func onRows(ctx context.Context, q *db.Q, ids []int64, statement, condition string, args ...any) (rows int64, err error) {
	for some := range slices.Chunk(ids, 500) {
		n, err := q.Exec(ctx, statement+" where "+condition+" and id in ("+db.In(len(args)+1, len(some))+")", idArgs(some, args...)...)
		if rows += n; err != nil {
			return rows, err
		}
	}
	return rows, nil
}

// recordTries is how often an outcome is tried to be recorded, each time after twice the pause: 12 seconds in all.
const recordTries = 8

// record writes what is known of an outcome, even while the program is stopping. It goes on trying for a while when the
// database does not answer: a hand-over that nobody recorded is repeated.
func (n *Notifier) record(ctx context.Context, write func(ctx context.Context, q *db.Q) error) error {
	ctx = context.WithoutCancel(ctx)
	pause := 100 * time.Millisecond
	for try := 1; ; try++ {
		err := n.db.Write(ctx, func(q *db.Q) error { return write(ctx, q) })
		if !errors.Is(err, db.ErrUnavailable) || try == recordTries {
			return err
		}
		time.Sleep(pause)
		pause *= 2
	}
}

func (n *Notifier) mark(ctx context.Context, e *envelope, ids []int64, set string, args ...any) error {
	if len(ids) == 0 {
		return nil
	}
	return n.record(ctx, func(ctx context.Context, q *db.Q) error { return settle(ctx, q, e, ids, set, args...) })
}

// hand records, before the step that cannot be taken back, what goes where in one envelope, and begins the lease anew:
// nobody else can have the envelope while it is handed over, which takes half a lease at most.
func (n *Notifier) hand(ctx context.Context, e *envelope, address string) error {
	e.number = cmp.Or(e.number, e.fresh)
	return n.mark(ctx, e, e.ids(), "envelope = $1, address = $2, due_ms = $3", e.number, address, n.moment().Add(n.set.Lease).UnixMilli())
}

// sent records that the receiver took the envelope. That is a fact of the envelope, not of the lease: whoever learns it
// may record it, however late, so that whoever took the lease over meanwhile does not send it again.
func (n *Notifier) sent(ctx context.Context, e *envelope) error {
	var rows int64
	err := n.record(ctx, func(ctx context.Context, q *db.Q) (err error) {
		rows, err = onRows(ctx, q, e.ids(), `update delivery set state = 'sent', open = $2, envelope = 0, owner = '', done_ms = $3,
			tries = tries + 1, reason_zh = '', reason_en = ''`, "envelope = $1 and state in ('claimed', 'waiting', 'failed')",
			e.number, false, n.moment().UnixMilli())
		return err
	})
	n.count(func(s *Stats) { s.Sent += rows })
	return err
}

// drop ends deliveries that are not to be sent after all.
func (n *Notifier) drop(ctx context.Context, e *envelope, ids []int64, why cases.Words) error {
	n.count(func(s *Stats) { s.Dropped += int64(len(ids)) })
	err := n.mark(ctx, e, ids, "state = 'dropped', open = $1, envelope = 0, owner = '', done_ms = $2, reason_zh = $3, reason_en = $4",
		false, n.moment().UnixMilli(), why.Zh, why.En)
	e.without(ids)
	return err
}

// release gives deliveries back, to be sent from an instant on. It counts as no attempt.
func (n *Notifier) release(ctx context.Context, e *envelope, ids []int64, due time.Time, why cases.Words) error {
	err := n.mark(ctx, e, ids, "state = 'waiting', owner = '', envelope = $1, due_ms = $2, reason_zh = $3, reason_en = $4",
		e.number, due.UnixMilli(), why.Zh, why.En)
	e.without(ids)
	return err
}

// retry puts the envelope back for another attempt. It has a number while the receiver may have got it already.
func (n *Notifier) retry(ctx context.Context, e *envelope, due time.Time, f *Failure) error {
	n.count(func(s *Stats) { s.Retried += int64(len(e.items)) })
	return n.mark(ctx, e, e.ids(), "state = 'waiting', owner = '', envelope = $1, tries = tries + 1, due_ms = $2, reason_zh = $3, reason_en = $4",
		e.number, due.UnixMilli(), clean(f.Zh), clean(f.En))
}

// giveUp ends the envelope's deliveries as failed and tells administrators, in one transaction.
func (n *Notifier) giveUp(ctx context.Context, e *envelope, f *Failure) error {
	n.count(func(s *Stats) { s.Failed += int64(len(e.items)) })
	admins, err := n.people.ByRole(ctx, cases.RoleAdmin)
	if err != nil {
		return err
	}
	return n.record(ctx, func(ctx context.Context, q *db.Q) error {
		err := settle(ctx, q, e, e.ids(), "state = 'failed', open = $1, owner = '', envelope = $2, tries = tries + 1, done_ms = $3, reason_zh = $4, reason_en = $5",
			false, e.number, n.moment().UnixMilli(), clean(f.Zh), clean(f.En))
		if err != nil {
			return err
		}
		if f.Gone {
			if err := n.switchOff(ctx, q, admins, e.endpoint); err != nil {
				return err
			}
		}
		return n.alarm(ctx, q, admins, n.failedNote(e.channel, f))
	})
}

// switchOff ends what is sent to a group or program that wants no more, and tells administrators.
func (n *Notifier) switchOff(ctx context.Context, q *db.Q, admins []Recipient, endpoint int64) error {
	names, err := db.All(ctx, q, db.Column[string], "update endpoint set active = $1 where id = $2 returning name", false, endpoint)
	if err != nil || len(names) == 0 {
		return err
	}
	return n.alarm(ctx, q, admins, n.goneNote(endpoint, names[0]))
}

// clean makes what a server said storable, and short.
func clean(said string) string {
	said = strings.ReplaceAll(strings.ToValidUTF8(said, "?"), "\x00", "")
	if r := []rune(said); len(r) > 500 {
		return string(r[:500]) + "…"
	}
	return said
}
