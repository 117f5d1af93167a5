package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

func id(n int64) string { return strconv.FormatInt(n, 10) }

// count is how many cases there are.
func (h *house) count() int {
	h.t.Helper()
	return len(must(h.desk.List(context.Background(), h.people["centre"].Actor(), cases.Filter{Limit: 200}))(h.t).Lines)
}

func TestADoublePressFilesOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.signedIn("company")
		var all sync.WaitGroup
		to := make([]string, 50)
		for i := range to {
			all.Go(func() { to[i] = b.post("/file", filingForm("the same key")).location() })
		}
		all.Wait()
		for _, location := range to {
			if location == "" || location != to[0] {
				t.Fatalf("led to %q and %q", to[0], location)
			}
		}
		if n := h.count(); n != 1 {
			t.Errorf("%d cases were made", n)
		}
	})
}

func TestWhatIsRefusedComesBackWithItsSentences(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.signedIn("company")
		form := filingForm("k1")
		form.Set("title", "")
		form.Set("contact_phone", "12")
		form.Set("category", "no such")
		form.Set("body", strings.Repeat("水", cases.MaxText+1))
		b.post("/file", form).wants(http.StatusUnprocessableEntity).
			shows("请填写“诉求标题”", "“联系电话”应是电话号码", "没有这个类别", "有 4001 字，最多 4000 字", "水水水水")
		form = filingForm("k2")
		form.Set("title", "坏\xff字")
		form.Set("body", "空\x00字")
		b.post("/file", form).wants(http.StatusUnprocessableEntity).shows("“诉求标题”含有无法识别的字符", "“诉求内容”含有无法识别的字符")
		form = filingForm("k3\x00")
		b.post("/file", form).wants(http.StatusUnprocessableEntity)
		if n := h.count(); n != 0 {
			t.Errorf("%d cases were made of refused forms", n)
		}
		b.post("/file", filingForm("k1")).wants(http.StatusSeeOther)
	})
}

func TestAddressesThatAreNoText(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.signedIn("centre")
		for _, path := range []string{"/cases?q=%ff", "/cases?q=%00", "/cases/%ff", "/cases/%00/clocks", "/cases?q=%zz"} {
			b.get(path).wants(http.StatusBadRequest).shows("地址有误")
		}
		b.get("/cases?cursor=%21%21").wants(http.StatusUnprocessableEntity).shows("翻页位置无效")
		b.get("/cases?from=2021-02-30").wants(http.StatusUnprocessableEntity).shows("应是真实的日期")
		b.get("/cases?from=2021-03-01&to=2021-02-01").wants(http.StatusUnprocessableEntity).shows("截止日期早于开始日期")
		b.get("/cases?state=none&category=none&light=none&bureau=none&group=none").wants(http.StatusOK).shows("没有符合条件的诉求")
		b.get("/centre?list=none").wants(http.StatusNotFound)
		b.get("/cases/" + strings.Repeat("9", 5000)).wants(http.StatusNotFound)
		b.get("/file?company=999").wants(http.StatusNotFound).shows("没有找到这家企业")
	})
}

func TestBodiesThatAreTooLarge(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	b := h.signedIn("company")
	form := filingForm("k")
	form.Set("body", strings.Repeat("a", 10<<20))
	b.post("/file", form).wants(http.StatusRequestEntityTooLarge).shows("内容太大")
	b.upload("/file", form, nil).wants(http.StatusRequestEntityTooLarge)
	form.Set("body", strings.Repeat("a", 3<<20))
	b.upload("/file", form, nil).wants(http.StatusRequestEntityTooLarge)
	b.post("/signin", url.Values{"login": {strings.Repeat("a", 3<<20)}}).wants(http.StatusRequestEntityTooLarge)
	broken := b.request(http.MethodPost, "/file", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nno end"))
	broken.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	b.send(broken).wants(http.StatusBadRequest).shows("表单无法读取")
	b.get("/my").wants(http.StatusOK)
}

func TestAStaleFormSaysWhatChangedAndKeepsTheText(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		c := h.file("road", "厂门口道路塌陷")
		officer := h.signedIn("officer")
		h.do("officer", c.No, cases.Sign, nil)
		seen := officer.get("/cases/" + c.No)
		h.do("officer", c.No, cases.Note, cases.Input{"text": "另一个窗口的备注"})
		stale := officer.post("/cases/"+c.No+"/plan", url.Values{"version": {seen.hidden("version")}, "text": {"先围挡再回填"}}).
			wants(http.StatusPreconditionFailed).shows("这件诉求已有变化", "何志明：内部备注", "先围挡再回填")
		officer.post("/cases/"+c.No+"/plan", url.Values{"version": {stale.hidden("version")}, "text": {"先围挡再回填"}}).wants(http.StatusSeeOther)
		officer.get("/cases/" + c.No).shows("先围挡再回填")

		company := h.signedIn("company")
		seen = company.get("/cases/" + c.No)
		h.do("officer", c.No, cases.Note, cases.Input{"text": "企业看不到的备注"})
		h.do("officer", c.No, cases.Progress, cases.Input{"text": "已开工"})
		company.post("/cases/"+c.No+"/urge", url.Values{"version": {seen.hidden("version")}}).
			wants(http.StatusPreconditionFailed).shows("何志明：公开进展").hides("内部备注")
	})
}

func TestActionsThatAreNotPossible(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	c := h.file("road", "厂门口道路塌陷")
	company, officer := h.signedIn("company"), h.signedIn("officer")
	act := func(b *browser, action string, values url.Values) page {
		return b.post("/cases/"+c.No+"/"+action, values)
	}
	act(company, "answer", url.Values{"text": {"补充的内容"}}).wants(http.StatusConflict).shows("不能“补充说明”", "您刚才填写的内容", "补充的内容")
	act(company, "sign", nil).wants(http.StatusForbidden)
	act(company, "no-such-action", nil).wants(http.StatusUnprocessableEntity)
	act(officer, "contact", url.Values{"how": {"phone"}}).wants(http.StatusConflict)
	act(officer, "decline", url.Values{}).wants(http.StatusUnprocessableEntity).shows("请填写“退单理由和依据”")
	company.post("/cases/JQ000000-000000/urge", nil).wants(http.StatusNotFound)
}

func TestTextsAreShownAsTheyWereWritten(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	b := h.signedIn("company")
	form := filingForm("k")
	form.Set("title", `<script>alert("1")</script>`)
	form.Set("body", `<img src=x onerror=alert(1)> & 'quoted'`)
	to := b.post("/file", form).wants(http.StatusSeeOther).location()
	b.get(to).wants(http.StatusOK).hides("<script>alert", "<img src=x").shows(`<script>alert("1")</script>`)
}
