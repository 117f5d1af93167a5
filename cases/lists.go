package cases

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// Line is a case in a list: what a row shows and no more.
type Line struct {
	ID           int64
	No           string
	State        State
	Title        string
	CompanyName  string
	Category     string
	Street       string
	Lead         string
	Urgent       bool
	Confidential bool
	Light        Light
	Leg          int // of a co-bureau's line in its worklist
	Round        int
	Score        int
	FiledAt      time.Time
	UpdatedAt    time.Time
	Due          time.Time // earliest due of what is owed, zero for none
}

const lineColumns = `c.id, c.no, c.state, c.title, c.company_name, c.category, c.street, c.lead, c.urgent, c.confidential,
	c.light, c.round, c.score, c.filed_ms, c.updated_ms`

// row lists where each of lineColumns is kept, and then the due instant and the leg.
func (l *Line) row() []any {
	return []any{&l.ID, &l.No, &l.State, &l.Title, &l.CompanyName, &l.Category, &l.Street, &l.Lead, &l.Urgent, &l.Confidential,
		&l.Light, &l.Round, &l.Score, ms{&l.FiledAt}, ms{&l.UpdatedAt}, ms{&l.Due}, &l.Leg}
}

// Filter narrows a list; zero fields leave it as wide as the actor's scope.
type Filter struct {
	States    []State
	Open      Tri
	Bureau    string // lead bureau
	Category  string
	Group     Group
	Street    string
	Company   int64
	Light     Light
	Text      string // words anywhere in number, title, text, company or answers
	FiledFrom workday.Date
	FiledTo   workday.Date // included
	Cursor    string
	Limit     int // 50 when 0, 200 at most
}

// Page is one page of a list. Next continues it, empty at the end.
type Page struct {
	Lines []Line
	Next  string
}

func (f Filter) limit() int {
	switch {
	case f.Limit <= 0:
		return 50
	case f.Limit > 200:
		return 200
	}
	return f.Limit
}

// readPage reads the lines of a page and whether more follow. sql has no limit yet.
func readPage(ctx context.Context, q *db.Q, limit int, sql string, args []any) (p Page, more bool, err error) {
	var l Line
	row := l.row()
	err = db.Each(ctx, q, func(found db.Scanner) error {
		if more = len(p.Lines) == limit; more {
			return nil
		}
		if p.Lines == nil {
			p.Lines = make([]Line, 0, limit)
		}
		err := found.Scan(row...)
		p.Lines = append(p.Lines, l)
		return err
	}, sql+" limit "+strconv.Itoa(limit+1), args...)
	return p, more, err
}

// conditions collects the parts of a where clause with numbered parameters.
type conditions struct {
	parts []string
	args  []any
}

// add takes a condition in which each %s stands for the next parameter.
func (w *conditions) add(part string, args ...any) {
	marks := make([]any, len(args))
	for i := range args {
		marks[i] = param(len(w.args) + i + 1)
	}
	w.parts = append(w.parts, fmt.Sprintf(part, marks...))
	w.args = append(w.args, args...)
}

func (w *conditions) scope(a Actor) {
	part, args := scope(a, len(w.args)+1)
	w.parts = append(w.parts, part)
	w.args = append(w.args, args...)
}

func (w *conditions) String() string { return strings.Join(w.parts, " and ") }

// List pages through the cases the actor may see, newest first.
func (d *Desk) List(ctx context.Context, a Actor, f Filter) (Page, error) {
	m, err := d.Moment(ctx)
	if err != nil {
		return Page{}, err
	}
	var w conditions
	w.scope(a)
	f.narrow(&w, m.Refs)
	if err := d.matching(&w, f.Text); err != nil {
		return Page{}, err
	}
	if f.Cursor != "" {
		before, err := strconv.ParseInt(f.Cursor, 36, 64)
		if err != nil {
			return Page{}, badCursor
		}
		w.add("c.id < %s", before)
	}
	page, more, err := readPage(ctx, d.db.Reader(), f.limit(), "select "+lineColumns+", c.next_due_ms, 0 from cases c where "+w.String()+
		" order by c.id desc", w.args)
	if more {
		page.Next = strconv.FormatInt(page.Lines[len(page.Lines)-1].ID, 36)
	}
	return page, err
}

var badCursor = &Problem{Invalid, "cursor", Words{"翻页位置无效，请从第一页重新打开列表。", "The page position makes no sense; open the list from its first page."}}

func (f Filter) narrow(w *conditions, refs *Refs) {
	if len(f.States) > 0 {
		args := make([]any, len(f.States))
		for i, s := range f.States {
			args[i] = string(s)
		}
		w.add("c.state in ("+strings.TrimSuffix(strings.Repeat("%s,", len(args)), ",")+")", args...)
	}
	switch f.Open {
	case Yes:
		w.add("c.open")
	case No:
		w.add("not c.open")
	}
	for column, value := range map[string]string{"lead": f.Bureau, "category": f.Category, "street": f.Street, "light": string(f.Light)} {
		if value != "" {
			w.add("c."+column+" = %s", value)
		}
	}
	if f.Group != "" {
		codes := []any{""} // an unknown group has no category
		for _, c := range refs.Categories {
			if c.Group == f.Group {
				codes = append(codes, c.Code)
			}
		}
		w.add("c.category in ("+strings.TrimSuffix(strings.Repeat("%s,", len(codes)), ",")+")", codes...)
	}
	if f.Company != 0 {
		w.add("c.company_id = %s", f.Company)
	}
	if !f.FiledFrom.IsZero() {
		w.add("c.filed_ms >= %s", toMs(f.FiledFrom.Start()))
	}
	if !f.FiledTo.IsZero() {
		w.add("c.filed_ms < %s", toMs(f.FiledTo.End()))
	}
}

// Queue pages through one list of the actor's worklist, earliest due first. It reads one index and the rows it shows.
func (d *Desk) Queue(ctx context.Context, a Actor, list, cursor string, limit int) (Page, error) {
	limit = Filter{Limit: limit}.limit()
	w := conditions{}
	w.add("w.owner = %s and w.list = %s", OwnerOf(a), list)
	w.scope(a)
	if cursor != "" {
		var due, id int64
		if _, err := fmt.Sscanf(cursor, "%d.%d", &due, &id); err != nil {
			return Page{}, badCursor
		}
		w.add("(w.due_ms, w.case_id) > (%s, %s)", due, id)
	}
	page, more, err := readPage(ctx, d.db.Reader(), limit, "select "+lineColumns+", w.due_ms, w.leg from worklist w"+
		" join cases c on c.id = w.case_id where "+w.String()+" order by w.due_ms, w.case_id", w.args)
	if more {
		last := page.Lines[limit-1]
		page.Next = fmt.Sprintf("%d.%d", toMs(last.Due), last.ID)
	}
	return page, err
}

// Counts tells how long each list of the actor's worklist is. The counts are kept, not counted.
func (d *Desk) Counts(ctx context.Context, a Actor) (map[string]int64, error) {
	counts := map[string]int64{}
	err := db.Each(ctx, d.db.Reader(), func(row db.Scanner) error {
		var list string
		var n int64
		err := row.Scan(&list, &n)
		counts[list] = n
		return err
	}, "select list, cast(sum(n) as bigint) from tally where owner = $1 group by list", OwnerOf(a))
	return counts, err
}
