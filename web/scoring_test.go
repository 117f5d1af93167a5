package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"jiangqitong/internal/db/dbtest"
)

// TestTheAdministratorLaysDownScoring: off at first; what cannot be read is refused beside what was typed; once laid
// down the month's page scores and explains.
func TestTheAdministratorLaysDownScoring(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	admin := h.signedIn("admin")
	admin.get("/admin/scoring").wants(http.StatusOK).shows("单位评分", "未启用", "满意率")
	admin.post("/admin/scoring", url.Values{"rules": {"超期率 20 95 1 0"}}).wants(http.StatusUnprocessableEntity).shows("第 1 行应写作", "超期率 20 95 1 0")
	admin.post("/admin/scoring", url.Values{"rules": {"按期结案率 20 95 1 0"}}).wants(http.StatusSeeOther)
	admin.get("/admin/scoring").wants(http.StatusOK).shows("第 1 版", "按期结案率 20 95 1 0")
	h.signedIn("leader").get("/month").wants(http.StatusSeeOther)
	h.signedIn("centre").get("/admin/scoring").wants(http.StatusNotFound)
}
