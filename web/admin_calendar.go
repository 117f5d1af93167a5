package web

import (
	"io"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// calendarRoutes show the working days by notice, and put new notices and office hours in force.
func (s *server) calendarRoutes(r chi.Router) {
	r.Get(pages.PathCalendar, s.page(s.calendar))
	r.Post(pages.PathCalendar+"/notice", s.page(s.loadNotice))
	r.Post(pages.PathCalendar+"/hours", s.page(s.setHours))
}

func (s *server) calendar(w http.ResponseWriter, r *http.Request) error {
	return s.showCalendar(w, r, http.StatusOK, pages.Calendar{})
}

// The years that the calendar page shows.
const (
	firstYear = 2000
	endYear   = 2100
)

func (s *server) showCalendar(w http.ResponseWriter, r *http.Request, status int, p pages.Calendar) error {
	ctx := r.Context()
	p.Today = workday.DateOf(s.Now())
	if p.Year == 0 {
		p.Year = p.Today.Year()
		if text := r.URL.Query().Get("year"); text != "" {
			var err error
			if p.Year, err = strconv.Atoi(text); err != nil || p.Year < firstYear || p.Year >= endYear {
				return errNoPage
			}
		}
	}
	refs, err := s.Desk.Refs(ctx)
	if err != nil {
		return err
	}
	p.Refs = refs
	if p.Hours == "" && p.Bad == nil {
		p.Hours = refs.Calendar.Hours().String()
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "admin.calendar"))
	if err != nil {
		return err
	}
	return s.render(w, r, status, pages.CalendarPage(frame, p))
}

// loadNotice shows what a notice says and what it would move; sent again with the step "load", it is put in force.
func (s *server) loadNotice(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	defer done(r)
	ctx, actor := r.Context(), actorOf(r)
	csv, err := noticeText(r, f)
	if err != nil {
		return err
	}
	if f.Get("step") == "load" {
		notice, err := s.Desk.LoadNotice(ctx, actor, csv)
		if bad := cases.ProblemsOf(err); len(bad) > 0 {
			return s.showCalendar(w, r, answerTo(err).Code, pages.Calendar{CSV: csv, Bad: bad})
		}
		if err != nil {
			return err
		}
		leaveFlash(w, "notice")
		return seeOther(w, r, pages.CalendarHref(notice.Year))
	}
	from := placeOf(f.line("from"))
	preview, err := s.Desk.PreviewNotice(ctx, actor, csv, from, from+pages.MovesListed)
	if bad := cases.ProblemsOf(err); len(bad) > 0 {
		return s.showCalendar(w, r, answerTo(err).Code, pages.Calendar{CSV: csv, Bad: bad})
	}
	if err != nil {
		return err
	}
	return s.showCalendar(w, r, http.StatusOK, pages.Calendar{CSV: csv, Year: preview.Notice.Year, Notice: &preview, From: from})
}

// maxNoticeFile is how much of an uploaded notice is read: more than the desk takes, so that the desk says what is wrong.
const maxNoticeFile = 1 << 20

// noticeText is the file that was sent, or else what was typed.
func noticeText(r *http.Request, f form) (string, error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		return f.Get("csv"), nil
	}
	file, err := r.MultipartForm.File["file"][0].Open()
	if err != nil {
		return "", err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxNoticeFile))
	if len(text) == 0 {
		return f.Get("csv"), err // no file was chosen
	}
	return string(text), err
}

// setHours shows which open promises other office hours would move; sent again with the step "set", they are in force.
func (s *server) setHours(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	ctx, actor, hours := r.Context(), actorOf(r), f.line("hours")
	refuse := func(err error) error {
		bad := cases.ProblemsOf(err)
		if len(bad) == 0 {
			return err
		}
		return s.showCalendar(w, r, answerTo(err).Code, pages.Calendar{Hours: hours, Bad: bad})
	}
	if f.Get("step") == "set" {
		if err := s.Desk.SetHours(ctx, actor, hours); err != nil {
			return refuse(err)
		}
		leaveFlash(w, "hours")
		return seeOther(w, r, pages.PathCalendar)
	}
	from := placeOf(f.line("from"))
	moves, err := s.Desk.PreviewHours(ctx, actor, hours, from, from+pages.MovesListed)
	if err != nil {
		return refuse(err)
	}
	return s.showCalendar(w, r, http.StatusOK, pages.Calendar{Hours: hours, HoursMove: &moves, From: from})
}
