package reports

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"jiangqitong/cases"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// element is a node of a part, without its name space.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []*element `xml:",any"`
}

func (e *element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (e *element) number(name string) int {
	n, err := strconv.Atoi(e.attr(name))
	if err != nil {
		return -1
	}
	return n
}

// all are the elements of a name, in the order of the part.
func (e *element) all(name string) (found []*element) {
	if e == nil {
		return nil
	}
	for _, c := range e.Children {
		if c.XMLName.Local == name {
			found = append(found, c)
		}
		found = append(found, c.all(name)...)
	}
	return found
}

func (e *element) first(name string) *element {
	if found := e.all(name); len(found) > 0 {
		return found[0]
	}
	return nil
}

// strict holds a workbook to what Excel and WPS ask of one. What they would "repair" is an error here.
type strict struct {
	t      *testing.T
	name   string
	files  map[string]string
	parsed map[string]*element
	sheets []string
}

func checkStrictly(t *testing.T, name string, workbook []byte) {
	t.Helper()
	s := &strict{t: t, name: name, files: parts(t, workbook), parsed: map[string]*element{}}
	for part, text := range s.files {
		root := new(element)
		if err := xml.NewDecoder(strings.NewReader(text)).Decode(root); err != nil {
			t.Fatalf("%s: %s: %v", name, part, err)
		}
		s.parsed[part] = root
	}
	s.contentTypes()
	s.relations()
	s.workbook()
	s.styles()
	tables := map[string]bool{}
	for i := range s.sheets {
		s.sheet(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), tables)
	}
	for part := range s.files {
		switch {
		case strings.HasPrefix(part, "xl/charts/chart"):
			s.chart(part)
		case strings.HasPrefix(part, "xl/drawings/drawing"):
			s.drawing(part)
		}
	}
}

func (s *strict) fail(part, format string, args ...any) {
	s.t.Helper()
	s.t.Errorf("%s: %s: %s", s.name, part, fmt.Sprintf(format, args...))
}

// once says that a name was used before; Excel tells no capitals from small letters.
func (s *strict) once(seen map[string]bool, part, what, name string) {
	s.t.Helper()
	if key := strings.ToLower(name); seen[key] {
		s.fail(part, "%s %q twice", what, name)
	} else {
		seen[key] = true
	}
}

func (s *strict) contentTypes() {
	const part = "[Content_Types].xml"
	overrides, defaults := map[string]bool{}, map[string]bool{}
	for _, o := range s.parsed[part].all("Override") {
		s.once(overrides, part, "part", o.attr("PartName"))
		if _, there := s.files[strings.TrimPrefix(o.attr("PartName"), "/")]; !there {
			s.fail(part, "names %s, which is not there", o.attr("PartName"))
		}
	}
	for _, d := range s.parsed[part].all("Default") {
		s.once(defaults, part, "extension", d.attr("Extension"))
	}
	for name := range s.files {
		if name != part && !overrides["/"+strings.ToLower(name)] && !defaults[strings.TrimPrefix(path.Ext(name), ".")] {
			s.fail(part, "%s has no type", name)
		}
	}
}

// relations resolves every r:id, and every target.
func (s *strict) relations() {
	const r = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	for part, root := range s.parsed {
		dir, base := path.Split(part)
		known := map[string]bool{}
		if rels := s.parsed[dir+"_rels/"+base+".rels"]; rels != nil {
			for _, rel := range rels.all("Relationship") {
				s.once(known, part, "relationship", rel.attr("Id"))
				target := path.Join(dir, rel.attr("Target"))
				if strings.HasPrefix(rel.attr("Target"), "/") {
					target = strings.TrimPrefix(rel.attr("Target"), "/")
				}
				if _, there := s.files[target]; !there && rel.attr("TargetMode") != "External" {
					s.fail(part, "leads to %s, which is not there", target)
				}
			}
		}
		var walk func(*element)
		walk = func(e *element) {
			for _, a := range e.Attrs {
				if a.Name.Space == r && !known[strings.ToLower(a.Value)] {
					s.fail(part, "%s has the relationship %s, which is not there", e.XMLName.Local, a.Value)
				}
			}
			for _, c := range e.Children {
				walk(c)
			}
		}
		walk(root)
	}
}

func (s *strict) workbook() {
	const part = "xl/workbook.xml"
	names, ids, defined := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, sheet := range s.parsed[part].first("sheets").Children {
		name := sheet.attr("name")
		s.once(names, part, "sheet", name)
		s.once(ids, part, "sheet's id", sheet.attr("sheetId"))
		if n := utf8.RuneCountInString(name); n == 0 || n > 31 || strings.ContainsAny(name, `[]:*?/\`) || strings.Trim(name, "'") != name {
			s.fail(part, "%q is no name for a sheet", name)
		}
		s.sheets = append(s.sheets, name)
	}
	for _, d := range s.parsed[part].all("definedName") {
		s.once(defined, part, "name", d.attr("name")+" of sheet "+d.attr("localSheetId"))
		if n := d.number("localSheetId"); n < 0 || n >= len(s.sheets) {
			s.fail(part, "%s is of sheet %d of %d", d.attr("name"), n, len(s.sheets))
		}
		for _, area := range strings.Split(d.Text, ",") {
			s.refers(part, area)
		}
	}
}

var area = regexp.MustCompile(`^'((?:[^']|'')+)'!(\$[A-Z]{0,3}\$?\d*)(:\$[A-Z]{0,3}\$?\d*)?$`)

// refers checks a reference to a sheet of the workbook.
func (s *strict) refers(part, to string) {
	s.t.Helper()
	m := area.FindStringSubmatch(to)
	if m == nil || !slices.Contains(s.sheets, strings.ReplaceAll(m[1], "''", "'")) {
		s.fail(part, "refers to %s, which is no place of the workbook", to)
	}
}

func (s *strict) styles() {
	const part = "xl/styles.xml"
	root, formats, names := s.parsed[part], map[string]bool{}, map[string]bool{}
	size := map[string]int{}
	for _, of := range []string{"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles"} {
		list := root.first(of)
		if size[of] = len(list.Children); list.number("count") != size[of] {
			s.fail(part, "%s counts %d, not %d", of, list.number("count"), size[of])
		}
	}
	for _, f := range root.all("numFmt") {
		s.once(formats, part, "number format", f.attr("numFmtId"))
		if f.number("numFmtId") < 164 || len(f.attr("formatCode")) > 255 {
			s.fail(part, "number format %s is not the file's own to give", f.attr("numFmtId"))
		}
	}
	for _, xf := range append(root.first("cellStyleXfs").Children, root.first("cellXfs").Children...) {
		for name, of := range map[string]string{"fontId": "fonts", "fillId": "fills", "borderId": "borders"} {
			if n := xf.number(name); n < 0 || n >= size[of] {
				s.fail(part, "%s %d of %d", name, n, size[of])
			}
		}
		if n := xf.number("numFmtId"); n >= 164 && !formats[strconv.Itoa(n)] {
			s.fail(part, "number format %d is not there", n)
		}
		if id := xf.attr("xfId"); id != "" && xf.number("xfId") >= size["cellStyleXfs"] {
			s.fail(part, "master %s of %d", id, size["cellStyleXfs"])
		}
	}
	for _, c := range root.all("cellStyle") {
		s.once(names, part, "cell style", c.attr("name"))
		if n := c.number("xfId"); n < 0 || n >= size["cellStyleXfs"] || utf8.RuneCountInString(c.attr("name")) > 255 {
			s.fail(part, "cell style %s has master %d", c.attr("name"), n)
		}
	}
}

// sheetOrder is the order in which the parts of a sheet must stand.
var sheetOrder = []string{"sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "autoFilter", "mergeCells",
	"conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
	"drawing", "legacyDrawing", "tableParts", "extLst"}

// box is a range of cells, from 1, both ends included.
type box struct{ left, top, right, bottom int }

func (b box) meets(o box) bool {
	return b.left <= o.right && o.left <= b.right && b.top <= o.bottom && o.top <= b.bottom
}

func (s *strict) box(part, ref string) (b box) {
	s.t.Helper()
	from, to, _ := strings.Cut(ref, ":")
	if to == "" {
		to = from
	}
	var err1, err2 error
	b.left, b.top, err1 = excelize.CellNameToCoordinates(from)
	b.right, b.bottom, err2 = excelize.CellNameToCoordinates(to)
	if err1 != nil || err2 != nil || b.right < b.left || b.bottom < b.top {
		s.fail(part, "%s is no range", ref)
	}
	return b
}

func (s *strict) sheet(part string, tables map[string]bool) {
	root, last := s.parsed[part], -1
	for _, c := range root.Children {
		place := slices.Index(sheetOrder, c.XMLName.Local)
		if place < last || place < 0 {
			s.fail(part, "%s stands where it must not", c.XMLName.Local)
		}
		last = place
	}
	cells := s.cells(part)
	var merged []box
	for _, m := range root.all("mergeCell") {
		b := s.box(part, m.attr("ref"))
		if b.left == b.right && b.top == b.bottom || slices.ContainsFunc(merged, b.meets) {
			s.fail(part, "cells %s cannot be merged", m.attr("ref"))
		}
		merged = append(merged, b)
	}
	s.columns(part)
	s.conditions(part)
	for _, f := range root.all("oddFooter") {
		if utf8.RuneCountInString(f.Text) > 255 || regexp.MustCompile(`&[LCR]&8\d`).MatchString(f.Text) {
			s.fail(part, "the footer %q is not read as it is meant", f.Text)
		}
	}
	for _, b := range root.all("rowBreaks") {
		if n := len(b.Children); b.number("count") != n || b.number("manualBreakCount") != n || n > 1023 {
			s.fail(part, "%d page breaks", n)
		}
	}
	if rels := s.parsed["xl/worksheets/_rels/"+path.Base(part)+".rels"]; rels != nil {
		for _, rel := range rels.all("Relationship") {
			if target := path.Join("xl/worksheets", rel.attr("Target")); strings.Contains(target, "tables/") {
				s.table(strings.TrimPrefix(target, "/"), cells, merged, tables)
			}
		}
	}
}

// cells checks every row and cell and answers the texts.
func (s *strict) cells(part string) map[string]string {
	root, texts := s.parsed[part], map[string]string{}
	styles := len(s.parsed["xl/styles.xml"].first("cellXfs").Children)
	row := 0
	for _, r := range root.first("sheetData").Children {
		if n := r.number("r"); n <= row || n > excelize.TotalRows {
			s.fail(part, "row %d after %d", n, row)
		} else {
			row = n
		}
		if ht, _ := strconv.ParseFloat(r.attr("ht"), 64); ht > 409 {
			s.fail(part, "row %d is %v points high", row, ht)
		}
		column := 0
		for _, c := range r.Children {
			b := s.box(part, c.attr("r"))
			if b.top != row || b.left <= column {
				s.fail(part, "cell %s in row %d after column %d", c.attr("r"), row, column)
			}
			column = b.left
			if n := c.number("s"); c.attr("s") != "" && (n < 0 || n >= styles) {
				s.fail(part, "cell %s has style %d of %d", c.attr("r"), n, styles)
			}
			texts[c.attr("r")] = s.cell(part, c)
		}
	}
	return texts
}

var literal = regexp.MustCompile(`"((?:[^"]|"")*)"`)

func (s *strict) cell(part string, c *element) (text string) {
	for _, t := range c.all("t") {
		text += t.Text
		if strings.TrimSpace(t.Text) != t.Text && t.attr("space") != "preserve" {
			s.fail(part, "cell %s loses its spaces", c.attr("r"))
		}
	}
	if utf8.RuneCountInString(text) > excelize.TotalCellChars {
		s.fail(part, "cell %s holds %d characters", c.attr("r"), utf8.RuneCountInString(text))
	}
	f, v := c.first("f"), c.first("v")
	if f != nil {
		if utf8.RuneCountInString(f.Text) > 8192 || !strings.HasPrefix(f.Text, "HYPERLINK(") {
			s.fail(part, "cell %s has the formula %s", c.attr("r"), f.Text)
		}
		for _, m := range literal.FindAllStringSubmatch(f.Text, -1) {
			if utf8.RuneCountInString(m[1]) > 255 {
				s.fail(part, "cell %s has a text in its formula that is too long", c.attr("r"))
			}
		}
	}
	if v != nil && c.attr("t") == "" {
		if _, err := strconv.ParseFloat(v.Text, 64); err != nil {
			s.fail(part, "cell %s holds %q as a number", c.attr("r"), v.Text)
		}
	}
	if kind := c.attr("t"); !slices.Contains([]string{"", "inlineStr", "str", "b"}, kind) {
		s.fail(part, "cell %s is of kind %s", c.attr("r"), kind)
	}
	return text
}

func (s *strict) columns(part string) {
	last := 0
	for _, c := range s.parsed[part].all("col") {
		width, _ := strconv.ParseFloat(c.attr("width"), 64)
		if c.number("min") <= last || c.number("max") < c.number("min") || c.number("max") > excelize.MaxColumns || width <= 0 || width > 255 {
			s.fail(part, "columns %s to %s are %s wide", c.attr("min"), c.attr("max"), c.attr("width"))
		}
		last = c.number("max")
	}
}

func (s *strict) conditions(part string) {
	priorities := map[string]bool{}
	for _, c := range s.parsed[part].all("conditionalFormatting") {
		s.box(part, c.attr("sqref"))
	}
	for _, r := range s.parsed[part].all("cfRule") {
		s.once(priorities, part, "priority", r.attr("priority"))
		want := map[string][2]int{"dataBar": {2, 1}, "colorScale": {3, 3}}[r.attr("type")]
		if got := [2]int{len(r.all("cfvo")), len(r.all("color"))}; got != want || r.attr("dxfId") != "" {
			s.fail(part, "a %s has %v stops and colours", r.attr("type"), got)
		}
	}
}

func (s *strict) table(part string, cells map[string]string, merged []box, tables map[string]bool) {
	root := s.parsed[part]
	s.once(tables, part, "table", root.attr("name"))
	s.once(tables, part, "table's id", "#"+root.attr("id"))
	b := s.box(part, root.attr("ref"))
	columns := root.all("tableColumn")
	if root.attr("displayName") != root.attr("name") || b.bottom <= b.top || len(columns) != b.right-b.left+1 || slices.ContainsFunc(merged, b.meets) ||
		root.first("autoFilter").attr("ref") != root.attr("ref") || root.first("tableColumns").number("count") != len(columns) {
		s.fail(part, "the table %s cannot be", root.attr("ref"))
	}
	names := map[string]bool{}
	for i, c := range columns {
		s.once(names, part, "column", c.attr("name"))
		if head := cells[ref(b.left+i, b.top)]; head != c.attr("name") || head == "" {
			s.fail(part, "column %d is %q, its heading %q", i+1, c.attr("name"), head)
		}
	}
}

// drawing sees that no chart covers another.
func (s *strict) drawing(part string) {
	var taken []box
	for _, a := range s.parsed[part].all("twoCellAnchor") {
		at := func(end, way string) int {
			n, _ := strconv.Atoi(a.first(end).first(way).Text)
			return n
		}
		b := box{at("from", "col"), at("from", "row"), at("to", "col"), at("to", "row")}
		if slices.ContainsFunc(taken, b.meets) {
			s.fail(part, "the chart at row %d covers another", b.top)
		}
		taken = append(taken, b)
	}
	if len(taken) == 0 {
		s.fail(part, "it draws nothing")
	}
}

func (s *strict) chart(part string) {
	root := s.parsed[part]
	for _, f := range root.all("f") {
		s.refers(part, f.Text)
	}
	axes := map[string]bool{}
	for _, kind := range []string{"catAx", "valAx", "dateAx"} {
		for _, a := range root.all(kind) {
			s.once(axes, part, "axis", a.first("axId").attr("val"))
		}
	}
	for _, a := range append(root.all("axId"), root.all("crossAx")...) {
		if !axes[a.attr("val")] {
			s.fail(part, "the axis %s is not there", a.attr("val"))
		}
	}
	places := map[string]bool{}
	for _, series := range root.all("ser") {
		s.once(places, part, "series", series.first("idx").attr("val"))
		s.once(places, part, "place of a series", "#"+series.first("order").attr("val"))
	}
}

// TestNothingOfAWorkbookNeedsRepair opens months of every size, in both languages, as strictly as the strictest reader.
func TestNothingOfAWorkbookNeedsRepair(t *testing.T) {
	refs := seededRefs(t, dbtest.SQLite(t))
	for _, filings := range []int{0, 1, 40, 300} {
		w := newWorld(t, refs, uint64(filings))
		w.live(june.Next().First().Start(), filings)
		first, _ := w.printed(may, nil, Scheme{})
		_, workbook := w.printed(june, History{may.String(): first.Figures}, Scheme{Version: 1, Rules: published})
		checkStrictly(t, fmt.Sprintf("%d filings", filings), workbook)
	}
	b := Monthly(Input{Period: cases.MonthPeriod(june), Refs: (&cases.Refs{Calendar: workday.China()}).Index()}, nil)
	var out bytes.Buffer
	if err := WriteXLSX(&out, b, "en", "https://qy.example.gov.cn"); err != nil {
		t.Fatal(err)
	}
	checkStrictly(t, "English", out.Bytes())
}

// TestLedgerOfTheDatabaseNeedsNoRepair does the same for a ledger with links, and for one exported by itself.
func TestLedgerOfTheDatabaseNeedsNoRepair(t *testing.T) {
	_, p := district(t, dbtest.SQLite(t), 7, 30)
	_, workbook := workbookOf(t, p, june)
	checkStrictly(t, "with links", workbook)
	var out bytes.Buffer
	if err := p.Export(t.Context(), Official, Export{Format: XLSX, Lang: "zh", Contacts: true}, &out, func(int64, int64) {}); err != nil {
		t.Fatal(err)
	}
	checkStrictly(t, "export", out.Bytes())
}
