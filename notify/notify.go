package notify

import (
	"cmp"
	"context"
	"sync"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// Recipient is a person who can be told something.
type Recipient struct {
	cases.Actor
	Email string
	Phone string
	Lang  string // zh or en
}

// Directory answers who people are. Only people who may sign in are in it.
type Directory struct {
	// Involved lists people among whom are all who stand in a relation of the set to any of the cases.
	Involved func(ctx context.Context, about []*cases.Case, set cases.Party) ([]Recipient, error)
	// Person finds one person; found is false for somebody who may not sign in any more.
	Person func(ctx context.Context, id int64) (r Recipient, found bool, err error)
	// ByRole lists the people of a role.
	ByRole func(ctx context.Context, role cases.Role) ([]Recipient, error)
}

// Settings are what an installation may choose. The zero value of a field is its default.
type Settings struct {
	BaseURL string        // where people reach the product, such as https://jqt.example.cn
	Hours   workday.Hours // sending hours of working days: 08:30-18:00; urgent cases go out at any time
	Gather  time.Duration // how long messages that are not urgent wait for others to the same person: 30 s
	Tries   int           // attempts before a delivery has failed for good: 12, over a working day and a half
	Lease   time.Duration // how long a claimed delivery belongs to its sender: 10 minutes
	MaxFile int           // bytes of the largest document that goes with a mail: 10 MiB; of a larger one the mail says where it is
	// Workbook finds the document of a released report by its number; found is false once it was withdrawn.
	Workbook func(ctx context.Context, issue int64) (f File, found bool, err error)
}

// Notifier tells people what happens.
type Notifier struct {
	db       *db.DB
	desk     *cases.Desk
	people   Directory
	now      func() time.Time
	set      Settings
	channels map[string]Channel
	names    []string // of the channels, in the order given

	mu    sync.Mutex
	rests map[string]time.Time // channels that did not answer, and until when they are left alone
	stats Stats
}

// New makes a notifier that sends by the channels. It starts nothing: call Pump and Send as often as wanted, from
// any number of instances.
func New(d *db.DB, desk *cases.Desk, people Directory, now func() time.Time, set Settings, channels ...Channel) *Notifier {
	hours, _ := workday.ParseHours("08:30-18:00")
	if set.Hours.IsZero() {
		set.Hours = hours
	}
	set.Gather = cmp.Or(set.Gather, 30*time.Second)
	set.Tries = cmp.Or(set.Tries, 12)
	set.Lease = cmp.Or(set.Lease, 10*time.Minute)
	set.MaxFile = cmp.Or(set.MaxFile, 10<<20)
	n := &Notifier{db: d, desk: desk, people: people, now: now, set: set, channels: map[string]Channel{}, rests: map[string]time.Time{}}
	for _, c := range channels {
		n.channels[c.Name()] = c
		n.names = append(n.names, c.Name())
	}
	return n
}

// moment is now to the millisecond, as the database keeps it.
func (n *Notifier) moment() time.Time { return n.now().Truncate(time.Millisecond) }

// sending is the calendar of the hours in which messages go out.
func (n *Notifier) sending(ctx context.Context) (*workday.Calendar, error) {
	refs, err := n.desk.Refs(ctx)
	if err != nil {
		return nil, err
	}
	return refs.Calendar.WithHours(n.set.Hours), nil
}

// dueAt is when something may leave the house, not before an instant.
func dueAt(hours *workday.Calendar, earliest time.Time, urgent bool) time.Time {
	if urgent {
		return earliest
	}
	return hours.NextOpening(earliest)
}

// Stats counts what this instance did since it started.
type Stats struct {
	Announced int64 // events
	Messages  int64 // put into inboxes
	Queued    int64 // deliveries made
	Sent      int64
	Dropped   int64 // no longer true, or no longer for that person
	Retried   int64 // failed for now
	Failed    int64 // failed for good
}

// Stats returns the counts so far.
func (n *Notifier) Stats() Stats {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.stats
}

func (n *Notifier) count(add func(*Stats)) {
	n.mu.Lock()
	add(&n.stats)
	n.mu.Unlock()
}
