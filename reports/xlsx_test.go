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
	if !strings.Contains(files["xl/worksheets/sheet2.xml"], "colorScale") {
		t.Error("rates are not coloured")
	}
	styles := files["xl/styles.xml"]
	for _, name := range []string{"江企通 标题", "江企通 表头", "江企通 比率 合计 表内", "江企通 编号"} {
		if !strings.Contains(styles, `name="`+name+`"`) {
			t.Errorf("no cell style is called %s", name)
		}
	}
	masters, named := strings.Count(styles[strings.Index(styles, "<cellStyleXfs"):strings.Index(styles, "</cellStyleXfs>")], "<xf "), strings.Count(styles, "<cellStyle ")
	if masters != named || !strings.Contains(styles, fmt.Sprintf(`<cellStyles count="%d">`, named)) {
		t.Errorf("%d cell styles of %d masters", named, masters)
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

func ledgerLines(t testing.TB, f *excelize.File) (lines []line) {
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
