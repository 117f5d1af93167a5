package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

func TestAdministrationIsThereForAdministratorsOnly(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	paths := slices.DeleteFunc(administration(h), func(path string) bool {
		return !strings.HasPrefix(path, "/admin") && !strings.HasPrefix(path, "/audit")
	})
	for login := range h.people {
		b := h.signedIn(login)
		for _, path := range paths {
			want := http.StatusNotFound
			if login == "admin" || login == "auditor" && strings.HasPrefix(path, "/audit") {
				want = http.StatusOK
			}
			b.get(path).wants(want)
		}
		if login != "admin" {
			for _, path := range []string{"/admin/people/new", "/admin/bureaus/new", "/admin/rules/1/delete", "/admin/policies/new", "/admin/calendar/notice",
				"/admin/calendar/hours", "/admin/deliveries/retry", "/admin/people/" + id(h.people["admin"].ID) + "/password"} {
				b.post(path, url.Values{}).wants(http.StatusNotFound)
			}
		}
	}
}

func TestTheOverviewNamesWhatIsAmiss(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		admin := h.signedIn("admin")
		admin.get("/admin").wants(http.StatusOK).shows("个单位没有经办人账号", "个类别没有分派规则", "其他", "还没有运行过定时任务").hides("放假安排尚未加载")
		h.clock.set("2026-10-31 10:00")
		admin.get("/admin").wants(http.StatusOK).hides("放假安排尚未加载")
		h.clock.set("2026-11-01 10:00")
		admin.get("/admin").wants(http.StatusOK).shows("2027 年放假安排尚未加载")
	})
}

func TestBureausAndStreetsAreEdited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		admin := h.signedIn("admin")
		form := url.Values{"code": {"tyj"}, "name_zh": {"体育局"}, "name_en": {"Sports Bureau"}, "peer": {"bureau"}, "order": {"90"}, "active": {"1"}}
		admin.post("/admin/bureaus/new", form).wants(http.StatusSeeOther)
		admin.post("/admin/bureaus/new", form).wants(http.StatusSeeOther) // the same form, sent twice
		admin.get("/admin/bureaus").wants(http.StatusOK).shows("已保存", "体育局")
		form.Set("name_zh", "文化体育局")
		admin.post("/admin/bureaus/new", form).wants(http.StatusUnprocessableEntity).shows("已经使用").hidesNothingTyped("文化体育局")
		admin.post("/admin/bureaus/tyj", form).wants(http.StatusSeeOther)
		form.Set("order", "first")
		admin.post("/admin/bureaus/tyj", form).wants(http.StatusUnprocessableEntity).shows("排序应是 0 到 9999")
		admin.post("/admin/streets/new", url.Values{"code": {"xinjie"}, "name_zh": {"新街道"}, "name_en": {"New Street"}, "order": {"9"}, "bureau": {"tyj"}}).
			wants(http.StatusSeeOther)
		admin.get("/admin/streets/xinjie").wants(http.StatusOK).shows("新街道")
		admin.get("/admin/bureaus/none").wants(http.StatusNotFound)
		admin.get("/audit/changes").wants(http.StatusOK).shows("承办单位 tyj", "文化体育局", "新增", "修改", "温宁")
	})
}

func TestCategoriesAndRulesDecideWhereARequestGoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		admin := h.signedIn("admin")
		category := url.Values{"code": {"noise"}, "name_zh": {"噪声"}, "name_en": {"Noise"}, "group": {"livelihood"}, "aliases": {"吵 噪音"},
			"template_zh": {"什么时间、什么声音？"}, "policy": {"jiangmen"}, "order": {"50"}, "active": {"1"}, "rated": {"1"}}
		admin.post("/admin/categories/new", category).wants(http.StatusSeeOther)
		admin.post("/admin/categories/new", category).wants(http.StatusSeeOther)
		admin.get("/admin/rules?category=noise&street=waihai").wants(http.StatusOK).shows("由诉求中心交办")
		rule := url.Values{"category": {"noise"}, "lead": {"zjj"}, "co": {"jtj"}, "co_street": {"1"}, "active": {"1"}}
		admin.post("/admin/rules/new", rule).wants(http.StatusSeeOther)
		admin.post("/admin/rules/new", rule).wants(http.StatusSeeOther)
		admin.get("/admin/rules?category=noise&street=waihai").wants(http.StatusOK).shows("将交办给住房和城乡建设局", "交通运输局", "外海街道办事处")
		refs := must(h.desk.Refs(t.Context()))(t)
		var made []cases.RoutingRule
		for _, r := range refs.Rules {
			if r.Category == "noise" {
				made = append(made, r)
			}
		}
		if len(made) != 1 {
			t.Fatalf("%d rules were made of one form sent twice", len(made))
		}
		if c := h.file("noise", "夜间噪声"); c.Lead != "zjj" {
			t.Errorf("the request went to %q", c.Lead)
		}
		rule.Set("lead", "jtj")
		admin.post("/admin/rules/"+id(made[0].ID), rule).wants(http.StatusUnprocessableEntity).shows("主办单位不能同时协办")
		admin.post("/admin/rules/"+id(made[0].ID)+"/delete", nil).wants(http.StatusSeeOther)
		admin.get("/admin/rules?category=noise").shows("由诉求中心交办")
		category.Set("name_zh", strings.Repeat("长", 81))
		admin.post("/admin/categories/noise", category).wants(http.StatusUnprocessableEntity).shows("81 字")
	})
}

func TestAPolicyIsPreviewedAndThenAVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		admin := h.signedIn("admin")
		page := admin.get("/admin/policies/jiangmen").wants(http.StatusOK).shows("到期时间示例", "第 1 版", "60 分钟内联系企业")
		form := url.Values{"version": {page.hidden("version")}, "name_zh": {"江门中小企业诉求响应"}, "name_en": {"Jiangmen SME response"}, "route_in": {"3wh"},
			"sign_in": {"60m"}, "contact_in": {"60m"}, "plan_in": {"24h"}, "resolve_in": {"5d"}, "co_in": {"3wd"}, "ruling_in": {"1wd"}, "confirm_in": {"5wd"},
			"pause_cap": {"10wd"}, "return_window": {"1wd"}, "extend_times": {"3"}, "extend_by": {"5wd"}, "review": {"1"}, "active": {"1"}, "step": {"preview"}}
		admin.post("/admin/policies/jiangmen", form).wants(http.StatusOK).shows("尚未保存", "5 天")
		if p := must(h.desk.Refs(t.Context()))(t).Policy("jiangmen", 0); p.Version != 1 {
			t.Fatal("a preview made a version")
		}
		form.Del("step")
		admin.post("/admin/policies/jiangmen", form).wants(http.StatusSeeOther)
		admin.post("/admin/policies/jiangmen", form).wants(http.StatusPreconditionFailed).shows("刚被修改过") // the same form, sent twice
		if p := must(h.desk.Refs(t.Context()))(t).Policy("jiangmen", 0); p.Version != 2 || p.Resolve.String() != "5d" {
			t.Errorf("the newest version is %d with %s", p.Version, p.Resolve)
		}
		for field, sentence := range map[string]string{"resolve_in": "soon", "extend_times": "多"} {
			wrong := url.Values{}
			for name, values := range form {
				wrong[name] = values
			}
			wrong.Set(field, sentence)
			admin.post("/admin/policies/jiangmen", wrong).wants(http.StatusUnprocessableEntity).hidesNothingTyped(sentence)
		}
	})
}

func TestANoticeIsPreviewedAndThenInForce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.clock.set("2026-12-28 09:00")
		c := h.file("road", "厂门口道路塌陷")
		admin := h.signedIn("admin")
		admin.get("/admin").shows("暂定时限")
		admin.get("/admin/calendar?year=2027").wants(http.StatusOK).shows("该年放假安排尚未加载")
		csv := "# id: 国办发明电〔2026〕9号\n# title: 国务院办公厅关于2027年部分节假日安排的通知\n# year: 2027\ndate,kind,name\n2027-01-01..2027-01-05,off,元旦\n2027-01-09,work,元旦\n"
		preview := admin.post("/admin/calendar/notice", url.Values{"csv": {csv}}).wants(http.StatusOK).shows("预览：2027 年放假安排", "放假 5 天，调休上班 1 天", c.No, "会变动")
		if must(h.desk.Refs(t.Context()))(t).Calendar.Loaded(2027) {
			t.Fatal("a preview put the notice in force")
		}
		preview.hides("启用新的办公时间")
		to := admin.post("/admin/calendar/notice", url.Values{"csv": {csv}, "step": {"load"}}).wants(http.StatusSeeOther).location()
		admin.get(to).wants(http.StatusOK).shows("放假通知已启用", "国办发明电〔2026〕9号")
		admin.post("/admin/calendar/notice", url.Values{"csv": {csv}, "step": {"load"}}).wants(http.StatusConflict).shows("已有第 1 版通知")
		for _, wrong := range []string{"", "gibberish", "2027-02-30,off,春节", strings.Repeat("x", 70<<10)} {
			admin.post("/admin/calendar/notice", url.Values{"csv": {wrong}}).wants(http.StatusUnprocessableEntity)
		}
	})
}

func TestOfficeHoursArePreviewedAndThenInForce(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	h.file("road", "厂门口道路塌陷")
	admin := h.signedIn("admin")
	hours := url.Values{"hours": {"09:00-12:00,13:00-17:00"}}
	admin.post("/admin/calendar/hours", hours).wants(http.StatusOK).shows("办公时间改为 09:00-12:00,13:00-17:00", "会变动")
	hours.Set("step", "set")
	admin.post("/admin/calendar/hours", hours).wants(http.StatusSeeOther)
	if got := must(h.desk.Refs(t.Context()))(t).Calendar.Hours().String(); got != "09:00-12:00,13:00-17:00" {
		t.Errorf("the hours are %s", got)
	}
	admin.post("/admin/calendar/hours", url.Values{"hours": {"25:00-26:00"}}).wants(http.StatusUnprocessableEntity).hidesNothingTyped("25:00-26:00")
}

func TestPeopleAreKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		admin := h.signedIn("admin")
		form := url.Values{"name": {"区晓明"}, "login": {"newcomer"}, "role": {"officer"}, "bureau": {"zjj"}, "lang": {"zh"}, "active": {"1"}}
		to := admin.post("/admin/people/new", form).wants(http.StatusSeeOther).location()
		if again := admin.post("/admin/people/new", form).wants(http.StatusSeeOther).location(); again != to {
			t.Errorf("the form sent twice leads to %s and %s", to, again)
		}
		secret := regexp.MustCompile(`<code>([a-z2-7-]{19})</code>`).FindStringSubmatch(admin.post(to+"/password", nil).wants(http.StatusOK).shows("只显示这一次").body)
		if secret == nil {
			t.Fatal("no password is shown")
		}
		newcomer := h.visitor()
		newcomer.post("/signin", url.Values{"login": {"newcomer"}, "password": {secret[1]}}).wants(http.StatusSeeOther)
		newcomer.get("/queue").wants(http.StatusOK)
		admin.get(to).shows("登录的设备").hides(secret[1])
		form.Del("active")
		form.Set("stopped", "已调离")
		admin.post(to, form).wants(http.StatusSeeOther)
		newcomer.get("/queue").wants(http.StatusSeeOther) // signed out everywhere
		newcomer.post("/signin", url.Values{"login": {"newcomer"}, "password": {secret[1]}}).wants(http.StatusForbidden).shows("已调离")
		admin.get("/admin/people?q=区晓明&active=no").wants(http.StatusOK).shows("区晓明", "停用")
	})
}

func TestAccountsAreRefusedFieldByField(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	admin := h.signedIn("admin")
	tests := []struct{ field, value, sentence string }{
		{"login", "!", "用户名为"}, {"login", "officer", "已有人使用"}, {"role", "king", "请选择角色"}, {"bureau", "", "须选择单位"}, {"email", "nobody", "邮箱格式不对"},
		{"name", "", "请填写姓名"},
	}
	for _, test := range tests {
		form := url.Values{"name": {"区晓明"}, "login": {"newcomer"}, "role": {"officer"}, "bureau": {"zjj"}, "lang": {"zh"}, "active": {"1"}}
		form.Set(test.field, test.value)
		admin.post("/admin/people/new", form).wants(http.StatusUnprocessableEntity).shows(test.sentence)
	}
	company := url.Values{"name": {"新账号"}, "login": {"second"}, "role": {"company"}, "company": {"没有这家"}, "lang": {"zh"}, "active": {"1"}}
	admin.post("/admin/people/new", company).wants(http.StatusUnprocessableEntity).shows("没有这家企业").hidesNothingTyped("没有这家")
	company.Set("company", "晨帆照明有限公司")
	admin.post("/admin/people/new", company).wants(http.StatusSeeOther)
	if p := must(h.accounts.ByLogin(t.Context(), "second"))(t); p.Company != h.company.ID {
		t.Errorf("the account belongs to company %d", p.Company)
	}
	last := url.Values{"name": {"温宁"}, "login": {"admin"}, "role": {"admin"}, "lang": {"zh"}}
	admin.post("/admin/people/"+id(h.people["admin"].ID), last).wants(http.StatusConflict).shows("最后一个管理员")
	admin.get("/admin/people/999").wants(http.StatusNotFound)
}

func TestTokensAreMadeShownOnceAndRevoked(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	admin := h.signedIn("admin")
	page := "/admin/people/" + id(h.people["centre"].ID)
	admin.post(page+"/tokens", url.Values{"name": {""}}).wants(http.StatusUnprocessableEntity).shows("请写明令牌的用途")
	admin.post(page+"/tokens", url.Values{"name": {"大屏"}, "expires": {"2021-02-30"}}).wants(http.StatusUnprocessableEntity).shows("应是真实的日期").hidesNothingTyped("大屏")
	made := admin.post(page+"/tokens", url.Values{"name": {"大屏"}, "expires": {"2021-12-31"}}).wants(http.StatusOK).shows("只显示这一次")
	key := regexp.MustCompile(`jqt_[\w-]+`).FindString(made.body)
	if p := must(h.accounts.ByToken(t.Context(), key))(t); p.ID != h.people["centre"].ID {
		t.Errorf("the token acts for %d", p.ID)
	}
	admin.get(page).shows("大屏", "2021年12月31日").hides(key)
	token := must(h.accounts.Tokens(t.Context(), h.people["centre"].ID))(t)[0]
	admin.post(page+"/tokens/"+id(token.ID)+"/revoke", nil).wants(http.StatusSeeOther)
	if _, err := h.accounts.ByToken(t.Context(), key); err == nil {
		t.Error("the revoked token still opens")
	}
}

func TestTheLogsSayWhoSawAndDidWhat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		c := h.file("road", "厂门口道路塌陷")
		h.signedIn("officer").get("/cases/" + c.No).wants(http.StatusOK)
		h.visitor().post("/signin", url.Values{"login": {"officer"}, "password": {"a wrong one"}}).wants(http.StatusForbidden)
		auditor := h.signedIn("auditor")
		auditor.get("/audit").wants(http.StatusOK).shows("officer", accounts.ActSignedIn.Words().Zh)
		auditor.get("/audit?act=sign-in-failed").wants(http.StatusOK).shows("officer", "登录失败").hides("设置密码</td>")
		auditor.get("/audit/views").wants(http.StatusOK).shows("何志明", c.No)
		auditor.get("/audit/views?no=" + c.No + "&who=officer").wants(http.StatusOK).shows(c.No)
		auditor.get("/audit/views?no=JQ000000-000000").wants(http.StatusOK).shows("没有这个用户名或编号").hides(c.No + "<")
		auditor.get("/audit?who=nobody").wants(http.StatusOK).shows("没有这个用户名或编号")
	})
}

func TestLogsArePaged(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	for i := range 60 {
		must(0, h.accounts.LogExport(t.Context(), h.people["leader"].Actor(), "月报", "用途"+strconv.Itoa(i), ""))(t)
	}
	auditor := h.signedIn("auditor")
	first := auditor.get("/audit?act=export").wants(http.StatusOK).shows("用途59", "下一页").hides("用途9<", "上一页")
	second := auditor.get(first.way("next")).wants(http.StatusOK).shows("用途9", "用途0").hides("用途59", "下一页")
	auditor.get(second.way("prev")).wants(http.StatusOK).shows("用途59").hides("用途9<", "上一页")
	beyond := auditor.get("/audit?act=export&cursor=1").wants(http.StatusOK).shows("第一页").hides("上一页")
	auditor.get(beyond.way("first")).wants(http.StatusOK).shows("用途59").hides("用途9<")
}

// TestRemindersOfACategory is how an administrator lays down who is reminded when.
func TestRemindersOfACategory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		admin := h.signedIn("admin")
		admin.get("/admin/categories/road").wants(http.StatusOK).shows("提醒规则", "临近到期时提醒经办人、分管领导；", "始终提醒企业", "按时限规则", "另行规定")
		form := url.Values{"name_zh": {"道路修复"}, "name_en": {"Road repair"}, "group": {"livelihood"}, "policy": {cases.DefaultPolicy}, "order": {"1"},
			"rated": {"1"}, "active": {"1"}, "reminders": {"own"}, "remind_due": {"officer", "chief"}, "remind_late5": {"leaders"}, "step": {"preview"}}
		admin.post("/admin/categories/road", form).wants(http.StatusOK).shows("临近到期时不提醒；到期时提醒经办人、分管领导；到期次日不提醒；超期 3 天以上不提醒；超期 5 个工作日仍未说明提醒区领导。")
		stored := func() cases.Reminders {
			road, _ := must(h.desk.Refs(t.Context()))(t).Category("road")
			return road.Reminders
		}
		if r := stored(); !r.IsZero() {
			t.Errorf("the preview stored %q", r)
		}
		form.Del("step")
		admin.post("/admin/categories/road", form).wants(http.StatusSeeOther)
		if r := stored(); r.String() != "near: due:officer,chief next: late3: late5:leaders" {
			t.Errorf("stored %q", r)
		}
		h.signedIn("auditor").get("/audit/changes").wants(http.StatusOK).shows("到期次日不提醒")
		form["remind_near"] = []string{"mayor"}
		admin.post("/admin/categories/road", form).wants(http.StatusUnprocessableEntity).shows("没有这类提醒对象")
		form.Set("reminders", "inherited")
		admin.post("/admin/categories/road", form).wants(http.StatusSeeOther)
		if r := stored(); !r.IsZero() {
			t.Errorf("%q is left", r)
		}
	})
}
