package e2e

import (
	"context"
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"jiangqitong/internal/demo"
)

// TestDemonstration has one person of each role open every kind of page they can come to over the sample data: in Chinese
// at a desk, in English, whose words are longer, at a desk and on a phone. Each page is looked at on arrival. A leader
// holds every number of June 2021 against its cases and the workbook.
func TestDemonstration(t *testing.T) {
	t.Parallel()
	h := newDemo(t, "2021-06-30 09:00")
	t.Run("june", func(t *testing.T) {
		t.Parallel()
		leader := h.person(t, "leader", desktop).signsIn("leader1", demo.Password)
		readsMonth(leader, "2021-06")
		leader.reads("解决民生事项 4 件", "解决审批服务诉求 15 件", "答复其他诉求 9 件", "惠及企业 16 家")
		leader.followsIn(".figures", "解决民生事项").reads("共 4 件").goes("/month/2021-06").followsIn(".figures", "惠及企业").reads("16 家企业")
	})
	for _, guest := range demo.Guests() {
		t.Run(string(guest.Role), func(t *testing.T) {
			t.Parallel()
			p := h.person(t, string(guest.Role), desktop)
			p.goes("/signin").presses(guest.Role.Words().Zh)
			walk(p)
			p.speaks("en")
			walk(p, phone)
		})
	}
}

// walk follows the links on the pages of the server from where the person is, to one page of each kind: their contents
// differ, what they are made of does not. The pages are looked at once more in other windows.
func walk(p *person, others ...window) {
	p.t.Helper()
	queue, known, been := []string{p.place}, map[string]bool{p.place: true}, map[string]bool{}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if been[kind(at)] {
			continue
		}
		been[kind(at)] = true
		p.resizes(desktop).goes(at)
		if len(others) == 0 {
			p.readsWell()
		}
		for _, w := range others {
			p.resizes(w).look()
		}
		for _, link := range ask[[]string](p, `(() => [...document.querySelectorAll("a[href]:not([download])")].map((a) => new URL(a.getAttribute("href"), location).href))`) {
			if next := p.within(link); next != "" && !known[next] {
				known[next] = true
				queue = append(queue, next)
			}
		}
	}
}

// readsWell fails of texts and fields that are hard to see, by day and by night.
func (p *person) readsWell() {
	p.t.Helper()
	for _, scheme := range []string{"dark", "light"} {
		p.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
			return err
		}))
		for _, what := range ask[[]string](p, "faint") {
			if p.house.firstTime(scheme + what) {
				p.t.Errorf("%s at %s (%s): %s", p.name, p.place, scheme, what)
			}
		}
	}
}

// kind is what pages have in common that are made of the same.
func kind(path string) string {
	path, _, _ = strings.Cut(shape(path), "?")
	if parts := strings.Split(path, "/"); len(parts) == 4 && parts[1] == "admin" && parts[3] != "new" {
		parts[3] = "one"
		path = strings.Join(parts, "/")
	}
	return path
}

// within is the path of a page of this server, "" for what is none: files, other hosts, parts of a page.
func (p *person) within(link string) string {
	rest, ours := strings.CutPrefix(link, p.house.base)
	u, err := url.Parse(rest)
	if !ours || err != nil || u.Path == "" || strings.Contains(u.Path, "/files/") || path.Ext(u.Path) == ".xlsx" || path.Ext(u.Path) == ".json" {
		return ""
	}
	return u.RequestURI()
}
