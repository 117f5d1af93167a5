package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"jiangqitong/cases"
	"jiangqitong/reports"
)

// Month is the report of a month.
type Month struct {
	Title    string        `json:"title" doc:"标题 | Title"`
	Opening  string        `json:"opening" doc:"一段话概述 | The month in one paragraph"`
	Facts    []string      `json:"facts" doc:"统计期、截止时间、日历版本 | Period, cut-off, calendar"`
	From     string        `json:"from" format:"date" doc:"统计期第一天 | First day"`
	To       string        `json:"to" format:"date" doc:"统计期最后一天 | Last day"`
	CutOff   time.Time     `json:"cut_off" doc:"数据截止 | Cut-off"`
	Calendar string        `json:"calendar" doc:"日历版本 | Version of the calendar"`
	Made     time.Time     `json:"made" doc:"生成时间 | Made"`
	Figures  []MonthFigure `json:"figures" doc:"全部指标 | Every measure"`
	Sheets   []MonthSheet  `json:"sheets" doc:"各表；台账只在 xlsx 里 | The sheets; the ledger is only in the xlsx"`
}

// MonthFigure is one measure over the whole month.
type MonthFigure struct {
	Code    string `json:"code" example:"livelihood_solved" doc:"代码 | Code"`
	Name    string `json:"name" example:"解决民生事项" doc:"名称 | Name"`
	Formula string `json:"formula" doc:"口径 | Definition"`
	N       int64  `json:"n" doc:"数；天数以十分之一天计 | The number; days in tenths"`
	Base    int64  `json:"base,omitempty" doc:"分母 | Denominator"`
}

// MonthSheet is one sheet of the report.
type MonthSheet struct {
	Code   string       `json:"code" doc:"代码 | Code"`
	Name   string       `json:"name" doc:"名称 | Name"`
	Tables []MonthTable `json:"tables" doc:"各表格 | Its tables"`
}

// MonthTable is one table of a sheet, its cells as they are printed.
type MonthTable struct {
	Title   string     `json:"title" doc:"标题 | Title"`
	Columns []string   `json:"columns" doc:"列名 | Names of the columns"`
	Rows    [][]string `json:"rows" doc:"各行；没有基数的比率为 / | The rows; a rate without a base is /"`
	Notes   []string   `json:"notes" doc:"注 | Notes"`
}

// MonthAsked is a request that names a month, or another period.
type MonthAsked struct {
	Month  string `path:"month" maxLength:"30" example:"2021-06" doc:"月份；也可以是周 2021-W23、季度 2021-Q2、年 2021 或自选日期 2021-06-05..2021-06-20 | Month; also a week 2021-W23, a quarter 2021-Q2, a year 2021 or any days 2021-06-05..2021-06-20"`
	CutOff string `query:"cut_off" maxLength:"20" example:"2021-07-05" doc:"数据截止：按现在的记录统计到这一天为止；不填时已定稿的为定稿，其余到期末 | Cut-off: by the records of now, followed to the end of this day; if left out, the frozen issue where there is one, or else the end of the period"`
}

type monthAnswer struct{ Body Month }

type workbookAsked struct {
	MonthAsked
	Purpose string `query:"purpose" required:"true" maxLength:"100" example:"monthly meeting" doc:"用途，记入导出日志 | What for; it is kept in the log of exports"`
}

type workbook struct {
	Type        string `header:"Content-Type" hidden:"true"`
	Disposition string `header:"Content-Disposition" hidden:"true"`
	Body        []byte
}

// xlsx is the media type of a workbook.
const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (s *server) reportOperations() {
	register(s, operation{id: "getMonth", method: http.MethodGet, path: "/reports/monthly/{month}", tag: tagReports,
		summary: cases.Words{Zh: "月报（也可以是周、季、年和自选日期）", En: "The month, or another period"},
		more:    cases.Words{Zh: "诉求中心、领导、审计和管理员可以查看。每个比率都带分母。", En: "For the centre, leaders, auditors and administrators. Every rate carries its base."},
		errors:  []int{http.StatusForbidden}}, s.getMonth)
	op := register(s, operation{id: "getWorkbook", method: http.MethodGet, path: "/reports/monthly/{month}.xlsx", tag: tagReports,
		summary: cases.Words{Zh: "月报工作簿", En: "The month as a workbook"},
		more:    cases.Words{Zh: "含台账，电话已隐去中间几位。每次下载都有记录。", En: "With the ledger, phones masked. Each download is logged."},
		errors:  []int{http.StatusForbidden}}, s.getWorkbook)
	op.Responses["200"].Content = map[string]*huma.MediaType{xlsx: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
}

// readers may read the month: it shows every bureau beside the others.
var readers = []cases.Role{cases.RoleCentre, cases.RoleLeader, cases.RoleAuditor, cases.RoleAdmin}

// period reads the asked period, for those who may read reports.
func (s *server) period(ctx context.Context, in MonthAsked) (p cases.Period, err error) {
	if !slices.Contains(readers, actorOf(ctx).Role) {
		return p, &cases.Problem{Kind: cases.Forbidden, Words: cases.Words{
			Zh: "月报只有诉求中心、领导、审计和管理员可以查看。", En: "The month is for the centre, leaders, auditors and administrators."}}
	}
	moment, err := s.Desk.Moment(ctx)
	if err == nil {
		p, err = cases.ParsePeriod(in.Month)
	}
	if err == nil {
		err = p.Check(moment.Now)
	}
	if err == nil {
		p, err = p.FollowedTo(in.CutOff, moment.Now)
	}
	if err == nil {
		err = p.Check(moment.Now)
	}
	return p, err
}

func (s *server) getMonth(ctx context.Context, in *MonthAsked) (*monthAnswer, error) {
	period, err := s.period(ctx, *in)
	if err != nil {
		return nil, err
	}
	book, err := s.book(ctx, *in, period)
	if err != nil {
		return nil, err
	}
	return &monthAnswer{monthOf(book, lang(ctx))}, nil
}

// frozen finds the issue that answers for the period, false where its figures are live or a cut-off is asked for, as on
// the period's page.
func (s *server) frozen(ctx context.Context, in MonthAsked, period cases.Period) (reports.Issue, bool, error) {
	if in.CutOff != "" {
		return reports.Issue{}, false, nil
	}
	return s.Press.Frozen(ctx, period)
}

// book reads the frozen Book of the period, or the live one.
func (s *server) book(ctx context.Context, in MonthAsked, period cases.Period) (*reports.Book, error) {
	issue, frozen, err := s.frozen(ctx, in, period)
	switch {
	case err != nil:
		return nil, err
	case frozen:
		return s.Press.FrozenBook(ctx, issue.Number)
	}
	return s.Press.Live(ctx, reports.Official, period)
}

// workbook reads the frozen workbook of the period byte for byte, or makes the live one.
func (s *server) workbook(ctx context.Context, in MonthAsked, period cases.Period) ([]byte, error) {
	issue, frozen, err := s.frozen(ctx, in, period)
	if err != nil {
		return nil, err
	}
	if frozen {
		_, kept, err := s.Press.FrozenWorkbook(ctx, issue.Number)
		return kept, err
	}
	var file bytes.Buffer
	_, err = s.Press.Workbook(ctx, reports.Official, period, lang(ctx), &file)
	return file.Bytes(), err
}

func (s *server) getWorkbook(ctx context.Context, in *workbookAsked) (*workbook, error) {
	period, err := s.period(ctx, in.MonthAsked)
	if err != nil {
		return nil, err
	}
	if err := s.Accounts.LogExport(ctx, actorOf(ctx), period.Name()+".xlsx", in.Purpose, callOf(ctx).addr); err != nil {
		return nil, err
	}
	file, err := s.workbook(ctx, in.MonthAsked, period)
	if err != nil {
		return nil, err
	}
	return &workbook{xlsx, fmt.Sprintf(`attachment; filename="jiangqitong-%s.xlsx"`, period.Name()), file}, nil
}

func monthOf(b *reports.Book, lang string) Month {
	m := Month{Title: b.Title.In(lang), Opening: b.Opening.In(lang), Facts: words(b.Facts(), lang), From: b.Period.First.String(),
		To: b.Period.Last.String(), CutOff: at(b.Period.CutOff), Calendar: b.Calendar, Made: at(b.Made), Sheets: []MonthSheet{}}
	for _, measure := range reports.Measures {
		f := b.Figures[measure.Code]
		m.Figures = append(m.Figures, MonthFigure{measure.Code, measure.Name.In(lang), measure.Formula.In(lang), f.N, f.Base})
	}
	for _, sheet := range b.Sheets {
		if sheet.Ledger {
			continue
		}
		shown := MonthSheet{Code: sheet.Code, Name: sheet.Name.In(lang), Tables: []MonthTable{}}
		for _, t := range sheet.Tables {
			shown.Tables = append(shown.Tables, tableOf(t, lang))
		}
		m.Sheets = append(m.Sheets, shown)
	}
	return m
}

func tableOf(t *reports.Table, lang string) MonthTable {
	shown := MonthTable{Title: t.Title.In(lang), Columns: []string{}, Rows: [][]string{}, Notes: words(t.Notes, lang)}
	for _, c := range t.Columns {
		name := c.Name.In(lang)
		if group := c.Group.In(lang); group != "" {
			name = group + " · " + name
		}
		shown.Columns = append(shown.Columns, name)
	}
	for _, row := range t.Rows {
		cells := make([]string, len(row.Cells))
		for i, c := range row.Cells {
			cells[i] = c.Print(lang)
		}
		shown.Rows = append(shown.Rows, cells)
	}
	return shown
}

func words(list []cases.Words, lang string) []string {
	texts := make([]string, len(list))
	for i, w := range list {
		texts[i] = w.In(lang)
	}
	return texts
}
