package api

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"slices"
	"strings"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

// TestTheWholeStory plays requests through the interface alone, until every documented operation has been used and has
// succeeded. Each answer is held against the description on the way.
func TestTheWholeStory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.reads()
		h.roadIsMended()
		h.requestIsCompleted()
		h.bureauIsWrong()
		h.roadTakesLong()
		h.roadIsMendedAgain()
		h.othersEnd()
		h.monthStands()
		for _, d := range h.patterns {
			if !h.visited[d.op.OperationID] {
				t.Errorf("no part of the story uses %s %s", d.method, d.op.Path)
			}
		}
		if len(h.visited) < 50 {
			t.Errorf("the story uses %d operations; the description has gone thin", len(h.visited))
		}
	})
}

func (h *house) reads() {
	for _, path := range []string{"/categories", "/bureaus", "/streets", "/policies"} {
		if items := h.get("company", path).wants(http.StatusOK).items(); len(items) < 3 {
			h.t.Errorf("%s lists %d", path, len(items))
		}
	}
	life := h.get("company", "/lifecycle").wants(http.StatusOK).json()
	if got := len(life["steps"].([]any)); got != len(cases.Lifecycle) {
		h.t.Errorf("%d steps", got)
	}
	if me := h.get("officer", "/me").wants(http.StatusOK).json(); me["bureau"] != "zjj" || me["role"] != "officer" {
		h.t.Errorf("the officer's token acts for %v", me)
	}
}

// roadIsMended is the plain story: filed with a photo, signed, asked, extended, helped, submitted, approved, rated.
func (h *house) roadIsMended() {
	h.at("2021-06-28 09:00")
	photo := h.upload("company", "file", "路面.png", pictureOf(40)).wants(http.StatusCreated).json()
	if photo["type"] != "image/png" {
		h.t.Errorf("the photo is a %v", photo["type"])
	}
	body := filed()
	body["files"], body["urgent"] = []any{photo["id"]}, true
	made := h.post("company", "/cases", body, header{"Idempotency-Key", "mended"}).wants(http.StatusCreated)
	c := made.json()
	no := c["no"].(string)
	h.post("officer", "/cases/"+no+"/phone", object{"purpose": "约定现场查看时间"}).wants(http.StatusOK)
	if made.header.Get("Location") != Prefix+"/cases/"+no || c["state"] != "dispatched" || c["lead"] != "zjj" || c["urgent"] != true {
		h.t.Errorf("%s: %v %v %v", made.header.Get("Location"), c["state"], c["lead"], c["urgent"])
	}
	picture := h.get("officer", c["files"].([]any)[0].(object)["href"].(string)).wants(http.StatusOK)
	if !bytes.Equal(picture.body, pictureOf(40)) || !strings.HasPrefix(picture.header.Get("Content-Disposition"), "attachment") {
		h.t.Errorf("the photo came back with %d bytes, %s", len(picture.body), picture.header.Get("Content-Disposition"))
	}

	h.do("officer", no, cases.Sign, nil)
	h.do("company", no, cases.Urge, nil)
	h.do("officer", no, cases.Contact, object{"how": "phone", "text": "已电话联系。"})
	h.do("officer", no, cases.Plan, object{"text": "先铺钢板保通，再修复。"})
	h.do("officer", no, cases.Ask, object{"text": "请提供货车出入时段。"})
	h.do("liaison", no, cases.Answer, object{"text": "每天 6 时至 8 时。"})
	h.do("officer", no, cases.Extend, object{"until": "2021-07-08", "text": "等待材料。"})
	h.do("centre", no, cases.Grant, object{"text": "材料由外地寄来。"})
	h.do("officer", no, cases.Extend, object{"until": "2021-07-12", "text": "连日下雨。"})
	h.do("centre", no, cases.Refuse, object{"text": "不再延期。"})
	h.do("officer", no, cases.AddCo, object{"bureau": "yjj", "text": "请核查排水。"})
	h.do("helper", no, cases.CoSign, nil)
	h.do("helper", no, cases.CoAnswer, object{"text": "已疏导交通。"})
	h.do("leader", no, cases.Instruct, object{"text": "请尽快修复。"})
	h.do("officer", no, cases.Acknowledge, object{"text": "已安排施工队。"})
	h.do("centre", no, cases.Supervise, object{"text": "每日报进度。"})
	h.do("centre", no, cases.Note, object{"text": "企业多次来电。"})
	h.do("officer", no, cases.Progress, object{"text": "已开工。"})
	h.passes("2021-07-20 09:00")
	h.do("officer", no, cases.Explain, object{"text": "连日暴雨。"})
	h.do("officer", no, cases.Submit, object{"result": "solved", "text": "路面已修复。"})
	h.do("chief", no, cases.SendBack, object{"text": "请附照片。"})
	h.do("officer", no, cases.Submit, object{"result": "solved", "text": "路面已修复，验收合格。"})
	h.do("chief", no, cases.Approve, object{"text": "内部审核意见"})

	closed := h.do("company", no, cases.Rate, object{"score": 5, "solved": "yes"}).json()
	if closed["state"] != "closed" || closed["score"] != 5.0 || len(closed["offers"].([]any)) != 0 {
		h.t.Errorf("the rated request: %v, score %v, offers %v", closed["state"], closed["score"], closed["offers"])
	}
	if text := string(h.get("company", "/cases/"+no).wants(http.StatusOK).body); strings.Contains(text, "内部审核意见") || strings.Contains(text, "企业多次来电") {
		h.t.Error("the company reads what is said among staff")
	}
	h.do("centre", no, cases.CallBack, object{"outcome": "reached", "solved": "yes", "score": 5})
	h.do("centre", no, cases.Seal, object{"text": "事项已了。"})
	picked := h.do("centre", no, cases.Feature, object{"text": "三周修复，企业非常满意。"}).json()["internal"].(object)
	if picked["typical"] != "三周修复，企业非常满意。" {
		h.t.Errorf("picked as typical: %v", picked)
	}
	h.do("centre", no, cases.Unfeature, object{})
	explained := h.get("company", "/cases/"+no+"/clocks").wants(http.StatusOK).json()
	if len(explained["items"].([]any)) == 0 {
		h.t.Error("no promise is explained")
	}
}

func (h *house) requestIsCompleted() {
	h.at("2021-07-20 10:00")
	no := h.file("category", "other")
	h.do("centre", no, cases.Return, object{"text": "请写明地点。"})
	h.do("company", no, cases.Refile, object{"title": "厂门口路灯不亮", "body": "沿江路 12 号门前三盏路灯不亮。"})
	routed := h.do("centre", no, cases.Route, object{"lead": "jtj", "co": []string{"zjj", "yjj"}, "text": "请尽快办理。"}).json()
	if routed["lead"] != "jtj" || len(routed["co_bureaus"].([]any)) != 2 {
		h.t.Errorf("routed to %v with %v", routed["lead"], routed["co_bureaus"])
	}
	h.do("officer", no, cases.CoDecline, object{"text": "不属于我局。"})
	h.do("company", no, cases.Withdraw, object{"text": "已经自行解决。"})
}

func (h *house) bureauIsWrong() {
	h.at("2021-07-20 11:00")
	no := h.file()
	h.do("officer", no, cases.Decline, object{"text": "属于交通部门。", "suggest": "jtj"})
	h.do("centre", no, cases.Uphold, object{"text": "维持。"})
	again := h.do("centre", no, cases.Reassign, object{"lead": "jtj", "co": "zjj, yjj"}).json()
	if co := again["co_bureaus"].([]any); again["lead"] != "jtj" || !slices.Contains(co, any("zjj")) || !slices.Contains(co, any("yjj")) {
		h.t.Errorf("reassigned to %v with %v", again["lead"], again["co_bureaus"])
	}
	other := h.file()
	merged := h.do("centre", no, cases.Merge, object{"parent": other}).json()
	if merged["state"] != "merged" {
		h.t.Errorf("state %v", merged["state"])
	}
}

func (h *house) roadTakesLong() {
	h.at("2021-07-20 14:30")
	no := h.file()
	h.do("officer", no, cases.Sign, nil)
	h.do("officer", no, cases.RequestTracking, object{"until": "2021-12-31", "text": "需立项。"})
	h.do("leader", no, cases.RefuseTracking, object{"text": "请先论证。"})
	h.do("officer", no, cases.RequestTracking, object{"until": "2021-11-30", "text": "已论证。"})
	h.do("centre", no, cases.ApproveTracking, object{"text": "列入年度计划。"})
	tracked := h.do("officer", no, cases.Feedback, object{"text": "已招标。", "next": "2021-08-30"}).json()
	if tracked["promise"] != "2021-11-30" || tracked["next_feedback"] != "2021-08-30" {
		h.t.Errorf("promised for %v, next feedback %v", tracked["promise"], tracked["next_feedback"])
	}
}

func (h *house) roadIsMendedAgain() {
	h.at("2021-07-20 15:00")
	no := h.file()
	h.do("officer", no, cases.Sign, nil)
	h.do("chief", no, cases.Reply, object{"result": "explained", "text": "已列入计划。"})
	h.do("company", no, cases.Rate, object{"score": 1, "solved": "no", "text": "没有修。"})
	again := h.do("centre", no, cases.Redo, object{"text": "请现场修复。"}).json()
	if again["round"] != 2.0 || len(again["rounds"].([]any)) != 1 {
		h.t.Errorf("round %v, past %v", again["round"], again["rounds"])
	}
	h.do("officer", no, cases.Sign, nil)
	h.do("chief", no, cases.Reply, object{"result": "explained", "text": "路面已临时修补。"})
	h.do("company", no, cases.Rate, object{"score": "2", "solved": "no"})
	h.do("centre", no, cases.Settle, object{"text": "已向企业说明。"})
}

func (h *house) othersEnd() {
	h.at("2021-07-20 16:00")
	body := filed()
	body["company"], body["source"] = h.company, "visit"
	no := h.post("liaison", "/cases", body).wants(http.StatusCreated).json()["no"].(string)
	h.do("centre", no, cases.Reject, object{"reason": "outside", "text": "不属于本区。"})
	if counts := h.get("officer", "/counts").wants(http.StatusOK).items(); len(counts) == 0 {
		h.t.Error("the officer has no lists")
	}
	h.get("centre", "/queue?list=callback").wants(http.StatusOK)
	_, err := h.desk.IndexSearch(context.Background(), 1000)
	h.check(err)
	if items := h.get("centre", "/cases?state=closed,merged&q=%E5%A1%8C%E9%99%B7").wants(http.StatusOK).items(); len(items) < 2 {
		h.t.Errorf("the search finds %d", len(items))
	}
}

func (h *house) monthStands() {
	h.at("2021-08-02 09:00")
	month := h.get("leader", "/reports/monthly/2021-07").wants(http.StatusOK).json()
	if month["from"] != "2021-07-01" || len(month["figures"].([]any)) < 10 || len(month["sheets"].([]any)) < 5 {
		h.t.Errorf("the month: %v, %d figures, %d sheets", month["from"], len(month["figures"].([]any)), len(month["sheets"].([]any)))
	}
	book := h.get("leader", "/reports/monthly/2021-07.xlsx?purpose=%E6%9C%88%E5%BA%A6%E4%BC%9A%E8%AE%AE").wants(http.StatusOK)
	if book.header.Get("Content-Type") != xlsx || !bytes.HasPrefix(book.body, []byte("PK")) {
		h.t.Errorf("the workbook is a %s", book.header.Get("Content-Type"))
	}
	h.frozenMonthStands()
}

// frozenMonthStands: a frozen month answers with its issue, byte for byte, and by the records of now where a cut-off is
// asked for.
func (h *house) frozenMonthStands() {
	period, err := cases.ParsePeriod("2021-07")
	if err != nil {
		h.t.Fatal(err)
	}
	issue, err := h.server.Press.Freeze(h.t.Context(), h.people["centre"].Actor(), period)
	if err != nil {
		h.t.Fatal(err)
	}
	_, kept, err := h.server.Press.FrozenWorkbook(h.t.Context(), issue.Number)
	if err != nil {
		h.t.Fatal(err)
	}
	for query, frozen := range map[string]bool{"": true, "cut_off=2021-07-31": false} {
		facts := fmt.Sprint(h.get("leader", "/reports/monthly/2021-07?"+query).wants(http.StatusOK).json()["facts"])
		if strings.Contains(facts, "第 1 期") != frozen {
			h.t.Errorf("%q answers %s", query, facts)
		}
		book := h.get("leader", "/reports/monthly/2021-07.xlsx?purpose=x&"+query).wants(http.StatusOK)
		if bytes.Equal(book.body, kept) != frozen {
			h.t.Errorf("%q: the workbook as frozen: %v", query, !frozen)
		}
	}
}

// pictureOf is a small PNG.
func pictureOf(side int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, side, side))); err != nil {
		panic(err)
	}
	return b.Bytes()
}
