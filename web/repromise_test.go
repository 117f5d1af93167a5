package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// edition saves a new version of a policy.
func (h *house) edition(code string, change func(*cases.Policy)) {
	h.t.Helper()
	p := must(h.desk.Refs(h.t.Context()))(h.t).Policy(code, 0)
	change(&p)
	must(h.desk.SavePolicy(h.t.Context(), h.people["admin"].Actor(), p))(h.t)
}

// An administrator sees what would move in the open cases, says why, and is told how many were promised anew; what
// another edit made different in between has to be looked at again.
func TestOpenCasesArePromisedAnewFromAPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		admin := h.signedIn("admin")
		admin.get("/admin/repromise?what=policy.jiangmen").wants(http.StatusOK).shows("没有需要重新承诺的在办诉求")
		var last *cases.Case
		for range 30 { // of each, 2 promises run or end
			last = h.file("road", "厂门口道路塌陷")
			h.do("officer", last.No, cases.Sign, nil)
			h.do("officer", last.No, cases.Contact, cases.Input{"how": "phone"})
		}
		h.edition("jiangmen", func(p *cases.Policy) { p.Resolve, p.Plan = workday.MustBudget("9d"), workday.Budget{} })
		admin.get("/admin/policies/jiangmen").shows("重新承诺在办诉求")
		page := admin.get("/admin/repromise?what=policy.jiangmen").wants(http.StatusOK).
			shows("30 件在办诉求", "30 个推后，0 个提前", "不再承诺", "7 天 → 9 天", "下一页", "第 1–50 个").hides(last.No)
		next := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(page.body)
		admin.get(strings.ReplaceAll(next[1], "&amp;", "&")).wants(http.StatusOK).shows(last.No)

		form := url.Values{"what": {"policy.jiangmen"}, "version": {page.hidden("version")}, "text": {" "}}
		admin.post("/admin/repromise", form).wants(http.StatusUnprocessableEntity).shows("请填写")
		h.edition("jiangmen", func(p *cases.Policy) { p.Resolve = workday.MustBudget("8d") })
		form.Set("text", "全市统一时限")
		again := admin.post("/admin/repromise", form).wants(http.StatusPreconditionFailed).shows("请再预览一次", "7 天 → 8 天", "全市统一时限")
		form.Set("version", again.hidden("version"))
		to := admin.post("/admin/repromise", form).wants(http.StatusSeeOther).location()
		admin.get(to).wants(http.StatusOK).shows("30 件在办诉求已重新承诺", "没有需要重新承诺的在办诉求")
		admin.post("/admin/repromise", form).wants(http.StatusSeeOther) // the same form, sent twice

		h.signedIn("company").get("/cases/"+last.No).shows("时限规则更新，重新承诺", "全市统一时限", "不再承诺")
		h.signedIn("officer").get("/cases/"+last.No+"/clocks").shows("第 3 版不再承诺这一环节", "重新承诺", "承诺 8 天，依据")
		admin.get("/audit/changes?what=policy&key=jiangmen").shows("jiangmen/3", "全市统一时限", "涉及件数")
		admin.get("/admin/repromise?what=policy.none").wants(http.StatusNotFound)
		admin.get("/admin/repromise?what=anything&from=-4").wants(http.StatusOK)
		h.signedIn("centre").post("/admin/repromise", form).wants(http.StatusNotFound)
	})
}

// More cases than can be done while somebody waits are ordered; the page says how far it has come, and a long list of
// what other office hours would move is leafed through.
func TestManyOpenCasesArePromisedAnewInTheBackground(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		admin := h.signedIn("admin")
		var last *cases.Case
		for range 101 {
			last = h.file("road", "厂门口道路塌陷")
		}
		hours := url.Values{"hours": {"09:00-12:00,14:00-17:00"}}
		admin.post("/admin/calendar/hours", hours).wants(http.StatusOK).shows("第 1–50 个，共 303 个", "下一页").hides(last.No)
		hours.Set("from", "300")
		admin.post("/admin/calendar/hours", hours).wants(http.StatusOK).shows("第 301–303 个", "上一页", last.No)

		h.edition("jiangmen", func(p *cases.Policy) { p.Resolve = workday.MustBudget("9d") })
		page := admin.get("/admin/repromise?what=policy.jiangmen").wants(http.StatusOK)
		form := url.Values{"what": {"policy.jiangmen"}, "version": {page.hidden("version")}, "text": {"全市统一时限"}}
		to := admin.post("/admin/repromise", form).wants(http.StatusSeeOther).location()
		admin.get(to).wants(http.StatusOK).shows("已下达", "正在重新承诺", "0 / 101 件", "进行中").hides(`name="text"`)
		admin.post("/admin/repromise", form).wants(http.StatusConflict).shows("完成之前不能再次下达")
		must(h.desk.Renew(t.Context()))(t)
		admin.get(to).wants(http.StatusOK).shows("101 / 101 件", "已完成", "没有需要重新承诺的在办诉求")
	})
}
