package pages

import (
	"net/url"
	"testing"

	"jiangqitong/cases"
)

func TestFiltersStayOverPaging(t *testing.T) {
	p := Search{Query: url.Values{"state": {"handling"}, "q": {"修路"}, "cursor": {"old"}}, Page: cases.Page[cases.Line]{Lines: make([]cases.Line, 1), Next: "c", Prev: "-b"}}
	pager := turns("/cases", p.Query, p.Page)
	for href, cursor := range map[string]string{pager.Next: "c", pager.Prev: "-b"} {
		u, err := url.Parse(href)
		if err != nil {
			t.Fatal(err)
		}
		if got := u.Query(); u.Path != "/cases" || got.Get("state") != "handling" || got.Get("q") != "修路" || got.Get("cursor") != cursor {
			t.Errorf("paging leads to %s", href)
		}
	}
	if p.Query.Get("cursor") != "old" {
		t.Error("the page's own address was changed")
	}
}
