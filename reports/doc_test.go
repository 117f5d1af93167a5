package reports

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the generated document anew")

// TestMeasuresDocIsTheTable holds docs/measures.md to the table of measures.
func TestMeasuresDocIsTheTable(t *testing.T) {
	var b bytes.Buffer
	fmt.Fprint(&b, "# Measures 指标口径\n\nMade from the table `Measures` in `reports/measure.go`; do not edit. After a change of the table run\n"+
		"`go test ./reports -run MeasuresDoc -update`.\n\nPercentages have two decimals, rounded half away from zero; without a base they print as “/”.\n"+
		"A request counts once in a period; one that was redone is judged by its last round begun before the period's end.\n\n"+
		"| Code | Measure | Form | Definition | 口径 | Denominator |\n|---|---|---|---|---|---|\n")
	for _, m := range Measures {
		base := "–"
		if m.base != nil {
			base = m.BaseName.Zh + " " + m.BaseName.En
		}
		fmt.Fprintf(&b, "| `%s` | %s %s | %s | %s | %s | %s |\n", m.Code, m.Name.Zh, m.Name.En, strings.ToLower(formWords[m.Form].En), m.Formula.En, m.Formula.Zh, base)
	}
	const path = "../docs/measures.md"
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(path); err != nil || !bytes.Equal(have, b.Bytes()) {
		t.Errorf("docs/measures.md is not the table of measures (%v): run go test ./reports -run MeasuresDoc -update", err)
	}
}
