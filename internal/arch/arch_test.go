package arch

import (
	"go/ast"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

func TestImportsPointDown(t *testing.T) {
	for _, file := range production(t) {
		from, found := roomOf(path.Dir(file.name))
		if !found {
			t.Errorf("%s: its folder is in no room of mayImport; add the room and what it may import", file.name)
			continue
		}
		for imported := range file.imports {
			target, ours := strings.CutPrefix(imported, module+"/")
			if !ours {
				continue
			}
			to, _ := roomOf(target)
			if to != from && !slices.Contains(mayImport[from], to) {
				t.Errorf("%s: %s may not import %s", file.name, from, target)
			}
		}
	}
}

func TestEachDependencyHasItsDoor(t *testing.T) {
	for _, file := range production(t) {
		for imported := range file.imports {
			for dependency, rooms := range doors {
				if within(imported, dependency) && !withinAny(file.name, rooms) {
					t.Errorf("%s imports %s, which only %v may", file.name, imported, rooms)
				}
			}
		}
	}
}

func TestSomeDependenciesShowInTheFileName(t *testing.T) {
	for dependency, prefix := range named {
		for _, file := range production(t) {
			if importsAny(file, dependency) && !within(file.name, "bench") && !strings.HasPrefix(path.Base(file.name), prefix) {
				t.Errorf("%s imports %s; files that do begin with %s", file.name, dependency, prefix)
			}
		}
	}
}

func importsAny(file source, dependency string) bool {
	for imported := range file.imports {
		if within(imported, dependency) {
			return true
		}
	}
	return false
}

func TestForbiddenImports(t *testing.T) {
	for _, file := range production(t) {
		for room, forbidden := range never {
			if !within(file.name, room) {
				continue
			}
			for imported := range file.imports {
				if withinAny(imported, forbidden) {
					t.Errorf("%s imports %s, which %s never does", file.name, imported, room)
				}
			}
		}
	}
}

func TestRulesArePure(t *testing.T) {
	for _, pattern := range pure {
		matched := false
		for _, file := range production(t) {
			if ok, err := path.Match(pattern, file.name); err != nil || !ok {
				continue
			}
			matched = true
			for imported := range file.imports {
				if slices.Contains(impure, imported) {
					t.Errorf("%s holds rules and must not import %s", file.name, imported)
				}
			}
		}
		if !matched {
			t.Errorf("no file is called %s; update the list of pure files", pattern)
		}
	}
}

func TestSomeCallsHaveTheirPlace(t *testing.T) {
	used := map[string]bool{}
	for _, file := range production(t) {
		for name, position := range called(file) {
			rooms, ruled := calls[name]
			if !ruled || withinAny(file.name, rooms) {
				continue
			}
			if _, excused := wallClock[file.name]; excused && strings.HasPrefix(name, "time.") {
				used[file.name] = true
				continue
			}
			t.Errorf("%s calls %s, which only %v may", position, name, rooms)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(wallClock)) {
		if !used[name] {
			t.Errorf("%s no longer asks the wall clock; take it off the list", name)
		}
	}
}

// called returns the functions of other packages that the file calls, as
// "package.Function", each with one position. A function that is only named, such
// as a clock handed on, is not called.
func called(file source) map[string]string {
	names := map[string]string{}
	for imported, name := range file.imports {
		names[name] = path.Base(imported)
		if imported == "math/rand/v2" {
			names[name] = "rand"
		}
	}
	found := map[string]string{}
	ast.Inspect(file.syntax, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		selector, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if receiver, ok := selector.X.(*ast.Ident); ok && names[receiver.Name] != "" {
			found[names[receiver.Name]+"."+selector.Sel.Name] = file.lines.Position(call.Pos()).String()
		}
		return true
	})
	return found
}

func TestNamesSayWhatIsInside(t *testing.T) {
	for _, file := range all(t) {
		folder := path.Base(path.Dir(file.name))
		base := strings.TrimSuffix(strings.TrimSuffix(path.Base(file.name), ".go"), "_test")
		if slices.Contains(emptyNames, folder) || slices.Contains(emptyNames, base) {
			t.Errorf("%s: the name says nothing of what is inside", file.name)
		}
	}
}
