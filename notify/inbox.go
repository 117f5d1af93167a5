package notify

import (
	"context"
	"encoding/json"
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
	Text
}

// Box is one page of an inbox. Next continues it, empty at the end.
type Box struct {
	Entries []Entry
	Next    string
}

// inboxPage is the most entries of one page.
const inboxPage = 100

// Inbox pages through what the person was told, newest first, in words of the language. It reads one index range
// and the rows it shows; limit is 1 to 100.
func (n *Notifier) Inbox(ctx context.Context, a cases.Actor, lang, cursor string, limit int) (Box, error) {
	if limit <= 0 || limit > inboxPage {
		limit = inboxPage
	}
	where, args := "m.person_id = $1", []any{a.ID}
	if cursor != "" {
		before, err := strconv.ParseInt(cursor, 36, 64)
		if err != nil {
			return Box{}, badCursor
		}
		where, args = where+" and m.notice_id < $2", append(args, before)
	}
	entries, err := db.All(ctx, n.db.Reader(), func(row db.Scanner) (e Entry, err error) {
		var party, read, at int64
		var facts string
		var f Facts
		if err := row.Scan(&e.ID, &party, &read, &e.Topic, &e.Urgent, &at, &facts); err != nil {
			return e, err
		}
		if err := json.Unmarshal([]byte(facts), &f); err != nil {
			return e, err
		}
		e.At, e.Read, e.CaseNo = time.UnixMilli(at), read != 0, f.No
		e.Text = Words(f, Reader{Party: cases.Party(party), Bureau: a.Bureau, Lang: lang})
		return e, nil
	}, `select m.notice_id, m.party, m.read_ms, n.topic, n.urgent, n.at_ms, n.facts
		from message m join notice n on n.id = m.notice_id where `+where+`
		order by m.person_id desc, m.notice_id desc limit `+strconv.Itoa(limit+1), args...)
	if err != nil {
		return Box{}, err
	}
	if len(entries) <= limit {
		return Box{Entries: entries}, nil
	}
	return Box{Entries: entries[:limit], Next: strconv.FormatInt(entries[limit-1].ID, 36)}, nil
}

var badCursor = &cases.Problem{Kind: cases.Invalid, Field: "cursor",
	Words: both("翻页位置无效，请从第一页重新打开列表。", "The page position makes no sense; open the list from its first page.")}

// MaxUnread is where Unread stops counting, so that a full inbox costs no more than a short one.
const MaxUnread = 100

// Unread counts what the person has not read, up to MaxUnread. It reads a partial index of unread messages only.
func (n *Notifier) Unread(ctx context.Context, person int64) (int64, error) {
	return db.Value[int64](ctx, n.db.Reader(), "select count(*) from (select 1 from message where person_id = $1 and read_ms = 0 limit "+
		strconv.Itoa(MaxUnread)+") unread", person)
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

// MarkCaseRead marks everything about a case as read, for a person who has the case open before them.
func (n *Notifier) MarkCaseRead(ctx context.Context, person, caseID int64) error {
	const unread = " from message m where m.person_id = $1 and m.read_ms = 0 and m.notice_id in (select id from notice where case_id = $2)"
	there, err := db.Value[bool](ctx, n.db.Reader(), "select exists (select 1"+unread+")", person, caseID)
	if err != nil || !there {
		return err
	}
	return n.db.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, `update message set read_ms = $3 where person_id = $1 and read_ms = 0
			and notice_id in (select id from notice where case_id = $2)`, person, caseID, n.moment().UnixMilli())
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
