package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/alecthomas/kong"

	"jiangqitong/cases"
	"jiangqitong/internal/demo"
	"jiangqitong/internal/workday"
	"jiangqitong/reports"
)

type reportCommand struct {
	settings
	Month workday.Month `arg:"" help:"Month, such as 2021-06."`
	Out   string        `short:"o" placeholder:"FILE.xlsx" help:"Workbook to write; without it the month is printed as text." xor:"form"`
	Text  bool          `help:"Print the month as text." xor:"form"`
}

// Run prints the month, or writes its workbook: whole or not at all.
func (c *reportCommand) Run(ctx context.Context, k *kong.Context, lang language) error {
	i, end, err := c.operate(ctx)
	if err != nil {
		return err
	}
	defer end()
	period := i.Press.Month(c.Month)
	if c.Out == "" {
		book, err := i.Press.Book(ctx, reports.Official, period)
		if err != nil {
			return err
		}
		return reports.WriteText(k.Stdout, book, string(lang))
	}
	part, err := os.CreateTemp(filepath.Dir(c.Out), ".report-*.xlsx")
	if err != nil {
		return fmt.Errorf("the workbook cannot be written: %w; choose another place with -o", err)
	}
	defer os.Remove(part.Name())
	defer part.Close()
	if _, err := i.Press.Workbook(ctx, reports.Official, period, string(lang), part); err != nil {
		return err
	}
	if err := errors.Join(part.Chmod(0o644), part.Close()); err != nil {
		return err
	}
	if err := os.Rename(part.Name(), c.Out); err != nil {
		return err
	}
	fmt.Fprintln(k.Stdout, say("已写入 %s", "Written: %s", c.Out).In(string(lang)))
	return nil
}

type runCommand struct {
	settings
	Job string `arg:"" help:"Job of the timetable: timer, months, sweep …"`
}

// Run runs the job now and records the run.
func (c *runCommand) Run(ctx context.Context, k *kong.Context, lang language) error {
	i, end, err := c.operate(ctx)
	if err != nil {
		return err
	}
	defer end()
	j, err := i.find(c.Job)
	if err != nil {
		return err
	}
	began := time.Now()
	if _, err := i.Jobs.Run(ctx, j.name, i.Now(), j.run); err != nil {
		return err
	}
	fmt.Fprintln(k.Stdout, say("任务 %s 已完成（%s）。", "Job %s done (%s).", j.name, time.Since(began).Round(time.Millisecond)).In(string(lang)))
	return nil
}

// operate opens an instance for one command by hand. A demonstration's database is read at the demonstration's time.
func (s settings) operate(ctx context.Context) (i *instance, end func(), err error) {
	d, err := s.openCurrent(ctx)
	if err != nil {
		return nil, nil, err
	}
	now := time.Now
	state, kept, err := demo.Kept(ctx, cases.NewDesk(d, time.Now))
	if state == demo.Ready {
		now = func() time.Time { return kept }
	}
	if err == nil {
		i, err = assemble(d, s, now, s.logger())
	}
	if err != nil {
		d.Close()
		return nil, nil, err
	}
	return i, func() { i.Close(); d.Close() }, nil
}
