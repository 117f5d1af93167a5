package notify_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/notify"
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

// Why a promise moves is told to the company too, in its letter and behind the line of its inbox: by which notice, for
// which reason the centre gave, and never in the words that bureaus use among themselves.
func TestTheCompanyReadsWhyItsPromiseMoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2027-01-29 09:00")
		w.file()
		w.do(officer, cases.Sign)
		w.do(officer, cases.Extend, "until", "2027-02-09", "text", "科室人手紧张，排不开")
		w.quietly()
		read := func(want ...string) {
			t.Helper()
			w.later(time.Minute)
			w.pump()
			w.later(time.Minute)
			w.send()
			i := slices.IndexFunc(w.box.parcels(), func(p notify.Parcel) bool { return p.To == company.Email })
			if i < 0 {
				t.Fatal("the company got no letter")
			}
			for _, text := range []string{w.box.parcels()[i].Text, w.messages(company)[0].Body} {
				for _, part := range want {
					if !strings.Contains(text, part) {
						t.Errorf("%q is not in: %s", part, text)
					}
				}
				if strings.Contains(text, "人手") || strings.Contains(text, "企业可见") {
					t.Errorf("the company reads: %s", text)
				}
			}
			w.box.empty()
		}
		w.do(centre, cases.Grant, "text", "连续降雨，暂无法铺设沥青。")
		read("办理时限延至 2027-02-09", "延期原因：“连续降雨，暂无法铺设沥青。”")
		if _, err := w.desk.LoadNotice(t.Context(), admin.Actor, notice2027); err != nil {
			t.Fatal(err)
		}
		if _, err := w.desk.Resettle(t.Context()); err != nil {
			t.Fatal(err)
		}
		read("按新的工作日历重新计算", "计时依据：2027 年第 1 版：国办发明电〔2026〕9号")
		view, err := w.desk.Read(t.Context(), company.Actor, w.no)
		if err != nil {
			t.Fatal(err)
		}
		reasons := ""
		for _, k := range view.Clocks {
			for _, e := range k.Ledger {
				reasons += e.Reason + "\n"
			}
		}
		if !strings.Contains(reasons, "连续降雨") || !strings.Contains(reasons, "国办发明电〔2026〕9号") || strings.Contains(reasons, "人手") {
			t.Errorf("the company's ledgers say: %s", reasons)
		}
	})
}
