package notify

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// Topic sorts notices, so that people can choose what reaches them outside the product.
type Topic string

// The topics.
const (
	News     Topic = "news"     // 办理动态: what others did
	Reminder Topic = "reminder" // 时限提醒: near due, due, overdue
	Digest   Topic = "digest"   // 每日清单: the morning's and the week's list
	System   Topic = "system"   // 系统通知: what the product itself has to say, and released reports
)

var topicWords = map[Topic]cases.Words{
	News:     {Zh: "办理动态", En: "What happens to requests"},
	Reminder: {Zh: "时限提醒", En: "Reminders of promised times"},
	Digest:   {Zh: "每日和每周清单", En: "Daily and weekly lists"},
	System:   {Zh: "系统通知", En: "System messages"},
}

// Topics lists the topics that a person can choose about.
func Topics() []Topic { return []Topic{News, Reminder, Digest} }

// Words is the topic's name.
func (t Topic) Words() cases.Words { return topicWords[t] }

// Facts is what there is to tell, in no language yet: one set for all who hear of it. It is stored as JSON.
type Facts struct {
	Action    cases.Action    `json:"action,omitempty"`
	Milestone cases.Milestone `json:"milestone,omitempty"`
	Level     cases.Level     `json:"level,omitempty"`
	Round     int             `json:"round,omitempty"`
	Leg       int             `json:"leg,omitempty"`
	Part      cases.Words     `json:"part,omitzero"`   // name of the co-bureau whose part it is about
	Due       string          `json:"due,omitempty"`   // of a reminder's promise
	Until     string          `json:"until,omitempty"` // date of an extension or a tracked promise
	Public    bool            `json:"public,omitempty"`

	No      string      `json:"no,omitempty"`
	Title   string      `json:"title,omitempty"` // empty for a confidential case
	Company string      `json:"company,omitempty"`
	Lead    cases.Words `json:"lead,omitzero"`
	Urgent  bool        `json:"urgent,omitempty"`

	By      string      `json:"by,omitempty"` // who acted
	Role    cases.Role  `json:"role,omitempty"`
	Bureau  cases.Words `json:"bureau,omitzero"`   // of whoever acted
	Text    string      `json:"text,omitempty"`    // what they said
	Owed    []Promise   `json:"owed,omitempty"`    // what the case owes after it
	Grounds string      `json:"grounds,omitempty"` // by what notices and hours they were counted
	Moved   []Promise   `json:"moved,omitempty"`   // promises that were counted again: Due is as cases.MovedWords takes it

	List *List `json:"list,omitempty"` // of a digest
	Note *Note `json:"note,omitempty"` // of a system message

	Issue int64 `json:"issue,omitempty"` // of a released report
}

// Promise is a promise that runs.
type Promise struct {
	Milestone cases.Milestone `json:"milestone"`
	Due       string          `json:"due"`
	First     string          `json:"first,omitempty"`  // due as first promised, where that was another time
	Bureau    string          `json:"bureau,omitempty"` // the co-bureau that owes it
}

// firstWords stand behind a due time: when it was as first promised, where that was another time.
func firstWords(first string) cases.Words {
	if first == "" {
		return cases.Words{}
	}
	return both("（原时限 "+first+"）", " (first promised by "+first+")")
}

// firstDue is when a promise was due as first given, empty where it still is.
func firstDue(first, due time.Time) string {
	if first.IsZero() || first.Equal(due) {
		return ""
	}
	return workday.FormatDue(first)
}

// Note is a message of the product itself, in both languages.
type Note struct {
	Subject cases.Words `json:"subject"`
	Body    cases.Words `json:"body"`
	Path    string      `json:"path"` // page to open
}

// factsOf gathers what an event tells. It is pure. Of a confidential case nothing but its number goes into messages.
func factsOf(e cases.Event, c *cases.Case, refs *cases.Refs) Facts {
	f := Facts{Action: e.Action, Milestone: e.Milestone, Level: e.Level, Round: e.Round, Leg: e.Leg, Public: e.Public,
		Due: e.Data["due"], Until: e.Data["until"], No: c.No, Urgent: c.Urgent, By: e.ActorName, Role: e.ActorRole,
		Lead: bureauName(refs, c.Lead), Bureau: bureauName(refs, e.Bureau), Part: bureauName(refs, legBureau(c, e.Leg))}
	if e.Action == cases.Recount || e.Action == cases.Repromise {
		f.Moved, f.Grounds = moved(e), e.Data["grounds"]
	}
	if c.Confidential {
		return f
	}
	f.Title, f.Company, f.Text = c.Title, c.CompanyName, e.Text
	for i := range c.Clocks {
		k := &c.Clocks[i]
		if k.Running() {
			f.Owed = append(f.Owed, Promise{k.Milestone, workday.FormatDue(k.Due), firstDue(k.FirstDue, k.Due), legBureau(c, k.Leg)})
		}
	}
	slices.SortStableFunc(f.Owed, func(a, b Promise) int { return cmp.Compare(a.Due, b.Due) })
	return f
}

// moved reads which promises of the whole case were counted again.
func moved(e cases.Event) (list []Promise) {
	for _, m := range cases.Milestones() {
		if change := e.Data[string(m)]; change != "" {
			list = append(list, Promise{Milestone: m, Due: change})
		}
	}
	return list
}

func bureauName(refs *cases.Refs, code string) cases.Words {
	b, _ := refs.Bureau(code)
	return b.Name
}

// notice is something to tell, before it is stored.
type notice struct {
	Key    string
	Topic  Topic
	Event  int64
	Case   int64
	Urgent bool
	At     time.Time
	Facts  Facts
	Bundle string // what it belongs together with, empty for nothing
}

// noticeOf is what is told of an event. That promises were counted again is urgent of no case.
func noticeOf(e cases.Event, c *cases.Case, refs *cases.Refs, now time.Time) notice {
	topic := News
	if e.Level != cases.NoLevel {
		topic = Reminder
	}
	urgent := c.Urgent && e.Action != cases.Recount && e.Action != cases.Repromise
	return notice{Key: "event:" + strconv.FormatInt(e.ID, 10), Topic: topic, Event: e.ID, Case: c.ID, Urgent: urgent,
		At: e.At, Facts: factsOf(e, c, refs), Bundle: bundleOf(e, now)}
}
