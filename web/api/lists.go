package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// Line is a case in a list.
type Line struct {
	No           string    `json:"no" example:"JQ210630-482137" doc:"诉求编号 | Number of the request"`
	Href         string    `json:"href" doc:"地址 | Its address"`
	State        string    `json:"state" doc:"状态 | State"`
	Light        string    `json:"light" doc:"时限灯，截至最近一次变化或提醒 | Light, as of the last change or reminder"`
	Title        string    `json:"title" doc:"标题 | Title"`
	Company      string    `json:"company" doc:"企业 | Company"`
	Category     string    `json:"category" doc:"类别代码 | Code of the category"`
	Street       string    `json:"street" doc:"街道代码 | Code of the street"`
	Lead         string    `json:"lead,omitempty" doc:"主办单位代码 | Code of the lead bureau"`
	Urgent       bool      `json:"urgent" doc:"紧急 | Urgent"`
	Confidential bool      `json:"confidential" doc:"保密 | Confidential"`
	Round        int       `json:"round" doc:"第几轮 | Round"`
	Leg          int       `json:"leg,omitempty" doc:"在您的工作列表里因哪个协办而来 | The co-bureau's part for which it is on your list"`
	Score        int       `json:"score,omitempty" doc:"满意程度 | Satisfaction"`
	FiledAt      time.Time `json:"filed_at" doc:"提交时间 | Filed"`
	UpdatedAt    time.Time `json:"updated_at" doc:"最近变化 | Last change"`
	Due          time.Time `json:"due,omitzero" doc:"最近一项时限 | The promise that falls due first"`
	FirstDue     time.Time `json:"first_due,omitzero" doc:"这一项最初承诺的时限 | The same promise as first given"`
	Provisional  bool      `json:"provisional" doc:"暂定：涉及尚未公布放假安排的年份 | Provisional: counted beyond the last published calendar"`
}

type lines struct {
	Link string `header:"Link" doc:"前后各页的地址：<地址>; rel=\"next\"、rel=\"prev\" | Addresses of the pages before and after: <address>; rel=\"next\" and rel=\"prev\""`
	Body struct {
		Items []Line `json:"items" doc:"本页的诉求 | The requests of this page"`
		Next  string `json:"next,omitempty" doc:"下一页的 cursor；没有则已到末尾 | Cursor of the next page; left out at the end"`
		Prev  string `json:"prev,omitempty" doc:"上一页的 cursor；第一页没有 | Cursor of the page before; left out at the beginning"`
	}
}

// Paged is a request for a page of a list.
type Paged struct {
	Cursor string `query:"cursor" maxLength:"60" doc:"另一页给出的 next 或 prev | The next or prev that another page gave"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"每页几件 | How many a page"`
}

type search struct {
	State    []string `query:"state" doc:"状态，可用逗号分隔多个 | States, separated by commas" enum:"filed,returned,dispatched,handling,waiting,reviewing,replied,tracking,closed,rejected,withdrawn,merged"`
	Open     string   `query:"open" enum:"yes,no" doc:"是否未办结 | Still open or not"`
	Bureau   string   `query:"bureau" maxLength:"40" doc:"主办单位代码 | Code of the lead bureau"`
	Category string   `query:"category" maxLength:"40" doc:"类别代码 | Code of the category"`
	Group    string   `query:"group" enum:"livelihood,approvals,other" doc:"事项类型 | Group of categories"`
	Street   string   `query:"street" maxLength:"40" doc:"街道代码 | Code of the street"`
	Company  int64    `query:"company" minimum:"1" doc:"企业编号 | Id of the company"`
	Light    string   `query:"light" enum:"red,yellow,green,paused,none" doc:"时限灯 | Light"`
	Words    string   `query:"q" maxLength:"100" doc:"编号、标题、内容、企业或答复中的文字 | Words anywhere in number, title, text, company or answers"`
	From     string   `query:"from" format:"date" example:"2021-06-01" doc:"提交日期不早于 | Filed on or after this day"`
	To       string   `query:"to" format:"date" example:"2021-06-30" doc:"提交日期不晚于 | Filed on or before this day"`
	Paged
}

type worklist struct {
	List string `query:"list" required:"true" maxLength:"40" example:"red" doc:"工作列表，见 /counts | One of your lists, see /counts"`
	Paged
}

func (s *server) listOperations() {
	register(s, operation{id: "listCases", method: http.MethodGet, path: "/cases", tag: tagCases,
		summary: cases.Words{Zh: "列出诉求", En: "List requests"},
		more:    cases.Words{Zh: "您可以看到的诉求，新的在前，按条件缩小范围。", En: "The requests you may see, newest first, narrowed by the filters."}}, s.listCases)
	register(s, operation{id: "listQueue", method: http.MethodGet, path: "/queue", tag: tagWork,
		summary: cases.Words{Zh: "我的工作列表", En: "My worklist"},
		more:    cases.Words{Zh: "其中一个列表，先到期的在前。", En: "One of your lists, what falls due first in front."}, errors: []int{http.StatusForbidden}}, s.listQueue)
	register(s, operation{id: "getCounts", method: http.MethodGet, path: "/counts", tag: tagWork,
		summary: cases.Words{Zh: "各工作列表有几件", En: "How long my lists are"}}, s.getCounts)
	register(s, operation{id: "getMe", method: http.MethodGet, path: "/me", tag: tagWork,
		summary: cases.Words{Zh: "令牌代表谁", En: "Whom the token acts for"}}, s.getMe)
}

func (s *server) listCases(ctx context.Context, in *search) (*lines, error) {
	refs, err := s.Desk.Refs(ctx)
	if err != nil {
		return nil, err
	}
	filter, err := in.filter(refs)
	if err != nil {
		return nil, err
	}
	page, err := s.Desk.List(ctx, actorOf(ctx), filter)
	if err != nil {
		return nil, err
	}
	return pageOf(ctx, page), nil
}

// filter reads the parameters, or tells every one that names what is not there.
func (in *search) filter(refs *cases.Refs) (cases.Filter, error) {
	var bad cases.Problems
	known := func(name, value string, ok bool, zh, en string) {
		if value != "" && !ok {
			bad = append(bad, &cases.Problem{Kind: cases.Invalid, Field: name, Words: cases.Words{Zh: zh, En: en}})
		}
	}
	_, ok := refs.Bureau(in.Bureau)
	known("bureau", in.Bureau, ok, "没有这个单位，请对照 /bureaus。", "There is no such bureau; see /bureaus.")
	_, ok = refs.Category(in.Category)
	known("category", in.Category, ok, "没有这个类别，请对照 /categories。", "There is no such category; see /categories.")
	_, ok = refs.Street(in.Street)
	known("street", in.Street, ok, "没有这个街道，请对照 /streets。", "There is no such street; see /streets.")
	f := cases.Filter{Open: cases.Tri(in.Open), Bureau: in.Bureau, Category: in.Category, Group: cases.Group(in.Group), Street: in.Street,
		Company: in.Company, Light: cases.Light(in.Light), Text: in.Words, Cursor: in.Cursor, Limit: in.Limit}
	for _, state := range in.State {
		f.States = append(f.States, cases.State(state))
	}
	f.FiledFrom, _ = workday.ParseDate(in.From) // real dates, by their format
	f.FiledTo, _ = workday.ParseDate(in.To)
	known("to", in.To, in.From == "" || !f.FiledTo.Before(f.FiledFrom), "截止日期早于开始日期，请更正。", "The last day lies before the first; put it right.")
	if len(bad) > 0 {
		return f, bad
	}
	return f, nil
}

func (s *server) listQueue(ctx context.Context, in *worklist) (*lines, error) {
	actor := actorOf(ctx)
	lists := cases.ListsOf(actor)
	if len(lists) == 0 {
		return nil, &cases.Problem{Kind: cases.Forbidden, Words: cases.Words{Zh: "您的角色没有工作列表，请用 /cases 查询。",
			En: "Your role has no worklist; use /cases."}}
	}
	if !slices.Contains(lists, in.List) {
		names := strings.Join(lists, ", ")
		return nil, &cases.Problem{Kind: cases.Invalid, Field: "list", Words: cases.Words{Zh: "您没有这个列表，可用：" + names + "。",
			En: "You have no such list; there are: " + names + "."}}
	}
	page, err := s.Desk.Queue(ctx, actor, in.List, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return pageOf(ctx, page), nil
}

func pageOf(ctx context.Context, page cases.Page[cases.Line]) *lines {
	out := &lines{}
	out.Body.Items, out.Body.Next, out.Body.Prev = []Line{}, page.Next, page.Prev
	for _, l := range page.Lines {
		out.Body.Items = append(out.Body.Items, Line{No: l.No, Href: Prefix + "/cases/" + l.No, State: string(l.State), Light: string(l.Light),
			Title: l.Title, Company: l.CompanyName, Category: l.Category, Street: l.Street, Lead: l.Lead, Urgent: l.Urgent,
			Confidential: l.Confidential, Round: l.Round, Leg: l.Leg, Score: l.Score, FiledAt: at(l.FiledAt), UpdatedAt: at(l.UpdatedAt), Due: at(l.Due),
			FirstDue: at(l.FirstDue), Provisional: l.Provisional})
	}
	out.Link = linkTo(ctx, page)
	return out
}

// linkTo is the header that leads to the pages around this one.
func linkTo(ctx context.Context, page cases.Page[cases.Line]) string {
	var links []string
	for _, way := range []struct{ rel, cursor string }{{"next", page.Next}, {"prev", page.Prev}} {
		if way.cursor != "" {
			asked := callOf(ctx).asked()
			asked.Set("cursor", way.cursor)
			links = append(links, fmt.Sprintf(`<%s?%s>; rel="%s"`, callOf(ctx).path, asked.Encode(), way.rel))
		}
	}
	return strings.Join(links, ", ")
}

// Count is how long a list is.
type Count struct {
	List  string `json:"list" example:"red" doc:"列表代码 | Code of the list"`
	Label string `json:"label" example:"已超期" doc:"名称 | Its name"`
	Count int64  `json:"count" doc:"几件 | How many requests"`
	Href  string `json:"href" doc:"列表的地址 | Address of the list"`
}

type counts struct {
	Body struct {
		Items []Count `json:"items" doc:"您的工作列表 | Your lists"`
	}
}

func (s *server) getCounts(ctx context.Context, _ *struct{}) (*counts, error) {
	kept, err := s.Desk.Counts(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	out := &counts{}
	out.Body.Items = []Count{}
	for _, list := range cases.ListsOf(actorOf(ctx)) {
		out.Body.Items = append(out.Body.Items, Count{list, cases.ListWords(list).In(lang(ctx)), kept[list], Prefix + "/queue?list=" + list})
	}
	return out, nil
}

// Me is whom a token acts for.
type Me struct {
	ID      int64  `json:"id" doc:"编号 | Id"`
	Login   string `json:"login" doc:"用户名 | Login"`
	Name    string `json:"name" doc:"姓名 | Name"`
	Role    string `json:"role" example:"officer" doc:"角色 | Role"`
	Label   string `json:"role_label" example:"承办单位经办人" doc:"角色名称 | Name of the role"`
	Bureau  string `json:"bureau,omitempty" doc:"单位代码 | Code of the bureau"`
	Company int64  `json:"company,omitempty" doc:"企业编号 | Id of the company"`
}

type me struct{ Body Me }

func (s *server) getMe(ctx context.Context, _ *struct{}) (*me, error) {
	p := callOf(ctx).person
	return &me{Me{p.ID, p.Login, p.Name, string(p.Role), p.Role.Words().In(lang(ctx)), p.Bureau, p.Company}}, nil
}
