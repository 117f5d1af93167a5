package notify_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
	"jiangqitong/notify"
)

// The people of the tests. 住建局 (zjj) leads road repairs, 交通局 (jtj) and 外海街道 (whjd) assist.
var (
	company = person(1, "陈经理", cases.RoleCompany, "")
	liaison = person(3, "驻企联络员", cases.RoleLiaison, "")
	centre  = person(4, "诉求中心", cases.RoleCentre, "")
	officer = person(5, "住建局经办人", cases.RoleOfficer, "zjj")
	second  = person(15, "住建局经办人乙", cases.RoleOfficer, "zjj")
	chief   = person(6, "住建局分管领导", cases.RoleChief, "zjj")
	helper  = person(7, "交通局经办人", cases.RoleOfficer, "jtj")
	street  = person(8, "外海街道经办人", cases.RoleOfficer, "whjd")
	leader  = person(9, "区领导", cases.RoleLeader, "")
	admin   = person(11, "管理员", cases.RoleAdmin, "")
	// foreigner reads English and has no mail address.
	foreigner = notify.Recipient{Actor: cases.Actor{ID: 12, Name: "Second centre", Role: cases.RoleCentre}, Lang: "en"}
)

func person(id int64, name string, role cases.Role, bureau string) notify.Recipient {
	a := cases.Actor{ID: id, Name: name, Role: role, Bureau: bureau}
	if role == cases.RoleCompany {
		a.Company = 1
	}
	return notify.Recipient{Actor: a, Email: fmt.Sprintf("p%d@example.cn", id), Lang: "zh"}
}

func everybody() []notify.Recipient {
	return []notify.Recipient{company, liaison, centre, officer, second, chief, helper, street, leader, admin, foreigner}
}

// town is a desk and a notifier on a real database, with a clock that the test sets.
type town struct {
	t      testing.TB
	db     *db.DB
	desk   *cases.Desk
	now    atomic.Int64 // Unix milliseconds
	people []notify.Recipient
	box    *postbox
	notify *notify.Notifier
	no     string
	tries  int // 0 for the default
}

func openTown(t testing.TB, d *db.DB, at string) *town {
	t.Helper()
	w := &town{t: t, db: d, people: everybody(), box: &postbox{}}
	w.at(at)
	w.desk = cases.NewDesk(d, w.clock)
	ctx := t.Context()
	if err := w.desk.Seed(ctx); err != nil {
		t.Fatal(err)
	}
	err := d.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, `insert into company (name, uscc, street, industry, scale, contact, phone, visits, liaison_id, state, created_ms)
			values ('江海精工有限公司', '', 'waihai', '制造业', '', '陈经理', '13800138000', '', 3, 'confirmed', 0)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.notify = w.instance(w.box)
	return w
}

// instance is one more notifier on the same database.
func (w *town) instance(channels ...notify.Channel) *notify.Notifier {
	return notify.New(w.db, w.desk, w.directory(), w.clock, notify.Settings{BaseURL: "https://jqt.example.cn/", Tries: w.tries}, channels...)
}

func (w *town) directory() notify.Directory {
	return notify.Directory{
		Involved: func(context.Context, []*cases.Case, cases.Party) ([]notify.Recipient, error) { return w.people, nil },
		Person: func(_ context.Context, id int64) (notify.Recipient, bool, error) {
			i := slices.IndexFunc(w.people, func(r notify.Recipient) bool { return r.ID == id })
			if i < 0 {
				return notify.Recipient{}, false, nil
			}
			return w.people[i], true, nil
		},
		ByRole: func(_ context.Context, role cases.Role) (list []notify.Recipient, _ error) {
			for _, r := range w.people {
				if r.Role == role {
					list = append(list, r)
				}
			}
			return list, nil
		},
	}
}

func (w *town) clock() time.Time { return time.UnixMilli(w.now.Load()) }

// at sets the clock to a civil time.
func (w *town) at(text string) {
	w.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, workday.Zone)
	if err != nil {
		w.t.Fatal(err)
	}
	w.now.Store(at.UnixMilli())
}

func (w *town) later(d time.Duration) { w.now.Add(d.Milliseconds()) }

func (w *town) file(pairs ...string) *cases.Case {
	w.t.Helper()
	in := cases.Input{"category": "road", "title": "厂门口道路损坏", "body": "大雨后路面塌陷，货车无法进出。", "street": "waihai",
		"contact_name": "陈经理", "contact_phone": "13800138000"}
	for i := 0; i < len(pairs); i += 2 {
		in[pairs[i]] = pairs[i+1]
	}
	c, err := w.desk.File(w.t.Context(), company.Actor, cases.Filing{Input: in})
	if err != nil {
		w.t.Fatal(err)
	}
	w.no = c.No
	return c
}

func (w *town) do(r notify.Recipient, action cases.Action, pairs ...string) *cases.Case {
	w.t.Helper()
	in := cases.Input{}
	for i := 0; i < len(pairs); i += 2 {
		in[pairs[i]] = pairs[i+1]
	}
	c, err := w.desk.Do(w.t.Context(), r.Actor, w.no, cases.Command{Action: action, Input: in})
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// settle lets the timer, the pump and the sender do their work at the present time.
func (w *town) settle() {
	w.t.Helper()
	if _, err := w.desk.Tick(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	w.pump()
	w.send()
}

// quietly announces what happened so far without anybody's mail.
func (w *town) quietly() {
	w.t.Helper()
	w.settle()
	w.later(time.Minute)
	w.send()
	w.box.empty()
}

func (w *town) pump() {
	w.t.Helper()
	if _, err := w.notify.Pump(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) send() {
	w.t.Helper()
	if _, err := w.notify.Send(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// inbox is the subjects of a person's inbox, newest first.
func (w *town) inbox(r notify.Recipient) []string {
	w.t.Helper()
	box, err := w.notify.Inbox(w.t.Context(), r.Actor, r.Lang, "", 100)
	if err != nil {
		w.t.Fatal(err)
	}
	var subjects []string
	for _, e := range box.Lines {
		subjects = append(subjects, e.Subject)
	}
	return subjects
}

// messages is everything a person was told, newest first and in Chinese, with what stands behind the lines of the inbox.
func (w *town) messages(r notify.Recipient) (all []notify.Entry) {
	w.t.Helper()
	for cursor := ""; ; {
		box, err := w.notify.Inbox(w.t.Context(), r.Actor, "zh", cursor, 100)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, e := range box.Lines {
			if e.Many == 1 {
				all = append(all, e)
				continue
			}
			all = append(all, w.behind(r, e)...)
		}
		if cursor = box.Next; cursor == "" {
			return all
		}
	}
}

// behind is what stands behind a line of an inbox.
func (w *town) behind(r notify.Recipient, line notify.Entry) (all []notify.Entry) {
	w.t.Helper()
	for cursor := ""; ; {
		_, box, found, err := w.notify.Bundle(w.t.Context(), r.Actor, "zh", line.ID, cursor, 100)
		if err != nil || !found {
			w.t.Fatalf("nothing stands behind %q: %v", line.Subject, err)
		}
		all = append(all, box.Lines...)
		if cursor = box.Next; cursor == "" {
			if int64(len(all)) != line.Many {
				w.t.Errorf("%q stands for %d messages, and %d are there", line.Subject, line.Many, len(all))
			}
			return all
		}
	}
}

// states counts the deliveries by state.
func (w *town) states() map[string]int {
	w.t.Helper()
	states := map[string]int{}
	err := db.Each(w.t.Context(), w.db.Reader(), func(row db.Scanner) error {
		var state string
		var n int
		err := row.Scan(&state, &n)
		states[state] = n
		return err
	}, "select state, count(*) from delivery group by state")
	if err != nil {
		w.t.Fatal(err)
	}
	return states
}

func (w *town) lines(state string) []notify.DeliveryLine {
	w.t.Helper()
	box, err := w.notify.Deliveries(w.t.Context(), state, "zh", "", 100)
	if err != nil {
		w.t.Fatal(err)
	}
	return box.Lines
}

// postbox is a channel that keeps what it is given, and does before and after the hand-over what a test wants.
type postbox struct {
	mu     sync.Mutex
	got    []notify.Parcel
	before func(p notify.Parcel) error
	after  func(p notify.Parcel) error
	once   bool // receivers do not know repetitions
	name   string
}

func (b *postbox) Name() string {
	if b.name == "" {
		return "mail"
	}
	return b.name
}

func (b *postbox) Manner() notify.Manner {
	return notify.Manner{Label: cases.Words{Zh: "邮件", En: "Mail"}, Repeatable: !b.once}
}

func (b *postbox) Address(r notify.Recipient) string {
	return r.Email
}

func (b *postbox) Send(_ context.Context, p notify.Parcel, handing func() error) error {
	b.mu.Lock()
	before, after := b.before, b.after
	b.mu.Unlock()
	if before != nil {
		if err := before(p); err != nil {
			return err
		}
	}
	if err := handing(); err != nil {
		return err
	}
	b.mu.Lock()
	b.got = append(b.got, p)
	b.mu.Unlock()
	if after != nil {
		return after(p)
	}
	return nil
}

func (b *postbox) fail(before, after func(p notify.Parcel) error) {
	b.mu.Lock()
	b.before, b.after = before, after
	b.mu.Unlock()
}

func (b *postbox) empty() {
	b.mu.Lock()
	b.got = nil
	b.mu.Unlock()
}

// to lists the addresses of what was handed over, sorted.
func (b *postbox) to() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []string
	for _, p := range b.got {
		list = append(list, p.To)
	}
	slices.Sort(list)
	return list
}

func (b *postbox) parcels() []notify.Parcel {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.got)
}

func addresses(people ...notify.Recipient) []string {
	var list []string
	for _, r := range people {
		list = append(list, r.Email)
	}
	slices.Sort(list)
	return list
}
