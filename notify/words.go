package notify

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"jiangqitong/cases"
)

// Reader is for whom words are made: what they are to the case, and their language.
type Reader struct {
	Party  cases.Party
	Bureau string // code, of officers and chiefs
	Lang   string // zh or en
}

// outside says whether the reader is on the company's side.
func (r Reader) outside() bool { return r.Party.Has(cases.Filer | cases.OfLiaison) }

// Text is one message in words.
type Text struct {
	Subject string   // one line
	Body    string   // one paragraph
	Points  []string // what to do by when, or the lines of a list
	Path    string   // page to open, below the base address
}

// longest is how much of what somebody wrote a message quotes, in characters.
const longest = 200

// Words makes the message for one reader. It is pure: the same facts and reader give the same words.
func Words(f Facts, r Reader) Text {
	switch {
	case f.Note != nil:
		return Text{Subject: f.Note.Subject.In(r.Lang), Body: f.Note.Body.In(r.Lang), Path: f.Note.Path}
	case f.List != nil:
		return f.List.words(r.Lang)
	}
	t := Text{Path: "/cases/" + f.No, Points: f.points(r)}
	if f.Level != cases.NoLevel {
		t.Subject, t.Body = f.reminder(r)
	} else {
		t.Subject, t.Body = f.news(r)
	}
	if f.Urgent {
		t.Subject = both("【紧急】", "Urgent: ").In(r.Lang) + t.Subject
	}
	return t
}

// about names the case: title and number, or the number alone when it is confidential.
func (f Facts) about(lang string) string {
	if f.Title == "" {
		return both("诉求 "+f.No, "request "+f.No).In(lang)
	}
	return both("“"+f.Title+"”（"+f.No+"）", "“"+f.Title+"” ("+f.No+")").In(lang)
}

// reminder says which promise is at which level.
func (f Facts) reminder(r Reader) (subject, body string) {
	level, milestone := f.Level.Words().In(r.Lang), f.milestone().In(r.Lang)
	about := f.about(r.Lang)
	subject = both(level+"：“"+milestone+"”，"+about, level+": “"+milestone+"” of "+about).In(r.Lang)
	state := both("应于 "+f.Due+" 前完成", "is due by "+f.Due)
	if f.Level >= cases.DueNow {
		state = both("已于 "+f.Due+" 到期，尚未完成", "was due by "+f.Due+" and is not done")
	}
	body = both(
		f.company("zh")+about+"的“"+milestone+"”"+state.Zh+"（"+level+"）。",
		"“"+milestone+"” of "+about+f.company("en")+" "+state.En+" ("+level+").").In(r.Lang)
	switch mine := r.Party.Has(f.Milestone.Holder()); {
	case mine && r.outside():
		body += both("请尽快处理；逾期后系统将自动继续办理。", " Please act soon; afterwards the request goes on by itself.").In(r.Lang)
	case mine:
		body += both("", " ").In(r.Lang) + levelAsks[f.Level].In(r.Lang)
	}
	if f.Lead.Zh != "" && !r.outside() {
		body += both("主办单位："+f.Lead.Zh+"。", " Lead bureau: "+f.Lead.En+".").In(r.Lang)
	}
	return subject, body
}

// milestone names the promise, and whose part it is.
func (f Facts) milestone() cases.Words {
	name := f.Milestone.Words()
	if f.Part.Zh == "" {
		return name
	}
	return both(name.Zh+"（"+f.Part.Zh+"）", name.En+" ("+f.Part.En+")")
}

// levelAsks is what whoever owes the promise should do at each level.
var levelAsks = map[cases.Level]cases.Words{
	cases.NearDue:   both("请抓紧办理；确需延期的，请在到期前申请。", "Please act soon; if more time is needed, ask before it is due."),
	cases.DueNow:    both("请立即办理。", "Please act at once."),
	cases.NextDay:   both("请立即办理并说明超期原因。", "Please act at once and explain the delay."),
	cases.ThreeDays: both("该事项已列入督办，请立即办理并说明超期原因。", "It is now supervised. Please act at once and explain the delay."),
	cases.FiveDays:  both("该事项已列入通报，请立即办理。", "It is now on the criticism list. Please act at once."),
}

func (f Facts) company(lang string) string {
	if f.Company == "" {
		return ""
	}
	return both(f.Company+"提出的", ", filed by "+f.Company+",").In(lang)
}

// news says what somebody did: for the company in a sentence of its own, for staff as the lifecycle calls it.
func (f Facts) news(r Reader) (subject, body string) {
	label, about := f.Action.Words().In(r.Lang), f.about(r.Lang)
	subject = both(label+"："+about, label+": "+about).In(r.Lang)
	var said string
	if r.outside() {
		said = sentences[f.Action].company.In(r.Lang)
	} else {
		said = f.forStaff(r).In(r.Lang)
	}
	if said == "" {
		said = both("诉求有新进展：{label}。", "There is news of your request: {label}.").In(r.Lang)
	}
	body = strings.NewReplacer("{label}", label, "{about}", about, "{lead}", f.lead(r.Lang), "{until}", f.Until,
		"{company}", f.who(r.Lang), "{by}", f.by(r.Lang)).Replace(said)
	return subject, body + f.why(r.Lang)
}

func (f Facts) forStaff(r Reader) cases.Words {
	s := sentences[f.Action]
	switch {
	case s.co.Zh != "" && r.Party.Has(cases.Co|cases.WasCo) && !r.Party.Has(cases.Lead):
		return s.co
	case s.staff.Zh != "":
		return s.staff
	}
	return both("{about}有新进展：{label}（{by}）。", "There is news of {about}: {label} ({by}).")
}

func (f Facts) lead(lang string) string {
	if f.Lead.Zh == "" {
		return both("承办单位", "the bureau").In(lang)
	}
	return f.Lead.In(lang)
}

func (f Facts) who(lang string) string {
	if f.Company == "" {
		return both("企业", "The company").In(lang)
	}
	return f.Company
}

// by names whoever acted, to staff: the bureau and the person, or the role.
func (f Facts) by(lang string) string {
	switch {
	case f.Role == cases.RoleSystem:
		return cases.RoleSystem.Words().In(lang)
	case f.Bureau.Zh != "":
		return f.Bureau.In(lang) + " " + f.By
	}
	return f.Role.Words().In(lang) + " " + f.By
}

// why adds what was said, and by what promises were counted.
func (f Facts) why(lang string) (text string) {
	for _, said := range []string{f.quote(lang), f.grounds(lang)} {
		if said != "" {
			text += both("", " ").In(lang) + said
		}
	}
	return text
}

func (f Facts) grounds(lang string) string {
	if f.Grounds == "" {
		return ""
	}
	return both("计时依据："+f.Grounds+"。", "Counted by: "+f.Grounds+".").In(lang)
}

// quote repeats what was said, under the name that the lifecycle's form gives it.
func (f Facts) quote(lang string) string {
	if f.Text == "" {
		return ""
	}
	text := strings.Join(strings.Fields(f.Text), " ")
	if utf8.RuneCountInString(text) > longest {
		text = string([]rune(text)[:longest]) + "…"
	}
	label := f.textLabel()
	label.Zh, _, _ = strings.Cut(label.Zh, "（") // a form says who reads it; a message is read
	label.En, _, _ = strings.Cut(label.En, " (")
	return both(label.Zh+"：“"+text+"”", label.En+": “"+text+"”").In(lang)
}

// textLabel is the name of what was said; an approval carries the reply that was submitted.
func (f Facts) textLabel() cases.Words {
	action := f.Action
	if action == cases.Approve {
		action = cases.Reply
	}
	for _, step := range cases.Lifecycle {
		if step.Action != action {
			continue
		}
		for _, field := range step.Asks {
			if field.Name == "text" {
				return field.Label
			}
		}
	}
	return both("内容", "Text")
}

// points lists what the reader owes and by when; the company reads when it will have its answer.
func (f Facts) points(r Reader) []string {
	points := f.moves(r)
	for _, p := range f.Owed {
		mine := r.Party.Has(p.Milestone.Holder()) && (p.Bureau == "" || p.Bureau == r.Bureau)
		name, first := p.Milestone.Words().In(r.Lang), firstWords(p.First).In(r.Lang)
		switch {
		case mine:
			points = append(points, both(fmt.Sprintf("请于 %s 前完成：%s", p.Due, name), fmt.Sprintf("Please do by %s: %s", p.Due, name)).In(r.Lang)+first)
		case r.outside() && (p.Milestone == cases.ResolveBy || p.Milestone == cases.PromiseBy):
			points = append(points, both("承诺办结时间："+p.Due, "Promised by: "+p.Due).In(r.Lang)+first)
		}
	}
	return points
}

// moves lists the promises that were counted again, from when to when.
func (f Facts) moves(r Reader) (moves []string) {
	for _, p := range f.Moved {
		if !p.Milestone.Internal() || !r.outside() {
			moves = append(moves, p.Milestone.Words().In(r.Lang)+both("：", ": ").In(r.Lang)+cases.MovedWords(p.Due).In(r.Lang))
		}
	}
	return moves
}

func both(zh, en string) cases.Words { return cases.Words{Zh: zh, En: en} }
