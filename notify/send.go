package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// senders is how many envelopes of one channel are on their way at the same time.
const senders = 4

// rest is how long a channel that does not answer is left alone.
const rest = time.Minute

// Send hands over everything that is due, each channel for itself, and returns how many deliveries were sent. Several
// instances may send. When ctx is cancelled, what is being handed over is finished and nothing new is begun.
func (n *Notifier) Send(ctx context.Context) (int64, error) {
	before := n.Stats().Sent
	var wait sync.WaitGroup
	faults := make(chan error, senders*len(n.names))
	for _, name := range n.names {
		for range senders {
			wait.Go(func() {
				if err := n.sendBy(ctx, name); err != nil {
					faults <- err
				}
			})
		}
	}
	wait.Wait()
	close(faults)
	var all []error
	for err := range faults {
		all = append(all, err)
	}
	return n.Stats().Sent - before, errors.Join(all...)
}

// sendBy hands over one envelope of a channel after the other until none is due or the channel does not answer.
func (n *Notifier) sendBy(ctx context.Context, channel string) error {
	for ctx.Err() == nil && !n.resting(channel) {
		e, err := n.claim(ctx, channel)
		if err != nil || e == nil {
			return ignoreCancel(ctx, err)
		}
		if err := n.deliver(ctx, e); err != nil && !errors.Is(err, errLost) {
			return fmt.Errorf("delivery by %s: %w", channel, err)
		}
	}
	return nil
}

func ignoreCancel(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (n *Notifier) resting(channel string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.now().Before(n.rests[channel])
}

func (n *Notifier) letRest(channel string) {
	n.mu.Lock()
	n.rests[channel] = n.now().Add(rest)
	n.mu.Unlock()
}

// deliver takes one envelope as far as it gets. The error is a fault of the database, not of the channel.
func (n *Notifier) deliver(ctx context.Context, e *envelope) error {
	ch := n.channels[e.channel]
	if e.number != 0 && !ch.Repeatable() {
		return n.giveUp(ctx, e, &Failure{Final: true, Words: both("发送时程序中断，对方可能已收到；为避免重复未再发送。",
			"The program stopped while sending, so the receiver may have it; it was not sent again to avoid a repetition.")})
	}
	parcel, err := n.pack(ctx, e)
	if err != nil || len(e.items) == 0 {
		return err
	}
	before, handed := e.number, false
	err = guard(func() error {
		return ch.Send(ctx, parcel, func() error {
			err := n.hand(ctx, e, parcel.To)
			handed = err == nil
			return err
		})
	})
	switch {
	case err == nil:
		return n.sent(ctx, e)
	case errors.Is(err, errLost):
		return err
	case ctx.Err() != nil && !handed:
		return n.release(ctx, e, e.ids(), n.moment(), cases.Words{})
	}
	f := failureOf(err)
	if f.Unknown = f.Unknown && handed; !f.Unknown {
		e.number = before
	}
	return n.failed(ctx, e, f, parcel.Urgent)
}

// guard turns a panic of a channel into its failure.
func guard(send func() error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = &Failure{Words: both("发送程序内部错误。", "The channel failed within itself."), Unknown: true,
				Cause: fmt.Errorf("panic: %v\n%s", fault, debug.Stack())}
		}
	}()
	return send()
}

func failureOf(err error) *Failure {
	var known *Failure
	if errors.As(err, &known) {
		f := *known
		return &f
	}
	return &Failure{Words: both("发送失败："+err.Error(), "It could not be sent: "+err.Error()), Cause: err}
}

// failed tries the envelope again later, or gives up.
func (n *Notifier) failed(ctx context.Context, e *envelope, f *Failure, urgent bool) error {
	tries := slices.MaxFunc(e.items, func(a, b item) int { return int(a.tries - b.tries) }).tries + 1
	if f.Down {
		n.letRest(e.channel)
	}
	if f.Final || tries >= int64(n.set.Tries) || f.Unknown && !n.channels[e.channel].Repeatable() {
		return n.giveUp(ctx, e, f)
	}
	hours, err := n.sending(ctx)
	if err != nil {
		return err
	}
	due := dueAt(hours, n.moment().Add(max(f.Wait, Pause(int(tries), rand.Float64()))), urgent)
	if f.Down && tries == downAfter {
		if err := n.sayDown(ctx, e.channel, f); err != nil {
			return err
		}
	}
	return n.retry(ctx, e, due, f)
}

// downAfter is at which failure of one envelope administrators read that the channel does not answer.
const downAfter = 3

// Pause is how long to wait after the nth attempt: 1 minute, doubled each time up to 2 hours, give or take a fifth
// by chance (0 to 1), so that what failed together is not tried again together.
func Pause(attempt int, chance float64) time.Duration {
	pause := 2 * time.Hour
	if attempt <= 7 {
		pause = min(pause, time.Minute<<(attempt-1))
	}
	return time.Duration(float64(pause) * (0.8 + 0.4*chance))
}

// told is a stored notice with what its reader is to the case.
type told struct {
	id     int64
	topic  Topic
	caseID int64
	urgent bool
	at     time.Time
	facts  Facts
	party  cases.Party
}

// pack makes the parcel of what is still to be told, and drops or puts off the rest of the envelope.
func (n *Notifier) pack(ctx context.Context, e *envelope) (Parcel, error) {
	to, gone, err := n.receiver(ctx, e)
	if err != nil {
		return Parcel{}, err
	}
	if gone != (cases.Words{}) {
		return Parcel{}, n.drop(ctx, e, e.ids(), gone)
	}
	notices, err := n.notices(ctx, e)
	if err != nil {
		return Parcel{}, err
	}
	if notices, err = n.screen(ctx, e, to, notices); err != nil || len(notices) == 0 {
		return Parcel{}, err
	}
	number := e.number
	if number == 0 {
		number = e.items[0].id
	}
	p := Parcel{ID: fmt.Sprintf("jqt-%d", number), To: to.address, Name: to.name, Lang: to.lang, At: n.moment(), Endpoint: to.endpoint}
	n.write(&p, to, notices)
	return p, nil
}

// receiver is whom an envelope goes to.
type receiver struct {
	name, address, lang string
	person              Recipient
	endpoint            Endpoint
}

// receiver finds whom the envelope goes to as they are now, or says why it cannot go.
func (n *Notifier) receiver(ctx context.Context, e *envelope) (r receiver, gone cases.Words, err error) {
	if e.endpoint != 0 {
		point, found, err := n.endpoint(ctx, e.endpoint)
		if err != nil || !found {
			return r, pointOff, err
		}
		return receiver{name: point.Name, address: point.URL, lang: "zh", endpoint: point}, gone, nil
	}
	person, found, err := n.people.Person(ctx, e.person)
	if err != nil || !found {
		return r, left, err
	}
	r = receiver{name: person.Name, address: n.channels[e.channel].Address(person), lang: person.Lang, person: person}
	if r.address == "" {
		return r, noWay, nil
	}
	return r, gone, nil
}

// notices reads what the envelope tells, oldest first, lists before everything.
func (n *Notifier) notices(ctx context.Context, e *envelope) ([]told, error) {
	args := []any{e.person}
	for _, it := range e.items {
		args = append(args, it.notice)
	}
	list, err := db.All(ctx, n.db.Reader(), func(row db.Scanner) (t told, err error) {
		var at, party int64
		var facts string
		if err := row.Scan(&t.id, &t.topic, &t.caseID, &t.urgent, &at, &facts, &party); err != nil {
			return t, err
		}
		t.at, t.party = time.UnixMilli(at), cases.Party(party)
		return t, json.Unmarshal([]byte(facts), &t.facts)
	}, `select n.id, n.topic, n.case_id, n.urgent, n.at_ms, n.facts, coalesce(m.party, 0)
		from notice n left join message m on m.notice_id = n.id and m.person_id = $1
		where n.id in (`+db.In(2, len(e.items))+") order by n.at_ms, n.id", args...)
	slices.SortStableFunc(list, func(a, b told) int { return listFirst(a) - listFirst(b) })
	return list, err
}

func listFirst(t told) int {
	if t.topic == Digest {
		return 0
	}
	return 1
}

// screen keeps what is still true, still wanted, still for this receiver's eyes, and may go out at this hour.
func (n *Notifier) screen(ctx context.Context, e *envelope, to receiver, all []told) (keep []told, err error) {
	hours, err := n.sending(ctx)
	if err != nil {
		return nil, err
	}
	off, err := declined(ctx, n.db.Reader(), []int64{e.person})
	if err != nil {
		return nil, err
	}
	now := n.moment()
	dropped := map[cases.Words][]int64{}
	var late []int64
	views := map[string]*cases.Case{}
	for _, t := range all {
		why, err := n.outdated(ctx, &t, to, views)
		if err != nil {
			return nil, err
		}
		delivery := e.of(t.id)
		switch {
		case why != (cases.Words{}):
			dropped[why] = append(dropped[why], delivery)
		case off[wish{e.person, e.channel, t.topic}]:
			dropped[unwanted] = append(dropped[unwanted], delivery)
		case !t.urgent && !hours.IsOpen(now):
			late = append(late, delivery)
		default:
			keep = append(keep, t)
		}
	}
	for why, ids := range dropped {
		if err := n.drop(ctx, e, ids, why); err != nil {
			return nil, err
		}
	}
	return keep, n.release(ctx, e, late, hours.NextOpening(now), cases.Words{})
}

func (e *envelope) of(notice int64) int64 {
	for _, it := range e.items {
		if it.notice == notice {
			return it.id
		}
	}
	return 0
}

// outdated says why the notice is not to be sent any more, and sets what a group is to the case.
func (n *Notifier) outdated(ctx context.Context, t *told, to receiver, views map[string]*cases.Case) (why cases.Words, err error) {
	if t.facts.List != nil && t.facts.List.Day != workday.DateOf(n.now()).String() {
		return stale, nil
	}
	if t.caseID == 0 {
		return why, nil
	}
	c, known := views[t.facts.No]
	if !known {
		view, err := n.desk.Read(ctx, cases.Timer, t.facts.No)
		if err != nil {
			return why, err
		}
		c = view.Case
		views[t.facts.No] = c
	}
	reader := to.person.Actor
	if to.endpoint.ID != 0 {
		reader = to.endpoint.staff()
	}
	switch {
	case !cases.Sees(reader, c), to.endpoint.ID != 0 && (c.Confidential || c.Against != ""):
		return unseen, nil
	case t.topic == Reminder && !current(t.facts, c):
		return passed, nil
	}
	if to.endpoint.ID != 0 {
		t.party = cases.PartiesOf(reader, c)
	}
	return why, nil
}

// staff is as whom a group reads: as the bureau it belongs to, or as the centre.
func (e Endpoint) staff() cases.Actor {
	if e.Bureau == "" {
		return cases.Actor{Role: cases.RoleCentre}
	}
	return cases.Actor{Role: cases.RoleOfficer, Bureau: e.Bureau}
}
