package channels

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"jiangqitong/cases"
	"jiangqitong/notify"
)

// Webhook tells programs, signed as Standard Webhooks 1.0 lays down: identity, time and body under HMAC-SHA256. While
// a secret is being replaced both the new and the old one sign.
type Webhook struct {
	post poster
	now  func() time.Time
}

// NewWebhook makes the channel.
func NewWebhook(set HTTPSettings) *Webhook { return &Webhook{newPoster(set), set.Now} }

// Name is "webhook".
func (w *Webhook) Name() string { return "webhook" }

// Manner sends each message by itself; a repeated one has the same webhook-id, by which the program knows it.
func (w *Webhook) Manner() notify.Manner {
	return notify.Manner{Label: cases.Words{Zh: "Webhook", En: "Webhook"}, Repeatable: true, Single: true}
}

// Address is empty: webhooks go to programs.
func (w *Webhook) Address(notify.Recipient) string { return "" }

// Send posts the parcel's event. Any 2xx answer takes it; 410 says that the program is gone for good; whatever else it
// answers may be mended, and is tried again.
func (w *Webhook) Send(ctx context.Context, p notify.Parcel, handing func() error) error {
	body, err := json.Marshal(hook(p))
	if err != nil {
		return err
	}
	at := strconv.FormatInt(w.now().Unix(), 10)
	header := http.Header{"Content-Type": {"application/json"}, "Webhook-Id": {p.ID}, "Webhook-Timestamp": {at},
		"Webhook-Signature": {signatures(p.Endpoint, p.ID+"."+at+"."+string(body))}}
	if err := handing(); err != nil {
		return err
	}
	said, err := w.post.post(ctx, http.MethodPost, p.To, header, body)
	switch {
	case err != nil:
		return unsent(err)
	case said.status/100 != 2:
		f := answered(said, w.now())
		f.Gone = said.status == http.StatusGone
		f.Final = f.Gone
		return f
	}
	return nil
}

// hooked is the body: what happened, when, and its particulars.
type hooked struct {
	Type      string         `json:"type"` // case.route, case.uphold_silent, reminder.resolve, test
	Timestamp time.Time      `json:"timestamp"`
	Data      notify.Payload `json:"data"`
}

func hook(p notify.Parcel) hooked {
	if len(p.Events) == 0 {
		return hooked{Type: "test", Timestamp: p.At.UTC(), Data: notify.Payload{ID: p.ID, At: p.At.UTC(), Title: p.Subject, Text: p.Text}}
	}
	e := p.Events[0]
	e.At = e.At.UTC()
	kind := "case." + e.Action
	if e.Milestone != "" {
		kind = "reminder." + e.Milestone
	}
	return hooked{strings.ReplaceAll(kind, "-", "_"), e.At, e}
}

// signatures signs with the secret, and with the old one while it still holds.
func signatures(e notify.Endpoint, content string) string {
	signed := "v1," + mac(string(secretKey(e.Secret)), content)
	if e.OldSecret != "" {
		signed += " v1," + mac(string(secretKey(e.OldSecret)), content)
	}
	return signed
}

// secretKey reads a secret: base64 after the prefix whsec_.
func secretKey(secret string) []byte {
	text := strings.TrimPrefix(secret, "whsec_")
	if key, err := base64.StdEncoding.DecodeString(text); err == nil {
		return key
	}
	return []byte(secret)
}
