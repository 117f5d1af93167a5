package reports

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

// TestAnExportHoldsWhatItPromised: once the number of rows is told, a case leaves the list and another joins it; the file
// still holds the cases of that instant, each once.
func TestAnExportHoldsWhatItPromised(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, p := district(t, d, 47, 4)
		ctx := t.Context()
		file := func() string {
			c, err := w.desk.File(ctx, centre, cases.Filing{Company: 1, Input: cases.Input{"category": "other", "title": "临时事项", "body": "请协调。",
				"street": w.refs.Streets[0].Code, "contact_name": "陈经理", "contact_phone": "13800138000"}})
			if err != nil {
				t.Error(err)
				return ""
			}
			return c.No
		}
		for range 70 { // more than are read ahead at a time
			file()
		}
		leaves, joins := file(), ""
		var promised, written int64
		var out bytes.Buffer
		wish := Export{Filter: cases.Filter{States: []cases.State{cases.Filed}}, Format: CSV, Lang: "zh"}
		err := p.Export(ctx, Official, wish, &out, func(done, total int64) {
			if written = done; promised == 0 {
				promised = total
				if _, err := w.desk.Do(ctx, cases.Actor{ID: 1, Name: "企业", Role: cases.RoleCompany, Company: 1}, leaves, cases.Command{Action: cases.Withdraw, Input: cases.Input{"text": "不再需要"}}); err != nil {
					t.Error(err)
				}
				joins = file()
			}
		})
		w.must(err)
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(out.Bytes(), []byte("\ufeff")))).ReadAll()
		w.must(err)
		if n := int64(len(rows) - 1); promised < 71 || n != promised || written != promised {
			t.Errorf("%d rows were promised, %d told of and %d written", promised, written, n)
		}
		if has := func(no string) bool {
			return slices.ContainsFunc(rows, func(r []string) bool { return slices.Contains(r, no) })
		}; !has(leaves) || has(joins) || strings.Count(out.String(), leaves) != 1 {
			t.Errorf("the file is not of the instant of its promise: %s there %t, %s there %t", leaves, has(leaves), joins, has(joins))
		}
	})
}
