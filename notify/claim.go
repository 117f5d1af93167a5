package notify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// The states of a delivery. Waiting and claimed ones are open: something is still to be done.
const (
	stateWaiting = "waiting" // 待发送, or to be tried again
	stateClaimed = "claimed" // 发送中: belongs to one sender until due_ms
	stateSent    = "sent"    // 已发送
	stateFailed  = "failed"  // 发送失败, for good
	stateDropped = "dropped" // 不再发送: no longer true
	stateMuted   = "muted"   // 已忽略: failed, and set aside by an administrator
)

// envelope is what goes to one receiver at once: all that waits for them by one channel.
type envelope struct {
	channel  string
	person   int64
	endpoint int64
	number   int64 // not 0 when it may have been handed over before
	fresh    int64 // the number it gets when it is handed over for the first time, drawn so that no other ever has it
	owner    string
	items    []item
}

// item is one delivery in an envelope.
type item struct {
	id, notice, tries int64
}

// maxItems is how many messages one envelope holds at most.
const maxItems = 40

func (e *envelope) ids() []int64 {
	ids := make([]int64, len(e.items))
	for i, it := range e.items {
		ids[i] = it.id
	}
	return ids
}

// without takes items out of the envelope.
func (e *envelope) without(ids []int64) {
	e.items = slices.DeleteFunc(e.items, func(it item) bool { return slices.Contains(ids, it.id) })
}

// claim takes the next receiver's due deliveries of a channel for this sender, durably, until the lease ends; nil when
// none is due. Claims of all instances go one after the other, so that everything due to one receiver comes into one
// envelope: SQLite has one writer anyway, PostgreSQL is asked for a lock that ends with the transaction.
func (n *Notifier) claim(ctx context.Context, channel string) (*envelope, error) {
	var e *envelope
	now := n.moment()
	err := n.db.Write(ctx, func(q *db.Q) error {
		e = nil
		if q.Engine() == db.Postgres {
			if _, err := q.Exec(ctx, "select pg_advisory_xact_lock($1)", claimLock); err != nil {
				return err
			}
		}
		first, err := db.All(ctx, q, func(row db.Scanner) (e envelope, err error) {
			return e, row.Scan(&e.person, &e.endpoint, &e.number)
		}, "select person_id, endpoint_id, envelope from delivery where open and channel = $1 and due_ms <= $2 order by due_ms, id limit 1",
			channel, now.UnixMilli())
		if err != nil || len(first) == 0 {
			return err
		}
		e = &first[0]
		e.channel, e.owner, e.fresh = channel, fmt.Sprintf("%x", rand.Uint64()), 1+rand.Int64N(math.MaxInt64-1)
		soon, most := now, maxItems
		if n.channels[channel].Manner().Single {
			most = 1
		} else if e.number == 0 {
			soon = now.Add(n.set.Gather) // a letter that goes anyway takes along what is still being gathered
		}
		e.items, err = db.All(ctx, q, func(row db.Scanner) (it item, err error) {
			return it, row.Scan(&it.id, &it.notice, &it.tries)
		}, `update delivery set state = 'claimed', owner = $1, due_ms = $2 where open and id in (
				select id from delivery where open and person_id = $3 and endpoint_id = $4 and channel = $5 and envelope = $6
					and (due_ms <= $7 or state = 'waiting' and due_ms <= $8)
				order by due_ms, id limit $9)
			returning id, notice_id, tries`,
			e.owner, now.Add(n.set.Lease).UnixMilli(), e.person, e.endpoint, channel, e.number, now.UnixMilli(), soon.UnixMilli(), most)
		return err
	})
	if err != nil || e == nil || len(e.items) == 0 { // none: whoever held them settled them meanwhile
		return nil, err
	}
	slices.SortFunc(e.items, func(a, b item) int { return cmp.Compare(a.id, b.id) })
	return e, nil
}

// claimLock numbers the lock under which deliveries are claimed.
const claimLock = 7_226_001

// due says whether anything is due by the channel, without writing.
func (n *Notifier) due(ctx context.Context, channel string) (bool, error) {
	return db.Value[bool](ctx, n.db.Reader(), "select exists (select 1 from delivery where open and channel = $1 and due_ms <= $2)",
		channel, n.moment().UnixMilli())
}

// errLost says that the deliveries are no longer this sender's: it took longer than the lease.
var errLost = errors.New("the deliveries were claimed by another sender meanwhile")

// settle changes deliveries that this sender has claimed. Without all of them it changes none.
func (n *Notifier) settle(ctx context.Context, q *db.Q, e *envelope, ids []int64, set string, args ...any) error {
	if len(ids) == 0 {
		return nil
	}
	first := len(args) + 1
	args = append(args, e.owner)
	for _, id := range ids {
		args = append(args, id)
	}
	rows, err := q.Exec(ctx, "update delivery set "+set+" where state = 'claimed' and owner = "+fmt.Sprintf("$%d", first)+
		" and id in ("+db.In(first+1, len(ids))+")", args...)
	if err == nil && rows != int64(len(ids)) {
		return errLost
	}
	return err
}

func (n *Notifier) mark(ctx context.Context, e *envelope, ids []int64, set string, args ...any) error {
	ctx = context.WithoutCancel(ctx) // what is known of the outcome is recorded even when the program is stopping
	return n.db.Write(ctx, func(q *db.Q) error { return n.settle(ctx, q, e, ids, set, args...) })
}

// hand records, before the step that cannot be taken back, what goes where in one envelope.
func (n *Notifier) hand(ctx context.Context, e *envelope, address string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	e.number = cmp.Or(e.number, e.fresh)
	return n.mark(ctx, e, e.ids(), "envelope = $1, address = $2, due_ms = $3", e.number, address, n.moment().Add(n.set.Lease).UnixMilli())
}

func (n *Notifier) sent(ctx context.Context, e *envelope) error {
	n.count(func(s *Stats) { s.Sent += int64(len(e.items)) })
	return n.mark(ctx, e, e.ids(), "state = 'sent', open = $1, envelope = 0, done_ms = $2, tries = tries + 1, reason_zh = '', reason_en = ''",
		false, n.moment().UnixMilli())
}

// drop ends deliveries that are not to be sent after all.
func (n *Notifier) drop(ctx context.Context, e *envelope, ids []int64, why cases.Words) error {
	if len(ids) == 0 {
		return nil
	}
	n.count(func(s *Stats) { s.Dropped += int64(len(ids)) })
	err := n.mark(ctx, e, ids, "state = 'dropped', open = $1, envelope = 0, done_ms = $2, reason_zh = $3, reason_en = $4",
		false, n.moment().UnixMilli(), why.Zh, why.En)
	e.without(ids)
	return err
}

// release gives deliveries back, to be sent from an instant on. It counts as no attempt.
func (n *Notifier) release(ctx context.Context, e *envelope, ids []int64, due time.Time, why cases.Words) error {
	if len(ids) == 0 {
		return nil
	}
	err := n.mark(ctx, e, ids, "state = 'waiting', owner = '', due_ms = $1, reason_zh = $2, reason_en = $3",
		due.UnixMilli(), why.Zh, why.En)
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
	admins, err := n.people.ByRole(context.WithoutCancel(ctx), cases.RoleAdmin)
	if err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	return n.db.Write(ctx, func(q *db.Q) error {
		err := n.settle(ctx, q, e, e.ids(), "state = 'failed', open = $1, envelope = 0, tries = tries + 1, done_ms = $2, reason_zh = $3, reason_en = $4",
			false, n.moment().UnixMilli(), clean(f.Zh), clean(f.En))
		if err != nil {
			return err
		}
		return n.alarm(ctx, q, admins, n.failedNote(e.channel, f))
	})
}

// clean makes what a server said storable, and short.
func clean(said string) string {
	said = strings.ReplaceAll(strings.ToValidUTF8(said, "?"), "\x00", "")
	if r := []rune(said); len(r) > 500 {
		return string(r[:500]) + "…"
	}
	return said
}
