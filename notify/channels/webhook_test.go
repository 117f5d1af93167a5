package channels_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"jiangqitong/notify"
	"jiangqitong/notify/channels"
)

func TestAWebhookIsSignedAsTheStandardSays(t *testing.T) {
	key := base64.StdEncoding.EncodeToString([]byte("0123456789abcdef01234567"))
	old := base64.StdEncoding.EncodeToString([]byte("fedcba9876543210fedcba98"))
	o := startOther(t, says(204, ""))
	p := toGroup(o, "whsec_"+key)
	p.Endpoint.OldSecret = "whsec_" + old
	p.Events[0].Action = "uphold-silent"
	if err := channels.NewWebhook(near()).Send(t.Context(), p, fine); err != nil {
		t.Fatal(err)
	}
	header, content := o.got[0].Header, "jqt-9.1633665600."+o.bodies[0]
	want := "v1," + sum("0123456789abcdef01234567", content) + " v1," + sum("fedcba9876543210fedcba98", content)
	if header.Get("webhook-id") != "jqt-9" || header.Get("webhook-timestamp") != "1633665600" || header.Get("webhook-signature") != want {
		t.Errorf("%v", header)
	}
	var body struct {
		Type      string
		Timestamp time.Time
		Data      notify.Payload
	}
	if err := json.Unmarshal([]byte(o.bodies[0]), &body); err != nil || body.Type != "case.uphold_silent" || body.Data.Action != "uphold-silent" || !body.Timestamp.Equal(noon) ||
		body.Data.Case != "JQ211008-000001" {
		t.Errorf("%s, %v", o.bodies[0], err)
	}
}

func TestWhatAProgramAnswers(t *testing.T) {
	for status, want := range map[int]notify.Failure{
		410: {Final: true, Gone: true}, 400: {Wait: 0}, 404: {Wait: 0}, 302: {Wait: 0}, 500: {Wait: time.Minute}, 503: {Wait: 2 * time.Minute}, 429: {Busy: true, Wait: 2 * time.Minute},
	} {
		o := startOther(t, func(w http.ResponseWriter, _ *http.Request) {
			if status == 503 || status == 429 {
				w.Header().Set("Retry-After", "120")
			}
			w.WriteHeader(status)
		})
		f := refusal(t, channels.NewWebhook(near()).Send(t.Context(), toGroup(o, "s"), fine))
		if f.Final != want.Final || f.Gone != want.Gone || f.Busy != want.Busy || f.Wait != want.Wait {
			t.Errorf("%d: %+v", status, f)
		}
	}
}
