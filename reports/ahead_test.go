package reports

import (
	"context"
	"errors"
	"testing"

	"jiangqitong/cases"
)

// numbers reads n cases numbered from 1, and says at the end how many were asked for.
func numbers(n int, read *int) func(context.Context, func(*cases.Record) error) error {
	return func(_ context.Context, fn func(*cases.Record) error) error {
		for *read = range n {
			if err := fn(&cases.Record{Case: &cases.Case{Standing: cases.Standing{ID: int64(*read + 1)}}}); err != nil {
				return err
			}
		}
		*read = n
		return nil
	}
}

func TestReadingAheadKeepsTheOrder(t *testing.T) {
	for _, n := range []int{0, 1, batch, batch + 1, 10*batch + 7} {
		var read int
		last := int64(0)
		err := readAhead(t.Context(), numbers(n, &read), func(r *cases.Record) error {
			if r.ID != last+1 {
				t.Fatalf("%d: case %d came after %d", n, r.ID, last)
			}
			last = r.ID
			return nil
		})
		if err != nil || last != int64(n) {
			t.Errorf("%d: got %d, %v", n, last, err)
		}
	}
}

// TestReadingAheadEndsWithWhatFailed: neither side goes on alone, and the reader has let go of the database at the end.
func TestReadingAheadEndsWithWhatFailed(t *testing.T) {
	full, broken := errors.New("the disk is full"), errors.New("the database went away")
	const many = 1_000_000
	read := 0
	err := readAhead(t.Context(), numbers(many, &read), func(r *cases.Record) error {
		if r.ID == batch+3 {
			return full
		}
		if r.ID > batch+3 {
			t.Errorf("case %d was written after the disk was full", r.ID)
		}
		return nil
	})
	if !errors.Is(err, full) || read == many {
		t.Errorf("%v after reading %d", err, read)
	}
	got := 0
	err = readAhead(t.Context(), func(ctx context.Context, fn func(*cases.Record) error) error {
		return errors.Join(numbers(5*batch, &read)(ctx, fn), broken)
	}, func(*cases.Record) error {
		got++
		return nil
	})
	if !errors.Is(err, broken) || got > 5*batch {
		t.Errorf("%v after %d", err, got)
	}
	gone, cancel := context.WithCancel(t.Context())
	err = readAhead(gone, numbers(many, &read), func(*cases.Record) error {
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) || read == many {
		t.Errorf("%v after reading %d", err, read)
	}
}
