package ui

import (
	"slices"
	"strconv"
)

// Kind is how a field is asked for.
type Kind int

const (
	// KindText is one line of text.
	KindText Kind = iota
	// KindTextarea is several lines with a counter when MaxLength is set.
	KindTextarea
	// KindSelect is a drop-down; options with a Group stand under it.
	KindSelect
	// KindRadio is one choice shown as cards; Searchable adds a search box over the names and aliases.
	KindRadio
	// KindCheckbox is one yes or no; Value "1" is yes.
	KindCheckbox
	// KindChecks is any number of choices; Values are the chosen ones.
	KindChecks
	// KindDate is a civil date, YYYY-MM-DD.
	KindDate
	// KindDateTime is a wall-clock instant in China, YYYY-MM-DDTHH:MM.
	KindDateTime
	// KindFile is an upload; Multiple allows several.
	KindFile
	// KindNumber is a whole number between Min and Max.
	KindNumber
	// KindPassword is a secret; its value is never sent back.
	KindPassword
	// KindTel is a telephone number.
	KindTel
	// KindEmail is a mail address.
	KindEmail
	// KindSearch is a search box.
	KindSearch
	// KindRating is one of five levels, 5 the best.
	KindRating
	// KindHidden is carried along unseen.
	KindHidden
	// KindMonth is a month, YYYY-MM.
	KindMonth
)

// Field is one question of a form.
type Field struct {
	Kind Kind
	// Name is the form value's name; ID defaults to it and must be set where two forms on a page share a name.
	Name, ID string
	Label    string
	// Hint helps before, Error explains after: a sentence that says what is wrong and what to do.
	Hint, Error string
	Value       string
	Values      []string
	Required    bool
	Disabled    bool
	Multiple    bool
	Autofocus   bool
	// MaxLength is in characters; zero is no limit. Rows is a textarea's height.
	MaxLength, Rows int
	Placeholder     string
	// Min and Max bound numbers and dates, as printed.
	Min, Max string
	// Autocomplete, InputMode, Accept and Pattern go to the browser as they are.
	Autocomplete, InputMode, Accept, Pattern string
	Options                                  []Option
	// Prompt is the first, empty entry of a drop-down.
	Prompt string
	// Searchable adds a search box to KindRadio and KindChecks.
	Searchable bool
	// MaxBytes is the size of the largest file, zero for no limit.
	MaxBytes int64
	// TemplateFrom names the field whose chosen option's Template fills this textarea while it is untouched.
	TemplateFrom string
}

// Option is one choice of a field.
type Option struct {
	Value, Label, Hint string
	// Group is a heading; consecutive options with the same one stand together.
	Group string
	// Search is found besides the label: aliases, codes.
	Search string
	// Template is the text that guides the person when this option is chosen.
	Template string
	Disabled bool
}

type optionGroup struct {
	name    string
	options []Option
}

func grouped(options []Option) (groups []optionGroup) {
	first := 0
	for i, option := range options {
		if i+1 == len(options) || options[i+1].Group != option.Group {
			groups = append(groups, optionGroup{option.Group, options[first : i+1]})
			first = i + 1
		}
	}
	return groups
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Name
}

// class adds to the base how the field stands.
func (f Field) class(base string) string {
	if f.Error != "" {
		return base + " field-bad"
	}
	return base
}

func (f Field) optionID(i int) string { return f.id() + "-" + strconv.Itoa(i) }

// describedBy lists the elements that a screen reader reads with the field.
func (f Field) describedBy() string {
	switch {
	case f.Hint != "" && f.Error != "":
		return f.id() + "-hint " + f.id() + "-error"
	case f.Hint != "":
		return f.id() + "-hint"
	case f.Error != "":
		return f.id() + "-error"
	default:
		return ""
	}
}

func (f Field) chosen(value string) bool {
	if f.Kind == KindChecks || f.Multiple {
		return slices.Contains(f.Values, value)
	}
	return f.Value == value
}

// isSet says that the question is asked by several controls and needs a fieldset.
func (f Field) isSet() bool {
	return f.Kind == KindRadio || f.Kind == KindChecks || f.Kind == KindRating
}

func (f Field) inputType() string {
	switch f.Kind {
	case KindDate:
		return "date"
	case KindDateTime:
		return "datetime-local"
	case KindMonth:
		return "month"
	case KindNumber:
		return "number"
	case KindPassword:
		return "password"
	case KindTel:
		return "tel"
	case KindEmail:
		return "email"
	case KindSearch:
		return "search"
	default:
		return "text"
	}
}

func (f Field) rows() string {
	if f.Rows > 0 {
		return strconv.Itoa(f.Rows)
	}
	return "5"
}

// shownValue never sends a password back to the browser.
func (f Field) shownValue() string {
	if f.Kind == KindPassword {
		return ""
	}
	return f.Value
}

// target is the element that a link to the field's error leads to: the control, or the first of several.
func (f Field) target() string {
	switch f.Kind {
	case KindRating:
		return f.optionID(5)
	case KindRadio, KindChecks:
		return f.id() + "-0-0"
	default:
		return f.id()
	}
}
