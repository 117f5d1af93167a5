package e2e

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

//go:embed page.js
var pageScript string

// person is somebody before a browser. What they do fails the test when it cannot be done.
type person struct {
	t      *testing.T
	name   string
	house  *house
	window window
	ctx    context.Context
	watch  *watch
	lang   string // of the pages they expect, zh-CN or en
	place  string // the path they are at
}

// person opens a window for somebody not yet signed in.
func (h *house) person(t *testing.T, name string, w window) *person {
	t.Helper()
	p := &person{t: t, name: name, house: h, window: w, watch: newWatch(h.base), lang: "zh-CN"}
	p.ctx = w.open(t, p.watch.see)
	return p
}

// withoutScript lets nothing of the page's scripts run.
func (p *person) withoutScript() *person {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
	return p
}

// resizes gives the person another screen.
func (p *person) resizes(w window) *person {
	p.t.Helper()
	if p.window != w {
		p.window = w
		p.do(w.size())
	}
	return p
}

// speaks turns the pages to a language by the switch in their head.
func (p *person) speaks(lang string) *person {
	p.t.Helper()
	tag, name := "zh-CN", "中文"
	if lang == "en" {
		tag, name = "en", "English"
	}
	p.lang = tag
	return p.presses(name)
}

// do runs steps within the person's patience.
func (p *person) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.fatalf("%v", err)
	}
}

// fatalf ends the test with what the person has before them.
func (p *person) fatalf(format string, args ...any) {
	p.t.Helper()
	p.picture("failed")
	for _, bad := range p.watch.take() {
		p.t.Errorf("%s at %s: %s", p.name, p.place, bad)
	}
	text := []rune(p.text("main"))
	p.t.Fatalf("%s (%s) at %s: %s\n%s", p.name, p.window.name, p.place, fmt.Sprintf(format, args...), string(text[:min(len(text), 600)]))
}

// ask evaluates a call of page.js.
func ask[T any](p *person, call string, args ...any) T {
	p.t.Helper()
	return evaluate[T](p, call, args)
}

// await is ask for a call that promises its answer.
func await[T any](p *person, call string, args ...any) T {
	p.t.Helper()
	return evaluate[T](p, call, args, chromedp.EvalAwaitPromise)
}

func evaluate[T any](p *person, call string, args []any, options ...chromedp.EvaluateOption) T {
	p.t.Helper()
	texts := make([]string, len(args))
	for i, a := range args {
		text, err := json.Marshal(a)
		if err != nil {
			p.t.Fatal(err)
		}
		texts[i] = string(text)
	}
	script := "(() => {" + pageScript + "\nreturn " + call + "(" + strings.Join(texts, ", ") + ");})()"
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, options...))
	if err != nil {
		p.t.Fatalf("%s at %s: %s%v: %v", p.name, p.place, call, args, err)
	}
	return value
}

// refused lets the next pages be refusals with a status, 0 for no longer.
func (p *person) refused(status int) *person {
	p.watch.expect(status)
	return p
}

// arrives does what leads to another page and waits until that is whole.
func (p *person) arrives(step chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	p.waits(step)
	p.look()
}

func (p *person) waits(step chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.WaitEvent(page.LoadEventFired, nil, step)); err != nil {
		p.fatalf("no page came: %v", err)
	}
}

// goes opens an address of the server, as one does with a bookmark.
func (p *person) goes(path string) *person {
	p.t.Helper()
	p.arrives(p.address(path))
	return p
}

func (p *person) address(path string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, page.Navigate, page.NavigateParams{URL: p.house.base + path})
		return err
	})
}

// text is what one reads in the parts of a page.
func (p *person) text(selector string) string { return ask[string](p, "textOf", selector) }

// reads fails unless the page says all of it.
func (p *person) reads(parts ...string) *person {
	p.t.Helper()
	text := p.text("main")
	for _, part := range parts {
		if !strings.Contains(text, part) {
			p.fatalf("does not read “%s”", part)
		}
	}
	return p
}

// readsNot fails if the page says any of it.
func (p *person) readsNot(parts ...string) *person {
	p.t.Helper()
	text := p.text("main")
	for _, part := range parts {
		if strings.Contains(text, part) {
			p.fatalf("reads “%s”", part)
		}
	}
	return p
}
