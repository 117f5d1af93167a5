package notify

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"jiangqitong/cases"
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
	faults := make(chan error, (1+senders)*len(n.names))
	for _, name := range n.names {
		due, err := n.due(ctx, name)
		if err != nil {
			faults <- ignoreCancel(ctx, err)
		}
		if !due {
			continue
		}
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
	if e.number != 0 && !ch.Manner().Repeatable {
		return n.giveUp(context.WithoutCancel(ctx), e, interrupted)
	}
	parcel, err := n.pack(ctx, e)
	switch {
	case ctx.Err() != nil:
		return n.release(ctx, e, e.ids(), n.moment(), cases.Words{})
	case err != nil || len(e.items) == 0:
		return err
	}
	before := e.number
	handed, unrecorded, err := n.handOver(ctx, e, ch, parcel)
	switch {
	case err == nil:
		return n.sent(ctx, e)
	case ctx.Err() != nil && !handed:
		return n.release(ctx, e, e.ids(), n.moment(), cases.Words{})
	case unrecorded != nil:
		return unrecorded
	}
	f := failureOf(err)
	if f.Unknown = f.Unknown && handed; !f.Unknown {
		e.number = before
	}
	return n.failed(context.WithoutCancel(ctx), e, f)
}

var interrupted = &Failure{Final: true, Words: both("发送时程序中断，对方可能已收到；为避免重复未再发送。",
	"The program stopped while sending, so the receiver may have it; it was not sent again to avoid a repetition.")}

// handOver lets the channel send the parcel, and says how it went: whether it may have left the house, and whether that
// could not be recorded beforehand, in which case it has not. It ends within half a lease, so that the lease outlives it.
// Stopping the program breaks it off before the parcel leaves the house, and no more afterwards.
func (n *Notifier) handOver(ctx context.Context, e *envelope, ch Channel, p Parcel) (handed bool, unrecorded, err error) {
	way, end := context.WithTimeout(context.WithoutCancel(ctx), n.set.Lease/2)
	defer end()
	goOn := context.AfterFunc(ctx, end)
	defer goOn()
	err = guard(func() error {
		return ch.Send(way, p, func() error {
			if !goOn() {
				return ctx.Err()
			}
			if err := way.Err(); err != nil {
				return err
			}
			unrecorded = n.hand(way, e, p.To)
			handed = unrecorded == nil
			return unrecorded
		})
	})
	return handed, unrecorded, err
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
func (n *Notifier) failed(ctx context.Context, e *envelope, f *Failure) error {
	if f.Busy {
		return n.release(ctx, e, e.ids(), n.moment().Add(f.Wait), f.Words)
	}
	if f.Down && e.endpoint == 0 {
		n.letRest(e.channel) // one server for all; each endpoint has a server of its own
	}
	if f.Final || f.Unknown && !n.channels[e.channel].Manner().Repeatable {
		return n.giveUp(ctx, e, f)
	}
	if spent := e.spent(n.set.Tries); len(spent.items) > 0 {
		if err := n.giveUp(ctx, spent, f); err != nil {
			return err
		}
		if e.without(spent.ids()); len(e.items) == 0 {
			return nil
		}
	}
	tries := slices.MaxFunc(e.items, func(a, b item) int { return int(a.tries - b.tries) }).tries + 1
	hours, err := n.sending(ctx)
	if err != nil {
		return err
	}
	due := dueAt(hours, n.moment().Add(max(f.Wait, Pause(int(tries), rand.Float64()))), e.urgent)
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
