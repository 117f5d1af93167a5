package notify

import (
	"context"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// This file is about occasions that concern many requests at once: a new calendar, a new version of a policy, reminders
// made up for after downtime. Their notices have a bundle in common; whoever hears of several reads one line and gets one
// message.

// catchUp is how long after its crossing a reminder is told with others as made up for.
const catchUp = time.Hour

// bundleOf names the occasion of an event that is being told, by kind and day; empty when it stands by itself.
func bundleOf(e cases.Event, now time.Time) string {
	switch {
	case e.Action == cases.Recount:
		return "recount:" + workday.DateOf(e.At).String()
	case e.Action == cases.Repromise:
		reason := crc32.ChecksumIEEE([]byte(e.Text)) // one renewal has one reason
		return fmt.Sprintf("repromise:%s:%08x", workday.DateOf(e.At), reason)
	case e.Level != cases.NoLevel && now.Sub(e.At) > catchUp:
		return "catchup:" + workday.DateOf(now).String()
	}
	return ""
}

// bundleText says what the messages of a bundle are about, before its lines.
func bundleText(bundle string, n int64, lang string) Text {
	kind, _, _ := strings.Cut(bundle, ":")
	subject, body := bundleWords[kind].subject, bundleWords[kind].body
	return Text{Subject: both(fmt.Sprintf(subject.Zh, n), fmt.Sprintf(subject.En, n)).In(lang), Body: body.In(lang)}
}

var bundleWords = map[string]struct{ subject, body cases.Words }{
	"recount": {both("工作日历更新：%d 件诉求的时限已重新计算", "New working calendar: %d requests counted again"),
		both("放假调休安排或办公时间有变，以下诉求的时限已按新的工作日历重新计算。", "Holidays or office hours have changed; these requests are counted on the new calendar.")},
	"repromise": {both("时限规则更新：%d 件诉求已重新承诺", "Updated rule: %d requests promised anew"),
		both("以下诉求的时限已按更新后的规则重新承诺。", "These requests are promised anew by the updated rule.")},
	"catchup": {both("时限提醒汇总：%d 条", "Reminders, together: %d"),
		both("以下时限已临近或到期，当时未能提醒，现一并告知。", "These promises came near or fell due when nobody could be reminded; here they are together.")},
}

// point is a notice as a line of its bundle's message.
func (f Facts) point(r Reader) string {
	if f.Level != cases.NoLevel {
		subject, _ := f.reminder(r)
		return subject + both("，应于 "+f.Due+" 前完成", ", due by "+f.Due).In(r.Lang)
	}
	return f.about(r.Lang) + both("：", ": ").In(r.Lang) + strings.Join(f.moves(r), both("；", "; ").In(r.Lang))
}

// message is one line of somebody's inbox, or one of a bundle behind such a line.
type message struct {
	person, notice int64
	party          cases.Party
	bundle         string
}

// bundleLock numbers the lock under which a bundle's first messages are written.
const bundleLock = 7_226_002

// insertMessages fills inboxes. The first message of a bundle that somebody gets is its line; those after it wake the
// line, which is unread again.
func insertMessages(ctx context.Context, q *db.Q, messages []message, now time.Time) error {
	people := map[string][]int64{}
	for _, m := range messages {
		if m.bundle != "" {
			people[m.bundle] = append(people[m.bundle], m.person)
		}
	}
	have := map[message]bool{}
	if len(people) > 0 && q.Engine() == db.Postgres {
		if _, err := q.Exec(ctx, "select pg_advisory_xact_lock($1)", bundleLock); err != nil {
			return err
		}
	}
	for bundle, all := range people {
		if err := wake(ctx, q, bundle, all, have); err != nil {
			return err
		}
	}
	rows := make([][]any, len(messages))
	for i, m := range messages {
		line, first, read := message{person: m.person, bundle: m.bundle}, true, int64(0)
		if m.bundle != "" && have[line] {
			first, read = false, now.UnixMilli()
		}
		have[line] = true
		rows[i] = []any{m.person, m.notice, int64(m.party), read, m.bundle, first}
	}
	return insertRows(ctx, q, "message", "person_id, notice_id, party, read_ms, bundle, first", "on conflict (person_id, notice_id) do nothing", rows)
}

// wake makes the bundle's lines of those who have one unread, and notes who they are.
func wake(ctx context.Context, q *db.Q, bundle string, people []int64, have map[message]bool) error {
	slices.Sort(people)
	for some := range slices.Chunk(slices.Compact(people), 500) {
		woken, err := db.All(ctx, q, db.Column[int64], "update message set read_ms = 0 where bundle = $1 and first and person_id in ("+
			db.In(2, len(some))+") returning person_id", idArgs(some, bundle)...)
		if err != nil {
			return err
		}
		for _, person := range woken {
			have[message{person: person, bundle: bundle}] = true
		}
	}
	return nil
}
