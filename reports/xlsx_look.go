package reports

import (
	"cmp"
	"maps"
	"slices"

	"github.com/xuri/excelize/v2"
)

// The colours and letters of the workbook, named here and nowhere else.
const (
	ink       = "1F2933"
	navy      = "1F3864"
	grey      = "6B7280"
	rule      = "C5CEDA"
	headFill  = "DCE6F1"
	sumFill   = "EEF2F7"
	paleBlue  = "C9DBF0"
	paleRed   = "F6D5D1"
	paleAmber = "FBEFD5"
	paleGreen = "DCEEE2"
	red       = "B42318"
	amber     = "B45309"
	green     = "1B7F4B"
	blue      = "2F5D9E"
	letters   = "微软雅黑"
)

// palette colours the series of charts, readable in print and to the colour-blind.
var palette = []string{"2F5D9E", "8FB3DE", "C0CAD8", "E0A458", "B45309"}

// look says what a cell looks like; equal looks share one style of the workbook.
type look struct {
	kind    CellKind
	row     RowKind
	tone    Tone
	wrapped bool
	special string // a look of its own, beside the table's
}

var (
	titleLook   = look{special: "title"}
	factsLook   = look{special: "facts"}
	openingLook = look{special: "opening"}
	headingLook = look{special: "heading"}
	headLook    = look{special: "head"}
	sectionLook = look{special: "section"}
	noteLook    = look{special: "note"}
)

var toneColours = map[Tone]string{Calm: ink, Good: green, Warn: amber, Alarm: red}

var numberFormats = map[CellKind]string{
	Count:   "#,##0",
	Rank:    "0",
	Percent: "0.00%",
	Change:  "+0.00%;-0.00%;0.00%",
	Points:  `+0.00"个百分点";-0.00"个百分点";0.00"个百分点"`,
	Score:   "0.00",
	Days:    "0.0",
	Day:     "yyyy-mm-dd",
	Instant: "yyyy-mm-dd hh:mm",
}

// style finds or makes the workbook's style for a look; 0, the plain one, if excelize refuses it.
func (x *workbook) style(l look) int {
	id, known := x.styles[l]
	if !known {
		id, _ = x.file.NewStyle(x.design(l))
		x.styles[l] = id
	}
	return id
}

func (x *workbook) design(l look) *excelize.Style {
	font := &excelize.Font{Family: letters, Size: 10, Color: ink}
	s := &excelize.Style{Font: font, Alignment: &excelize.Alignment{Vertical: "center"}}
	switch l.special {
	case "title":
		font.Size, font.Bold, font.Color = 16, true, navy
		s.Alignment.Horizontal = "center"
	case "facts":
		font.Size, font.Color = 9, grey
		s.Alignment.Horizontal, s.Alignment.ShrinkToFit = "center", true
	case "opening":
		font.Size = 11
		s.Alignment.WrapText, s.Alignment.Indent = true, 1
	case "heading":
		font.Size, font.Bold, font.Color = 12, true, navy
	case "note":
		font.Size, font.Color = 9, grey
		s.Alignment.WrapText, s.Alignment.Vertical = true, "top"
	case "head":
		font.Bold, font.Color = true, navy
		s.Alignment.Horizontal, s.Alignment.WrapText = "center", true
		s.Fill, s.Border = fill(headFill), frame("left", "right", "top", "bottom")
	case "section":
		font.Bold, font.Color = true, navy
		s.Fill, s.Border = fill(sumFill), frame("top", "bottom")
	default:
		x.designCell(l, s)
	}
	return s
}

func (x *workbook) designCell(l look, s *excelize.Style) {
	s.Font.Color, s.Border = toneColours[l.tone], frame("left", "right", "top", "bottom")
	s.Font.Bold = l.row == Total || l.tone == Alarm
	if l.row == Total {
		s.Fill = fill(sumFill)
	}
	if format := numberFormats[l.kind]; format != "" {
		if l.kind == Points && x.lang == "en" {
			format = `+0.00" pp";-0.00" pp";0.00" pp"`
		}
		s.CustomNumFmt = &format
	}
	switch {
	case Cell{Kind: l.kind}.Numeric():
		s.Alignment.Horizontal, s.Alignment.Indent = "right", 1
	case l.kind == Day || l.kind == Instant:
		s.Alignment.Horizontal = "center"
	case l.kind == CaseNo && x.site != "":
		s.Font.Color, s.Font.Underline = blue, "single"
	}
	if s.Alignment.Horizontal == "" {
		s.Alignment.Horizontal, s.Alignment.Indent = "left", 1
	}
	s.Alignment.WrapText = l.wrapped && l.kind == Text
}

// nameStyles gives every look its name among the workbook's cell styles, so that who goes on with the file finds them
// in the gallery. excelize knows no named styles: what it keeps of the one it makes itself is copied.
func (x *workbook) nameStyles() {
	s := x.file.Styles
	for _, l := range slices.SortedFunc(maps.Keys(x.styles), func(a, b look) int { return cmp.Compare(x.styles[a], x.styles[b]) }) {
		id := x.styles[l]
		if id == 0 || id >= len(s.CellXfs.Xf) {
			continue
		}
		master, place := s.CellXfs.Xf[id], len(s.CellStyleXfs.Xf)
		master.XfID = nil
		s.CellStyleXfs.Xf = append(s.CellStyleXfs.Xf, master)
		s.CellStyleXfs.Count = len(s.CellStyleXfs.Xf)
		s.CellXfs.Xf[id].XfID = &place
		named := *s.CellStyles.CellStyle[0]
		named.Name, named.XfID, named.BuiltInID, named.CustomBuiltIn = l.name().In(x.lang), place, nil, nil
		s.CellStyles.CellStyle = append(s.CellStyles.CellStyle, &named)
		s.CellStyles.Count = len(s.CellStyles.CellStyle)
	}
}

var (
	specialNames = map[string]Words{"title": {Zh: "标题", En: "title"}, "facts": {Zh: "说明行", En: "facts"}, "opening": {Zh: "导语", En: "opening"},
		"heading": {Zh: "表题", En: "heading"}, "head": {Zh: "表头", En: "head"}, "section": {Zh: "分组", En: "section"}, "note": {Zh: "注", En: "note"}}
	kindNames = map[CellKind]Words{Text: {Zh: "文本", En: "text"}, Count: {Zh: "件数", En: "count"}, Percent: {Zh: "比率", En: "rate"},
		Change: {Zh: "增减", En: "change"}, Rank: {Zh: "名次", En: "rank"}, Points: {Zh: "百分点", En: "points"}, Score: {Zh: "得分", En: "score"}, Days: {Zh: "天数", En: "days"},
		Day: {Zh: "日期", En: "date"}, Instant: {Zh: "时间", En: "instant"}, CaseNo: {Zh: "编号", En: "number"}, None: {Zh: "无基数", En: "no base"}}
	rowNames  = map[RowKind]Words{Total: {Zh: "合计", En: "total"}, Section: {Zh: "分组", En: "section"}}
	toneNames = map[Tone]Words{Good: {Zh: "良好", En: "good"}, Warn: {Zh: "注意", En: "warning"}, Alarm: {Zh: "警示", En: "alarm"}}
)

// name is the look's among the cell styles.
func (l look) name() Words {
	w := Words{Zh: "江企通", En: "JQT"}
	parts := []Words{specialNames[l.special]}
	if l.special == "" {
		parts = []Words{kindNames[l.kind], rowNames[l.row], toneNames[l.tone]}
		if l.wrapped {
			parts = append(parts, Words{Zh: "表内", En: "in table"})
		}
	}
	for _, p := range parts {
		if p != (Words{}) {
			w = both(w, p, " ", " ")
		}
	}
	return w
}

func fill(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

func frame(sides ...string) (borders []excelize.Border) {
	for _, side := range sides {
		borders = append(borders, excelize.Border{Type: side, Color: rule, Style: 1})
	}
	return borders
}
