package cases

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"jiangqitong/internal/db"
)

// This file says once, for each table, which column holds which field; inserts, updates and reads come from it.

// table is one table's columns, in the order of its row function.
type table struct {
	name    string
	columns []string
	once    string // the column of which a value is stored once: a second row with it is left out
}

// list writes the columns for a select, under an alias such as "c." or none.
func (t table) list(alias string) string {
	return alias + strings.Join(t.columns, ", "+alias)
}

// insert writes an insert of n rows.
func (t table) insert(n int) string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = "(" + db.In(1+i*len(t.columns), len(t.columns)) + ")"
	}
	sql := "insert into " + t.name + " (" + t.list("") + ") values " + strings.Join(rows, ", ")
	if t.once != "" {
		sql += " on conflict (" + t.once + ") do nothing"
	}
	return sql
}

// set writes the assignments of an update, the first column's parameter being number first.
func (t table) set(first int) string {
	sets := make([]string, len(t.columns))
	for i, column := range t.columns {
		sets[i] = fmt.Sprintf("%s = $%d", column, first+i)
	}
	return strings.Join(sets, ", ")
}

func columns(name, list string) table { return table{name: name, columns: strings.Fields(list)} }

// standingColumns are those of the table cases that a Standing has.
const standingColumns = `version state round company_id filer_id liaison_id confidential lead category policy policy_version
	disputed extend_to track_to supervised instructed explained dissatisfied final call_back reminders light next_due_ms`

var standingTable = columns("cases", standingColumns)

func (s *Standing) row() []any {
	return []any{&s.Version, &s.State, &s.Round, &s.Company, &s.Filer, &s.Liaison, &s.Confidential, &s.Lead, &s.Category, &s.Policy, &s.PolicyVersion,
		&s.Disputed, &s.ExtendTo, &s.TrackTo, &s.Supervised, &s.Instructed, &s.Explained, &s.Dissatisfied, &s.Final, &s.CallBack,
		&s.Reminders, &s.Light, ms{&s.NextDue}}
}

var caseTable = columns("cases", standingColumns+` no open company_name filer_name contact_name contact_phone visit_times
	street title body source urgent against route_reason_zh route_reason_en
	ruled promise next_feedback typical result reason_code parent_id joined reply score is_solved returns improper extensions
	filed_ms dispatched_ms assigned_ms signed_ms contacted_ms planned_ms replied_ms closed_ms updated_ms urged_ms
	first_due_ms due_ms paused_ms reindex`)

// row lists where each column of caseTable is kept. open and reindex are derived: open from the state, reindex by save.
func (c *Case) row(open, reindex *bool) []any {
	return append(c.Standing.row(), &c.No, open, &c.CompanyName, &c.FilerName, &c.ContactName, &c.ContactPhone, &c.VisitTimes,
		&c.Street, &c.Title, &c.Body, &c.Source, &c.Urgent, &c.Against, &c.RouteReason.Zh, &c.RouteReason.En,
		&c.Ruled, &c.Promise, &c.NextFeedback, &c.Typical, &c.Result, &c.ReasonCode, &c.Parent, &c.Joined, &c.Reply, &c.Score, &c.IsSolved,
		&c.Returns, &c.ImproperReturns, &c.Extensions,
		ms{&c.FiledAt}, ms{&c.DispatchedAt}, ms{&c.AssignedAt}, ms{&c.SignedAt}, ms{&c.ContactedAt}, ms{&c.PlannedAt},
		ms{&c.RepliedAt}, ms{&c.ClosedAt}, ms{&c.UpdatedAt}, ms{&c.UrgedAt},
		ms{&c.FirstDue}, ms{&c.Due}, millis{&c.Paused}, reindex)
}

func scanCase(row db.Scanner) (*Case, error) {
	c := new(Case)
	var open, reindex bool
	return c, row.Scan(append([]any{&c.ID}, c.row(&open, &reindex)...)...)
}

var legTable = columns("leg", "case_id n bureau round state task answer added_ms signed_ms answered_ms")

func (l *Leg) row(id *int64) []any {
	return []any{id, &l.N, &l.Bureau, &l.Round, &l.State, &l.Task, &l.Answer, ms{&l.AddedAt}, ms{&l.SignedAt}, ms{&l.AnsweredAt}}
}

var clockTable = columns("clock", `case_id n milestone round leg policy budget until pause_cap start_ms calendar first_due_ms
	due_ms provisional ended ended_ms level next_ms`)

func (k *Clock) row(id *int64) []any {
	return []any{id, &k.N, &k.Milestone, &k.Round, &k.Leg, &k.Policy, &k.Budget, &k.Until, &k.PauseCap, ms{&k.Start}, &k.Calendar,
		ms{&k.FirstDue}, ms{&k.Due}, &k.Provisional, &k.Ended, ms{&k.EndedAt}, &k.Level, ms{&k.Next}}
}

var entryTable = columns("clock_entry", "case_id clock n kind at_ms actor reason until policy budget pause_cap calendar due_ms")

func (e *Entry) row(id *int64, clock, n *int) []any {
	return []any{id, clock, n, &e.Kind, ms{&e.At}, &e.Actor, &e.Reason, &e.Until,
		&e.Terms.Policy, &e.Terms.Budget, &e.Terms.PauseCap, &e.Calendar, ms{&e.Due}}
}

var eventTable = table{name: "event", once: "event_key", columns: strings.Fields(`case_id seq at_ms action actor_id actor_name actor_role bureau from_state to_state
	round leg milestone level public text data event_key announced`)}

func (e *Event) row(announced *bool) []any {
	return []any{&e.Case, &e.Seq, ms{&e.At}, &e.Action, &e.Actor, &e.ActorName, &e.ActorRole, &e.Bureau, &e.From, &e.To,
		&e.Round, &e.Leg, &e.Milestone, &e.Level, &e.Public, &e.Text, jsonMap{&e.Data}, nullable{&e.Key}, announced}
}

func scanEvent(row db.Scanner) (Event, error) {
	var e Event
	var announced bool
	err := row.Scan(append([]any{&e.ID}, e.row(&announced)...)...)
	return e, err
}

var roundTable = columns("case_round", `case_id n lead category result score is_solved call_back returns improper extensions
	dispatched_ms signed_ms contacted_ms planned_ms replied_ms closed_ms first_due_ms due_ms paused_ms reply`)

func (r *Round) row(id *int64) []any {
	return []any{id, &r.N, &r.Lead, &r.Category, &r.Result, &r.Score, &r.IsSolved, &r.CallBack, &r.Returns, &r.ImproperReturns, &r.Extensions,
		ms{&r.DispatchedAt}, ms{&r.SignedAt}, ms{&r.ContactedAt}, ms{&r.PlannedAt}, ms{&r.RepliedAt}, ms{&r.ClosedAt}, ms{&r.FirstDue},
		ms{&r.Due}, millis{&r.Paused}, &r.Reply}
}

// values reads the fields that row pointers point at, as the drivers take them.
func values(rows ...[]any) []any {
	if len(rows) == 0 {
		return nil
	}
	all := make([]any, 0, len(rows)*len(rows[0]))
	for _, row := range rows {
		for _, p := range row {
			all = append(all, value(p))
		}
	}
	return all
}

func value(p any) any {
	switch p := p.(type) {
	case *string:
		return *p
	case *int64:
		return *p
	case *bool:
		return *p
	case ms:
		return toMs(*p.Time)
	case millis:
		return p.Milliseconds()
	case jsonMap:
		return p.text()
	case nullable:
		return p.value()
	}
	v := reflect.ValueOf(p).Elem()
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Int, reflect.Int64:
		return v.Int()
	}
	return fmt.Sprint(v.Interface())
}

// ms keeps an instant as Unix milliseconds, 0 for none.
type ms struct{ *time.Time }

func toMs(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMs(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n)
}

// Scan reads milliseconds.
func (m ms) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("an instant is kept as %T, not as a number", v)
	}
	*m.Time = fromMs(n)
	return nil
}

// millis keeps a length of time as milliseconds.
type millis struct{ *time.Duration }

// Scan reads milliseconds.
func (m millis) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("a duration is kept as %T, not as a number", v)
	}
	*m.Duration = time.Duration(n) * time.Millisecond
	return nil
}

// jsonMap keeps an event's data as a JSON object, empty text for none.
type jsonMap struct{ m *map[string]string }

func (j jsonMap) text() string {
	if len(*j.m) == 0 {
		return ""
	}
	text, _ := json.Marshal(*j.m)
	return string(text)
}

// Scan reads the object.
func (j jsonMap) Scan(v any) error {
	text, _ := v.(string)
	if text == "" {
		*j.m = nil
		return nil
	}
	return json.Unmarshal([]byte(text), j.m)
}

// nullable keeps an empty text as null, so that a unique index leaves it alone.
type nullable struct{ s *string }

func (n nullable) value() any {
	if *n.s == "" {
		return nil
	}
	return *n.s
}

// Scan reads null as the empty text.
func (n nullable) Scan(v any) error {
	*n.s, _ = v.(string)
	return nil
}
