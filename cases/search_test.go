package cases

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

func TestGrams(t *testing.T) {
	for text, want := range map[string]string{
		"":                      "",
		"修":                     "",
		"修路":                    "修路",
		"厂门口修路，修路！":             "厂门 门口 口修 修路",
		"５Ｇ基站 5g":               "5g 基站",
		"JQ210630-482137":       "jq210630 482137",
		"Road 修路 road":          "road 修路",
		"ＡＢ－ｃ":                  "ab c",
		"100% \"a\" OR NEAR/3*": "100 a or near 3",
		"㈱":                     "",
		"👍":                     "",
		strings.Repeat("x", 99): strings.Repeat("x", 64),
	} {
		if got := strings.Join(grams(normal(text)), " "); got != want {
			t.Errorf("%q is indexed as %q, want %q", text, got, want)
		}
	}
}

// fragments are what random texts and searches are made of: they share characters, so that near misses are common.
var fragments = []string{"修路", "路修", "修", "路", "门口", "口门", "积水", "水", "光纤", "5G", "5g基站", "road", "Road", "roads", "pothole", "100%", "100",
	"_", "%", "!", "\\", "'", "\"", "*", "-", "，", "（", "Ａ", "a", "JQ21", "👍", "é", "e\u0301", "ﬁ", "or", "AND", "NEAR", "91440704MA4W8XXL2B"}

func randomText(r *rand.Rand, most int) string {
	var b strings.Builder
	for range r.IntN(most + 1) {
		b.WriteString(pick(r, fragments...))
		if r.IntN(3) == 0 {
			b.WriteString(" ")
		}
	}
	return b.String()
}

// has is what a search promises, told without an index: every word stands in the text, and letters and digits in it
// are whole words there.
func has(c *Case, said []string, search string) bool {
	text := normal(strings.Join(append([]string{c.No, c.Title, c.Body, c.CompanyName}, said...), "\n"))
	whole := map[string]bool{}
	for _, run := range runs(text) {
		whole[string(run)] = true
	}
	for _, word := range searchWords(search) {
		if strings.HasPrefix(word, "jq") && strings.ContainsAny(word, "0123456789") {
			if !strings.HasPrefix(strings.ToLower(c.No), word) {
				return false
			}
			continue
		}
		for _, run := range runs(word) {
			if run[0] < 0x2e80 && !whole[string(run)] {
				return false
			}
		}
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// found pages through a search and lists the numbers it finds.
func found(t *testing.T, desk *Desk, a Actor, search string) (numbers []string) {
	t.Helper()
	for f := (Filter{Text: search, Limit: 7}); ; {
		page, err := desk.List(context.Background(), a, f)
		if err != nil {
			t.Fatalf("search %q: %v", search, err)
		}
		for _, line := range page.Lines {
			numbers = append(numbers, line.No)
		}
		if f.Cursor = page.Next; f.Cursor == "" {
			return numbers
		}
	}
}

func TestSearchFindsWhatIsThereAndInScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		desk := seededDesk(t, d, monday)
		r := rand.New(rand.NewPCG(8, 1))
		m, err := desk.Moment(ctx)
		must(t, err)
		var all []*Case
		said := map[string][]string{}
		must(t, d.Write(ctx, func(q *db.Q) error {
			for id := 1; id <= 2; id++ {
				if _, err := q.Exec(ctx, `insert into company (id, name, uscc, street, industry, scale, contact, phone, visits, liaison_id, state, created_ms)
					values ($1, $2, '', '', '', '', '', '', '', 0, 'confirmed', 0)`, id, fmt.Sprint("企业", id)); err != nil {
					return err
				}
			}
			for n := range 150 {
				c := randomCase(r)
				c.No = fmt.Sprintf("JQ%06d-%06d", pick(r, 210630, 210701, 221231), n)
				c.Title, c.Body, c.CompanyName = randomText(r, 2), randomText(r, 4), randomText(r, 1)
				public, private := randomText(r, 2), randomText(r, 2)
				change := Change{Case: c, Events: []Event{{Public: true, Text: public}, {Text: private}}}
				if err := create(ctx, q, change, m); err != nil {
					return err
				}
				all, said[c.No] = append(all, c), []string{public}
			}
			return nil
		}))
		if n, err := desk.IndexSearch(ctx, 100); n != 100 || err != nil {
			t.Fatalf("indexed %d of 100, %v", n, err)
		}
		if n, err := desk.IndexSearch(ctx, 1000); n != 50 || err != nil {
			t.Fatalf("indexed %d of the other 50, %v", n, err)
		}
		slices.Reverse(all) // newest first
		hits := 0
		for range 400 {
			a, search := pick(r, everyone()...), randomText(r, 3)
			if r.IntN(4) == 0 {
				c := pick(r, all...)
				search = c.No[:3+r.IntN(len(c.No)-2)]
			}
			var want []string
			for _, c := range all {
				if Sees(a, c) && has(c, said[c.No], search) {
					want = append(want, c.No)
				}
			}
			if got := found(t, desk, a, search); !slices.Equal(got, want) {
				t.Errorf("%s searches %q and finds %v, want %v", a.Role, search, got, want)
			}
			hits += len(want)
		}
		if hits < 1000 {
			t.Errorf("all searches together find %d cases: too few to prove anything", hits)
		}
	})
}

func TestNoSearchIsMalformed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		desk := seededDesk(t, d, monday)
		c := fileRoad(t, desk, "普通标题")
		must(t, second(desk.IndexSearch(context.Background(), 10)))
		for _, search := range []string{`"`, `""`, `"a`, `a" OR "b`, "NEAR/3", "a NEAR b", "body:修路", "-修路", "修*", "(", ")", "' or '1'='1", "; drop table cases",
			"%", "_", "!", `\`, "$1", "?", ":a", "{", "\x00", "a\x00b", "\xff\xfe", "jq", "JQ2", strings.Repeat("字", MaxQuery), strings.Repeat("a ", MaxQuery/2)} {
			if got := found(t, desk, centre, search); slices.Contains(got, c.No) != (search == "\x00" || search == "\xff\xfe" || search == "JQ2") {
				t.Errorf("%q finds %v", search, got)
			}
		}
		_, err := desk.List(context.Background(), centre, Filter{Text: strings.Repeat("字", MaxQuery+1)})
		refused(t, err, Invalid, "text")
	})
}

// What only staff may read must not be found out by searching either.
func TestSearchTellsNoMoreThanReading(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), seededDesk(t, d, monday)
		c := fileRoad(t, desk, "厂门口")
		must(t, second(desk.Do(ctx, officer, c.No, Command{Action: Sign})))
		must(t, second(desk.Do(ctx, officer, c.No, Command{Action: Note, Input: Input{"text": "内部看法"}})))
		must(t, second(desk.Do(ctx, officer, c.No, Command{Action: Submit, Input: Input{"result": "solved", "text": "答复草稿"}})))
		must(t, second(desk.IndexSearch(ctx, 10)))
		for _, a := range []Actor{company, centre, officer} {
			for search, want := range map[string]int{"厂门": 1, "内部看法": 0, "草稿": 0, "91440704MA4W8XXL2B": 1} {
				if got := found(t, desk, a, search); len(got) != want {
					t.Errorf("%s searches %s and finds %v", a.Role, search, got)
				}
			}
		}
		must(t, second(desk.Do(ctx, chief, c.No, Command{Action: Approve})))
		must(t, second(desk.IndexSearch(ctx, 10)))
		if got := found(t, desk, company, "草稿"); len(got) != 1 {
			t.Error("the reply is not found after it was sent")
		}
	})
}

func TestOnlyNewTextWaitsForTheIndex(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), seededDesk(t, d, monday)
		c := fileRoad(t, desk, "厂门口")
		act := func(a Actor, action Action, text string) {
			t.Helper()
			must(t, second(desk.Do(ctx, a, c.No, Command{Action: action, Input: Input{"text": text}})))
		}
		indexed := func(want int) {
			t.Helper()
			if n, err := desk.IndexSearch(ctx, 10); n != want || err != nil {
				t.Errorf("%d cases waited for the index, %v; want %d", n, err, want)
			}
		}
		indexed(1)
		act(officer, Sign, "")
		act(officer, Note, "内部备注")
		indexed(0)
		act(officer, Progress, "已经开工")
		act(officer, Note, "又一条内部备注")
		indexed(1)
		if got := found(t, desk, company, "已经开工"); len(got) != 1 {
			t.Errorf("the progress is not found: %v", got)
		}
	})
}

func TestManyIndexersAndWritersAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, desk := context.Background(), seededDesk(t, d, monday)
		var cases []*Case
		for n := range 12 {
			c := fileRoad(t, desk, fmt.Sprint("第", n))
			must(t, second(desk.Do(ctx, officer, c.No, Command{Action: Sign})))
			cases = append(cases, c)
		}
		var wg sync.WaitGroup
		for _, c := range cases {
			wg.Go(func() {
				for n := range 3 {
					_, err := desk.Do(ctx, officer, c.No, Command{Action: Progress, Input: Input{"text": fmt.Sprint("进展", n, "完成")}})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		for range 3 {
			wg.Go(func() {
				for range 10 {
					if _, err := desk.IndexSearch(ctx, 10); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		must(t, second(desk.IndexSearch(ctx, 100)))
		for n := range 3 {
			if got := found(t, desk, centre, fmt.Sprint("进展", n, "完成")); len(got) != len(cases) {
				t.Errorf("%d of %d cases are found by progress %d", len(got), len(cases), n)
			}
		}
	})
}

func TestCategorySearch(t *testing.T) {
	refs := &Refs{}
	for _, s := range seedCategories {
		s.Active = s.Code != "tax"
		refs.Categories = append(refs.Categories, s.Category)
	}
	for words, want := range map[string]string{
		"修路": "road", "厂门口的路面坑洼": "road", "门口一下雨就积水": "flood", "网络": "fibre", "装宽带": "fibre", "限行": "truck", "立项": "project",
		"环评": "eia", "EIA": "eia", "报建": "planning", "停水": "water", "变压器增容": "power", "招工难": "labour", "贷款": "finance",
		"乱收费": "complaint", "loan": "finance", "Pothole": "road", "land": "land", "flood": "flood",
	} {
		if got := refs.CategorySearch(words); len(got) == 0 || got[0].Code != want {
			t.Errorf("%q suggests %v, want %s first", words, codesOf(got), want)
		}
	}
	if got := refs.CategorySearch("退税"); slices.Contains(codesOf(got), "tax") {
		t.Error("a category that is not active is suggested")
	}
	if got := refs.CategorySearch("量子纠缠"); len(got) != 0 {
		t.Errorf("nonsense suggests %v", codesOf(got))
	}
	if got := codesOf(refs.CategorySearch(" ")); len(got) != len(seedCategories)-1 || got[0] != "road" {
		t.Errorf("no words suggest %v", got)
	}
}

func codesOf(list []Category) (codes []string) {
	for _, c := range list {
		codes = append(codes, c.Code)
	}
	return codes
}
