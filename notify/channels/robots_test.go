package channels_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"jiangqitong/notify"
	"jiangqitong/notify/channels"
)

var noon = time.UnixMilli(1_633_665_600_123)

// other is the other side of an HTTP channel: it keeps what it is sent and answers what the test wants.
type other struct {
	*httptest.Server
	mu     sync.Mutex
	got    []*http.Request
	bodies []string
	answer func(w http.ResponseWriter, r *http.Request)
}

func startOther(t *testing.T, answer func(http.ResponseWriter, *http.Request)) *other {
	t.Helper()
	o := &other{answer: answer}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		o.mu.Lock()
		o.got, o.bodies = append(o.got, r), append(o.bodies, string(body))
		o.mu.Unlock()
		o.answer(w, r)
	}))
	t.Cleanup(o.Close)
	return o
}

func says(status int, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// near has time to spare: no test that waits for an answer may fail where the machine is slow.
func near() channels.HTTPSettings {
	return channels.HTTPSettings{Timeout: 5 * time.Minute, AllowPrivate: true, Now: func() time.Time { return noon }}
}

func toGroup(o *other, secret string) notify.Parcel {
	url := o.URL + "/send?key=K"
	return notify.Parcel{ID: "jqt-9", To: url, Name: "住建局工作群", Lang: "zh", At: noon, Subject: "【江企通】交办：“厂门口道路损坏”",
		Text: "请签收。\nhttps://jqt.example.cn/cases/JQ211008-000001\n", Endpoint: notify.Endpoint{ID: 3, URL: url, Secret: secret},
		Events: []notify.Payload{{ID: "notice-5", At: noon, Topic: notify.News, Action: "route", Case: "JQ211008-000001", Title: "交办", Text: "请签收。"}}}
}

func sum(key, text string) string {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

func fine() error { return nil }

func TestRobotsSpeakTheirMessengersLanguage(t *testing.T) {
	const text = "【江企通】交办：“厂门口道路损坏”\n\n请签收。\nhttps://jqt.example.cn/cases/JQ211008-000001\n"
	plain := map[string]any{"msgtype": "text", "text": map[string]any{"content": text}}
	for _, test := range []struct {
		name   string
		make   func(channels.HTTPSettings) notify.Channel
		secret string
		answer string
		body   map[string]any
		query  map[string]string
	}{
		{"wecom", channels.NewWeCom, "", `{"errcode":0,"errmsg":"ok"}`, plain, map[string]string{"key": "K", "sign": ""}},
		{"dingtalk", channels.NewDingTalk, "SEC1", `{"errcode":0,"errmsg":"ok"}`, plain,
			map[string]string{"key": "K", "timestamp": "1633665600123", "sign": sum("SEC1", "1633665600123\nSEC1")}},
		{"dingtalk", channels.NewDingTalk, "", `{"errcode":0}`, plain, map[string]string{"timestamp": "", "sign": ""}},
		{"feishu", channels.NewFeishu, "SEC2", `{"code":0,"msg":"success","data":{}}`, map[string]any{"msg_type": "text",
			"content": map[string]any{"text": text}, "timestamp": "1633665600", "sign": sum("1633665600\nSEC2", "")}, nil},
		{"feishu", channels.NewFeishu, "", `{"StatusCode":0,"StatusMessage":"success"}`, map[string]any{"msg_type": "text",
			"content": map[string]any{"text": text}}, nil},
	} {
		o := startOther(t, says(200, test.answer))
		n := 0
		if err := test.make(near()).Send(t.Context(), toGroup(o, test.secret), handed(&n)); err != nil || n != 1 {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		want, _ := json.Marshal(test.body)
		var got any
		if err := json.Unmarshal([]byte(o.bodies[0]), &got); err != nil {
			t.Fatal(err)
		}
		if again, _ := json.Marshal(got); string(again) != string(want) {
			t.Errorf("%s: %s, want %s", test.name, again, want)
		}
		for name, want := range test.query {
			if got := o.got[0].URL.Query().Get(name); got != want {
				t.Errorf("%s: %s=%q, want %q", test.name, name, got, want)
			}
		}
	}
}

func TestWhatARobotAnswersInside200(t *testing.T) {
	for _, test := range []struct {
		name   string
		make   func(channels.HTTPSettings) notify.Channel
		status int
		answer string
		busy   bool
		final  bool
		wait   time.Duration
	}{
		{"too many messages", channels.NewWeCom, 200, `{"errcode":45009,"errmsg":"api freq out of limit"}`, true, false, time.Minute},
		{"no such robot", channels.NewWeCom, 200, `{"errcode":93000,"errmsg":"invalid webhook url"}`, false, true, 0},
		{"too fast", channels.NewDingTalk, 200, `{"errcode":130101,"errmsg":"send too fast"}`, true, false, 10 * time.Minute},
		{"wrong signature", channels.NewDingTalk, 200, `{"errcode":310000,"errmsg":"sign not match"}`, false, true, 0},
		{"wrong signature", channels.NewFeishu, 200, `{"code":19021,"msg":"sign match fail"}`, false, true, 0},
		{"too many at once", channels.NewWeCom, 200, `{"errcode":45033,"errmsg":"api concurrent out of limit"}`, true, false, time.Minute},
		{"too long", channels.NewWeCom, 200, `{"errcode":40058,"errmsg":"invalid Request Parameter"}`, false, true, 0},
		{"no such robot", channels.NewDingTalk, 200, `{"errcode":400106,"errmsg":"robot does not exist"}`, false, true, 0},
		{"too many, in the body of a 400", channels.NewFeishu, 400, `{"code":99991400,"msg":"request trigger frequency limit"}`, true, false, time.Minute},
		{"a 400 with a code that is nothing", channels.NewFeishu, 400, `{"code":0}`, false, true, 0},
		{"unheard of", channels.NewFeishu, 200, `{"code":1,"msg":"?"}`, false, false, 0},
		{"a page of a gateway", channels.NewWeCom, 200, `<html>login</html>`, false, false, 0},
		{"an error of the server", channels.NewFeishu, 502, `bad gateway`, false, false, time.Minute},
		{"not found", channels.NewDingTalk, 404, ``, false, true, 0},
		{"too many, by status", channels.NewFeishu, 429, ``, true, false, time.Minute},
	} {
		o := startOther(t, says(test.status, test.answer))
		f := refusal(t, test.make(near()).Send(t.Context(), toGroup(o, ""), fine))
		if f.Busy != test.busy || f.Final != test.final || f.Wait != test.wait || f.Unknown || f.Down || strings.Contains(f.Zh+f.En, "key=K") {
			t.Errorf("%s: %+v", test.name, f)
		}
	}
}

func TestTwentyAMinuteAndNoMore(t *testing.T) {
	o := startOther(t, says(200, `{"errcode":0}`))
	now := noon
	set := near()
	set.Now = func() time.Time { return now }
	robot := channels.NewWeCom(set)
	for range 20 {
		if err := robot.Send(t.Context(), toGroup(o, ""), fine); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Second)
	}
	n := 0
	f := refusal(t, robot.Send(t.Context(), toGroup(o, ""), handed(&n)))
	if !f.Busy || f.Wait != 40*time.Second || n != 0 || len(o.got) != 20 {
		t.Errorf("%+v after %d posts", f, len(o.got))
	}
	now = now.Add(f.Wait)
	if err := robot.Send(t.Context(), toGroup(o, ""), fine); err != nil {
		t.Error(err)
	}
}

func TestLongTextsAreCutBetweenCharacters(t *testing.T) {
	o := startOther(t, says(200, `{"errcode":0}`))
	p := toGroup(o, "")
	p.Text = strings.Repeat("道路", 5000)
	if err := channels.NewWeCom(near()).Send(t.Context(), p, fine); err != nil {
		t.Fatal(err)
	}
	var body struct{ Text struct{ Content string } }
	if err := json.Unmarshal([]byte(o.bodies[0]), &body); err != nil {
		t.Fatal(err)
	}
	if got := body.Text.Content; len(got) > 2048 || len(got) < 2040 || !strings.HasSuffix(got, "…") || strings.Contains(got, "\uFFFD") {
		t.Errorf("%d bytes: …%s", len(got), got[len(got)-20:])
	}
}

// A title calls nobody to the message: Feishu reads tags in its text. Signs that JSON may write in six bytes are written in
// one, as the messengers limit the bytes of the whole body.
func TestATextCallsNobodyAndIsNoLongerThanItHasToBe(t *testing.T) {
	o := startOther(t, says(200, `{"code":0}`))
	p := toGroup(o, "")
	p.Text = `<at user_id="all">所有人</at> ` + strings.Repeat("<&>", 5000)
	if err := channels.NewFeishu(near()).Send(t.Context(), p, fine); err != nil {
		t.Fatal(err)
	}
	if got := o.bodies[0]; strings.Contains(got, "<at") || !strings.Contains(got, "＜at user_id=") || len(got) > 20000 {
		t.Errorf("%d bytes: %.200s", len(got), got)
	}
}

func TestTheOtherSideHangsOrHangsUp(t *testing.T) {
	ctx, timeIsUp := context.WithCancel(t.Context())
	refused := startOther(t, says(200, ""))
	refused.Close()
	for _, test := range []struct {
		name    string
		o       *other
		unknown bool
	}{
		{"is not there", refused, false},
		{"hangs up", startOther(t, func(w http.ResponseWriter, _ *http.Request) {
			conn, _, _ := w.(http.Hijacker).Hijack()
			conn.Close()
		}), true},
		{"hangs up in the middle of its answer", startOther(t, func(w http.ResponseWriter, _ *http.Request) {
			conn, _, _ := w.(http.Hijacker).Hijack()
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"code\"")
			conn.Close()
		}), true},
		{"hangs with the message in hand", startOther(t, func(_ http.ResponseWriter, r *http.Request) {
			timeIsUp()
			<-r.Context().Done()
		}), true},
	} {
		f := refusal(t, channels.NewFeishu(near()).Send(ctx, toGroup(test.o, ""), fine))
		if f.Unknown != test.unknown || f.Final || !f.Down || strings.Contains(f.Zh+f.En, "key=K") {
			t.Errorf("%s: %+v", test.name, f)
		}
	}
}

// Nobody waits for longer than the time that is set, wherever the other side hangs.
func TestNobodyIsWaitedForForever(t *testing.T) {
	set := near()
	set.Timeout = 50 * time.Millisecond
	o := startOther(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	if f := refusal(t, channels.NewFeishu(set).Send(t.Context(), toGroup(o, ""), fine)); !f.Down || f.Final {
		t.Errorf("%+v", f)
	}
}

func TestPrivateAddressesAreRefusedUnlessAllowed(t *testing.T) {
	set := near()
	set.AllowPrivate = false
	o := startOther(t, says(200, `{"errcode":0}`))
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.1.2.3", "172.16.0.1", "192.168.1.1",
		"169.254.169.254", "100.64.0.1", "[::ffff:100.64.0.1]", "0.0.0.0", "[fe80::1]", "[fd00::1]", "224.0.0.1"} {
		_, port, _ := net.SplitHostPort(o.Listener.Addr().String())
		p := toGroup(o, "")
		p.To = "http://" + host + ":" + port + "/send"
		if f := refusal(t, channels.NewWeCom(set).Send(t.Context(), p, fine)); !f.Final || !strings.Contains(f.Zh, "内部网络") {
			t.Errorf("%s: %+v", host, f)
		}
	}
	if len(o.got) != 0 {
		t.Errorf("%d requests went through", len(o.got))
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	target := startOther(t, says(200, `{"errcode":0}`))
	o := startOther(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, target.URL, http.StatusTemporaryRedirect)
	})
	if f := refusal(t, channels.NewWeCom(near()).Send(t.Context(), toGroup(o, ""), fine)); !f.Final || len(target.got) != 0 {
		t.Errorf("%+v, %d requests at the target", f, len(target.got))
	}
}

func TestACancelledContextStopsAPost(t *testing.T) {
	o := startOther(t, says(200, `{"errcode":0}`))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := channels.NewWeCom(near()).Send(ctx, toGroup(o, ""), ctx.Err); err == nil || len(o.got) != 0 {
		t.Errorf("%v after %d posts", err, len(o.got))
	}
}
