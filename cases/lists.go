package cases

import (
	"context"
	"fmt"
	"slices"
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
	FirstDue     time.Time // the same promise as it was first given
	Provisional  bool      // Due is counted beyond the last published calendar (暂定)
}

const lineColumns = `c.id, c.no, c.state, c.title, c.company_name, c.category, c.street, c.lead, c.urgent, c.confidential,
	c.light, c.round, c.score, c.filed_ms, c.updated_ms`

// What a list, a queue and the counts of queues read.
var (
	listLines = "select " + lineColumns + promiseOf("c.next_due_ms", "0") +
		" from (%s) i cross join cases c where c.id = i.id order by i.id"
	queueLines = "select " + lineColumns + promiseOf("w.due_ms", "w.leg") + " from worklist w join cases c on c.id = w.case_id where "
	countLists = "select list, cast(sum(n) as bigint) from tally where owner = $1 group by list"
)

// promiseOf selects the leg and the due instant that a line shows, and of the promise that is owed by then how it was
// first given and whether it is provisional.
func promiseOf(due, leg string) string {
	owed := " from clock k where k.case_id = c.id and k.leg = " + leg + " and k.ended = '' and k.due_ms = " + due + "), 0)"
	return ", " + leg + ", " + due + ", coalesce((select min(k.first_due_ms)" + owed +
		", coalesce((select max(case when k.provisional then 1 else 0 end)" + owed + " = 1"
}

// row lists where each of lineColumns is kept, and then what promiseOf selects.
func (l *Line) row() []any {
	return []any{&l.ID, &l.No, &l.State, &l.Title, &l.CompanyName, &l.Category, &l.Street, &l.Lead, &l.Urgent, &l.Confidential,
		&l.Light, &l.Round, &l.Score, ms{&l.FiledAt}, ms{&l.UpdatedAt}, &l.Leg, ms{&l.Due}, ms{&l.FirstDue}, &l.Provisional}
}

// Moved says whether the promise is no longer due when it was first promised.
func (l Line) Moved() bool { return !l.FirstDue.IsZero() && !l.FirstDue.Equal(l.Due) }

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
func readPage(ctx context.Context, q *db.Q, limit int, sql string, args []any) (p Page[Line], more bool, err error) {
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

// List pages through the cases the actor may see, newest first. A page back that would not be full is the first page. It
// reads an index for each way in which the actor comes to see cases, no further than the page, and merges what it finds.
func (d *Desk) List(ctx context.Context, a Actor, f Filter) (Page[Line], error) {
	m, err := d.Moment(ctx)
	if err != nil {
		return Page[Line]{}, err
	}
	sql, args, err := d.listing(a, f, m.Refs)
	if err != nil || sql == "" {
		return Page[Line]{}, err
	}
	page, more, err := readPage(ctx, d.db.Reader(), f.limit(), sql, args)
	if err == nil && strings.HasPrefix(f.Cursor, backward) && !more {
		f.Cursor = ""
		return d.List(ctx, a, f)
	}
	return page.turned(f.Cursor, more, func(l Line) string { return placeOf(l.ID) }), err
}

// listing is the statement of a page of a list, without its limit; empty for an actor who may see nothing.
func (d *Desk) listing(a Actor, f Filter, refs *Refs) (sql string, args []any, err error) {
	all, w := f.walks(a)
	f.narrow(&w, refs)
	if err := d.matching(&w, f.Text); err != nil {
		return "", nil, err
	}
	key, back := strings.CutPrefix(f.Cursor, backward)
	order, than, beyond := " desc", " < ", ""
	if back {
		order, than = "", " > "
	}
	if f.Cursor != "" {
		id, err := parsePlace(key)
		if err != nil {
			return "", nil, err
		}
		w.args = append(w.args, id)
		beyond = than + param(len(w.args))
	}
	if len(all) == 0 {
		return "", nil, nil
	}
	arms := make([]string, len(all))
	for i, way := range all {
		arms[i] = fmt.Sprintf("select id from (%s) w%d", way.walk(w.parts, beyond, order, f.limit()+1), i)
	}
	return fmt.Sprintf(listLines, strings.Join(arms, " union ")) + order, w.args, nil
}

// walks are the ways that a list takes, with the parameters they need. What is asked of open cases only is looked for
// among these, words are looked up once and not along each way, and whoever sees nearly everything finds a category by
// its index.
func (f Filter) walks(a Actor) (all []way, w conditions) {
	all, arg := ways(a, param(1))
	if arg != nil {
		w.args = []any{arg}
	}
	whole, _ := scope(a, 1)
	switch {
	case len(all) == 0:
	case f.Text != "":
		all = []way{{own: whole}}
	case f.amongOpen() && a.Role != RoleCompany: // whose own cases are fewer
		all = []way{stillOpen(whole)}
	case f.Category != "" && arg == nil && f.Bureau == "" && f.Company == 0:
		all, w.args = []way{inCategory(whole, param(1))}, []any{f.Category}
	}
	return all, w
}

// amongOpen says whether the filter lets no closed case through.
func (f Filter) amongOpen() bool {
	closed := func(s State) bool { return !s.Open() }
	return f.Open == Yes || f.Light != "" && f.Light != NoLight || len(f.States) > 0 && !slices.ContainsFunc(f.States, closed)
}

// categoryAlone is the category to compare with and not to look up: where the actor's own index leads to fewer cases,
// SQLite would take the category's.
const categoryAlone = "category || ''"

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
	for column, value := range map[string]string{"lead": f.Bureau, categoryAlone: f.Category, "street": f.Street, "light": string(f.Light)} {
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
		w.add("c."+categoryAlone+" in ("+strings.TrimSuffix(strings.Repeat("%s,", len(codes)), ",")+")", codes...)
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

// Queue pages through one list of the actor's worklist, earliest due first, forth and back as List does. It reads one
// index and the rows it shows.
func (d *Desk) Queue(ctx context.Context, a Actor, list, cursor string, limit int) (Page[Line], error) {
	w := conditions{}
	w.add("w.owner = %s and w.list = %s", OwnerOf(a), list)
	w.scope(a)
	key, back := strings.CutPrefix(cursor, backward)
	order, beyond := " order by w.due_ms, w.case_id", "(w.due_ms, w.case_id) > (%s, %s)"
	if back {
		order, beyond = " order by w.due_ms desc, w.case_id desc", "(w.due_ms, w.case_id) < (%s, %s)"
	}
	if cursor != "" {
		var due, id int64
		if _, err := fmt.Sscanf(key, "%d.%d", &due, &id); err != nil {
			return Page[Line]{}, badCursor
		}
		w.add(beyond, due, id)
	}
	page, more, err := readPage(ctx, d.db.Reader(), Filter{Limit: limit}.limit(), queueLines+w.String()+order, w.args)
	if err == nil && back && !more {
		return d.Queue(ctx, a, list, "", limit)
	}
	return page.turned(cursor, more, func(l Line) string { return fmt.Sprintf("%d.%d", toMs(l.Due), l.ID) }), err
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
	}, countLists, OwnerOf(a))
	return counts, err
}
