package cases

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestPagesLeadForthAndBack walks a list in the order of its IDs to its end and back to its beginning: every line is met
// once each way, in order, and the pages on the way back are those of the way forth where they are full.
func TestPagesLeadForthAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfNDistinct(rapid.Int64Range(1, 1000), 0, 40, rapid.ID[int64]).Draw(t, "ids")
		limit, newest := rapid.IntRange(1, 12).Draw(t, "limit"), rapid.Bool().Draw(t, "newest")
		slices.Sort(ids)
		at := func(cursor string) Page[int64] {
			page, err := PageByID(cursor, newest, limit, func(id int64) int64 { return id }, func(walk Walk) ([]int64, error) { return walked(ids, walk), nil })
			if err != nil || len(page.Lines) > limit {
				t.Fatalf("the page at %q has %d of %d lines, %v", cursor, len(page.Lines), limit, err)
			}
			return page
		}
		page := at("")
		first, met := page.Lines, slices.Clone(page.Lines)
		for page.Next != "" {
			page = at(page.Next)
			met = append(met, page.Lines...)
		}
		if newest {
			slices.Reverse(met)
		}
		if !slices.Equal(met, ids) {
			t.Fatalf("the pages hold %v of %v", met, ids)
		}
		for steps := 0; page.Prev != ""; steps++ {
			later := page.Lines[0]
			page = at(page.Prev)
			if page.Prev != "" && (len(page.Lines) != limit || at(page.Next).Lines[0] != later) || steps > len(ids) {
				t.Fatalf("the page before %d is %v", later, page.Lines)
			}
		}
		if !slices.Equal(page.Lines, first) {
			t.Fatalf("the way back ends at %v, not at %v", page.Lines, first)
		}
	})
}

// walked reads as a database does; ids ascend.
func walked(ids []int64, walk Walk) (found []int64) {
	for _, id := range ids {
		if walk.Than == " > " && id > walk.ID || walk.Than == " < " && id < walk.ID {
			found = append(found, id)
		}
	}
	if walk.Order == " desc" {
		slices.Reverse(found)
	}
	return found[:min(len(found), walk.Limit)]
}

func TestACursorThatIsNone(t *testing.T) {
	for _, cursor := range []string{"%", "-", "--1", "1.5", "zzzzzzzzzzzzzzzzzzzz"} {
		_, err := PageByID(cursor, true, 5, func(id int64) int64 { return id }, func(Walk) ([]int64, error) { return nil, nil })
		refused(t, err, Invalid, "cursor")
	}
}
