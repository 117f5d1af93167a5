package main

import (
	"database/sql"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/exports"
	"jiangqitong/internal/workday"
	"jiangqitong/reports"
)

// export measures ledgers of a list's filter, of a twentieth and of a fifth of the largest database: asked for, written by
// the job in the background and put into the file store. Memory is to stay flat. Beside them StreamWriter alone writes as
// many rows of the same ledger.
func export(r *run, p *product, show func(row)) error {
	centre, err := p.person(r.ctx, accounts.Person{Login: "bench-centre", Role: cases.RoleCentre})
	if err != nil {
		return err
	}
	for _, measure := range []struct {
		format reports.Format
		part   int
	}{{reports.XLSX, 20}, {reports.XLSX, 5}, {reports.CSV, 5}} {
		since, err := p.latest(r.large / measure.part)
		if err != nil {
			return err
		}
		start, watch := time.Now(), watchMemory()
		done, err := r.write(p, centre, reports.Export{Format: measure.format, Lang: "zh", Contacts: true, Filter: cases.Filter{FiledFrom: since}})
		if err != nil {
			return err
		}
		took, peak, n := time.Since(start), watch(), int(done.Written)
		what := fmt.Sprintf("ledger as %s, %d rows of %d cases", measure.format, n, r.large)
		if measure.format == reports.CSV {
			show(row{what: what, product: perSecond(n, took) + ", " + megabytes(peak)})
			continue
		}
		cells, err := r.ledgerCells(p, done.Hash)
		if err != nil {
			return err
		}
		alone, alonePeak, err := r.streamAlone(cells, n)
		if err != nil {
			return err
		}
		show(row{what, perSecond(n, took) + ", " + megabytes(peak), perSecond(n, alone) + ", " + megabytes(alonePeak),
			alone.Seconds() / took.Seconds(), "0.7 x, 150 MB"})
	}
	return nil
}

// write asks for an export and has it written.
func (r *run) write(p *product, who cases.Actor, wish reports.Export) (exports.Export, error) {
	id, err := p.Exports.Ask(r.ctx, who, wish)
	if err != nil {
		return exports.Export{}, err
	}
	if err := p.Exports.Run(r.ctx); err != nil {
		return exports.Export{}, err
	}
	done, err := p.Exports.Find(r.ctx, who, id)
	if err == nil && (done.State != exports.Done || done.Written != done.Total) {
		err = fmt.Errorf("the export is %s with %d of %d rows: %s", done.State, done.Written, done.Total, done.Reason.En)
	}
	return done, err
}

// ledgerCells reads the first rows of a written ledger.
func (r *run) ledgerCells(p *product, hash string) ([][]any, error) {
	in, err := p.Store.Open(r.ctx, hash)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	file := filepath.Join(r.dir, "ledger.xlsx")
	out, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	if _, err := io.Copy(out, in); err != nil {
		return nil, err
	}
	cells, _, err := firstRows(file, 200)
	return cells, err
}

// latest is since which day about n cases were filed.
func (p *product) latest(n int) (day workday.Date, err error) {
	return day, p.DB.Bare(func(bare *sql.DB) error {
		var filed int64
		err := bare.QueryRow("select filed_ms from cases order by filed_ms desc limit 1 offset ?", n-1).Scan(&filed)
		day = workday.DateOf(time.UnixMilli(filed))
		return err
	})
}
