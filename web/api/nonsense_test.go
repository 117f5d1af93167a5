package api

import (
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

// nonsense is what no field is made for, and some of what only certain fields are made for.
var nonsense = []any{"", "\x00", "' or 1=1 --", strings.Repeat("水", 5000), "-1", "2021-02-30", "9999-12-31", "2021-13", "JQ000000-000000", "%s%n",
	"\u202e", true, -1, 1e300, nil, object{"a": object{}}, []any{nil, 1, "x"}, "zjj", "road", "0", "99999999999999999999"}

// TestNonsenseInEveryOperationIsAnswered sends nonsense in every path, query and body that the description has, as
// everybody who may call it: each is answered as described, and nothing breaks.
func TestNonsenseInEveryOperationIsAnswered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		chance := rand.New(rand.NewPCG(2021, 6))
		no, calls := h.file(), 0
		for _, on := range h.patterns {
			for _, login := range []string{"company", "centre", "officer", "chief", "leader"} {
				for range 3 {
					calls++
					a := h.suffers(chance, login, no, on.op)
					if a.status >= http.StatusInternalServerError {
						t.Errorf("%s: %s answered %d %s", login, a.asked, a.status, a.body)
					}
				}
			}
		}
		if calls < 300 {
			t.Errorf("only %d calls were made", calls)
		}
		h.get("centre", "/cases/"+no).wants(http.StatusOK)
	})
}

// suffers calls an operation with some of its parameters turned into nonsense.
func (h *house) suffers(chance *rand.Rand, login, no string, op *huma.Operation) answer {
	h.t.Helper()
	pick := func() any { return nonsense[chance.IntN(len(nonsense))] }
	text := func() string {
		for {
			if s, ok := pick().(string); ok {
				return s
			}
		}
	}
	path, query := op.Path, url.Values{}
	for _, p := range op.Parameters {
		switch {
		case p.In == "path" && p.Name == "no" && chance.IntN(4) > 0:
			path = strings.ReplaceAll(path, "{no}", no)
		case p.In == "path":
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(text()+"x"))
		case p.In == "query" && chance.IntN(3) == 0:
			query.Set(p.Name, text())
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	if op.Method != http.MethodPost {
		return h.ask(login, op.Method, path, nil)
	}
	return h.ask(login, op.Method, path, h.nonsenseBody(chance, op, pick), header{"Idempotency-Key", text()})
}

// nonsenseBody fills the body that the operation describes.
func (h *house) nonsenseBody(chance *rand.Rand, op *huma.Operation, pick func() any) object {
	body := object{}
	if op.RequestBody == nil || op.RequestBody.Content["application/json"] == nil {
		return body
	}
	schema := op.RequestBody.Content["application/json"].Schema
	if schema.Ref != "" {
		schema = h.server.api.OpenAPI().Components.Schemas.SchemaFromRef(schema.Ref)
	}
	names := make([]string, 0, len(schema.Properties))
	for name := range schema.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	valid := filed()
	for _, name := range names {
		switch good, ok := valid[name]; {
		case ok && chance.IntN(2) == 0:
			body[name] = good
		case chance.IntN(5) > 0:
			body[name] = pick()
		}
	}
	return body
}
