package workday

import "testing"

func BenchmarkAfter(b *testing.B) {
	c, start := China(), at("2021-09-24 16:00")
	for _, text := range []string{"60m", "7d", "5wd", "8wh"} {
		budget := MustBudget(text)
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.After(start, budget)
			}
		})
	}
}

func BenchmarkReckon(b *testing.B) {
	c := China()
	run := Run{Start: at("2021-09-24 16:00"), Budget: MustBudget("7wd"), PauseCap: MustBudget("10wd"),
		Pauses:     []Pause{paused("2021-09-27 10:00", "2021-09-29 09:00"), paused("2021-10-11 10:00", "2021-10-12 09:00")},
		Extensions: []Extension{until("2021-10-09 10:00", "2021-10-20")}}
	b.Run("fast", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c.Reckon(run)
		}
	})
	b.Run("explained", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c.Explain(run)
		}
	})
}
