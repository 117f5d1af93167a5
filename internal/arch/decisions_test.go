package arch

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestEveryDirectDependencyIsDecided holds docs/decisions.md to go.mod: nothing is used without a reason written down.
func TestEveryDirectDependencyIsDecided(t *testing.T) {
	module, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	decisions, err := os.ReadFile("../../docs/decisions.md")
	if err != nil {
		t.Fatal(err)
	}
	direct := regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(string(module), -1)
	if len(direct) < 20 {
		t.Fatalf("only %d direct dependencies found in go.mod", len(direct))
	}
	for _, d := range direct {
		name := regexp.MustCompile(`/v\d+$`).ReplaceAllString(strings.TrimPrefix(d[1], "github.com/"), "")
		if !strings.Contains(string(decisions), name) {
			t.Errorf("%s has no line in docs/decisions.md", d[1])
		}
	}
}
