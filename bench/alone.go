package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

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
		columns, err := stream.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, 0, err
		}
		if i <= first {
			continue // titles
		}
		cells := make([]any, len(columns))
		for i, c := range columns {
			if cells[i] = c; c != "" {
				if n, err := strconv.ParseFloat(c, 64); err == nil {
					cells[i] = n // a figure or an instant
				}
			}
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

// streamAlone writes n rows, these over and over, with the bare StreamWriter: cells that are ready, in one style. It says
// how long that took and how much memory.
func (r *run) streamAlone(rows [][]any, n int) (took time.Duration, peak int64, err error) {
	book := excelize.NewFile()
	defer book.Close()
	style, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Family: "微软雅黑", Size: 10}})
	if err != nil {
		return 0, 0, err
	}
	styled := make([][]any, len(rows))
	for i, cells := range rows {
		styled[i] = make([]any, len(cells))
		for column, value := range cells {
			styled[i][column] = &excelize.Cell{StyleID: style, Value: value}
		}
	}
	start, watch := time.Now(), watchMemory()
	defer func() { took, peak = time.Since(start), watch() }()
	stream, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return 0, 0, err
	}
	for i := range n {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return 0, 0, err
		}
		if err := stream.SetRow(cell, styled[i%len(styled)]); err != nil {
			return 0, 0, err
		}
	}
	if err := stream.Flush(); err != nil {
		return 0, 0, err
	}
	return 0, 0, book.SaveAs(filepath.Join(r.dir, "alone.xlsx"))
}
