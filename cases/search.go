package cases

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"jiangqitong/internal/db"
)

// MaxQuery is the greatest length of a search, in characters.
const MaxQuery = 100

// matching narrows a list to the cases whose text has all the words: Chinese anywhere in it, words of letters and
// digits as whole words, and a case number, or its beginning, as the number. The index finds candidates; where it
// alone cannot tell, the text itself is compared.
func (d *Desk) matching(w *conditions, words string) error {
	if n := utf8.RuneCountInString(words); n > MaxQuery {
		return problem(Invalid, "text", "搜索内容有 %[1]d 字，最多 %[2]d 字，请缩短。", "The search has %[1]d characters; at most %[2]d are allowed.", n, MaxQuery)
	}
	var parts, compared []string
	for _, word := range searchWords(words) {
		if numberShape.MatchString(word) {
			first := strings.ToUpper(word)
			w.add("c.no >= %s and c.no < %s", first, first+"~")
			continue
		}
		own := grams(word)
		parts = append(parts, own...)
		if len(own) != 1 || own[0] != word {
			compared = append(compared, "%"+likeEscaper.Replace(word)+"%")
		}
	}
	d.engineMatch(w, parts, compared)
	return nil
}

// numberShape is a case number or the beginning of one, with a digit at least.
var numberShape = regexp.MustCompile(`^jq\d{1,6}$|^jq\d{6}-\d{0,6}$`)

var likeEscaper = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// searchWords cuts a search into normalised words; characters that no text can hold only part them.
func searchWords(search string) []string {
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError {
			return ' '
		}
		return r
	}, search)
	words := strings.Fields(normal(clean))
	slices.Sort(words)
	return slices.Compact(words)
}

// engineMatch adds the conditions in the engine's own terms. On SQLite the comparison stands apart from the match, so
// that it is made for the rows of the page only.
func (d *Desk) engineMatch(w *conditions, grams, compared []string) {
	if d.db.Engine() == db.SQLite {
		if len(grams) > 0 {
			w.add("c.id in (select docid from case_search where case_search match %s)", `"`+strings.Join(grams, `" "`)+`"`)
		}
		for _, like := range compared {
			w.add("exists (select 1 from case_search s where s.docid = c.id and s.body like %s escape '!')", like)
		}
		return
	}
	part, args := "exists (select 1 from case_search s where s.case_id = c.id", []any(nil)
	if len(grams) > 0 {
		part, args = part+" and s.grams @> string_to_array(%s, ' ')", append(args, strings.Join(grams, " "))
	}
	for _, like := range compared {
		part, args = part+" and s.body like %s escape '!'", append(args, like)
	}
	if len(args) > 0 {
		w.add(part+")", args...)
	}
}

// CategorySearch finds the active categories that fit what a company typed, best first: a name before an alias, an
// alias before words that only share characters with the category. Without words it lists them all in order.
func (r *Refs) CategorySearch(words string) []Category {
	type ranked struct {
		Category
		score int
	}
	typed := searchWords(words)
	var found []ranked
	for _, c := range r.Categories {
		if score := c.fit(typed); c.Active && (score > 0 || len(typed) == 0) {
			found = append(found, ranked{c, score})
		}
	}
	slices.SortStableFunc(found, func(a, b ranked) int { return cmp.Compare(b.score, a.score) })
	list := make([]Category, len(found))
	for i, f := range found {
		list[i] = f.Category
	}
	return list
}

// fit is how well the category fits the words, 0 for not at all.
func (c Category) fit(words []string) (score int) {
	name, aliases := normal(c.Name.Zh+"\n"+c.Name.En), normal(c.Aliases)
	byName, byAlias := grams(name), grams(aliases)
	for _, word := range words {
		switch {
		case slices.Contains(strings.Split(name, "\n"), word) || word == c.Code:
			score += 100
		case strings.Contains(name, word):
			score += 40
		case slices.Contains(strings.Fields(aliases), word):
			score += 30
		case strings.Contains(aliases, word):
			score += 20
		}
		for _, gram := range grams(word) {
			switch {
			case slices.Contains(byName, gram):
				score += 8
			case slices.Contains(byAlias, gram):
				score += 6
			}
		}
	}
	return score
}
