package year_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"jiangqitong/notify"
	"jiangqitong/notify/channels"
)

// This file is about the ways out of the house that speak HTTP: group robots, short messages and signed webhooks, by the
// product's own channels. What they send goes to an office in this process, which refuses in the words of each, hangs
// without anybody waiting, and closes early.

// webhookSecret is known to every program that is told.
const webhookSecret = "whsec_c2ltdWxhdGVkLXllYXItc2VjcmV0LW9mLTMyLWJ5dGVz"

// ways are the channels of an instance.
func ways(o *office, now func() int64) (list []notifyChannel, err error) {
	set := channels.HTTPSettings{Now: func() time.Time { return time.Unix(now(), 0) }, Way: &exchange{o}}
	sms, err := channels.NewSMS(channels.SMSSettings{HTTPSettings: set, URL: "https://sms.example.cn/send",
		Body: `{"mobile":{{to|json}},"content":{{text|json}}}`, Success: `"taken":true`})
	return []notifyChannel{&mailer{o}, channels.NewWeCom(set), channels.NewDingTalk(set), channels.NewFeishu(set), channels.NewWebhook(set), sms}, err
}

// once says of a way that its receivers cannot tell a copy, so that there must be none.
func once(way string) bool { return way != "mail" && way != "webhook" }

// exchange takes requests to the office.
type exchange struct{ office *office }

// answers are what each other side says: when it takes a message, when it fails for now, when there were too many, and when
// it never will.
var answers = map[string]struct {
	taken, failed, busy, never string
	busyStatus, neverStatus    int
}{
	"wecom":    {`{"errcode":0,"errmsg":"ok"}`, `{"errcode":40001,"errmsg":"try again"}`, `{"errcode":45009,"errmsg":"api freq out of limit"}`, `{"errcode":93000,"errmsg":"invalid webhook url"}`, 200, 200},
	"dingtalk": {`{"errcode":0,"errmsg":"ok"}`, `{"errcode":1,"errmsg":"try again"}`, `{"errcode":130101,"errmsg":"send too fast"}`, `{"errcode":310000,"errmsg":"sign not match"}`, 200, 200},
	"feishu":   {`{"code":0,"msg":"success","data":{}}`, `{"code":1,"msg":"try again"}`, `{"code":11232,"msg":"frequency limited"}`, `{"code":19021,"msg":"sign match fail"}`, 200, 200},
	"webhook":  {``, `try again`, `slow down`, `moved`, 429, 404},
	"sms":      {`{"taken":true}`, `{"taken":false}`, `slow down`, `no such number`, 429, 400},
}

// RoundTrip carries one request there and its answer back. A time-out is an error like others: the clock says that it is
// over, and nobody waits for it.
func (x *exchange) RoundTrip(r *http.Request) (*http.Response, error) {
	b := bearerOf(r.Context())
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if b.Way == "webhook" {
		if !signed(r.Header, string(body)) {
			return nil, errors.New("a webhook that is not signed as agreed")
		}
		b.ID = r.Header.Get("Webhook-Id")
	}
	says := answers[b.Way]
	note := func(answer string, status int) (*http.Response, error) {
		return reply(status, strings.NewReader(answer)), x.office.write(b.letter)
	}
	fate := x.office.chance()
	switch {
	case x.office.closed(b.At):
		b.Down = true
		return nil, errors.Join(x.office.write(b.letter), &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")})
	case fate < 0.01:
		return note("bad gateway", 502)
	case fate < 0.02:
		if b.Way == "webhook" {
			return note(says.failed, 503)
		}
		return note(says.failed, 200)
	case fate < 0.035:
		return note(says.busy, says.busyStatus)
	case fate < 0.04:
		b.Never = b.Way != "webhook" // a program may come back
		return note(says.never, says.neverStatus)
	case fate < 0.045: // it hangs and never took the message, which nobody can know
		b.Down, b.Unknown = true, true
		return nil, errors.Join(x.office.write(b.letter), os.ErrDeadlineExceeded)
	}
	b.Unknown = b.end != nil || fate < 0.055
	if err := b.leave(x.office); err != nil {
		return nil, err
	}
	switch {
	case !b.Unknown:
		return reply(200, strings.NewReader(says.taken)), nil
	case fate < 0.05: // it hangs with the message in hand
		return nil, os.ErrDeadlineExceeded
	}
	return reply(200, io.MultiReader(strings.NewReader(says.taken[:len(says.taken)/2]), broken{})), nil // it closes early
}

func reply(status int, body io.Reader) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(body)}
}

// broken is the end of an answer that was cut off.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// signed checks a webhook as its receiver does: one of the signatures is that of identity, time and body.
func signed(h http.Header, body string) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(webhookSecret, "whsec_"))
	if err != nil {
		return false
	}
	sum := hmac.New(sha256.New, key)
	io.WriteString(sum, h.Get("Webhook-Id")+"."+h.Get("Webhook-Timestamp")+"."+body)
	return strings.Contains(" "+h.Get("Webhook-Signature")+" ", " v1,"+base64.StdEncoding.EncodeToString(sum.Sum(nil))+" ")
}

// addRobots gives bureaus the group robots and programs that are told of their cases.
func (w *town) addRobots(ctx context.Context, n *notify.Notifier) error {
	for i, of := range [][2]string{{"wecom", "zjj"}, {"dingtalk", "jcj"}, {"feishu", "zrzy"}, {"webhook", "gs"}, {"webhook", "jtj"}, {"wecom", "rsj"}} {
		p := &person{id: -int64(i) - 1, role: "robot", way: of[0], bureau: of[1], deaf: map[string]bool{}, url: "https://" + of[0] + ".example.cn/" + of[1]}
		saved, err := n.SaveEndpoint(ctx, w.admin, notify.Endpoint{Channel: p.way, Name: p.bureau, Bureau: p.bureau, URL: p.url, Secret: webhookSecret, Active: true})
		if err != nil {
			return err
		}
		w.robots = append(w.robots, p)
		w.byEndpoint[saved.ID], w.byID[p.id] = p, p
	}
	return nil
}
