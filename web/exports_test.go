package web_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

// exported asks for an export of a list, lets it be written and answers the address of its page.
func (h *house) exported(b *browser, filters string, form url.Values) string {
	h.t.Helper()
	href := b.post("/exports?"+filters, form).wants(http.StatusSeeOther).location()
	waiting := b.get(href).wants(http.StatusOK).shows("自动刷新")
	if waiting.header.Get("Refresh") == "" {
		h.t.Error("the page does not look again by itself")
	}
	b.get(href + "/file").wants(http.StatusSeeOther) // nothing to fetch yet
	if err := h.exports.Run(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	if done := b.get(href).wants(http.StatusOK).shows("已生成"); done.header.Get("Refresh") != "" {
		h.t.Error("the page of a finished export goes on looking")
	}
	return href + "/file"
}

// TestAnExportHoldsTheListAndNoMore exports a filtered list in both formats and counts it against the list.
func TestAnExportHoldsTheListAndNoMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := june(t, d)
		for i := range 7 {
			h.file("policy", fmt.Sprintf("=1+%d 政策兑现", i))
		}
		centre := h.signedIn("centre")
		list := h.list(cases.Filter{Category: "policy"})
		file := centre.get(h.exported(centre, "category=policy&cursor=zz", url.Values{"format": {"csv"}})).wants(http.StatusOK)
		if !strings.HasPrefix(file.body, "\ufeff") || !strings.Contains(file.header.Get("Content-Disposition"), ".csv") {
			t.Errorf("the file begins with %q and is called %s", file.body[:6], file.header.Get("Content-Disposition"))
		}
		rows := must(csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\ufeff"))).ReadAll())(t)
		if len(rows) != 1+len(list) || len(list) != 8 {
			t.Errorf("%d lines for %d cases", len(rows), len(list))
		}
		for _, line := range rows {
			for i, cell := range line {
				if strings.HasPrefix(cell, "=") || rows[0][i] == "联系人" || rows[0][i] == "联系电话" {
					t.Errorf("the column %s holds %q", rows[0][i], cell)
				}
			}
		}
		book := centre.get(h.exported(centre, "category=policy", url.Values{"format": {"xlsx"}, "contacts": {"1"}, "purpose": {"核对"}})).wants(http.StatusOK)
		opened := must(excelize.OpenReader(bytes.NewReader([]byte(book.body))))(t)
		defer opened.Close()
		cells := must(opened.GetRows(opened.GetSheetName(0)))(t)
		numbers := 0
		for _, row := range cells {
			if len(row) > 1 && strings.HasPrefix(row[1], "JQ") {
				numbers++
			}
		}
		if numbers != len(list) || !strings.Contains(fmt.Sprint(cells), "138****8000") {
			t.Errorf("the sheet holds %d of %d cases", numbers, len(list))
		}
	})
}

// TestAnExportSeesWhatItsAskerSees: a bureau's officer exports the bureau's cases, leaders none that is confidential, and
// nobody fetches what another asked for.
func TestAnExportSeesWhatItsAskerSees(t *testing.T) {
	h := june(t, dbtest.SQLite(t))
	leader, officer := h.signedIn("leader"), h.signedIn("officer")
	href := h.exported(leader, "", url.Values{"format": {"csv"}})
	all := leader.get(href).wants(http.StatusOK).body
	visible := must(h.desk.List(t.Context(), h.people["leader"].Actor(), cases.Filter{}))(t)
	if n := numbered(all); n != len(visible.Lines) || n == len(h.list(cases.Filter{})) || strings.Contains(all, "不愿公开的困难") {
		t.Errorf("the leader's export holds %d cases, the list %d:\n%s", n, len(visible.Lines), all)
	}
	officer.get(href).wants(http.StatusNotFound)
	officer.get(strings.TrimSuffix(href, "/file")).wants(http.StatusNotFound)
	own := officer.get(h.exported(officer, "", url.Values{"format": {"csv"}})).wants(http.StatusOK).body
	seen := must(h.desk.List(t.Context(), h.people["officer"].Actor(), cases.Filter{}))(t)
	if n := numbered(own); n != len(seen.Lines) {
		t.Errorf("the officer's export holds %d cases, the list %d", n, len(seen.Lines))
	}
	for _, login := range []string{"company", "liaison", "admin"} {
		h.signedIn(login).post("/exports", url.Values{"format": {"csv"}}).wants(http.StatusNotFound)
	}
}

// numbered counts the cases of a CSV.
func numbered(file string) int { return strings.Count(file, ",JQ2") }

func TestPersonalDataLeavesWithAPurpose(t *testing.T) {
	h := june(t, dbtest.SQLite(t))
	centre := h.signedIn("centre")
	centre.get("/cases?category=policy").wants(http.StatusOK).shows("导出台账")
	centre.post("/exports?category=policy", url.Values{"contacts": {"1"}}).wants(http.StatusUnprocessableEntity).shows("请填写导出用途")
	centre.post("/exports?from=2021-02-30", url.Values{}).wants(http.StatusUnprocessableEntity)
	centre.post("/exports", url.Values{"contacts": {"1"}, "purpose": {"回访企业"}}).wants(http.StatusSeeOther)
	centre.post("/exports", url.Values{}).wants(http.StatusSeeOther)
	centre.post("/exports", url.Values{}).wants(http.StatusSeeOther)
	centre.post("/exports", url.Values{}).wants(http.StatusConflict).shows("还有导出正在进行")
	log := must(h.accounts.AccessLog(t.Context(), accounts.AccessFilter{Act: accounts.ActExport}))(t)
	if last := log.Lines[len(log.Lines)-1]; last.Detail != "回访企业" || last.Person != h.people["centre"].ID {
		t.Errorf("the first line of the log is %+v", last)
	}
}

// TestOnesOwnExports lists them with their state, rows, size, purpose and time of keeping, and ends one under way; what
// others asked for is not there.
func TestOnesOwnExports(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := june(t, d)
		centre, leader := h.signedIn("centre"), h.signedIn("leader")
		centre.get("/exports").wants(http.StatusOK).shows("还没有导出")
		file := h.exported(centre, "category=policy", url.Values{"format": {"csv"}, "purpose": {"政策兑现核对"}})
		n := len(h.list(cases.Filter{Category: "policy"}))
		done := centre.get("/exports").wants(http.StatusOK).shows("已生成", fmt.Sprintf("%d / %d", n, n), "政策兑现核对", "1 KB", "2021年7月12日 10:00")
		if !strings.Contains(done.body, `href="`+file+`"`) || done.header.Get("Refresh") != "" {
			t.Error("the list does not lead to the file, or goes on looking")
		}
		href := centre.post("/exports", url.Values{"format": {"xlsx"}}).wants(http.StatusSeeOther).location()
		if open := centre.get("/exports").wants(http.StatusOK).shows("排队中", "取消导出"); open.header.Get("Refresh") == "" {
			t.Error("the list does not look again while an export is under way")
		}
		leader.get("/exports").wants(http.StatusOK).hides("台账-2021")
		leader.post(href+"/cancel", url.Values{}).wants(http.StatusNotFound)
		for range 2 { // pressed twice
			centre.post(href+"/cancel", url.Values{}).wants(http.StatusSeeOther)
		}
		centre.get("/exports").wants(http.StatusOK).shows("已取消").hides("取消导出")
		if err := h.exports.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		centre.get(href).wants(http.StatusOK).shows("已按您的要求取消")
		centre.get("/cases").wants(http.StatusOK).shows("我的导出")
		leader.get("/month/2021-06").wants(http.StatusOK).shows("我的导出")
		h.signedIn("company").get("/exports").wants(http.StatusNotFound)
	})
}

// TestABrokenDownloadGoesOn fetches the second half alone, and old exports go.
func TestABrokenDownloadGoesOn(t *testing.T) {
	h := june(t, dbtest.SQLite(t))
	centre := h.signedIn("centre")
	href := h.exported(centre, "", url.Values{"format": {"csv"}})
	whole := centre.get(href).wants(http.StatusOK)
	half := len(whole.body) / 2
	request := must(http.NewRequestWithContext(t.Context(), http.MethodGet, h.server.URL+href, nil))(t)
	request.Header.Set("Range", fmt.Sprintf("bytes=%d-", half))
	request.Header.Set("If-Range", whole.header.Get("ETag"))
	answer := must(centre.client.Do(request))(t)
	defer answer.Body.Close()
	var rest bytes.Buffer
	if _, err := rest.ReadFrom(answer.Body); err != nil || answer.StatusCode != http.StatusPartialContent || rest.String() != whole.body[half:] {
		t.Errorf("the rest came as %d with %d of %d bytes (%v)", answer.StatusCode, rest.Len(), len(whole.body)-half, err)
	}
	if n := must(h.exports.Sweep(t.Context(), h.clock.Now().Add(time.Hour)))(t); n != 1 {
		t.Errorf("%d exports were swept", n)
	}
	centre.get(href).wants(http.StatusNotFound)
}
