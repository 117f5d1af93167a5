package web

import (
	"crypto/rand"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"jiangqitong/cases"
	"jiangqitong/web/pages"
	"jiangqitong/web/status"
	"jiangqitong/web/ui"
)

// form is what a page's form sent.
type form struct {
	url.Values
	files []*multipart.FileHeader
}

// inMemory is how much of an upload is held in memory; the rest waits in temporary files.
const inMemory = 1 << 20

// readForm reads the body within the limits set on it. Call done when its files were taken.
func readForm(w http.ResponseWriter, r *http.Request) (form, error) {
	var err error = http.ErrNotMultipart
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		err = r.ParseMultipartForm(inMemory)
	}
	if errors.Is(err, http.ErrNotMultipart) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		err = r.ParseForm()
	}
	switch {
	case errors.Is(err, multipart.ErrMessageTooLarge), err == nil && size(r.PostForm) > maxForm:
		return form{}, &http.MaxBytesError{Limit: maxForm}
	case err != nil && status.Of(err) == status.Fault:
		return form{}, fmt.Errorf("%w: %w", errBadForm, err)
	case err != nil:
		return form{}, err
	}
	f := form{Values: r.PostForm}
	if r.MultipartForm != nil {
		f.files = r.MultipartForm.File[pages.FieldFiles]
	}
	return f, nil
}

// size is how much text a form holds, in bytes.
func size(values url.Values) (n int) {
	for name, list := range values {
		for _, value := range list {
			n += len(name) + len(value)
		}
	}
	return n
}

// done removes the temporary files of an upload.
func done(r *http.Request) {
	if r.MultipartForm != nil {
		_ = r.MultipartForm.RemoveAll() // what stays lies in the temporary folder, which the system clears
	}
}

// line is one field, trimmed.
func (f form) line(name string) string { return strings.TrimSpace(f.Get(name)) }

// id is a whole number, 0 when it is none.
func (f form) id(name string) int64 {
	n, _ := strconv.ParseInt(f.line(name), 10, 64)
	return n
}

// key is the idempotency key of the form, so that a double press acts once.
func (f form) key() string { return clip(f.line(ui.FieldKey), 64) }

// version is the version of the case that the person looked at.
func (f form) version() int64 { return f.id(ui.FieldVersion) }

// input gathers what the fields ask for. Boxes come as several values, ticks as "1".
func (f form) input(asks []cases.Field) cases.Input {
	in := cases.Input{}
	for _, ask := range asks {
		switch ask.Kind {
		case cases.BureausField:
			in[ask.Name] = strings.Join(f.Values[ask.Name], ",")
		case cases.CheckField:
			if f.Get(ask.Name) != "" {
				in[ask.Name] = string(cases.Yes)
			}
		default:
			in[ask.Name] = f.Get(ask.Name)
		}
	}
	return in
}

// newKey makes the idempotency key that a form carries.
func newKey() string { return rand.Text() }

// clip shortens a text to at most n bytes, never within a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// readable refuses addresses that cannot be text: they match nothing, and one engine would refuse the search.
func (s *server) readable(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query, err := url.QueryUnescape(r.URL.RawQuery)
		if err != nil || !plain(query) || !plain(r.URL.Path) {
			s.fail(w, r, errAddress)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func plain(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
