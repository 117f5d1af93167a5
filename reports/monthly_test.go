package reports

import (
	"bytes"
	"os"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

var june = workday.MakeMonth(2021, time.June)

func TestLook(t *testing.T) {
	d := dbtest.SQLite(t)
	refs := seededRefs(t, d)
	w := newWorld(t, refs, 7)
	w.store(d)
	w.live(june.Next().First().Start(), 300)
	p := NewPress(w.desk, d, func() time.Time { return w.now })
	p.Site = "https://qy.example.gov.cn"
	var b bytes.Buffer
	book, err := p.Workbook(t.Context(), Official, cases.MonthPeriod(june), "zh", &b)
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile("/tmp/rep/june.xlsx", b.Bytes(), 0o644)
	if err := WriteText(os.Stdout, book, "zh"); err != nil {
		t.Fatal(err)
	}
}
