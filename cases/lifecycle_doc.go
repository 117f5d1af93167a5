package cases

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// LifecycleFormats are the ways WriteLifecycle can print the table.
var LifecycleFormats = []string{"text", "markdown", "mermaid", "json"}

// WriteLifecycle prints the lifecycle table in one of LifecycleFormats, labels in lang. The docs are this output.
func WriteLifecycle(w io.Writer, format, lang string) error {
	switch format {
	case "text":
		return writeText(w, lang)
	case "markdown":
		return writeMarkdown(w, lang)
	case "mermaid":
		_, err := io.WriteString(w, mermaid(lang))
		return err
	case "json":
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(LifecycleRows(lang))
	}
	return fmt.Errorf("no format %q: choose one of %s", format, strings.Join(LifecycleFormats, ", "))
}

// StepRow is a row of the lifecycle in words, as documents and the API show it.
type StepRow struct {
	Action string     `json:"action"`
	Label  string     `json:"label"`
	From   []string   `json:"from"`
	To     string     `json:"to"`
	Who    string     `json:"who"`
	When   string     `json:"when,omitempty"`
	Rule   string     `json:"rule,omitempty"` // the guard's sentence
	Asks   []FieldRow `json:"asks"`
	Clocks []string   `json:"clocks"`
	Tells  string     `json:"tells"`
	Public bool       `json:"public"`
	Shared bool       `json:"shared"` // companies of merged requests hear it too
}

// FieldRow is a field of a row in words.
type FieldRow struct {
	Name     string   `json:"name"`
	Label    string   `json:"label"`
	Kind     string   `json:"kind"`
	Required bool     `json:"required"`
	Max      int      `json:"max,omitempty"`
	Options  []string `json:"options,omitempty"`
}

// Row is the step in words.
func (s Step) Row(lang string) StepRow {
	row := StepRow{Action: string(s.Action), Label: s.Label.In(lang), From: []string{}, To: string(s.To),
		Who: s.Who.Words().In(lang), When: s.When.Name, Rule: s.When.Says.In(lang), Asks: []FieldRow{}, Clocks: []string{},
		Tells: s.Tells.Words().In(lang), Public: s.Public, Shared: s.Shared}
	for _, state := range s.From {
		row.From = append(row.From, string(state))
	}
	for _, f := range s.Asks {
		field := FieldRow{Name: f.Name, Label: f.Label.In(lang), Kind: string(f.Kind), Required: f.Required, Max: f.Max}
		for _, o := range f.Options {
			field.Options = append(field.Options, o.Value)
		}
		row.Asks = append(row.Asks, field)
	}
	for _, e := range s.Clocks {
		row.Clocks = append(row.Clocks, e.String())
	}
	return row
}

// LifecycleRows is the whole table in words.
func LifecycleRows(lang string) []StepRow {
	rows := make([]StepRow, len(Lifecycle))
	for i, step := range Lifecycle {
		rows[i] = step.Row(lang)
	}
	return rows
}

func (e Effect) String() string {
	if len(e.Milestones) == 0 {
		return string(e.Op) + " all"
	}
	names := make([]string, len(e.Milestones))
	for i, m := range e.Milestones {
		names[i] = string(m)
	}
	return string(e.Op) + " " + strings.Join(names, ", ")
}

func writeText(w io.Writer, lang string) error {
	for _, row := range LifecycleRows(lang) {
		if _, err := fmt.Fprintf(w, "%-17s %s\n%17s %s → %s\n%17s %s: %s\n", row.Action, row.Label, "",
			orDash(strings.Join(row.From, " ")), orDash(row.To), "", Words{"由", "by"}.In(lang), row.Who); err != nil {
			return err
		}
		for _, line := range []struct {
			Words
			text string
		}{
			{Words{"条件", "if"}, row.Rule}, {Words{"填写", "asks"}, asks(row)},
			{Words{"时限", "clocks"}, strings.Join(row.Clocks, "; ")}, {Words{"告知", "tells"}, row.Tells},
		} {
			if line.text == "" {
				continue
			}
			if _, err := fmt.Fprintf(w, "%17s %s: %s\n", "", line.In(lang), line.text); err != nil {
				return err
			}
		}
	}
	return nil
}

func writeMarkdown(w io.Writer, lang string) error {
	heads := Words{"| 操作 | 名称 | 从 | 到 | 由谁 | 条件 | 填写 | 时限 | 告知 | 企业可见 | 并案企业可见 |", "| action | label | from | to | who | if | asks | clocks | tells | company reads it | merged ones too |"}
	if _, err := fmt.Fprintf(w, "```mermaid\n%s```\n\n%s\n|%s\n", mermaid(lang), heads.In(lang), strings.Repeat(" --- |", 11)); err != nil {
		return err
	}
	for _, row := range LifecycleRows(lang) {
		cells := []string{"`" + row.Action + "`", row.Label, strings.Join(row.From, ", "), row.To, row.Who, row.Rule, asks(row),
			strings.Join(row.Clocks, "; "), row.Tells, mark(row.Public), mark(row.Shared)}
		for i := range cells {
			cells[i] = orDash(strings.ReplaceAll(cells[i], "|", "\\|"))
		}
		if _, err := fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | ")); err != nil {
			return err
		}
	}
	return nil
}

func asks(row StepRow) string {
	names := make([]string, len(row.Asks))
	for i, f := range row.Asks {
		names[i] = f.Name
		if !f.Required {
			names[i] += "?"
		}
	}
	return strings.Join(names, ", ")
}

func mark(yes bool) string {
	if yes {
		return "✓"
	}
	return ""
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// mermaid draws the states and the actions between them; actions that stay in a state are left out.
func mermaid(lang string) string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, s := range States() {
		fmt.Fprintf(&b, "    %s: %s\n", s, s.Words().In(lang))
	}
	type edge struct{ from, to string }
	var order []edge
	labels := map[edge][]string{}
	for _, step := range Lifecycle {
		from := step.From
		if from == nil {
			from = []State{"[*]"}
		}
		for _, state := range from {
			if step.To == "" || step.To == state {
				continue
			}
			e := edge{string(state), string(step.To)}
			if labels[e] == nil {
				order = append(order, e)
			}
			if label := step.Label.In(lang); !slices.Contains(labels[e], label) {
				labels[e] = append(labels[e], label)
			}
		}
	}
	for _, e := range order {
		fmt.Fprintf(&b, "    %s --> %s: %s\n", e.from, e.to, strings.Join(labels[e], " / "))
	}
	for _, s := range States() {
		if !s.Open() {
			fmt.Fprintf(&b, "    %s --> [*]\n", s)
		}
	}
	return b.String()
}
