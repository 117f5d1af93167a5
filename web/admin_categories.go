package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// categoryRoutes edit the kinds of request, with what guides the company and the promise each gives.
func (s *server) categoryRoutes(r chi.Router) {
	r.Get(pages.PathCategories, s.page(s.categories))
	r.Get(pages.PathCategories+"/new", s.page(s.newCategory))
	r.Post(pages.PathCategories+"/new", s.page(s.addCategory))
	r.Get(pages.PathCategories+"/{code}", s.page(s.category))
	r.Post(pages.PathCategories+"/{code}", s.page(s.saveCategory))
}

func (s *server) categories(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	refs, err := s.Desk.Refs(ctx)
	if err != nil {
		return err
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "admin.categories"))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.CategoriesPage(frame, refs))
}

func (s *server) newCategory(w http.ResponseWriter, r *http.Request) error {
	refs, err := s.Desk.Refs(r.Context())
	if err != nil {
		return err
	}
	c := cases.Category{Group: cases.OtherGroup, Policy: cases.DefaultPolicy, Rated: true, Active: true, Order: int64(len(refs.Categories) + 1)}
	return s.showForm(w, r, http.StatusOK, pages.CategoryForm(r.Context(), refs, c, true, nil))
}

func (s *server) category(w http.ResponseWriter, r *http.Request) error {
	refs, err := s.Desk.Refs(r.Context())
	if err != nil {
		return err
	}
	c, known := refs.Category(chi.URLParam(r, "code"))
	if !known {
		return errNoPage
	}
	return s.showForm(w, r, http.StatusOK, pages.CategoryForm(r.Context(), refs, c, false, nil))
}

func categoryOf(f form) (cases.Category, error) {
	reminders, err := remindersOf(f)
	return cases.Category{Code: f.line("code"), Name: f.words("name"), Group: cases.Group(f.line("group")), Aliases: f.line("aliases"),
		Template: f.words("template"), Policy: f.line("policy"), UrgentPolicy: f.line("urgent_policy"), Urgent: f.ticked("urgent"),
		Statutory: f.ticked("statutory"), Tracking: f.ticked("tracking"), Rated: f.ticked("rated"), Active: f.ticked("active"), Order: f.order(),
		Reminders: reminders}, err
}

func (s *server) addCategory(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	c, err := categoryOf(f)
	if f.Get("step") == "preview" {
		return s.previewCategory(w, r, c, true, err)
	}
	if err == nil {
		err = s.Desk.SaveCategory(ctx, actorOf(r), c, true)
	}
	refs, fault := s.Desk.Refs(ctx)
	if fault != nil {
		return fault
	}
	if there, known := refs.Category(c.Code); err != nil && known && there == c {
		err = nil // the same form, sent twice
	}
	return s.saved(w, r, err, pages.PathCategories, func(bad cases.Problems) pages.EditForm { return pages.CategoryForm(ctx, refs, c, true, bad) })
}

func (s *server) saveCategory(w http.ResponseWriter, r *http.Request) error {
	f, err := readForm(w, r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	c, err := categoryOf(f)
	c.Code = chi.URLParam(r, "code")
	if f.Get("step") == "preview" {
		return s.previewCategory(w, r, c, false, err)
	}
	if err == nil {
		err = s.Desk.SaveCategory(ctx, actorOf(r), c, false)
	}
	refs, fault := s.Desk.Refs(ctx)
	if fault != nil {
		return fault
	}
	return s.saved(w, r, err, pages.PathCategories, func(bad cases.Problems) pages.EditForm { return pages.CategoryForm(ctx, refs, c, false, bad) })
}

// previewCategory shows the form as it was filled in, with the sentence that says who would be reminded. It stores nothing.
func (s *server) previewCategory(w http.ResponseWriter, r *http.Request, c cases.Category, isNew bool, wrong error) error {
	refs, err := s.Desk.Refs(r.Context())
	if err != nil {
		return err
	}
	return s.showForm(w, r, http.StatusOK, pages.CategoryForm(r.Context(), refs, c, isNew, cases.ProblemsOf(wrong)))
}
