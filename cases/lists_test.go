package cases

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// TestListsPageForthAndBack walks to the end of each list and back again: the same pages in both directions.
func TestListsPageForthAndBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-01 09:00")
		for n := range 23 {
			o.at(fmt.Sprintf("2021-06-01 09:%02d", n))
			o.file(Input{"category": "road", "street": "waihai", "title": fmt.Sprint("第", n, "件"), "body": "厂门口道路塌陷，货车无法进出。",
				"contact_name": "陈经理", "contact_phone": "13800138001"})
		}
		lists := map[string]func(string) (Page[Line], error){
			"cases": func(cursor string) (Page[Line], error) {
				return o.List(context.Background(), officer, Filter{Category: "road", Cursor: cursor, Limit: 5})
			},
			"queue": func(cursor string) (Page[Line], error) {
				return o.Queue(context.Background(), officer, string(GreenLit), cursor, 5)
			},
		}
		for name, list := range lists {
			t.Run(name, func(t *testing.T) {
				forth := pages(t, list, "", func(p Page[Line]) string { return p.Next })
				if len(forth) != 5 || forth[0].Prev != "" {
					t.Fatalf("%d pages forth, the first leads back to %q", len(forth), forth[0].Prev)
				}
				back := pages(t, list, forth[4].Prev, func(p Page[Line]) string { return p.Prev })
				slices.Reverse(back)
				for i, page := range back {
					if !slices.Equal(numbers(page), numbers(forth[i])) {
						t.Errorf("page %d: %v forth, %v back", i+1, numbers(forth[i]), numbers(page))
					}
				}
				if len(back) != 4 || back[0].Next == "" {
					t.Errorf("%d pages back, the first leads on to %q", len(back), back[0].Next)
				}
				for _, wrong := range []string{"-", "--", "-x.y", "!"} {
					if _, err := list(wrong); len(ProblemsOf(err)) == 0 {
						t.Errorf("cursor %q: %v", wrong, err)
					}
				}
			})
		}
	})
}

// pages reads pages from a cursor on until a way ends.
func pages(t *testing.T, list func(string) (Page[Line], error), cursor string, way func(Page[Line]) string) (read []Page[Line]) {
	t.Helper()
	for len(read) < 10 {
		page, err := list(cursor)
		must(t, err)
		read = append(read, page)
		if cursor = way(page); cursor == "" {
			break
		}
	}
	return read
}

func numbers(p Page[Line]) (list []string) {
	for _, l := range p.Lines {
		list = append(list, l.No)
	}
	return list
}

// TestListsShowTheFirstPromiseBesideThePresent holds every list to both due instants of the promise that it shows.
func TestListsShowTheFirstPromiseBesideThePresent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2021-06-01 09:00")
		o.file(with("category", "road"))
		lines := func() []Line {
			list, err := o.List(context.Background(), officer, Filter{})
			must(t, err)
			return append(list.Lines, o.queue(officer, string(list.Lines[0].Light))...)
		}
		for _, l := range lines() {
			if l.Moved() || !l.FirstDue.Equal(l.Due) || l.Due.IsZero() {
				t.Errorf("at first: due %s, first due %s", l.Due, l.FirstDue)
			}
		}
		o.at("2021-06-01 09:10")
		o.do(officer, Sign)
		o.do(officer, Contact, "how", "phone")
		o.do(officer, Plan, "text", "先回填，再铺沥青。")
		o.do(officer, Extend, "until", "2021-06-11", "text", "需要材料")
		o.do(centre, Grant, "text", "等待材料")
		now := lines()
		if len(now) != 2 {
			t.Fatalf("%d lines, want one of the list and one of the queue", len(now))
		}
		for _, l := range now {
			if got := workday.FormatDue(l.Due) + ", first " + workday.FormatDue(l.FirstDue); !l.Moved() || got != "2021-06-11 17:30, first 2021-06-08 17:30" {
				t.Errorf("due %s", got)
			}
		}
	})
}

func randomFilter(r *rand.Rand) Filter {
	return Filter{States: pick(r, nil, nil, []State{Closed}, []State{Handling}, []State{Tracking, Replied}, []State{Merged, Filed}),
		Open: pick(r, "", "", Yes, No), Bureau: pick(r, "", "", "zjj", "jtj"), Category: pick(r, "", "", "road"), Group: pick(r, "", "", OtherGroup),
		Company: pick[int64](r, 0, 0, 2), Light: pick(r, "", "", Red, NoLight), Text: pick(r, "", "", "JQ210630-0001"), Limit: 1 + r.IntN(20)}
}

// TestAListIsWhatScopeAndFilterSay: by whatever ways a list is read, its pages together are the cases in the actor's scope
// that the filter lets through, newest first, and the pages back are the pages forth.
func TestAListIsWhatScopeAndFilterSay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, desk, m := context.Background(), seededDesk(t, d, monday), (&story{t: t}).moment("2021-06-30 09:00")
		fillRandomly(t, d, 300)
		r := rand.New(rand.NewPCG(23, 11))
		listed := 0
		for range 300 {
			a, f := pick(r, everyone()...), randomFilter(r)
			var w conditions
			w.scope(a)
			f.narrow(&w, m.Refs)
			must(t, desk.matching(&w, f.Text))
			want, err := db.All(ctx, d.Reader(), db.Column[string], "select c.no from cases c where "+w.String()+" order by c.id desc", w.args...)
			must(t, err)
			var forth [][]string
			var got []string
			for page, more := (Page[Line]{}), true; more; more = page.Next != "" {
				f.Cursor = page.Next
				page, err = desk.List(ctx, a, f)
				must(t, err)
				forth, got = append(forth, numbers(page)), append(got, numbers(page)...)
				if n := len(forth); n > 1 {
					f.Cursor = page.Prev
					back, err := desk.List(ctx, a, f)
					must(t, err)
					if !slices.Equal(numbers(back), forth[n-2]) {
						t.Errorf("%s %d, %+v: back to %v, forth %v", a.Role, a.ID, f, numbers(back), forth[n-2])
					}
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s %d, %+v: lists %v, want %v", a.Role, a.ID, f, got, want)
			}
			listed += len(want)
		}
		if listed < 1000 {
			t.Errorf("all lists together have %d cases: too few to prove anything", listed)
		}
	})
}
