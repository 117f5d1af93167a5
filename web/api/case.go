package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"jiangqitong/cases"
)

// Numbered is a request that names a case.
type Numbered struct {
	No string `path:"no" maxLength:"40" example:"JQ210630-482137" doc:"诉求编号 | Number of the request"`
}

type caseAnswer struct {
	ETag     string `header:"ETag" doc:"版本号开头的标签，用于 If-Match 和 If-None-Match | Tag that starts with the version, for If-Match and If-None-Match"`
	Location string `header:"Location" hidden:"true"`
	Body     *Case
}

func (s *server) caseOperations() {
	s.filingOperations()
	register(s, operation{id: "getCase", method: http.MethodGet, path: "/cases/{no}", tag: tagCases,
		summary: cases.Words{Zh: "查看一件诉求", En: "Read a request"},
		more:    cases.Words{Zh: "带上您读到的时限、经过、附件和您现在可以做的操作。每次查看都有记录。", En: "With its promises, story, attachments and what you may do now. Each reading is logged."},
		errors:  []int{http.StatusNotFound}}, s.getCase)
	register(s, operation{id: "explainClocks", method: http.MethodGet, path: "/cases/{no}/clocks", tag: tagCases,
		summary: cases.Words{Zh: "逐日说明时限依据", En: "Explain the promises day by day"},
		more:    cases.Words{Zh: "每一天为什么计入或不计入，依据哪份放假通知。", En: "Why each day is counted or not, and by which holiday notice."},
		errors:  []int{http.StatusNotFound}}, s.explainClocks)
	s.phoneOperation()
}

func (s *server) getCase(ctx context.Context, in *Numbered) (*caseAnswer, error) {
	view, err := s.read(ctx, in.No)
	if err != nil {
		return nil, err
	}
	return answerWith(ctx, view), nil
}

// read reads a case and logs that the caller looks at it.
func (s *server) read(ctx context.Context, no string) (cases.View, error) {
	view, err := s.Desk.Read(ctx, actorOf(ctx), no)
	if err != nil {
		return view, err
	}
	return view, s.Accounts.Viewed(ctx, actorOf(ctx), view.ID, callOf(ctx).addr)
}

func answerWith(ctx context.Context, view cases.View) *caseAnswer {
	return &caseAnswer{ETag: `"` + strconv.FormatInt(view.Version, 10) + `"`, Body: viewOf(view, actorOf(ctx), lang(ctx))}
}

// Explanation is a promise with the reckoning of its due instant.
type Explanation struct {
	N           int       `json:"n" doc:"序号 | Number within the request"`
	Milestone   string    `json:"milestone" doc:"时限项目 | Milestone"`
	Label       string    `json:"label" doc:"名称 | Its name"`
	Budget      string    `json:"budget,omitempty" doc:"时限 | Budget"`
	Policy      string    `json:"policy" doc:"时限规则及版本 | Policy and its version"`
	Calendar    string    `json:"calendar" doc:"推算所用的日历版本 | Version of the calendar it was counted on"`
	Start       time.Time `json:"start" doc:"起算 | Counted from"`
	FirstDue    time.Time `json:"first_due" doc:"最初的到期时间 | Due as first promised"`
	Due         time.Time `json:"due,omitzero" doc:"到期时间；无限期暂停时没有 | Due; none while a pause without a limit runs"`
	First       time.Time `json:"first,omitzero" doc:"不计延期的到期时间 | Due without any extension"`
	Provisional bool      `json:"provisional" doc:"暂定 | Provisional"`
	PausedDays  int       `json:"paused_days" doc:"暂停扣除的天数 | Days that pauses took out"`
	Days        []Day     `json:"days" doc:"逐日说明 | Day by day"`
	Ledger      []Entry   `json:"ledger" doc:"暂停、延期等变动，由谁、为什么 | Pauses, extensions and what else happened, by whom and why"`
}

// Day is one line of an explanation.
type Day struct {
	Date        string    `json:"date" format:"date" doc:"日期 | Date"`
	At          time.Time `json:"at,omitzero" doc:"时限上发生事情的时间 | When something happened to the promise"`
	Reason      string    `json:"reason" doc:"原因代码 | Code of the reason"`
	Counted     bool      `json:"counted" doc:"是否计入 | Counted"`
	N           int       `json:"n,omitempty" doc:"计到第几天 | Days counted so far"`
	Notice      string    `json:"notice,omitempty" doc:"依据的放假通知 | Holiday notice it goes by"`
	Provisional bool      `json:"provisional" doc:"该年放假安排尚未公布 | The year's calendar is not published yet"`
	Text        string    `json:"text" doc:"说明 | In words"`
}

type explanations struct {
	Body struct {
		Now      time.Time     `json:"now" doc:"此刻 | This moment"`
		Calendar string        `json:"calendar" doc:"日历版本 | Version of the calendar"`
		Items    []Explanation `json:"items" doc:"各项时限 | The promises"`
	}
}

func (s *server) explainClocks(ctx context.Context, in *Numbered) (*explanations, error) {
	view, err := s.read(ctx, in.No)
	if err != nil {
		return nil, err
	}
	cal, out := view.Moment.Calendar(), &explanations{}
	out.Body.Now, out.Body.Calendar, out.Body.Items = at(view.Moment.Now), cal.Version(), []Explanation{}
	for i := range view.Clocks {
		out.Body.Items = append(out.Body.Items, explain(view, &view.Clocks[i], lang(ctx)))
	}
	return out, nil
}

func explain(v cases.View, k *cases.Clock, lang string) Explanation {
	r := v.Explain(k)
	e := Explanation{N: k.N, Milestone: string(k.Milestone), Label: k.Milestone.Words().In(lang), Budget: k.InForce().Budget.String(), Policy: k.InForce().Policy,
		Calendar: k.CountedOn(), Start: at(k.Start), FirstDue: at(k.FirstDue), Due: at(r.Due), First: at(r.First), Provisional: r.Provisional,
		PausedDays: r.PausedDays, Days: []Day{}, Ledger: ledgerOf(k)}
	for _, step := range r.Steps {
		e.Days = append(e.Days, Day{Date: step.Date.String(), At: at(step.At), Reason: string(step.Reason), Counted: step.Counted, N: step.N,
			Notice: step.Notice, Provisional: step.Provisional, Text: step.Text(lang)})
	}
	return e
}
