package web

import (
	"context"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/web/pages"
)

// uploadRoutes take forms that may carry files, and give the files out again.
func (s *server) uploadRoutes(r chi.Router) {
	r.Post("/file", s.page(s.fileSubmit))
	r.Post("/cases/{no}/{action}", s.page(s.caseAct))
	r.Get("/cases/{no}/files/{id}", s.page(s.download))
	r.Get("/cases/{no}/files/{id}/thumb", s.page(s.thumbnail))
}

// takeUploads keeps the form's files, so that the action or a second try can bind them, together with those that an
// earlier try left. Files that are refused come back as Problems beside those that were kept.
func (s *server) takeUploads(ctx context.Context, actor cases.Actor, f form) ([]cases.Attachment, error) {
	var kept []cases.Attachment
	if len(f.Values[pages.FieldKept]) > 0 {
		var numbers []int64
		for _, text := range f.Values[pages.FieldKept] {
			if id, err := strconv.ParseInt(text, 10, 64); err == nil && len(numbers) < cases.MaxFiles {
				numbers = append(numbers, id)
			}
		}
		var err error
		if kept, err = s.Desk.Uploads(ctx, actor, numbers); err != nil {
			return nil, err
		}
	}
	if n := len(kept) + len(f.files); n > cases.MaxFiles {
		return kept, &cases.Problem{Kind: cases.Invalid, Field: pages.FieldFiles, Words: cases.Words{
			Zh: "一次最多 " + strconv.Itoa(cases.MaxFiles) + " 个附件，这次有 " + strconv.Itoa(n) + " 个，请减少后再提交。",
			En: "At most " + strconv.Itoa(cases.MaxFiles) + " files at once; these are " + strconv.Itoa(n) + ". Take some away and submit again."}}
	}
	var bad cases.Problems
	for _, header := range f.files {
		attachment, err := s.takeUpload(ctx, actor, header)
		problems := cases.ProblemsOf(err)
		switch {
		case err == nil:
			kept = append(kept, attachment)
		case len(problems) > 0:
			bad = append(bad, ofFile(header.Filename, problems)...)
		default:
			return kept, err
		}
	}
	if len(bad) > 0 {
		return kept, bad
	}
	return kept, nil
}

// unbound are the files that a form can still send: others went with an earlier one.
func unbound(files []cases.Attachment) []cases.Attachment {
	return slices.DeleteFunc(slices.Clone(files), func(f cases.Attachment) bool { return f.Case != 0 })
}

// ofFile puts the refusals of a file beside the field it came by, under its name.
func ofFile(name string, problems cases.Problems) cases.Problems {
	name = shortName(pages.Printable(name))
	placed := make(cases.Problems, len(problems))
	for i, p := range problems {
		placed[i] = &cases.Problem{Kind: p.Kind, Field: pages.FieldFiles, Words: cases.Words{Zh: "“" + name + "”：" + p.Zh, En: "“" + name + "”: " + p.En}}
	}
	return placed
}

// shortName is enough of a file's name to know it again.
func shortName(name string) string {
	if short := clip(name, 120); short != name {
		return short + "…"
	}
	return name
}

func (s *server) takeUpload(ctx context.Context, actor cases.Actor, header *multipart.FileHeader) (cases.Attachment, error) {
	content, err := header.Open()
	if err != nil {
		return cases.Attachment{}, err
	}
	defer content.Close()
	file, err := s.intake.Accept(ctx, header.Filename, content, header.Size)
	if err != nil {
		return cases.Attachment{}, err
	}
	return s.Desk.Attach(ctx, actor, file.Attachment())
}

// download gives out a file of a case, always as a download: nothing that people upload runs or shows in our pages.
func (s *server) download(w http.ResponseWriter, r *http.Request) error {
	attachment, err := s.attachment(r)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", attachment.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": attachment.Name}))
	return s.give(w, r, attachment.Hash, attachment.At)
}

// thumbnail gives out the small picture of a photo, which was drawn by this server.
func (s *server) thumbnail(w http.ResponseWriter, r *http.Request) error {
	attachment, err := s.attachment(r)
	if err != nil {
		return err
	}
	if attachment.Thumb == "" {
		return errNoPage
	}
	w.Header().Set("Content-Type", "image/jpeg")
	return s.give(w, r, attachment.Thumb, attachment.At)
}

func (s *server) attachment(r *http.Request) (cases.Attachment, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	if err != nil {
		return cases.Attachment{}, errNoPage
	}
	return s.Desk.Attachment(r.Context(), actorOf(r), chi.URLParam(r, "no"), id)
}

func (s *server) give(w http.ResponseWriter, r *http.Request, hash string, at time.Time) error {
	content, err := s.Store.Open(r.Context(), hash)
	if err != nil {
		return err
	}
	defer content.Close()
	h := w.Header()
	h.Set("Cache-Control", "private, max-age=3600")
	h.Set("ETag", `"`+hash+`"`)
	http.ServeContent(w, r, "", at, content)
	return nil
}
