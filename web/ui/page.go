package ui

import (
	"slices"

	"github.com/a-h/templ"
)

// Page is the frame around one page's content.
type Page struct {
	// Title names the page in the browser's tab; the content carries its own heading.
	Title string
	// Path is the address of this page with its query, where the language switch returns to.
	Path string
	// Viewer is who is signed in; nil shows the frame for visitors.
	Viewer *Viewer
	// Nav is the viewer's main navigation, the entries in the order of their use.
	Nav []NavItem
	// Inbox is the number of unread messages.
	Inbox int
	// Breadcrumb leads from the top of the section to this page, which is last and needs no Href.
	Breadcrumb []Link
	// Flash is what the last action has to say.
	Flash []Flash
	// Watermark is laid faintly over the page when not empty: the viewer's name and the time.
	Watermark string
	// Footer goes into the page's foot beside the product's name (the demonstration's clock, for one).
	Footer templ.Component
	// Width is the measure of the content column.
	Width Width
}

// Width is the measure of a page's content column.
type Width string

const (
	// WidthNormal suits most pages (1120 px).
	WidthNormal Width = ""
	// WidthNarrow suits a single form or a text (680 px).
	WidthNarrow Width = "narrow"
	// WidthWide suits wide tables and the month's charts (1440 px).
	WidthWide Width = "wide"
)

// Viewer is the signed-in person as the frame shows them.
type Viewer struct {
	// ID tells people apart for what a browser keeps of theirs.
	ID   int64
	Name string
	// Role is the person's role in words, such as 诉求中心.
	Role string
	// Body is the company or bureau the person acts for; may be empty.
	Body string
}

// NavItem is one entry of the main navigation.
type NavItem struct {
	Href, Label string
	// Icon is a symbol of static/icons.svg.
	Icon string
	// Count is shown as a badge when not zero.
	Count int
	// Urgent paints the badge red; the count is read out either way.
	Urgent  bool
	Current bool
	// Sections are the pages within. Those of the current entry stand below it on wide screens, and as tabs above the
	// content on narrow ones.
	Sections []Tab
}

// here is the current entry of the navigation, zero where none is.
func (p Page) here() NavItem {
	at := slices.IndexFunc(p.Nav, func(item NavItem) bool { return item.Current })
	if at < 0 {
		return NavItem{}
	}
	return p.Nav[at]
}

// current is the entry's aria-current: of one with sections, the page is one of them.
func (n NavItem) current() string {
	if len(n.Sections) > 0 {
		return "true"
	}
	return "page"
}

// Link is a text that leads somewhere; without Href it is plain text.
type Link struct {
	Label, Href string
}

// Flash is one message about what just happened.
type Flash struct {
	Tone Tone
	Text string
	// Href and Label offer the next step; may be empty.
	Href, Label string
}
