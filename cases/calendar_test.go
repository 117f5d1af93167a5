package cases

import (
	"context"
	"slices"
	"strings"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// corrected2027 is a later notice that works the Friday before the Spring Festival and gives the Monday after it.
const corrected2027 = `# id: 国办发明电〔2027〕1号
# title: 国务院办公厅关于调整2027年春节假期安排的通知
# year: 2027
# version: 2
# amends: true
date,kind,name
2027-02-05,work,春节
2027-02-12,off,春节
`

// resettle lets a minute pass, so that the calendar has reached every instance and the timer has run, and counts open
// promises anew.
func (o *office) resettle() int {
	o.t.Helper()
	later := o.now.Load().Add(calendarSpreads)
	o.now.Store(&later)
	must(o.t, second(o.Tick(context.Background())))
	n, err := o.Resettle(context.Background())
	must(o.t, err)
	return n
}

func (o *office) load(notice string) {
	o.t.Helper()
	must(o.t, second(o.LoadNotice(context.Background(), admin, notice)))
}

// Each due instant names the calendar that decided it, and can be counted and explained on that one for ever: a
// promise that was met on the first version of a notice does not move with the second, open ones do, once each time.
func TestANoticeIsCorrectedByALaterVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2027-01-29 09:00")
		met := o.file(roadInput)
		o.do(officer, Sign)
		open := o.file(roadInput)
		assumed := o.clockOf(ResolveBy)
		if !assumed.Provisional || workday.FormatDue(assumed.Due) != "2027-02-05 17:30" {
			t.Fatalf("without a notice it is due %s", workday.FormatDue(assumed.Due))
		}
		o.load(notice2027)
		o.sound() // between the notice and the recount nothing is wrong either
		if n := o.resettle(); n != 2 {
			t.Fatalf("%d cases moved with the first version", n)
		}
		for _, e := range o.read(company).Events {
			for key := range e.Data {
				if e.Action == Recount && strings.HasPrefix(key, string(CoBy)) {
					t.Errorf("the company reads that %s moved", key)
				}
			}
		}
		o.no = met.No
		o.do(officer, Submit, "result", "solved", "text", "已修")
		o.do(chief, Approve)
		answered := o.clockOf(ResolveBy)

		o.load(corrected2027)
		other := &office{Desk: NewDesk(d, o.Desk.now), t: t} // another instance reads it from the database
		if cal := refsOf(t, other.Desk).Calendar; cal.IsWorking(workday.MakeDate(2027, 2, 8)) || !cal.IsWorking(workday.MakeDate(2027, 2, 5)) {
			t.Error("a notice that amends a year took the place of all the year's days")
		}
		o.resettle()
		if n := o.resettle(); n != 0 {
			t.Errorf("%d cases moved again without a new notice", n)
		}
		later := o.now.Load().Add(calendarSpreads)
		o.now.Store(&later)
		idle := d.Stats().Writes
		must(t, second(o.Resettle(context.Background())))
		if n := d.Stats().Writes - idle; n != 0 {
			t.Errorf("with all settled, the job wrote %d times", n)
		}
		k := o.clockOf(ResolveBy)
		if !k.Due.Equal(answered.Due) || k.CountedOn() != answered.CountedOn() || len(k.Ledger) != len(answered.Ledger) {
			t.Errorf("the promise that was met reads %+v", k)
		}
		view := o.read(officer)
		if r := view.Explain(&k); !r.Due.Equal(answered.Due) || k.Explain(view.Moment.Calendar()).Due.Equal(answered.Due) {
			t.Errorf("the promise that was met is explained as due %s", workday.FormatDue(r.Due))
		}

		o.no = open.No
		k = o.clockOf(ResolveBy)
		var said []string
		for _, e := range k.Ledger {
			if e.Kind != Resettle {
				t.Errorf("an unexpected line: %+v", e)
			}
			said = append(said, workday.FormatDue(e.Due))
		}
		if !slices.Equal(said, []string{"2027-02-12 17:30", "2027-02-05 17:30"}) || k.Provisional || !k.FirstDue.Equal(assumed.FirstDue) {
			t.Errorf("the ledger of the open promise: %v", said)
		}
		for i, decided := range []string{"2027 年第 1 版：国办发明电〔2026〕9号", "2027 年第 2 版：国办发明电〔2027〕1号"} {
			if !strings.Contains(k.Ledger[i].Reason, decided) || !strings.Contains(k.Ledger[i].Reason, k.Ledger[i].Calendar) {
				t.Errorf("the ledger does not say that %s decided: %s", decided, k.Ledger[i].Reason)
			}
		}
		if n, err := db.Value[int64](context.Background(), d.Reader(), "select count(*) from calendar"); n != 3 || err != nil {
			t.Errorf("%d calendars on record, %v", n, err)
		}
		o.sound()
		other.sound()
	})
}

// A promise that a notice leaves where it was becomes firm, and its ledger says by which notice.
func TestANoticeMakesPromisesFirm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2027-03-01 09:00")
		o.file(roadInput)
		o.load(notice2027)
		o.resettle()
		k := o.clockOf(ResolveBy)
		if k.Provisional || !k.Due.Equal(k.FirstDue) || len(k.Ledger) != 1 || !strings.Contains(k.Ledger[0].Reason, "2027 年第 1 版") {
			t.Errorf("the promise reads %+v", k)
		}
		o.sound()
	})
}
