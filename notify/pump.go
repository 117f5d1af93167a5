package notify

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// pumpBatch is how many events one transaction announces: enough to share a commit, few enough to let others in.
const pumpBatch = 256

// Pump tells people of every event that nobody was told of yet: inboxes are filled and deliveries queued in the
// transaction that marks the events announced. Several instances may pump. n is how many events there were.
func (n *Notifier) Pump(ctx context.Context) (announced int, err error) {
	for {
		some, err := n.pumpSome(ctx)
		announced += some
		if err != nil || some < pumpBatch {
			return announced, err
		}
	}
}

func (n *Notifier) pumpSome(ctx context.Context) (int, error) {
	refs, err := n.desk.Refs(ctx)
	if err != nil {
		return 0, err
	}
	points, err := n.activeEndpoints(ctx)
	if err != nil {
		return 0, err
	}
	var p post
	announced, err := n.desk.Announce(ctx, pumpBatch, func(q *db.Q, told []cases.Told) error {
		p = post{n: n, q: q, refs: refs, points: points, hours: refs.Calendar.WithHours(n.set.Hours), now: n.moment()}
		return p.tell(ctx, told)
	})
	if err == nil {
		n.count(func(s *Stats) {
			s.Announced += int64(announced)
			s.Messages += int64(len(p.messages))
			s.Queued += int64(len(p.deliveries))
		})
	}
	return announced, err
}

// post fills inboxes and queues deliveries within one transaction.
type post struct {
	n      *Notifier
	q      *db.Q
	refs   *cases.Refs
	points []Endpoint
	hours  *workday.Calendar
	now    time.Time

	messages   []message
	deliveries [][]any
	wishes     map[wish]bool
}

// hearer is who hears of one notice.
type hearer struct {
	person Recipient
	party  cases.Party
}

func (p *post) tell(ctx context.Context, told []cases.Told) error {
	type one struct {
		notice
		people []hearer
		points []Endpoint
	}
	told = slices.DeleteFunc(told, p.over)
	around, err := p.gather(ctx, told)
	if err != nil {
		return err
	}
	var all []one
	var ids []int64
	for _, t := range told {
		item := one{notice: noticeOf(t.Event, t.Case, p.refs, p.now)}
		reminders := p.refs.RemindersFor(&t.Case.Standing)
		for _, r := range around.of(t.Case) {
			if hears(r.Actor, t.Event, t.Case, reminders) {
				item.people = append(item.people, hearer{r, cases.PartiesOf(r.Actor, t.Case)})
				ids = append(ids, r.ID)
			}
		}
		for _, point := range p.points {
			if groupHears(point, t.Event, t.Case, reminders) {
				item.points = append(item.points, point)
			}
		}
		if len(item.people)+len(item.points) > 0 {
			all = append(all, item)
		}
	}
	if p.wishes, err = declined(ctx, p.q, ids); err != nil {
		return err
	}
	for _, item := range all {
		if err := p.put(ctx, item.notice, item.people, item.points); err != nil {
			return err
		}
	}
	return p.store(ctx)
}

// over says that the event is a reminder nobody needs any more: the promise was met, or a later level says more.
func (p *post) over(t cases.Told) bool {
	reminders := p.refs.RemindersFor(&t.Case.Standing)
	return t.Event.Level != cases.NoLevel && !current(factsOf(t.Event, t.Case, p.refs), t.Case, reminders)
}

// gather asks the directory for everybody around the cases at once.
func (p *post) gather(ctx context.Context, told []cases.Told) (crowd, error) {
	var about []*cases.Case
	var set cases.Party
	for _, t := range told {
		about = append(about, t.Case)
		set |= asked(Audience(t.Event, t.Case, p.refs.RemindersFor(&t.Case.Standing)))
	}
	people, err := p.n.people.Involved(ctx, about, set)
	return crowdOf(people), err
}

// put stores a notice, and lines its messages and deliveries up for store. A notice that is there already was told.
func (p *post) put(ctx context.Context, item notice, people []hearer, points []Endpoint) error {
	id, err := insertNotice(ctx, p.q, item)
	if err != nil || id == 0 {
		return err
	}
	gather := p.n.set.Gather
	if item.Urgent {
		gather = 0
	}
	due := dueAt(p.hours, p.now.Add(gather), item.Urgent)
	for _, h := range people {
		p.messages = append(p.messages, message{h.person.ID, id, h.party, item.Bundle})
		for _, name := range p.n.names {
			ch := p.n.channels[name]
			fits := item.Urgent || !ch.Manner().UrgentOnly
			if fits && ch.Address(h.person) != "" && !p.wishes[wish{h.person.ID, name, item.Topic}] {
				p.queue(id, h.person.ID, 0, name, h.person.Name, due)
			}
		}
	}
	for _, point := range points {
		if p.n.channels[point.Channel] != nil {
			p.queue(id, 0, point.ID, point.Channel, point.Name, due)
		}
	}
	return nil
}

func (p *post) queue(id, person, endpoint int64, channel, receiver string, due time.Time) {
	p.deliveries = append(p.deliveries, []any{id, person, endpoint, channel, receiver, "", stateWaiting, true,
		due.UnixMilli(), int64(0), int64(0), "", "", "", p.now.UnixMilli(), int64(0)})
}

const deliveryColumns = `notice_id, person_id, endpoint_id, channel, receiver, address, state, open, due_ms, tries, envelope,
	owner, reason_zh, reason_en, made_ms, done_ms`

// store writes what put lined up.
func (p *post) store(ctx context.Context) error {
	if err := insertMessages(ctx, p.q, p.messages, p.now); err != nil {
		return err
	}
	return insertRows(ctx, p.q, "delivery", deliveryColumns, "on conflict (notice_id, person_id, endpoint_id, channel) do nothing", p.deliveries)
}

// insertNotice returns the id of the new notice, 0 when there is one with this key.
func insertNotice(ctx context.Context, q *db.Q, item notice) (int64, error) {
	facts, err := json.Marshal(item.Facts)
	if err != nil {
		return 0, err
	}
	ids, err := db.All(ctx, q, db.Column[int64], `insert into notice (key, topic, event_id, case_id, urgent, at_ms, facts, bundle)
		values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (key) do nothing returning id`,
		item.Key, string(item.Topic), item.Event, item.Case, item.Urgent, item.At.UnixMilli(), string(facts), item.Bundle)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return ids[0], nil
}

// insertSizes are the numbers of rows in one statement, so that few different statements arise.
var insertSizes = []int{64, 16, 4, 1}

func insertRows(ctx context.Context, q *db.Q, table, columns, conflict string, rows [][]any) error {
	for _, size := range insertSizes {
		for ; len(rows) >= size; rows = rows[size:] {
			places, args := make([]string, size), []any(nil)
			for i, row := range rows[:size] {
				places[i] = "(" + db.In(1+i*len(row), len(row)) + ")"
				args = append(args, row...)
			}
			_, err := q.Exec(ctx, "insert into "+table+" ("+columns+") values "+strings.Join(places, ", ")+" "+conflict, args...)
			if err != nil {
				return err
			}
		}
	}
	return nil
}
