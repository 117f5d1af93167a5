package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/db/dbtest"
)

var (
	// Our content security policy lets none of these run or show.
	inline = regexp.MustCompile(`(?i)<style|\sstyle="|<script(?:>|\s+[^>]*>[^<])|\son\w+="|javascript:|\ssrc="(?:https?:|data:|//)|\shref="http:`)
	// A key that no catalogue has is shown as it is: some.key
	bareKey = regexp.MustCompile(`(?:^|[\s>"“(])([a-z]+\.[a-z]+[a-z_.-]*)(?:$|[\s<"”),])`)
	twiceID = regexp.MustCompile(`\sid="([^"]+)"`)
)

// TestEveryPageIsCleanInBothLanguages looks at each page as each role sees it: nothing inline, no text that the
// catalogues lack, no id twice.
func TestEveryPageIsCleanInBothLanguages(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	open, closed := h.told()
	casePages := []string{"/cases/" + open, "/cases/" + open + "/clocks", "/cases/" + closed, "/cases/" + closed + "/clocks"}
	common := append([]string{"/account", "/lifecycle", "/no/such/page", "/inbox"}, casePages...)
	visits := map[string][]string{
		"":        {"/signin", "/no/such/page", "/register"},
		"company": append(common, "/my", "/file"),
		"liaison": append(common, "/my", "/file", "/file?company="+id(h.company.ID)),
		"officer": append(common, "/queue", "/queue?list=green", "/queue?list=tracked", "/cases"),
		"chief":   append(common, "/queue", "/review", "/cases?state=closed"),
		"helper":  common,
		"centre":  append(common, "/centre", "/centre?list=dissatisfied", "/cases?q=none&from=2021-02-30", "/file?q=none", "/month/2021-06", "/companies", "/companies/"+id(h.company.ID)),
		"leader":  append(common, "/centre", "/cases", "/month/2021-06", "/month/2021-06.xlsx", "/month/2021-06/cases?measure=handled", "/companies"),
		"auditor": append(common, "/cases", "/audit", "/audit/views", "/audit/changes", "/month/2021-06/cases?measure=on_time_rate&base=yes"),
		"admin":   append(common, administration(h)...),
	}
	for login, paths := range visits {
		b := h.visitor()
		if login != "" {
			b = h.signedIn(login)
		}
		for _, path := range paths {
			for _, lang := range []string{"zh", "en"} {
				join := "?"
				if strings.Contains(path, "?") {
					join = "&"
				}
				b.get(path+join+"lang="+lang).clean(login, lang)
			}
		}
	}
}

// administration are the pages of administrators.
func administration(h *house) []string {
	return []string{"/admin", "/admin/people", "/admin/people?q=none", "/admin/people/new", "/admin/people/" + id(h.people["officer"].ID), "/admin/bureaus",
		"/admin/bureaus/new", "/admin/bureaus/zjj", "/admin/streets/new", "/admin/streets/waihai", "/admin/categories", "/admin/categories/new",
		"/admin/categories/road", "/admin/rules", "/admin/rules?category=road&street=waihai", "/admin/rules?category=other", "/admin/rules/new", "/admin/rules/1",
		"/admin/policies", "/admin/policies/new", "/admin/policies/jiangmen", "/admin/repromise", "/admin/repromise?what=category.road", "/admin/calendar", "/admin/calendar?year=2030", "/admin/channels", "/admin/channels/new",
		"/admin/deliveries", "/admin/deliveries?state=sent", "/audit", "/audit?who=nobody", "/audit/views", "/audit/changes?what=rule", "/companies", "/inbox/settings"}
}

func (p page) clean(login, lang string) {
	p.t.Helper()
	if p.status >= http.StatusInternalServerError {
		p.t.Fatalf("%s: %s answered %d", login, p.what, p.status)
	}
	if found := inline.FindString(p.body); found != "" {
		p.t.Errorf("%s: %s has %q in the page", login, p.what, found)
	}
	if m := bareKey.FindStringSubmatch(p.text()); m != nil {
		p.t.Errorf("%s: %s shows the key %s", login, p.what, m[1])
	}
	if want := map[string]string{"zh": `lang="zh-CN"`, "en": `lang="en"`}[lang]; p.location() == "" && !strings.Contains(p.body, want) {
		p.t.Errorf("%s: %s is not marked %s", login, p.what, want)
	}
	seen := map[string]bool{}
	for _, m := range twiceID.FindAllStringSubmatch(p.body, -1) {
		if seen[m[1]] {
			p.t.Errorf("%s: %s has the id %s twice", login, p.what, m[1])
		}
		seen[m[1]] = true
	}
}

// told plays stories that touch nearly every row of the lifecycle, and returns an open and a closed case.
func (h *house) told() (open, closed string) {
	h.t.Helper()
	in := func(pairs ...string) cases.Input {
		input := cases.Input{}
		for i := 0; i < len(pairs); i += 2 {
			input[pairs[i]] = pairs[i+1]
		}
		return input
	}
	c := h.file("road", "厂门口道路塌陷")
	h.do("officer", c.No, cases.Sign, nil)
	h.do("officer", c.No, cases.Contact, in("how", "visit", "text", "已到现场"))
	h.do("officer", c.No, cases.Plan, in("text", "先围挡，再回填"))
	h.do("officer", c.No, cases.Ask, in("text", "请提供照片"))
	h.clock.set("2021-06-29 10:00")
	h.do("company", c.No, cases.Answer, in("text", "已附上"))
	h.do("officer", c.No, cases.Extend, in("until", "2021-07-08", "text", "连日降雨"))
	h.do("centre", c.No, cases.Grant, in("text", "材料由外地寄来"))
	h.do("helper", c.No, cases.CoSign, nil)
	h.do("leader", c.No, cases.Instruct, in("text", "请抓紧"))
	h.do("company", c.No, cases.Urge, in("text", "请尽快"))

	d := h.file("flood", "门口水浸")
	h.do("officer", d.No, cases.Decline, in("text", "不属本局职责", "suggest", "jtj"))
	h.do("centre", d.No, cases.Uphold, in("text", "由你局首办"))
	h.do("officer", d.No, cases.Sign, nil)
	h.do("officer", d.No, cases.Submit, in("result", "solved", "text", "已疏通"))
	h.do("chief", d.No, cases.Approve, in("text", "同意"))
	h.do("company", d.No, cases.Rate, in("score", "2", "solved", "no", "text", "又积水了"))
	h.do("centre", d.No, cases.CallBack, in("outcome", "reached", "solved", "no", "score", "2"))
	h.do("centre", d.No, cases.Redo, in("text", "请彻底解决"))
	h.do("officer", d.No, cases.Sign, nil)
	h.do("chief", d.No, cases.Reply, in("result", "planned", "text", "列入排水改造"))
	h.do("company", d.No, cases.Rate, in("score", "4", "solved", "yes"))

	h.clock.set("2021-07-05 10:00")
	if _, err := h.desk.Tick(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	return c.No, d.No
}
