package reports

import (
	"context"
	"io"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// Official is who the official month is reckoned as: it sees every case. What confidential requests keep to themselves
// is hidden in every Book, so leaders may read it. Give another actor for a report of only what that actor may see.
var Official = cases.Actor{Name: "月报", Role: cases.RoleSystem}

// Press makes reports from the database and keeps the frozen ones.
type Press struct {
	desk *cases.Desk
	db   *db.DB
	now  func() time.Time

	books       shared[liveKey, *Book]
	differences shared[int64, dated]
	traces      shared[int64, *traces]

	// People names liaisons by id for the ledger; nil leaves them out.
	People func(context.Context) (map[int64]string, error)
	// Site is the product's address, such as "https://qy.example.gov.cn", to which case numbers in workbooks link;
	// empty for no links.
	Site string
}

// NewPress opens the press on the desk's database. now is the desk's clock.
func NewPress(desk *cases.Desk, d *db.DB, now func() time.Time) *Press {
	return &Press{desk: desk, db: d, now: now}
}

// Month is the period of a calendar month as of now.
func (p *Press) Month(m workday.Month) cases.Period { return cases.MonthPeriod(m).Known(p.now()) }

// Book makes the report of a period as the actor may see it.
func (p *Press) Book(ctx context.Context, a cases.Actor, period cases.Period) (*Book, error) {
	f, in, err := p.start(ctx, a, period)
	if err != nil {
		return nil, err
	}
	err = p.ledger(ctx, a, period, func(r *cases.Record) error {
		f.add(r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return f.book(in), nil
}

// Workbook writes the report of a period, ledger included, as xlsx and answers its Book. One reading of the database
// makes the figures and the ledger, so they cannot differ.
func (p *Press) Workbook(ctx context.Context, a cases.Actor, period cases.Period, lang string, w io.Writer) (*Book, error) {
	f, in, err := p.start(ctx, a, period)
	if err != nil {
		return nil, err
	}
	return p.print(ctx, a, f, in, lang, w)
}

func (p *Press) print(ctx context.Context, a cases.Actor, f *fold, in Input, lang string, w io.Writer) (book *Book, err error) {
	if a == Official {
		if in.Earlier, err = p.corrections(ctx, f.period.First); err != nil {
			return nil, err
		}
	}
	x := newWorkbook(lang, p.Site)
	defer x.close()
	rows, err := x.ledger(f.book(in)) // the sheets' order and the ledger's columns, before any case is known
	if err != nil {
		return nil, err
	}
	print, cells, n := &printer{refs: in.Refs, people: in.People}, make([]Cell, len(ledgerFields)+1), int64(0)
	err = p.ledger(ctx, a, f.period, func(r *cases.Record) error {
		if !f.add(r) {
			return nil
		}
		n++
		print.ledgerRow(n, &f.view, cells)
		return rows.add(cells)
	})
	if err != nil {
		return nil, err
	}
	book = f.book(in)
	return book, x.finish(book, rows, w)
}

// start checks the period and gathers what a fold needs beside the cases.
func (p *Press) start(ctx context.Context, a cases.Actor, period cases.Period) (*fold, Input, error) {
	if err := period.Check(p.now()); err != nil {
		return nil, Input{}, err
	}
	in, err := p.input(ctx, period)
	if err != nil {
		return nil, Input{}, err
	}
	if in.Scheme, err = p.Scheme(ctx); err != nil {
		return nil, Input{}, err
	}
	if in.History, err = p.history(ctx, a, period, in.Refs); err != nil {
		return nil, Input{}, err
	}
	return newFold(period, in.Refs), in, nil
}

// input is what is known of a period beside its cases and other months.
func (p *Press) input(ctx context.Context, period cases.Period) (Input, error) {
	m, err := p.desk.Moment(ctx)
	if err != nil {
		return Input{}, err
	}
	in := Input{Period: period, Refs: m.Refs, Made: m.Now}
	if p.People != nil {
		in.People, err = p.People(ctx)
	}
	return in, err
}

// Cases reads the cases behind a number of the report, as the actor sees them, at most limit (0 for all) of total. It
// asks the predicate that counted them.
func (p *Press) Cases(ctx context.Context, a cases.Actor, period cases.Period, link Link, limit int) (list []*View, total int, err error) {
	if err := period.Check(p.now()); err != nil {
		return nil, 0, err
	}
	refs, err := p.desk.Refs(ctx)
	if err != nil {
		return nil, 0, err
	}
	err = p.ledger(ctx, a, period, func(r *cases.Record) error {
		if v := NewView(r, period, refs); v != nil && link.Holds(v) {
			if total++; limit == 0 || total <= limit {
				list = append(list, v)
			}
		}
		return nil
	})
	return list, total, err
}
