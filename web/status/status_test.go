package status

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"syscall"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
	"jiangqitong/internal/files"
)

func TestWhoMayTryAgainIsToldWhen(t *testing.T) {
	for _, row := range []struct {
		err  error
		want int
	}{
		{&accounts.Throttled{Wait: 90 * time.Second, Problem: cases.Problem{Kind: cases.TooOften}}, 90},
		{fmt.Errorf("signing in: %w", &accounts.Throttled{Wait: 1500 * time.Millisecond}), 2},
		{db.ErrUnavailable, 5},
		{&cases.Problem{Kind: cases.Conflict}, 0},
		{errors.New("whatever else"), 0},
	} {
		if got := RetryAfter(row.err); got != row.want {
			t.Errorf("%v may be tried again after %d s, want %d", row.err, got, row.want)
		}
	}
}

func TestEveryKindOfErrorHasItsStatus(t *testing.T) {
	problem := func(kind cases.Kind) error { return &cases.Problem{Kind: kind} }
	for _, row := range []struct {
		err  error
		want int
	}{
		{problem(cases.NotFound), 404},
		{fmt.Errorf("reading: %w", cases.ErrNotFound), 404},
		{problem(cases.Forbidden), 403},
		{problem(cases.Conflict), 409},
		{problem(cases.Stale), 412},
		{problem(cases.Invalid), 422},
		{problem(cases.TooOften), 429},
		{&accounts.Throttled{Problem: cases.Problem{Kind: cases.TooOften}}, 429},
		{cases.Problems{{Kind: cases.Invalid}, {Kind: cases.Invalid}}, 422},
		{&http.MaxBytesError{Limit: 1}, 413},
		{fmt.Errorf("argument $1 %w", db.ErrText), 422},
		{db.ErrFull, 507},
		{fmt.Errorf("write: %w", syscall.ENOSPC), 507},
		{files.ErrFull, 507},
		{files.ErrNone, 404},
		{files.ErrTooLarge, 413},
		{db.ErrUnavailable, 503},
		{context.DeadlineExceeded, 503},
		{context.Canceled, ClientClosed},
		{errors.New("whatever else"), 500},
	} {
		if got := Of(row.err); got.Code != row.want || got.Key == "" {
			t.Errorf("%v is answered with %d %q, want %d", row.err, got.Code, got.Key, row.want)
		}
	}
}
