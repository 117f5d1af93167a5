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

// month measures the whole workbook of a month in which all cases were filed: reading, counting, every sheet. Beside
// it stands excelize's StreamWriter alone, writing a ledger of the same rows into a file of one sheet.
func month(r *run, show func(row)) error {
	p, err := r.open("month.db")
	if err != nil {
		return err
	}
	defer p.close()
	people, err := r.hire(p)
	if err != nil {
		return err
	}
	if err := r.play(p, people, 200, true); err != nil {
		return err
	}
	if err := r.grow(p, r.cases); err != nil {
		return err
	}
	file := filepath.Join(r.dir, "month.xlsx")
	start, watch := time.Now(), watchMemory()
	if err := writeMonth(r, p, file); err != nil {
		return err
	}
	product, peak := time.Since(start), watch()
	cells, err := firstRows(file, 200)
	if err != nil {
		return err
	}
	start = time.Now()
	if err := streamAlone(filepath.Join(r.dir, "alone.xlsx"), cells, r.cases); err != nil {
		return err
	}
	alone := time.Since(start)
	show(row{fmt.Sprintf("month's workbook, rows a second, %d cases", r.cases), fmt.Sprintf("%.0f/s", float64(r.cases)/product.Seconds()),
		fmt.Sprintf("%.0f/s", float64(r.cases)/alone.Seconds()), alone.Seconds() / product.Seconds(), "0.7 x"})
	show(row{what: "month's workbook, memory above idle", product: fmt.Sprintf("%d MB", peak>>20), goal: "under 150 MB"})
	return nil
}

func writeMonth(r *run, p *product, file string) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	defer out.Close()
	_, err = p.Press.Workbook(r.ctx, reports.Official, p.Press.Month(workday.MonthOf(workday.DateOf(morning))), "zh", out)
	return err
}

// firstRows reads some rows of the ledger: its sheet is the one with the most rows.
func firstRows(file string, n int) (rows [][]any, err error) {
	book, err := excelize.OpenFile(file)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	for _, sheet := range book.GetSheetList() {
		if !strings.Contains(sheet, "台账") {
			continue
		}
		stream, err := book.Rows(sheet)
		if err != nil {
			return nil, err
		}
		defer stream.Close()
		for len(rows) < n && stream.Next() {
			columns, err := stream.Columns()
			if err != nil {
				return nil, err
			}
			cells := make([]any, len(columns))
			for i, c := range columns {
				cells[i] = c
			}
			rows = append(rows, cells)
		}
		return rows, nil
	}
	return nil, fmt.Errorf("the workbook has no ledger among %v", book.GetSheetList())
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
