package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"jiangqitong/internal/workday"
	"jiangqitong/reports"
)

// month measures the whole workbook of a month that is a twentieth of the largest database: reading, counting, every
// sheet. Beside it stands excelize's StreamWriter alone, writing a ledger of the same rows into a file of one sheet.
func month(r *run, show func(row)) error {
	p, err := r.openMonth()
	if err != nil {
		return err
	}
	defer p.close()
	start := time.Now()
	if err := p.Press.Refresh(r.ctx); err != nil {
		return err
	}
	show(row{what: fmt.Sprintf("figures of the year before anew, %d cases", r.large), product: seconds(time.Since(start))})
	file := filepath.Join(r.dir, "month.xlsx")
	start, watch := time.Now(), watchMemory()
	if err := writeMonth(r, p, file); err != nil {
		return err
	}
	product, peak := time.Since(start), watch()
	cells, n, err := firstRows(file, 200)
	if err != nil {
		return err
	}
	start = time.Now()
	if err := streamAlone(filepath.Join(r.dir, "alone.xlsx"), cells, n); err != nil {
		return err
	}
	alone := time.Since(start)
	show(row{fmt.Sprintf("month's workbook of %d rows, %d cases", n, r.large), perSecond(n, product), perSecond(n, alone),
		alone.Seconds() / product.Seconds(), "0.7 x"})
	show(row{what: "month's workbook, memory above idle", product: megabytes(peak), goal: "under 150 MB"})
	return nil
}

// openMonth opens the largest world: one case in twenty was filed in the month, and of those of earlier months all are
// closed but some that are tracked.
func (r *run) openMonth() (*product, error) {
	june := recent.UnixMilli()
	return r.district("month.db",
		share{fmt.Sprint("filed_ms >= ", june), r.large / 20, nil},
		share{fmt.Sprint("open and filed_ms < ", june), r.large / 100, nil},
		share{fmt.Sprint("not open and filed_ms < ", june), r.large - r.large/20 - r.large/100, []string{"event", "clock_entry"}})
}

// recent is when the month of the morning began.
var recent = workday.MonthOf(workday.DateOf(morning)).First().Start()

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func perSecond(n int, d time.Duration) string { return fmt.Sprintf("%.0f/s", float64(n)/d.Seconds()) }

func megabytes(bytes int64) string { return fmt.Sprintf("%d MB", bytes>>20) }

func writeMonth(r *run, p *product, file string) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	defer out.Close()
	_, err = p.Press.Workbook(r.ctx, reports.Official, p.Press.Month(workday.MonthOf(workday.DateOf(morning))), "zh", out)
	return err
}

// firstRows reads the first rows of the ledger, and how many it has in all.
func firstRows(file string, n int) (rows [][]any, total int, err error) {
	book, err := excelize.OpenFile(file)
	if err != nil {
		return nil, 0, err
	}
	defer book.Close()
	sheet := "台账"
	tables, err := book.GetTables(sheet)
	if err != nil || len(tables) != 1 {
		return nil, 0, fmt.Errorf("the sheets %v have %d ledgers: %w", book.GetSheetList(), len(tables), err)
	}
	first, last, err := rowsOfTable(tables[0].Range)
	if err != nil {
		return nil, 0, err
	}
	stream, err := book.Rows(sheet)
	if err != nil {
		return nil, 0, err
	}
	defer stream.Close()
	for i := 1; len(rows) < n && stream.Next(); i++ {
		columns, err := stream.Columns()
		if err != nil {
			return nil, 0, err
		}
		if i <= first {
			continue // titles
		}
		cells := make([]any, len(columns))
		for i, c := range columns {
			cells[i] = c
		}
		rows = append(rows, cells)
	}
	return rows, last - first, nil
}

// rowsOfTable reads the rows of a range such as A5:AN7004.
func rowsOfTable(area string) (first, last int, err error) {
	from, to, _ := strings.Cut(area, ":")
	if _, first, err = excelize.CellNameToCoordinates(from); err == nil {
		_, last, err = excelize.CellNameToCoordinates(to)
	}
	return first, last, err
}

// streamAlone writes the rows over and over with the bare StreamWriter.
func streamAlone(file string, rows [][]any, n int) error {
	book := excelize.NewFile()
	defer book.Close()
	stream, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	for i := range n {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := stream.SetRow(cell, rows[i%len(rows)]); err != nil {
			return err
		}
	}
	if err := stream.Flush(); err != nil {
		return err
	}
	return book.SaveAs(file)
}

// watchMemory notes how much memory the program holds and samples it until it is asked for the growth, in bytes.
func watchMemory() (growth func() int64) {
	runtime.GC()
	debug.FreeOSMemory()
	idle, peak := resident(), int64(0)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			peak = max(peak, resident())
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() int64 {
		close(stop)
		<-done
		return peak - idle
	}
}

// resident is what the system says the program holds; where it does not say, what Go holds.
func resident() int64 {
	if f, err := os.Open("/proc/self/statm"); err == nil {
		defer f.Close()
		text, _ := io.ReadAll(f)
		var size, pages int64
		if _, err := fmt.Sscan(string(text), &size, &pages); err == nil {
			return pages * int64(os.Getpagesize())
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys - m.HeapReleased)
}
