package ui

// Tone is the mood of a badge, button, alert or figure. It is always carried by words or an icon as well as colour.
type Tone string

const (
	// ToneNeutral is the quiet default.
	ToneNeutral Tone = ""
	// ToneAccent marks the main thing on a page.
	ToneAccent Tone = "accent"
	// ToneGood says that something went right.
	ToneGood Tone = "good"
	// ToneWarn asks for attention.
	ToneWarn Tone = "warn"
	// ToneBad says that something is wrong, or that a button destroys something.
	ToneBad Tone = "bad"
)

func (t Tone) class(base string) string {
	if t == ToneNeutral {
		return base
	}
	return base + " " + base + "-" + string(t)
}

func (t Tone) icon() string {
	switch t {
	case ToneGood:
		return "success"
	case ToneWarn:
		return "alert"
	case ToneBad:
		return "danger"
	default:
		return "info"
	}
}
