package cases

import (
	"context"
	"maps"
	"slices"
	"strings"

	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// View is one case as an actor may read it: the story, the promises, and what they can do next.
type View struct {
	*Case
	Moment Moment
	Party  Party
	Events []Event
	Rounds []Round
	Files  []Attachment
	Offers []Step

	calendars map[string]*workday.Calendar // those on which the clocks were counted, by version
}

// Read opens a case for the actor, or answers ErrNotFound. What only staff may read is left out for the company and
// its liaison. Light and NextDue are those of this moment, of the promises that the actor reads.
func (d *Desk) Read(ctx context.Context, a Actor, no string) (View, error) {
	m, err := d.Moment(ctx)
	if err != nil {
		return View{}, err
	}
	v := View{Moment: m}
	q := d.db.Reader()
	if v.Case, err = d.find(ctx, q, a, no); err != nil {
		return View{}, err
	}
	v.Party = PartiesOf(a, v.Case)
	if v.Events, err = d.events(ctx, q, a, v.ID); err != nil {
		return View{}, err
	}
	if v.Files, err = filesOf(ctx, q, a, v.ID); err != nil {
		return View{}, err
	}
	if v.Round > 1 {
		if v.Rounds, err = roundsOf(ctx, q, v.ID); err != nil {
			return View{}, err
		}
	}
	if v.calendars, err = d.calendarsOf(ctx, q, v.Case, m.Calendar()); err != nil {
		return View{}, err
	}
	v.Offers = v.Case.Offers(a, m)
	if a.Role.Outside() {
		v.Case = v.Case.public()
	}
	v.Light, v.NextDue = v.lightOf(m, 0)
	return v, nil
}

// Phone is the contact's number, whole for those who have to be able to call; that they look at it is to be logged first.
func (v View) Phone() (string, error) {
	if !v.Party.Has(Callers) {
		return "", &Problem{Forbidden, "", Words{"电话号码只给需要联系企业的人：诉求中心、主办和协办单位、联络员。",
			"The number is for those who have to call the company: the centre, lead and co-bureaus, and its liaison."}}
	}
	return v.ContactPhone, nil
}

// public is the case without what only staff may read: the co-bureaus' work, a reply still in review, the promises
// among bureaus and centre, and the remarks in the ledgers of the others, but for why a promise moved; what the company reads is in the events.
func (c *Case) public() *Case {
	p := c.clone()
	p.Typical = ""
	if p.State == Reviewing || p.State == Handling || p.State == Tracking {
		p.Reply, p.Result = "", ""
	}
	for i := range p.Legs {
		p.Legs[i].Task, p.Legs[i].Answer = "", ""
	}
	p.Clocks = slices.DeleteFunc(p.Clocks, func(k Clock) bool { return k.Milestone.Internal() })
	for i := range p.Clocks {
		k := &p.Clocks[i]
		k.Ledger = slices.Clone(k.Ledger)
		for n := range k.Ledger {
			if kind := k.Ledger[n].Kind; kind != Extended && kind != Resettle && kind != Paused { // why a promise moved is for the company to read
				k.Ledger[n].Reason = ""
			}
		}
	}
	return p
}

// events reads what happened to a case, as far as the actor may read it.
func (d *Desk) events(ctx context.Context, q *db.Q, a Actor, id int64) (readable []Event, err error) {
	var e Event
	var announced bool
	row := append([]any{&e.ID}, e.row(&announced)...)
	err = db.Each(ctx, q, func(found db.Scanner) error {
		e = Event{}
		if err := found.Scan(row...); err != nil || !Reads(a, e) {
			return err
		}
		if a.Role.Outside() {
			e.hideInner()
		}
		readable = append(readable, e)
		return nil
	}, "select id, "+eventTable.list("")+" from event where case_id = $1 order by id", id)
	return readable, err
}

// hideInner takes out of the event's data what is said among staff only.
func (e *Event) hideInner() {
	delete(e.Data, remark)
	if e.Action == Recount || e.Action == Repromise {
		maps.DeleteFunc(e.Data, func(key, _ string) bool {
			milestone, _, _ := strings.Cut(key, " ")
			return Milestone(milestone).Internal()
		})
	}
}

func roundsOf(ctx context.Context, q *db.Q, id int64) ([]Round, error) {
	var caseID int64
	return db.All(ctx, q, func(row db.Scanner) (r Round, err error) {
		return r, row.Scan(r.row(&caseID)...)
	}, "select "+roundTable.list("")+" from case_round where case_id = $1 order by n", id)
}
