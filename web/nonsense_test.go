package web_test

import (
	"html"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

// nonsense is what no field is made for, and some of what only certain fields are made for.
var nonsense = []string{"", " ", "\x00", "坏\xff字", "' or 1=1 --", `"><script>alert(1)</script>`, strings.Repeat("水", 5000), "-1", "0",
	"99999999999999999999", "1e309", "NaN", "2021-02-30", "9999-12-31", "0001-01-01", "2021-13", "JQ000000-000000", "{{.}}", "%s%n", "..",
	"\u202e\u200b", strings.Repeat("🙂", 300), "true", "zjj", "road", "waihai", "a,b,,c", "08:30-08:00", "http://[::1", "=cmd|' /C calc'!A0"}

// form is a form as it stands in a page: where it goes and what it sends when nothing is touched.
type form struct {
	action string
	post   bool
	sends  url.Values
}

var (
	formTag = regexp.MustCompile(`(?s)<form[^>]*>.*?</form>`)
	field   = regexp.MustCompile(`<(?:input|select|textarea|button)[^>]* name="([^"]+)"[^>]*>`)
	linkTag = regexp.MustCompile(`<a [^>]*href="(/[^"#]*)`)
	digits  = regexp.MustCompile(`[0-9]+`)
)

// attribute is the value of an attribute of a tag.
func attribute(tag, name string) string {
	if m := regexp.MustCompile(` ` + name + `="([^"]*)"`).FindStringSubmatch(tag); m != nil {
		return html.UnescapeString(m[1])
	}
	return ""
}

// forms are those of the page, those that would end the visit left out.
func (p page) forms() (list []form) {
	for _, text := range formTag.FindAllString(p.body, -1) {
		head, _, _ := strings.Cut(text, ">")
		f := form{action: attribute(head, "action"), post: strings.EqualFold(attribute(head, "method"), "post"), sends: url.Values{}}
		if f.action == "/signout" || strings.HasSuffix(f.action, "/end") {
			continue
		}
		for _, tag := range field.FindAllStringSubmatch(text, -1) {
			f.sends.Add(tag[1], attribute(tag[0], "value"))
		}
		list = append(list, f)
	}
	return list
}

// walk visits the pages that links lead to, a few of each kind, and gathers their forms, each kind once.
func (b *browser) walk(most int) (forms []form) {
	seen, kinds, known := map[string]bool{}, map[string]int{}, map[string]bool{}
	for next := []string{"/", "/account"}; len(next) > 0 && len(seen) < most; next = next[1:] {
		kind := digits.ReplaceAllString(next[0], "9")
		if path, _, filtered := strings.Cut(kind, "?"); filtered {
			kind = path
		}
		if seen[next[0]] || kinds[kind] >= 3 {
			continue
		}
		seen[next[0]] = true
		kinds[kind]++
		p := b.get(next[0])
		if to := p.location(); to != "" {
			next = append(next, to)
			continue
		}
		for _, m := range linkTag.FindAllStringSubmatch(p.body, -1) {
			next = append(next, html.UnescapeString(m[1]))
		}
		for _, f := range p.forms() {
			if kind := digits.ReplaceAllString(f.action, "9"); !known[kind] {
				known[kind] = true
				forms = append(forms, f)
			}
		}
	}
	return forms
}

// TestNonsenseInEveryFormIsAnswered sends nonsense through every form that anybody finds: each is answered, none breaks
// the server, and nothing is said of it in the log but what a visit leaves there.
func TestNonsenseInEveryFormIsAnswered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		chance := rand.New(rand.NewPCG(2021, 6))
		h.told()
		h.file("other", "园区公交班次少")
		sent, kinds := 0, map[string]bool{}
		for _, login := range []string{"company", "liaison", "centre", "officer", "chief", "leader", "admin", "auditor"} {
			b := h.signedIn(login)
			for _, f := range b.walk(45) {
				kinds[digits.ReplaceAllString(f.action, "9")] = true
				for range 4 {
					sent++
					b.suffers(chance, f)
				}
			}
			b.get("/account").wants(http.StatusOK)
		}
		t.Logf("%d forms of %d kinds", sent, len(kinds))
		if len(kinds) < 40 || sent < 200 {
			t.Errorf("only %d forms of %d kinds were found", sent, len(kinds))
		}
		for line := range strings.Lines(h.logs.String()) {
			if strings.Contains(line, `"level":"ERROR"`) {
				t.Error(line)
			}
		}
	})
}

// suffers sends a form with some of its fields turned into nonsense, and at times one more that it does not have.
func (b *browser) suffers(chance *rand.Rand, f form) {
	b.t.Helper()
	values := url.Values{}
	names := make([]string, 0, len(f.sends))
	for name := range f.sends {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		values[name] = f.sends[name]
		if chance.IntN(3) > 0 && name != "lang" {
			values[name] = []string{nonsense[chance.IntN(len(nonsense))]}
		}
	}
	var got page
	switch {
	case !f.post:
		got = b.get(f.action + "?" + values.Encode())
	case chance.IntN(2) == 0:
		got = b.upload(f.action, values, map[string][]byte{"照片.jpg": []byte(nonsense[chance.IntN(len(nonsense))])})
	default:
		got = b.post(f.action, values)
	}
	if got.status < 200 || got.status >= 500 {
		b.t.Errorf("%s of %q answered %d\n%s", got.what, values, got.status, got.text())
	}
}
