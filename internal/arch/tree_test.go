package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// module is the path of the module, which begins every import of our own.
const module = "jiangqitong"

// source is a parsed Go file.
type source struct {
	name    string // with slashes, from the root of the module
	test    bool
	imports map[string]string // path -> the name the file uses
	syntax  *ast.File
	lines   *token.FileSet
}

// sources parses every Go file of the module once.
var sources = sync.OnceValues(func() ([]source, error) {
	root, err := findRoot()
	if err != nil {
		return nil, err
	}
	var all []source
	err = fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != "." && skipped(entry.Name()) {
			return fs.SkipDir
		}
		if entry.IsDir() || path.Ext(name) != ".go" {
			return nil
		}
		file, err := parse(root, name)
		all = append(all, file)
		return err
	})
	return all, err
})

func skipped(folder string) bool {
	return strings.HasPrefix(folder, ".") || folder == "testdata" || folder == "data" || folder == "dist"
}

func findRoot() (string, error) {
	folder, err := os.Getwd()
	for err == nil {
		if _, statErr := os.Stat(filepath.Join(folder, "go.mod")); statErr == nil {
			return folder, nil
		}
		if folder == filepath.Dir(folder) {
			return "", fs.ErrNotExist
		}
		folder = filepath.Dir(folder)
	}
	return "", err
}

func parse(root, name string) (source, error) {
	file := source{name: name, test: strings.HasSuffix(name, "_test.go"), imports: map[string]string{}, lines: token.NewFileSet()}
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		return file, err
	}
	syntax, err := parser.ParseFile(file.lines, name, text, parser.SkipObjectResolution)
	if err != nil {
		return file, err
	}
	file.syntax = syntax
	for _, spec := range syntax.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return file, err
		}
		file.imports[imported] = nameOf(spec, imported)
	}
	return file, nil
}

// nameOf is the name by which a file speaks of an import, "/v2" left aside.
func nameOf(spec *ast.ImportSpec, imported string) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	last := path.Base(imported)
	if len(last) > 1 && last[0] == 'v' && last[1] >= '0' && last[1] <= '9' {
		last = path.Base(path.Dir(imported))
	}
	return last
}

// all returns every file, and production those that are not tests.
func all(t *testing.T) []source {
	t.Helper()
	files, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func production(t *testing.T) []source {
	t.Helper()
	var files []source
	for _, file := range all(t) {
		if !file.test {
			files = append(files, file)
		}
	}
	return files
}

// within reports whether a slash path is base or lies beneath it.
func within(name, base string) bool {
	return name == base || strings.HasPrefix(name, base+"/")
}

func withinAny(name string, bases []string) bool {
	for _, base := range bases {
		if within(name, base) {
			return true
		}
	}
	return false
}

// roomOf returns the innermost room of mayImport that holds the file or package.
func roomOf(name string) (room string, found bool) {
	for candidate := range mayImport {
		if within(name, candidate) && len(candidate) >= len(room) {
			room, found = candidate, true
		}
	}
	return room, found
}
