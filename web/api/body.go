package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"jiangqitong/cases"
)

// body is what a filing or an action was sent: its fields as the rules take them, and what the interface adds to them.
type body struct {
	input   cases.Input
	files   []int64
	company int64
	bad     cases.Problems // fields that could not be read at all
}

// The fields beside those that the lifecycle asks.
const (
	filesName   = "files"
	companyName = "company"
)

// maxUnknown is how many unknown fields are named in one refusal.
const maxUnknown = 20

// readBody reads a flat JSON object of the asked fields and the named extras. A body that is no such object is refused
// as a whole; fields that cannot be read are gathered, to be told together with those the rules refuse.
func readBody(raw []byte, asks []cases.Field, extras ...string) (body, error) {
	b := body{input: cases.Input{}}
	if len(bytes.TrimSpace(raw)) == 0 {
		return b, nil
	}
	if !utf8.Valid(raw) || bytes.TrimSpace(raw)[0] != '{' {
		return b, errBody
	}
	var sent map[string]json.RawMessage
	if err := json.Unmarshal(raw, &sent); err != nil {
		return b, errBody
	}
	for _, f := range asks {
		if value, ok := sent[f.Name]; ok {
			b.take(f, value)
			delete(sent, f.Name)
		}
	}
	for _, name := range extras {
		if value, ok := sent[name]; ok {
			b.takeExtra(name, value)
			delete(sent, name)
		}
	}
	b.refuseUnknown(sent, asks, extras)
	return b, nil
}

// take reads one field. Texts are strings; a tick may also be a boolean, a score a number, bureaus a list.
func (b *body) take(f cases.Field, value json.RawMessage) {
	text, ok := asText(value)
	switch {
	case !ok && f.Kind == cases.CheckField:
		text, ok = asTick(value)
	case !ok && f.Kind == cases.ScoreField:
		text, ok = asNumber(value)
	case !ok && f.Kind == cases.BureausField:
		text, ok = asList(value)
	}
	if !ok {
		b.wrong(f.Name, fmt.Sprintf("“%s”%s。", f.Label.Zh, wanted(f.Kind).Zh), fmt.Sprintf("“%s” %s.", f.Label.En, wanted(f.Kind).En))
		return
	}
	if f.Kind == cases.BureausField {
		text = strings.ReplaceAll(text, ", ", ",")
	}
	b.input[f.Name] = text
}

func wanted(kind cases.FieldKind) cases.Words {
	switch kind {
	case cases.CheckField:
		return cases.Words{Zh: "应是 true 或 false", En: "must be true or false"}
	case cases.ScoreField:
		return cases.Words{Zh: "应是 1 到 5", En: "must be 1 to 5"}
	case cases.BureausField:
		return cases.Words{Zh: "应是单位代码的列表", En: "must be a list of bureau codes"}
	}
	return cases.Words{Zh: "应是文字（JSON 字符串）", En: "must be text (a JSON string)"}
}

// asText reads a string, or null as an empty one.
func asText(value json.RawMessage) (string, bool) {
	var text string
	err := json.Unmarshal(value, &text)
	return text, err == nil
}

func asTick(value json.RawMessage) (string, bool) {
	var tick bool
	if json.Unmarshal(value, &tick) != nil {
		return "", false
	}
	if tick {
		return string(cases.Yes), true
	}
	return "", true
}

func asNumber(value json.RawMessage) (string, bool) {
	var n int
	err := json.Unmarshal(value, &n)
	return strconv.Itoa(n), err == nil
}

func asList(value json.RawMessage) (string, bool) {
	var list []string
	err := json.Unmarshal(value, &list)
	return strings.Join(list, ","), err == nil
}

func (b *body) takeExtra(name string, value json.RawMessage) {
	switch name {
	case filesName:
		if json.Unmarshal(value, &b.files) != nil {
			b.wrong(name, "“files”应是上传后得到的附件编号列表，如 [12, 13]。", "“files” must be a list of the ids that uploads gave, such as [12, 13].")
		}
	case companyName:
		if json.Unmarshal(value, &b.company) != nil {
			b.wrong(name, "“company”应是企业的编号，如 7。", "“company” must be the id of a company, such as 7.")
		}
	}
}

func (b *body) refuseUnknown(sent map[string]json.RawMessage, asks []cases.Field, extras []string) {
	names := make([]string, 0, len(sent))
	for name := range sent {
		names = append(names, name)
	}
	slices.Sort(names)
	known := strings.Join(append(namesOf(asks), extras...), ", ")
	for _, name := range names[:min(len(names), maxUnknown)] {
		shown := name
		if len(shown) > 40 {
			shown = strings.ToValidUTF8(shown[:40], "") + "…"
		}
		b.wrong(shown, fmt.Sprintf("没有“%s”这个字段，可用：%s。", shown, known), fmt.Sprintf("There is no field “%s”; there are: %s.", shown, known))
	}
}

func namesOf(asks []cases.Field) (names []string) {
	for _, f := range asks {
		names = append(names, f.Name)
	}
	return names
}

func (b *body) wrong(field, zh, en string) {
	b.bad = append(b.bad, &cases.Problem{Kind: cases.Invalid, Field: "body." + field, Words: cases.Words{Zh: zh, En: en}})
}

// check tells the fields that could not be read, if any, together with those the rules refuse.
func (b *body) check(asks []cases.Field, refs *cases.Refs) error {
	if len(b.bad) == 0 {
		return nil
	}
	told := b.bad
	_, bad := b.input.Read(asks, refs)
	for _, p := range bad {
		if !slices.ContainsFunc(b.bad, func(q *cases.Problem) bool { return q.Field == "body."+p.Field }) {
			told = append(told, p)
		}
	}
	return told
}
