package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"jiangqitong/cases"
)

// operation is what is said of an operation once, for the router, the description and the reader page.
type operation struct {
	id      string
	method  string
	path    string // below Prefix
	tag     string
	summary cases.Words
	more    cases.Words // how to use it; may be empty
	status  int         // of success, 200 when 0
	errors  []int       // beside those of every operation
}

// everywhere lists what every operation may answer.
var everywhere = []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusUnprocessableEntity, http.StatusTooManyRequests,
	http.StatusInternalServerError, http.StatusServiceUnavailable}

// meanings say what a status of refusal means, wherever it is answered.
var meanings = map[int]cases.Words{
	http.StatusBadRequest:            {Zh: "地址或请求内容无法识别", En: "The address or the body cannot be read"},
	http.StatusUnauthorized:          {Zh: "没有令牌，或令牌无效", En: "No token, or one that is not valid"},
	http.StatusForbidden:             {Zh: "您的角色不能这样做", En: "Your role may not do this"},
	http.StatusNotFound:              {Zh: "不存在，或您无权查看", En: "It is not there, or you may not see it"},
	http.StatusConflict:              {Zh: "诉求当前的状态不允许", En: "The request is not in a state for this"},
	http.StatusPreconditionFailed:    {Zh: "您查看之后已有变化；说明里列出有哪些变化", En: "It changed after you looked; the detail lists what changed"},
	http.StatusRequestTimeout:        {Zh: "请求内容没有及时传完", En: "The body took too long to arrive"},
	http.StatusRequestEntityTooLarge: {Zh: "请求内容太大", En: "The body is too large"},
	http.StatusUnprocessableEntity:   {Zh: "有字段不符合要求；errors 一次列出全部", En: "Some fields are not as they must be; errors lists them all"},
	http.StatusTooManyRequests:       {Zh: "请求过于频繁，请按 Retry-After 再试", En: "Too many requests; wait as Retry-After says"},
	http.StatusInternalServerError:   {Zh: "系统故障，请凭 request_id 联系管理员", En: "A fault of ours; quote request_id"},
	http.StatusServiceUnavailable:    {Zh: "系统繁忙，请按 Retry-After 再试", En: "Busy; wait as Retry-After says"},
	http.StatusInsufficientStorage:   {Zh: "存储空间已满，没有保存", En: "No room is left; nothing was stored"},
}

// register adds an operation. What handle returns as an error is told to the reader as a Problem.
func register[I, O any](s *server, o operation, handle func(context.Context, *I) (*O, error)) *huma.Operation {
	op := o.described(s)
	where := "query"
	if o.method != http.MethodGet {
		where = "body"
	}
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, s.tellAt(ctx, err, where)
		}
		return out, nil
	})
	path := s.api.OpenAPI().Paths[op.Path]
	if o.method == http.MethodGet {
		return path.Get
	}
	return path.Post
}

func (o operation) described(s *server) huma.Operation {
	op := huma.Operation{OperationID: o.id, Method: o.method, Path: Prefix + o.path, Tags: []string{o.tag}, Summary: both(o.summary),
		DefaultStatus: o.status, Security: []map[string][]string{{"token": {}}}, Responses: map[string]*huma.Response{},
		MaxBodyBytes: maxBody, BodyReadTimeout: readTimeout, SkipValidateBody: true}
	if o.more.Zh != "" {
		op.Description = both(o.more)
	}
	if o.status == 0 {
		op.DefaultStatus = http.StatusOK
	}
	op.Responses[strconv.Itoa(op.DefaultStatus)] = &huma.Response{Description: both(success[op.DefaultStatus])}
	answers := slices.Concat(everywhere, o.errors)
	if o.method == http.MethodPost {
		answers = append(answers, http.StatusRequestTimeout)
	}
	for _, code := range answers {
		op.Responses[strconv.Itoa(code)] = &huma.Response{Description: both(meanings[code]),
			Content: map[string]*huma.MediaType{problemType: {Schema: &huma.Schema{Ref: schemas + "Problem"}}}}
	}
	if o.method == http.MethodGet {
		op.Responses["304"] = &huma.Response{Description: both(success[http.StatusNotModified])}
	}
	return op
}

var success = map[int]cases.Words{
	http.StatusOK:          {Zh: "成功", En: "Done"},
	http.StatusCreated:     {Zh: "已建立；Location 是它的地址", En: "Made; Location is its address"},
	http.StatusNotModified: {Zh: "与 If-None-Match 的 ETag 相同，没有变化", En: "Unchanged since the ETag in If-None-Match"},
}
