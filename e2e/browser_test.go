package e2e

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

var screenshots = flag.String("screenshots", "", "folder to keep a picture of every visited page in")

func TestMain(m *testing.M) {
	code := m.Run()
	quitChromium()
	os.Exit(code)
}

// patience is how long a person waits for a page, on a machine that may be busy with all the other tests.
const patience = 3 * time.Minute

// chromium is the one browser of all tests. People have a window of their own in it, with cookies of their own.
var chromium = struct {
	once sync.Once
	ctx  context.Context
	err  error
	quit func()
}{quit: func() {}}

func quitChromium() { chromium.quit() }

// needChromium returns the browser. Without one the test is skipped, or fails where nothing may be left out.
func needChromium(t *testing.T) context.Context {
	t.Helper()
	path := installed("chromium", "chromium-browser", "google-chrome")
	switch {
	case path == "" && os.Getenv("CI") == "true":
		t.Fatal("Chromium is missing: install the package chromium")
	case path == "":
		t.Skip("NOT TESTED IN A BROWSER: Chromium is missing; install the package chromium (and fonts-noto-cjk)")
	}
	chromium.once.Do(func() { chromium.err = startChromium(path) })
	if chromium.err != nil {
		t.Fatalf("Chromium does not start: %v", chromium.err)
	}
	return chromium.ctx
}

func installed(names ...string) string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// startChromium starts a browser that does nothing by itself: what it asks for, the pages ask for.
func startChromium(path string) error {
	folder, err := os.MkdirTemp("", "jiangqitong-chromium-")
	if err != nil {
		return err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.DisableGPU,
		chromedp.UserDataDir(folder), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("accept-lang", "zh-CN"), chromedp.Env("LANGUAGE=zh_CN", "LC_ALL=C.UTF-8")) // file names are Chinese, whatever the machine speaks
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocated)
	chromium.ctx, chromium.quit = ctx, func() {
		_ = chromedp.Cancel(ctx)
		cancel()
		stop()
		os.RemoveAll(folder)
	}
	return chromedp.Do(ctx)
}

// window is the size of a person's screen.
type window struct {
	name          string
	width, height int64
}

var (
	phone   = window{"phone", 390, 844}
	desktop = window{"desktop", 1440, 900}
)

// open opens a window of the person's own in the browser.
func (s window) open(t *testing.T, listen func(event any)) context.Context {
	t.Helper()
	ctx, cancel := chromedp.NewContext(needChromium(t), chromedp.WithNewBrowserContext(), chromedp.WithListener(listen))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, s.size()); err != nil {
		t.Fatalf("a new window: %v", err)
	}
	return ctx
}

// size makes the window what it is.
func (s window) size() chromedp.Action[chromedp.Void] {
	if s == phone {
		return chromedp.EmulateViewport(s.width, s.height, chromedp.EmulateMobile, chromedp.EmulatePortrait)
	}
	return chromedp.EmulateViewport(s.width, s.height)
}
