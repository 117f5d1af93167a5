package i18n

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	// spoken is a text asked for with a whole key: T(ctx, "case.title"
	spoken = regexp.MustCompile(`\b(?:T|Text)\([\w.()]+,\s*"([^"]+)"\s*[,)]`)
	// prefixed is a text asked for with a key put together at run time: "state."+name
	prefixed = regexp.MustCompile(`"([a-z][\w.]*\.)"\s*\+`)
	comment  = regexp.MustCompile(`(?m)^\s*//.*$`)
	// quoted is any literal that might be a key handed on to T elsewhere.
	quoted = regexp.MustCompile(`"([a-z][\w-]*(?:\.[\w-]+)+)"`)
)

// usage is what the sources say about keys.
type usage struct {
	spoken   map[string]string // key to the file that speaks it
	quoted   map[string]bool
	prefixes map[string]bool
}

func scan(t *testing.T, root string) usage {
	t.Helper()
	found := usage{map[string]string{}, map[string]bool{}, map[string]bool{}}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".git") || entry.Name() == "data") {
			return filepath.SkipDir
		}
		if !isSource(name) {
			return nil
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		found.add(name, string(content))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// isSource leaves out tests and what templ generates: the .templ file says the same.
func isSource(name string) bool {
	if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") {
		return false
	}
	return strings.HasSuffix(name, ".go") || strings.HasSuffix(name, ".templ")
}

func (u usage) add(name, content string) {
	content = comment.ReplaceAllString(content, "")
	for _, match := range spoken.FindAllStringSubmatch(content, -1) {
		u.spoken[match[1]] = name
	}
	for _, match := range prefixed.FindAllStringSubmatch(content, -1) {
		u.prefixes[match[1]] = true
	}
	for _, match := range quoted.FindAllStringSubmatch(content, -1) {
		u.quoted[match[1]] = true
	}
}

func (u usage) uses(key string) bool {
	if u.quoted[key] {
		return true
	}
	for prefix := range u.prefixes {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

func TestEveryKeyInTheSourcesIsKnown(t *testing.T) {
	found := scan(t, "..")
	if len(found.spoken) < 20 {
		t.Fatalf("only %d keys found in the sources; the scan has gone blind", len(found.spoken))
	}
	for key, file := range found.spoken {
		if !Has(key) {
			t.Errorf("%s speaks %q, which no catalogue has", file, key)
		}
	}
}

func TestEveryKnownKeyIsUsed(t *testing.T) {
	found := scan(t, filepath.Join("..", ".."))
	for key, entry := range readCatalogue(t, Chinese) {
		if !found.uses(key) {
			t.Errorf("%s.zh.json has %q, which nobody speaks", entry.file, key)
		}
	}
}
