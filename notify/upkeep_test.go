package notify_test

import (
	"fmt"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

func TestSweepingForgetsTheOldAndKeepsTheRest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2021-10-08 09:00")
		w.file()
		w.quietly()
		w.at("2023-10-09 09:00")
		w.no = w.file().No
		w.pump()
		sweep := func(want bool) {
			t.Helper()
			n, err := w.notify.Sweep(t.Context(), w.clock().AddDate(-2, 0, 0))
			if err != nil || (n > 0) != want {
				t.Errorf("swept %d, %v", n, err)
			}
		}
		if n := len(w.inbox(officer)); n != 2 {
			t.Fatalf("%d messages", n)
		}
		sweep(true)
		sweep(false)
		same(t, "what is left", w.inbox(officer), []string{"交办：“厂门口道路损坏”（" + w.no + "）"})
		w.later(time.Minute)
		w.send()
		if n := len(w.box.to()); n != 8 {
			t.Errorf("%d mails", n)
		}
	})
}

func TestAdministratorsAreAskedForNextYearsHolidays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := openTown(t, d, "2026-10-31 09:00") // the last year that comes with the program
		for _, step := range []struct {
			at   string
			want int
		}{{"2026-10-31 09:00", 0}, {"2026-11-01 09:00", 1}, {"2026-11-01 10:00", 1}, {"2026-11-02 09:00", 2}, {"2026-11-08 09:00", 2}} {
			w.at(step.at)
			if err := w.notify.AskForCalendar(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := w.inbox(admin); len(got) != step.want || step.want > 0 && got[0] != "请导入 2027 年放假安排" {
				t.Errorf("at %s: %q", step.at, got)
			}
		}
	})
}

// BenchmarkPump announces 10,000 events to five people each.
func BenchmarkPump(b *testing.B) {
	for _, engine := range []struct {
		name string
		open func(testing.TB) *db.DB
	}{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}} {
		b.Run(engine.name, func(b *testing.B) {
			w := openTown(b, engine.open(b), "2021-10-08 09:00")
			for i := range 100 {
				w.file("title", fmt.Sprint("第 ", i, " 件"))
			}
			if _, err := w.notify.Pump(b.Context()); err != nil {
				b.Fatal(err)
			}
			before := w.notify.Stats()
			for b.Loop() {
				b.StopTimer()
				w.strew(10_000)
				b.StartTimer()
				if n, err := w.notify.Pump(b.Context()); err != nil || n != 10_000 {
					b.Fatalf("%d events, %v", n, err)
				}
			}
			after := w.notify.Stats()
			b.ReportMetric(float64(after.Announced-before.Announced)/b.Elapsed().Seconds(), "events/s")
			b.ReportMetric(float64(after.Messages-before.Messages+after.Queued-before.Queued)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// strew makes n more events of the cases there are, as if the company had urged them.
func (w *town) strew(n int) {
	w.t.Helper()
	err := w.db.Write(w.t.Context(), func(q *db.Q) error {
		_, err := q.Exec(w.t.Context(), `insert into event (case_id, seq, at_ms, action, actor_id, actor_name, actor_role, bureau, from_state,
				to_state, round, leg, milestone, level, public, text, data, event_key, announced)
			with recursive nth (i) as (select 1 union all select i + 1 from nth where i < cast($1 as bigint))
			select 1 + i % 100, 1, $2, $3, 1, '陈经理', 'company', '', 'dispatched', 'dispatched', 1, 0, '', 0, 1 = 1, '请尽快', '', null, 1 = 0 from nth`,
			n, w.now.Load(), string(cases.Urge))
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}
