package reports

import "github.com/xuri/excelize/v2"

// The colours and letters of the workbook, named here and nowhere else.
const (
	ink      = "1F2933"
	navy     = "1F3864"
	grey     = "6B7280"
	rule     = "C5CEDA"
	headFill = "DCE6F1"
	sumFill  = "EEF2F7"
	paleBlue = "C9DBF0"
	red      = "B42318"
	amber    = "B45309"
	green    = "1B7F4B"
	blue     = "2F5D9E"
	letters  = "微软雅黑"
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
		s.Alignment.Horizontal = "right"
	case l.kind == Day || l.kind == Instant:
		s.Alignment.Horizontal = "center"
	case l.kind == CaseNo && x.site != "":
		s.Font.Color, s.Font.Underline = blue, "single"
	}
	s.Alignment.WrapText = l.wrapped && l.kind == Text
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
