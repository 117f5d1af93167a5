package e2e

import (
	"bytes"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"jiangqitong/reports"
)

// figure is a number of the month's page: what it says, and where it leads.
type figure struct {
	Label, Value, Href string
}

// readsMonth has somebody check a month: every number of its page against the cases that the number leads to, and
// against the downloaded workbook.
func readsMonth(p *person, month string) {
	p.t.Helper()
	p.goes("/month/" + month)
	figures := ask[[]figure](p, `(() => [...document.querySelectorAll(".figure")].map((f) => ({
		label: words(f.querySelector(".figure-label").innerText),
		value: words(f.querySelector(".figure-value").firstChild.data),
		href: (f.querySelector("a") || { href: "" }).href })))`)
	if len(figures) < 20 {
		p.fatalf("only %d key figures: %v", len(figures), figures)
	}
	tables := pageTables(p)
	compareWorkbook(p, figures, tables)
	for _, f := range append(figures, tableNumbers(p)...) {
		if f.Href != "" {
			p.compare(f, fetched(p, f.Href))
		}
	}
}

var (
	shownCompanies = regexp.MustCompile(`(\d+) 家企业，共`)
	shownCases     = regexp.MustCompile(`共 (\d+) 件`)
)

// compare holds a number against the list that it leads to.
func (p *person) compare(f figure, list string) {
	p.t.Helper()
	count := shownCompanies.FindStringSubmatch(list)
	if count == nil {
		count = shownCases.FindStringSubmatch(list)
	}
	if count == nil {
		p.fatalf("%s: the list does not say how many it has: %.200s", f.Label, list)
	}
	value, err := strconv.Atoi(strings.ReplaceAll(f.Value, ",", ""))
	if err != nil { // a rate or a duration: its list is what it is counted over
		if count[1] == "0" && f.Value != reports.NoBase && !same(f.Value, "0") {
			p.t.Errorf("%s is %s over no case at all (%s)", f.Label, f.Value, f.Href)
		}
		return
	}
	if count[1] != strconv.Itoa(value) {
		p.t.Errorf("%s is %s, and its list has %s (%s)", f.Label, f.Value, count[1], f.Href)
	}
}

// tableNumbers are the numbers in the tables of the page before the person, each once.
func tableNumbers(p *person) []figure {
	return ask[[]figure](p, `(() => {
		const seen = new Set();
		return [...document.querySelectorAll("table a[href*='/cases?']")].filter((a) => !seen.has(a.href) && seen.add(a.href)).map((a) => ({
			label: read(a.closest("tr").cells[0]) + " / " + read(a), value: read(a), href: a.href }));
	})`)
}

// fetched is the text of another page, asked for by the page before the person.
func fetched(p *person, href string) string {
	p.t.Helper()
	return await[string](p, `(async (href) => {
		const page = new DOMParser().parseFromString(await (await fetch(href)).text(), "text/html");
		return words(page.querySelector("main").textContent);
	})`, href)
}

// pageTable is a table of the page: the name of its section and its rows.
type pageTable struct {
	Section string
	Rows    [][]string
}

func pageTables(p *person) []pageTable {
	return ask[[]pageTable](p, `(() => [...document.querySelectorAll(".card[id]")].flatMap((card) => [...card.querySelectorAll("table")].map((table) => ({
		section: read(card.querySelector("h2, summary")),
		rows: [...table.tBodies].flatMap((body) => [...body.rows]).map((row) => [...row.cells].map(read)) }))))`)
}

// compareWorkbook downloads the month's workbook, opens it again, and finds every figure of the page in it.
func compareWorkbook(p *person, figures []figure, tables []pageTable) {
	p.t.Helper()
	p.opens("", "下载工作簿").fills("导出用途", "月度通报")
	name, content := p.downloads(func() { p.opens("", "下载 xlsx") })
	if !strings.HasSuffix(name, ".xlsx") {
		p.t.Errorf("the workbook is called %q", name)
	}
	book, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		p.fatalf("the workbook does not open: %v", err)
	}
	defer book.Close()
	for _, f := range figures {
		if cell, ok := beside(book, "总览", f.Label); !ok || !same(cell, f.Value) {
			p.t.Errorf("%s is %q on the page and %q in the workbook", f.Label, f.Value, cell)
		}
	}
	for _, table := range tables {
		sheet := table.Section
		if at, _ := book.GetSheetIndex(sheet); at < 0 {
			sheet = "总览" // where the tables stand that have no sheet of their own
		}
		rows, err := book.GetRows(sheet)
		if err != nil {
			p.t.Errorf("the workbook has no sheet %q: %v", table.Section, err)
			continue
		}
		for _, row := range table.Rows {
			if !holds(rows, row) {
				p.t.Errorf("the workbook's sheet %s has no row %q, only %q", table.Section, row, nearest(rows, row))
			}
		}
	}
}

// beside is the cell to the right of a label.
func beside(book *excelize.File, sheet, label string) (string, bool) {
	rows, err := book.GetRows(sheet)
	if err != nil {
		return err.Error(), false
	}
	for _, row := range rows {
		for i, cell := range row {
			if cell == label && i+1 < len(row) {
				return row[i+1], true
			}
		}
	}
	return "", false
}

// holds says whether one of the rows has the cells of a row of the page; empty cells at the end count for nothing.
func holds(rows [][]string, wanted []string) bool {
	for len(wanted) > 0 && wanted[len(wanted)-1] == "" {
		wanted = wanted[:len(wanted)-1]
	}
	for _, row := range rows {
		found := len(row) >= len(wanted)
		for i := 0; found && i < len(wanted); i++ {
			found = same(row[i], wanted[i])
		}
		if found {
			return true
		}
	}
	return len(wanted) == 0
}

// nearest is the row that begins as the wanted one does.
func nearest(rows [][]string, wanted []string) []string {
	for _, row := range rows {
		if len(row) > 0 && same(row[0], wanted[0]) {
			return row
		}
	}
	return nil
}

// same compares numbers as numbers: 96.2% is 96.2%, 1,204 is 1204.
func same(a, b string) bool {
	plain := strings.NewReplacer(" ", "", ",", "", "%", "", "\n", "")
	a, b = plain.Replace(a), plain.Replace(b)
	if a == b {
		return true
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && math.Abs(x-y) < 1e-9
}
