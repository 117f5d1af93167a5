package notify_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/notify"
)

// group is a channel to groups.
type group struct{ postbox }

func (g *group) Name() string                    { return "wecom" }
func (g *group) Address(notify.Recipient) string { return "" }

func (w *town) endpoint(n *notify.Notifier, name, bureau string) notify.Endpoint {
	w.t.Helper()
	e, err := n.SaveEndpoint(w.t.Context(), admin.Actor, notify.Endpoint{Channel: "wecom", Name: name, Bureau: bureau,
		URL: "https://example.cn/" + name, Active: true})
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

func TestGroupsHearOfTheirBureausRequestsOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		g := &group{postbox{once: true}}
		w.notify = w.instance(g)
		for name, bureau := range map[string]string{"lead": "zjj", "co": "jtj", "other": "swj", "all": ""} {
			w.endpoint(w.notify, name, bureau)
		}
		w.file()
		w.pump()
		w.later(time.Minute)
		w.send()
		same(t, "posted to", g.to(), []string{"https://example.cn/all", "https://example.cn/co", "https://example.cn/lead"})
		var sent []int64
		for _, l := range w.lines("sent") {
			sent = append(sent, l.ID)
		}
		before := g.parcels()
		if n, err := w.notify.Replay(t.Context(), sent...); err != nil || n != 4 { // two in one envelope
			t.Errorf("replayed %d, %v", n, err)
		}
		w.send()
		for i, p := range g.parcels()[3:] {
			if !slices.ContainsFunc(before, func(b notify.Parcel) bool { return b.To == p.To && b.Text == p.Text }) {
				t.Errorf("replay %d is another message: %s", i, p.ID)
			}
		}
		for _, p := range g.parcels() {
			if p.To == "https://example.cn/co" && !strings.Contains(p.Text, "请贵单位协办") || p.To == "https://example.cn/lead" && !strings.Contains(p.Text, "主办，请签收") {
				t.Errorf("%s reads\n%s", p.To, p.Text)
			}
		}
		g.empty()
		w.file("confidential", "yes")
		w.do(officer, cases.Sign)
		c := w.file()
		w.pump()
		w.no = c.No
		w.do(company, cases.Withdraw, "text", "已解决")
		w.later(time.Minute)
		w.pump()
		w.later(time.Minute)
		w.send()
		for _, p := range g.parcels() {
			for _, e := range p.Events {
				if e.Case != c.No {
					t.Errorf("a group is told of a confidential request: %s", p.Text)
				}
			}
		}
		if n := len(g.parcels()); n != 3 {
			t.Errorf("%d posts", n)
		}
	})
}

func TestAnEndpointThatIsSwitchedOffGetsNothingMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		g := &group{}
		w.notify = w.instance(g)
		e := w.endpoint(w.notify, "lead", "zjj")
		w.file()
		w.pump()
		e.Active = false
		if _, err := w.notify.SaveEndpoint(t.Context(), admin.Actor, e); err != nil {
			t.Fatal(err)
		}
		w.later(time.Minute)
		w.send()
		if dropped := w.lines("dropped"); len(g.parcels()) != 0 || len(dropped) != 1 || !strings.Contains(dropped[0].Reason, "停用") {
			t.Errorf("%d posts, %+v", len(g.parcels()), dropped)
		}
	})
}

func TestEndpointsAreCheckedAndKeepTheirSecrets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		g := &group{}
		w.notify = w.instance(w.box, g)
		ctx := t.Context()
		good := notify.Endpoint{Channel: "wecom", Name: "工作群", Bureau: "zjj", URL: "https://example.cn/a", Active: true, Secret: "one"}
		if _, err := w.notify.SaveEndpoint(ctx, officer.Actor, good); cases.ProblemsOf(err)[0].Kind != cases.Forbidden {
			t.Errorf("an officer may set up channels: %v", err)
		}
		bad := notify.Endpoint{Channel: "mail", Name: "", Bureau: "nowhere", URL: "ftp://example.cn", Secret: "a\x00"}
		if _, err := w.notify.SaveEndpoint(ctx, admin.Actor, bad); len(cases.ProblemsOf(err)) != 5 {
			t.Errorf("%v", cases.ProblemsOf(err))
		}
		for _, url := range []string{"", "example.cn", "https://", "http://user:pass@example.cn/", "javascript:alert(1)", "https://" + strings.Repeat("a", 1000)} {
			e := good
			e.URL = url
			if _, err := w.notify.SaveEndpoint(ctx, admin.Actor, e); len(cases.ProblemsOf(err)) != 1 {
				t.Errorf("%q: %v", url, err)
			}
		}
		e, err := w.notify.SaveEndpoint(ctx, admin.Actor, good)
		if err != nil || e.ID == 0 {
			t.Fatal(err)
		}
		for _, step := range []struct{ give, secret, old string }{{"", "one", ""}, {"two", "two", "one"}, {"", "two", "one"}, {"two", "two", "one"}, {"three", "three", "two"}} {
			e.Secret = step.give
			if e, err = w.notify.SaveEndpoint(ctx, admin.Actor, e); err != nil || e.Secret != step.secret || e.OldSecret != step.old {
				t.Errorf("given %q: %q and %q, %v", step.give, e.Secret, e.OldSecret, err)
			}
		}
		if err := w.notify.EndRotation(ctx, officer.Actor, e.ID); cases.ProblemsOf(err) == nil {
			t.Errorf("an officer may end a rotation: %v", err)
		}
		if err := w.notify.EndRotation(ctx, admin.Actor, e.ID); err != nil {
			t.Error(err)
		}
		e.OldSecret = ""
		list, err := w.notify.Endpoints(ctx)
		if err != nil || len(list) != 1 || list[0] != e {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestTheTestButtonSaysWhatCameOfIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 22:00") // at any hour
		g := &group{}
		w.notify = w.instance(w.box, g)
		ctx := t.Context()
		e := w.endpoint(w.notify, "lead", "zjj")
		if err := w.notify.Test(ctx, e.ID); err != nil || len(g.parcels()) != 1 {
			t.Errorf("%v, %d posts", err, len(g.parcels()))
		}
		if err := w.notify.TestPerson(ctx, "mail", foreigner); cases.ProblemsOf(err) == nil {
			t.Errorf("nobody to send to: %v", err)
		}
		if err := w.notify.TestPerson(ctx, "mail", officer); err != nil {
			t.Error(err)
		}
		want := &notify.Failure{Words: cases.Words{Zh: "连接失败", En: "No connection"}}
		w.box.fail(func(notify.Parcel) error { return want }, nil)
		if err := w.notify.TestPerson(ctx, "mail", officer); !errors.Is(err, want) {
			t.Errorf("%v", err)
		}
		if err := w.notify.Test(ctx, 999); cases.ProblemsOf(err) == nil {
			t.Errorf("an endpoint that is not there: %v", err)
		}
	})
}

// program is a channel to programs, which know a repeated message by its ID.
type program struct{ group }

func (p *program) Name() string { return "webhook" }
func (p *program) Manner() notify.Manner {
	return notify.Manner{Label: cases.Words{Zh: "Webhook", En: "Webhook"}, Repeatable: true, Single: true}
}

func TestProgramsGetEachEventByItselfUnderOneIdentity(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		p := &program{}
		w.notify = w.instance(p)
		e, err := w.notify.SaveEndpoint(t.Context(), admin.Actor, notify.Endpoint{Channel: "webhook", Name: "数据平台", URL: "https://example.cn/hook", Active: true})
		if err != nil || !strings.HasPrefix(e.Secret, "whsec_") {
			t.Fatalf("%+v, %v", e, err)
		}
		w.file()
		w.pump()
		refused := map[string]bool{}
		p.fail(nil, func(parcel notify.Parcel) error {
			if !refused[parcel.ID] {
				refused[parcel.ID] = true
				return errors.New("busy")
			}
			return nil
		})
		for range 5 {
			w.later(2 * time.Minute)
			w.send()
		}
		var sent []int64
		for _, l := range w.lines("sent") {
			sent = append(sent, l.ID)
		}
		if _, err := w.notify.Replay(t.Context(), sent...); err != nil {
			t.Fatal(err)
		}
		w.send()
		times := map[string]int{}
		for _, parcel := range p.parcels() {
			times[parcel.ID]++
			if len(parcel.Events) != 1 || parcel.Events[0].ID != parcel.ID {
				t.Errorf("%s carries %+v", parcel.ID, parcel.Events)
			}
		}
		if len(times) != 2 { // filed and routed
			t.Errorf("%v", times)
		}
		for id, n := range times {
			if n != 3 { // refused, taken, replayed
				t.Errorf("%s came %d times", id, n)
			}
		}
	})
}

// A program that says it is gone is not bothered again: it is switched off, what waits for it is dropped, and administrators
// read so. Switched on again, it can be sent what it did not get.
func TestAProgramThatIsGoneIsSwitchedOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		p := &program{}
		w.notify = w.instance(p)
		ctx := t.Context()
		e, err := w.notify.SaveEndpoint(ctx, admin.Actor, notify.Endpoint{Channel: "webhook", Name: "数据平台", URL: "https://example.cn/hook", Active: true})
		if err != nil {
			t.Fatal(err)
		}
		p.fail(nil, func(notify.Parcel) error {
			return &notify.Failure{Final: true, Gone: true, Words: cases.Words{Zh: "不再接收。", En: "No more."}}
		})
		w.file()
		w.pump()
		w.later(time.Minute)
		w.send()
		if states := w.states(); states["failed"] == 0 || states["failed"]+states["dropped"] != 2 {
			t.Errorf("%v", states)
		}
		if list, err := w.notify.Endpoints(ctx); err != nil || list[0].Active {
			t.Errorf("still switched on: %v", err)
		}
		if got := w.inbox(admin); !slices.Contains(got, "已停用接收系统“数据平台”") || len(got) != 2 {
			t.Errorf("administrators read %q", got)
		}
		tried := len(p.parcels())
		w.file()
		w.pump()
		w.later(time.Hour)
		w.send()
		if n := len(p.parcels()); n != tried {
			t.Errorf("%d more attempts", n-tried)
		}
		p.fail(nil, nil)
		e.Active = true
		if _, err := w.notify.SaveEndpoint(ctx, admin.Actor, e); err != nil {
			t.Fatal(err)
		}
		if n, err := w.notify.RetryAll(ctx); err != nil || int(n) != tried {
			t.Errorf("retried %d, %v", n, err)
		}
		w.send()
		if states := w.states(); states["sent"] != tried {
			t.Errorf("%v", states)
		}
	})
}
