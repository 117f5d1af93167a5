package web

import (
	"mime"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/exports"
	"jiangqitong/reports"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// exportRoutes write lists of cases as ledgers, in the background.
func (s *server) exportRoutes(r chi.Router) {
	r.Group(func(r chi.Router) {
		r.Use(s.only(pages.Exporters...))
		r.Get(pages.PathExports, s.page(s.exportList))
		r.Post(pages.PathExports, s.page(s.askExport))
		r.Post(pages.PathExports+"/{id}/cancel", s.page(s.cancelExport))
		r.Get(pages.PathExports+"/{id}", s.page(s.export))
		r.Get(pages.PathExports+"/{id}/file", s.page(s.exportFile))
	})
}

// askExport queues the list of the address as a ledger. With personal data its purpose is asked; each is logged.
func (s *server) askExport(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), actorOf(r)
	filter, bad := filterOf(r.URL.Query())
	if len(bad) > 0 {
		return s.showSearch(w, r, http.StatusUnprocessableEntity, func(*pages.Search) {})
	}
	wish := reports.Export{Filter: filter, Format: reports.XLSX, Lang: string(i18n.Lang(ctx)), Contacts: f.ticked("contacts")}
	if f.line("format") == string(reports.CSV) {
		wish.Format = reports.CSV
	}
	purpose := f.line("purpose")
	wish.Purpose = purpose
	noted := purpose
	if noted == "" && !wish.Contacts {
		noted = i18n.T(ctx, "export.no_personal")
	}
	var id int64
	if err = s.Accounts.LogExport(ctx, actor, s.Exports.Name(wish), noted, accounts.Addr(r)); err == nil {
		id, err = s.Exports.Ask(ctx, actor, wish)
	}
	if bad := cases.ProblemsOf(err); len(bad) > 0 {
		return s.showSearch(w, r, answerTo(err).Code, func(p *pages.Search) { p.Wish, p.Purpose, p.WishBad = wish, clip(purpose, maxWords), bad })
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, pages.ExportHref(id))
}

// exportList lists what the person asked for of late, and looks again while something is under way.
func (s *server) exportList(w http.ResponseWriter, r *http.Request) error {
	list, err := s.Exports.List(r.Context(), actorOf(r))
	if err != nil {
		return err
	}
	frame, err := s.frame(w, r, i18n.T(r.Context(), "export.mine"))
	if err != nil {
		return err
	}
	if slices.ContainsFunc(list, exports.Export.Open) {
		w.Header().Set("Refresh", refresh)
	}
	return s.render(w, r, http.StatusOK, pages.ExportsPage(frame, list))
}

// cancelExport ends an export under way; one that has ended meanwhile shows how.
func (s *server) cancelExport(w http.ResponseWriter, r *http.Request) error {
	e, err := s.findExport(r)
	if err != nil {
		return err
	}
	if !e.Open() {
		return seeOther(w, r, pages.ExportHref(e.ID))
	}
	if err := s.Exports.Cancel(r.Context(), actorOf(r), e.ID); err != nil {
		return err
	}
	leaveFlash(w, "cancelled")
	return seeOther(w, r, pages.PathExports)
}

// refresh is how many seconds pass before the page of an export that is under way looks again, without a script.
const refresh = "2"

func (s *server) export(w http.ResponseWriter, r *http.Request) error {
	e, err := s.findExport(r)
	if err != nil {
		return err
	}
	frame, err := s.frame(w, r, i18n.T(r.Context(), "export.title"))
	if err != nil {
		return err
	}
	if e.Open() {
		w.Header().Set("Refresh", refresh)
	}
	return s.render(w, r, http.StatusOK, pages.ExportPage(frame, e))
}

// exportFile gives out the file of an export, whole or the part that a broken download still lacks.
func (s *server) exportFile(w http.ResponseWriter, r *http.Request) error {
	e, err := s.findExport(r)
	if err != nil {
		return err
	}
	if e.State != exports.Done {
		return seeOther(w, r, pages.ExportHref(e.ID))
	}
	h := w.Header()
	h.Set("Content-Type", e.Wish.Format.MediaType())
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": e.Name}))
	return s.give(w, r, e.Hash, e.DoneAt)
}

func (s *server) findExport(r *http.Request) (exports.Export, error) {
	id, err := idOf(r)
	if err != nil {
		return exports.Export{}, err
	}
	return s.Exports.Find(r.Context(), actorOf(r), id)
}
