// Command bench measures the product beside the raw limit of the same machine in the same run, and prints one table.
// What it prints is worth comparing as ratios only: machines differ, and so do their days.
//
//	go run ./bench                              every row, at 100,000 and at 1,000,000 cases
//	go run ./bench -cases 10000 -large 100000   a quick look
//	go run ./bench -only filing                 one part: filing, pages, timer, pump, month
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

// row is one line of the table. Goal is the least ratio, 0 for none; rate rows have no raw limit beside them.
type row struct {
	what    string
	product string
	raw     string
	ratio   float64
	goal    string
}

// run is what every part of the benchmark is given.
type run struct {
	ctx   context.Context
	dir   string        // scratch folder on the disk that is measured
	cases int           // size of the big worlds
	large int           // size of the largest worlds
	spell time.Duration // how long each rate is measured
}

func main() {
	cases := flag.Int("cases", 100_000, "cases in the big databases")
	large := flag.Int("large", 1_000_000, "cases in the largest databases, whose seeding takes a minute and 3 GB of disk")
	spell := flag.Duration("spell", 3*time.Second, "how long each rate is measured")
	only := flag.String("only", "", "one part: filing, pages, timer, renewal, pump or month")
	dir := flag.String("dir", "", "folder for the databases; a temporary one when empty")
	flag.Parse()
	if err := bench(run{cases: *cases, large: *large, spell: *spell}, *only, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(r run, only, dir string) error {
	scratch, err := os.MkdirTemp(dir, "jiangqitong-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	r.ctx, r.dir = context.Background(), scratch
	fmt.Printf("%-52s %18s %18s %8s  %s\n", "", "product", "raw limit", "ratio", "goal")
	for _, part := range []struct {
		name    string
		measure func(*run, func(row)) error
	}{{"filing", filing}, {"pages", pages}, {"timer", timer}, {"renewal", renewal}, {"pump", pump}, {"month", month}} {
		if only != "" && only != part.name {
			continue
		}
		if err := part.measure(&r, show); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

func show(r row) {
	ratio := ""
	if r.ratio != 0 {
		ratio = fmt.Sprintf("%.2f x", r.ratio)
	}
	fmt.Println(strings.TrimRight(fmt.Sprintf("%-52s %18s %18s %8s  %s", r.what, r.product, r.raw, ratio, r.goal), " "))
}
