package ui

import (
	"context"

	"jiangqitong/web/i18n"
)

// FormProps describes a form that changes something.
type FormProps struct {
	// Action is where the form posts to.
	Action string
	// Key makes a double press harmless; Version is what the person looked at. Both travel hidden; may be empty.
	Key, Version string
	// Multipart is needed for file fields.
	Multipart bool
	// Submit is the button's words; Tone its mood (accent when empty).
	Submit string
	Tone   Tone
	// Cancel leads away without a change; may be empty.
	Cancel string
	// ID names the form for links and scripts; may be empty.
	ID string
	// Draft names what the browser keeps of the form until it was taken, empty for nothing.
	Draft string
}

// Offer is one thing the person may do to a case now: a button that opens its small form.
type Offer struct {
	// Action is the lifecycle's name for it; Href is where its form posts to.
	Action, Href string
	// Label is on the button; Hint explains above the form what will happen; Submit is on the form's own button, where
	// "confirm" and the label would read badly.
	Label, Hint, Submit string
	// Icon is a symbol of static/icons.svg; may be empty.
	Icon string
	// Tone accent marks the main way forward, bad what cannot be taken back.
	Tone Tone
	// Key and Version are as in FormProps.
	Key, Version string
	Fields       []Field
	// Open shows the form at once: after an error, or when it is the only way forward.
	Open bool
	// Error is what was wrong with the last try as a whole.
	Error string
}

func (o Offer) multipart() bool {
	for _, f := range o.Fields {
		if f.Kind == KindFile {
			return true
		}
	}
	return false
}

// fields gives each field an ID of its own, since two offers may ask for the same name.
func (o Offer) fields() []Field {
	own := make([]Field, len(o.Fields))
	for i, f := range o.Fields {
		f.ID = o.Action + "-" + f.id()
		own[i] = f
	}
	return own
}

func (o Offer) submit(ctx context.Context) string {
	if o.Submit != "" {
		return o.Submit
	}
	return i18n.T(ctx, "ui.offer.confirm", "Label", o.Label)
}

// ButtonProps describes a button of a form.
type ButtonProps struct {
	Label, Icon string
	Tone        Tone
	// Name and Value are sent when this button is pressed; may be empty.
	Name, Value string
	// FormAction posts to another address than the form's own; may be empty.
	FormAction string
}

// buttonClass makes the main button of a form accent unless it says otherwise.
func buttonClass(tone Tone) string { return tone.class("button") }
