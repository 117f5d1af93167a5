package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// Entry is one line of an inbox.
type Entry struct {
	ID     int64 // of the notice; later ones are larger
	At     time.Time
	Topic  Topic
	Urgent bool
	Read   bool
	CaseNo string // empty when it is about no case
	Many   int64  // how many messages of one occasion stand behind the line; 1 for one alone
	Hidden bool   // the case is no longer this person's to see: nothing of it is said
	Text

	caseID int64
	bundle string
	facts  Facts
	party  cases.Party
}

// Box is one page of an inbox.
type Box = cases.Page[Entry]

// inboxPage is the most entries of one page.
const inboxPage = 100

// Inbox pages through what the person was told, newest first, in words of the language; messages of one occasion are one
// line. It reads one index range and the rows it shows, and asks once which of their cases the person may still see; limit
// is 1 to 100.
func (n *Notifier) Inbox(ctx context.Context, a cases.Actor, lang, cursor string, limit int) (Box, error) {
	box, err := n.box(ctx, a, cursor, limit, "m.first")
	if err == nil {
		err = n.countBundles(ctx, a.ID, box.Lines)
	}
	if err == nil {
		err = n.describe(ctx, a, lang, box.Lines)
	}
	return box, err
}

// Bundle pages through the messages behind one line of the inbox. found is false when the person has no such line.
func (n *Notifier) Bundle(ctx context.Context, a cases.Actor, lang string, id int64, cursor string, limit int) (head Text, box Box, found bool, err error) {
	var bundle string
	var many int64
	err = n.db.Reader().QueryRow(ctx, `select coalesce(max(bundle), ''), count(*) from message
		where person_id = $1 and bundle <> '' and bundle in (select bundle from message where person_id = $1 and notice_id = $2)`, a.ID, id).
		Scan(&bundle, &many)
	if err != nil || bundle == "" {
		return head, box, false, err
	}
	if box, err = n.box(ctx, a, cursor, limit, "m.bundle = $2", bundle); err == nil {
		err = n.describe(ctx, a, lang, box.Lines)
	}
	return bundleText(bundle, many, lang), box, true, err
}

// box reads the entries that fulfil a condition, which may have a parameter of its own.
func (n *Notifier) box(ctx context.Context, a cases.Actor, cursor string, limit int, which string, with ...any) (Box, error) {
	if limit <= 0 || limit > inboxPage {
		limit = inboxPage
	}
	return cases.PageByID(cursor, true, limit, func(e Entry) int64 { return e.ID }, func(walk cases.Walk) ([]Entry, error) {
		args := append(append([]any{a.ID}, with...), walk.ID)
		return db.All(ctx, n.db.Reader(), scanEntry, `select m.notice_id, m.party, m.read_ms, m.bundle, n.topic, n.urgent, n.at_ms, n.case_id, n.facts
			from message m join notice n on n.id = m.notice_id
			where m.person_id = $1 and `+which+fmt.Sprintf(" and m.notice_id%s$%d", walk.Than, len(args))+`
			order by m.person_id`+walk.Order+", m.notice_id"+walk.Order+" limit "+strconv.Itoa(walk.Limit), args...)
	})
}

func scanEntry(row db.Scanner) (e Entry, err error) {
	var party, read, at int64
	var facts string
	if err := row.Scan(&e.ID, &party, &read, &e.bundle, &e.Topic, &e.Urgent, &at, &e.caseID, &facts); err != nil {
		return e, err
	}
	e.At, e.Read, e.Many, e.party = time.UnixMilli(at), read != 0, 1, cases.Party(party)
	return e, json.Unmarshal([]byte(facts), &e.facts)
}

func (e *Entry) reader(a cases.Actor, lang string) Reader {
	return Reader{Party: e.party, Bureau: a.Bureau, Lang: lang}
}

// describe puts the entries into words, without a word of what the person may not see any more.
func (n *Notifier) describe(ctx context.Context, a cases.Actor, lang string, entries []Entry) error {
	var ids []int64
	for _, e := range entries {
		if ids = append(ids, e.facts.List.cases()...); e.caseID != 0 {
			ids = append(ids, e.caseID)
		}
	}
	sees, err := n.desk.Visible(ctx, a, ids)
	if err != nil {
		return err
	}
	for i := range entries {
		switch e := &entries[i]; {
		case e.Many > 1:
			e.Text = bundleText(e.bundle, e.Many, lang)
		case e.caseID != 0 && !sees[e.caseID]:
			e.Hidden, e.Read, e.Urgent = true, true, false
			e.Text = Text{Subject: hidden.In(lang), Body: hiddenWhy.In(lang)}
		default:
			if e.facts.List != nil {
				e.facts.List = e.facts.List.only(sees)
			}
			e.CaseNo, e.Text = e.facts.No, Words(e.facts, e.reader(a, lang))
		}
	}
	return nil
}

var (
	hidden    = both("内容已不再显示", "No longer shown")
	hiddenWhy = both("这条消息涉及的诉求已不在您的查看范围内。", "The request it is about is no longer yours to see.")
)

// countBundles says of each entry for how many messages it stands.
func (n *Notifier) countBundles(ctx context.Context, person int64, entries []Entry) error {
	args, many := []any{person}, map[string]int64{}
	for i := range entries {
		if entries[i].bundle != "" {
			args = append(args, entries[i].bundle)
		}
	}
	if len(args) == 1 {
		return nil
	}
	err := db.Each(ctx, n.db.Reader(), func(row db.Scanner) error {
		var bundle string
		var n int64
		err := row.Scan(&bundle, &n)
		many[bundle] = n
		return err
	}, "select bundle, count(*) from message where person_id = $1 and bundle <> '' and bundle in ("+db.In(2, len(args)-1)+") group by bundle", args...)
	for i := range entries {
		if e := &entries[i]; e.bundle != "" {
			e.Many = many[e.bundle]
		}
	}
	return err
}

// MaxUnread is where Unread stops counting, so that a full inbox costs no more than a short one.
const MaxUnread = 100

// Unread counts the lines of the inbox that the person has not read and may see, of the latest MaxUnread. It reads a
// partial index of unread messages only, and asks once which of their cases the person may see.
func (n *Notifier) Unread(ctx context.Context, a cases.Actor) (unread int64, err error) {
	var ids []int64
	alone := map[int64]int64{} // lines of a case
	err = db.Each(ctx, n.db.Reader(), func(row db.Scanner) error {
		var id int64
		var bundle string
		if err := row.Scan(&id, &bundle); err != nil {
			return err
		}
		if unread++; id != 0 && bundle == "" {
			if alone[id]++; alone[id] == 1 {
				ids = append(ids, id)
			}
		}
		return nil
	}, `select n.case_id, m.bundle from message m join notice n on n.id = m.notice_id where m.person_id = $1 and m.read_ms = 0
		order by m.person_id desc, m.notice_id desc limit `+strconv.Itoa(MaxUnread), a.ID)
	if err != nil || len(ids) == 0 {
		return unread, err
	}
	sees, err := n.desk.Visible(ctx, a, ids)
	for id, lines := range alone {
		if !sees[id] {
			unread -= lines
		}
	}
	return unread, err
}

// MarkRead marks messages of the person as read; others are left alone.
func (n *Notifier) MarkRead(ctx context.Context, person int64, ids ...int64) error {
	if len(ids) == 0 {
		return nil
	}
	args := []any{n.moment().UnixMilli(), person}
	for _, id := range ids {
		args = append(args, id)
	}
	return n.db.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, "update message set read_ms = $1 where person_id = $2 and read_ms = 0 and notice_id in ("+
			db.In(3, len(ids))+")", args...)
		return err
	})
}

// MarkAllRead marks everything as read that the person was told up to and including the newest entry they saw.
func (n *Notifier) MarkAllRead(ctx context.Context, person, newest int64) error {
	return n.db.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, "update message set read_ms = $1 where person_id = $2 and read_ms = 0 and notice_id <= $3",
			n.moment().UnixMilli(), person, newest)
		return err
	})
}

// MarkCaseRead marks everything about a case as read, for a person who has the case open before them. A line that stands
// for other cases too stays as it is.
func (n *Notifier) MarkCaseRead(ctx context.Context, person, caseID int64) error {
	const unread = ` person_id = $1 and read_ms = 0 and notice_id in (select id from notice where case_id = $2) and (bundle = '' or not exists
		(select 1 from message o where o.person_id = message.person_id and o.bundle <> '' and o.bundle = message.bundle and o.notice_id <> message.notice_id))`
	there, err := db.Value[bool](ctx, n.db.Reader(), "select exists (select 1 from message where"+unread+")", person, caseID)
	if err != nil || !there {
		return err
	}
	return n.db.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, "update message set read_ms = $3 where"+unread, person, caseID, n.moment().UnixMilli())
		return err
	})
}

// sweepBatch is how many notices one transaction of Sweep removes.
const sweepBatch = 500

// Sweep removes what was told before an instant: notices with their messages and deliveries, oldest first, but for those that
// still have something to be sent. It returns how many notices went.
func (n *Notifier) Sweep(ctx context.Context, before time.Time) (removed int64, err error) {
	for {
		var some int64
		err := n.db.Write(ctx, func(q *db.Q) (err error) {
			some, err = sweepSome(ctx, q, before)
			return err
		})
		removed += some
		if err != nil || some < sweepBatch {
			return removed, err
		}
	}
}

func sweepSome(ctx context.Context, q *db.Q, before time.Time) (int64, error) {
	ids, err := db.All(ctx, q, db.Column[int64], `select id from (select id, at_ms from notice order by id limit $1) oldest
		where at_ms < $2 and not exists (select 1 from delivery d where d.notice_id = oldest.id and d.open)`,
		sweepBatch, before.UnixMilli())
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	in, args := db.In(1, len(ids)), idArgs(ids)
	for _, statement := range []string{"delete from message where notice_id in (" + in + ")",
		"delete from delivery where notice_id in (" + in + ")", "delete from notice where id in (" + in + ")"} {
		if _, err := q.Exec(ctx, statement, args...); err != nil {
			return 0, err
		}
	}
	return int64(len(ids)), nil
}
