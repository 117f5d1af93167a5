package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

func enrolment(login, code string) url.Values {
	return url.Values{"company_name": {"江海新光照明有限公司"}, "uscc": {code}, "street": {"waihai"}, "industry": {"LED 照明"}, "scale": {"large"},
		"contact": {"林经理"}, "phone": {"13700137000"}, "login": {login}, "password": {password}, "again": {password}}
}

// The first code is the sample of GB 32100-2015, whose check digit fits; the second is one letter off.
const (
	rightCode = "91350100M000100Y43"
	oddCode   = "91350100M000100Y44"
)

func TestACompanyRegistersIsConfirmedAndFiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		visitor := h.visitor()
		visitor.get("/register").wants(http.StatusOK).shows("统一社会信用代码", "再次输入密码")
		to := visitor.post("/register", enrolment("xinguang", rightCode)).wants(http.StatusSeeOther).location()
		visitor.get(to).wants(http.StatusOK).shows("我们已收到您的注册", rightCode).hides("校验位不符")
		visitor.post("/register", enrolment("xinguang", rightCode)).wants(http.StatusSeeOther) // pressed twice
		visitor.get("/file").wants(http.StatusOK).shows("确认")
		centre := h.signedIn("centre")
		centre.get("/companies").wants(http.StatusOK).shows("待确认的注册", "江海新光照明有限公司", "林经理")
		pending := must(h.accounts.PendingCompanies(t.Context()))(t)
		if len(pending) != 1 {
			t.Fatalf("%d registrations wait, want 1", len(pending))
		}
		confirm := "/companies/" + id(pending[0].Company.ID) + "/confirm"
		centre.post(confirm, nil).wants(http.StatusSeeOther)
		centre.post(confirm, nil).wants(http.StatusConflict).shows("已经处理过")
		form := filingForm("first-request")
		visitor.post("/file", form).wants(http.StatusSeeOther)
	})
}

func TestAnOddCheckDigitIsAWarningAndNoRefusal(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	visitor := h.visitor()
	to := visitor.post("/register", enrolment("xinguang", oddCode)).wants(http.StatusSeeOther).location()
	visitor.get(to).wants(http.StatusOK).shows("我们已收到您的注册", "校验位不符")
	h.signedIn("centre").get("/companies").shows("校验位不符")
}

func TestARegistrationIsRefusedFieldByFieldAndKeepsWhatWasTyped(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	tests := []struct{ field, value, sentence string }{
		{"company_name", "", "请填写企业名称"}, {"uscc", "123", "应是 18 位"}, {"uscc", "", "请填写统一社会信用代码"}, {"street", "nowhere", "没有这个街道"},
		{"phone", "call me", "请填写电话号码"}, {"login", "A!", "用户名为 3 到 40 个"}, {"login", "company", "已有人使用"},
		{"password", "short", "密码"}, {"again", "another password 7", "两次输入的密码不一致"}, {"scale", "huge", "没有这个规模"}, {"contact", "\x00", "联系人"},
	}
	for i, test := range tests {
		form := enrolment("xinguang"+strconv.Itoa(i), rightCode)
		form.Set(test.field, test.value)
		if test.field == "password" {
			form.Set("again", test.value)
		}
		got := h.visitor().post("/register", form).wants(http.StatusUnprocessableEntity).shows(test.sentence)
		if test.field != "company_name" {
			got.hidesNothingTyped("江海新光照明有限公司")
		}
		got.hides(password)
	}
	if waiting := must(h.accounts.PendingCompanies(t.Context()))(t); len(waiting) != 0 {
		t.Errorf("%d registrations came through", len(waiting))
	}
}

// hidesNothingTyped checks that the form still holds what the person typed.
func (p page) hidesNothingTyped(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		if !regexpValue(text).MatchString(p.body) {
			p.t.Errorf("%s lost %q", p.what, text)
		}
	}
}

func TestARefusedRegistrationNeedsAReasonAndReadsIt(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	h.visitor().post("/register", enrolment("xinguang", rightCode)).wants(http.StatusSeeOther)
	company := must(h.accounts.PendingCompanies(t.Context()))(t)[0].Company
	centre := h.signedIn("centre")
	refuse := "/companies/" + id(company.ID) + "/refuse"
	centre.post(refuse, url.Values{"reason": {""}}).wants(http.StatusUnprocessableEntity).shows("请写明不通过的原因")
	centre.post(refuse, url.Values{"reason": {"执照与名称不符"}}).wants(http.StatusSeeOther)
	h.visitor().post("/signin", url.Values{"login": {"xinguang"}, "password": {password}}).wants(http.StatusForbidden).shows("执照与名称不符")
}

func TestTheCentreKeepsCompaniesAndPairsLiaisons(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		c := h.file("road", "厂门口道路塌陷")
		second := h.hire("liaison2", "容晓", cases.RoleLiaison, "", 0)
		centre := h.signedIn("centre")
		page := "/companies/" + id(h.company.ID)
		centre.get(page).wants(http.StatusOK).shows("晨帆照明有限公司", "罗静", "容晓")
		form := url.Values{"company_name": {"晨帆照明科技有限公司"}, "street": {"jiangnan"}, "contact": {"陈经理"}, "phone": {"13800138000"},
			"liaison": {id(second.ID)}}
		centre.post(page, form).wants(http.StatusSeeOther)
		saved := must(h.desk.Company(t.Context(), h.company.ID))(t)
		if saved.Name != "晨帆照明科技有限公司" || saved.Street != "jiangnan" || saved.Liaison != second.ID || saved.State != cases.CompanyConfirmed {
			t.Errorf("the company is now %+v", saved)
		}
		h.signedIn("liaison2").get("/cases/" + c.No).wants(http.StatusOK)
		h.signedIn("liaison2").get("/companies").wants(http.StatusOK).shows("晨帆照明科技有限公司").hides("远洋五金")
		h.signedIn("liaison").get("/companies").wants(http.StatusOK).hides("晨帆照明")
		form.Set("liaison", id(h.people["leader"].ID))
		centre.post(page, form).wants(http.StatusUnprocessableEntity).shows("没有这位联络员")
		form.Set("phone", "无")
		form.Set("liaison", "0")
		centre.post(page, form).wants(http.StatusUnprocessableEntity).shows("请填写电话号码").hidesNothingTyped("晨帆照明科技有限公司")
	})
}

func TestCompaniesAreNotForCompaniesAndBureaus(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	for _, login := range []string{"company", "officer", "chief"} {
		h.signedIn(login).get("/companies").wants(http.StatusNotFound)
	}
	page := "/companies/" + id(h.company.ID)
	for _, login := range []string{"liaison", "leader", "auditor", "company"} {
		b := h.signedIn(login)
		b.get(page).wants(http.StatusNotFound)
		b.post(page, url.Values{}).wants(http.StatusNotFound)
		b.post(page+"/confirm", url.Values{}).wants(http.StatusNotFound)
	}
	h.signedIn("admin").post(page+"/confirm", url.Values{}).wants(http.StatusNotFound)
	centre := h.signedIn("centre")
	centre.get("/companies?q=远洋").wants(http.StatusOK).shows("远洋五金制品厂").hides("晨帆照明")
	centre.get("/companies/999").wants(http.StatusNotFound)
	centre.get("/companies/x").wants(http.StatusNotFound)
}

func regexpValue(text string) *regexp.Regexp {
	return regexp.MustCompile(`value="` + regexp.QuoteMeta(text) + `"`)
}

// Who guesses or registers too often is answered 429 with the time to wait, in a sentence and in the header.
func TestWhoTriesTooOftenIsToldWhenToGoOn(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	guess := url.Values{"login": {"officer"}, "password": {"a wrong one"}}
	for range 5 {
		h.visitor().post("/signin", guess).wants(http.StatusForbidden)
	}
	if told := h.visitor().post("/signin", guess).wants(http.StatusTooManyRequests).shows("登录失败次数过多"); told.header.Get("Retry-After") != "60" {
		t.Errorf("to wait: %q s", told.header.Get("Retry-After"))
	}
	for range 30 {
		h.visitor().post("/register", url.Values{"password": {"x"}, "again": {"x"}}).wants(http.StatusUnprocessableEntity)
	}
	told := h.visitor().post("/register", url.Values{"login": {"newcomer"}}).wants(http.StatusTooManyRequests).shows("注册次数过多", "10:00")
	if told.hidesNothingTyped("newcomer"); told.header.Get("Retry-After") != "3600" {
		t.Errorf("to wait: %q s", told.header.Get("Retry-After"))
	}
}

// A company's telephone number stands masked wherever staff look it up; it is shown to those who have to call, for a
// purpose that is logged, and a form that sends the mask back leaves the number as it is.
func TestACompanysPhoneIsShownOnDemand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		const number, mask = "13800138000", "138****8000"
		page, forHer := "/companies/"+id(h.company.ID), "/file?company="+id(h.company.ID)
		for login, paths := range map[string][]string{"centre": {"/companies", page, forHer}, "admin": {"/companies", page}, "liaison": {"/companies", forHer},
			"leader": {"/companies"}, "auditor": {"/companies"}} {
			for _, path := range paths {
				if got := h.signedIn(login).get(path).wants(http.StatusOK).body; !strings.Contains(got, mask) || strings.Contains(got, number) {
					t.Errorf("%s reads another number on %s", login, path)
				}
			}
		}
		h.signedIn("liaison").get("/file?company=" + id(h.other.ID)).wants(http.StatusNotFound)
		why := url.Values{"purpose": {"约定上门时间"}}
		for _, login := range []string{"centre", "admin", "liaison"} {
			b := h.signedIn(login)
			b.post(page+"/phone", url.Values{}).wants(http.StatusUnprocessableEntity)
			b.post(page+"/phone?street="+h.company.Street, why).wants(http.StatusOK).shows(number)
		}
		for _, login := range []string{"leader", "auditor", "officer", "company"} {
			h.signedIn(login).post(page+"/phone", why).wants(http.StatusNotFound)
		}
		h.signedIn("liaison").post("/companies/"+id(h.other.ID)+"/phone", why).wants(http.StatusNotFound)
		shown := must(h.accounts.AccessLog(t.Context(), accounts.AccessFilter{Act: accounts.ActPhone}))(t)
		if len(shown.Lines) != 3 || shown.Lines[0].Detail != "约定上门时间" || !strings.Contains(shown.Lines[0].About, h.company.Name) {
			t.Errorf("the log says %+v", shown)
		}
		h.signedIn("centre").post(page, url.Values{"company_name": {h.company.Name}, "street": {h.company.Street}, "contact": {"罗经理"}, "phone": {mask},
			"liaison": {id(h.company.Liaison)}}).wants(http.StatusSeeOther)
		if saved := must(h.desk.Company(t.Context(), h.company.ID))(t); saved.Phone != number || saved.Contact != "罗经理" {
			t.Errorf("the company is now %+v", saved)
		}
		answer := h.signedIn("liaison").post("/file", url.Values{"company": {id(h.company.ID)}, "category": {"road"}, "title": {"路面塌陷"}, "body": {"货车无法进出。"},
			"contact_name": {"罗经理"}, "contact_phone": {mask}, "street": {"waihai"}, "source": {"visit"}})
		answer.wants(http.StatusSeeOther)
		no := strings.TrimPrefix(answer.header.Get("Location"), "/cases/")
		if c := must(h.desk.Read(t.Context(), cases.Actor{Role: cases.RoleCentre}, no))(t); c.ContactPhone != number {
			t.Errorf("the request is to be answered at %s", c.ContactPhone)
		}
	})
}
