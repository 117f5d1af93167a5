package notify

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

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

// envelope is what goes to one receiver at once: all that waits for them by one channel. What is about urgent cases travels
// in envelopes of its own: they go at any hour, and when one has to be repeated at night nothing else comes along.
type envelope struct {
	channel  string
	person   int64
	endpoint int64
	urgent   bool
	number   int64 // not 0 when it may have been handed over before
	fresh    int64 // the number it gets when it is handed over for the first time, drawn so that no other ever has it
	owner    string
	items    []item
}

// item is one delivery in an envelope.
type item struct {
	id, notice, tries int64
}

// maxItems is how many messages one envelope holds at most: more than anybody has, and few enough for the memory.
const maxItems = 5000

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

// spent is what of the envelope has now been tried as often as anything is: all of it where it may have arrived, as it is
// one letter then.
func (e *envelope) spent(most int) *envelope {
	part := *e
	part.items = slices.DeleteFunc(slices.Clone(e.items), func(it item) bool { return it.tries+1 < int64(most) })
	if e.number != 0 && len(part.items) > 0 {
		part.items = slices.Clone(e.items)
	}
	return &part
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
			return e, row.Scan(&e.person, &e.endpoint, &e.number, &e.urgent)
		}, `select d.person_id, d.endpoint_id, d.envelope, n.urgent from delivery d join notice n on n.id = d.notice_id
			where d.open and d.channel = $1 and d.due_ms <= $2 order by d.due_ms, d.id limit 1`, channel, now.UnixMilli())
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
		}, `update delivery set state = 'claimed', owner = $1, due_ms = $2 where open and envelope = $6
				and (due_ms <= $7 or state = 'waiting' and due_ms <= $8) and id in (
				select d.id from delivery d join notice n on n.id = d.notice_id
				where d.open and d.person_id = $3 and d.endpoint_id = $4 and d.channel = $5 and d.envelope = $6 and n.urgent = $10
					and (d.due_ms <= $7 or d.state = 'waiting' and d.due_ms <= $8)
				order by d.due_ms, d.id limit $9)
			returning id, notice_id, tries`, // asked outside once more, of the row that is written: its holder may be renewing the lease right now
			e.owner, now.Add(n.set.Lease).UnixMilli(), e.person, e.endpoint, channel, e.number, now.UnixMilli(), soon.UnixMilli(), most, e.urgent)
		return err
	})
	if err != nil || e == nil || len(e.items) == 0 { // none: whoever holds them renewed the lease or settled them meanwhile
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
