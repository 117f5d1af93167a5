// Package status says how each kind of error is answered over HTTP. It is the one table for pages and JSON, so that the
// two tongues of the server cannot disagree.
package status

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"syscall"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
	"jiangqitong/internal/files"
)

// ClientClosed is what proxies log when the reader has gone away before the answer.
const ClientClosed = 499

// Answer is how an error is told: the status, and the name of its sentences in the catalogue, error.<Key>.title and
// error.<Key>.text.
type Answer struct {
	Code int
	Key  string
}

// Fault answers what no row knows: it is a fault of ours, and the log must say which.
var Fault = Answer{http.StatusInternalServerError, "fault"}

// answers maps each kind of error to its answer. The first row that fits is taken.
var answers = []struct {
	fits func(error) bool
	Answer
}{
	{refused(cases.NotFound), Answer{http.StatusNotFound, "missing"}},
	{refused(cases.Forbidden), Answer{http.StatusForbidden, "forbidden"}},
	{refused(cases.Conflict), Answer{http.StatusConflict, "conflict"}},
	{refused(cases.Stale), Answer{http.StatusPreconditionFailed, "stale"}},
	{refused(cases.Invalid), Answer{http.StatusUnprocessableEntity, "invalid"}},
	{refused(cases.TooOften), Answer{http.StatusTooManyRequests, "often"}},
	{is(files.ErrNone), Answer{http.StatusNotFound, "file"}},
	{is(files.ErrTooLarge), Answer{http.StatusRequestEntityTooLarge, "large"}},
	{tooLarge, Answer{http.StatusRequestEntityTooLarge, "large"}},
	{is(db.ErrText), Answer{http.StatusUnprocessableEntity, "text"}},
	{is(db.ErrFull), Answer{http.StatusInsufficientStorage, "full"}},
	{is(files.ErrFull), Answer{http.StatusInsufficientStorage, "full"}},
	{is(syscall.ENOSPC), Answer{http.StatusInsufficientStorage, "full"}},
	{is(db.ErrUnavailable), Answer{http.StatusServiceUnavailable, "busy"}},
	{is(context.DeadlineExceeded), Answer{http.StatusServiceUnavailable, "busy"}},
	{is(context.Canceled), Answer{ClientClosed, "gone"}},
}

// All lists every answer, each once.
func All() (list []Answer) {
	for _, row := range answers {
		if !slices.Contains(list, row.Answer) {
			list = append(list, row.Answer)
		}
	}
	return append(list, Fault)
}

// Of is the answer to an error.
func Of(err error) Answer {
	for _, row := range answers {
		if row.fits(err) {
			return row.Answer
		}
	}
	return Fault
}

// whenBusy is after how many seconds to try again what found the database busy.
const whenBusy = 5

// RetryAfter is after how many seconds the same may be tried again, as the header field of that name says; 0 when
// waiting does not help.
func RetryAfter(err error) int {
	var throttled *accounts.Throttled
	switch {
	case errors.As(err, &throttled):
		return int((throttled.Wait + time.Second - 1) / time.Second)
	case Of(err).Code == http.StatusServiceUnavailable:
		return whenBusy
	}
	return 0
}

func refused(kind cases.Kind) func(error) bool {
	return func(err error) bool {
		problems := cases.ProblemsOf(err)
		return len(problems) > 0 && problems[0].Kind == kind
	}
}

func is(target error) func(error) bool { return func(err error) bool { return errors.Is(err, target) } }

func tooLarge(err error) bool {
	var large *http.MaxBytesError
	return errors.As(err, &large)
}
