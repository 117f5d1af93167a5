package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"

	"github.com/chromedp/chromedp"
)

// sight is what looking at a page found: what is wrong, and the Chinese on an English page.
type sight struct {
	Bad     []string
	Foreign []string
}

// look holds the page before the person, and how it came, to what every page must be.
func (p *person) look() {
	p.t.Helper()
	if place, err := chromedp.Run(p.ctx, chromedp.Location()); err == nil {
		p.place = strings.TrimPrefix(place, p.house.base)
	}
	for _, what := range p.wrong() {
		if p.house.firstTime(p.window.name + what) {
			p.t.Errorf("%s (%s) at %s: %s", p.name, p.window.name, p.place, what)
		}
	}
	p.picture("")
}

// wrong is everything that is wrong with the page and how it came.
func (p *person) wrong() []string {
	p.t.Helper()
	seen := ask[sight](p, "look", p.window.width, p.lang)
	bad := append(p.watch.take(), seen.Bad...)
	for _, text := range seen.Foreign {
		if rest := p.house.withoutData(text); strings.ContainsFunc(rest, han) {
			bad = append(bad, fmt.Sprintf("Chinese on an English page: %q", text))
		}
	}
	return bad
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

var (
	caseNumber = regexp.MustCompile(`JQ\d+-\d+`)
	numbers    = regexp.MustCompile(`\d+`)
	unsafe     = regexp.MustCompile(`[^a-z0-9]+`)
)

// shape is a path without what differs from case to case.
func shape(path string) string {
	return numbers.ReplaceAllString(caseNumber.ReplaceAllString(path, "case"), "n")
}

// picture keeps a picture of the page where pictures are wanted, one for each kind of page, person and window.
func (p *person) picture(note string) {
	if *screenshots == "" {
		return
	}
	path, _, _ := strings.Cut(shape(p.place), "?")
	name := strings.Trim(unsafe.ReplaceAllString(strings.ToLower(path), "-"), "-")
	name = strings.Join([]string{p.window.name, p.lang[:2], p.name, name, note}, "-")
	if err := os.MkdirAll(*screenshots, 0o755); err != nil {
		p.t.Fatal(err)
	}
	for n := 1; n <= 12; n++ {
		file := filepath.Join(*screenshots, fmt.Sprintf("%s-%02d.png", name, n))
		if _, err := os.Stat(file); err == nil {
			continue
		}
		content, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
		if err == nil {
			err = os.WriteFile(file, content, 0o644)
		}
		if err != nil {
			p.t.Logf("no picture: %v", err)
		}
		return
	}
}
