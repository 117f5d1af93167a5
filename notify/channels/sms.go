package channels

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"jiangqitong/cases"
	"jiangqitong/notify"
)

// SMSSettings describe a gateway for short messages. Every province has its own, so the request is a template: {{to}},
// {{text}}, {{id}} and {{time}} (Unix seconds) stand for the message; {{text|json}} is quoted for JSON, {{text|query}}
// made safe for an address.
type SMSSettings struct {
	HTTPSettings
	Method  string            // POST
	URL     string            // template
	Header  map[string]string // templates
	Body    string            // template, such as {"mobile":{{to|json}},"content":{{text|json}}}
	Success string            // regular expression that the answer to an accepted message matches; empty for any 2xx
	Most    int               // characters of one message: 70
}

// SMS sends short messages by a gateway.
type SMS struct {
	set     SMSSettings
	success *regexp.Regexp
	post    poster
	limit   *limiter
}

// place is where a template takes a value.
var place = regexp.MustCompile(`\{\{([^{}]*)\}\}`)

// values are what a template may take.
type values map[string]string

// smsValues are the values of a short message.
func smsValues(to, text, id string, now time.Time) values {
	return values{"to": to, "text": text, "id": id, "time": strconv.FormatInt(now.Unix(), 10)}
}

// fill puts the values into the template.
func (v values) fill(text string) string {
	return place.ReplaceAllStringFunc(text, func(found string) string {
		name, form, _ := strings.Cut(strings.Trim(found, "{} "), "|")
		value := v[name]
		switch form {
		case "json":
			quoted, _ := json.Marshal(value) // text always has a JSON form
			return string(quoted)
		case "query":
			return url.QueryEscape(value)
		}
		return value
	})
}

// check refuses a template that takes what there is not.
func (v values) check(text string) error {
	for _, found := range place.FindAllString(text, -1) {
		name, form, _ := strings.Cut(strings.Trim(found, "{} "), "|")
		if _, known := v[name]; !known || form != "" && form != "json" && form != "query" {
			return fmt.Errorf("the template of the short message has %s; it may have {{to}}, {{text}}, {{id}} and {{time}}, with |json or |query", found)
		}
	}
	return nil
}

// NewSMS checks the settings.
func NewSMS(set SMSSettings) (*SMS, error) {
	set.Method, set.Most = cmp.Or(set.Method, http.MethodPost), cmp.Or(set.Most, 70)
	success, err := regexp.Compile(set.Success)
	if err != nil {
		return nil, fmt.Errorf("the mark of an accepted short message is no regular expression: %w", err)
	}
	if set.URL == "" {
		return nil, errors.New("the address of the gateway for short messages is missing")
	}
	for _, text := range append(slices.Collect(maps.Values(set.Header)), set.URL, set.Body) {
		if err := smsValues("", "", "", time.Time{}).check(text); err != nil {
			return nil, err
		}
	}
	sample := smsValues("13800138000", "text", "id", time.Unix(0, 0)).fill(set.URL)
	if to, err := url.Parse(sample); err != nil || to.Scheme != "https" && to.Scheme != "http" || to.Host == "" {
		return nil, fmt.Errorf("the address of the gateway for short messages must begin with https:// or http://, not %q", set.URL)
	}
	return &SMS{set, success, newPoster(set.HTTPSettings), newLimiter(600, set.Now)}, nil
}

// Name is "sms".
func (s *SMS) Name() string { return "sms" }

// Manner sends only what is urgent; short messages cost money and interrupt, so nothing is repeated that may have arrived.
func (s *SMS) Manner() notify.Manner {
	return notify.Manner{Label: cases.Words{Zh: "短信", En: "Short message"}, UrgentOnly: true}
}

var mobile = regexp.MustCompile(`^(?:\+?86)?(1[3-9]\d{9})$`)

// Address is the person's mobile number; landlines have none.
func (s *SMS) Address(r notify.Recipient) string {
	if found := mobile.FindStringSubmatch(strings.NewReplacer(" ", "", "-", "").Replace(r.Phone)); found != nil {
		return found[1]
	}
	return ""
}

// Send asks the gateway to send the parcel's subject.
func (s *SMS) Send(ctx context.Context, p notify.Parcel, handing func() error) error {
	if f := s.limit.take(s.set.URL); f != nil {
		return f
	}
	text := p.Subject
	if r := []rune(text); len(r) > s.set.Most {
		text = string(r[:s.set.Most-1]) + "…"
	}
	v, header := smsValues(p.To, text, p.ID, s.set.Now()), http.Header{}
	for name, value := range s.set.Header {
		header.Set(name, v.fill(value))
	}
	if err := handing(); err != nil {
		return err
	}
	said, err := s.post.post(ctx, s.set.Method, v.fill(s.set.URL), header, []byte(v.fill(s.set.Body)))
	switch {
	case err != nil:
		return unsent(err)
	case said.status/100 != 2:
		return answered(said, s.set.Now())
	case !s.success.Match(said.body):
		return &notify.Failure{Words: cases.Words{Zh: "短信网关没有接受：" + excerpt(said.body), En: "The gateway did not accept it: " + excerpt(said.body)}}
	}
	return nil
}
