package reports

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"jiangqitong/cases"
	"jiangqitong/internal/db/dbtest"
)

// links are numbers that a case may stand behind: every measure, whole and missed, in every part the case stands in.
func links(v *View) (list []Link) {
	parts := map[Dim]string{All: "", ByCompany: strconv.FormatInt(v.Company, 10), BySpot: v.part(BySpot), ByWords: v.Title, ByCo: ""}
	for _, d := range dims {
		parts[d] = v.part(d)
	}
	for _, a := range v.answers() {
		parts[ByCo] = a.bureau
	}
	for i := range Measures {
		for d, value := range parts {
			code := Measures[i].Code
			if d == ByCo && code != "co_on_time" {
				continue
			}
			list = append(list, Link{Measure: code, Dim: d, Value: value})
			if Measures[i].base != nil {
				list = append(list, Link{Measure: code, Base: true, Dim: d, Value: value}, Link{Measure: code, Missed: true, Dim: d, Value: value})
			}
		}
	}
	return list
}

// TestWhatAnIssueKeepsFindsTheSameCases: what a frozen issue keeps of its cases, packed and read again, names the same
// cases behind each number as the predicate that counted them.
func TestWhatAnIssueKeepsFindsTheSameCases(t *testing.T) {
	refs, period := seededRefs(t, dbtest.SQLite(t)), cases.MonthPeriod(may)
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t, refs, rapid.Uint64().Draw(rt, "seed"))
		w.live(may.Next().First().Start(), rapid.IntRange(3, 15).Draw(rt, "filings"))
		packed, err := w.traced().traces.pack()
		if err != nil {
			rt.Fatal(err)
		}
		kept, err := unpackTraces(packed)
		if err != nil {
			rt.Fatal(err)
		}
		byCase := kept.byCase()
		for _, r := range w.records {
			v := NewView(r, period, refs)
			if v == nil {
				continue
			}
			for _, link := range links(v) {
				if got, want := kept.holds(byCase[v.ID], link), link.Holds(v); got != want || !kept.tell(link) {
					rt.Errorf("%s behind %+v: the issue says %v, the fold %v", v.No, link, got, want)
				}
			}
		}
	})
}

// TestAnIssueOfBeforeTellsWhatItKept: what was frozen before streets and companies were kept still lists its cases by
// bureau, and says of the others that it cannot.
func TestAnIssueOfBeforeTellsWhatItKept(t *testing.T) {
	older := newTraces()
	older.Cases = []trace{{Case: 1, No: "JQ1"}}
	older.Measures = older.Measures[:len(older.Measures)-1]
	latest := Measures[len(Measures)-1].Code
	for link, told := range map[Link]bool{{Measure: "received"}: true, {Measure: "received", Dim: ByBureau, Value: "zjj"}: true,
		{Measure: "received", Dim: ByStreet, Value: "waihai"}: false, {Measure: "benefited"}: false, {Measure: latest}: false} {
		if got := older.tell(link); got != told {
			t.Errorf("%+v: %v, want %v", link, got, told)
		}
	}
	if (*traces)(nil).tell(Link{Measure: "received"}) {
		t.Error("an issue without traces tells its cases")
	}
}
