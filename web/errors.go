package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
	"jiangqitong/web/status"
	"jiangqitong/web/ui"
)

// The refusals that the shell itself makes.
var (
	errNoPage  = errors.New("no such page")
	errMethod  = errors.New("the page does not take this method")
	errForeign = errors.New("the form was sent from another site")
	errBadForm = errors.New("the form could not be read")
	errSession = errors.New("the session has ended")
	errAddress = errors.New("the address is not text")
)

// shellAnswers maps those to status and sentences; package status knows everything else.
var shellAnswers = map[error]status.Answer{
	errNoPage:  {Code: http.StatusNotFound, Key: "page"},
	errMethod:  {Code: http.StatusMethodNotAllowed, Key: "method"},
	errForeign: {Code: http.StatusForbidden, Key: "foreign"},
	errSession: {Code: http.StatusUnauthorized, Key: "session"},
	errBadForm: {Code: http.StatusBadRequest, Key: "form"},
	errAddress: {Code: http.StatusBadRequest, Key: "address"},
}

func answerTo(err error) status.Answer {
	for known, answer := range shellAnswers {
		if errors.Is(err, known) {
			return answer
		}
	}
	return status.Of(err)
}

// mendable is what a person can do something about before they send their form again: what was refused, and that nothing
// can be kept just now, which the log must hear of. Other faults have none.
func mendable(r *http.Request, err error) cases.Problems {
	if problems := cases.ProblemsOf(err); len(problems) > 0 {
		return problems
	}
	a := answerTo(err)
	if a.Code != http.StatusInsufficientStorage && a.Code != http.StatusServiceUnavailable {
		return nil
	}
	visitOf(r).fault = err
	key := "error." + a.Key + ".text"
	return cases.Problems{{Words: cases.Words{Zh: i18n.Text(i18n.Chinese, key), En: i18n.Text(i18n.English, key)}}}
}

// refusedWith is the status of a page that shows what was refused; where waiting helps it says how long.
func refusedWith(w http.ResponseWriter, err error) int {
	retryAfter(w, err)
	return answerTo(err).Code
}

func retryAfter(w http.ResponseWriter, err error) {
	if seconds := status.RetryAfter(err); seconds > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
	}
}

// formOf is the page of ours whose form was sent, empty where none was: there the browser puts back what was typed.
func formOf(r *http.Request) string {
	from, err := url.Parse(r.Referer())
	if r.Method != http.MethodPost || err != nil || from.Host != r.Host || from.Path == ui.PathSignIn {
		return ""
	}
	return inside(from.RequestURI())
}

// fail tells the person what went wrong, and the log what it hides from them.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	a, ctx := answerTo(err), r.Context()
	if a.Code >= 500 {
		visitOf(r).fault = err
	}
	text := i18n.T(ctx, "error."+a.Key+".text")
	if problems := cases.ProblemsOf(err); len(problems) > 0 {
		text = problems[0].In(string(i18n.Lang(ctx)))
	}
	failure := ui.Failure{Status: a.Code, Title: i18n.T(ctx, "error."+a.Key+".title"), Text: text, RequestID: visitOf(r).id}
	retryAfter(w, err)
	from := formOf(r)
	switch {
	case a.Code == http.StatusUnauthorized:
		failure.Back = ui.Link{Label: i18n.T(ctx, "ui.sign_in"), Href: signInFor(from)}
	case from != "":
		failure.Back = ui.Link{Label: i18n.T(ctx, "ui.failure.back"), Href: from}
	}
	frame := s.plainFrame(r, failure.Title)
	if err := s.render(w, r, a.Code, pages.Failure(frame, failure)); err != nil {
		http.Error(w, failure.Title, a.Code)
	}
}
