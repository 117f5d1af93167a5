package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/notify"
)

// pigeon is a channel that never arrives.
type pigeon struct{}

func (pigeon) Name() string { return "pigeon" }
func (pigeon) Manner() notify.Manner {
	return notify.Manner{Label: cases.Words{Zh: "信鸽", En: "Pigeon"}, Repeatable: true}
}
func (pigeon) Address(r notify.Recipient) string { return r.Name + "的窗台" }
func (pigeon) Send(_ context.Context, _ notify.Parcel, handing func() error) error {
	if err := handing(); err != nil {
		return err
	}
	return &notify.Failure{Words: cases.Words{Zh: "信鸽没有飞到，请换一种方式。", En: "The pigeon did not arrive; choose another way."}, Final: true}
}

// TestWhatFailedIsListedSentAgainAndSetAside is the administrator's work when mail does not get through.
func TestWhatFailedIsListedSentAgainAndSetAside(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var n *notify.Notifier
		h := newHouse(t, d, withPeople(&n, pigeon{}))
		c := h.file("road", "厂门口道路塌陷")
		tell(t, n)
		h.clock.set("2021-06-28 09:05") // messages to one person gather for half a minute
		must(n.Send(t.Context()))(t)
		admin := h.signedIn("admin")
		page := admin.get("/admin/deliveries").wants(http.StatusOK).shows("信鸽没有飞到", "的窗台", c.No, "全部重发")
		admin.get("/admin").shows("发送失败")
		one := regexp.MustCompile(`/admin/deliveries/(\d+)/mute`).FindStringSubmatch(page.body)
		if one == nil {
			t.Fatal("no delivery can be set aside")
		}
		admin.post("/admin/deliveries/"+one[1]+"/mute", nil).wants(http.StatusSeeOther)
		admin.get("/admin/deliveries?state=muted").wants(http.StatusOK).shows("信鸽没有飞到", "重发")
		admin.post("/admin/deliveries/"+one[1]+"/mute", nil).wants(http.StatusSeeOther)
		admin.get("/admin/deliveries").shows("已由他人处理")
		admin.post("/admin/deliveries/"+one[1]+"/retry", nil).wants(http.StatusSeeOther)
		admin.post("/admin/deliveries/retry", nil).wants(http.StatusSeeOther)
		admin.get("/admin/deliveries?state=waiting").wants(http.StatusOK).shows("已重新排队", c.No)
		admin.get("/admin/deliveries").shows("没有这一状态的消息")
		admin.get("/admin/deliveries?state=lost").wants(http.StatusNotFound)
		admin.post("/admin/deliveries/x/retry", nil).wants(http.StatusNotFound)
	})
}

func TestMessagesOutsideAreEverybodysChoice(t *testing.T) {
	var n *notify.Notifier
	h := newHouse(t, dbtest.SQLite(t), withPeople(&n, pigeon{}, owl{}))
	officer := h.signedIn("officer")
	officer.get("/inbox/settings").wants(http.StatusOK).shows("信鸽", "时限提醒").hides("猫头鹰") // which flies to groups
	officer.post("/inbox/settings", map[string][]string{"pigeon.reminder": {"1"}}).wants(http.StatusSeeOther)
	for _, c := range must(n.Choices(t.Context(), h.people["officer"].ID))(t) {
		if want := c.Topic == notify.Reminder; c.Wanted != want {
			t.Errorf("%s is wanted: %t", c.Topic, c.Wanted)
		}
	}
}

// owl is a channel to groups that always arrives.
type owl struct{}

func (owl) Name() string { return "owl" }
func (owl) Manner() notify.Manner {
	return notify.Manner{Label: cases.Words{Zh: "猫头鹰", En: "Owl"}}
}
func (owl) Address(notify.Recipient) string                                     { return "" }
func (owl) Send(_ context.Context, _ notify.Parcel, handing func() error) error { return handing() }

func TestGroupsAndProgramsAreKeptAndTried(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var n *notify.Notifier
		h := newHouse(t, d, withPeople(&n, pigeon{}, owl{}))
		admin := h.signedIn("admin")
		admin.get("/admin/channels").wants(http.StatusOK).shows("猫头鹰", "信鸽", "还没有接收群或系统")
		form := url.Values{"name": {"住建局工作群"}, "channel": {"owl"}, "bureau": {"zjj"}, "url": {"https://owl.example.cn/hook?key=hidden"}, "secret": {"one"}, "active": {"1"}}
		to := admin.post("/admin/channels/new", form).wants(http.StatusSeeOther).location()
		if again := admin.post("/admin/channels/new", form).wants(http.StatusSeeOther).location(); again != to {
			t.Errorf("the form sent twice leads to %s and %s", to, again)
		}
		admin.get("/admin/channels").shows("住建局工作群", "owl.example.cn").hides("key=hidden")
		admin.post(to+"/test", nil).wants(http.StatusOK).shows("测试消息已送达")
		admin.post("/admin/channels/test", url.Values{"channel": {"pigeon"}}).wants(http.StatusOK).shows("测试消息没有送达", "信鸽没有飞到")
		form.Set("secret", "two")
		admin.post(to, form).wants(http.StatusSeeOther)
		admin.get(to).wants(http.StatusOK).shows("正在更换密钥")
		admin.post(to+"/rotated", nil).wants(http.StatusSeeOther)
		admin.get(to).hides("正在更换密钥")
		h.file("road", "厂门口道路塌陷")
		tell(t, n)
		h.clock.set("2021-06-28 09:05")
		must(n.Send(t.Context()))(t)
		sent := admin.get("/admin/deliveries?state=sent").wants(http.StatusOK).shows("住建局工作群", "owl.example.cn", "重新推送").hides("key=hidden", "塌陷")
		again := regexp.MustCompile(`/admin/deliveries/(\d+)/replay`).FindString(sent.body)
		admin.post(again, nil).wants(http.StatusSeeOther)
		admin.get("/admin/deliveries?state=waiting").shows("已重新排队", "住建局工作群")
		admin.post(again, nil).wants(http.StatusSeeOther)
		admin.get("/admin/deliveries").shows("已由他人处理")
		for field, value := range map[string]string{"name": "", "channel": "pigeon", "url": "ftp://x", "bureau": "none"} {
			wrong := url.Values{"name": {"另一个群"}, "channel": {"owl"}, "url": {"https://owl.example.cn"}}
			wrong.Set(field, value)
			admin.post("/admin/channels/new", wrong).wants(http.StatusUnprocessableEntity)
		}
		admin.get("/admin/channels/999").wants(http.StatusNotFound)
	})
}
