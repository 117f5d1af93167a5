package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
)

// schemas is where the description keeps its schemas.
const schemas = "#/components/schemas/"

// The chapters of the interface.
const (
	tagCases   = "cases"
	tagActions = "actions"
	tagWork    = "work"
	tagFiles   = "files"
	tagRefs    = "reference"
	tagReports = "reports"
)

var chapters = []struct {
	name  string
	title cases.Words
}{
	{tagCases, cases.Words{Zh: "诉求", En: "Requests"}},
	{tagActions, cases.Words{Zh: "办理操作：每一个来自办理流程表的一行", En: "Actions: each is a row of the lifecycle"}},
	{tagWork, cases.Words{Zh: "我的工作", En: "My work"}},
	{tagFiles, cases.Words{Zh: "附件", En: "Attachments"}},
	{tagRefs, cases.Words{Zh: "基础数据", En: "Reference data"}},
	{tagReports, cases.Words{Zh: "月报", En: "Reports"}},
}

// about is what every reader of the description needs to know first.
var about = cases.Words{
	Zh: `程序代表一个人办事：看到的、能做的与这个人在页面上相同。请求头带 Authorization: Bearer 令牌。文字为 UTF-8 的 JSON；时间为 RFC 3339（+08:00），日期为 YYYY-MM-DD。
出错时返回 application/problem+json（RFC 9457），errors 一次列出全部有误的字段；Accept-Language 选择中文或英文。
提交和操作带 Idempotency-Key，重复发送只执行一次；同一个键而内容不同则拒绝（422）。查看时得到的 ETag 放进 If-Match，之后有变化则不执行并返回 412；放进 If-None-Match，没有变化则返回 304。
列表每页给出 next 和 prev，放进 cursor 得到下一页或上一页。`,
	En: `A program acts for a person: it sees and may do what that person may on the pages. Send Authorization: Bearer TOKEN. Texts are JSON in UTF-8; instants are RFC 3339 (+08:00), dates are YYYY-MM-DD.
Refusals are application/problem+json (RFC 9457), with every field at fault in errors; Accept-Language chooses Chinese or English.
Send an Idempotency-Key with filings and actions: however often it is sent, it acts once; the same key with other content is refused (422). The ETag that came with a request goes into If-Match: when the request changed since, nothing is done and 412 answers; in If-None-Match it saves the body when nothing changed (304).
Lists give next and prev; put one into cursor for the page after or before.`,
}

// config describes the interface as a whole.
func (s *server) config() huma.Config {
	config := huma.DefaultConfig(both(cases.Words{Zh: "江企通接口", En: "Jiangqitong API"}), "1")
	config.Info.Description = both(about)
	config.OpenAPIPath, config.DocsPath, config.SchemasPath, config.CreateHooks = "", "", "", nil
	config.RejectUnknownQueryParameters = true
	config.Transformers = []huma.Transformer{s.translate}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer",
		Description: both(cases.Words{Zh: "管理员发放的令牌，以 jqt_ 开头", En: "A token from an administrator, starting with jqt_"})}}
	for _, c := range chapters {
		config.Tags = append(config.Tags, &huma.Tag{Name: c.name, Description: both(c.title)})
	}
	return config
}

// finish completes the description once every operation is registered: the shape of a Problem takes the place of the
// library's, and no list is ever null.
func (s *server) finish(doc *huma.OpenAPI) {
	doc.Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "")
	all := doc.Components.Schemas.Map()
	delete(all, "ErrorModel")
	delete(all, "ErrorDetail")
	for _, schema := range all {
		for _, property := range schema.Properties {
			property.Nullable = false
		}
	}
}

// bodyOf describes the JSON object that carries the asked fields.
func bodyOf(asks []cases.Field, required bool, extras ...string) *huma.RequestBody {
	schema := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{}, AdditionalProperties: false}
	example := map[string]any{}
	for _, f := range asks {
		schema.Properties[f.Name] = schemaOf(f)
		if f.Required {
			schema.Required = append(schema.Required, f.Name)
			example[f.Name] = exampleOf(f)
		}
	}
	for _, name := range extras {
		schema.Properties[name] = extraSchemas[name]
	}
	return &huma.RequestBody{Required: required, Content: map[string]*huma.MediaType{"application/json": {Schema: schema, Example: example}}}
}

// extraSchemas describe the fields that the interface adds to those of the lifecycle.
var extraSchemas = map[string]*huma.Schema{
	filesName: {Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeInteger, Format: "int64"}, MaxItems: pointer(cases.MaxFiles),
		Description: both(cases.Words{Zh: "已上传附件的编号，见 /files", En: "Ids of uploaded files, see /files"})},
	companyName: {Type: huma.TypeInteger, Format: "int64",
		Description: both(cases.Words{Zh: "企业编号；联络员和诉求中心必填，企业账号不用", En: "Id of the company; required of liaisons and the centre, not used by companies"})},
}

func pointer[T any](v T) *T { return &v }

// schemaOf describes one asked field.
func schemaOf(f cases.Field) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString, Description: both(f.Label)}
	if f.Max > 0 {
		s.MaxLength = pointer(f.Max)
	}
	switch f.Kind {
	case cases.DateField:
		s.Format = "date"
	case cases.CheckField:
		s.Type = huma.TypeBoolean
	case cases.BureausField:
		s = &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}, MaxItems: pointer(f.Max), Description: s.Description}
	case cases.ScoreField:
		s = &huma.Schema{Type: huma.TypeInteger, Minimum: pointer(1.0), Maximum: pointer(5.0)}
	}
	s.Description = both(hint(f))
	if f.Kind == cases.ChoiceField {
		for _, o := range f.Options {
			s.Enum = append(s.Enum, o.Value)
		}
	}
	return s
}

// hint is the field's label with what its values mean or where they are listed.
func hint(f cases.Field) cases.Words {
	w := f.Label
	var zh, en []string
	for _, o := range f.Options {
		zh, en = append(zh, o.Value+"（"+o.Label.Zh+"）"), append(en, o.Value+" ("+o.Label.En+")")
	}
	if len(zh) > 0 {
		w.Zh, w.En = w.Zh+"："+strings.Join(zh, "、"), w.En+": "+strings.Join(en, ", ")
	}
	where := map[cases.FieldKind]string{cases.BureauField: "/bureaus", cases.BureausField: "/bureaus", cases.StreetField: "/streets",
		cases.CategoryField: "/categories"}[f.Kind]
	if where != "" {
		w.Zh, w.En = w.Zh+"（代码见 "+where+"）", w.En+" (code, see "+where+")"
	}
	return w
}

// exampleOf is a value that the field takes.
func exampleOf(f cases.Field) any {
	switch f.Kind {
	case cases.ChoiceField:
		return f.Options[0].Value
	case cases.ScoreField:
		return 5
	case cases.DateField:
		return "2021-07-30"
	case cases.CaseField:
		return "JQ210630-482137"
	case cases.PhoneField:
		return "13800138000"
	case cases.StreetField:
		return "waihai"
	case cases.CategoryField:
		return "road"
	case cases.BureauField:
		return "zjj"
	}
	return examples[f.Name]
}

// examples are texts for the fields that take any.
var examples = map[string]string{"title": "厂门口道路破损", "body": "沿江路 12 号门前路面塌陷，货车进出困难。", "contact_name": "陈经理",
	"text": "已联系企业，约定周五现场查看。", "purpose": "约定现场查看时间"}

// separator stands between the two languages of a documented text.
const separator = " | "

// both writes a text in both languages, as the struct tags have it.
func both(w cases.Words) string { return w.Zh + separator + w.En }

// half is the text in one language.
func half(text, lang string) string {
	zh, en, two := strings.Cut(text, separator)
	if !two {
		return text
	}
	return cases.Words{Zh: zh, En: en}.In(lang)
}

// serveOpenAPI answers with the description in the reader's language.
func (s *server) serveOpenAPI() http.HandlerFunc {
	written := map[i18n.Language][]byte{}
	for _, lang := range i18n.Languages {
		written[lang] = s.description(string(lang))
	}
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write(written[i18n.Lang(r.Context())]) // the reader may have gone away
	}
}

// description is the OpenAPI document in one language.
func (s *server) description(lang string) []byte {
	text, err := json.Marshal(s.api.OpenAPI())
	if err != nil {
		panic(fmt.Errorf("the description cannot be written: %w", err)) // a fault of the program, not of the input
	}
	var doc any
	if err := json.Unmarshal(text, &doc); err != nil {
		panic(fmt.Errorf("the description cannot be read: %w", err))
	}
	text, err = json.MarshalIndent(speak(doc, lang), "", " ")
	if err != nil {
		panic(fmt.Errorf("the description cannot be written: %w", err))
	}
	return text
}

// speak puts every text of a document into one language.
func speak(value any, lang string) any {
	switch v := value.(type) {
	case map[string]any:
		for key := range v {
			v[key] = speak(v[key], lang)
		}
	case []any:
		for i := range v {
			v[i] = speak(v[i], lang)
		}
	case string:
		return half(v, lang)
	}
	return value
}
