package cases

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"jiangqitong/internal/workday"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with a file that is committed and read in review; -update writes it.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the code gives now; if the change is meant, run the test with -update and read the difference", path)
	}
}

// caseIn is a plain case in the state: everything a guard could ask for is absent.
func caseIn(state State, m Moment) *Case {
	c := &Case{Standing: Standing{ID: 1, Version: 1, State: state, Round: 1, Company: 1, Liaison: 3, Lead: "zjj", Category: "road", Policy: "week", PolicyVersion: 1,
		Legs: []Leg{{N: 1, Bureau: "jtj", Round: 1, State: LegAsked}}}, Street: "waihai", Title: "路", Body: "路坏了", DispatchedAt: m.Now.Add(-time.Hour), AssignedAt: m.Now.Add(-time.Hour), FiledAt: m.Now.Add(-time.Hour),
		Due: m.Now.Add(24 * time.Hour)}
	if state == Filed || state == Returned {
		c.Lead, c.Legs = "", nil
	}
	return c
}

// TestGrid holds every (action, state, party): who may do what when, as one page to read in review.
func TestGrid(t *testing.T) {
	m := (&story{t: t}).moment("2021-06-30 09:00")
	parties := []struct {
		name string
		Actor
	}{{"F", company}, {"L", liaison}, {"C", centre}, {"O", officer}, {"H", chief}, {"c", helper}, {"R", leader}, {"A", auditor}, {"T", Timer},
		{"x", stranger}, {"y", outsider}, {"z", admin}}
	var b strings.Builder
	fmt.Fprintln(&b, "F company, L liaison, C centre, O officer of the lead, H its chief, c co-bureau, R leader, A auditor, T timer,")
	fmt.Fprintln(&b, "x another company, y a bureau outside, z administrator. A letter: may do it; lower line: a guard decides.")
	var actions []Action
	for _, step := range Lifecycle {
		if !slices.Contains(actions, step.Action) {
			actions = append(actions, step.Action)
		}
	}
	for _, action := range actions {
		for _, state := range append([]State{""}, States()...) {
			var may string
			for _, p := range parties {
				_, err := caseIn(state, m).step(p.Actor, action, m)
				if err == nil {
					may += p.name
				}
				if strings.Contains("xyz", p.name) && (err == nil || ProblemsOf(err)[0].Kind != NotFound) {
					t.Errorf("%s may know of %s in %q: %v", p.name, action, state, err)
				}
			}
			if may != "" {
				fmt.Fprintf(&b, "%-17s %-11s %s\n", action, state, may)
			}
		}
	}
	golden(t, filepath.Join("testdata", "grid.txt"), []byte(b.String()))
}

func TestLifecycleDocIsTheTable(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("# Lifecycle of a case\n\nWritten from the table in `cases/lifecycle.go` by `go test ./cases -run LifecycleDoc -update`; do not edit.\n\n")
	if err := WriteLifecycle(&b, "markdown", "en"); err != nil {
		t.Fatal(err)
	}
	b.WriteString("\n# 诉求的生命周期\n\n")
	if err := WriteLifecycle(&b, "markdown", "zh"); err != nil {
		t.Fatal(err)
	}
	golden(t, filepath.Join("..", "docs", "lifecycle.md"), b.Bytes())
}

// TestTableIsSound checks what a reader of the table takes for granted.
func TestTableIsSound(t *testing.T) {
	reached := map[State]bool{}
	for i, step := range Lifecycle {
		name := fmt.Sprintf("row %d, %s", i, step.Action)
		if step.Label.Zh == "" || step.Label.En == "" || step.Who == 0 {
			t.Errorf("%s has no label or nobody who may", name)
		}
		if step.When.holds != nil && (step.When.Name == "" || step.When.Says.Zh == "" || step.When.Says.En == "") {
			t.Errorf("%s has a guard without name or sentence", name)
		}
		for _, f := range step.Asks {
			if f.Label.Zh == "" || f.Label.En == "" || f.Max == 0 && slices.Contains([]FieldKind{LineField, TextField, PhoneField, BureausField}, f.Kind) {
				t.Errorf("%s asks %q without label or limit", name, f.Name)
			}
		}
		if step.Who.Has(System) && step.Who != System && step.Action != Route {
			t.Errorf("%s is shared by people and the timer", name)
		}
		if step.Shared && !step.Public {
			t.Errorf("%s is told to merged cases, but is not public", name)
		}
		reached[step.To] = true
	}
	for _, state := range States() {
		if !reached[state] {
			t.Errorf("no row leads to %s", state)
		}
	}
	for milestone, m := range milestones {
		if m.missed != "" && !slices.ContainsFunc(Lifecycle, func(s Step) bool { return s.Action == m.missed && s.Who == System }) {
			t.Errorf("nothing carries out what happens when %s is missed", milestone)
		}
	}
}

// TestOffersAreAccepted takes every offer of every state and party with the least input it asks for: what a button
// offers must not be refused for any reason but its fields.
func TestOffersAreAccepted(t *testing.T) {
	m := (&story{t: t}).moment("2021-06-30 09:00")
	m.Parent = &Case{Standing: Standing{ID: 99, State: Handling}, No: "JQ210630-000099"}
	for _, state := range States() {
		for _, a := range everyone() {
			c := caseIn(state, m)
			for _, offer := range c.Offers(a, m) {
				if _, err := c.Apply(a, Command{Action: offer.Action, Input: least(offer, m)}, m); err != nil {
					t.Errorf("%s offered %s in %s and was refused: %v", a.Role, offer.Action, state, err)
				}
			}
		}
	}
}

// least fills in what a row requires.
func least(step Step, m Moment) Input {
	in := Input{}
	for _, f := range step.Asks {
		if !f.Required {
			continue
		}
		switch f.Kind {
		case DateField:
			in[f.Name] = m.Today().AddDays(2).String()
		case ChoiceField, ScoreField:
			in[f.Name] = f.Options[0].Value
		case BureauField:
			in[f.Name] = "swj"
		case StreetField:
			in[f.Name] = "waihai"
		case CategoryField:
			in[f.Name] = "road"
		case PhoneField:
			in[f.Name] = "13800138000"
		default:
			in[f.Name] = "一"
		}
	}
	return in
}

func TestRefusalsAreSentences(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-30 09:00", roadInput)
	for _, refused := range []struct {
		name string
		do   func() (Change, error)
		kind Kind
		zh   string
	}{
		{"not yours", func() (Change, error) { return s.try("2021-06-30 09:01", helper, Sign) }, Forbidden, "主办单位"},
		{"not in this state", func() (Change, error) { return s.try("2021-06-30 09:01", company, Rate, "score", "5", "solved", "yes") }, Conflict, "待签收"},
		{"foreign", func() (Change, error) { return s.try("2021-06-30 09:01", stranger, Withdraw, "text", "x") }, NotFound, "编号"},
		{"no such action", func() (Change, error) { return s.try("2021-06-30 09:01", centre, "explode") }, Invalid, "explode"},
		{"nothing filled in", func() (Change, error) { return s.try("2021-06-30 09:01", officer, Decline) }, Invalid, "退单理由"},
		{"a date that does not exist", func() (Change, error) {
			s.do("2021-06-30 09:02", officer, Sign)
			return s.try("2021-06-30 09:03", officer, Extend, "until", "2021-02-30", "text", "x")
		}, Invalid, "真实的日期"},
		{"invalid UTF-8", func() (Change, error) { return s.try("2021-06-30 09:03", officer, Progress, "text", "a\xff") }, Invalid, "无法识别"},
		{"NUL", func() (Change, error) { return s.try("2021-06-30 09:03", officer, Progress, "text", "a\x00b") }, Invalid, "无法识别"},
		{"ten megabytes", func() (Change, error) {
			return s.try("2021-06-30 09:03", officer, Progress, "text", strings.Repeat("长", 10<<20/3))
		}, Invalid, "最多"},
	} {
		_, err := refused.do()
		problems := ProblemsOf(err)
		if len(problems) == 0 || problems[0].Kind != refused.kind || !strings.Contains(problems[0].Zh, refused.zh) || problems[0].En == "" {
			t.Errorf("%s: %v", refused.name, problems)
		}
	}
}

func TestRedoOpensARoundWithItsOwnPromises(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.do("2021-06-03 09:10", officer, Submit, "result", "explained", "text", "已解释")
	s.do("2021-06-03 10:10", chief, Approve)
	s.do("2021-06-04 10:10", company, Rate, "score", "1", "solved", "no")
	if !s.c.Dissatisfied || s.c.State != Closed {
		t.Fatalf("state %s, dissatisfied %v", s.c.State, s.c.Dissatisfied)
	}
	first := s.clock(ResolveBy).Due
	s.passes("2021-06-07 09:00")
	change, err := s.try("2021-06-07 09:00", centre, Redo, "text", "请现场处理")
	if err != nil || change.Past == nil || change.Past.Score != 1 || !change.Past.Due.Equal(first) {
		t.Fatalf("past %+v, %v", change.Past, err)
	}
	s.take(change, err)
	if s.c.Round != 2 || s.c.Score != 0 || s.c.State != Dispatched || !s.c.ClosedAt.IsZero() {
		t.Errorf("round %d, score %d, state %s", s.c.Round, s.c.Score, s.c.State)
	}
	s.due(ResolveBy, "2021-06-15 17:30") // 14 June is the Dragon Boat holiday
}

func TestExtensionKeepsTheFirstPromiseBesideTheNew(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.do("2021-06-02 09:10", officer, Extend, "until", "2021-06-11", "text", "需要材料")
	s.do("2021-06-02 10:10", centre, Grant, "text", "等待材料")
	k := s.clock(ResolveBy)
	if workday.FormatDue(k.FirstDue) != "2021-06-08 17:30" || workday.FormatDue(k.Due) != "2021-06-11 17:30" {
		t.Errorf("first %s, now %s", workday.FormatDue(k.FirstDue), workday.FormatDue(k.Due))
	}
	if _, err := s.try("2021-06-12 09:00", officer, Extend, "until", "2021-06-18", "text", "晚了"); err == nil {
		t.Error("an extension was taken after the due instant")
	}
}

// Elsewhere: a message is addressed to somebody who is not let in to read it, and silently never comes.
func TestWhoeverIsToldMayRead(t *testing.T) {
	for _, step := range Lifecycle {
		if step.Tells.Has(Filer|OfLiaison) && !step.Public {
			t.Errorf("%s tells the company or its liaison, who may not read it", step.Action)
		}
	}
}
