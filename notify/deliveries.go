package notify

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// DeliveryLine is one delivery on the administrators' page.
type DeliveryLine struct {
	ID       int64
	State    string // waiting, claimed, sent, failed, dropped or muted
	Channel  string
	Receiver string // name of the person or group
	Address  string // where it was last handed to, empty before
	CaseNo   string
	Subject  string
	Reason   string // of the last failure, why it is not sent, or what it waits for
	Tries    int64
	Due      time.Time // next attempt, of an open one
	MadeAt   time.Time
	DoneAt   time.Time // zero while open
	Again    bool      // went to a program or a group, which can be sent it again under the same identity
}

var deliveryStates = map[string]cases.Words{
	stateWaiting: {Zh: "待发送", En: "Waiting"}, stateClaimed: {Zh: "发送中", En: "Being sent"}, stateSent: {Zh: "已发送", En: "Sent"},
	stateFailed: {Zh: "发送失败", En: "Failed"}, stateDropped: {Zh: "不再发送", En: "Not sent"}, stateMuted: {Zh: "已忽略", En: "Set aside"},
}

// DeliveryStates lists the states of deliveries in the order pages show them.
func DeliveryStates() []string {
	return []string{stateFailed, stateWaiting, stateClaimed, stateSent, stateDropped, stateMuted}
}

// DeliveryStateWords is the name of a state of deliveries.
func DeliveryStateWords(state string) cases.Words { return deliveryStates[state] }

// Outbox is one page of deliveries.
type Outbox = cases.Page[DeliveryLine]

// Deliveries pages through the deliveries in a state, newest first; limit is 1 to 100.
func (n *Notifier) Deliveries(ctx context.Context, state, lang, cursor string, limit int) (Outbox, error) {
	if limit <= 0 || limit > inboxPage {
		limit = inboxPage
	}
	return cases.PageByID(cursor, true, limit, func(l DeliveryLine) int64 { return l.ID }, func(walk cases.Walk) ([]DeliveryLine, error) {
		return db.All(ctx, n.db.Reader(), func(row db.Scanner) (DeliveryLine, error) {
			l, err := scanDelivery(row, lang)
			if l.State == stateWaiting && n.channels[l.Channel] == nil {
				l.Reason = notSetUp.In(lang)
			}
			return l, err
		},
			`select d.id, d.state, d.channel, d.receiver, d.address, d.reason_zh, d.reason_en, d.tries, d.due_ms, d.made_ms, d.done_ms,
			d.endpoint_id, n.facts, coalesce(m.party, 0)
		from delivery d join notice n on n.id = d.notice_id left join message m on m.notice_id = n.id and m.person_id = d.person_id
		where d.state = $1 and d.id`+walk.Than+"$2 order by d.id"+walk.Order+" limit "+strconv.Itoa(walk.Limit), state, walk.ID)
	})
}

func scanDelivery(row db.Scanner, lang string) (l DeliveryLine, err error) {
	var why cases.Words
	var due, made, done, endpoint, party int64
	var facts string
	var f Facts
	err = row.Scan(&l.ID, &l.State, &l.Channel, &l.Receiver, &l.Address, &why.Zh, &why.En, &l.Tries, &due, &made, &done, &endpoint, &facts, &party)
	if err != nil {
		return l, err
	}
	if err := json.Unmarshal([]byte(facts), &f); err != nil {
		return l, err
	}
	f.Title, f.Company = "", "" // an administrator sees that a message failed, not what the case is about
	l.CaseNo, l.Subject, l.Reason = f.No, Words(f, Reader{Party: cases.Party(party), Lang: lang}).Subject, why.In(lang)
	l.Again = l.State == stateSent && endpoint != 0 && l.Channel != readerChannel
	if endpoint != 0 && l.Channel != readerChannel {
		l.Address = hostOf(l.Address) // the rest of a robot's address is its key
	}
	l.MadeAt = time.UnixMilli(made)
	if done != 0 {
		l.DoneAt = time.UnixMilli(done)
	} else {
		l.Due = time.UnixMilli(due)
	}
	return l, nil
}

// hostOf is the part of an address that may be shown.
func hostOf(address string) string {
	at, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return at.Host
}

// DeliveryCounts tells how many deliveries wait, are being sent, and failed.
func (n *Notifier) DeliveryCounts(ctx context.Context) (map[string]int64, error) {
	counts := map[string]int64{}
	return counts, db.Each(ctx, n.db.Reader(), func(row db.Scanner) error {
		var state string
		var many int64
		err := row.Scan(&state, &many)
		counts[state] = many
		return err
	}, "select state, count(*) from delivery where state in ('waiting', 'claimed', 'failed') group by state")
}

// Retry sends failed or muted deliveries again, as if never tried, and returns how many. What shared an envelope that may
// have arrived goes with them, under the same identity: in parts, one part would be taken for a copy of the other.
func (n *Notifier) Retry(ctx context.Context, ids ...int64) (int64, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	set, args := n.again()
	in := db.In(len(args)+1, len(ids))
	return n.change(ctx, set+" where state in ('failed', 'muted') and (id in ("+in+") or envelope <> 0 and envelope in (select envelope from delivery where id in ("+in+")))",
		idArgs(ids, args...)...)
}

// RetryAll sends every failed delivery again and returns how many there were.
func (n *Notifier) RetryAll(ctx context.Context) (int64, error) {
	set, args := n.again()
	return n.change(ctx, set+" where state = 'failed'", args...)
}

// again queues deliveries as if never tried. An envelope that may have arrived stays the same one where its receiver
// knows a copy; elsewhere an administrator has decided to risk it.
func (n *Notifier) again() (set string, args []any) {
	args = []any{true, n.moment().UnixMilli()}
	for _, name := range n.names {
		if n.channels[name].Manner().Repeatable {
			args = append(args, name)
		}
	}
	return "update delivery set state = 'waiting', open = $1, due_ms = $2, tries = 0, done_ms = 0, envelope = case when channel in (" +
		db.In(3, len(args)-2) + ") then envelope else 0 end", args
}

// Replay sends again what groups and programs were sent before, under the same identity, and returns how many: for a
// program that lost what it had received. People are not sent anything twice.
func (n *Notifier) Replay(ctx context.Context, ids ...int64) (int64, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	set, args := n.again()
	return n.change(ctx, set+" where state = 'sent' and endpoint_id <> 0 and channel <> '"+readerChannel+"' and id in ("+db.In(len(args)+1, len(ids))+")",
		idArgs(ids, args...)...)
}

// Mute sets failed deliveries aside, so that they no longer stand in the list of what failed, and returns how many.
func (n *Notifier) Mute(ctx context.Context, ids ...int64) (int64, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	return n.change(ctx, "update delivery set state = 'muted' where state = 'failed' and id in ("+db.In(1, len(ids))+")", idArgs(ids)...)
}

func idArgs(ids []int64, before ...any) []any {
	for _, id := range ids {
		before = append(before, id)
	}
	return before
}

func (n *Notifier) change(ctx context.Context, statement string, args ...any) (rows int64, err error) {
	err = n.db.Write(ctx, func(q *db.Q) (err error) {
		rows, err = q.Exec(ctx, statement, args...)
		return err
	})
	return rows, err
}
