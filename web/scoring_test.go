package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"jiangqitong/internal/db/dbtest"
)

// TestTheAdministratorLaysDownScoring: off at first; what cannot be read is refused beside what was typed; rules
// can be tried on the last month before they are laid down, and taken back by a version without any.
func TestTheAdministratorLaysDownScoring(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	admin := h.signedIn("admin")
	admin.get("/admin/scoring").wants(http.StatusOK).shows("单位评分", "未启用", "满意率")
	rules := url.Values{"on_time_rate.weight": {"二十"}, "on_time_rate.full": {"95"}, "on_time_rate.slope": {"1"}, "on_time_rate.floor": {"0"}}
	admin.post("/admin/scoring", rules).wants(http.StatusUnprocessableEntity).shows("请填 0 到 100 的数")
	rules.Set("on_time_rate.weight", "20")
	rules.Set("step", "preview")
	admin.post("/admin/scoring", rules).wants(http.StatusOK).shows("试算", "2021年5月", "尚未保存")
	admin.get("/admin/scoring").wants(http.StatusOK).shows("未启用")
	rules.Del("step")
	admin.post("/admin/scoring", rules).wants(http.StatusSeeOther)
	admin.post("/admin/scoring", rules).wants(http.StatusConflict).shows("没有改动")
	admin.get("/admin/scoring").wants(http.StatusOK).shows("第 1 版", "按期结案率满分 20.00 分")
	rules.Set("on_time_rate.weight", "")
	admin.post("/admin/scoring", rules).wants(http.StatusSeeOther)
	admin.get("/admin/scoring").wants(http.StatusOK).shows("未启用", "停用评分。", "按期结案率满分 20.00 分")
	h.signedIn("leader").get("/month").wants(http.StatusSeeOther)
	h.signedIn("centre").get("/admin/scoring").wants(http.StatusNotFound)
}
