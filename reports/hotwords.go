package reports

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// This file finds what many requests say in the same words (相同字词): stretches of their titles that come again.

// shortest is how many characters a stretch must have to say something: four Han characters.
const shortest = 4

// wordy gathers the titles of received requests and which of them hold each stretch of the shortest length.
type wordy struct {
	titles []titled
	at     map[string][]int // by stretch, the places in titles
}

// titled is a request as far as its title goes.
type titled struct {
	street string
	filed  time.Time
}

func newWordy() wordy { return wordy{at: map[string][]int{}} }

// add takes a title up. Each stretch counts once in it.
func (w *wordy) add(v *View) {
	place := len(w.titles)
	w.titles = append(w.titles, titled{v.Street, v.FiledAt})
	for _, run := range strings.FieldsFunc(v.Title, func(r rune) bool { return !unicode.Is(unicode.Han, r) }) {
		runes := []rune(run)
		for i := 0; i+shortest <= len(runes); i++ {
			s := string(runes[i : i+shortest])
			if list := w.at[s]; len(list) == 0 || list[len(list)-1] != place {
				w.at[s] = append(list, place)
			}
		}
	}
}

// phrase is a stretch that comes again, as long as it is in all the titles that hold it.
type phrase struct {
	words  string
	places []int
}

// phrases lists what is said in the same words by at least so many titles, the most first, and at most so many of them. Stretches that stand in the
// very same titles and overlap are one phrase; of phrases in the same titles, or in some of those of another, only the
// first is listed.
func (w *wordy) phrases(least, most int) (list []phrase) {
	same := map[string][]string{} // stretches by the titles they stand in
	for s, places := range w.at {
		if len(places) >= least {
			key := keyOf(places)
			same[key] = append(same[key], s)
		}
	}
	var all []phrase
	for _, stretches := range same {
		all = append(all, phrase{chained(stretches), w.at[stretches[0]]})
	}
	slices.SortFunc(all, func(a, b phrase) int {
		return cmp.Or(cmp.Compare(len(b.places), len(a.places)), cmp.Compare(len(b.words), len(a.words)), cmp.Compare(a.words, b.words))
	})
	for _, p := range all {
		if len(list) == most {
			break
		}
		if !slices.ContainsFunc(list, func(listed phrase) bool { return within(p.places, listed.places) }) {
			list = append(list, p)
		}
	}
	return list
}

func keyOf(places []int) string {
	var b strings.Builder
	for _, p := range places {
		b.WriteString(strconv.Itoa(p))
		b.WriteByte(' ')
	}
	return b.String()
}

// chained joins stretches that overlap by all but one character, and answers the longest such chain.
func chained(stretches []string) (best string) {
	slices.Sort(stretches)
	next := map[string]string{}
	for _, a := range stretches {
		for _, b := range stretches {
			if a != b && next[a] == "" && strings.HasPrefix(b, a[firstRune(a):]) {
				next[a] = b
			}
		}
	}
	for _, start := range stretches {
		chain, seen := start, map[string]bool{start: true}
		for at := next[start]; at != "" && !seen[at]; at = next[at] {
			seen[at] = true
			runes := []rune(at)
			chain += string(runes[len(runes)-1])
		}
		if len(chain) > len(best) {
			best = chain
		}
	}
	return best
}

// firstRune is how many bytes the first character takes.
func firstRune(s string) int { return len(string([]rune(s)[:1])) }

// within says whether every place is among others; both are in order.
func within(places, others []int) bool {
	for _, p := range places {
		if _, found := slices.BinarySearch(others, p); !found {
			return false
		}
	}
	return true
}

// hotWords lists what many requests say in the same words.
func (f *fold) hotWords() *Table {
	t := &Table{Title: say("三、标题字词相同 %d 件以上", "3. %d or more in the same words", often), Columns: []Column{
		column("相同字词", "The words", 34), column("新收", "Received", 10), column("涉及街道", "Streets", 28),
		column("最早", "First", 12), column("最近", "Last", 12)}}
	for _, p := range f.kept.words.phrases(often, top) {
		streets, named := Words{}, map[string]bool{}
		for _, at := range p.places {
			title := f.kept.words.titles[at]
			if !named[title.street] {
				named[title.street] = true
				streets = both(streets, nameOf(f.refs, ByStreet, title.street), "、", ", ")
			}
		}
		first, last := f.kept.words.titles[p.places[0]].filed, f.kept.words.titles[p.places[len(p.places)-1]].filed
		t.Rows = append(t.Rows, Row{Cells: []Cell{plain(p.words), number(int64(len(p.places)), &Link{Measure: "received", Dim: ByWords, Value: p.words}),
			text(streets), day(first), day(last)}})
	}
	return t.orNone()
}
