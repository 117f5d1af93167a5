package notify

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// told is a stored notice with what its reader is to the case.
type told struct {
	id     int64
	topic  Topic
	caseID int64
	urgent bool
	at     time.Time
	facts  Facts
	bundle string
	party  cases.Party
	file   File // of a released report
}

// pack makes the parcel of what is still to be told, and drops the rest of the envelope; outside sending hours it puts off
// whatever is not urgent.
func (n *Notifier) pack(ctx context.Context, e *envelope) (Parcel, error) {
	hours, err := n.sending(ctx)
	if err != nil {
		return Parcel{}, err
	}
	if now := n.moment(); !e.urgent && !hours.IsOpen(now) {
		return Parcel{}, n.release(ctx, e, e.ids(), hours.NextOpening(now), cases.Words{})
	}
	to, gone, err := n.receiver(ctx, e)
	if err != nil {
		return Parcel{}, err
	}
	if gone != (cases.Words{}) {
		return Parcel{}, n.drop(ctx, e, e.ids(), gone)
	}
	notices, err := n.notices(ctx, e)
	if err != nil {
		return Parcel{}, err
	}
	if notices, err = n.screen(ctx, e, to, notices); err != nil || len(notices) == 0 {
		return Parcel{}, err
	}
	p := Parcel{To: to.address, Name: to.name, Lang: to.lang, At: n.moment(), Urgent: e.urgent, Endpoint: to.endpoint}
	if n.channels[e.channel].Manner().Files {
		p.Files = n.enclose(notices)
	}
	n.write(&p, to, notices)
	if p.ID = "jqt-" + strconv.FormatInt(cmp.Or(e.number, e.fresh), 36); n.channels[e.channel].Manner().Single {
		p.ID = p.Events[0].ID // the same whenever it is tried or replayed
	}
	return p, nil
}

// enclose takes the documents of the notices that a mail can carry. Of one too large for that the notice says so: its
// page, which every letter names, has it.
func (n *Notifier) enclose(notices []told) (files []File) {
	for i := range notices {
		t := &notices[i]
		switch size := len(t.file.Content); {
		case size == 0:
		case size <= n.set.MaxFile:
			files = append(files, t.file)
		default:
			note := *t.facts.Note
			note.Body.Zh += fmt.Sprintf("工作簿有 %s，超过邮件附件上限 %s，未随信附上，请打开下面的页面下载；没有账号的，请向诉求中心索取。", mebibytes(size), mebibytes(n.set.MaxFile))
			note.Body.En += fmt.Sprintf(" The workbook has %s, more than the %s that mail takes, and is not attached: fetch it from the page below, or ask the request centre if you have no account.",
				mebibytes(size), mebibytes(n.set.MaxFile))
			t.facts.Note = &note
		}
	}
	return files
}

func mebibytes(n int) string { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }

// receiver is whom an envelope goes to.
type receiver struct {
	name, address, lang string
	person              Recipient
	endpoint            Endpoint
}

// receiver finds whom the envelope goes to as they are now, or says why it cannot go.
func (n *Notifier) receiver(ctx context.Context, e *envelope) (r receiver, gone cases.Words, err error) {
	if e.endpoint != 0 {
		point, found, err := n.endpoint(ctx, e.endpoint)
		if err != nil || !found {
			return r, pointOff, err
		}
		return receiver{name: point.Name, address: point.URL, lang: "zh", endpoint: point}, gone, nil
	}
	person, found, err := n.people.Person(ctx, e.person)
	if err != nil || !found {
		return r, left, err
	}
	r = receiver{name: person.Name, address: n.channels[e.channel].Address(person), lang: person.Lang, person: person}
	if r.address == "" {
		return r, noWay, nil
	}
	return r, gone, nil
}

// notices reads what the envelope tells, the most pressing first.
func (n *Notifier) notices(ctx context.Context, e *envelope) (list []told, err error) {
	for some := range slices.Chunk(e.items, 500) {
		args := []any{e.person}
		for _, it := range some {
			args = append(args, it.notice)
		}
		found, err := db.All(ctx, n.db.Reader(), scanTold, `select n.id, n.topic, n.case_id, n.urgent, n.at_ms, n.facts, n.bundle, coalesce(m.party, 0)
			from notice n left join message m on m.notice_id = n.id and m.person_id = $1
			where n.id in (`+db.In(2, len(some))+")", args...)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	slices.SortFunc(list, pressing)
	return list, nil
}

func scanTold(row db.Scanner) (t told, err error) {
	var at, party int64
	var facts string
	if err := row.Scan(&t.id, &t.topic, &t.caseID, &t.urgent, &at, &facts, &t.bundle, &party); err != nil {
		return t, err
	}
	t.at, t.party = time.UnixMilli(at), cases.Party(party)
	return t, json.Unmarshal([]byte(facts), &t.facts)
}

// pressing orders what is told: lists, reminders from the latest to the nearest, and then what happened, as it happened.
func pressing(a, b told) int {
	return cmp.Or(yesFirst(a.topic == Digest, b.topic == Digest), cmp.Compare(b.facts.Level, a.facts.Level),
		yesFirst(a.topic == Reminder, b.topic == Reminder), cmp.Compare(reminderDue(a), reminderDue(b)), a.at.Compare(b.at), cmp.Compare(a.id, b.id))
}

func reminderDue(t told) string {
	if t.topic != Reminder {
		return ""
	}
	return t.facts.Due
}

func yesFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// screen keeps what is still true, still wanted and still for this receiver's eyes.
func (n *Notifier) screen(ctx context.Context, e *envelope, to receiver, all []told) (keep []told, err error) {
	off, err := declined(ctx, n.db.Reader(), []int64{e.person})
	if err != nil {
		return nil, err
	}
	refs, err := n.desk.Refs(ctx)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, t := range all {
		if t.caseID != 0 && !slices.Contains(ids, t.caseID) {
			ids = append(ids, t.caseID)
		}
	}
	about, err := n.desk.Cases(ctx, ids)
	if err != nil {
		return nil, err
	}
	deliveries := map[int64]int64{}
	for _, it := range e.items {
		deliveries[it.notice] = it.id
	}
	dropped := map[cases.Words][]int64{}
	for _, t := range all {
		why, err := n.outdated(ctx, &t, to, about[t.caseID], refs)
		if err != nil {
			return nil, err
		}
		delivery := deliveries[t.id]
		switch {
		case why != (cases.Words{}):
			dropped[why] = append(dropped[why], delivery)
		case off[wish{e.person, e.channel, t.topic}]:
			dropped[unwanted] = append(dropped[unwanted], delivery)
		default:
			keep = append(keep, t)
		}
	}
	for why, ids := range dropped {
		if err := n.drop(ctx, e, ids, why); err != nil {
			return nil, err
		}
	}
	return keep, nil
}

// outdated says why the notice is not to be sent any more, and sets what a group is to the case, nil when there is none.
func (n *Notifier) outdated(ctx context.Context, t *told, to receiver, c *cases.Case, refs *cases.Refs) (why cases.Words, err error) {
	switch {
	case t.facts.List != nil && t.facts.List.Day != workday.DateOf(n.now()).String():
		return stale, nil
	case t.facts.Issue != 0:
		return n.withdrawn(ctx, t)
	case t.caseID == 0:
		return why, nil
	case c == nil:
		return unseen, nil
	}
	reader := to.person.Actor
	if to.endpoint.ID != 0 {
		reader = to.endpoint.staff()
		t.party = cases.PartiesOf(reader, c)
	}
	switch {
	case !cases.Sees(reader, c), to.endpoint.ID != 0 && (c.Confidential || c.Against != ""):
		return unseen, nil
	case t.topic == Reminder:
		return unneeded(t.facts, to, c, refs.RemindersFor(&c.Standing)), nil
	}
	return why, nil
}

// withdrawn says why a released report is not to be sent any more, and fetches its document.
func (n *Notifier) withdrawn(ctx context.Context, t *told) (why cases.Words, err error) {
	if n.set.Workbook == nil {
		return why, nil
	}
	file, found, err := n.set.Workbook(ctx, t.facts.Issue)
	if err == nil && !found {
		why = recalled
	}
	t.file = file
	return why, err
}

// staff is as whom a group reads: as the bureau it belongs to, or as the centre.
func (e Endpoint) staff() cases.Actor {
	if e.Bureau == "" {
		return cases.Actor{Role: cases.RoleCentre}
	}
	return cases.Actor{Role: cases.RoleOfficer, Bureau: e.Bureau}
}
