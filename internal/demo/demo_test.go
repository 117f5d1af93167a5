package demo

import (
	"testing"
	"time"

	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// sampleEnd is the instant the demonstration starts at unless told otherwise.
var sampleEnd = workday.MakeDate(2021, time.June, 30).At(9, 0)

func TestPlay(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newStage(t, d)
	start := time.Now()
	if err := s.Fill(t.Context(), sampleEnd); err != nil {
		t.Fatal(err)
	}
	t.Log(time.Since(start), d.Stats())
}
