package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// spot is where something is on the screen.
type spot struct {
	X, Y    float64
	Covered string
	Checked bool
}

// The kinds of things one presses.
const (
	buttons = "button, summary, a.button, a[role=button]"
	links   = "a[href]"
)

// find looks for something to press within a part of the page, "" for all of it.
func (p *person) find(scope, words, kinds string) spot {
	p.t.Helper()
	found := ask[*spot](p, "press", scope, words, kinds)
	if found == nil {
		p.fatalf("there is no “%s” to press", words)
	}
	if found.Covered != "" {
		p.fatalf("“%s” cannot be pressed, it is covered by %s", words, found.Covered)
	}
	return *found
}

// presses clicks a button that leads to another page.
func (p *person) presses(words string) *person { p.t.Helper(); return p.pressesIn("", words) }

func (p *person) pressesIn(scope, words string) *person {
	p.t.Helper()
	at := p.find(scope, words, buttons)
	p.arrives(chromedp.MouseClickXY(at.X, at.Y))
	return p
}

// pressesTwice clicks a button twice, as impatient people do.
func (p *person) pressesTwice(words string) *person {
	p.t.Helper()
	at := p.find("", words, buttons)
	p.arrives(chromedp.Steps(chromedp.MouseClickXY(at.X, at.Y), chromedp.MouseClickXY(at.X, at.Y, chromedp.ClickCount(2))))
	return p
}

// opens clicks something that stays on the page, such as a button that opens a small form.
func (p *person) opens(scope, words string) *person {
	p.t.Helper()
	at := p.find(scope, words, buttons)
	p.do(chromedp.MouseClickXY(at.X, at.Y))
	return p
}

// follows clicks a link.
func (p *person) follows(words string) *person { p.t.Helper(); return p.followsIn("", words) }

func (p *person) followsIn(scope, words string) *person {
	p.t.Helper()
	at := p.find(scope, words, links)
	p.arrives(chromedp.MouseClickXY(at.X, at.Y))
	return p
}

// fills answers the question of a label, in whatever way it is asked.
func (p *person) fills(label, value string) *person { p.t.Helper(); return p.fillsIn("", label, value) }

func (p *person) fillsIn(scope, label, value string) *person {
	p.t.Helper()
	control := p.field(scope, label)
	switch {
	case control.Tag == "fieldset":
		p.chooses(label, value)
	case control.Tag == "select":
		if !ask[bool](p, "select", value) {
			p.fatalf("“%s” has no choice “%s”", label, value)
		}
	case control.Type == "checkbox":
		if at := p.marked(label); control.Checked != (value != "") {
			p.do(chromedp.MouseClickXY(at.X, at.Y))
		}
	case control.Type == "date" || control.Type == "time" || control.Type == "month" || control.Type == "number":
		if !ask[bool](p, "set", value) {
			p.fatalf("“%s” does not take %s", label, value)
		}
	default:
		p.types(label, value)
	}
	return p
}

// control is what answers a question.
type control struct {
	Tag, Type string
	Checked   bool
}

func (p *person) field(scope, label string) control {
	p.t.Helper()
	found := ask[*control](p, "field", scope, label)
	if found == nil {
		p.fatalf("nothing asks for “%s”, only for: %s", label, strings.Join(ask[[]string](p, "fieldNames", scope), " | "))
	}
	return *found
}

func (p *person) marked(label string) spot {
	p.t.Helper()
	at := ask[spot](p, "(() => point(marked()))")
	if at.Covered != "" {
		p.fatalf("“%s” cannot be reached, it is covered by %s", label, at.Covered)
	}
	return at
}

// types replaces what a text field holds.
func (p *person) types(label, value string) {
	p.t.Helper()
	p.marked(label)
	ask[*bool](p, "(() => { marked().focus(); marked().select(); })")
	p.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		if value == "" {
			return nil
		}
		_, err := cdp.Call(ctx, target, input.InsertText, input.InsertTextParams{Text: value})
		return err
	}))
}

// chooses ticks the choices of a group, several separated by commas.
func (p *person) chooses(label, value string) {
	p.t.Helper()
	for choice := range strings.SplitSeq(value, ",") {
		at := ask[*spot](p, "choose", choice)
		if at == nil {
			p.fatalf("“%s” has no choice “%s”", label, choice)
		}
		if at.Covered != "" {
			p.fatalf("“%s” cannot be chosen, it is covered by %s", choice, at.Covered)
		}
		if !at.Checked {
			p.do(chromedp.MouseClickXY(at.X, at.Y))
		}
	}
}

// attaches chooses files from the person's own disk.
func (p *person) attaches(scope, label string, paths ...string) *person {
	p.t.Helper()
	p.field(scope, label)
	p.do(chromedp.QueryAfter(chromedp.CSS("[data-e2e]"), func(ctx context.Context, target *chromedp.Target, nodes []*chromedp.Node) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: paths, BackendNodeID: nodes[0].BackendNodeID})
		return chromedp.Void{}, err
	}))
	return p
}

// does carries out an action of a case: opens its button, answers its questions, label and value in turn, and submits.
func (p *person) does(action string, answers ...string) *person {
	p.t.Helper()
	offer := p.offer(action)
	for i := 0; i < len(answers); i += 2 {
		p.fillsIn(offer, answers[i], answers[i+1])
	}
	at := p.find(offer+" .form-buttons", "", "button[type=submit]")
	p.arrives(chromedp.MouseClickXY(at.X, at.Y))
	return p
}

// offer opens the small form of an action and names its place.
func (p *person) offer(action string) string {
	p.t.Helper()
	place := ask[string](p, `((action) => {
		const offer = [...document.querySelectorAll("details[data-offer]")].find((o) => words(o.querySelector("summary").innerText) === action);
		return offer ? "#" + offer.id : "";
	})`, action)
	if place == "" {
		p.fatalf("“%s” is not offered, only: %s", action, strings.Join(p.offers(), " | "))
	}
	if !ask[bool](p, "((id) => document.querySelector(id).open)", place) {
		p.opens(place, action)
	}
	return place
}

// offers are the actions that the page offers.
func (p *person) offers() []string {
	return ask[[]string](p, `(() => [...document.querySelectorAll("details[data-offer] > summary")].map((s) => words(s.innerText)))`)
}

// downloads does what sends a file and returns its bytes and the name it was given.
func (p *person) downloads(step func()) (name string, content []byte) {
	p.t.Helper()
	folder := p.t.TempDir()
	bound := chromedp.FromContext(p.ctx).BrowserContextID
	if _, err := chromedp.CallBrowser(p.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllowAndName, BrowserContextID: bound, DownloadPath: folder, EventsEnabled: new(true)}); err != nil {
		p.fatalf("downloads: %v", err)
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	begins := chromedp.BrowserEvents(ctx, browser.DownloadWillBegin)
	ends := chromedp.BrowserEvents(ctx, browser.DownloadProgress)
	step()
	id := ""
	for begin, err := range begins {
		if err != nil {
			p.fatalf("no download began: %v", err)
		}
		if strings.HasPrefix(begin.URL, p.house.base) { // others may be downloading too
			id, name = begin.GUID, begin.SuggestedFilename
			break
		}
	}
	for end, err := range ends {
		if err != nil || end.GUID == id && end.State == browser.DownloadProgressStateCanceled {
			p.fatalf("the download broke off: %v", err)
		}
		if end.GUID == id && end.State == browser.DownloadProgressStateCompleted {
			content, err = os.ReadFile(filepath.Join(folder, end.GUID))
			if err != nil {
				p.fatalf("the download: %v", err)
			}
			break
		}
	}
	return name, content
}
