package notify_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

const notice2027 = `# id: 国办发明电〔2026〕9号
# title: 国务院办公厅关于2027年部分节假日安排的通知
# year: 2027
date,kind,name
2027-01-01..2027-01-03,off,元旦
2027-02-05..2027-02-11,off,春节
2027-02-20,work,春节
`

// However many promises a notice moves, everybody concerned gets one letter that names each case with its old and new
// due instants, the company's in its own words; and none when the notice moves nothing further.
func TestANoticeTellsEachConcernedInOneLetter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2027-01-29 09:00")
		var numbers []string
		for range 3 {
			numbers = append(numbers, w.file().No)
		}
		w.quietly()
		if _, err := w.desk.LoadNotice(t.Context(), admin.Actor, notice2027); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			w.later(time.Minute)
			if _, err := w.desk.Resettle(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.pump()
			w.send()
		}
		if got, want := w.box.to(), addresses(company, liaison, officer, second, chief, helper, street); !slices.Equal(got, want) {
			t.Errorf("letters went to %v, want one each to %v", got, want)
		}
		for _, p := range w.box.parcels() {
			for _, no := range numbers {
				if !strings.Contains(p.Text, no) {
					t.Errorf("the letter to %s does not name %s", p.Name, no)
				}
			}
			if n := strings.Count(p.Text, "2027-02-05 17:30 → 2027-02-12 17:30"); n != len(numbers) {
				t.Errorf("the letter to %s says %d times what moved:\n%s", p.Name, n, p.Text)
			}
		}
	})
}
