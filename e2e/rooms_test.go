package e2e

import (
	"net/url"
	"path"
	"strings"
	"testing"

	"jiangqitong/internal/demo"
)

// TestRooms has one person of each role open every kind of page they can come to, in both languages, at the width of a
// desk and of a phone. Each page is looked at on arrival.
func TestRooms(t *testing.T) {
	h := newDemo(t, "2021-06-30 09:00")
	for _, guest := range demo.Guests() {
		t.Run(string(guest.Role), func(t *testing.T) {
			p := h.person(t, string(guest.Role), desktop)
			p.goes("/signin").presses(guest.Role.Words().Zh)
			walk(p)
			p.speaks("en")
			walk(p)
		})
	}
}

// perShape is how many pages of one kind are visited: their contents differ, what they are made of does not.
const perShape = 2

// walk follows every link on the pages of the server, from where the person is, at both widths.
func walk(p *person) {
	p.t.Helper()
	queue, known, visits := []string{p.place}, map[string]bool{p.place: true}, map[string]int{}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		kind, _, _ := strings.Cut(shape(at), "?")
		if visits[kind]++; visits[kind] > perShape {
			continue
		}
		p.resizes(desktop).goes(at).resizes(phone).look()
		for _, link := range ask[[]string](p, `(() => [...document.querySelectorAll("a[href]:not([download])")].map((a) => a.href))`) {
			if next := p.within(link); next != "" && !known[next] {
				known[next] = true
				queue = append(queue, next)
			}
		}
	}
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
