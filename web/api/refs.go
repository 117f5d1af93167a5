package api

import (
	"context"
	"net/http"

	"jiangqitong/cases"
)

// list is a whole list of one kind.
type list[T any] struct {
	Body struct {
		Items []T `json:"items" doc:"全部 | All of them"`
	}
}

func listOf[T any](items []T) *list[T] {
	l := &list[T]{}
	l.Body.Items = listed(items)
	return l
}

// Bureau is a unit that handles requests.
type Bureau struct {
	Code   string `json:"code" example:"zjj" doc:"代码 | Code"`
	Name   string `json:"name" doc:"名称 | Name"`
	Peer   string `json:"peer" enum:"bureau,street,utility" doc:"同类：部门、街道、公用企业 | Peer group"`
	Active bool   `json:"active" doc:"在用 | In use"`
}

// Street is a street or zone that companies belong to.
type Street struct {
	Code   string `json:"code" example:"waihai" doc:"代码 | Code"`
	Name   string `json:"name" doc:"名称 | Name"`
	Bureau string `json:"bureau,omitempty" doc:"街道办的单位代码 | Code of the street office as a bureau"`
}

// Category is a kind of request.
type Category struct {
	Code      string `json:"code" example:"road" doc:"代码 | Code"`
	Name      string `json:"name" doc:"名称 | Name"`
	Group     string `json:"group" enum:"livelihood,approvals,other" doc:"事项类型：民生事项、审批服务、其他诉求 | Group: livelihood, approvals, other"`
	Aliases   string `json:"aliases,omitempty" doc:"企业的常用叫法 | Words that companies use for it"`
	Template  string `json:"template,omitempty" doc:"填写提示 | What to write"`
	Urgent    bool   `json:"urgent" doc:"属于紧急 | Urgent by nature"`
	Statutory bool   `json:"statutory" doc:"法定程序：诉求不代替许可 | A statutory procedure: the request is not the permit"`
	Tracking  bool   `json:"tracking" doc:"可以挂账 | May be tracked"`
	Policy    string `json:"policy" doc:"时限规则代码 | Code of its policy"`
	Active    bool   `json:"active" doc:"在用 | In use"`
}

// Policy is one version of a set of promises. Promises that it does not make are left out.
type Policy struct {
	Code         string `json:"code" example:"jiangmen" doc:"代码 | Code"`
	Version      int64  `json:"version" doc:"版本；诉求按受理时的版本办理 | Version; a request keeps the one it was given"`
	Name         string `json:"name" doc:"名称 | Name"`
	Remark       string `json:"remark,omitempty" doc:"来源 | Where it comes from"`
	Active       bool   `json:"active" doc:"新诉求可用 | May be chosen for new requests"`
	Route        string `json:"route,omitempty" example:"4wh" doc:"交办，自提交起 | Dispatch, from filing"`
	Sign         string `json:"sign,omitempty" doc:"签收，自交办起 | Signing, from dispatch"`
	Contact      string `json:"contact,omitempty" example:"60m" doc:"联系企业，自交办起 | Contact, from dispatch"`
	Plan         string `json:"plan,omitempty" example:"24h" doc:"提出方案，自交办起 | Plan, from dispatch"`
	Resolve      string `json:"resolve,omitempty" example:"7d" doc:"办结答复，自交办起 | Reply, from dispatch"`
	Co           string `json:"co,omitempty" doc:"协办答复，自请求协办起 | Co-bureau's answer, from being asked"`
	Ruling       string `json:"ruling,omitempty" doc:"退单裁定 | Ruling on a decline"`
	Confirm      string `json:"confirm,omitempty" doc:"企业评价，自答复起 | Company's rating, from the reply"`
	PauseCap     string `json:"pause_cap,omitempty" doc:"企业补充；超过则恢复计时 | Company's answer; after that the clocks run again"`
	ReturnWindow string `json:"return_window,omitempty" doc:"可以退单的时间，自交办起 | While a bureau may decline, from dispatch"`
	ExtendTimes  int    `json:"extend_times" doc:"每轮最多延期几次 | Extensions a round"`
	ExtendBy     string `json:"extend_by,omitempty" doc:"一次最多延长多久 | Longest single extension"`
	ExtendAhead  string `json:"extend_ahead,omitempty" doc:"延期须提前多久申请 | How far ahead an extension is asked"`
	Review       bool   `json:"review" doc:"答复须审核 | Replies are reviewed"`
	CallBack     bool   `json:"call_back" doc:"逐件回访 | Every request is called back"`
}

// Lifecycle is the whole life of a request and the vocabulary of the interface.
type Lifecycle struct {
	Steps      []cases.StepRow `json:"steps" doc:"每一行：谁在什么状态可以做什么、填什么、时限如何、告知谁 | Each row: who may do what from where, what it asks, what it does to the promises, whom it tells"`
	States     []Option        `json:"states" doc:"状态 | States"`
	Lights     []Option        `json:"lights" doc:"时限灯 | Lights"`
	Milestones []Option        `json:"milestones" doc:"时限项目 | Milestones"`
	Sources    []Option        `json:"sources" doc:"来源渠道 | Channels"`
	Groups     []Option        `json:"groups" doc:"事项类型 | Groups of categories"`
	Reasons    []Option        `json:"reasons" doc:"不予受理情形 | Grounds for not accepting"`
	Scores     []Option        `json:"scores" doc:"满意程度 | Levels of satisfaction"`
	Roles      []Option        `json:"roles" doc:"角色 | Roles"`
}

type lifecycle struct{ Body Lifecycle }

func (s *server) refOperations() {
	register(s, operation{id: "listCategories", method: http.MethodGet, path: "/categories", tag: tagRefs,
		summary: cases.Words{Zh: "诉求类别", En: "Categories"}}, s.listCategories)
	register(s, operation{id: "listBureaus", method: http.MethodGet, path: "/bureaus", tag: tagRefs,
		summary: cases.Words{Zh: "承办单位", En: "Bureaus"}}, s.listBureaus)
	register(s, operation{id: "listStreets", method: http.MethodGet, path: "/streets", tag: tagRefs,
		summary: cases.Words{Zh: "街道", En: "Streets"}}, s.listStreets)
	register(s, operation{id: "listPolicies", method: http.MethodGet, path: "/policies", tag: tagRefs,
		summary: cases.Words{Zh: "时限规则", En: "Policies"}, more: cases.Words{Zh: "所有版本，新的在前。", En: "Every version, newest first."}}, s.listPolicies)
	register(s, operation{id: "getLifecycle", method: http.MethodGet, path: "/lifecycle", tag: tagRefs,
		summary: cases.Words{Zh: "办理流程与代码", En: "Lifecycle and vocabulary"}}, s.getLifecycle)
}

func (s *server) listCategories(ctx context.Context, _ *struct{}) (*list[Category], error) {
	refs, err := s.Desk.Refs(ctx)
	if err != nil {
		return nil, err
	}
	var items []Category
	for _, c := range refs.Categories {
		items = append(items, Category{c.Code, c.Name.In(lang(ctx)), string(c.Group), c.Aliases, c.Template.In(lang(ctx)), c.Urgent,
			c.Statutory, c.Tracking, c.Policy, c.Active})
	}
	return listOf(items), nil
}

func (s *server) listBureaus(ctx context.Context, _ *struct{}) (*list[Bureau], error) {
	refs, err := s.Desk.Refs(ctx)
	if err != nil {
		return nil, err
	}
	var items []Bureau
	for _, b := range refs.Bureaus {
		items = append(items, Bureau{b.Code, b.Name.In(lang(ctx)), b.Peer, b.Active})
	}
	return listOf(items), nil
}

func (s *server) listStreets(ctx context.Context, _ *struct{}) (*list[Street], error) {
	refs, err := s.Desk.Refs(ctx)
	if err != nil {
		return nil, err
	}
	var items []Street
	for _, street := range refs.Streets {
		items = append(items, Street{street.Code, street.Name.In(lang(ctx)), street.Bureau})
	}
	return listOf(items), nil
}

func (s *server) listPolicies(ctx context.Context, _ *struct{}) (*list[Policy], error) {
	refs, err := s.Desk.Refs(ctx)
	if err != nil {
		return nil, err
	}
	var items []Policy
	for _, p := range refs.Policies {
		items = append(items, Policy{Code: p.Code, Version: p.Version, Name: p.Name.In(lang(ctx)), Remark: p.Remark.In(lang(ctx)), Active: p.Active,
			Route: p.Route.String(), Sign: p.Sign.String(), Contact: p.Contact.String(), Plan: p.Plan.String(), Resolve: p.Resolve.String(),
			Co: p.Co.String(), Ruling: p.Ruling.String(), Confirm: p.Confirm.String(), PauseCap: p.PauseCap.String(),
			ReturnWindow: p.ReturnWindow.String(), ExtendTimes: p.ExtendTimes, ExtendBy: p.ExtendBy.String(), ExtendAhead: p.ExtendAhead.String(),
			Review: p.Review, CallBack: p.CallBack})
	}
	return listOf(items), nil
}

func (s *server) getLifecycle(ctx context.Context, _ *struct{}) (*lifecycle, error) {
	in := lang(ctx)
	return &lifecycle{Lifecycle{Steps: cases.LifecycleRows(in), States: vocabulary(cases.States(), in), Lights: vocabulary(cases.Lights(), in),
		Milestones: vocabulary(cases.Milestones(), in), Sources: vocabulary(cases.Sources(), in), Groups: vocabulary(cases.Groups(), in),
		Roles: vocabulary(cases.Roles(), in), Reasons: optionsOf(cases.Reasons(), in), Scores: optionsOf(cases.Scores(), in)}}, nil
}

// named is a code with a name.
type named interface {
	~string
	Words() cases.Words
}

func vocabulary[T named](codes []T, lang string) (options []Option) {
	for _, code := range codes {
		options = append(options, Option{string(code), code.Words().In(lang)})
	}
	return options
}
