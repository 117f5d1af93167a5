package reports

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

// crowd makes n cases of a June out of a few hundred that lived, by copying their rows.
func crowd(b *testing.B, d *db.DB, n int) *Press {
	b.Helper()
	w := newWorld(b, seededRefs(b, d), 1)
	w.store(d)
	w.now = june.First().At(8, 0)
	const lived = 250
	w.live(june.Last().At(18, 0), lived)
	w.now = june.Next().First().At(9, 0)
	for _, table := range []string{"cases", "leg", "clock", "event"} {
		columns, err := db.All(context.Background(), d.Reader(), db.Column[string], "select name from pragma_table_info('"+table+"')")
		if err != nil {
			b.Fatal(err)
		}
		copied := make([]string, len(columns))
		for i, c := range columns {
			copied[i] = "t." + c
			switch {
			case c == "id" && table == "cases", c == "case_id":
				copied[i] = "t." + c + " + k.n * 1000"
			case c == "no":
				copied[i] = "t.no || '-' || k.n"
			case c == "id":
				copied[i] = "null"
			case c == "event_key":
				copied[i] = "null"
			}
		}
		err = d.Write(context.Background(), func(q *db.Q) error {
			_, err := q.Exec(context.Background(), fmt.Sprintf(`with recursive k(n) as (select 1 union all select n + 1 from k where n < %d)
				insert into %s (%s) select %s from %s t, k`, n/lived-1, table, strings.Join(columns, ", "), strings.Join(copied, ", "), table))
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return NewPress(w.desk, d, func() time.Time { return w.now })
}

// forgetPeak lets the kernel measure anew the most memory that the process holds; what making the district took is given back.
func forgetPeak() {
	debug.FreeOSMemory()
	os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

// peak is the most memory that the process held since, in MiB. It counts what SQLite took to make the district too.
func peak() float64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if kb, ok := strings.CutPrefix(s.Text(), "VmHWM:"); ok {
			n, _ := strconv.ParseFloat(strings.Fields(kb)[0], 64)
			return n / 1024
		}
	}
	return 0
}

const benchCases = 100_000

// BenchmarkWorkbook prints the month of 100,000 cases as xlsx.
func BenchmarkWorkbook(b *testing.B) {
	p := crowd(b, dbtest.SQLite(b), benchCases)
	forgetPeak()
	for b.Loop() {
		if _, err := p.Workbook(b.Context(), Official, cases.MonthPeriod(june), "zh", io.Discard); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(benchCases*b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(peak(), "MiB-peak")
}

// BenchmarkBook folds the month of 100,000 cases, as the page does.
func BenchmarkBook(b *testing.B) {
	p := crowd(b, dbtest.SQLite(b), benchCases)
	for b.Loop() {
		if _, err := p.Book(b.Context(), Official, cases.MonthPeriod(june)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(benchCases*b.N)/b.Elapsed().Seconds(), "cases/s")
}

// BenchmarkStreamWriterAlone is the raw limit: the same cells, ready in memory, by excelize alone.
func BenchmarkStreamWriterAlone(b *testing.B) {
	refs := seededRefs(b, dbtest.SQLite(b))
	w := newWorld(b, refs, 1)
	w.now = june.First().At(8, 0)
	w.live(june.Last().At(18, 0), 250)
	printed := &printer{refs: refs}
	var rows [][]any
	cells := make([]Cell, len(ledgerFields)+1)
	x := newWorkbook("zh", "")
	x.file.SetSheetName("Sheet1", "台账")
	for i, r := range w.records {
		v := NewView(r, cases.MonthPeriod(june), refs)
		if v == nil {
			continue
		}
		printed.ledgerRow(int64(i+1), v, cells)
		row := make([]any, len(cells))
		for c := range cells {
			cell := new(excelize.Cell)
			x.cell(cell, &cells[c], x.style(look{kind: cells[c].Kind, tone: cells[c].Tone}))
			row[c] = cell
		}
		rows = append(rows, row)
	}
	x.close()
	forgetPeak()
	for b.Loop() {
		f := newWorkbook("zh", "")
		f.styles = x.styles
		f.file.SetSheetName("Sheet1", "台账")
		sw, err := f.file.NewStreamWriter("台账")
		if err != nil {
			b.Fatal(err)
		}
		for n := range benchCases {
			if err := sw.SetRow(ref(1, n+1), rows[n%len(rows)]); err != nil {
				b.Fatal(err)
			}
		}
		if err := sw.Flush(); err != nil {
			b.Fatal(err)
		}
		if _, err := f.file.WriteTo(io.Discard); err != nil {
			b.Fatal(err)
		}
		f.close()
	}
	b.ReportMetric(float64(benchCases*b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(peak(), "MiB-peak")
}
