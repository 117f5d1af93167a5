package ui

import (
	"context"
	"encoding/xml"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"jiangqitong/web/i18n"
)

func render(t *testing.T, lang i18n.Language, c templ.Component) string {
	t.Helper()
	var text strings.Builder
	if err := c.Render(i18n.With(context.Background(), lang), &text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// samplePage is a frame with everything a frame can have.
func samplePage() Page {
	return Page{Title: "样式", Path: "/styleguide?a=1&b=2", Viewer: &Viewer{Name: "陈建国", Role: "承办单位", Body: "住建局"}, Inbox: 120,
		Nav:        []NavItem{{Href: "/", Label: "工作台", Icon: "home", Current: true, Sections: []Tab{{Label: "概览", Href: "/", Current: true}, {Label: "人员", Href: "/people", Count: -1}}}, {Href: "/list", Label: "诉求", Icon: "list", Count: 3, Urgent: true}},
		Breadcrumb: []Link{{"首页", "/"}, {"样式", ""}}, Flash: []Flash{{Tone: ToneGood, Text: "已提交", Href: "/x", Label: "查看"}},
		Watermark: "陈建国 2021-06-30", Footer: Badge(ToneNeutral, "演示"), Width: WidthWide}
}

func styleGuide(t *testing.T, lang i18n.Language) string {
	t.Helper()
	return render(t, lang, StyleGuide(samplePage()))
}

// elements lists every element of a page.
func elements(t *testing.T, page string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var all []*html.Node
	for node := range root.Descendants() {
		if node.Type == html.ElementNode {
			all = append(all, node)
		}
	}
	return all
}

func attribute(node *html.Node, key string) string {
	for _, a := range node.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(node *html.Node, key string) bool {
	for _, a := range node.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func TestPageKeepsTheContentPolicy(t *testing.T) {
	for _, node := range elements(t, styleGuide(t, i18n.Chinese)) {
		for _, a := range node.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s> has the attribute %s=%q", node.Data, a.Key, a.Val)
			}
			if strings.Contains(a.Val, "://") && a.Key != "xmlns" {
				t.Errorf("<%s> leads outside: %s=%q", node.Data, a.Key, a.Val)
			}
		}
		if node.Data == "style" || node.Data == "script" && node.FirstChild != nil {
			t.Errorf("<%s> has content in the page", node.Data)
		}
	}
}

func TestPageReferencesHold(t *testing.T) {
	all := elements(t, styleGuide(t, i18n.English))
	ids := map[string]int{}
	for _, node := range all {
		if id := attribute(node, "id"); id != "" {
			ids[id]++
		}
	}
	for id, count := range ids {
		if count > 1 {
			t.Errorf("the id %q stands %d times", id, count)
		}
	}
	for _, node := range all {
		for _, key := range []string{"for", "aria-describedby", "data-counter", "data-filter", "data-files"} {
			for id := range strings.FieldsSeq(attribute(node, key)) {
				if ids[id] == 0 {
					t.Errorf("<%s %s=%q> refers to nothing", node.Data, key, id)
				}
			}
		}
	}
}

func TestEveryControlHasAName(t *testing.T) {
	all := elements(t, styleGuide(t, i18n.Chinese))
	labelled := map[string]bool{}
	for _, node := range all {
		if node.Data == "label" {
			labelled[attribute(node, "for")] = true
		}
	}
	for _, node := range all {
		if node.Data != "input" && node.Data != "select" && node.Data != "textarea" || attribute(node, "type") == "hidden" {
			continue
		}
		if !labelled[attribute(node, "id")] && !has(node, "aria-label") && !within(node, "label") {
			t.Errorf("<%s name=%q> has no label", node.Data, attribute(node, "name"))
		}
	}
}

func within(node *html.Node, name string) bool {
	for parent := range node.Ancestors() {
		if parent.Data == name {
			return true
		}
	}
	return false
}

func TestPageHasOneHeadingAndNoRawKeys(t *testing.T) {
	page := render(t, i18n.English, Layout(samplePage()))
	if count := strings.Count(page, "<h1"); count != 0 {
		t.Errorf("the frame has %d first headings; the content brings its own", count)
	}
	for _, lang := range i18n.Languages {
		page := styleGuide(t, lang)
		if raw := regexp.MustCompile(`[>"](ui|chart)\.[a-z_.]+[<"]`).FindString(page); raw != "" {
			t.Errorf("%s: the key %s is shown instead of its text", lang, raw)
		}
		if !strings.Contains(page, `<html lang="`+lang.Tag()+`"`) {
			t.Errorf("the page does not name its language %s", lang)
		}
	}
}

func TestEveryIconIsDrawn(t *testing.T) {
	var sprite struct {
		Symbols []struct {
			ID      string `xml:"id,attr"`
			ViewBox string `xml:"viewBox,attr"`
		} `xml:"symbol"`
	}
	content, err := os.ReadFile("../static/icons.svg")
	if err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(content, &sprite); err != nil {
		t.Fatal(err)
	}
	drawn := map[string]bool{}
	for _, symbol := range sprite.Symbols {
		if drawn[symbol.ID] || symbol.ViewBox != "0 0 24 24" {
			t.Errorf("symbol %q is drawn twice or not on the 24 pixel grid", symbol.ID)
		}
		drawn[symbol.ID] = true
	}
	for name, file := range iconsInSources(t) {
		if !drawn[name] {
			t.Errorf("%s asks for the icon %q, which is not drawn", file, name)
		}
	}
}

// iconsInSources finds the icons asked for by name anywhere among the pages.
func iconsInSources(t *testing.T) map[string]string {
	t.Helper()
	asked := map[string]string{}
	pattern := regexp.MustCompile(`(?:\bIcon\(|\bIcon:\s*|Empty\()"([a-z-]*[a-z])"`)
	err := filepath.WalkDir("..", func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(name, "_templ.go") ||
			!strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, ".templ") {
			return err
		}
		content, err := os.ReadFile(name)
		for _, match := range pattern.FindAllStringSubmatch(string(content), -1) {
			asked[match[1]] = name
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for state, look := range stateLook {
		asked[look.icon] = "the look of " + state
	}
	for _, color := range []LightColor{LightGreen, LightYellow, LightRed, LightPaused, LightMet, LightNone} {
		asked["light-"+string(color)] = "the lights"
	}
	return asked
}

func TestEveryClassHasItsLook(t *testing.T) {
	paths, err := filepath.Glob("../static/css/*.css")
	if err != nil {
		t.Fatal(err)
	}
	var sheet strings.Builder
	for _, name := range paths {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sheet.Write(content)
	}
	known := map[string]bool{}
	for _, match := range regexp.MustCompile(`\.([a-zA-Z][\w-]*)`).FindAllStringSubmatch(sheet.String(), -1) {
		known[match[1]] = true
	}
	// These words only tell apart what looks alike, or are known to the script.
	for _, plain := range []string{"timeline", "cases", "choice-group", "row-green", "avatar-1", "case-paused", "case-met", "case-green", "offer-accent", "step-ahead", "trace-c1",
		"clock-none", "rating-1", "rating-2", "rating-3", "rating-4", "rating-5"} {
		known[plain] = true
	}
	for _, node := range elements(t, styleGuide(t, i18n.Chinese)) {
		for class := range strings.FieldsSeq(attribute(node, "class")) {
			if !known[class] {
				t.Errorf("<%s> has the class %q, which no style sheet knows", node.Data, class)
				known[class] = true
			}
		}
	}
}
