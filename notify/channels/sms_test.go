package channels_test

import (
	"encoding/json"
	"strings"
	"testing"

	"jiangqitong/notify"
	"jiangqitong/notify/channels"
)

func TestAShortMessageGoesThroughAnyGateway(t *testing.T) {
	o := startOther(t, says(200, `{"code":"OK","bizId":"1"}`))
	sms := func(success string) *channels.SMS {
		t.Helper()
		set := near()
		c, err := channels.NewSMS(channels.SMSSettings{HTTPSettings: set, URL: o.URL + "/sms?to={{to|query}}&t={{time}}", Success: success,
			Header: map[string]string{"Authorization": "Bearer {{id}}"}, Body: `{"mobile":{{to|json}},"content":{{text|json}}}`})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	p := notify.Parcel{ID: "jqt-3", To: "13800138000", Subject: "【江企通】【紧急】交办：“厂门口”" + strings.Repeat("路", 100)}
	if err := sms(`"code":"OK"`).Send(t.Context(), p, fine); err != nil {
		t.Fatal(err)
	}
	var body struct{ Mobile, Content string }
	if err := json.Unmarshal([]byte(o.bodies[0]), &body); err != nil || body.Mobile != p.To || len([]rune(body.Content)) != 70 {
		t.Errorf("%s, %v", o.bodies[0], err)
	}
	if r := o.got[0]; r.URL.Query().Get("to") != p.To || r.URL.Query().Get("t") != "1633665600" || r.Header.Get("Authorization") != "Bearer jqt-3" {
		t.Errorf("%s %v", r.URL, r.Header)
	}
	if f := refusal(t, sms(`"code":"YES"`).Send(t.Context(), p, fine)); f.Final || !strings.Contains(f.Zh, "bizId") {
		t.Errorf("an error inside 200: %+v", f)
	}
	for phone, want := range map[string]string{"138 0013-8000": "13800138000", "+8613800138000": "13800138000", "0750-3861234": "", "": ""} {
		if got := sms("").Address(notify.Recipient{Phone: phone}); got != want {
			t.Errorf("%q is reached at %q", phone, got)
		}
	}
	for _, bad := range []channels.SMSSettings{{}, {URL: "http://x", Body: "{{nope}}"}, {URL: "http://x", Header: map[string]string{"A": "{{to|xml}}"}}, {URL: "http://x", Success: "("},
		{URL: "x"}, {URL: "http://"}, {URL: "ftp://x"}} {
		bad.HTTPSettings = near()
		if _, err := channels.NewSMS(bad); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}
