package cases

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Page is one page of a list. Next continues it and Prev leads back, each a cursor, empty where the list ends.
type Page[T any] struct {
	Lines      []T
	Next, Prev string
}

// backward begins the cursors that lead back.
const backward = "-"

// turned is the page as it is shown: the lines that were read from the end of the page set in order, and the cursors for
// the ways that lead on. key is a line's place in the list; there is more that way in which the page was read.
func (p Page[T]) turned(cursor string, more bool, key func(T) string) Page[T] {
	back := strings.HasPrefix(cursor, backward)
	if back {
		slices.Reverse(p.Lines)
	}
	if len(p.Lines) == 0 {
		return p
	}
	if more || back {
		p.Next = key(p.Lines[len(p.Lines)-1])
	}
	if cursor != "" {
		p.Prev = backward + key(p.Lines[0])
	}
	return p
}

// Walk is how the lines of a page are read from a list in the order of their IDs: those whose ID is Than the given one,
// " < " or " > ", in the order Order, " desc" or nothing, at most Limit.
type Walk struct {
	Than, Order string
	ID          int64
	Limit       int
}

// PageByID reads the page that a cursor asks for from a list in the order of its IDs, later ones first where newest is
// set. A page back that would not be full is the first page. An index that ends in the ID lets read go no further than
// the page.
func PageByID[T any](cursor string, newest bool, limit int, id func(T) int64, read func(Walk) ([]T, error)) (Page[T], error) {
	key, back := strings.CutPrefix(cursor, backward)
	walk := Walk{Than: " > ", Limit: limit + 1}
	if newest != back {
		walk.Than, walk.Order = " < ", " desc"
	}
	switch {
	case cursor != "":
		place, err := parsePlace(key)
		if err != nil {
			return Page[T]{}, err
		}
		walk.ID = place
	case newest:
		walk.ID = math.MaxInt64
	}
	lines, err := read(walk)
	if err != nil {
		return Page[T]{}, err
	}
	more := len(lines) > limit
	if back && !more {
		return PageByID("", newest, limit, id, read)
	}
	page := Page[T]{Lines: lines[:min(len(lines), limit)]}
	return page.turned(cursor, more, func(line T) string { return placeOf(id(line)) }), nil
}

// placeOf writes an ID for a cursor, and parsePlace reads it.
func placeOf(id int64) string { return strconv.FormatInt(id, 36) }

func parsePlace(key string) (int64, error) {
	id, err := strconv.ParseUint(key, 36, 63)
	if err != nil {
		return 0, badCursor
	}
	return int64(id), nil
}

var badCursor = &Problem{Invalid, "cursor", Words{"翻页位置无效，请从第一页重新打开列表。", "The page position makes no sense; open the list from its first page."}}
