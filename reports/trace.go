package reports

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// trace is what a Book counted of one case: the facts that figures rest on, and what it added to each measure. A frozen
// issue keeps the traces of its cases, so that a later difference can be told case by case.
type trace struct {
	Case   int64    `json:"i"`
	No     string   `json:"n"`
	Secret bool     `json:"s,omitempty"`
	Facts  []string `json:"f"`           // in the order of traces.Facts
	Hits   string   `json:"h"`           // a letter for each of traces.Measures: - nothing, b in the base only, c counted
	Days   []int    `json:"d,omitempty"` // of the measures of days of which it is in the base, in their order
	Stand  *stand   `json:"p,omitempty"` // nil in issues of before it was kept
}

// stand is where a case stood in the dimensions that its facts do not tell.
type stand struct {
	Group   string `json:"g"`
	Street  string `json:"s"`
	Source  string `json:"o"`
	Company int64  `json:"c"`
	Title   string `json:"t,omitempty"` // empty for a confidential request
}

// traces are those of a Book, under the codes that were known when it was made.
type traces struct {
	Facts    []string
	Measures []string
	Cases    []trace
}

// fact is something about a case that figures rest on: how it is read, how it is told to people, and which actions
// change it.
type fact struct {
	code string
	name Words
	read func(*View) string
	tell func(p *printer, value string) Words
	by   []cases.Action
}

var (
	ends     = []cases.Action{cases.Approve, cases.Reply, cases.Reject, cases.Withdraw, cases.Merge}
	rates    = []cases.Action{cases.Rate, cases.CallBack}
	routes   = []cases.Action{cases.Route, cases.Reassign, cases.Return}
	promises = []cases.Action{cases.Grant, cases.Recount, cases.Repromise, cases.Answer, cases.Unanswered, cases.Ask, cases.Route}
)

// facts are what traces keep of a case.
var facts = []fact{
	{"intake", Words{Zh: "本期来源", En: "Intake"}, func(v *View) string { return string(v.Intake) },
		func(_ *printer, s string) Words { return intakeWords[Intake(s)] }, []cases.Action{cases.File, cases.Redo}},
	{"category", Words{Zh: "诉求类别", En: "Category"}, func(v *View) string { return v.Round.Category },
		func(p *printer, s string) Words { return nameOf(p.refs, ByCategory, s) }, routes},
	{"lead", Words{Zh: "主办单位", En: "Lead"}, func(v *View) string { return v.Round.Lead },
		func(p *printer, s string) Words { return nameOf(p.refs, ByBureau, s) }, routes},
	{"round", Words{Zh: "轮次", En: "Round"}, func(v *View) string { return strconv.Itoa(v.Round.N) }, itself, []cases.Action{cases.Redo}},
	{"routed", Words{Zh: "交办时间", En: "Routed"}, instant(func(v *View) time.Time { return v.Round.DispatchedAt }), itself, routes},
	{"done", Words{Zh: "办结时间", En: "Done"}, instant(func(v *View) time.Time { return v.Done }), itself, ends},
	{"result", Words{Zh: "办理结果", En: "Result"}, func(v *View) string { return string(v.Round.Result) },
		func(_ *printer, s string) Words { return cases.Result(s).Words() }, append([]cases.Action{cases.Submit}, ends...)},
	promiseOf(cases.RouteBy, append([]cases.Action{cases.File, cases.Refile}, routes...)),
	promiseOf(cases.SignBy, append([]cases.Action{cases.Sign}, routes...)),
	promiseOf(cases.ContactBy, append([]cases.Action{cases.Contact, cases.ApproveTracking}, ends...)),
	promiseOf(cases.PlanBy, append([]cases.Action{cases.Plan, cases.ApproveTracking}, ends...)),
	promiseOf(cases.ResolveBy, append(append([]cases.Action{cases.ApproveTracking}, promises...), ends...)),
	{"tracked", Words{Zh: "挂账承诺", En: "Tracked promise"}, func(v *View) string { return v.trackedBy() }, itself, []cases.Action{cases.ApproveTracking}},
	{"extensions", Words{Zh: "延期次数", En: "Extensions"}, func(v *View) string { return strconv.Itoa(v.Round.Extensions) }, itself, []cases.Action{cases.Grant}},
	{"paused", Words{Zh: "暂停天数", En: "Days paused"}, func(v *View) string { return strconv.Itoa(v.pausedDays()) }, itself,
		[]cases.Action{cases.Answer, cases.Unanswered}},
	{"returns", Words{Zh: "退单次数", En: "Returns"}, func(v *View) string { return strconv.Itoa(v.Round.Returns) }, itself, []cases.Action{cases.Decline}},
	{"improper", Words{Zh: "不当退单", En: "Improper returns"}, func(v *View) string { return strconv.Itoa(v.Round.ImproperReturns) }, itself,
		[]cases.Action{cases.Uphold, cases.UpholdSilent}},
	{"disputed", Words{Zh: "退单待裁定", En: "Return to rule on"}, func(v *View) string { return string(tri(v.disputed())) }, tellYesNo,
		[]cases.Action{cases.Decline, cases.Uphold, cases.UpholdSilent, cases.Reassign}},
	{"co", answersField.Name, func(v *View) string {
		var codes []string
		for _, a := range v.answers() {
			codes = append(codes, a.bureau+" "+string(tri(a.kept)))
		}
		return strings.Join(codes, ",")
	}, func(p *printer, s string) (w Words) {
		for _, code := range strings.Split(s, ",") {
			if bureau, is, found := strings.Cut(code, " "); found {
				w = both(w, say("%s：%s", "%s: %s", nameOf(p.refs, ByBureau, bureau), kept[cases.Tri(is) == cases.Yes]), "；", "; ")
			}
		}
		return w
	}, []cases.Action{cases.CoAnswer, cases.CoDecline, cases.AddCo}},
	{"score", Words{Zh: "满意度", En: "Rating"}, func(v *View) string { return strconv.Itoa(v.Round.Score) }, func(_ *printer, s string) Words {
		n, _ := strconv.Atoi(s)
		return scoreWords(n)
	}, rates},
	{"solved", Words{Zh: "是否解决", En: "Solved"}, func(v *View) string { return string(v.Round.IsSolved) }, tellYesNo, rates},
}

func instant(get func(*View) time.Time) func(*View) string {
	return func(v *View) string {
		if at := get(v); !at.IsZero() {
			return at.In(workday.Zone).Format("2006-01-02 15:04")
		}
		return ""
	}
}

func itself(_ *printer, s string) Words    { return same(s) }
func tellYesNo(_ *printer, s string) Words { return yesNo[cases.Tri(s)] }

// promiseOf is the promise for a milestone: when it was due, and how it ended.
func promiseOf(m cases.Milestone, by []cases.Action) fact {
	read := func(v *View) string {
		k := v.clock(m)
		if k == nil {
			return ""
		}
		stamp := func(at time.Time) string { return instant(func(*View) time.Time { return at })(v) }
		return stamp(k.Due) + "|" + string(k.Ended) + "|" + stamp(k.EndedAt)
	}
	tell := func(_ *printer, s string) Words {
		parts := strings.Split(s, "|")
		if len(parts) != 3 {
			return Words{}
		}
		switch due, at := parts[0], parts[2]; cases.EntryKind(parts[1]) {
		case cases.Met:
			return say("%s 到期，%s 完成", "due %s, met %s", due, at)
		case cases.Stopped:
			return say("%s 到期，%s 终止", "due %s, stopped %s", due, at)
		default:
			return say("%s 到期，未完成", "due %s, owed", due)
		}
	}
	w := m.Words()
	return fact{string(m), Words{Zh: w.Zh + "时限", En: w.En + ": promise"}, read, tell, by}
}

// trackedBy is the promised date of a tracked case, empty for none.
func (v *View) trackedBy() string {
	if v.tracking == nil {
		return ""
	}
	return workday.DateOf(v.tracking.Due).String()
}

func newTraces() *traces {
	t := &traces{}
	for i := range facts {
		t.Facts = append(t.Facts, facts[i].code)
	}
	for i := range Measures {
		t.Measures = append(t.Measures, Measures[i].Code)
	}
	return t
}

func (t *traces) add(v *View, hits []hit) {
	c := trace{Case: v.ID, No: v.No, Secret: v.Confidential, Facts: make([]string, len(facts)), Stand: standOf(v)}
	for i := range facts {
		c.Facts[i] = facts[i].read(v)
	}
	marks := make([]byte, len(hits))
	for i, h := range hits {
		switch {
		case h.counted:
			marks[i] = 'c'
		case h.based:
			marks[i] = 'b'
		default:
			marks[i] = '-'
		}
		if h.based && Measures[i].days != nil {
			c.Days = append(c.Days, h.days)
		}
	}
	c.Hits = string(marks)
	t.Cases = append(t.Cases, c)
}

func standOf(v *View) *stand {
	s := &stand{Group: v.part(ByGroup), Street: v.part(ByStreet), Source: v.part(BySource), Company: v.Company}
	if !v.Confidential {
		s.Title = v.Title
	}
	return s
}

// pack writes the traces small enough to lie beside their issue.
func (t *traces) pack() ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := json.NewEncoder(z).Encode(t); err != nil {
		return nil, err
	}
	err := z.Close()
	return b.Bytes(), err
}

// unpackTraces reads what pack wrote, nil where there is nothing.
func unpackTraces(packed []byte) (*traces, error) {
	if len(packed) == 0 {
		return nil, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	t := new(traces)
	return t, json.NewDecoder(z).Decode(t)
}

// byCase finds each trace by its case.
func (t *traces) byCase() map[int64]*trace {
	found := make(map[int64]*trace, len(t.Cases))
	for i := range t.Cases {
		found[t.Cases[i].Case] = &t.Cases[i]
	}
	return found
}

// fact is a kept fact of a case, false when it was not kept.
func (t *traces) fact(c *trace, code string) (string, bool) {
	for i, known := range t.Facts {
		if known == code && i < len(c.Facts) {
			return c.Facts[i], true
		}
	}
	return "", false
}

// days are a case's by measure.
func (t *traces) days(c *trace) map[string]int {
	found, next := map[string]int{}, 0
	for i, code := range t.Measures {
		m, known := MeasureOf(code)
		if known && m.days != nil && i < len(c.Hits) && c.Hits[i] != '-' && next < len(c.Days) {
			found[code] = c.Days[next]
			next++
		}
	}
	return found
}

// mark is what a case added to a measure.
func (t *traces) mark(c *trace, code string) byte {
	for i, known := range t.Measures {
		if c != nil && known == code && i < len(c.Hits) {
			return c.Hits[i]
		}
	}
	return '-'
}
