package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"jiangqitong/cases"
)

// Keyed is a writing request that may be sent again without acting again.
type Keyed struct {
	Key string `header:"Idempotency-Key" maxLength:"64" example:"6f1c2f0e-8a34-4c1d-9a53-0a4d2b7f5c11" doc:"幂等键：同一人用同一个键重复发送同样的内容，只执行一次；内容不同则拒绝（422） | Idempotency key: however often one person sends the same with it, it acts once; something else with it is refused (422)"`
}

// scoped is the key for one thing to be done: a program that uses it for another thing is not misunderstood.
func (k Keyed) scoped(what string) string {
	if k.Key == "" {
		return ""
	}
	return what + " " + k.Key
}

type filing struct {
	Keyed
	RawBody []byte `contentType:"application/json"`
}

type command struct {
	Numbered
	Keyed
	IfMatch string `header:"If-Match" maxLength:"80" example:"\"3\"" doc:"您读到的 ETag；之后有变化则不执行并返回 412 | The ETag you read; when the request changed since, nothing is done and 412 answers"`
	RawBody []byte `contentType:"application/json"`
}

func (s *server) filingOperations() {
	asks := asksOf(cases.File)
	op := register(s, operation{id: "fileCase", method: http.MethodPost, path: "/cases", tag: tagCases, status: http.StatusCreated,
		summary: cases.Words{Zh: "提交诉求", En: "File a request"},
		more: cases.Words{Zh: "企业为自己提交；联络员和诉求中心代企业提交时用 company 写明是哪家企业。有分派规则的类别会立即交办。",
			En: "A company files for itself; a liaison or the centre files for a company and names it in company. A category with a routing rule is dispatched at once."},
		errors: []int{http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge,
			http.StatusInsufficientStorage}}, s.fileCase)
	op.RequestBody = bodyOf(asks, true, companyName, filesName)
	for _, step := range actions() {
		s.actionOperation(step)
	}
}

// actions are the rows of the lifecycle that people may take on a case, one for each action; several rows of an action
// ask the same fields.
func actions() (steps []cases.Step) {
	for _, step := range cases.Lifecycle {
		known := slices.ContainsFunc(steps, func(s cases.Step) bool { return s.Action == step.Action })
		if step.Action != cases.File && step.Who&^cases.System != 0 && !known {
			steps = append(steps, step)
		}
	}
	return steps
}

func asksOf(action cases.Action) []cases.Field {
	i := slices.IndexFunc(cases.Lifecycle, func(s cases.Step) bool { return s.Action == action })
	return cases.Lifecycle[i].Asks
}

func (s *server) fileCase(ctx context.Context, in *filing) (*caseAnswer, error) {
	actor, asks := actorOf(ctx), asksOf(cases.File)
	if !mayFile(actor.Role) {
		return nil, &cases.Problem{Kind: cases.Forbidden, Words: cases.Words{Zh: "诉求由企业、联络员或诉求中心提交，您的角色不能提交。",
			En: "Requests are filed by companies, liaisons and the centre; your role may not."}}
	}
	b, err := readBody(in.RawBody, asks, companyName, filesName)
	if err != nil {
		return nil, err
	}
	if actor.Role != cases.RoleCompany && b.company == 0 {
		b.wrong(companyName, "请写明是哪家企业的诉求（企业编号）。", "Say whose request it is (the id of the company).")
	}
	if err := s.checkBody(ctx, b, asks); err != nil {
		return nil, err
	}
	c, err := s.Desk.File(ctx, actor, cases.Filing{Company: b.company, Input: b.input, Files: b.files, Key: in.scoped("file")})
	if err != nil {
		return nil, err
	}
	answer, err := s.after(ctx, c.No)
	if err == nil {
		answer.Location = Prefix + "/cases/" + c.No
	}
	return answer, err
}

func mayFile(role cases.Role) bool {
	return role == cases.RoleCompany || role == cases.RoleLiaison || role == cases.RoleCentre
}

func (s *server) actionOperation(step cases.Step) {
	op := register(s, operation{id: "do" + camel(string(step.Action)), method: http.MethodPost, path: "/cases/{no}/" + string(step.Action),
		tag: tagActions, summary: step.Label, more: rule(step.Action),
		errors: []int{http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusPreconditionFailed,
			http.StatusRequestEntityTooLarge, http.StatusInsufficientStorage}},
		func(ctx context.Context, in *command) (*caseAnswer, error) { return s.act(ctx, step, in) })
	required := slices.ContainsFunc(step.Asks, func(f cases.Field) bool { return f.Required })
	op.RequestBody = bodyOf(step.Asks, required, filesName)
}

func (s *server) act(ctx context.Context, step cases.Step, in *command) (*caseAnswer, error) {
	version, err := versionOf(in.IfMatch)
	if err != nil {
		return nil, err
	}
	b, err := readBody(in.RawBody, step.Asks, filesName)
	if err != nil {
		return nil, err
	}
	if err := s.checkBody(ctx, b, step.Asks); err != nil {
		return nil, err
	}
	_, err = s.Desk.Do(ctx, actorOf(ctx), in.No, cases.Command{Action: step.Action, Version: version, Input: b.input, Files: b.files,
		Key: in.scoped(string(step.Action) + " " + in.No)})
	if err != nil {
		return nil, err
	}
	return s.after(ctx, in.No)
}

func (s *server) checkBody(ctx context.Context, b body, asks []cases.Field) error {
	refs, err := s.Desk.Refs(ctx)
	if err != nil {
		return err
	}
	return b.check(asks, refs)
}

// after shows the case as it is after a writing, with the new offers.
func (s *server) after(ctx context.Context, no string) (*caseAnswer, error) {
	view, err := s.Desk.Read(ctx, actorOf(ctx), no)
	if err != nil {
		return nil, err
	}
	return answerWith(ctx, view), nil
}

// versionOf reads the version from an If-Match: what stands before the first dash of the one tag it names. None and *
// ask for no check.
func versionOf(header string) (int64, error) {
	header = strings.TrimSpace(header)
	if header == "" || header == "*" {
		return 0, nil
	}
	number, _, _ := strings.Cut(strings.Trim(header, `"`), "-")
	version, err := strconv.ParseInt(number, 10, 64)
	if err != nil || version <= 0 {
		return 0, &cases.Problem{Kind: cases.Invalid, Field: "header.If-Match", Words: cases.Words{
			Zh: "If-Match 应是查看诉求时得到的 ETag，如 \"3\"。", En: "If-Match must be the ETag that came with the request, such as \"3\"."}}
	}
	return version, nil
}

// camel joins the parts of a code: send-back is SendBack.
func camel(code string) (name string) {
	for part := range strings.SplitSeq(code, "-") {
		name += strings.ToUpper(part[:1]) + part[1:]
	}
	return name
}

// rule says in a sentence for each row of the action who may take it, and when.
func rule(action cases.Action) (w cases.Words) {
	for _, step := range cases.Lifecycle {
		if step.Action != action {
			continue
		}
		who, from := (step.Who &^ cases.System).Words(), states(step.From)
		w.Zh += "由" + who.Zh + "办理；状态：" + from.Zh + "。"
		w.En += "By: " + who.En + ". In state: " + from.En + ". "
		if step.To != "" {
			w.Zh += "之后：" + step.To.Words().Zh + "。"
			w.En += "Then: " + step.To.Words().En + ". "
		}
		if step.When.Name != "" {
			w.Zh, w.En = w.Zh+"不满足条件时："+step.When.Says.Zh, w.En+"Else refused: "+step.When.Says.En+" "
		}
	}
	w.En = strings.TrimSpace(w.En)
	return w
}

func states(list []cases.State) (w cases.Words) {
	var zh, en []string
	for _, state := range list {
		zh, en = append(zh, state.Words().Zh), append(en, state.Words().En)
	}
	return cases.Words{Zh: strings.Join(zh, "、"), En: strings.Join(en, ", ")}
}
