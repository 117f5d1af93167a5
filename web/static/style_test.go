package static

import (
	"io/fs"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	definition = regexp.MustCompile(`(--[\w-]+):\s*([^;]+);`)
	use        = regexp.MustCompile(`var\((--[\w-]+)`)
)

func sheet(t *testing.T) string {
	t.Helper()
	return string(assets.byName["app.css"].content)
}

func tokens(block string) map[string]string {
	found := map[string]string{}
	for _, match := range definition.FindAllStringSubmatch(block, -1) {
		found[match[1]] = strings.TrimSpace(match[2])
	}
	return found
}

// schemes are the tokens of the light and the dark scheme.
func schemes(t *testing.T) (light, dark map[string]string) {
	t.Helper()
	content, err := fs.ReadFile(files, "css/10-tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	first, second, ok := strings.Cut(string(content), "@media (prefers-color-scheme: dark)")
	if !ok {
		t.Fatal("the tokens have no dark scheme")
	}
	return tokens(first), tokens(second)
}

func TestEveryTokenUsedIsDefined(t *testing.T) {
	defined := tokens(sheet(t))
	for _, match := range use.FindAllStringSubmatch(sheet(t), -1) {
		if _, ok := defined[match[1]]; !ok {
			t.Errorf("%s is used but not defined", match[1])
		}
	}
}

func TestEveryColourHasADarkOne(t *testing.T) {
	light, dark := schemes(t)
	for name, value := range light {
		if _, ok := dark[name]; strings.HasPrefix(value, "#") && !ok {
			t.Errorf("%s has no dark value", name)
		}
	}
	for name := range dark {
		if _, ok := light[name]; !ok {
			t.Errorf("%s has no light value", name)
		}
	}
}

func TestColoursStandInTheTokensOnly(t *testing.T) {
	paths, err := fs.Glob(files, "css/*.css")
	if err != nil {
		t.Fatal(err)
	}
	colour := regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b|rgba?\(`)
	for _, name := range paths {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		allowed := strings.Contains(name, "tokens") || strings.Contains(name, "print")
		if found := colour.FindString(string(content)); found != "" && !allowed {
			t.Errorf("%s has the colour %s of its own", name, found)
		}
	}
}

func TestNothingIsLoadedFromElsewhere(t *testing.T) {
	for name, a := range assets.byName {
		text := strings.ReplaceAll(string(a.content), "http://www.w3.org/2000/svg", "")
		for _, outside := range []string{"http:", "https:", "@import", "url(//", "url(data:"} {
			if strings.Contains(text, outside) {
				t.Errorf("%s contains %s", name, outside)
			}
		}
	}
}

// TestContrast holds the Web Content Accessibility Guidelines 2.2 AA: 4.5 for text, 3 for the edges of controls and for marks.
func TestContrast(t *testing.T) {
	pairs := []struct {
		ink, grounds string
		least        float64
	}{
		{"ink", "ground surface sunken accent-soft good-soft warn-soft bad-soft", 7},
		{"ink-soft", "ground surface sunken", 4.5},
		{"ink-faint", "ground surface sunken", 4.5},
		{"accent-ink", "ground surface sunken accent-soft", 4.5},
		{"on-accent", "accent accent-hover", 4.5},
		{"on-bad", "bad bad-hover", 4.5},
		{"good", "surface ground good-soft", 4.5},
		{"warn", "surface ground warn-soft", 4.5},
		{"bad", "surface ground bad-soft", 4.5},
		{"rest", "surface ground rest-soft", 4.5},
		{"on-deep", "deep", 7},
		{"on-deep-soft", "deep", 4.5},
		{"line-strong", "surface ground", 3},
		{"accent", "surface ground", 3},
		{"warn-mark", "surface warn-soft", 3},
		{"chart-1", "surface", 3}, {"chart-2", "surface", 3}, {"chart-3", "surface", 3},
		{"chart-4", "surface", 3}, {"chart-5", "surface", 3}, {"chart-6", "surface", 3},
	}
	light, dark := schemes(t)
	for scheme, values := range map[string]map[string]string{"light": light, "dark": dark} {
		for _, pair := range pairs {
			for ground := range strings.FieldsSeq(pair.grounds) {
				got := contrast(t, values["--"+pair.ink], values["--"+ground])
				if got < pair.least {
					t.Errorf("%s: %s on %s has contrast %.2f, less than %.1f", scheme, pair.ink, ground, got, pair.least)
				}
			}
		}
	}
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of #rrggbb as the guidelines define it.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	value, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	if err != nil || len(colour) != 7 {
		t.Fatalf("%q is not a colour of the form #rrggbb", colour)
	}
	linear := func(shift uint) float64 {
		c := float64(value>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0)
}
