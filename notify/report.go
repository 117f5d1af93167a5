package notify

import (
	"context"
	"fmt"
	"strings"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// TellCentre puts a message of the product before the centre, once for each key.
func (n *Notifier) TellCentre(ctx context.Context, key string, note Note) error {
	people, err := n.people.ByRole(ctx, cases.RoleCentre)
	if err != nil {
		return err
	}
	return n.tell(ctx, key, Facts{Note: &note}, people, nil)
}

// TellIssue puts a released report before the leaders, once for each issue: into their inboxes, and with its workbook to
// their mail addresses and to those of the further readers. No address gets it twice.
func (n *Notifier) TellIssue(ctx context.Context, number int64, note Note) error {
	people, err := n.people.ByRole(ctx, cases.RoleLeader)
	if err != nil {
		return err
	}
	readers, err := n.readers(ctx)
	if err != nil {
		return err
	}
	reached := map[string]bool{}
	first := func(address string) bool {
		address = strings.ToLower(address)
		again := reached[address]
		reached[address] = true
		return !again
	}
	for i := range people {
		if !first(people[i].Email) {
			people[i].Email = "" // the inbox is left
		}
	}
	var further []Endpoint
	for _, r := range readers {
		if first(r.URL) {
			further = append(further, r)
		}
	}
	return n.tell(ctx, fmt.Sprintf("issue:%d", number), Facts{Note: &note, Issue: number}, people, further)
}

// tell stores a notice of the product itself with its messages and deliveries.
func (n *Notifier) tell(ctx context.Context, key string, facts Facts, people []Recipient, points []Endpoint) error {
	m, err := n.desk.Moment(ctx)
	if err != nil {
		return err
	}
	hearers := make([]hearer, len(people))
	for i, r := range people {
		hearers[i] = hearer{person: r}
	}
	return n.db.Write(ctx, func(q *db.Q) error {
		p := post{n: n, q: q, refs: m.Refs, hours: m.Calendar().WithHours(n.set.Hours), now: n.moment()}
		if err := p.put(ctx, notice{Key: key, Topic: System, At: p.now, Facts: facts}, hearers, points); err != nil {
			return err
		}
		return p.store(ctx)
	})
}
