package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/notify"
	"jiangqitong/web"
)

// withPeople gives the notifier the house's people, and channels out of it.
func withPeople(n **notify.Notifier, channels ...notify.Channel) func(*web.Options) {
	return func(o *web.Options) {
		recipients := func(people []accounts.Person, err error) (list []notify.Recipient, _ error) {
			for _, p := range people {
				list = append(list, notify.Recipient{Actor: p.Actor(), Lang: p.Lang})
			}
			return list, err
		}
		o.Notify = notify.New(o.DB, o.Desk, notify.Directory{
			Involved: func(ctx context.Context, about []*cases.Case, set cases.Party) ([]notify.Recipient, error) {
				return recipients(o.Accounts.Involved(ctx, about, set))
			},
			Person: func(ctx context.Context, id int64) (notify.Recipient, bool, error) {
				p, err := o.Accounts.Person(ctx, id)
				return notify.Recipient{Actor: p.Actor(), Lang: p.Lang}, p.Active, err
			},
			ByRole: func(ctx context.Context, role cases.Role) ([]notify.Recipient, error) {
				return recipients(o.Accounts.ByRole(ctx, role))
			},
		}, o.Now, notify.Settings{}, channels...)
		*n = o.Notify
	}
}

// tell fills the inboxes.
func tell(t *testing.T, n *notify.Notifier) {
	t.Helper()
	must(n.Pump(t.Context()))(t)
}

var messageLink = regexp.MustCompile(`href="(/inbox/\d+\?to=[^"]+)"`)

func TestAMessageLeadsToItsCaseAndIsReadThen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var n *notify.Notifier
		h := newHouse(t, d, withPeople(&n))
		c := h.file("road", "厂门口道路塌陷")
		tell(t, n)
		officer := h.signedIn("officer")
		box := officer.get("/inbox").wants(http.StatusOK).shows("未读 1 条", "厂门口道路塌陷", "消息，1 条未读")
		link := messageLink.FindStringSubmatch(box.body)
		if link == nil {
			t.Fatal("no message can be opened")
		}
		to := officer.get(strings.ReplaceAll(link[1], "&amp;", "&")).wants(http.StatusSeeOther).location()
		if to != "/cases/"+c.No {
			t.Errorf("the message leads to %s", to)
		}
		officer.get("/inbox").wants(http.StatusOK).shows("已读").hides("未读 1 条", "1 条未读")
	})
}

// TestALeaderInstructsFromANumberOfTheReport goes from a number to a case of its list, writes an instruction (批示) there,
// and the bureau finds it in its inbox and on its worklist.
func TestALeaderInstructsFromANumberOfTheReport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var n *notify.Notifier
		h := newHouse(t, d, withPeople(&n))
		c := h.file("road", "厂门口道路塌陷")
		h.clock.set("2021-06-28 10:00")
		leader, officer := h.signedIn("leader"), h.signedIn("officer")
		list := "/month/2021-06/cases?measure=received"
		if report := leader.get("/month/2021-06").wants(http.StatusOK); !strings.Contains(report.body, "measure=received") {
			t.Fatal("the report leads to no list")
		}
		if shown := leader.get(list).wants(http.StatusOK); !strings.Contains(shown.body, `href="/cases/`+c.No+`"`) {
			t.Fatal("the list does not lead to the case")
		}
		sent := false
		for _, f := range leader.get("/cases/" + c.No).wants(http.StatusOK).forms() {
			if strings.HasSuffix(f.action, "/instruct") {
				f.sends.Set("text", "请本周内现场解决。")
				leader.post(f.action, f.sends).wants(http.StatusSeeOther)
				sent = true
			}
		}
		if !sent {
			t.Fatal("the case offers the leader no instruction")
		}
		tell(t, n)
		officer.get("/inbox").wants(http.StatusOK).shows("批示", "厂门口道路塌陷")
		officer.get("/cases/"+c.No).wants(http.StatusOK).shows("请本周内现场解决。", "批示待回复")
	})
}

func TestAllThatWasSeenIsMarkedReadAndNothingNewer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var n *notify.Notifier
		h := newHouse(t, d, withPeople(&n))
		h.file("road", "第一件")
		h.file("road", "第二件")
		tell(t, n)
		officer := h.signedIn("officer")
		newest := officer.get("/inbox").shows("未读 2 条").hidden("newest")
		h.file("road", "第三件，刚刚才来")
		tell(t, n)
		officer.post("/inbox/read", url.Values{"newest": {newest}}).wants(http.StatusSeeOther)
		officer.get("/inbox").shows("消息已全部标为已读", "未读 1 条")
	})
}

func TestTheInboxIsPaged(t *testing.T) {
	var n *notify.Notifier
	h := newHouse(t, dbtest.SQLite(t), withPeople(&n))
	for range 35 {
		h.file("road", "道路塌陷")
	}
	tell(t, n)
	officer := h.signedIn("officer")
	first := officer.get("/inbox").shows("未读 30 条", "下一页")
	second := officer.get(first.way("next")).wants(http.StatusOK).shows("未读 5 条").hides("下一页")
	officer.get(second.way("prev")).wants(http.StatusOK).shows("未读 30 条").hides("上一页")
	officer.get("/inbox?cursor=!").wants(http.StatusUnprocessableEntity)
}

func TestMessagesOfOthersAndForeignAddressesAreLeftAlone(t *testing.T) {
	var n *notify.Notifier
	h := newHouse(t, dbtest.SQLite(t), withPeople(&n))
	h.file("road", "厂门口道路塌陷")
	tell(t, n)
	link := messageLink.FindStringSubmatch(h.signedIn("officer").get("/inbox").body)[1]
	other := h.signedIn("helper")
	other.get(strings.ReplaceAll(link, "&amp;", "&")).wants(http.StatusSeeOther)
	h.signedIn("officer").get("/inbox").shows("未读 1 条")
	for _, to := range []string{"https://evil.example", "//evil.example", ""} {
		if got := other.get("/inbox/1?to=" + url.QueryEscape(to)).wants(http.StatusSeeOther).location(); got != "/inbox" {
			t.Errorf("a message to %q leads to %q", to, got)
		}
	}
	other.get("/inbox/nothing").wants(http.StatusNotFound)
}

const notice2027 = `# id: 国办发明电〔2026〕9号
# title: 国务院办公厅关于2027年部分节假日安排的通知
# year: 2027
date,kind,name
2027-01-01..2027-01-03,off,元旦
2027-02-05..2027-02-11,off,春节
2027-02-20,work,春节
`

// Forty cases that a notice moved are one line of the inbox, which opens into the list of them.
func TestOneOccasionIsOneLineThatOpensIntoItsList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var n *notify.Notifier
		h := newHouse(t, d, withPeople(&n))
		h.clock.set("2027-01-29 09:00")
		for range 40 {
			h.file("road", "道路塌陷")
		}
		tell(t, n)
		officer := h.signedIn("officer")
		officer.post("/inbox/read", url.Values{"newest": {"99999"}}).wants(http.StatusSeeOther)
		must(h.desk.LoadNotice(t.Context(), h.people["admin"].Actor(), notice2027))(t)
		must(h.desk.Resettle(t.Context()))(t)
		tell(t, n)
		box := officer.get("/inbox").wants(http.StatusOK).shows("未读 1 条", "工作日历更新：40 件诉求的时限已重新计算", "消息，1 条未读")
		to := officer.get(strings.ReplaceAll(messageLink.FindStringSubmatch(box.body)[1], "&amp;", "&")).wants(http.StatusSeeOther).location()
		if !strings.HasPrefix(to, "/inbox/bundles/") {
			t.Fatalf("the line leads to %s", to)
		}
		officer.get(to).wants(http.StatusOK).shows("道路塌陷", " → ", "下一页").hides("1 条未读")
		h.signedIn("admin").get(to).wants(http.StatusNotFound)
		officer.get("/inbox/bundles/x").wants(http.StatusNotFound)
	})
}
