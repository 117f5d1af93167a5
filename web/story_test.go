package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

// TestARequestFromFilingToRating walks through the browser what the product is for.
func TestARequestFromFilingToRating(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		company, officer, chief := h.signedIn("company"), h.signedIn("officer"), h.signedIn("chief")

		form := company.get("/file").wants(http.StatusOK).shows("道路修复", "晨帆照明有限公司")
		filed := company.post("/file", filingForm(form.hidden("idempotency_key"))).wants(http.StatusSeeOther)
		no := caseOf(filed.location())
		company.get(filed.location()).wants(http.StatusOK).shows(no, "厂门口道路塌陷", "住房和城乡建设局，等待签收", "“提交诉求”已完成")
		company.get("/my").shows("厂门口道路塌陷")

		officer.get("/").wants(http.StatusSeeOther)
		officer.get("/queue").wants(http.StatusOK).shows("厂门口道路塌陷", "晨帆照明有限公司")
		act := func(b *browser, action string, values url.Values) {
			t.Helper()
			page := b.get("/cases/" + no).wants(http.StatusOK)
			values.Set("version", page.hidden("version"))
			values.Set("idempotency_key", page.hidden("idempotency_key"))
			b.post("/cases/"+no+"/"+action, values).wants(http.StatusSeeOther)
		}
		act(officer, "sign", url.Values{})
		act(officer, "contact", url.Values{"how": {"phone"}, "text": {"已电话联系陈经理"}})
		act(officer, "ask", url.Values{"text": {"请提供塌陷位置照片"}})
		company.get("/my").shows("待补充", "承办单位在等您补充")
		company.get("/cases/"+no).shows("请提供塌陷位置照片", "计时暂停")
		act(company, "answer", url.Values{"text": {"照片已附上"}})
		act(officer, "submit", url.Values{"result": {"solved"}, "text": {"路面已回填压实。"}})
		company.get("/cases/" + no).hides("路面已回填压实")
		chief.get("/review").shows("厂门口道路塌陷")
		act(chief, "approve", url.Values{"text": {"同意"}})
		company.get("/cases/"+no).shows("路面已回填压实。", "请企业确认并评价").hides("审核意见")
		act(company, "rate", url.Values{"score": {"5"}, "solved": {"yes"}, "text": {"很快"}})
		company.get("/cases/"+no).shows("已办结：已解决", "非常满意")
	})
}
