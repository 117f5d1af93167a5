package e2e

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// data is what people wrote, which stays in their language on every page.
type data struct {
	mu    sync.Mutex
	texts []string // the longest first
}

// withoutData is what is left of a text when all that people wrote is taken out of it.
func (h *house) withoutData(text string) string {
	h.data.mu.Lock()
	defer h.data.mu.Unlock()
	rest := h.data.strip(text)
	if strings.ContainsFunc(rest, han) && h.app != nil {
		h.data.texts = h.written()
		rest = h.data.strip(text)
	}
	return rest
}

// official is what the State Council calls its notices, which have no other name.
var official = regexp.MustCompile(`国办发明电〔\d+〕\d+号|国务院办公厅关于\S+的通知|(?s)^# id: .*`)

func (d *data) strip(text string) string {
	text = official.ReplaceAllString(text, "")
	for _, written := range d.texts {
		if utf8.RuneCountInString(text) >= stretch && strings.Contains(written, text) {
			return "" // as in the words that many titles share
		}
		text = strings.ReplaceAll(text, written, "")
	}
	return text
}

// stretch is how many characters are taken for a part of what somebody wrote, rather than for a word of the product.
const stretch = 4

// texts are the columns that hold what people wrote. Words of the product are not among them.
var texts = []string{
	"select name from company", "select contact from company", "select visits from company", "select industry from company",
	"select name from person", "select login from person",
	"select title from cases", "select body from cases", "select reply from cases", "select contact_name from cases", "select visit_times from cases",
	"select company_name from cases", "select filer_name from cases",
	"select text from event where actor_id <> 0", "select data from event where actor_id <> 0", "select actor_name from event where actor_id <> 0",
	"select l.task from leg l join cases c on c.id = l.case_id where l.task <> c.route_reason_zh", "select answer from leg", "select reply from case_round",
	"select name from attachment", "select aliases from category", "select who from access_log", "select about from access_log", "select detail from access_log",
}

var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// written reads them all.
func (h *house) written() []string {
	unique := map[string]bool{}
	add := func(text string) {
		for line := range strings.SplitSeq(text, "\n") {
			if line = strings.Join(strings.Fields(line), " "); strings.ContainsFunc(line, han) {
				unique[line] = true
			}
		}
	}
	for _, query := range texts {
		rows, err := h.app.DB.Reader().Query(context.Background(), query)
		if err != nil {
			h.t.Fatalf("%s: %v", query, err)
		}
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				h.t.Fatal(err)
			}
			if !strings.HasPrefix(text, "{") {
				add(text)
				continue
			}
			for _, part := range quoted.FindAllString(text, -1) {
				var value string
				if json.Unmarshal([]byte(part), &value) == nil {
					add(value)
				}
			}
		}
		if err := rows.Err(); err != nil {
			h.t.Fatal(err)
		}
		rows.Close()
	}
	list := make([]string, 0, len(unique))
	for text := range unique {
		list = append(list, text)
	}
	slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) })
	return list
}
