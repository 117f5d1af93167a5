package cases

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// terms are the words of the field that no constant of the code carries.
var terms = []struct{ zh, en, note string }{
	{"企业诉求", "enterprise request, case", "what a company asks of the government"},
	{"诉求中心", "request centre", "takes in, routes, rules, calls back, supervises"},
	{"承办单位", "handling unit", "a bureau, street office or public utility"},
	{"主办单位", "lead bureau", "owes the company the answer"},
	{"协办单位", "co-bureau", "owes the lead its part, in a leg with a clock of its own"},
	{"驻企联络员", "liaison", "a cadre paired with companies; may file for them"},
	{"分管领导", "chief", "reviews what the bureau replies"},
	{"交办单", "handover sheet", "the printed form that goes with a routed case"},
	{"催办通知书", "reminder note", "to officer and chief on the working day after a missed promise"},
	{"督办单", "supervision note", "for a case on the supervision list"},
	{"答复函", "reply letter", "the printed reply to the company"},
	{"台账", "ledger", "one row a case, the base of every report"},
	{"口径", "definition", "how a figure is counted, with its denominator"},
	{"时限依据", "explained deadline", "why a case is due when it is, day by day"},
	{"暂定", "provisional", "counted beyond the last published holiday notice"},
	{"调休", "make-up day", "a weekend day worked in exchange for a longer holiday"},
	{"首办负责", "first-responsible", "the bureau that must handle a case after a ruling or silence"},
	{"挂账", "tracking", "what cannot be done soon: a promised date with rolling feedback"},
	{"销号", "clearing", "a tracked matter is done"},
	{"应结案", "due in the period", "the denominator of closing and on-time rates"},
	{"同比、环比", "against the same month last year, against last month", "change of the count in percent"},
	{"惠及企业", "benefited companies", "distinct companies with a case solved or planned"},
	{"统一社会信用代码", "unified social credit code (USCC)", "18 signs with a check digit, GB 32100-2015"},
	{"国办发明电", "State Council notice", "names the holidays and make-up days of a year"},
	{"宁静服务", "quiet service", "a company says when it may be called or visited"},
}

func TestGlossaryIsTheCode(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Glossary 术语表\n\nThe field's words as the product uses them. Written by `go test ./cases -run Glossary -update`; the lists come from the code.\n\n")
	section := func(title string, rows ...[3]string) {
		fmt.Fprintf(&b, "## %s\n\n| 中文 | English | |\n| --- | --- | --- |\n", title)
		for _, r := range rows {
			if r[0] == "" || r[1] == "" {
				t.Errorf("%s: %q has a word missing", title, r)
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", r[0], r[1], r[2])
		}
		b.WriteString("\n")
	}
	var rows [][3]string
	for _, term := range terms {
		rows = append(rows, [3]string{term.zh, term.en, term.note})
	}
	section("The field 行业用语", rows...)
	section("Roles 角色", worded(Roles(), Role.Words)...)
	section("States 状态", worded(States(), State.Words)...)
	var actions []Action
	for _, step := range Lifecycle {
		if !slices.Contains(actions, step.Action) {
			actions = append(actions, step.Action)
		}
	}
	section("Actions 操作", worded(actions, Action.Words)...)
	section("Promises 时限", worded(Milestones(), Milestone.Words)...)
	section("Lights 灯号", worded(Lights(), Light.Words)...)
	section("Reminders 提醒级别", worded([]Level{NearDue, DueNow, NextDay, ThreeDays, FiveDays}, Level.Words)...)
	section("Results 办理结果", worded([]Result{Solved, Planned, Explained, NotTaken, TakenBack, Joined}, Result.Words)...)
	section("Groups 事项类型", worded(Groups(), Group.Words)...)
	section("Channels 来源渠道", worded(Sources(), Source.Words)...)
	golden(t, filepath.Join("..", "docs", "glossary.md"), []byte(b.String()))
}

func worded[T any](list []T, words func(T) Words) (rows [][3]string) {
	for _, v := range list {
		w := words(v)
		rows = append(rows, [3]string{w.Zh, w.En, fmt.Sprintf("`%v`", v)})
	}
	return rows
}
