package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/alecthomas/kong"

	"jiangqitong/cases"
	"jiangqitong/internal/demo"
	"jiangqitong/reports"
)

type reportCommand struct {
	site
	Period namedPeriod `arg:"" help:"Month 2021-06, quarter 2021-Q2, year 2021, week 2021-W23, or days 2021-06-05..2021-06-20."`
	CutOff string      `placeholder:"2021-07-05" help:"Follow requests to the end of this day, not of the period."`
	Out    string      `short:"o" placeholder:"FILE.xlsx" help:"Workbook to write; without it the report is printed as text." xor:"form"`
	Text   bool        `help:"Print the report as text." xor:"form"`
	Live   bool        `help:"Reckon the period anew, also when it was frozen."`
}

// namedPeriod is a period by its name.
type namedPeriod struct{ cases.Period }

// UnmarshalText reads the name.
func (p *namedPeriod) UnmarshalText(text []byte) (err error) {
	p.Period, err = cases.ParsePeriod(string(text))
	return err
}

// Run prints the report of a period, or writes its workbook: whole or not at all. A frozen one is given as it was frozen,
// unless another cut-off is asked for.
func (c *reportCommand) Run(ctx context.Context, k *kong.Context, lang language) error {
	i, end, err := c.operate(ctx)
	if err != nil {
		return err
	}
	defer end()
	if err := c.Period.Check(i.Now()); err != nil {
		return err
	}
	period, err := c.Period.FollowedTo(c.CutOff, i.Now())
	if err == nil {
		err = period.Check(i.Now())
	}
	if err != nil {
		return err
	}
	issue, frozen, err := i.Press.Frozen(ctx, period)
	if err != nil {
		return err
	}
	frozen = frozen && !c.Live && c.CutOff == ""
	if c.Out == "" {
		book, err := i.book(ctx, period, issue, frozen)
		if err != nil {
			return err
		}
		return reports.WriteText(k.Stdout, book, string(lang))
	}
	if err := replace(c.Out, func(w io.Writer) error { return i.workbook(ctx, period, issue, frozen, string(lang), w) }); err != nil {
		return err
	}
	fmt.Fprintln(k.Stdout, say("已写入 %s", "Written: %s", c.Out).In(string(lang)))
	return nil
}

func (i *instance) book(ctx context.Context, period cases.Period, issue reports.Issue, frozen bool) (*reports.Book, error) {
	if frozen {
		return i.Press.FrozenBook(ctx, issue.Number)
	}
	return i.Press.Book(ctx, reports.Official, period)
}

func (i *instance) workbook(ctx context.Context, period cases.Period, issue reports.Issue, frozen bool, lang string, w io.Writer) error {
	if !frozen {
		_, err := i.Press.Workbook(ctx, reports.Official, period, lang, w)
		return err
	}
	_, bytes, err := i.Press.FrozenWorkbook(ctx, issue.Number)
	if err == nil {
		_, err = w.Write(bytes)
	}
	return err
}

// replace writes a file beside its place and moves it there when it is whole.
func replace(path string, write func(io.Writer) error) error {
	part, err := os.CreateTemp(filepath.Dir(path), ".part-*")
	if err != nil {
		return unwritten(path, err)
	}
	defer os.Remove(part.Name())
	defer part.Close()
	if err := write(part); err != nil {
		return err
	}
	if err := errors.Join(part.Chmod(0o644), part.Close()); err != nil {
		return err
	}
	if err := os.Rename(part.Name(), path); err != nil {
		return unwritten(path, err)
	}
	return nil
}

func unwritten(path string, err error) error {
	return say("文件 %s 无法写入，请用 -o 换一个位置：%v", "The file %s cannot be written; choose another place with -o: %v", path, err)
}

type runCommand struct {
	site
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
func (s site) operate(ctx context.Context) (i *instance, end func(), err error) {
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
		i, err = assemble(d, settings{site: s}, now, s.logger())
	}
	if err != nil {
		d.Close()
		return nil, nil, err
	}
	return i, func() { i.Close(); d.Close() }, nil
}
