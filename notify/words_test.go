package notify

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"jiangqitong/cases"
)

// plainFacts are facts of an event in signs that both languages share, so that any Han sign in an English message is
// a word that was not translated.
func plainFacts(action cases.Action) Facts {
	return Facts{Action: action, Round: 1, Until: "2021-10-20", No: "JQ211008-000001", Title: "Gate road", Company: "Acme",
		Lead: both("Bureau A", "Bureau A"), Bureau: both("Bureau B", "Bureau B"), By: "Li", Role: cases.RoleOfficer, Text: "Said",
		Owed: []Promise{{Milestone: cases.ResolveBy, Due: "2021-10-15 17:30"}, {Milestone: cases.SignBy, Due: "2021-10-08 17:30"},
			{Milestone: cases.CoBy, Due: "2021-10-13 17:30", Bureau: "jtj"}, {Milestone: cases.RulingBy, Due: "2021-10-11 17:30"},
			{Milestone: cases.AnswerBy, Due: "2021-10-22 17:30"}}}
}

func allFacts() map[string]Facts {
	all := map[string]Facts{}
	for _, step := range cases.Lifecycle {
		if step.Action != cases.Remind && step.Action != cases.Overdue {
			all[string(step.Action)] = plainFacts(step.Action)
		}
	}
	for _, m := range cases.Milestones() {
		for level := cases.NearDue; level <= cases.FiveDays; level++ {
			f := plainFacts(cases.Remind)
			f.Milestone, f.Level, f.Due = m, level, "2021-10-15 17:30"
			all[fmt.Sprintf("%s %d", m, level)] = f
		}
	}
	return all
}

func TestEveryActionAndReminderHasWordsForEveryReader(t *testing.T) {
	for name, facts := range allFacts() {
		for _, party := range cases.Parties() {
			for _, lang := range []string{"zh", "en"} {
				for _, variant := range []string{"", "urgent", "confidential"} {
					f := facts
					f.Urgent = variant == "urgent"
					if variant == "confidential" {
						f.Title, f.Company, f.Text, f.Owed = "", "", "", nil
					}
					text := Words(f, Reader{Party: party, Bureau: "jtj", Lang: lang})
					if fault := fault(text, lang); fault != "" {
						t.Errorf("%s for %s in %s %s: %s\n%+v", name, party.Words().En, lang, variant, fault, text)
					}
				}
			}
		}
	}
}

var openPlace = regexp.MustCompile(`\{[a-z]*\}|%!|  |, ,|，，|。。|\.\.|[。.]。`)

func fault(text Text, lang string) string {
	all := text.Subject + "\n" + text.Body + "\n" + strings.Join(text.Points, "\n")
	switch {
	case text.Subject == "" || strings.Contains(text.Subject, "\n"):
		return "the subject must be one line"
	case utf8.RuneCountInString(text.Subject) > 120:
		return "the subject is too long"
	case !strings.HasSuffix(text.Body, "。") && !strings.HasSuffix(text.Body, "”") && !strings.HasSuffix(text.Body, "."):
		return "the body is no sentence"
	case openPlace.MatchString(all):
		return "something was not filled in: " + openPlace.FindString(all)
	case lang == "en" && strings.ContainsFunc(all, func(r rune) bool {
		return unicode.Is(unicode.Han, r) || strings.ContainsRune("，。：、（）【】", r)
	}):
		return "not translated"
	case !strings.Contains(all, "JQ211008-000001"):
		return "which case?"
	case text.Path != "/cases/JQ211008-000001":
		return "no page to open"
	}
	return ""
}

func TestTheCompanyReadsASentenceOfItsOwn(t *testing.T) {
	for _, step := range cases.Lifecycle {
		if step.Tells.Has(cases.Filer|cases.OfLiaison) && sentences[step.Action].company.Zh == "" {
			t.Errorf("the company hears of %q but no sentence is meant for it", step.Action)
		}
	}
	for action := range sentences {
		known := false
		for _, step := range cases.Lifecycle {
			known = known || step.Action == action
		}
		if !known {
			t.Errorf("there is a sentence for %q, which the lifecycle does not know", action)
		}
	}
}

func TestWordsSayWhatToDoByWhen(t *testing.T) {
	f := plainFacts(cases.Route)
	for _, test := range []struct {
		reader Reader
		want   []string
	}{
		{Reader{Party: cases.Lead, Bureau: "zjj", Lang: "zh"}, []string{"请于 2021-10-15 17:30 前完成：办结答复", "请于 2021-10-08 17:30 前完成：签收"}},
		{Reader{Party: cases.Co, Bureau: "jtj", Lang: "zh"}, []string{"请于 2021-10-13 17:30 前完成：协办答复"}},
		{Reader{Party: cases.Co, Bureau: "whjd", Lang: "zh"}, nil},
		{Reader{Party: cases.Filer, Lang: "en"}, []string{"Promised by: 2021-10-15 17:30", "Please do by 2021-10-22 17:30: Company's answer"}},
	} {
		if got := Words(f, test.reader).Points; fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%+v: %q, want %q", test.reader, got, test.want)
		}
	}
}

// TestAMovedPromiseIsNamedWithItsFirstDate: the first date stands beside the present one in messages and in lists too.
func TestAMovedPromiseIsNamedWithItsFirstDate(t *testing.T) {
	f := plainFacts(cases.Grant)
	f.Owed = []Promise{{Milestone: cases.ResolveBy, Due: "2021-10-20 17:30", First: "2021-10-15 17:30"}}
	for lang, want := range map[string]string{"zh": "承诺办结时间：2021-10-20 17:30（原时限 2021-10-15 17:30）",
		"en": "Promised by: 2021-10-20 17:30 (first promised by 2021-10-15 17:30)"} {
		if got := Words(f, Reader{Party: cases.Filer, Lang: lang}).Points; len(got) != 1 || got[0] != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	due := time.Date(2021, 10, 20, 9, 30, 0, 0, time.UTC)
	moved := lineOf(cases.Line{No: "JQ1", Due: due, FirstDue: due.AddDate(0, 0, -5)}, "red")
	if got := moved.words("zh"); got != "JQ1，2021-10-20 17:30 到期（原时限 2021-10-15 17:30）" {
		t.Errorf("in a list: %q", got)
	}
	if kept := lineOf(cases.Line{No: "JQ1", Due: due, FirstDue: due}, "red"); kept.First != "" {
		t.Errorf("a promise that stands has a first date beside it: %q", kept.First)
	}
}

func TestLongTextsAreQuotedInPart(t *testing.T) {
	f := plainFacts(cases.Ask)
	f.Text = strings.Repeat("请补充\n", 500)
	body := Words(f, Reader{Party: cases.Filer, Lang: "zh"}).Body
	if n := utf8.RuneCountInString(body); n > 320 || !strings.Contains(body, "…”") || strings.Contains(body, "\n") {
		t.Errorf("%d characters: %s", n, body)
	}
}

func TestAPausesGrowAndDiffer(t *testing.T) {
	for i, minutes := range []float64{1, 2, 4, 8, 16, 32, 64, 120, 120} {
		least, most := Pause(i+1, 0).Minutes(), Pause(i+1, 1).Minutes()
		if least < 0.79*minutes || most > 1.21*minutes || least >= most {
			t.Errorf("attempt %d waits %.1f to %.1f minutes, want about %.0f", i+1, least, most, minutes)
		}
	}
}

func TestTheAudienceIsTheLifecyclesOwn(t *testing.T) {
	c := &cases.Case{Standing: cases.Standing{Lead: "zjj", Company: 1, State: cases.Replied}}
	for _, test := range []struct {
		event cases.Event
		want  cases.Party
	}{
		{cases.Event{Action: cases.Reply, ActorRole: cases.RoleChief, Bureau: "zjj", From: cases.Handling, To: cases.Replied},
			cases.Filer | cases.OfLiaison | cases.Lead | cases.LeadChief | cases.Centre},
		{cases.Event{Action: cases.Reply, ActorRole: cases.RoleOfficer, Bureau: "zjj", From: cases.Handling, To: cases.Replied},
			cases.Filer | cases.OfLiaison | cases.LeadChief | cases.Centre},
		{cases.Event{Action: cases.Remind, Milestone: cases.RouteBy, Level: cases.NextDay}, cases.Centre},
		{cases.Event{Action: cases.Overdue, Milestone: cases.ResolveBy, Level: cases.NextDay}, cases.Lead | cases.LeadChief},
		{cases.Event{Action: cases.Overdue, Milestone: cases.CoBy, Leg: 1, Level: cases.FiveDays},
			cases.Co | cases.LeadChief | cases.Centre | cases.Leader},
	} {
		if got := Audience(test.event, c, cases.StandardReminders); got != test.want {
			t.Errorf("%s: %s, want %s", test.event.Action, got.Words().En, test.want.Words().En)
		}
	}
	// Every row's own audience, as if it happened to a case in its state.
	for _, step := range cases.Lifecycle {
		if got := Audience(cases.Event{Action: step.Action, ActorRole: cases.RoleSystem}, c, cases.StandardReminders); step.Tells&^got != 0 {
			t.Errorf("%s misses %s", step.Action, (step.Tells &^ got).Words().En)
		}
	}
}
