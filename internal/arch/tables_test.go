package arch

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sharedTables may be named by more than their owner, each for a reason.
var sharedTables = map[string]string{
	"goose_db_version": "kept by the migration tool and read by migrations",
}

var (
	createTable = regexp.MustCompile(`(?i)create (?:virtual )?table (?:if not exists )?(\w+)`)
	nameTable   = regexp.MustCompile(`(?i)\b(?:from|join|into|update)\s+(\w+)`)
)

// Each table belongs to one package; the others ask it.
func TestEachTableHasOneOwner(t *testing.T) {
	known := tables(t)
	owners := map[string][]string{}
	for _, file := range production(t) {
		room, _ := roomOf(file.name)
		if room == "bench" || room == "migrations" {
			continue
		}
		for _, table := range tablesIn(file) {
			if known[table] && !slices.Contains(owners[table], room) {
				owners[table] = append(owners[table], room)
			}
		}
	}
	for table, rooms := range owners {
		if len(rooms) > 1 && sharedTables[table] == "" {
			t.Errorf("the table %s is used by %v; one of them should own it and the others ask it", table, rooms)
		}
	}
}

// tables reads the names of all tables from the migrations.
func tables(t *testing.T) map[string]bool {
	t.Helper()
	root, err := findRoot()
	if err != nil {
		t.Fatal(err)
	}
	steps, err := filepath.Glob(filepath.Join(root, "migrations", "*", "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, step := range steps {
		text, err := os.ReadFile(step)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range createTable.FindAllStringSubmatch(string(text), -1) {
			known[match[1]] = true
		}
	}
	if !known["job_run"] {
		t.Fatalf("the migrations seem to make only %v", known)
	}
	return known
}

// tablesIn finds what stands after from, join, into or update in the strings of a file.
func tablesIn(file source) []string {
	var names []string
	ast.Inspect(file.syntax, func(node ast.Node) bool {
		literal, ok := node.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(literal.Value)
		if err != nil {
			return true
		}
		for _, match := range nameTable.FindAllStringSubmatch(text, -1) {
			names = append(names, strings.ToLower(match[1]))
		}
		return true
	})
	return names
}
