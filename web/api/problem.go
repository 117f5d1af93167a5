package api

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/status"
)

// Problem is a refusal as RFC 9457 has it, in the reader's language.
type Problem struct {
	Type      string       `json:"type" format:"uri-reference" example:"/api/v1/docs#problem-invalid" doc:"错误类型的说明页 | Where this kind of error is explained"`
	Title     string       `json:"title" example:"填写有误" doc:"错误类型 | The kind of error"`
	Status    int          `json:"status" example:"422" doc:"HTTP 状态码 | HTTP status"`
	Detail    string       `json:"detail" example:"请填写“诉求标题”。" doc:"错在哪里、怎么办 | What is wrong and what to do"`
	Instance  string       `json:"instance" format:"uri-reference" example:"/api/v1/cases" doc:"请求的地址 | The address that was asked"`
	RequestID string       `json:"request_id" example:"k3v9q2mzt7xwa5dn" doc:"请求编号，联系管理员时请提供 | Id of the request, for whoever looks into it"`
	Errors    []FieldError `json:"errors,omitempty" doc:"一次列出全部有误的字段 | Every field at fault, all at once"`

	retryAfter int // in seconds, 0 for no such header
}

// FieldError is what is wrong with one field.
type FieldError struct {
	Location string `json:"location" example:"body.title" doc:"字段位置，如 body.title、query.limit、header.If-Match | Where the field is, such as body.title, query.limit or header.If-Match"`
	Message  string `json:"message" example:"请填写“诉求标题”。" doc:"错在哪里、怎么办 | What is wrong and what to do"`
}

// Error makes a Problem an error that an operation may return.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the status with which the Problem is answered.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders are the header fields that the Problem is answered with.
func (p *Problem) GetHeaders() http.Header {
	if p.retryAfter == 0 {
		return nil
	}
	return http.Header{"Retry-After": {strconv.Itoa(p.retryAfter)}}
}

// ContentType is that of RFC 9457.
func (p *Problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

func (p *Problem) write(w http.ResponseWriter) {
	text, err := json.Marshal(p)
	if err != nil { // it holds only text
		panic(err)
	}
	w.Header().Set("Content-Type", problemType)
	maps.Copy(w.Header(), p.GetHeaders())
	w.WriteHeader(p.Status)
	_, _ = w.Write(text) // the reader may have gone away
}

// refusal is an error that the interface itself makes, not the rules of the field.
type refusal struct {
	status int
	key    string
	title  cases.Words
	cases.Words
}

func (r *refusal) Error() string { return r.En }

// problem tells the refusal in the reader's language.
func (r *refusal) problem(ctx context.Context) *Problem {
	return newProblem(ctx, r.status, r.key, r.title.In(lang(ctx)), r.In(lang(ctx)))
}

func newProblem(ctx context.Context, status int, key, title, detail string) *Problem {
	c := callOf(ctx)
	return &Problem{Type: Prefix + "/docs#problem-" + key, Title: title, Status: status, Detail: detail, Instance: c.path, RequestID: c.id}
}

// The refusals of the interface itself.
var (
	errNoToken = &refusal{http.StatusUnauthorized, "token", cases.Words{Zh: "需要令牌", En: "A token is needed"}, cases.Words{
		Zh: "请求头里没有令牌，请带上 Authorization: Bearer 令牌。令牌由管理员发放。",
		En: "The request carries no token; send it as Authorization: Bearer TOKEN. Administrators hand out tokens."}}
	errBadToken = &refusal{http.StatusUnauthorized, "token", cases.Words{Zh: "令牌无效", En: "The token is not valid"}, cases.Words{
		Zh: "令牌无效、已过期或已撤销，请换用有效的令牌。", En: "The token is unknown, expired or revoked; use another."}}
	errTooOften = &refusal{http.StatusTooManyRequests, "rate", cases.Words{Zh: "请求过于频繁", En: "Too many requests"}, cases.Words{
		Zh: "这个令牌一分钟内的请求太多，请按 Retry-After 稍后再试。", En: "This token sends too many requests a minute; wait as Retry-After says."}}
	errNoAddress = &refusal{http.StatusNotFound, "address", cases.Words{Zh: "没有这个地址", En: "No such address"}, cases.Words{
		Zh: "接口没有这个地址，请对照 /api/v1/docs。", En: "The interface has no such address; see /api/v1/docs."}}
	errNoAction = &refusal{http.StatusNotFound, "action", cases.Words{Zh: "没有这个操作", En: "No such action"}, cases.Words{
		Zh: "没有这个操作，请对照诉求的 offers 或 /api/v1/lifecycle。", En: "There is no such action; see the offers of the request, or /api/v1/lifecycle."}}
	errMethod = &refusal{http.StatusMethodNotAllowed, "method", cases.Words{Zh: "不支持这种请求方法", En: "Method not allowed"}, cases.Words{
		Zh: "这个地址不支持这种请求方法，请对照 /api/v1/docs。", En: "The address does not take this method; see /api/v1/docs."}}
	errAddress = &refusal{http.StatusBadRequest, "characters", cases.Words{Zh: "地址无法识别", En: "The address cannot be read"}, cases.Words{
		Zh: "地址里有无法识别的字符，请用 UTF-8 并正确转义。", En: "The address has characters that cannot be read; write it in UTF-8 and escape it rightly."}}
	errLarge = &refusal{http.StatusRequestEntityTooLarge, "large", cases.Words{Zh: "内容太大", En: "Too large"}, cases.Words{
		Zh: "请求内容太大：JSON 不超过 256 KB，附件不超过 20 MB。请减少后再发送。",
		En: "The body is too large: JSON may have 256 KB, a file 20 MB. Make it smaller and send it again."}}
	errSlow = &refusal{http.StatusRequestTimeout, "slow", cases.Words{Zh: "请求内容没有及时传完", En: "The body took too long"}, cases.Words{
		Zh: "请求内容 30 秒内没有传完，没有执行；请在网络通畅时重新发送。", En: "The body did not arrive within 30 seconds and nothing was done; send it again over a better line."}}
	errUpload = &refusal{http.StatusBadRequest, "upload", cases.Words{Zh: "上传的内容无法识别", En: "The upload cannot be read"}, cases.Words{
		Zh: "请用 multipart/form-data 上传，文件放在 file 字段里，如 curl -F file=@照片.jpg。",
		En: "Upload as multipart/form-data with the file in the field file, as curl -F file=@photo.jpg does."}}
	errBody = &refusal{http.StatusBadRequest, "body", cases.Words{Zh: "请求内容无法识别", En: "The body cannot be read"}, cases.Words{
		Zh: "请求内容应是 UTF-8 编码的 JSON 对象，如 {\"text\": \"…\"}。", En: "The body must be one JSON object in UTF-8, such as {\"text\": \"…\"}."}}
)

// refusals lists them for the reader page.
var refusals = []*refusal{errNoToken, errBadToken, errTooOften, errNoAddress, errNoAction, errMethod, errAddress, errSlow, errLarge, errUpload, errBody}

// refuse makes a handler that only refuses.
func (s *server) refuse(why *refusal) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { why.problem(r.Context()).write(w) }
}

// tell turns an error into the Problem that the reader gets; faults of ours go to the log.
func (s *server) tell(ctx context.Context, err error) *Problem { return s.tellAt(ctx, err, "body") }

// tellAt is tell for an operation whose fields are in the query or in the body. A problem's field that has a dot names
// its place itself.
func (s *server) tellAt(ctx context.Context, err error, where string) *Problem {
	switch known := err.(type) {
	case *refusal:
		return known.problem(ctx)
	case *Problem:
		return known
	}
	answer := status.Of(err)
	if answer.Code >= http.StatusInternalServerError {
		s.fault(ctx, err)
	}
	p := newProblem(ctx, answer.Code, answer.Key, i18n.T(ctx, "error."+answer.Key+".title"), i18n.T(ctx, "error."+answer.Key+".text"))
	p.retryAfter = status.RetryAfter(err)
	problems := cases.ProblemsOf(err)
	for _, one := range problems {
		if one.Field != "" {
			p.Errors = append(p.Errors, FieldError{located(where, one.Field), one.In(lang(ctx))})
		}
	}
	if len(problems) > 0 {
		p.Detail = sentence(problems, lang(ctx))
	}
	return p
}

func located(where, field string) string {
	if strings.Contains(field, ".") {
		return field
	}
	return where + "." + field
}

// sentence joins what is wrong, so that a reader of the detail alone misses nothing.
func sentence(problems cases.Problems, lang string) string {
	texts := make([]string, len(problems))
	for i, p := range problems {
		texts[i] = p.In(lang)
	}
	return strings.Join(texts, "\n")
}

// translate turns the errors of the library, which are about parameters, into ours.
func (s *server) translate(hc huma.Context, _ string, answer any) (any, error) {
	theirs, ok := answer.(*huma.ErrorModel)
	if !ok {
		return answer, nil
	}
	ctx := hc.Context()
	key := status.Fault.Key
	switch theirs.Status {
	case http.StatusBadRequest:
		return errBody.problem(ctx), nil
	case http.StatusRequestEntityTooLarge:
		return errLarge.problem(ctx), nil
	case http.StatusUnprocessableEntity:
		key = "invalid"
	case http.StatusRequestTimeout:
		return errSlow.problem(ctx), nil
	default:
		s.fault(ctx, theirs)
	}
	p := newProblem(ctx, theirs.Status, key, i18n.T(ctx, "error."+key+".title"), i18n.T(ctx, "error."+key+".text"))
	var details []string
	for _, e := range theirs.Errors {
		said := FieldError{e.Location, spoken(e.Message, lang(ctx))}
		p.Errors, details = append(p.Errors, said), append(details, said.Location+"："+said.Message)
	}
	if len(details) > 0 {
		p.Detail = strings.Join(details, "\n")
	}
	return p, nil
}

// sayings put what the library says of a parameter into a person's words.
var sayings = []struct {
	pattern *regexp.Regexp
	cases.Words
}{
	{regexp.MustCompile(`^unknown query parameter$`), cases.Words{Zh: "没有这个查询参数，请对照接口文档。", En: "There is no such query parameter; see the documentation."}},
	{regexp.MustCompile(`^(?:invalid|expected) integer$`), cases.Words{Zh: "应是整数。", En: "This must be a whole number."}},
	{regexp.MustCompile(`^expected number >= (\S+)$`), cases.Words{Zh: "不能小于 $1。", En: "This must be at least $1."}},
	{regexp.MustCompile(`^expected number <= (\S+)$`), cases.Words{Zh: "不能大于 $1。", En: "This must be at most $1."}},
	{regexp.MustCompile(`^expected length <= (\d+)$`), cases.Words{Zh: "最多 $1 个字符，请删减。", En: "At most $1 characters are allowed."}},
	{regexp.MustCompile(`^expected value to be one of "(.*)"$`), cases.Words{Zh: "只能是：$1。", En: "This must be one of: $1."}},
	{regexp.MustCompile(`^expected string to be RFC 3339 date$`), cases.Words{Zh: "应是真实的日期，如 2021-06-30。", En: "This must be a real date such as 2021-06-30."}},
	{regexp.MustCompile(`^required \w+ parameter is missing$`), cases.Words{Zh: "必须填写。", En: "This is required."}},
}

// spoken is what the library said, in the reader's language; what is not known stays as it is.
func spoken(message, lang string) string {
	for _, s := range sayings {
		if s.pattern.MatchString(message) {
			return s.pattern.ReplaceAllString(message, s.In(lang))
		}
	}
	return message
}
