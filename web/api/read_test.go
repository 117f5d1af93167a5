package api

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

func TestPagesFollowOneAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		want := map[string]bool{}
		for range 7 {
			want[h.file()] = true
		}
		for _, path := range []string{"/cases?category=road&limit=3", "/queue?list=green&limit=3"} {
			there, end := h.walk("officer", path, "next")
			if seen := slices.Concat(there...); len(there) != 3 || len(seen) != len(want) || slices.ContainsFunc(seen, func(no string) bool { return !want[no] }) {
				t.Errorf("%s: %v", path, there)
			}
			back, _ := h.walk("officer", end, "prev")
			slices.Reverse(back)
			if !slices.EqualFunc(there, back, slices.Equal) {
				t.Errorf("%s: there %v, back %v", path, there, back)
			}
			if links := h.get("officer", path).links(); links["prev"] != "" {
				t.Errorf("%s: before the first page there is %s", path, links["prev"])
			}
		}
	})
}

// walk reads the numbers of one page after the other by their links, and returns the address of the last as well.
func (h *house) walk(login, path, rel string) (pages [][]string, end string) {
	h.t.Helper()
	for range 10 {
		a := h.get(login, path).wants(http.StatusOK)
		var page []string
		for _, item := range a.items() {
			page = append(page, item.(object)["no"].(string))
		}
		pages = append(pages, page)
		next := a.links()[rel]
		if (next == "") != (a.json()[rel] == nil) {
			h.t.Errorf("%s: the header's %s is %q, the body's %v", path, rel, next, a.json()[rel])
		}
		if next == "" {
			return pages, path
		}
		path = next
	}
	h.t.Fatalf("%s leads round in circles", path)
	return nil, ""
}

var linked = regexp.MustCompile(`<([^>]+)>; rel="(\w+)"`)

// links are the addresses of the Link header by their relation.
func (a answer) links() map[string]string {
	links := map[string]string{}
	for _, found := range linked.FindAllStringSubmatch(a.header.Get("Link"), -1) {
		links[found[2]] = found[1]
	}
	return links
}

func TestFiltersNarrow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		road := h.file()
		h.file("category", "eia")
		h.do("officer", road, cases.Sign, nil)
		for query, want := range map[string]int{"": 2, "state=handling": 1, "state=handling,dispatched": 2, "bureau=zjj": 1, "category=eia": 1,
			"group=approvals": 1, "street=waihai": 2, "street=lile": 0, "light=green": 2, "light=red": 0, "open=yes": 2, "open=no": 0,
			"from=2021-06-28&to=2021-06-28": 2, "from=2021-06-29": 0, "to=2021-06-27": 0, "company=999": 0} {
			if items := h.get("centre", "/cases?"+query).wants(http.StatusOK).items(); len(items) != want {
				t.Errorf("%q finds %d, want %d", query, len(items), want)
			}
		}
	})
}

func TestUnchangedAnswersAreNotSentAgain(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	no := h.file()
	first := h.get("officer", "/cases/"+no).wants(http.StatusOK)
	tag := first.header.Get("ETag")
	if !strings.HasPrefix(tag, `"2-`) {
		t.Errorf("the ETag %s does not start with the version", tag)
	}
	again := h.get("officer", "/cases/"+no, header{"If-None-Match", `"other", ` + tag})
	if again.wants(http.StatusNotModified); len(again.body) != 0 || again.header.Get("ETag") != tag {
		t.Errorf("304 with %d bytes and %s", len(again.body), again.header.Get("ETag"))
	}
	h.get("company", "/cases/"+no, header{"If-None-Match", tag}).wants(http.StatusOK)
	h.get("officer", "/cases/"+no, header{"If-None-Match", tag}, header{"Accept-Language", "en"}).wants(http.StatusOK)
	// An hour later the contact is overdue, though nobody changed the request.
	h.at("2021-06-28 10:01")
	late := h.get("officer", "/cases/"+no, header{"If-None-Match", tag}).wants(http.StatusOK)
	if late.json()["light"] != "red" {
		t.Errorf("the light is %v", late.json()["light"])
	}
	for _, path := range []string{"/categories", "/lifecycle", "/openapi.json", "/me"} {
		tag := h.get("officer", path).wants(http.StatusOK).header.Get("ETag")
		h.get("officer", path, header{"If-None-Match", tag}).wants(http.StatusNotModified)
	}
}

// A number that is shown is kept in the access log with who wanted it, of which case and what for.
func TestAShownNumberIsKeptInTheLog(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		no := h.file()
		for _, body := range []object{{}, {"purpose": "  "}, {"purpose": strings.Repeat("长", 200)}} {
			if p := h.post("officer", "/cases/"+no+"/phone", body).problem(http.StatusUnprocessableEntity); !slices.Equal(p.at(), []string{"body.purpose"}) {
				t.Errorf("%v: %v", body, p.at())
			}
		}
		h.post("officer", "/cases/JQ000000-000000/phone", object{"purpose": "约时间"}).problem(http.StatusNotFound)
		h.post("officer", "/cases/"+no+"/phone", object{"purpose": "约定现场时间"}).wants(http.StatusOK)
		log, err := accounts.New(d, h.clock).AccessLog(t.Context(), accounts.AccessFilter{Act: accounts.ActPhone})
		if err != nil || len(log.Lines) != 1 || log.Lines[0].About != no+" 联系电话" || log.Lines[0].Detail != "约定现场时间" || log.Lines[0].Who != "测试officer" || log.Lines[0].Addr == "" {
			t.Errorf("the log holds %+v, %v", log, err)
		}
	})
}

func TestEachReaderSeesTheirOwn(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	no := h.file()
	h.do("officer", no, cases.Sign, nil)
	h.do("officer", no, cases.Note, object{"text": "内部情况"})
	for login, calls := range map[string]bool{"company": true, "centre": true, "officer": true, "chief": true, "liaison": true, "helper": true,
		"leader": false, "auditor": false} {
		c := h.get(login, "/cases/"+no).wants(http.StatusOK).json()
		if want := map[bool]string{true: "13800138000", false: "138****8000"}[login == "company"]; c["contact_phone"] != want {
			t.Errorf("%s reads the phone %v", login, c["contact_phone"])
		}
		shown := h.post(login, "/cases/"+no+"/phone", object{"purpose": "约时间 " + login})
		if calls && shown.wants(http.StatusOK).json()["contact_phone"] != "13800138000" {
			t.Errorf("%s is shown %s", login, shown.body)
		} else if !calls {
			shown.problem(http.StatusForbidden)
		}
		inner := login != "company" && login != "liaison"
		if (c["internal"] != nil) != inner {
			t.Errorf("%s reads the inner workings: %v", login, c["internal"])
		}
		if text := string(h.get(login, "/cases/"+no).body); strings.Contains(text, "内部情况") != inner {
			t.Errorf("%s reads the internal note: %v", login, !inner)
		}
		for _, k := range c["clocks"].([]any) {
			if milestone := k.(object)["milestone"]; !inner && (milestone == "co" || milestone == "ruling" || milestone == "route") {
				t.Errorf("%s reads the promise %v", login, milestone)
			}
		}
	}
	if offers := h.get("officer", "/cases/"+no).json()["offers"].([]any); len(offers) == 0 || offers[0].(object)["href"] != Prefix+"/cases/"+no+"/contact" {
		t.Errorf("the officer is offered %v", offers)
	}
}

func TestInstantsAreInChinaAndDatesAreDays(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	no := h.file()
	c := h.get("officer", "/cases/"+no).json()
	if c["filed_at"] != "2021-06-28T09:00:00+08:00" || c["due"] != "2021-07-05T17:30:00+08:00" {
		t.Errorf("filed %v, due %v", c["filed_at"], c["due"])
	}
	clocks := h.get("officer", "/cases/"+no+"/clocks").json()
	for _, item := range clocks["items"].([]any) {
		k := item.(object)
		days := k["days"].([]any)
		last := days[len(days)-1].(object)
		if last["reason"] != "due" || last["at"] != k["due"] || last["text"] == "" {
			t.Errorf("%v ends with %v", k["milestone"], last)
		}
		if _, err := time.Parse(time.DateOnly, last["date"].(string)); err != nil {
			t.Error(err)
		}
	}
}

// An explained promise names its rule and the calendar, keeps the first promise beside the present one, and says who
// paused or extended it and why, to the company too.
func TestAnExplanationTellsWhatHappenedToThePromise(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	no := h.file()
	h.do("officer", no, cases.Sign, nil)
	h.do("officer", no, cases.Extend, object{"until": "2021-07-08", "text": "等待材料。"})
	h.do("centre", no, cases.Grant, object{"text": "材料由外地寄来"})
	h.do("officer", no, cases.Ask, object{"text": "请补充照片"})
	for _, login := range []string{"officer", "company"} {
		for _, item := range h.get(login, "/cases/"+no+"/clocks").wants(http.StatusOK).json()["items"].([]any) {
			k := item.(object)
			if k["policy"] != "jiangmen/1" || k["start"] != "2021-06-28T09:00:00+08:00" || k["calendar"] == "" {
				t.Errorf("%s: %v goes by %v on %v from %v", login, k["milestone"], k["policy"], k["calendar"], k["start"])
			}
			if k["milestone"] != "resolve" {
				continue
			}
			extended, paused := k["ledger"].([]any)[0].(object), k["ledger"].([]any)[1].(object)
			if k["first_due"] != "2021-07-05T17:30:00+08:00" || extended["due"] != "2021-07-08T17:30:00+08:00" || extended["kind"] != "extended" ||
				extended["reason"] != "材料由外地寄来" || paused["kind"] != "paused" || paused["reason"] != "请补充照片" || paused["actor"] == "" {
				t.Errorf("%s: first %v, due %v, after %v and %v", login, k["first_due"], k["due"], extended, paused)
			}
		}
	}
}

func TestAnswersSpeakTheReadersLanguage(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	for accept, want := range map[string]string{"": "住房和城乡建设局", "zh-CN,zh;q=0.9": "住房和城乡建设局", "en-GB,en;q=0.9": "Housing"} {
		var headers []header
		if accept != "" {
			headers = append(headers, header{"Accept-Language", accept})
		}
		if body := string(h.get("company", "/bureaus", headers...).wants(http.StatusOK).body); !strings.Contains(body, want) {
			t.Errorf("%q does not read %q in %s", accept, want, body)
		}
	}
}

func TestCountsLeadToTheirLists(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.file()
		h.file("category", "other")
		for _, login := range []string{"company", "liaison", "officer", "chief", "helper", "centre", "leader"} {
			for _, item := range h.get(login, "/counts").wants(http.StatusOK).items() {
				c := item.(object)
				if lines := h.get(login, c["href"].(string)).wants(http.StatusOK).items(); float64(len(lines)) != c["count"] {
					t.Errorf("%s: the list %v holds %d, its count says %v", login, c["list"], len(lines), c["count"])
				}
			}
		}
	})
}
