package reports

import (
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// Two companies ask for the same road, and the second request is merged into the first: both were received and both are
// done, but what was promised, answered and solved counts once, with the request that goes on, and its company alone is
// counted as benefited: the other's request ended as merged, neither solved nor planned.
func TestAMergedRequestCountsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, seededRefs(t, d), 1)
		w.store(d)
		w.now = workday.MakeDate(2021, time.June, 1).At(9, 0)
		ctx, centre := t.Context(), cases.Actor{ID: 2, Name: "中心", Role: cases.RoleCentre}
		file := func(company int64) *cases.Case {
			c, err := w.desk.File(ctx, cases.Actor{ID: 10 + company, Name: "企业", Role: cases.RoleCompany, Company: company}, cases.Filing{Input: cases.Input{
				"category": "road", "title": "厂门口道路损坏", "body": "路面塌陷。", "street": w.refs.Streets[0].Code, "contact_name": "陈经理", "contact_phone": "13800138000"}})
			w.must(err)
			return c
		}
		parent, child := file(1), file(2)
		do := func(a cases.Actor, no string, action cases.Action, in cases.Input) {
			_, err := w.desk.Do(ctx, a, no, cases.Command{Action: action, Input: in})
			w.must(err)
		}
		chief := cases.Actor{ID: 4, Name: "分管", Role: cases.RoleChief, Bureau: parent.Lead}
		do(chief, parent.No, cases.Sign, nil)
		do(centre, child.No, cases.Merge, cases.Input{"parent": parent.No})
		w.now = workday.MakeDate(2021, time.June, 4).At(9, 0)
		do(chief, parent.No, cases.Reply, cases.Input{"result": "solved", "text": "路已修好"})

		period, records := cases.MonthPeriod(june), []*cases.Record(nil)
		w.must(w.desk.Ledger(ctx, centre, period, func(r *cases.Record) error {
			records = append(records, r)
			return nil
		}))
		figures := Monthly(Input{Period: period, Refs: w.refs}, records).Figures
		for code, want := range map[string]int64{"received": 2, "handled": 2, "done": 2, "in_hand": 0, "unanswered": 1, "benefited": 1,
			"solved": 1, "livelihood_solved": 1, "due": 1} {
			if got := figures[code].N; got != want {
				t.Errorf("%s: %d, want %d", code, got, want)
			}
		}
		if rate := figures["on_time_rate"]; rate.N != 1 || rate.Base != 1 {
			t.Errorf("on time: %d of %d", rate.N, rate.Base)
		}
	})
}
