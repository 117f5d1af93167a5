package workday

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Notice is a yearly notice of the State Council on days off and make-up days (节假日安排的通知).
type Notice struct {
	ID      string // the document number, 国办发明电〔2020〕27号
	Title   string
	Year    int  // the year it arranges; it may also name days of the December before
	Version int  // 1 for the first notice of its year; the highest version of a year wins
	Amends  bool // it changes only the days it names; otherwise it replaces earlier versions of its year
	Days    []NoticeDay
}

// NoticeDay is one day a notice rules on.
type NoticeDay struct {
	Date    Date
	Working bool   // a make-up day; false is a day off
	Name    string // the holiday it belongs to, 国庆节
}

// ParseNotice reads a notice as CSV with the columns date, kind (off or work, 放假 or 上班) and name.
// A date may be a range, 2021-10-01..2021-10-07. Lines "# id:", "# title:", "# year:", "# version:" and
// "# amends: true" may come first; without them the version is 1 and the year is that of the last day.
// Errors name the line. ID and title may be empty: see Validate.
func ParseNotice(r io.Reader) (Notice, error) {
	p := noticeParser{notice: Notice{Version: 1}, seen: map[Date]int{}}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		p.line++
		if err := p.read(strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))); err != nil {
			return Notice{}, err
		}
	}
	if err := lines.Err(); err != nil {
		return Notice{}, p.errorf("无法读取（%[2]v），请检查文件。", "cannot be read (%[2]v); check the file.", err)
	}
	if len(p.notice.Days) == 0 {
		return Notice{}, errNoDays
	}
	slices.SortFunc(p.notice.Days, func(a, b NoticeDay) int { return a.Date.Compare(b.Date) })
	if p.notice.Year == 0 {
		p.notice.Year = p.notice.Days[len(p.notice.Days)-1].Date.Year()
	}
	return p.notice, p.notice.checkYear()
}

// String writes the notice as the CSV that ParseNotice reads, a day a line.
func (n Notice) String() string {
	var b strings.Builder
	oneLine := strings.NewReplacer("\r", " ", "\n", " ")
	fmt.Fprintf(&b, "# id: %s\n# title: %s\n", oneLine.Replace(n.ID), oneLine.Replace(n.Title))
	fmt.Fprintf(&b, "# year: %d\n# version: %d\n# amends: %t\ndate,kind,name\n", n.Year, n.Version, n.Amends)
	w := csv.NewWriter(&b)
	for _, d := range n.Days {
		w.Write([]string{d.Date.String(), pick(d.Working, "work", "off"), oneLine.Replace(d.Name)})
	}
	w.Flush()
	return b.String()
}

var errNoDays = textErrorf(nil,
	"放假安排中没有任何日期，请至少写一行，如 2021-10-01,off,国庆节。",
	"The notice names no day; write at least one line such as 2021-10-01,off,国庆节.")

// noticeEarliest is the first year that a notice could be about.
const noticeEarliest = 1949

// noticeLongest is more days than any year's notice names; a longer range is a slip of the pen.
const noticeLongest = 31

type noticeParser struct {
	notice Notice
	line   int
	seen   map[Date]int // the line that names a day
}

func (p *noticeParser) read(text string) error {
	switch {
	case text == "":
		return nil
	case !utf8.ValidString(text):
		return p.errorf("不是 UTF-8 文字，请另存为“CSV UTF-8”后重试。", "is not UTF-8 text; save the file as “CSV UTF-8” and try again.")
	case strings.HasPrefix(text, "#"):
		return p.header(strings.TrimSpace(text[1:]))
	}
	fields, err := csv.NewReader(strings.NewReader(text)).Read()
	if err != nil || len(fields) < 3 {
		return p.errorf("应有三列：日期,类型,名称，如 2021-10-01,off,国庆节。", "needs three columns: date,kind,name, such as 2021-10-01,off,国庆节.")
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	if len(p.notice.Days) == 0 && (fields[0] == "date" || fields[0] == "日期") {
		return nil
	}
	return p.row(fields[0], fields[1], fields[2])
}

func (p *noticeParser) header(text string) error {
	key, value, found := strings.Cut(text, ":")
	if !found {
		return nil // a plain remark
	}
	value = strings.TrimSpace(value)
	n, err := strconv.Atoi(value)
	switch strings.TrimSpace(key) {
	case "id":
		p.notice.ID = value
	case "title":
		p.notice.Title = value
	case "amends":
		p.notice.Amends = value == "true"
	case "year":
		p.notice.Year = n
		if err != nil || n < noticeEarliest || n > 9999 {
			return p.errorf("年份“%[2]s”无效，请写四位年份。", "has no valid year “%[2]s”; write four digits.", value)
		}
	case "version":
		p.notice.Version = n
		if err != nil || n < 1 {
			return p.errorf("版本“%[2]s”无效，请写从 1 起的整数。", "has no valid version “%[2]s”; write a whole number from 1.", value)
		}
	}
	return nil
}

func (p *noticeParser) row(dates, kind, name string) error {
	first, last, err := parseDates(dates)
	switch {
	case err != nil, first.Year() < noticeEarliest:
		return p.errorf("日期“%[2]s”不存在，请写 2021-10-01 或 2021-10-01..2021-10-07。",
			"has no valid date “%[2]s”; write 2021-10-01 or 2021-10-01..2021-10-07.", dates)
	case last.Sub(first) < 0 || last.Sub(first) >= noticeLongest:
		return p.errorf("日期范围“%[2]s”有误，应先后有序且不超过 %[3]d 天。",
			"has a wrong range “%[2]s”; it must run forward and hold at most %[3]d days.", dates, noticeLongest)
	case name == "":
		return p.errorf("缺少节日名称。", "lacks the name of the holiday.")
	}
	working, ok := noticeKinds[kind]
	if !ok {
		return p.errorf("类型“%[2]s”无效，请写 off（放假）或 work（上班）。", "has no valid kind “%[2]s”; write off or work.", kind)
	}
	for d := first; !d.After(last); d = d.AddDays(1) {
		if line, twice := p.seen[d]; twice {
			return p.errorf("%[2]s 已在第 %[3]d 行出现，请删去一处。", "names %[2]s again after line %[3]d; keep one of them.", d, line)
		}
		p.seen[d] = p.line
		p.notice.Days = append(p.notice.Days, NoticeDay{Date: d, Working: working, Name: name})
	}
	return nil
}

var noticeKinds = map[string]bool{"off": false, "放假": false, "work": true, "上班": true}

// parseDates reads one date or a range; a spreadsheet's 2021/10/1 is understood too.
func parseDates(s string) (first, last Date, err error) {
	from, to, isRange := strings.Cut(s, "..")
	if !isRange {
		to = from
	}
	first, errFirst := parseSheetDate(from)
	last, errLast := parseSheetDate(to)
	return first, last, errors.Join(errFirst, errLast)
}

func parseSheetDate(s string) (Date, error) {
	if t, err := time.ParseInLocation("2006/1/2", s, Zone); err == nil {
		return DateOf(t), nil
	}
	return ParseDate(s)
}

func (p *noticeParser) errorf(zh, en string, args ...any) error {
	return textErrorf(append([]any{p.line}, args...), "第 %[1]d 行"+zh, "Line %[1]d "+en)
}

// Validate reports what a notice lacks before it may rule: a document number, a version, and days of its own year
// (or of the December before), each once.
func (n Notice) Validate() error {
	switch {
	case strings.TrimSpace(n.ID) == "":
		return textErrorf(nil, "请填写通知文号，如 国办发明电〔2020〕27号。", "Give the notice's document number, such as 国办发明电〔2020〕27号.")
	case n.Version < 1:
		return textErrorf([]any{n.Version}, "通知版本 %d 无效，应从 1 起。", "The notice's version %d is wrong; versions start at 1.")
	case len(n.Days) == 0:
		return errNoDays
	}
	seen := make(map[Date]bool, len(n.Days))
	for _, d := range n.Days {
		if seen[d.Date] {
			return textErrorf([]any{d.Date}, "%s 出现了两次，请删去一处。", "%s is named twice; keep one of them.")
		}
		seen[d.Date] = true
	}
	return n.checkYear()
}

func (n Notice) checkYear() error {
	first := MakeDate(n.Year-1, time.December, 1)
	for _, d := range n.Days {
		if d.Date.Before(first) || d.Date.Year() > n.Year {
			return textErrorf([]any{d.Date, n.Year},
				"%[1]s 不属于 %[2]d 年（可含上一年 12 月）的安排，请核对年份。",
				"%[1]s does not belong to the year %[2]d (or the December before); check the year.")
		}
	}
	return nil
}
