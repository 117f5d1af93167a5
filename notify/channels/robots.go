package channels

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"jiangqitong/cases"
	"jiangqitong/notify"
)

// robot is a group robot of an office messenger: text posted to an address that is its key, an answer whose code
// tells, inside HTTP 200, whether it was taken.
type robot struct {
	name  string
	label cases.Words
	most  int // bytes of text
	body  func(text string, e notify.Endpoint, now time.Time) any
	sign  func(address string, e notify.Endpoint, now time.Time) string
	busy  map[int]time.Duration // codes that ask for a pause
	final []int                 // codes that no repetition mends

	post  poster
	limit *limiter
	now   func() time.Time
}

// perMinute is how many messages a minute the messengers let one robot send.
const perMinute = 20

// NewWeCom sends to group robots of WeCom (企业微信): the key stands in the address, nothing is signed.
func NewWeCom(set HTTPSettings) notify.Channel {
	return newRobot(set, robot{name: "wecom", label: cases.Words{Zh: "企业微信群机器人", En: "WeCom group robot"}, most: 2048,
		body: func(text string, _ notify.Endpoint, _ time.Time) any {
			return map[string]any{"msgtype": "text", "text": map[string]string{"content": text}}
		},
		busy:  map[int]time.Duration{45009: time.Minute, 45033: time.Minute, -1: time.Minute},
		final: []int{93000, 93004, 93008, 40008, 40058, 44004}})
}

// NewDingTalk sends to group robots of DingTalk (钉钉). A robot with a secret signs milliseconds and secret, in the
// address; who sends too much there is shut out for ten minutes.
func NewDingTalk(set HTTPSettings) notify.Channel {
	return newRobot(set, robot{name: "dingtalk", label: cases.Words{Zh: "钉钉群机器人", En: "DingTalk group robot"}, most: 16000,
		body: func(text string, _ notify.Endpoint, _ time.Time) any {
			return map[string]any{"msgtype": "text", "text": map[string]string{"content": text}}
		},
		sign: func(address string, e notify.Endpoint, now time.Time) string {
			at := strconv.FormatInt(now.UnixMilli(), 10)
			mark := "?"
			if strings.Contains(address, "?") {
				mark = "&"
			}
			return address + mark + "timestamp=" + at + "&sign=" + url.QueryEscape(mac(e.Secret, at+"\n"+e.Secret))
		},
		busy:  map[int]time.Duration{130101: 10 * time.Minute, 410100: 10 * time.Minute, -1: time.Minute},
		final: []int{310000, 300001, 300005, 40035, 43004, 400013, 400101, 400102, 400105, 400106, 430101, 430102, 430103, 430104}})
}

// NewFeishu sends to group robots of Feishu (飞书). A robot with a secret signs nothing at all under a key made of
// seconds and secret, in the body. What its text says of persons it would call to the message: nobody who writes a title
// may do that.
func NewFeishu(set HTTPSettings) notify.Channel {
	return newRobot(set, robot{name: "feishu", label: cases.Words{Zh: "飞书群机器人", En: "Feishu group robot"}, most: 16000,
		body: func(text string, e notify.Endpoint, now time.Time) any {
			body := map[string]any{"msg_type": "text", "content": map[string]string{"text": strings.ReplaceAll(text, "<at", "＜at")}}
			if e.Secret != "" {
				at := strconv.FormatInt(now.Unix(), 10)
				body["timestamp"], body["sign"] = at, mac(at+"\n"+e.Secret, "")
			}
			return body
		},
		busy:  map[int]time.Duration{11232: time.Minute, 99991400: time.Minute},
		final: []int{9499, 19001, 19002, 19021, 19022, 19024}})
}

func newRobot(set HTTPSettings, r robot) notify.Channel {
	r.post, r.limit, r.now = newPoster(set), newLimiter(perMinute, set.Now), set.Now
	return &r
}

func mac(key, text string) string {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// Name is the messenger.
func (r *robot) Name() string { return r.name }

// Manner lets several messages share a post. A group sees every copy, so nothing is repeated that may have arrived.
func (r *robot) Manner() notify.Manner { return notify.Manner{Label: r.label} }

// Address is empty: robots speak to groups.
func (r *robot) Address(notify.Recipient) string { return "" }

// Send posts the parcel's text to the robot.
func (r *robot) Send(ctx context.Context, p notify.Parcel, handing func() error) error {
	if f := r.limit.take(p.To); f != nil {
		return f
	}
	var body bytes.Buffer
	plain := json.NewEncoder(&body)
	plain.SetEscapeHTML(false) // the messengers limit the bytes of the body, too
	if err := plain.Encode(r.body(cut(p.Subject+"\n\n"+p.Text, r.most), p.Endpoint, r.now())); err != nil {
		return err
	}
	address := p.To
	if r.sign != nil && p.Endpoint.Secret != "" {
		address = r.sign(address, p.Endpoint, r.now())
	}
	if err := handing(); err != nil {
		return err
	}
	said, err := r.post.post(ctx, http.MethodPost, address, http.Header{"Content-Type": {"application/json; charset=utf-8"}}, body.Bytes())
	if err != nil {
		return unsent(err)
	}
	return r.judge(said)
}

// judge reads the code inside the answer, whatever its status: a messenger may say with 400 that there were too many. One
// without a code is no answer of the messenger.
func (r *robot) judge(said answer) error {
	var told struct {
		ErrCode *int   `json:"errcode"` // WeCom, DingTalk
		ErrMsg  string `json:"errmsg"`
		Code    *int   `json:"code"` // Feishu
		Msg     string `json:"msg"`
		Status  *int   `json:"StatusCode"` // Feishu, in its first version
	}
	code, text := told.ErrCode, excerpt(said.body)
	if err := json.Unmarshal(said.body, &told); err == nil {
		for _, found := range []*int{told.ErrCode, told.Code, told.Status} {
			if code == nil {
				code = found
			}
		}
	}
	fine := said.status/100 == 2
	switch {
	case !fine && (code == nil || *code == 0):
		return answered(said, r.now())
	case code == nil:
		return &notify.Failure{Words: cases.Words{Zh: "对方的回答无法识别：" + text, En: "The answer makes no sense: " + text}}
	case *code == 0:
		return nil
	}
	words := cases.Words{Zh: fmt.Sprintf("群机器人拒绝（%d）：%s", *code, told.ErrMsg+told.Msg), En: fmt.Sprintf("The robot refused (%d): %s", *code, told.ErrMsg+told.Msg)}
	pause, busy := r.busy[*code]
	return &notify.Failure{Words: words, Busy: busy, Wait: pause, Final: slices.Contains(r.final, *code)}
}
