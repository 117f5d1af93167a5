package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/db/dbtest"
)

// TestPapersSayWhatWasDoneToWhomTheyAreMeantFor reads the printed forms of one case as its people find them.
func TestPapersSayWhatWasDoneToWhomTheyAreMeantFor(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	c := h.file("road", "厂门口道路塌陷")
	company, officer, centre := h.signedIn("company"), h.signedIn("officer"), h.signedIn("centre")
	at := "/cases/" + c.No
	papers := at + "/papers/"

	officer.get(at).shows("文书", "企业诉求交办单（2021年6月28日）").hides("催办通知书", "督办单", "答复函")
	officer.get(papers+"handover-1").wants(http.StatusOK).
		shows("企业诉求交办单", c.No+"-办1", "晨帆照明有限公司", "138****8000", "厂门口道路塌陷", "大雨后路面塌陷约两米", "住房和城乡建设局", "交通运输局、外海街道办事处",
			"签收：2021年6月28日 10:00", "办结答复：2021年7月5日 17:30", "领导批示", "签收人", "抄送", "企业诉求中心（盖章）").hides("13800138000")
	officer.get(papers + "handover-1?phone=show").hides("13800138000")
	officer.post(papers+"handover-1", url.Values{"purpose": {""}}).wants(http.StatusUnprocessableEntity).shows("请填写用途").hides("13800138000")
	officer.post(papers+"handover-1", url.Values{"purpose": {"随交办单送达"}}).wants(http.StatusOK).shows("13800138000")
	officer.get(papers+"handover-1?lang=en").shows("Handover sheet", "Housing and Urban-Rural Development Bureau")
	company.get(at).hides("文书", "/papers/")
	for _, none := range []string{"handover-1", "reminder-1", "letter-1"} {
		company.get(papers + none).wants(http.StatusNotFound)
	}

	h.do("officer", c.No, cases.Sign, nil)
	h.do("officer", c.No, cases.Contact, cases.Input{"how": "phone", "text": "已联系"})
	h.do("officer", c.No, cases.Plan, cases.Input{"text": "先围挡再回填"})
	h.do("leader", c.No, cases.Instruct, cases.Input{"text": "请抓紧回填"})
	h.do("centre", c.No, cases.Supervise, cases.Input{"text": "两天内恢复通行"})
	h.clock.set("2021-07-09 10:00")
	if _, err := h.desk.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	officer.get(papers+"handover-1").shows("请抓紧回填 （郑朗 2021-06-28）", "2021年6月28日 09:00")
	officer.get(papers+"supervision-1").shows("企业诉求督办单", c.No+"-督1", "住房和城乡建设局：", "两天内恢复通行", "落实情况", "单位负责人")
	officer.get(papers+"supervision-2").shows(c.No+"-督2", "交通运输局：", "“协办答复”应于 2021年7月1日 17:30 前完成，现已超期三天以上").hides("两天内恢复通行")
	officer.get(papers+"supervision-4").shows("住房和城乡建设局：", "“办结答复”应于 2021年7月5日 17:30 前完成", "查明超期原因")
	for _, n := range []string{"1", "2", "3"} { // the co-bureaus' answers and the lead's
		centre.get(papers+"reminder-"+n).wants(http.StatusOK).shows("催办通知书", c.No+"-催"+n, "已超期", "晨帆照明有限公司提出的“厂门口道路塌陷”诉求")
	}
	centre.get(papers + "reminder-9").wants(http.StatusNotFound)
	h.signedIn("helper").get(papers + "handover-1").wants(http.StatusOK)
	for _, login := range []string{"other", "admin"} {
		h.signedIn(login).get(papers + "handover-1").wants(http.StatusNotFound)
	}

	h.do("officer", c.No, cases.Submit, cases.Input{"result": "solved", "text": "路面已回填压实，恢复通行。"})
	company.get(papers + "letter-1").wants(http.StatusNotFound)
	h.do("chief", c.No, cases.Approve, cases.Input{"text": "可以发出"})
	company.get(at).shows("企业诉求答复函（2021年7月9日）").hides("/papers/handover", "/papers/supervision")
	company.get(papers+"letter-1").shows("企业诉求答复函", c.No+"-复1", "晨帆照明有限公司：", "贵公司于 2021年6月28日 提出的“厂门口道路塌陷”诉求", "路面已回填压实，恢复通行。",
		"如有不同意见", "住房和城乡建设局（盖章）", "2021年7月9日").hides("可以发出")
	company.get(papers + "supervision-1").wants(http.StatusNotFound)
	h.signedIn("liaison").get(papers + "letter-1").wants(http.StatusOK)
	officer.get(papers + "handover-1").shows("路面已回填压实，恢复通行。")
}

func TestWhatIsNotAcceptedIsToldOnPaperToo(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	c := h.file("other", "劳动仲裁进展太慢")
	h.do("centre", c.No, cases.Reject, cases.Input{"reason": "judicial", "text": "该事项已由劳动仲裁机构受理，请按仲裁程序反映。"})
	h.signedIn("company").get("/cases/"+c.No+"/papers/letter-1").wants(http.StatusOK).
		shows("企业诉求不予受理告知书", "已由劳动仲裁机构受理", "企业诉求中心（盖章）").hides("如有不同意见")
}

func TestALongStoryIsFolded(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	c := h.file("road", "厂门口道路塌陷")
	officer := h.signedIn("officer")
	for n := range 58 {
		h.do("officer", c.No, cases.Note, cases.Input{"text": "第" + id(int64(n+1)) + "次到现场"})
	}
	officer.get("/cases/"+c.No).shows("第1次到现场", "第58次到现场").hides("更早的")
	h.do("officer", c.No, cases.Note, cases.Input{"text": "第59次到现场"})
	officer.get("/cases/"+c.No).shows("更早的 31 条记录", "第1次到现场", "第59次到现场")
}
