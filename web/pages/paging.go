package pages

import (
	"net/url"

	"jiangqitong/cases"
	"jiangqitong/web/ui"
)

// turns leads through a list, with everything else in its address kept.
func turns[T any](path string, address url.Values, page cases.Page[T]) ui.Pager {
	at := func(cursor string) string {
		query := url.Values{}
		for name := range address {
			if value := address.Get(name); value != "" {
				query.Set(name, value)
			}
		}
		if query.Del("cursor"); cursor != "" {
			query.Set("cursor", cursor)
		}
		return path + "?" + query.Encode()
	}
	pager := ui.Pager{}
	if page.Prev != "" {
		pager.Prev = at(page.Prev)
	}
	if page.Next != "" {
		pager.Next = at(page.Next)
	}
	if address.Get("cursor") != "" && len(page.Lines) == 0 { // beyond the end
		pager.First = at("")
	}
	return pager
}

// widened is the list without its filters, nothing where there are none.
func widened(path string, address url.Values) string {
	for name := range address {
		if name != "cursor" && address.Get(name) != "" {
			return path
		}
	}
	return ""
}
