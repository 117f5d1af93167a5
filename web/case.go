package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// caseRoutes are about one case.
func (s *server) caseRoutes(r chi.Router) {
	r.Get("/cases/{no}", s.page(s.caseShow))
	r.Get("/cases/{no}/clocks", s.page(s.caseClocks))
	r.Get("/cases/{no}/papers/{paper}", s.page(s.casePaper))
	r.Get("/cases/{no}/{action}", s.page(s.caseAgain))
}

// caseAgain leads from the address of a form that was refused, which the browser reloads or comes back to, to its case.
func (s *server) caseAgain(w http.ResponseWriter, r *http.Request) error {
	if asked := cases.Action(chi.URLParam(r, "action")); !slices.ContainsFunc(cases.Lifecycle, func(step cases.Step) bool { return step.Action == asked }) {
		return errNoPage
	}
	return seeOther(w, r, pages.CaseHref(chi.URLParam(r, "no")))
}

// caseShow shows the case and what the person can do with it. That they looked is logged.
func (s *server) caseShow(w http.ResponseWriter, r *http.Request) error {
	return s.showCase(w, r, http.StatusOK, pages.Case{})
}

// showCase shows the case; p says what was tried on it, or asked of it, before.
func (s *server) showCase(w http.ResponseWriter, r *http.Request, status int, p pages.Case) error {
	ctx, actor := r.Context(), actorOf(r)
	view, err := s.viewCase(r)
	if err != nil {
		return err
	}
	if p.Tried == nil {
		if err := s.Notify.MarkCaseRead(ctx, actor.ID, view.ID); err != nil {
			return err
		}
	}
	frame, err := s.frame(w, r, view.No+" "+view.Title)
	if err != nil {
		return err
	}
	p.View, p.Actor, p.Key = view, actor, newKey()
	return s.render(w, r, status, pages.CasePage(frame, p))
}

// viewCase reads the case in the address, and logs that the person looked at it.
func (s *server) viewCase(r *http.Request) (cases.View, error) {
	ctx, actor := r.Context(), actorOf(r)
	view, err := s.Desk.Read(ctx, actor, chi.URLParam(r, "no"))
	if err != nil {
		return cases.View{}, err
	}
	return view, s.Accounts.Viewed(ctx, actor, view.ID, accounts.Addr(r))
}

// casePaper shows a form of the case as it is printed (文书).
func (s *server) casePaper(w http.ResponseWriter, r *http.Request) error {
	return s.showPaper(w, r, http.StatusOK, nil)
}

func (s *server) showPaper(w http.ResponseWriter, r *http.Request, status int, phone *pages.AskedPhone) error {
	ctx := r.Context()
	view, err := s.viewCase(r)
	if err != nil {
		return err
	}
	paper, ok := pages.PaperOf(pages.Case{View: view, Actor: actorOf(r), Phone: phone}, chi.URLParam(r, "paper"))
	if !ok {
		return errNoPage
	}
	paper.Site = s.site(r)
	frame, err := s.frame(w, r, paper.Title(ctx)+" "+view.No)
	if err != nil {
		return err
	}
	return s.render(w, r, status, pages.PaperPage(frame, paper))
}

// caseClocks explains day by day why each promise is due when it is (时限依据).
func (s *server) caseClocks(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), actorOf(r)
	view, err := s.viewCase(r)
	if err != nil {
		return err
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "clocks.title")+" "+view.No)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.ClocksPage(frame, pages.Case{View: view, Actor: actor}))
}

// caseAct carries out an action on the case. A refusal shows the case again with the form open and all that was typed.
func (s *server) caseAct(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	defer done(r)
	ctx, actor, no := r.Context(), actorOf(r), chi.URLParam(r, "no")
	action := cases.Action(chi.URLParam(r, "action"))
	cmd := cases.Command{Action: action, Version: f.version(), Key: f.key(), Input: f.input(asksOf(action))}
	tried := &pages.Tried{Action: action, Input: cmd.Input}
	if tried.Files, err = s.takeUploads(ctx, actor, f); err == nil {
		cmd.Files = ids(tried.Files)
		_, err = s.Desk.Do(ctx, actor, no, cmd)
	}
	if err == nil {
		leaveFlash(w, pages.DoneKey(action))
		return seeOther(w, r, pages.CaseHref(no))
	}
	tried.Files, tried.Problems = unbound(tried.Files), mendable(r, err)
	if len(tried.Problems) == 0 || errors.Is(err, cases.ErrNotFound) {
		return err
	}
	return s.showCase(w, r, answerTo(err).Code, pages.Case{Tried: tried})
}

// asksOf gathers the fields of every row for the action: which row holds is for the lifecycle to say.
func asksOf(action cases.Action) []cases.Field {
	var asks []cases.Field
	for _, step := range cases.Lifecycle {
		if step.Action == action {
			asks = append(asks, step.Asks...)
		}
	}
	return asks
}

func ids(files []cases.Attachment) []int64 {
	list := make([]int64, len(files))
	for i, f := range files {
		list[i] = f.ID
	}
	return list
}

// site is the address people reach the server by: the one that was set, else the one of this visit.
func (s *server) site(r *http.Request) string {
	if s.BaseURL != "" {
		return strings.TrimRight(s.BaseURL, "/")
	}
	return "http://" + r.Host
}
