package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Icon draws the symbol called name of static/icons.svg in the text's colour. It is decoration: the words beside it
// carry the meaning. It is no template because a page draws it a hundred times.
func Icon(name string) templ.Component { return icon(name) }

type icon string

var iconStart = `<svg class="icon" aria-hidden="true" focusable="false"><use href="` + Asset("icons.svg") + "#"

// Render draws the icon.
func (name icon) Render(_ context.Context, w io.Writer) error {
	for _, part := range [...]string{iconStart, templ.EscapeString(name), `"></use></svg>`} {
		if _, err := io.WriteString(w, part); err != nil {
			return err
		}
	}
	return nil
}
