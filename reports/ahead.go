package reports

import (
	"context"

	"jiangqitong/cases"
)

// Reading and reckoning take a processor each: cases are handed over in batches, a few of which may be ahead.
const (
	batch = 64
	ahead = 4
)

// readAhead calls fn with every case that read finds, in its order, while read goes on to the next ones. It returns when
// both have ended, with what failed first.
func readAhead(ctx context.Context, read func(context.Context, func(*cases.Record) error) error, fn func(*cases.Record) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	batches, ended := make(chan []*cases.Record, ahead), make(chan error, 1)
	go func() {
		defer close(batches)
		ended <- caught(func() error { return readBatches(ctx, read, batches) })
	}()
	var failed error
	for records := range batches {
		for _, r := range records {
			if failed == nil {
				failed = fn(r)
			}
		}
		if failed != nil {
			cancel(failed) // and what was read ahead is let go
		}
	}
	if err := <-ended; failed == nil {
		failed = err
	}
	return failed
}

// readBatches hands over what read finds, until all is read or nobody takes it any more.
func readBatches(ctx context.Context, read func(context.Context, func(*cases.Record) error) error, batches chan<- []*cases.Record) error {
	var records []*cases.Record
	send := func() error {
		select {
		case batches <- records:
			records = make([]*cases.Record, 0, batch)
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	err := read(ctx, func(r *cases.Record) error {
		if records = append(records, r); len(records) < batch {
			return nil
		}
		return send()
	})
	if err == nil && len(records) > 0 {
		err = send()
	}
	return err
}

// ledger calls fn with every case of a period that the actor may see, oldest first, as of one instant.
func (p *Press) ledger(ctx context.Context, a cases.Actor, period cases.Period, fn func(*cases.Record) error) error {
	return readAhead(ctx, func(ctx context.Context, fn func(*cases.Record) error) error {
		return p.desk.Ledger(ctx, a, period, fn)
	}, fn)
}
