package cases

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"jiangqitong/internal/db"
)

// maxGram is the greatest length of a word in the index, in characters; of a longer one the beginning is indexed.
const maxGram = 64

// normal is a text as search compares it: full-width and other compatible forms made one (NFKC), small letters.
func normal(text string) string { return strings.ToLower(norm.NFKC.String(text)) }

// grams cuts a normalised text into what the index holds, each once: every word of letters and digits, and every two
// Chinese characters that stand together. Chinese is written without spaces, and nearly every word of it has two
// characters or more, so pairs find words without a dictionary.
func grams(text string) []string {
	var list []string
	seen := map[string]bool{}
	add := func(gram string) {
		if !seen[gram] {
			seen[gram] = true
			list = append(list, gram)
		}
	}
	for _, run := range runs(text) {
		if !unicode.Is(unicode.Han, run[0]) {
			add(string(run[:min(len(run), maxGram)]))
			continue
		}
		for i := 1; i < len(run); i++ {
			add(string(run[i-1 : i+1]))
		}
	}
	return list
}

// runs cuts a text into stretches of Chinese characters and stretches of other letters and digits.
func runs(text string) (list [][]rune) {
	var run []rune
	end := func() {
		if len(run) > 0 {
			list = append(list, run)
			run = nil
		}
	}
	for _, r := range text {
		han := unicode.Is(unicode.Han, r)
		if !han && !unicode.In(r, unicode.Letter, unicode.Number, unicode.Mark) {
			end()
			continue
		}
		if len(run) > 0 && unicode.Is(unicode.Han, run[0]) != han {
			end()
		}
		run = append(run, r)
	}
	end()
	return list
}

// indexBatch is how many cases one transaction indexes: few, because other writers wait for it.
const indexBatch = 32

// IndexSearch brings the search index up to date for up to limit cases whose text changed since it was indexed. It
// runs a moment after the change, outside the request; several instances may run it. n is how many cases it took up:
// fewer than limit when nothing is left.
func (d *Desk) IndexSearch(ctx context.Context, limit int) (n int, err error) {
	for n < limit {
		texts, err := d.unindexed(ctx, min(indexBatch, limit-n))
		if err != nil || len(texts) == 0 {
			return n, err
		}
		err = d.db.Write(ctx, func(q *db.Q) error {
			for _, t := range texts {
				if err := t.store(ctx, q); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return n, err
		}
		n += len(texts)
	}
	return n, nil
}

// searchText is what search finds a case by. Only what the company itself may read is in it, so that searching tells
// nobody more than reading does.
type searchText struct {
	id, version int64
	body        string // of the case
	parts       []string
}

// unindexed reads the texts of some cases that wait for the index.
func (d *Desk) unindexed(ctx context.Context, limit int) (texts []searchText, err error) {
	err = d.db.Read(ctx, func(q *db.Q) error {
		texts, err = db.All(ctx, q, scanSearchText, `select c.id, c.version, c.body, c.no, c.title, c.company_name, k.uscc
			from cases c join company k on k.id = c.company_id where c.reindex order by c.id limit $1`, limit)
		if err != nil || len(texts) == 0 {
			return err
		}
		at, ids := map[int64]*searchText{}, make([]int64, len(texts))
		for i := range texts {
			at[texts[i].id], ids[i] = &texts[i], texts[i].id
		}
		args, in := idList(ids)
		return db.Each(ctx, q, func(row db.Scanner) error {
			var id int64
			var said string
			err := row.Scan(&id, &said)
			if t := at[id]; said != t.body { // the filing says the body once more
				t.parts = append(t.parts, said)
			}
			return err
		}, "select case_id, text from event where public and text <> '' and case_id in ("+in+") order by id", args...)
	})
	return texts, err
}

// rewords says whether the change adds to what search finds the case by.
func (c Change) rewords(before *Case) bool {
	return c.Case.Title != before.Title || c.Case.Body != before.Body ||
		slices.ContainsFunc(c.Events, func(e Event) bool { return e.Public && e.Text != "" })
}

func scanSearchText(row db.Scanner) (t searchText, err error) {
	var no, title, company, uscc string
	err = row.Scan(&t.id, &t.version, &t.body, &no, &title, &company, &uscc)
	t.parts = []string{no, title, company, uscc, t.body}
	return t, err
}

// store puts the text into the index, unless the case changed after it was read or another instance was first.
func (t searchText) store(ctx context.Context, q *db.Q) error {
	rows, err := q.Exec(ctx, "update cases set reindex = $1 where id = $2 and version = $3 and reindex", false, t.id, t.version)
	if err != nil || rows == 0 {
		return err
	}
	body := normal(strings.Join(t.parts, "\n"))
	_, err = q.Exec(ctx, q.ByEngine(
		"insert or replace into case_search (docid, grams, body) values ($1, $2, $3)",
		`insert into case_search (case_id, grams, body) values ($1, string_to_array($2, ' '), $3)
			on conflict (case_id) do update set grams = excluded.grams, body = excluded.body`),
		t.id, strings.Join(grams(body), " "), body)
	return err
}
