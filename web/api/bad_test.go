package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

func TestNobodyGetsInWithoutAToken(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	for name, authorization := range map[string]string{"none": "", "other scheme": "Basic YTpi", "no token": "Bearer ", "unknown": "Bearer jqt_x", "ill-shaped": "Bearer ' or 1=1"} {
		r := httptest.NewRequest(http.MethodGet, Prefix+"/cases", nil)
		if authorization != "" {
			r.Header.Set("Authorization", authorization)
		}
		a := h.send(r)
		if p := a.problem(http.StatusUnauthorized); p.Type != Prefix+"/docs#problem-token" || !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("%s: %s, WWW-Authenticate %q", name, p.Type, a.header.Get("WWW-Authenticate"))
		}
	}
	h.get("", "/openapi.json").wants(http.StatusOK)
}

func TestFiftyParallelFilingsWithOneKeyMakeOneCase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		numbers := make([]string, 50)
		var clicks sync.WaitGroup
		for i := range numbers {
			clicks.Go(func() {
				a := h.post("company", "/cases", filed(), header{"Idempotency-Key", "one-form"})
				var c Case
				if err := json.Unmarshal(a.body, &c); err != nil || a.status != http.StatusCreated {
					t.Errorf("%d %v %s", a.status, err, a.body)
				}
				numbers[i] = c.No
			})
		}
		clicks.Wait()
		if got := slices.Compact(slices.Sorted(slices.Values(numbers))); len(got) != 1 {
			t.Errorf("one key made %d cases: %v", len(got), got)
		}
		if items := h.get("centre", "/cases").wants(http.StatusOK).items(); len(items) != 1 {
			t.Errorf("%d cases are listed", len(items))
		}
	})
}

func TestAnActionSentTwiceActsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		no := h.file()
		sign := func() answer {
			return h.post("officer", "/cases/"+no+"/sign", nil, header{"Idempotency-Key", "sign-it"}, header{"If-Match", `"2"`})
		}
		first, second := sign().wants(http.StatusOK), sign().wants(http.StatusOK)
		if first.json()["version"] != second.json()["version"] {
			t.Errorf("versions %v and %v", first.json()["version"], second.json()["version"])
		}
		// The same key for another thing is another thing.
		key := header{"Idempotency-Key", "sign-it"}
		if done := h.post("officer", "/cases/"+no+"/contact", object{"how": "phone"}, key).wants(http.StatusOK).json(); done["contacted_at"] == nil {
			t.Error("the contact was taken for the signature")
		}
		if other := h.post("officer", "/cases/"+h.file()+"/sign", nil, key).wants(http.StatusOK).json(); other["signed_at"] == nil {
			t.Error("the second case was taken for the first")
		}
	})
}

func TestAKeyIsNotUsedForSomethingElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		key := header{"Idempotency-Key", "one-form"}
		first := h.post("company", "/cases", filed(), key).wants(http.StatusCreated).json()
		again := h.post("company", "/cases", filed(), key).wants(http.StatusCreated).json()
		if first["no"] != again["no"] {
			t.Errorf("the same body made %v and %v", first["no"], again["no"])
		}
		refused := h.post("company", "/cases", filed("title", "另一处路面塌陷"), key).problem(http.StatusUnprocessableEntity)
		if !slices.Equal(refused.at(), []string{"header.Idempotency-Key"}) || !strings.Contains(refused.Detail, "这一次没有执行") {
			t.Errorf("another body: %v %s", refused.at(), refused.Detail)
		}
		no := first["no"].(string)
		sign := func() answer { return h.post("officer", "/cases/"+no+"/sign", nil, key) } // without If-Match
		if one, two := sign().wants(http.StatusOK).json(), sign().wants(http.StatusOK).json(); one["version"] != two["version"] {
			t.Errorf("versions %v and %v", one["version"], two["version"])
		}
		h.post("officer", "/cases/"+no+"/contact", object{"how": "phone"}, key).wants(http.StatusOK)
		h.post("officer", "/cases/"+no+"/contact", object{"how": "visit"}, key).problem(http.StatusUnprocessableEntity)
		h.post("officer", "/cases/"+no+"/note", object{"text": "一"}, key).wants(http.StatusOK)
		h.post("officer", "/cases/"+no+"/note", object{"text": "二"}, key).problem(http.StatusUnprocessableEntity)
	})
}

func TestTheLoserIsToldWhatChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		no := h.file()
		tag := h.get("company", "/cases/"+no).wants(http.StatusOK).header.Get("ETag")
		h.do("officer", no, cases.Sign, nil)
		p := h.post("company", "/cases/"+no+"/withdraw", object{"text": "不需要了"}, header{"If-Match", tag}).problem(http.StatusPreconditionFailed)
		if !strings.Contains(p.Detail, "测试officer：签收") {
			t.Errorf("the loser reads %q", p.Detail)
		}
		english := h.post("company", "/cases/"+no+"/withdraw", object{"text": "x"}, header{"If-Match", tag}, header{"Accept-Language", "en"}).
			problem(http.StatusPreconditionFailed)
		if !strings.Contains(english.Detail, "测试officer: Sign") {
			t.Errorf("the loser reads %q", english.Detail)
		}
		tag = h.get("company", "/cases/"+no).header.Get("ETag")
		h.post("company", "/cases/"+no+"/withdraw", object{"text": "不需要了"}, header{"If-Match", tag}).wants(http.StatusOK)
		if p := h.post("company", "/cases/"+no+"/withdraw", object{"text": "x"}, header{"If-Match", "yesterday"}).problem(http.StatusUnprocessableEntity); !slices.Equal(p.at(), []string{"header.If-Match"}) {
			t.Errorf("an If-Match that is no ETag: %v", p.at())
		}
	})
}

func TestEveryFieldAtFaultIsNamedAtOnce(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	for _, row := range []struct {
		name string
		body object
		want []string
	}{
		{"nothing", object{}, []string{"body.body", "body.category", "body.contact_name", "body.contact_phone", "body.street", "body.title"}},
		{"unknown field", filed("colour", "red"), []string{"body.colour"}},
		{"unknown field and a missing one", filed("colour", "red", "title", ""), []string{"body.colour", "body.title"}},
		{"unknown codes", filed("category", "weather", "street", "moon", "source", "dream"), []string{"body.category", "body.source", "body.street"}},
		{"NUL", filed("title", "a\x00b"), []string{"body.title"}},
		{"half a character", object{"title": json.RawMessage(`"\ud800"`), "category": "road", "body": "x", "contact_name": "x", "contact_phone": "13800138000", "street": "waihai"}, []string{"body.title"}},
		{"too long", filed("title", strings.Repeat("长", 81), "body", strings.Repeat("长", 4001)), []string{"body.body", "body.title"}},
		{"no telephone", filed("contact_phone", "call me"), []string{"body.contact_phone"}},
		{"wrong kinds", object{"title": 1, "urgent": "perhaps", "files": "all", "category": []string{"road"}, "body": object{}, "contact_name": "x",
			"contact_phone": "13800138000", "street": "waihai"}, []string{"body.body", "body.category", "body.files", "body.title", "body.urgent"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			h.t = t
			p := h.post("company", "/cases", row.body).problem(http.StatusUnprocessableEntity)
			if !slices.Equal(p.at(), row.want) {
				t.Errorf("named %v, want %v", p.at(), row.want)
			}
			for _, e := range p.Errors {
				if !strings.Contains(p.Detail, e.Message) || e.Message == "" {
					t.Errorf("the detail %q leaves out %q", p.Detail, e.Message)
				}
			}
		})
	}
	h.t = t
	if items := h.get("centre", "/cases").items(); len(items) != 0 {
		t.Errorf("%d cases were made", len(items))
	}
}

func TestBodiesThatAreNoObjectAreRefused(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	for _, body := range map[string]string{"empty": "", "text": "hello", "list": "[]", "null": "null", "half": `{"title": `,
		"two": `{} {}`, "not UTF-8": "{\"title\": \"\xff\xfe\"}", "form": "title=a&body=b"} {
		h.post("company", "/cases", body).problem(http.StatusBadRequest)
	}
	h.post("company", "/cases", `{"title": "`+strings.Repeat("x", 10<<20)+`"}`).problem(http.StatusRequestEntityTooLarge)
	no := h.file()
	h.post("officer", "/cases/"+no+"/sign", strings.Repeat(" ", 10<<20)).problem(http.StatusRequestEntityTooLarge)
	many := object{}
	for i := range 3000 {
		many[strings.Repeat("k", i%50)+string(rune('a'+i%26))] = ""
	}
	if p := h.post("officer", "/cases/"+no+"/sign", many).problem(http.StatusUnprocessableEntity); len(p.Errors) > maxUnknown {
		t.Errorf("%d unknown fields are told", len(p.Errors))
	}
}

func TestWhatIsNotYoursIsNotThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		no := h.file()
		path := "/cases/" + no
		foreign := h.get("other", path).problem(http.StatusNotFound)
		missing := h.get("other", "/cases/JQ210628-000000").problem(http.StatusNotFound)
		if foreign.Detail != missing.Detail {
			t.Errorf("a foreign case reads %q, a missing one %q", foreign.Detail, missing.Detail)
		}
		h.get("other", path+"/clocks").problem(http.StatusNotFound)
		h.get("other", path+"/files/1").problem(http.StatusNotFound)
		h.post("other", path+"/withdraw", object{"text": "x"}).problem(http.StatusNotFound)
		h.post("other", path+"/urge", nil).problem(http.StatusNotFound)
		h.get("admin", path).problem(http.StatusNotFound)
		if items := h.get("other", "/cases").items(); len(items) != 0 {
			t.Errorf("the other company lists %d", len(items))
		}
		body := filed()
		body["company"] = h.people["other"].Company
		h.post("liaison", "/cases", body).problem(http.StatusNotFound)
		h.post("officer", path+"/files/1", nil).problem(http.StatusMethodNotAllowed)
	})
}

func TestRefusalsHaveTheirStatus(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	no := h.file()
	h.post("company", "/cases/"+no+"/sign", nil).problem(http.StatusForbidden)
	h.post("officer", "/cases/"+no+"/contact", object{"how": "phone"}).problem(http.StatusConflict)
	h.post("officer", "/cases/"+no+"/dance", nil).problem(http.StatusNotFound)
	h.post("officer", "/cases/"+no+"/lapse", nil).problem(http.StatusNotFound)
	h.post("officer", "/cases", filed()).problem(http.StatusForbidden)
	h.post("centre", "/cases", filed()).problem(http.StatusUnprocessableEntity)
	h.get("auditor", "/queue?list=red").problem(http.StatusForbidden)
	h.get("company", "/queue?list=red").problem(http.StatusUnprocessableEntity)
	h.get("company", "/queue").problem(http.StatusUnprocessableEntity)
	h.get("officer", "/reports/monthly/2021-06").problem(http.StatusForbidden)
	h.get("company", "/reports/monthly/2021-06.xlsx?purpose=x").problem(http.StatusForbidden)
	h.get("leader", "/reports/monthly/2021-06.xlsx").problem(http.StatusUnprocessableEntity)
	h.get("leader", "/reports/monthly/2021-06.xlsx?purpose=%20").problem(http.StatusUnprocessableEntity)
	h.get("leader", "/reports/monthly/2031-06.xlsx?purpose=x").problem(http.StatusUnprocessableEntity)
	h.get("leader", "/reports/monthly/2021-13").problem(http.StatusUnprocessableEntity)
	h.get("leader", "/reports/monthly/2031-01").problem(http.StatusUnprocessableEntity)
	h.get("leader", "/reports/monthly/2021-06-20..2021-06-05").problem(http.StatusUnprocessableEntity)
	h.get("leader", "/reports/monthly/2021-06?cut_off=2021-05-31").problem(http.StatusUnprocessableEntity)
	h.get("leader", "/reports/monthly/2021-06?cut_off=soon").problem(http.StatusUnprocessableEntity)
	h.get("leader", "/nowhere").problem(http.StatusNotFound)
	for path, allowed := range map[string]string{"/cases": "GET, HEAD, POST", "/me": "GET, HEAD", "/files": "POST", "/openapi.json": "GET, HEAD"} {
		for _, method := range []string{http.MethodDelete, http.MethodOptions, "BREW"} {
			a := h.ask("leader", method, path, nil)
			if a.problem(http.StatusMethodNotAllowed); a.header.Get("Allow") != allowed {
				t.Errorf("%s %s: allowed is %q, want %q", method, path, a.header.Get("Allow"), allowed)
			}
		}
	}
	h.get("leader", "/cases?q=%ff").problem(http.StatusBadRequest)
	h.get("leader", "/cases/%00").problem(http.StatusBadRequest)
	if h.log.Len() > 0 {
		t.Errorf("a refusal was logged as a fault:\n%s", h.log.String())
	}
}

func TestParametersAreChecked(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	for query, want := range map[string][]string{
		"state=asleep":                      {"query.state"},
		"state=filed,asleep":                {"query.state"},
		"light=blue&open=perhaps":           {"query.light", "query.open"},
		"limit=0":                           {"query.limit"},
		"limit=201":                         {"query.limit"},
		"limit=many":                        {"query.limit"},
		"from=2021-02-30":                   {"query.from"},
		"from=yesterday&to=2021-06-31":      {"query.from", "query.to"},
		"from=2021-06-30&to=2021-06-01":     {"query.to"},
		"category=weather&bureau=moon":      {"query.bureau", "query.category"},
		"street=moon":                       {"query.street"},
		"cursor=%2A%2A":                     {"query.cursor"},
		"stat=filed":                        {"query.stat"},
		"q=" + strings.Repeat("x", 101):     {"query.q"},
		"cursor=" + strings.Repeat("9", 61): {"query.cursor"},
	} {
		for _, language := range []string{"zh", "en"} {
			p := h.get("centre", "/cases?"+query, header{"Accept-Language", language}).problem(http.StatusUnprocessableEntity)
			places := p.at()
			for i := range places {
				places[i], _, _ = strings.Cut(places[i], "[")
			}
			if !slices.Equal(slices.Compact(places), want) {
				t.Errorf("%s: %v, want %v", query, p.at(), want)
			}
			for _, e := range p.Errors {
				if han := strings.ContainsFunc(e.Message, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }); han != (language == "zh") {
					t.Errorf("%s in %s says %q", query, language, e.Message)
				}
			}
		}
	}
}

// TestABodyThatIsCutOffDoesNothing sends filings whose end never comes. What came is a whole filing, so that only the
// missing end can be the reason.
func TestABodyThatIsCutOffDoesNothing(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	text, err := json.Marshal(filed())
	h.check(err)
	for _, test := range []struct {
		end    error
		status int
	}{
		{io.ErrUnexpectedEOF, http.StatusBadRequest},
		{errors.New("invalid byte in chunk length"), http.StatusBadRequest},
		{os.ErrDeadlineExceeded, http.StatusRequestTimeout},
	} {
		r := httptest.NewRequest(http.MethodPost, Prefix+"/cases", io.MultiReader(bytes.NewReader(text), iotest.ErrReader(test.end)))
		r.Header.Set("Authorization", "Bearer "+h.tokens["company"])
		h.send(r).problem(test.status)
	}
	if items := h.get("company", "/cases").wants(http.StatusOK).items(); len(items) != 0 {
		t.Errorf("%d were filed", len(items))
	}
	if h.log.Len() > 0 {
		t.Errorf("a lost sender was logged as a fault:\n%s", h.log.String())
	}
}

func TestTooManyRequestsWait(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), func(o *Options) { o.PerMinute = 3 })
	for range 3 {
		h.get("company", "/me").wants(http.StatusOK)
	}
	a := h.get("company", "/me")
	if p := a.problem(http.StatusTooManyRequests); a.header.Get("Retry-After") == "" || p.Type != Prefix+"/docs#problem-rate" {
		t.Errorf("Retry-After %q, %s", a.header.Get("Retry-After"), p.Type)
	}
	h.get("officer", "/me").wants(http.StatusOK)
}

func TestUploadsAreRefusedInASentence(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	h.upload("company", "file", "a.exe", append([]byte("MZ"), make([]byte, 200)...)).problem(http.StatusUnprocessableEntity)
	h.upload("company", "file", "a.png", nil).problem(http.StatusUnprocessableEntity)
	h.upload("company", "file", "a.png", pictureOf(50)[:60]).problem(http.StatusUnprocessableEntity)
	h.upload("company", "photo", "a.png", pictureOf(50)).problem(http.StatusBadRequest)
	h.upload("company", "file", "a.txt", []byte(strings.Repeat("x", 22<<20))).problem(http.StatusRequestEntityTooLarge)
	h.upload("auditor", "file", "a.png", pictureOf(50)).problem(http.StatusForbidden)
	h.post("company", "/files", "no form").problem(http.StatusBadRequest)

	mine := h.upload("company", "file", "a.png", pictureOf(50)).wants(http.StatusCreated).json()["id"]
	stolen := filed()
	stolen["files"] = []any{mine}
	h.post("other", "/cases", stolen).problem(http.StatusUnprocessableEntity)
	h.post("company", "/cases", stolen).wants(http.StatusCreated)
}

func TestAPanicIsAProblem(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t), func(o *Options) { o.Press = nil })
	p := h.get("leader", "/reports/monthly/2021-06").problem(http.StatusInternalServerError)
	if strings.Contains(p.Detail, "nil pointer") || !strings.Contains(h.log.String(), "nil pointer") || !strings.Contains(h.log.String(), p.RequestID) {
		t.Errorf("the reader is told %q, the log %q", p.Detail, h.log.String())
	}
	h.get("leader", "/me").wants(http.StatusOK)
}
