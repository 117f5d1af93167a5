package e2e

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// watch notes what must not happen in a window: errors of scripts and of the content policy, requests that fail or
// are refused, requests to anybody but the server.
type watch struct {
	mu      sync.Mutex
	host    string
	refusal int64 // status that a test expects, 0 for none
	asked   map[network.RequestID]string
	bad     []string
}

func newWatch(base string) *watch {
	u, _ := url.Parse(base)
	return &watch{host: u.Host, asked: map[network.RequestID]string{}}
}

// expect lets requests be refused with a status, 0 for no longer.
func (w *watch) expect(status int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refusal = int64(status)
}

// take returns what happened since it was last asked.
func (w *watch) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	bad := w.bad
	w.bad = nil
	return bad
}

// see is told every event of the window.
func (w *watch) see(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		w.asks(e)
	case *network.EventResponseReceived:
		if status := e.Response.Status; status >= 400 && status != w.refusal {
			w.note("answered %d: %s", status, e.Response.URL)
		}
	case *network.EventLoadingFailed:
		// A page left early cancels what it was loading; a download is "aborted" as a page.
		if !e.Canceled && e.ErrorText != "net::ERR_ABORTED" {
			w.note("failed (%s %s): %s", e.ErrorText, e.BlockedReason, w.asked[e.RequestID])
		}
	case *runtime.EventExceptionThrown:
		w.note("exception: %s", thrown(e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if slices.Contains([]string{"error", "warning", "assert"}, string(e.Type)) {
			w.note("console.%s: %s", e.Type, arguments(e.Args))
		}
	case *cdplog.EventEntryAdded:
		// Refused requests are noted above.
		if level := e.Entry.Level; (level == "error" || level == "warning") && e.Entry.Source != "network" {
			w.note("%s %s: %s", e.Entry.Source, level, e.Entry.Text)
		}
	}
}

func (w *watch) asks(e *network.EventRequestWillBeSent) {
	w.asked[e.RequestID] = e.Request.URL
	u, err := url.Parse(e.Request.URL)
	if err != nil || u.Host != w.host && u.Scheme != "data" && u.Scheme != "blob" && u.Scheme != "about" {
		w.note("a request leaves the server: %s", e.Request.URL)
	}
}

func (w *watch) note(format string, args ...any) { w.bad = append(w.bad, fmt.Sprintf(format, args...)) }

func thrown(d *runtime.ExceptionDetails) string {
	if d.Exception != nil && d.Exception.Description != "" {
		return d.Exception.Description
	}
	return d.Text
}

func arguments(list []*runtime.RemoteObject) string {
	var texts []string
	for _, o := range list {
		texts = append(texts, strings.Trim(string(o.Value), `"`)+o.Description)
	}
	return strings.Join(texts, " ")
}
