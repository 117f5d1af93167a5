package api

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"jiangqitong/internal/db/dbtest"
	"jiangqitong/web/i18n"
)

var update = flag.Bool("update", false, "write the generated parts of the document anew")

const documentPath = "../../docs/api.md"

// TestTheDocumentIsFresh compares the parts of docs/api.md that come from the code with what the code gives now.
func TestTheDocumentIsFresh(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	text, err := os.ReadFile(documentPath)
	h.check(err)
	fresh := string(text)
	for name, part := range map[string]string{"refusal": h.refusalExample(), "operations": h.operationTable(), "problems": h.problemTable()} {
		between := regexp.MustCompile(`(?s)<!-- ` + name + ` -->.*<!-- /` + name + ` -->`)
		if !between.MatchString(fresh) {
			t.Fatalf("%s has no part called %s", documentPath, name)
		}
		fresh = between.ReplaceAllLiteralString(fresh, "<!-- "+name+" -->\n"+part+"<!-- /"+name+" -->")
	}
	if *update {
		h.check(os.WriteFile(documentPath, []byte(fresh), 0o644))
	} else if fresh != string(text) {
		t.Errorf("%s is not what the code gives now; run go test ./web/api -run Document -update and read the difference", documentPath)
	}
}

// TestTheDocumentsAddressesExist holds every address and field in the examples against the description.
func TestTheDocumentsAddressesExist(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	text, err := os.ReadFile(documentPath)
	h.check(err)
	examples := regexp.MustCompile(`\$SITE(/api/v1[\w/.-]*)`).FindAllStringSubmatch(string(text), -1)
	if len(examples) < 6 {
		t.Errorf("%d examples", len(examples))
	}
	for _, m := range examples {
		known := false
		for _, d := range h.patterns {
			known = known || d.address.MatchString(m[1])
		}
		if !known {
			t.Errorf("no operation has the address %s", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`--json '(\{[^']*\})'`).FindAllStringSubmatch(string(text), -1) {
		if strings.Contains(m[1], `"category"`) {
			h.post("company", "/cases", m[1]).wants(http.StatusCreated)
		}
	}
}

func (h *house) refusalExample() string {
	a := h.post("company", "/cases", object{"category": "road", "title": "厂门口道路破损", "colour": "red", "body": "路面塌陷。",
		"contact_name": "陈经理", "contact_phone": "call me", "street": "waihai"}, header{"Accept-Language", "en"})
	a.problem(http.StatusUnprocessableEntity)
	var pretty bytes.Buffer
	h.check(json.Indent(&pretty, a.body, "", "  "))
	text := regexp.MustCompile(`"request_id": "\w+"`).ReplaceAllString(strings.TrimSpace(pretty.String()), `"request_id": "k3v9q2mzt7xwa5dn"`)
	return "```json\n" + text + "\n```\n"
}

func (h *house) operationTable() string {
	r := reader{h.server.api.OpenAPI(), "en"}
	var b strings.Builder
	b.WriteString("| operation | address | what it does |\n| --- | --- | --- |\n")
	for _, tag := range r.doc.Tags {
		for _, e := range r.entries(tag.Name) {
			fmt.Fprintf(&b, "| `%s` | `%s` | %s · %s |\n", e.OperationID, e.address(), half(e.Summary, "zh"), half(e.Summary, "en"))
		}
	}
	return b.String()
}

func (h *house) problemTable() string {
	var b strings.Builder
	b.WriteString("| type | status | meaning |\n| --- | --- | --- |\n")
	chinese, english := kinds(i18n.With(context.Background(), i18n.Chinese)), kinds(i18n.With(context.Background(), i18n.English))
	for i := range chinese {
		fmt.Fprintf(&b, "| `%s` | %d | %s · %s |\n", chinese[i].key, chinese[i].status, chinese[i].title, english[i].title)
	}
	return b.String()
}
