package web

import (
	"context"
	"errors"
	"net/http"
	"syscall"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/files"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
	"jiangqitong/web/ui"
)

// The refusals that the shell itself makes.
var (
	errNoPage  = errors.New("no such page")
	errMethod  = errors.New("the page does not take this method")
	errForeign = errors.New("the form was sent from another site")
	errBadForm = errors.New("the form could not be read")
	errSession = errors.New("the session has ended")
	errNoFile  = errors.New("the file is not in the store")
	errAddress = errors.New("the address is not text")
)

// answer is how one kind of error is told: the status, and the name of its sentences in the catalogue.
type answer struct {
	status int
	key    string // error.<key>.title, error.<key>.text
}

// answers maps each kind of error to its answer. The first row that fits is taken; what fits none is a fault of ours.
var answers = []struct {
	fits func(error) bool
	answer
}{
	{refused(cases.NotFound), answer{http.StatusNotFound, "missing"}},
	{refused(cases.Forbidden), answer{http.StatusForbidden, "forbidden"}},
	{refused(cases.Conflict), answer{http.StatusConflict, "conflict"}},
	{refused(cases.Stale), answer{http.StatusPreconditionFailed, "stale"}},
	{refused(cases.Invalid), answer{http.StatusUnprocessableEntity, "invalid"}},
	{is(errNoPage), answer{http.StatusNotFound, "page"}},
	{is(errNoFile), answer{http.StatusNotFound, "file"}},
	{is(errMethod), answer{http.StatusMethodNotAllowed, "method"}},
	{is(errForeign), answer{http.StatusForbidden, "foreign"}},
	{is(errSession), answer{http.StatusUnauthorized, "session"}},
	{tooLarge, answer{http.StatusRequestEntityTooLarge, "large"}},
	{is(errAddress), answer{http.StatusBadRequest, "address"}},
	{is(errBadForm), answer{http.StatusBadRequest, "form"}},
	{is(db.ErrText), answer{http.StatusUnprocessableEntity, "text"}},
	{is(db.ErrFull), answer{http.StatusInsufficientStorage, "full"}},
	{is(files.ErrFull), answer{http.StatusInsufficientStorage, "full"}},
	{is(syscall.ENOSPC), answer{http.StatusInsufficientStorage, "full"}},
	{is(db.ErrUnavailable), answer{http.StatusServiceUnavailable, "busy"}},
	{is(context.DeadlineExceeded), answer{http.StatusServiceUnavailable, "busy"}},
	{is(context.Canceled), answer{499, "gone"}}, // nobody is left to read it; 499 is what proxies log
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

func answerTo(err error) answer {
	for _, row := range answers {
		if row.fits(err) {
			return row.answer
		}
	}
	return answer{http.StatusInternalServerError, "fault"}
}

// fail tells the person what went wrong, and the log what it hides from them.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	a, ctx := answerTo(err), r.Context()
	if a.status >= 500 {
		visitOf(r).fault = err
	}
	text := i18n.T(ctx, "error."+a.key+".text")
	if problems := cases.ProblemsOf(err); len(problems) > 0 {
		text = problems[0].In(string(i18n.Lang(ctx)))
	}
	failure := ui.Failure{Status: a.status, Title: i18n.T(ctx, "error."+a.key+".title"), Text: text, RequestID: visitOf(r).id}
	switch a.status {
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "5")
	case http.StatusUnauthorized:
		failure.Back = ui.Link{Label: i18n.T(ctx, "ui.sign_in"), Href: ui.PathSignIn}
	}
	frame := s.plainFrame(r, failure.Title)
	if err := s.render(w, r, a.status, pages.Failure(frame, failure)); err != nil {
		http.Error(w, failure.Title, a.status)
	}
}
