package web

import (
	"context"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/workday"
	"jiangqitong/reports"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// monthRoutes are the month's report: as a page, the cases behind each of its numbers, and as a workbook.
func (s *server) monthRoutes(r chi.Router) {
	r.Group(func(r chi.Router) {
		r.Use(s.only(cases.RoleLeader, cases.RoleCentre, cases.RoleAuditor, cases.RoleAdmin))
		r.Get(pages.PathMonth, s.page(s.chooseMonth))
		r.Get(pages.PathMonth+"/{period}", s.page(s.month))
		r.Get(pages.PathMonth+"/{period}/cases", s.page(s.monthCases))
	})
	r.Group(func(r chi.Router) {
		r.Use(s.only(cases.RoleCentre))
		r.Post(pages.PathMonth+"/{period}/freeze", s.page(s.freezeMonth))
		r.Post(pages.PathMonth+"/{period}/reopen", s.page(s.reopenMonth))
		r.Post(pages.PathMonth+"/{period}/release", s.page(s.releaseMonth))
	})
}

// only answers 404 to everybody but the roles: what a person has no business with is not there for them.
func (s *server) only(roles ...cases.Role) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !slices.Contains(roles, actorOf(r).Role) {
				s.fail(w, r, errNoPage)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// reportDays is until which day of a month the month before it is still the one people come for.
const reportDays = 5

// chooseMonth leads to the period that was asked for, or to the month people come for: in the first days of a month that
// is the one before.
func (s *server) chooseMonth(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	at := pages.Report{CutOff: clip(query.Get("cut_off"), maxWords)}
	var err error
	switch {
	case query.Has("period"):
		at.Period, err = cases.ParsePeriod(query.Get("period"))
	case query.Has("from") || query.Has("to"):
		at.Period, err = cases.ParsePeriod(query.Get("from") + ".." + query.Get("to"))
	default:
		today := workday.DateOf(s.Now())
		at.Period = cases.PeriodOf(cases.SpanMonth, today)
		if today.Day() <= reportDays {
			at.Period = at.Period.Shift(-1)
		}
	}
	if err == nil {
		err = at.Period.Check(s.Now())
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, at.Href())
}

// workbookSuffix makes a report's address that of its workbook.
const workbookSuffix = ".xlsx"

func (s *server) month(w http.ResponseWriter, r *http.Request) error {
	if strings.HasSuffix(chi.URLParam(r, "period"), workbookSuffix) {
		return s.monthWorkbook(w, r)
	}
	return s.showMonth(w, r, http.StatusOK, func(*pages.Month) {})
}

// showMonth shows the official report, frozen or live: every role that reads it sees the same figures. change adds what
// an action has to say.
func (s *server) showMonth(w http.ResponseWriter, r *http.Request, status int, change func(*pages.Month)) error {
	ctx := r.Context()
	at, issue, err := s.reportOf(r)
	if err != nil {
		return err
	}
	p := pages.Month{Report: at, Now: s.Now(), Actor: actorOf(r), Issue: issue}
	if p.Frozen() {
		p.Book, err = s.Press.FrozenBook(ctx, issue.Number)
	} else {
		p.Book, err = s.Press.Live(ctx, reports.Official, at.Period)
	}
	if err != nil {
		return err
	}
	if p.Frozen() {
		if p.Correction, err = s.Press.LiveCorrection(ctx, issue.Number); err != nil {
			return err
		}
	}
	if present := cases.PeriodOf(cases.SpanMonth, workday.DateOf(p.Now)).Known(p.Now); present.Check(p.Now) == nil && !p.Running() {
		if p.Present, err = s.Press.Live(ctx, reports.Official, present); err != nil {
			return err
		}
	}
	frame, err := s.frame(w, r, p.Book.Title.In(string(i18n.Lang(ctx))))
	if err != nil {
		return err
	}
	change(&p)
	return s.render(w, r, status, pages.MonthPage(frame, p))
}

// reportOf reads the report of the address, with its issue in force where its period is frozen and neither live figures
// nor another cut-off are asked for; Number is 0 otherwise. A period that makes no sense is refused.
func (s *server) reportOf(r *http.Request) (at pages.Report, issue reports.Issue, err error) {
	query, now := r.URL.Query(), s.Now()
	at = pages.Report{CutOff: query.Get("cut_off"), Live: query.Get("live") == "yes"}
	at.Period, err = cases.ParsePeriod(strings.TrimSuffix(chi.URLParam(r, "period"), workbookSuffix))
	if err == nil {
		err = at.Period.Check(now)
	}
	if err == nil {
		at.Period, err = at.Period.FollowedTo(at.CutOff, now)
	}
	if err == nil {
		err = at.Period.Check(now)
	}
	if err != nil || at.CutOff != "" || at.Live {
		return at, issue, err
	}
	issue, frozen, err := s.Press.Frozen(r.Context(), at.Period)
	if err != nil || !frozen {
		return at, reports.Issue{}, err
	}
	at.Period = issue.Period
	return at, issue, nil
}

// monthWorkbook sends the report with its ledger as xlsx. It holds personal data: what it is for is asked and logged.
func (s *server) monthWorkbook(w http.ResponseWriter, r *http.Request) error {
	ctx, purpose := r.Context(), strings.TrimSpace(r.URL.Query().Get("purpose"))
	at, issue, err := s.reportOf(r)
	if err != nil {
		return err
	}
	name := i18n.T(ctx, "month.file", "Month", at.Period.Name())
	err = s.Accounts.LogExport(ctx, actorOf(r), name, purpose, accounts.Addr(r))
	if bad := cases.ProblemsOf(err); len(bad) > 0 {
		return s.showMonth(w, r, answerTo(err).Code, func(p *pages.Month) { p.Purpose, p.PurposeBad = clip(purpose, maxWords), bad })
	}
	if err != nil {
		return err
	}
	file := &sending{ResponseWriter: w, name: name}
	if issue.Number != 0 {
		_, workbook, err := s.Press.FrozenWorkbook(ctx, issue.Number)
		if err != nil {
			return err
		}
		_, _ = file.Write(workbook) // the reader may have gone away
		return nil
	}
	_, err = s.Press.Workbook(ctx, reports.Official, at.Period, string(i18n.Lang(ctx)), file)
	if err != nil && file.begun {
		visitOf(r).fault = err
		panic(http.ErrAbortHandler) // half a file is on its way: the browser must not take it for a whole one
	}
	return err
}

// freezeMonth closes a month: its figures and its workbook stay as they are from now on. Ticked so, they also go to the
// leaders.
func (s *server) freezeMonth(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	at, issue, err := s.reportOf(r)
	if err != nil {
		return err
	}
	cutOff, flash := f.line("cut_off"), "frozen"
	period, err := at.Period, error(nil)
	if cutOff == "" {
		err = noSuchDate("cut_off")
	} else if period, err = period.FollowedTo(cutOff, s.Now()); err == nil {
		issue, err = s.Press.Freeze(r.Context(), actorOf(r), period)
	}
	if err == nil && f.ticked("send") {
		flash, err = "released", s.Press.Release(r.Context(), actorOf(r), issue.Number)
	}
	return s.ruled(w, r, err, at, flash, func(p *pages.Month) { p.FreezeTo, p.Kept = cutOff, !f.ticked("send") })
}

// reopenMonth takes a frozen month's issue out of force, with a reason that stays on record.
func (s *server) reopenMonth(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	at, issue, err := s.reportOf(r)
	if err != nil {
		return err
	}
	if issue.Number == 0 { // pressed twice, or somebody else reopened it
		leaveFlash(w, "reopened_before")
		return seeOther(w, r, at.Href())
	}
	err = s.Press.Reopen(r.Context(), actorOf(r), issue.Number, f.line("reason"))
	return s.ruled(w, r, err, at, "reopened", func(p *pages.Month) { p.Reason = f.line("reason") })
}

// releaseMonth lets a frozen month's issue go to the leaders.
func (s *server) releaseMonth(w http.ResponseWriter, r *http.Request) error {
	at, issue, err := s.reportOf(r)
	if err != nil {
		return err
	}
	if issue.Released() {
		return seeOther(w, r, at.Href()) // pressed twice
	}
	return s.ruled(w, r, s.Press.Release(r.Context(), actorOf(r), issue.Number), at, "released", func(*pages.Month) {})
}

// ruled ends the freezing, release or reopening of a month: a refusal shows its form again.
func (s *server) ruled(w http.ResponseWriter, r *http.Request, err error, at pages.Report, flash string, typed func(*pages.Month)) error {
	if bad := cases.ProblemsOf(err); len(bad) > 0 {
		return s.showMonth(w, r, answerTo(err).Code, func(p *pages.Month) {
			typed(p)
			p.Bad = bad
		})
	}
	if err != nil {
		return err
	}
	leaveFlash(w, flash)
	return seeOther(w, r, at.Href())
}

func noSuchDate(field string) *cases.Problem {
	return &cases.Problem{Kind: cases.Invalid, Field: field,
		Words: cases.Words{Zh: "应是真实的日期，如 2021-06-30。", En: "This must be a real date such as 2021-06-30."}}
}

// sending is a workbook on its way to the browser. Nothing is said before its first byte, so that a fault before it is
// still a page that tells what went wrong.
type sending struct {
	http.ResponseWriter
	name  string
	begun bool
}

// Write sends the next bytes of the workbook.
func (f *sending) Write(b []byte) (int, error) {
	if !f.begun {
		f.begun = true
		h := f.Header()
		h.Set("Content-Type", reports.MediaType)
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.name}))
		h.Set("Cache-Control", "no-store")
	}
	return f.ResponseWriter.Write(b)
}

// casesShown is how many cases one page shows of those behind a number, lastPage how many such pages there are at most.
const (
	casesShown = 50
	lastPage   = 2000
)

// monthCases lists exactly the cases that a number of the report counts: it asks the predicate that counted them.
func (s *server) monthCases(w http.ResponseWriter, r *http.Request) error {
	ctx, query := r.Context(), r.URL.Query()
	at, issue, err := s.reportOf(r)
	if err != nil {
		return err
	}
	link, err := reports.ParseLink(query)
	if err != nil {
		return err
	}
	page := 1
	if text := query.Get("page"); text != "" {
		if page, err = strconv.Atoi(text); err != nil || page < 1 || page > lastPage {
			return errNoPage
		}
	}
	p := pages.MonthCases{Report: at, Link: link, Actor: actorOf(r), Number: page}
	if p.Refs, err = s.Desk.Refs(ctx); err != nil {
		return err
	}
	p.Issue = issue
	if err = s.behind(ctx, &p); err != nil {
		return err
	}
	if (page-1)*casesShown >= p.Total() && page > 1 {
		return errNoPage
	}
	frame, err := s.frame(w, r, link.Words(p.Refs).In(string(i18n.Lang(ctx))))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.MonthCasesPage(frame, p))
}

// behind finds the cases of the list: those that the frozen issue counted, or else those by the records of now.
func (s *server) behind(ctx context.Context, p *pages.MonthCases) error {
	if p.Issue.Number != 0 {
		found, err := s.Press.Behind(ctx, p.Issue.Number, p.Link, (p.Number-1)*casesShown, casesShown)
		if err != nil {
			return err
		}
		if p.Untold = found.Untold; !p.Untold {
			p.ShowFrozen(found, casesShown)
			return nil
		}
	}
	limit := p.Number * casesShown
	if p.Companies() {
		limit = 0 // a company counts once, so all of them are needed to count
	}
	found, total, err := s.Press.Cases(ctx, reports.Official, p.Period, p.Link, limit)
	if err == nil {
		p.Show(found, total, casesShown)
	}
	return err
}
