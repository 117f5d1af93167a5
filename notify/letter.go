package notify

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"jiangqitong/cases"
)

// product is the name that stands before each subject.
var product = both("江企通", "Jiangqitong")

// page is a message as a page of mail: no pictures, no scripts, nothing loaded from elsewhere.
var page = template.Must(template.New("mail").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><title>{{.Subject}}</title></head>
<body style="margin:0;padding:16px;font-family:'PingFang SC','Microsoft YaHei',sans-serif;font-size:16px;line-height:1.6;color:#1b2733">
{{range .Parts}}<div style="margin:0 0 24px;padding:0 0 8px;border-bottom:1px solid #d5dde5">
<h2 style="margin:0 0 8px;font-size:18px">{{.Subject}}</h2>
<p style="margin:0 0 8px">{{.Body}}</p>
{{if .Points}}<ul style="margin:0 0 8px;padding-left:20px">{{range .Points}}<li>{{.}}</li>{{end}}</ul>
{{end}}{{if .URL}}<p style="margin:0 0 8px"><a href="{{.URL}}">{{.URL}}</a></p>
{{end}}</div>
{{end}}<p style="color:#5a6b7b;font-size:13px">{{.Footer}}</p>
</body></html>
`))

// part is one message of a letter.
type part struct {
	Text
	URL string
}

// A letter names this many messages, and of a bundle this many requests; the inbox has them all.
const (
	partsShown  = 20
	pointsShown = 20
)

// write fills the parcel with the words of the notices for the receiver: those of one bundle in one part, the most
// pressing first, and how many more there are.
func (n *Notifier) write(p *Parcel, to receiver, notices []told) {
	var parts []part
	bundles := map[string][]told{}
	for _, t := range notices {
		p.Events = append(p.Events, payload(t, n.part(t, to)))
		if t.bundle != "" {
			bundles[t.bundle] = append(bundles[t.bundle], t)
		}
	}
	left := 0
	for _, t := range notices {
		bundle := bundles[t.bundle]
		switch {
		case len(bundle) > 1 && bundle[0].id != t.id: // stands with the first
		case len(parts) == partsShown:
			left += max(1, len(bundle))
		case len(bundle) > 1:
			parts = append(parts, n.bundled(bundle, to))
		default:
			parts = append(parts, n.part(t, to))
		}
	}
	p.Subject = subject(parts, len(parts)+left, to.lang)
	if left > 0 {
		parts = append(parts, part{Text{Subject: both(fmt.Sprintf("还有 %d 条消息", left), fmt.Sprintf("%d more messages", left)).In(to.lang),
			Body: both("其余消息请登录查看。", "Please sign in to read the others.").In(to.lang)}, n.link(InboxPath)})
	}
	p.Text = plain(parts, to.lang)
	p.HTML = hypertext(p.Subject, parts, to.lang)
}

// part is one notice for the receiver.
func (n *Notifier) part(t told, to receiver) part {
	words := Words(t.facts, to.reader(t))
	return part{words, n.link(words.Path)}
}

// bundled is many notices of one occasion in one part.
func (n *Notifier) bundled(all []told, to receiver) part {
	text := bundleText(all[0].bundle, int64(len(all)), to.lang)
	text.Body += all[0].facts.why(to.lang)
	for _, t := range all[:min(len(all), pointsShown)] {
		text.Points = append(text.Points, t.facts.point(to.reader(t)))
	}
	if left := len(all) - pointsShown; left > 0 {
		text.Points = append(text.Points, both(fmt.Sprintf("另有 %d 件，请登录后在消息中查看", left), fmt.Sprintf("%d more; please sign in and look into your messages", left)).In(to.lang))
	}
	return part{text, n.link(InboxPath)}
}

// InboxPath is the page of one's messages, below the base address.
const InboxPath = "/inbox"

// reader is as what the receiver reads the notice.
func (to receiver) reader(t told) Reader {
	return Reader{Party: t.party, Bureau: to.reads(), Lang: to.lang}
}

// reads is the bureau as whose member the receiver reads.
func (to receiver) reads() string {
	if to.endpoint.ID != 0 {
		return to.endpoint.Bureau
	}
	return to.person.Bureau
}

func (n *Notifier) link(path string) string {
	if path == "" || n.set.BaseURL == "" {
		return ""
	}
	return strings.TrimSuffix(n.set.BaseURL, "/") + path
}

// subject is the one message's own, or how many there are and the first.
func subject(parts []part, all int, lang string) string {
	name := product.In(lang)
	prefix := both("【"+name+"】", "["+name+"] ").In(lang)
	first := parts[0].Subject
	if all == 1 {
		return prefix + first
	}
	return prefix + both(fmt.Sprintf("%d 条消息：%s 等", all, first), fmt.Sprintf("%d messages: %s, …", all, first)).In(lang)
}

func plain(parts []part, lang string) string {
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteString("\n----------------------------------------\n\n")
		}
		if len(parts) > 1 {
			b.WriteString(p.Subject + "\n\n")
		}
		b.WriteString(p.Body + "\n")
		for _, point := range p.Points {
			b.WriteString("- " + point + "\n")
		}
		if p.URL != "" {
			b.WriteString("\n" + p.URL + "\n")
		}
	}
	b.WriteString("\n" + footer.In(lang) + "\n")
	return b.String()
}

var footer = cases.Words{Zh: "本消息由系统自动发送，请勿直接回复；可在“消息设置”中选择接收哪些消息。",
	En: "This message was sent by the system; please do not reply. You can choose in your message settings what you receive."}

func hypertext(subject string, parts []part, lang string) string {
	var b strings.Builder
	tag := "zh-CN"
	if lang == "en" {
		tag = "en"
	}
	// The template is fixed and its data plain, so writing to memory cannot fail.
	_ = page.Execute(&b, struct {
		Lang, Subject, Footer string
		Parts                 []part
	}{tag, subject, footer.In(lang), parts})
	return b.String()
}

func payload(t told, one part) Payload {
	f := t.facts
	text := strings.Join(append([]string{one.Body}, one.Points...), "\n")
	return Payload{ID: fmt.Sprintf("jqt-%d-%s", t.id, strconv.FormatInt(t.at.UnixMilli(), 36)), At: t.at, Topic: t.topic, Action: string(f.Action), Case: f.No,
		Milestone: string(f.Milestone), Level: int(f.Level), Due: f.Due, Urgent: t.urgent, Title: one.Subject, Text: text, URL: one.URL}
}
