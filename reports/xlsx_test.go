package reports

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// district is a world in a database with its press.
func district(t testing.TB, d *db.DB, seed uint64, filings int) (*world, *Press) {
	t.Helper()
	w := newWorld(t, seededRefs(t, d), seed)
	w.store(d)
	w.live(june.Next().First().Start(), filings)
	p := NewPress(w.desk, d, func() time.Time { return w.now })
	p.Site = "https://qy.example.gov.cn/"
	return w, p
}

func workbookOf(t testing.TB, p *Press, m workday.Month) (*Book, []byte) {
	t.Helper()
	var b bytes.Buffer
	book, err := p.Workbook(t.Context(), Official, cases.MonthPeriod(m), "zh", &b)
	if err != nil {
		t.Fatal(err)
	}
	return book, b.Bytes()
}

// parts unzips a workbook.
func parts(t testing.TB, workbook []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		found[f.Name] = string(text)
	}
	return found
}

// TestWorkbookKeepsWhatWasSetBeforeFlush opens the file itself: excelize loses without a word what comes in the wrong order.
func TestWorkbookKeepsWhatWasSetBeforeFlush(t *testing.T) {
	_, p := district(t, dbtest.SQLite(t), 3, 60)
	book, workbook := workbookOf(t, p, june)
	files := parts(t, workbook)
	charts := 0
	for name := range files {
		if strings.HasPrefix(name, "xl/charts/chart") {
			charts++
		}
	}
	want := 0
	for i, s := range book.Sheets {
		want += len(s.Charts)
		sheet := files[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)]
		for what, pattern := range map[string]string{
			"a frozen pane":       `<pane [^>]*state="frozen"`,
			"one page in width":   `<sheetPr>.*fitToPage`,
			"landscape A4 or A3":  `<pageSetup [^>]*(paperSize="[98]"[^>]*orientation="landscape"|orientation="landscape"[^>]*paperSize="[98]")`,
			"page numbers":        `<oddFooter>.*第 &amp;P 页`,
			"no grid lines":       `showGridLines="(0|false)"`,
			"column widths":       `<col min="1" max="1" width="[0-9.]+" customWidth="1"`,
			"margins of its own":  `<pageMargins [^>]*left="0.4"`,
			"rows with a height ": `<row r="1" ht="30"`,
		} {
			if !regexp.MustCompile(pattern).MatchString(sheet) {
				t.Errorf("sheet %s lacks %s", s.Name.Zh, what)
			}
		}
		if strings.Contains(sheet, "x14:id") {
			t.Errorf("sheet %s refers to an extension that is not in it", s.Name.Zh)
		}
		if drawn := strings.Contains(sheet, "<drawing "); drawn != (len(s.Charts) > 0) {
			t.Errorf("sheet %s has %d charts, drawn: %v", s.Name.Zh, len(s.Charts), drawn)
		}
	}
	if charts != want || charts < 5 {
		t.Errorf("%d charts of %d are in the file", charts, want)
	}
	if n := strings.Count(files["xl/workbook.xml"], "_xlnm.Print_Titles"); n != len(book.Sheets) {
		t.Errorf("%d of %d sheets repeat their head in print", n, len(book.Sheets))
	}
	if n := strings.Count(files["xl/workbook.xml"], "_xlnm.Print_Area"); n != len(book.Sheets) {
		t.Errorf("%d of %d sheets have a print area", n, len(book.Sheets))
	}
	if !strings.Contains(files["xl/tables/table1.xml"], "<autoFilter") {
		t.Error("the ledger has no autofilter")
	}
	if !strings.Contains(files["docProps/core.xml"], book.Title.Zh) {
		t.Error("the document does not know its title")
	}
	if !strings.Contains(files["xl/worksheets/sheet2.xml"], "dataBar") {
		t.Error("shares have no bars")
	}
}

// TestWorkbookHidesWhatIsPrivate looks for phones and for all that confidential requests keep to themselves, anywhere.
func TestWorkbookHidesWhatIsPrivate(t *testing.T) {
	d := dbtest.SQLite(t)
	w, p := district(t, d, 5, 30)
	secret := cases.Filing{Company: 1, Input: cases.Input{"category": "road", "title": "不可外泄的标题", "body": "不可外泄的内容", "street": w.refs.Streets[0].Code,
		"contact_name": "不可外泄的联系人", "contact_phone": "13900139000", "confidential": "yes"}}
	w.now = w.now.Add(-time.Hour)
	if _, err := w.desk.File(t.Context(), cases.Actor{ID: 9, Name: "中心", Role: cases.RoleCentre}, secret); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Hour)
	_, workbook := workbookOf(t, p, june)
	hidden := false
	for name, text := range parts(t, workbook) {
		for _, private := range []string{"不可外泄", "13900139000", "13800138000"} {
			if strings.Contains(text, private) {
				t.Errorf("%s shows %s", name, private)
			}
		}
		hidden = hidden || strings.Contains(text, "（保密）")
	}
	if !hidden {
		t.Error("the confidential request is missing altogether")
	}
}

// cellsOf reads a sheet as rows of text, the raw numbers unformatted.
func cellsOf(t testing.TB, f *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func open(t testing.TB, workbook []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(workbook))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// line is one line of the ledger sheet by column heading.
type line map[string]string

// TestLedgerSheetAloneGivesTheFigures recomputes the month from the ledger sheet by code of its own, which knows only
// the headings, and compares it with the sheets of the same workbook.
func TestLedgerSheetAloneGivesTheFigures(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			_, p := district(t, dbtest.SQLite(t), 11+seed, 80)
			for _, m := range []workday.Month{may, june} {
				_, workbook := workbookOf(t, p, m)
				f := open(t, workbook)
				compareKeyFigures(t, ledgerLines(t, f), cellsOf(t, f, "总览"))
				compareBureaus(t, ledgerLines(t, f), cellsOf(t, f, "分单位"))
			}
		})
	}
}

func ledgerLines(t *testing.T, f *excelize.File) (lines []line) {
	t.Helper()
	rows := cellsOf(t, f, "台账")
	head := rows[3]
	for i, row := range rows[4:] {
		if len(row) == 0 || row[0] != fmt.Sprint(i+1) {
			continue // the note below the last line
		}
		l := line{}
		for c, value := range row {
			l[head[c]] = value
		}
		lines = append(lines, l)
	}
	if len(lines) == 0 {
		t.Fatal("the ledger is empty")
	}
	return lines
}

func howMany(lines []line, is func(line) bool) (n int) {
	for _, l := range lines {
		if is(l) {
			n++
		}
	}
	return n
}

func (l line) handled() bool { return l["本期来源"] != "仅到期" }
func (l line) due() bool     { return l["本期应结案"] == "是" }
func (l line) done() bool {
	return l.handled() && l["实际办结时间"] != ""
}

func percent(n, of int) string {
	if of == 0 {
		return "/"
	}
	return fmt.Sprint(float64((2*n*10_000+of)/(2*of)) / 10_000)
}

func compareKeyFigures(t *testing.T, lines []line, sheet [][]string) {
	t.Helper()
	count := func(is func(line) bool) string { return fmt.Sprint(howMany(lines, is)) }
	of := func(group, result string) string {
		return count(func(l line) bool {
			return l.done() && l["事项类型"] == group && strings.HasPrefix(l["办理结果"], result)
		})
	}
	due := howMany(lines, line.due)
	want := map[string]string{
		"新收":       count(func(l line) bool { return l["本期来源"] == "新收" }),
		"上期结转":     count(func(l line) bool { return l["本期来源"] == "上期结转" }),
		"重办转入":     count(func(l line) bool { return l["本期来源"] == "重办转入" }),
		"承办":       count(line.handled),
		"办结":       count(line.done),
		"期末在办":     count(func(l line) bool { return l.handled() && !l.done() }),
		"解决民生事项":   of("民生事项", "已解决"),
		"解决审批服务诉求": of("审批服务", "已解决"),
		"应结案":      fmt.Sprint(due),
		"结案率":      percent(howMany(lines, func(l line) bool { return l.due() && l["实际办结时间"] != "" }), due),
		"按期结案率":    percent(howMany(lines, func(l line) bool { return l.due() && l["是否按时"] == "是" }), due),
		"超期未结":     count(func(l line) bool { return l.handled() && !l.done() && l["超期天数"] != "0" }),
		"挂账":       count(func(l line) bool { return l.handled() && !l.done() && strings.Contains(l["备注"], "挂账") }),
		"一次办结率":    percent(howMany(lines, func(l line) bool { return l.done() && l["是否重办"] == "否" }), howMany(lines, line.done)),
		"延期率":      percent(howMany(lines, func(l line) bool { return l.due() && l["延期次数"] != "0" }), due),
	}
	printed := map[string]string{}
	for _, row := range sheet {
		if len(row) > 1 && printed[row[0]] == "" {
			printed[row[0]] = row[1]
		}
	}
	for name, n := range want {
		if printed[name] != n {
			t.Errorf("%s: the summary prints %s, the ledger gives %s", name, printed[name], n)
		}
	}
}

func compareBureaus(t *testing.T, lines []line, sheet [][]string) {
	t.Helper()
	head, bureaus := sheet[4], 0
	for _, row := range sheet[5:] {
		if len(row) < 10 || row[0] == "合计" {
			continue
		}
		bureaus++
		printed := line{}
		for c, value := range row {
			if printed[head[c]] == "" {
				printed[head[c]] = value
			}
		}
		var own []line
		for _, l := range lines {
			if l["主办单位"] == row[0] {
				own = append(own, l)
			}
		}
		due := howMany(own, line.due)
		for name, n := range map[string]string{
			"新收": fmt.Sprint(howMany(own, func(l line) bool { return l["本期来源"] == "新收" })), "承办": fmt.Sprint(howMany(own, line.handled)),
			"办结": fmt.Sprint(howMany(own, line.done)), "应结案": fmt.Sprint(due),
			"按期结案率": percent(howMany(own, func(l line) bool { return l.due() && l["是否按时"] == "是" }), due),
		} {
			if printed[name] != n {
				t.Errorf("%s of %s: printed %s, the ledger gives %s", name, row[0], printed[name], n)
			}
		}
	}
	if bureaus < 3 {
		t.Errorf("only %d bureaus are listed", bureaus)
	}
}

// TestCaseNumbersLeadToTheirPages checks the formula and that readers who do not compute see the number.
func TestCaseNumbersLeadToTheirPages(t *testing.T) {
	_, p := district(t, dbtest.SQLite(t), 2, 10)
	_, workbook := workbookOf(t, p, june)
	f := open(t, workbook)
	no, err := f.GetCellValue("台账", "B5")
	if err != nil || !regexp.MustCompile(`^JQ\d{6}-\d{6}$`).MatchString(no) {
		t.Fatalf("the first number of the ledger is %q (%v)", no, err)
	}
	formula, err := f.GetCellFormula("台账", "B5")
	if want := fmt.Sprintf(`HYPERLINK("https://qy.example.gov.cn/cases/%s","%s")`, no, no); err != nil || formula != want {
		t.Errorf("%s, not %s (%v)", formula, want, err)
	}
}

// TestDangerousTextsStayTexts: what looks like a formula is none.
func TestDangerousTextsStayTexts(t *testing.T) {
	b := Monthly(Input{Period: cases.MonthPeriod(june), Refs: (&cases.Refs{Calendar: workday.China()}).Index()}, nil)
	table := b.Sheet("hot").Tables[0]
	for _, s := range []string{`=cmd|' /C calc'!A0`, "+1+1", "-2", "@SUM(A1)"} {
		table.Rows = append(table.Rows, Row{Cells: []Cell{plain(s)}})
	}
	var out bytes.Buffer
	if err := WriteXLSX(&out, b, "zh", ""); err != nil {
		t.Fatal(err)
	}
	f := open(t, out.Bytes())
	for i := range table.Rows {
		cell := fmt.Sprintf("A%d", 6+i)
		if formula, _ := f.GetCellFormula("热点", cell); formula != "" {
			t.Errorf("%s became the formula %s", cell, formula)
		}
		if value, _ := f.GetCellValue("热点", cell); value != table.Rows[i].Cells[0].Text.Zh {
			t.Errorf("%s reads %q", cell, value)
		}
	}
}

// TestEnglishWorkbookIsWhole: every sheet opens under its English name, and no cell of its own words stays Chinese.
func TestEnglishWorkbookIsWhole(t *testing.T) {
	b := Monthly(Input{Period: cases.MonthPeriod(june), Refs: (&cases.Refs{Calendar: workday.China()}).Index()}, nil)
	var out bytes.Buffer
	if err := WriteXLSX(&out, b, "en", ""); err != nil {
		t.Fatal(err)
	}
	han := regexp.MustCompile(`\p{Han}`)
	for _, sheet := range open(t, out.Bytes()).GetSheetList() {
		if han.MatchString(sheet) {
			t.Errorf("the sheet %s has no English name", sheet)
		}
		for _, row := range cellsOf(t, open(t, out.Bytes()), sheet) {
			for _, value := range row {
				if han.MatchString(value) {
					t.Errorf("%s: %s", sheet, value)
				}
			}
		}
	}
}
