package channels

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"text/template"

	"jiangqitong/cases"
	"jiangqitong/notify"
)

// SMSSettings describe a gateway for short messages. Every province has its own, so the request is a template over
// .To, .Text, .ID and .Time (Unix seconds); json and query make a value safe inside JSON and inside an address.
type SMSSettings struct {
	HTTPSettings
	Method  string            // POST
	URL     string            // template
	Header  map[string]string // templates
	Body    string            // template, such as {"mobile":{{json .To}},"content":{{json .Text}}}
	Success string            // regular expression that the answer to an accepted message matches; empty for any 2xx
	Most    int               // characters of one message: 70
}

// SMS sends short messages by a gateway.
type SMS struct {
	set     SMSSettings
	success *regexp.Regexp
	parts   *template.Template
	post    poster
	limit   *limiter
}

var smsFunctions = template.FuncMap{
	"query": url.QueryEscape,
	"json": func(s string) (string, error) {
		text, err := json.Marshal(s)
		return string(text), err
	},
}

// NewSMS checks the settings.
func NewSMS(set SMSSettings) (*SMS, error) {
	if set.Method == "" {
		set.Method = http.MethodPost
	}
	if set.Most == 0 {
		set.Most = 70
	}
	success, err := regexp.Compile(set.Success)
	if err != nil {
		return nil, fmt.Errorf("the mark of an accepted short message is no regular expression: %w", err)
	}
	parts := template.New("").Funcs(smsFunctions).Option("missingkey=error")
	texts := map[string]string{"url": set.URL, "body": set.Body}
	for name, value := range set.Header {
		texts["header "+name] = value
	}
	for name, text := range texts {
		if _, err := parts.New(name).Parse(text); err != nil {
			return nil, fmt.Errorf("the template of the short message's %s: %w", name, err)
		}
	}
	if set.URL == "" {
		return nil, errors.New("the address of the gateway for short messages is missing")
	}
	return &SMS{set, success, parts, newPoster(set.HTTPSettings), newLimiter(600, set.Now)}, nil
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
	data := map[string]any{"To": p.To, "Text": text, "ID": p.ID, "Time": s.set.Now().Unix()}
	header := http.Header{}
	for name := range s.set.Header {
		value, err := s.fill("header "+name, data)
		if err != nil {
			return badTemplate(err)
		}
		header.Set(name, string(value))
	}
	address, err := s.fill("url", data)
	if err != nil {
		return badTemplate(err)
	}
	body, err := s.fill("body", data)
	if err != nil {
		return badTemplate(err)
	}
	if err := handing(); err != nil {
		return err
	}
	said, err := s.post.post(ctx, s.set.Method, string(address), header, body)
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

func (s *SMS) fill(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	err := s.parts.ExecuteTemplate(&b, name, data)
	return b.Bytes(), err
}

func badTemplate(err error) *notify.Failure {
	return &notify.Failure{Final: true, Cause: err, Words: cases.Words{
		Zh: "短信模板有误：" + err.Error(), En: "The template of the short message is wrong: " + err.Error()}}
}
