package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

func TestEachRoleSeesItsScreens(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	screens := map[string]map[string]int{ // by login: the path and its status
		"company": {"/my": 200, "/file": 200, "/queue": 404, "/centre": 404, "/review": 404},
		"liaison": {"/my": 200, "/file": 200, "/queue": 404, "/centre": 404},
		"officer": {"/queue": 200, "/cases": 200, "/my": 404, "/file": 404, "/centre": 404, "/review": 404},
		"chief":   {"/queue": 200, "/review": 200, "/cases": 200, "/centre": 404},
		"centre":  {"/centre": 200, "/cases": 200, "/file": 200, "/queue": 404, "/my": 404},
		"leader":  {"/centre": 200, "/cases": 200, "/file": 404},
		"auditor": {"/cases": 200, "/centre": 404, "/queue": 404},
		"admin":   {"/account": 200, "/lifecycle": 200, "/centre": 404, "/queue": 404},
	}
	for login, paths := range screens {
		b := h.signedIn(login)
		if b.get("/").wants(http.StatusSeeOther).location() == "/" {
			t.Errorf("%s has no first page", login)
		}
		for path, status := range paths {
			b.get(path).wants(status)
		}
	}
}

func TestACaseThatIsNotYoursIsNotThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		c := h.file("road", "厂门口道路塌陷")
		for _, login := range []string{"other", "admin"} {
			b := h.signedIn(login)
			for _, path := range []string{"", "/clocks", "/files/1", "/files/1/thumb"} {
				b.get("/cases/"+c.No+path).wants(http.StatusNotFound).hides("厂门口道路塌陷", "晨帆照明")
			}
			b.post("/cases/"+c.No+"/note", url.Values{"text": {"偷看"}}).wants(http.StatusNotFound)
			b.get("/cases").hides("厂门口道路塌陷")
		}
		secret := h.file("other", "投诉某单位乱收费")
		h.do("centre", secret.No, cases.Route, cases.Input{"lead": "jcj"})
		h.signedIn("helper").get("/cases/" + secret.No).wants(http.StatusNotFound)
		h.signedIn("helper").get("/cases/" + c.No).wants(http.StatusOK).shows("协办")
		h.signedIn("auditor").get("/cases/" + c.No).wants(http.StatusOK)
	})
}

func TestTheCompanyDoesNotReadWhatIsInternal(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	c := h.file("road", "厂门口道路塌陷")
	h.do("officer", c.No, cases.Sign, nil)
	h.do("officer", c.No, cases.Note, cases.Input{"text": "内部的话"})
	h.do("leader", c.No, cases.Instruct, cases.Input{"text": "领导的批示"})
	h.do("officer", c.No, cases.Submit, cases.Input{"result": "solved", "text": "尚未审核的答复"})
	for _, login := range []string{"company", "liaison"} {
		h.signedIn(login).get("/cases/"+c.No).wants(http.StatusOK).hides("内部的话", "领导的批示", "尚未审核的答复", "批示待回复", "协办答复")
	}
	h.signedIn("officer").get("/cases/"+c.No).shows("内部的话", "领导的批示", "尚未审核的答复")
	h.signedIn("leader").get("/cases/" + c.No).shows("领导的批示")
}

func TestTelephoneNumbersAreMaskedUntilAskedFor(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	c := h.file("road", "厂门口道路塌陷")
	officer := h.signedIn("officer")
	officer.get("/cases/" + c.No).shows("138****8000").hides("13800138000")
	officer.get("/cases/" + c.No + "?phone=show").hides("13800138000")
	officer.post("/cases/"+c.No+"/phone", url.Values{"purpose": {" "}}).wants(http.StatusUnprocessableEntity).shows("请填写用途").hides("13800138000")
	officer.post("/cases/"+c.No+"/phone", url.Values{"purpose": {"约定现场时间"}}).wants(http.StatusOK).shows("13800138000")
	h.signedIn("company").get("/cases/" + c.No).shows("13800138000")
	leader := h.signedIn("leader")
	leader.get("/cases/" + c.No).shows("138****8000").hides("显示号码")
	leader.post("/cases/"+c.No+"/phone", url.Values{"purpose": {"看看"}}).wants(http.StatusForbidden).hides("13800138000")
	h.signedIn("other").post("/cases/"+c.No+"/phone", url.Values{"purpose": {"看看"}}).wants(http.StatusNotFound)
	h.signedIn("auditor").get("/audit?act=phone-shown").shows("显示电话号码", "何志明", c.No+" 联系电话", "约定现场时间").hides("看看")
}

func TestStaffFileForACompany(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	for login, seen := range map[string]bool{"liaison": false, "centre": true} {
		b := h.signedIn(login)
		choice := b.get("/file").wants(http.StatusOK).shows("晨帆照明有限公司")
		if !seen {
			choice.hides("远洋五金制品厂")
		} else {
			b.get("/file?q=远洋").shows("远洋五金制品厂").hides("晨帆照明有限公司")
		}
		form := filingForm("key " + login)
		form.Set("company", id(h.company.ID))
		form.Set("source", "visit")
		b.get("/file?company="+id(h.company.ID)).shows("来源渠道", "企业：晨帆照明有限公司")
		to := b.post("/file", form).wants(http.StatusSeeOther).location()
		b.get(to).wants(http.StatusOK).shows("走访", "晨帆照明有限公司")
	}
	company := h.signedIn("company")
	form := filingForm("mine")
	form.Set("company", id(h.other.ID))
	company.get(company.post("/file", form).wants(http.StatusSeeOther).location()).shows("晨帆照明有限公司").hides("远洋五金")
}

func TestTheCentreRoutesByTheRulesSuggestion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		c := h.file("other", "希望了解认定条件")
		centre := h.signedIn("centre")
		centre.get("/centre").shows("待交办", "希望了解认定条件")
		form := centre.get("/cases/" + c.No).shows("没有分派规则")
		centre.post("/cases/"+c.No+"/route", url.Values{"version": {form.hidden("version")}, "lead": {"zjj"}, "co": {"jtj", "jcj"}, "text": {"请办理"}}).
			wants(http.StatusSeeOther)
		centre.get("/cases/"+c.No).shows("住房和城乡建设局", "交通运输局、经济促进局")
		h.signedIn("helper").get("/queue").shows("希望了解认定条件", "协办")
		centre.get("/centre").hides("希望了解认定条件")
	})
}
