package web_test

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/reports"
	"jiangqitong/web/pages"
)

// june is a month with stories of several outcomes, one of them confidential, seen from early July.
func june(t *testing.T, d *db.DB) *house {
	h := newHouse(t, d)
	h.told()
	h.clock.set("2021-06-29 15:00")
	for _, category := range []string{"eia", "planning", "policy"} {
		c := h.file(category, "办理"+category)
		chief := cases.Actor{ID: 900, Name: "承办单位领导", Role: cases.RoleChief, Bureau: c.Lead}
		must(h.desk.Do(t.Context(), chief, c.No, cases.Command{Action: cases.Sign}))(t)
		must(h.desk.Do(t.Context(), chief, c.No, cases.Command{Action: cases.Reply, Input: cases.Input{"result": "solved", "text": "已办结"}}))(t)
	}
	secret := must(h.desk.File(t.Context(), h.people["company"].Actor(), cases.Filing{Input: cases.Input{"category": "finance", "title": "不愿公开的困难",
		"body": "资金周转困难，请勿公开。", "street": "waihai", "contact_name": "陈经理", "contact_phone": "13800138000", "confidential": "yes"}}))(t)
	if !secret.Confidential {
		t.Fatal("the request is not confidential")
	}
	h.clock.set("2021-07-05 10:00")
	return h
}

// TestEveryNumberOfAReportLeadsToItsCases follows every link of the pages of a month, a week, a quarter, a month that still
// runs, free days with a cut-off of choice, and a frozen month: the list behind a number holds as many cases as the number
// says.
func TestEveryNumberOfAReportLeadsToItsCases(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := june(t, d)
		h.flooded()
		leader := h.signedIn("leader")
		press := reports.NewPress(h.desk, d, h.clock.Now)
		for _, at := range []pages.Report{{Period: named(t, "2021-06")}, {Period: named(t, "2021-W26")}, {Period: named(t, "2021-Q2")},
			{Period: named(t, "2021-06-29..2021-07-02"), CutOff: "2021-07-03"}, {Period: named(t, "2021-07")}} {
			h.followed(leader, at, must(press.Book(t.Context(), reports.Official, must(at.Period.FollowedTo(at.CutOff, h.clock.Now()))(t)))(t))
		}
		issue := must(press.Freeze(t.Context(), h.people["centre"].Actor(), named(t, "2021-06")))(t)
		frozen := must(press.FrozenBook(t.Context(), issue.Number))(t)
		h.followed(leader, pages.Report{Period: named(t, "2021-06")}, frozen)
		h.lives()
		if c := must(press.Correction(t.Context(), issue.Number))(t); len(c.Differences) < 10 || c.Cases < 5 {
			t.Fatalf("only %d figures moved through %d cases", len(c.Differences), c.Cases)
		}
		h.followed(leader, pages.Report{Period: named(t, "2021-06")}, frozen)
		h.differencesFollowed(leader, issue)
	})
}

// lives lets the cases of a frozen June go on: one is rated, one withdrawn as if in June, some go to another bureau and
// category, one is deleted, and one more of June comes to light.
func (h *house) lives() {
	h.t.Helper()
	h.do("company", h.list(cases.Filter{Category: "policy"})[0].No, cases.Rate, cases.Input{"score": "1", "solved": "no"})
	roads := h.list(cases.Filter{Category: "road"})
	h.clock.set("2021-06-24 09:00")
	h.do("company", roads[0].No, cases.Withdraw, cases.Input{"text": "已自行解决"})
	h.file("planning", "补登记的诉求")
	h.clock.set("2021-07-05 10:00")
	elsewhere := h.list(cases.Filter{Category: "planning"})[0]
	err := h.db.Write(h.t.Context(), func(q *db.Q) error {
		_, err := q.Exec(h.t.Context(), "update cases set lead = $1, category = 'planning', street = 'baisha' where id = $2", elsewhere.Lead, roads[1].ID)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.forget(h.list(cases.Filter{Category: "eia"})[0].ID)
}

// forget deletes a case as retention does.
func (h *house) forget(id int64) {
	h.t.Helper()
	err := h.db.Write(h.t.Context(), func(q *db.Q) error {
		for _, table := range []string{"worklist where case_id = $1", "clock_entry where case_id = $1",
			"clock where case_id = $1", "leg where case_id = $1", "case_round where case_id = $1", "event where case_id = $1", "cases where id = $1"} {
			if _, err := q.Exec(h.t.Context(), "delete from "+table, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// differencesFollowed opens the lists behind both columns of the table of differences.
func (h *house) differencesFollowed(b *browser, issue reports.Issue) {
	h.t.Helper()
	page := b.get("/month/2021-06").wants(http.StatusOK)
	for _, d := range must(reports.NewPress(h.desk, h.db, h.clock.Now).Differences(h.t.Context(), issue.Number))(h.t) {
		m, _ := reports.MeasureOf(d.Code)
		if m.Form != reports.Counted && m.Form != reports.Rate {
			continue
		}
		link := reports.Link{Measure: d.Code, Base: m.Form == reports.Rate}
		for at, f := range map[string]reports.Figure{"": d.Was, "cut_off=2021-06-30&": d.Is} {
			n := f.N
			if link.Base {
				n = f.Base
			}
			if n == 0 {
				continue
			}
			href := "/month/2021-06/cases?" + at + link.Query().Encode()
			if at != "" && link.Base { // parameters stand in the order of the alphabet
				href = "/month/2021-06/cases?base=yes&" + at + "measure=" + d.Code
			}
			if !strings.Contains(page.body, strings.ReplaceAll(href, "&", "&amp;")+"\"") {
				h.t.Errorf("no figure of the differences leads to %s", href)
			}
			b.get(href).wants(http.StatusOK).holds("共 " + strconv.FormatInt(n, 10) + " 件")
		}
	}
}

func named(t testing.TB, name string) cases.Period { return must(cases.ParsePeriod(name))(t) }

// flooded is four requests of one kind from one company in one street, on which two bureaus help and are late.
func (h *house) flooded() {
	h.t.Helper()
	h.clock.set("2021-06-21 10:00")
	for range 4 {
		h.file("road", "园区道路积水")
	}
	h.clock.set("2021-07-05 10:00")
}

// followed opens the page of a report and the list behind each number of its Book.
func (h *house) followed(b *browser, at pages.Report, book *reports.Book) {
	h.t.Helper()
	page := b.get(at.Href()).wants(http.StatusOK)
	seen, sheets := map[string]bool{}, map[string]int{}
	for _, sheet := range book.Sheets {
		for _, table := range sheet.Tables {
			for _, row := range table.Rows {
				for _, cell := range row.Cells {
					href, counts := h.numberLink(at, book, cell)
					if href == "" {
						continue
					}
					if sheets[sheet.Code]++; seen[href] {
						continue
					}
					seen[href] = true
					if !strings.Contains(page.body, strings.ReplaceAll(href, "&", "&amp;")) {
						h.t.Errorf("%s, %s: no link on the page leads to %s", at.Href(), sheet.Code, href)
					}
					b.get(href).wants(http.StatusOK).holds(counts)
				}
			}
		}
	}
	if len(seen) < 30 {
		h.t.Errorf("only %d numbers of %s were followed", len(seen), at.Href())
	}
	for _, code := range []string{"summary", "bureau", "category", "street", "source", "milestones", "hot", "definitions", "checks"} {
		if sheets[code] == 0 && at.Period.Name() == "2021-06" {
			h.t.Errorf("no number of %s, %s was followed", at.Href(), code)
		}
	}
}

// numberLink is where a figure other than zero leads, and what the list there says it holds.
func (h *house) numberLink(at pages.Report, book *reports.Book, c reports.Cell) (href, counts string) {
	if c.Link == nil || c.Kind == reports.Count && c.N == 0 || (c.Kind == reports.Percent || c.Kind == reports.Days) && c.Of == 0 {
		return "", ""
	}
	if at.CutOff == "" && book.Period.End().Before(book.Period.Last.End()) {
		at.CutOff = cases.CutOffName(book.Period.CutOff) // a list of a period that runs is as of the page
	}
	if c.Link.Period != "" {
		at = pages.Report{Period: named(h.t, c.Link.Period)}
	}
	query := c.Link.Query()
	if at.CutOff != "" {
		query.Set("cut_off", at.CutOff)
	}
	href = "/month/" + at.Period.Name() + "/cases?" + query.Encode()
	measure, _ := reports.MeasureOf(c.Link.Measure)
	n := c.N
	switch {
	case measure.Form == reports.Companies:
		return href, strconv.FormatInt(n, 10) + " 家企业"
	case c.Kind == reports.Days || c.Kind == reports.Rank:
		return href, " 件"
	case c.Kind == reports.Percent && c.Link.Base:
		n = c.Of
	}
	return href, "共 " + strconv.FormatInt(n, 10) + " 件"
}

var rowsOfTable = regexp.MustCompile(`(?s)<tbody.*?</tbody>`)

// holds checks the count that a list names, and that it shows as many rows.
func (p page) holds(counts string) {
	p.t.Helper()
	if !strings.Contains(p.text(), counts) {
		p.t.Errorf("%s does not say %q", p.what, counts)
	}
	m := regexp.MustCompile(`共 (\d+) 件`).FindStringSubmatch(p.text())
	if m == nil {
		p.t.Errorf("%s names no count", p.what)
		return
	}
	n, _ := strconv.Atoi(m[1])
	if rows := strings.Count(rowsOfTable.FindString(p.body), "<tr"); rows != min(n, 50) {
		p.t.Errorf("%s says %d cases and shows %d rows", p.what, n, rows)
	}
}

func TestTheMonthIsForThoseWhoAnswerForIt(t *testing.T) {
	h := june(t, dbtest.SQLite(t))
	for _, login := range []string{"leader", "centre", "auditor", "admin"} {
		h.signedIn(login).get("/month/2021-06").wants(http.StatusOK).shows("2021年6月")
	}
	for _, login := range []string{"company", "liaison", "officer", "chief"} {
		b := h.signedIn(login)
		for _, path := range []string{"/month", "/month/2021-06", "/month/2021-06.xlsx?purpose=x", "/month/2021-06/cases?measure=received"} {
			b.get(path).wants(http.StatusNotFound)
		}
	}
}

func TestChoosingAMonth(t *testing.T) {
	h := june(t, dbtest.SQLite(t))
	leader := h.signedIn("leader")
	tests := []struct{ now, path, to string }{
		{"2021-07-05 10:00", "/month", "/month/2021-06"}, // the first days: people come for the month that is over
		{"2021-07-06 10:00", "/month", "/month/2021-07"},
		{"2021-07-06 10:00", "/month?period=2021-05", "/month/2021-05"},
		{"2021-07-06 10:00", "/month?period=2021-Q2", "/month/2021-Q2"},
		{"2021-07-06 10:00", "/month?from=2021-06-05&to=2021-06-20&cut_off=2021-06-22", "/month/2021-06-05..2021-06-20?cut_off=2021-06-22"},
		{"2021-07-06 10:00", "/month?from=2021-06-07&to=2021-06-13", "/month/2021-W23"},
		{"2022-01-02 10:00", "/month", "/month/2021-12"},
	}
	for _, test := range tests {
		h.clock.set(test.now)
		if got := leader.get(test.path).wants(http.StatusSeeOther).location(); got != test.to {
			t.Errorf("on %s %s leads to %s, want %s", test.now, test.path, got, test.to)
		}
	}
	h.clock.set("2021-06-29 15:00")
	leader.get("/month/2021-06").wants(http.StatusOK).shows("实时数据，统计期未结束 · 截至 15:00:00").hides("此刻实时")
	leader.get("/month/2021-05").wants(http.StatusOK).shows("本期没有")
	for path, says := range map[string]string{"/month?period=13": "没有“13”这样的统计期", "/month/2021-07": "尚未开始", "/month/2021-13": "没有“2021-13”",
		"/month/0000-00": "没有“0000-00”", "/month/2021-06-20..2021-06-05": "早于开始日期", "/month/1998": "早于 2000 年",
		"/month/2001-01-01..2021-06-05": "最长三年", "/month/2021-W54": "2021-W23", "/month?from=2021-06-05&to=": "没有", "/month/x.xlsx": "没有“x”",
		"/month/2021-06?cut_off=2021-05-31": "早于统计期", "/month/2021-06?cut_off=2021-07-01": "还没有到", "/month/2021-06?cut_off=soon": "真实的日期",
		"/month?from=2021-06-20&to=2021-06-05": "早于开始日期", "/month/2021-06/cases?measure=received&cut_off=x": "真实的日期"} {
		leader.get(path).wants(http.StatusUnprocessableEntity).shows(says)
	}
	for path, status := range map[string]int{
		"/month/2021-06/cases": 422, "/month/2021-06/cases?measure=lies": 422, "/month/2021-06/cases?measure=received&by=lies": 422,
		"/month/2021-06/cases?measure=received&page=9": 404, "/month/2021-06/cases?measure=received&page=x": 404} {
		leader.get(path).wants(status)
	}
}

// TestTheWorkbookSaysWhatThePageSays downloads the workbook and compares its figures with the page's.
func TestTheWorkbookSaysWhatThePageSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := june(t, d)
		leader := h.signedIn("leader")
		leader.get("/month/2021-06.xlsx").wants(http.StatusUnprocessableEntity).shows("请填写导出用途")
		file := leader.get("/month/2021-06.xlsx?purpose=月度通报").wants(http.StatusOK)
		if kind := file.header.Get("Content-Type"); !strings.Contains(kind, "spreadsheetml") || !strings.Contains(file.header.Get("Content-Disposition"), "2021-06.xlsx") {
			t.Errorf("the workbook came as %s, %s", kind, file.header.Get("Content-Disposition"))
		}
		book := must(excelize.OpenReader(bytes.NewReader([]byte(file.body))))(t)
		defer book.Close()
		rows := must(book.GetRows(book.GetSheetName(0)))(t)
		found := ""
		for _, row := range rows {
			if len(row) > 1 && row[0] == "解决审批服务诉求" {
				found = row[1]
			}
		}
		if found != "2" {
			t.Errorf("the workbook says %q approval requests were solved, want 2", found)
		}
		leader.get("/month/2021-06").shows("解决审批服务诉求 2 件")
		log := must(h.accounts.AccessLog(t.Context(), accounts.AccessFilter{Act: accounts.ActExport}))(t)
		if len(log.Lines) != 1 || log.Lines[0].Detail != "月度通报" || log.Lines[0].Person != h.people["leader"].ID {
			t.Errorf("the log of exports holds %+v", log)
		}
	})
}

// TestWhatIsConfidentialStaysSo: the number counts the case, but its words and its page are for the centre.
func TestWhatIsConfidentialStaysSo(t *testing.T) {
	h := june(t, dbtest.SQLite(t))
	list := "/month/2021-06/cases?measure=received"
	h.signedIn("leader").get(list).wants(http.StatusOK).shows("（保密）").hides("不愿公开的困难")
	h.signedIn("auditor").get("/month/2021-06").wants(http.StatusOK).hides("不愿公开的困难")
	h.signedIn("centre").get(list).wants(http.StatusOK).shows("不愿公开的困难")
	if links := regexp.MustCompile(`href="/cases/JQ`).FindAllString(h.signedIn("admin").get(list).wants(http.StatusOK).body, -1); len(links) != 0 {
		t.Errorf("the administrator, who sees no case, is led to %d of them", len(links))
	}
}

// TestAFrozenMonthStaysAsItWas: what happens later is listed beside it and moves no figure of it.
func TestAFrozenMonthStaysAsItWas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := june(t, d)
		centre, leader := h.signedIn("centre"), h.signedIn("leader")
		leader.get("/month/2021-06").wants(http.StatusOK).shows("未定稿").hides("/month/2021-06/freeze")
		leader.post("/month/2021-06/freeze", url.Values{"cut_off": {"2021-06-30"}}).wants(http.StatusNotFound)
		for _, wrong := range []string{"2021-02-30", "2021-12-31", "2021-05-01"} {
			centre.post("/month/2021-06/freeze", url.Values{"cut_off": {wrong}}).wants(http.StatusUnprocessableEntity)
		}
		centre.post("/month/2021-07/freeze", url.Values{"cut_off": {"2021-07-04"}}).wants(http.StatusConflict).shows("还没有结束")
		centre.post("/month/2021-06/freeze", url.Values{"cut_off": {"2021-06-30"}}).wants(http.StatusSeeOther)
		centre.post("/month/2021-06/freeze", url.Values{"cut_off": {"2021-06-30"}}).wants(http.StatusConflict).shows("已经定稿")
		leader.get("/month/2021-06").wants(http.StatusOK).shows("第 1 期", "已定稿", "解决审批服务诉求 2 件", "此刻实时 截至 10:00:00", "查看按现在记录统计的实时数据").hides("定稿后有")
		first := leader.get("/month/2021-06.xlsx?purpose=通报").wants(http.StatusOK).body
		rated := h.list(cases.Filter{Category: "policy"})[0]
		h.do("company", rated.No, cases.Rate, cases.Input{"score": "1", "solved": "no"})
		h.do("centre", rated.No, cases.CallBack, cases.Input{"outcome": "reached", "solved": "no", "score": "1"})
		leader.get("/month/2021-06").wants(http.StatusOK).shows("定稿后有", "非常不满意", "解决审批服务诉求 2 件", "逐件变动：1 件", "登记回访（诉求中心）", rated.No)
		leader.get("/month/2021-06/cases?measure=score_1").wants(http.StatusOK).shows("共 0 件", "第 1 期已定稿").hides(rated.No)
		leader.get("/month/2021-06/cases?measure=score_1&cut_off=2021-06-30").wants(http.StatusOK).shows("共 1 件", rated.No)
		leader.get("/month/2021-06/cases?measure=done").wants(http.StatusOK).shows(rated.No, "满意度", "→ 非常不满意")
		if again := leader.get("/month/2021-06.xlsx?purpose=通报").wants(http.StatusOK).body; again != first {
			t.Error("the frozen workbook changed")
		}
		centre.post("/month/2021-06/reopen", url.Values{"reason": {" "}}).wants(http.StatusUnprocessableEntity).shows("请填写重开原因")
		centre.post("/month/2021-06/reopen", url.Values{"reason": {"补录评价"}}).wants(http.StatusSeeOther)
		centre.post("/month/2021-06/reopen", url.Values{"reason": {"补录评价"}}).wants(http.StatusSeeOther) // pressed twice
		centre.get("/month/2021-06").wants(http.StatusOK).shows("此前已经重开")
		leader.get("/month/2021-06").wants(http.StatusOK).shows("未定稿").hides("定稿后有")
	})
}

// TestACaseThatRetentionRemoved: the frozen number stays, and its list says which case is there no more.
func TestACaseThatRetentionRemoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := june(t, d)
		centre := h.signedIn("centre")
		centre.post("/month/2021-06/freeze", url.Values{"cut_off": {"2021-06-30"}}).wants(http.StatusSeeOther)
		gone := h.list(cases.Filter{Category: "eia"})[0]
		h.forget(gone.ID)
		centre.get("/month/2021-06").wants(http.StatusOK).shows("解决审批服务诉求 2 件", gone.No, "已按保存期限删除")
		centre.get("/month/2021-06/cases?measure=approvals_solved").wants(http.StatusOK).shows("共 2 件", gone.No, "已按保存期限删除，定稿数字不变")
		centre.get("/cases/" + gone.No).wants(http.StatusNotFound)
	})
}

func (h *house) list(f cases.Filter) []cases.Line {
	h.t.Helper()
	return must(h.desk.List(h.t.Context(), h.people["centre"].Actor(), f))(h.t).Lines
}

// TestTheCentreReleasesAMonth freezes and releases in one step and in two, and once only.
func TestTheCentreReleasesAMonth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := june(t, d)
		centre := h.signedIn("centre")
		h.signedIn("leader").post("/month/2021-06/release", url.Values{}).wants(http.StatusNotFound)
		centre.post("/month/2021-06/release", url.Values{}).wants(http.StatusNotFound) // nothing is frozen
		centre.get("/month/2021-06").wants(http.StatusOK).shows("同时发布").hides("/month/2021-06/release")
		centre.post("/month/2021-06/freeze", url.Values{"cut_off": {"2021-06-30"}}).wants(http.StatusSeeOther)
		waiting := func() int {
			h.t.Helper()
			return len(must(reports.NewPress(h.desk, d, h.clock.Now).ToMail(t.Context()))(t))
		}
		if n := waiting(); n != 0 {
			t.Errorf("%d issues are to be mailed before any release", n)
		}
		centre.get("/month/2021-06").wants(http.StatusOK).shows("发布")
		for range 2 { // pressed twice
			centre.post("/month/2021-06/release", url.Values{}).wants(http.StatusSeeOther)
		}
		if n := waiting(); n != 1 {
			t.Errorf("%d issues are to be mailed, want 1", n)
		}
		centre.get("/month/2021-06").wants(http.StatusOK).hides("/month/2021-06/release")
		centre.post("/month/2021-06/reopen", url.Values{"reason": {"补录评价"}}).wants(http.StatusSeeOther)
		centre.post("/month/2021-06/freeze", url.Values{"cut_off": {"2021-06-30"}, "send": {"1"}}).wants(http.StatusSeeOther)
		list := must(reports.NewPress(h.desk, d, h.clock.Now).ToMail(t.Context()))(t)
		if len(list) != 1 || list[0].Number != 2 || list[0].ReleasedBy != "苏敏" {
			t.Errorf("to be mailed are %+v", list)
		}
	})
}

func TestTheAdministratorListsFurtherReaders(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	admin := h.signedIn("admin")
	admin.get("/admin/readers").wants(http.StatusOK).shows("月报收件人")
	admin.post("/admin/readers", url.Values{"readers": {"没有邮箱"}}).wants(http.StatusUnprocessableEntity).shows("第 1 行不是有效的邮箱", "没有邮箱")
	admin.post("/admin/readers", url.Values{"readers": {"区委办 <office@example.cn>"}}).wants(http.StatusSeeOther)
	admin.get("/admin/readers").wants(http.StatusOK).shows("区委办 <office@example.cn>")
	h.signedIn("centre").get("/admin/readers").wants(http.StatusNotFound)
}
