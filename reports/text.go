package reports

import (
	"bufio"
	"io"
	"strings"

	"golang.org/x/text/width"
)

// WriteText prints a Book for a terminal, in lang. The ledger is not part of it.
func WriteText(w io.Writer, b *Book, lang string) error {
	out := bufio.NewWriter(w)
	line := func(s string) {
		out.WriteString(strings.TrimRight(s, " "))
		out.WriteByte('\n')
	}
	line(b.Title.In(lang))
	for _, fact := range b.Facts() {
		line(fact.In(lang))
	}
	line("")
	for _, part := range wrap(b.Opening.In(lang), 80) {
		line(part)
	}
	for _, s := range b.Sheets {
		if s.Ledger {
			continue
		}
		line("")
		line("── " + s.Name.In(lang) + " " + strings.Repeat("─", max(76-displayWidth(s.Name.In(lang)), 4)))
		for _, t := range s.Tables {
			line("")
			line(t.Title.In(lang))
			t.print(line, lang)
		}
	}
	return out.Flush()
}

// print aligns the columns, figures to the right.
func (t *Table) print(line func(string), lang string) {
	if len(t.Rows) > 0 {
		widths := t.textWidths(lang)
		var head strings.Builder
		rule := 0
		for i, c := range t.Columns {
			head.WriteString(pad(c.Name.In(lang), widths[i], t.numeric(i)) + "  ")
			rule += widths[i] + 2
		}
		line(head.String())
		line(strings.Repeat("─", max(rule-2, 1)))
		for _, r := range t.Rows {
			var b strings.Builder
			for i, c := range r.Cells {
				b.WriteString(pad(cut(c.Print(lang)), widths[i], c.Numeric()) + "  ")
			}
			line(b.String())
		}
	}
	for _, n := range t.Notes {
		for _, part := range wrap(n.In(lang), 80) {
			line(part)
		}
	}
}

// numeric says whether a column holds figures.
func (t *Table) numeric(column int) bool {
	for _, r := range t.Rows {
		if column < len(r.Cells) && r.Cells[column].Numeric() {
			return true
		}
	}
	return false
}

func (t *Table) textWidths(lang string) []int {
	widths := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = displayWidth(c.Name.In(lang))
	}
	for _, r := range t.Rows {
		for i, c := range r.Cells {
			if r.Kind != Section {
				widths[i] = max(widths[i], displayWidth(cut(c.Print(lang))))
			}
		}
	}
	return widths
}

// widest is how much of a cell a terminal shows, in Latin letters.
const widest = 60

func cut(s string) string {
	if displayWidth(s) <= widest {
		return s
	}
	n := 0
	for i, r := range s {
		if n += runeWidth(r); n > widest-1 {
			return s[:i] + "…"
		}
	}
	return s
}

func pad(s string, to int, right bool) string {
	space := strings.Repeat(" ", max(to-displayWidth(s), 0))
	if right {
		return space + s
	}
	return s + space
}

// wrap breaks a text into lines of at most n letters; Han characters break anywhere, Latin words stay whole.
func wrap(s string, n int) (lines []string) {
	line, word, wide := "", "", 0
	flush := func() {
		if wide+displayWidth(word) > n && line != "" {
			lines = append(lines, line)
			line, wide = "", 0
			word = strings.TrimLeft(word, " ")
		}
		line, wide, word = line+word, wide+displayWidth(word), ""
	}
	for _, r := range s {
		if runeWidth(r) == 2 && !strings.ContainsRune("，。；：、）》”", r) || r == ' ' {
			flush()
		}
		word += string(r)
	}
	flush()
	return append(lines, line)
}

// displayWidth is how wide a text stands on a terminal and in a spreadsheet: a Han character takes two.
func displayWidth(s string) (n int) {
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
