package cases

import (
	"fmt"
	"time"

	"jiangqitong/internal/workday"
)

// crossings takes the case over every level its clocks reached up to now, in the order of time. It is pure. When a
// promise with a consequence falls due, the consequence takes place at that instant, so that downtime changes nothing.
func (c *Case) crossings(m Moment) Change {
	change := Change{Case: c.clone()}
	for {
		events, silent := change.Case.remind(m)
		change.Events = append(change.Events, events...)
		if silent == nil {
			change.Case.refresh(m)
			return change
		}
		missed := Command{Action: milestones[silent.Milestone].missed}
		done, err := change.Case.act(Timer, missed, Moment{Now: silent.Next, Refs: m.Refs})
		if err != nil {
			change.Events = append(change.Events, change.Case.cross(silent, m)...)
			continue
		}
		change.Case, change.Events = done.Case, append(change.Events, done.Events...)
	}
}

// remind takes the standing over the levels its clocks reached up to now, in the order of time, and answers what there
// is to tell. It stops before a clock at whose next level silence has a consequence, and answers that.
func (s *Standing) remind(m Moment) (events []Event, silent *Clock) {
	for k := s.nextCrossing(m.Now); k != nil; k = s.nextCrossing(m.Now) {
		if k.arm(m.Calendar()); k.Next.After(m.Now) {
			continue // a later notice put the crossing off
		}
		if k.consequence() {
			return events, k
		}
		events = append(events, s.cross(k, m)...)
	}
	return events, nil
}

// nextCrossing is the clock with the earliest crossing up to now.
func (s *Standing) nextCrossing(now time.Time) *Clock {
	var first *Clock
	for i := range s.Clocks {
		k := &s.Clocks[i]
		if !k.Next.IsZero() && !k.Next.After(now) && (first == nil || k.Next.Before(first.Next)) {
			first = k
		}
	}
	return first
}

// Reminds says whether crossing the level is worth a reminder: somebody hears of it, and an explained delay is not put on
// the criticism list.
func (s *Standing) Reminds(m Milestone, level Level, r Reminders) bool {
	return r.Tells(level, m.Holder()) != 0 && (level != FiveDays || !s.Explained)
}

// cross takes one clock over its next level.
func (s *Standing) cross(k *Clock, m Moment) []Event {
	at := k.Next
	k.Level++
	k.arm(m.Calendar())
	if !s.Reminds(k.Milestone, k.Level, m.Refs.RemindersFor(s)) {
		return nil
	}
	action := Remind
	if k.Level >= NextDay {
		action = Overdue
	}
	s.Reminders++
	s.Supervised = s.Supervised || k.Level == ThreeDays
	return []Event{{Case: s.ID, Seq: s.Version, At: at, Action: action, ActorName: Timer.Name, ActorRole: Timer.Role,
		From: s.State, To: s.State, Round: k.Round, Leg: k.Leg, Milestone: k.Milestone, Level: k.Level,
		Data: map[string]string{"due": workday.FormatDue(k.Due)}, Key: s.reminderKey(k)}}
}

// reminderKey is what makes a reminder one: the case, the clock, its level, and which version of its ledger the due
// instant came from. A clock that changed is a new promise and reminds anew.
func (s *Standing) reminderKey(k *Clock) string {
	return fmt.Sprintf("%d/%d/%s/%d/%d", s.ID, k.N, k.Milestone, k.Level, len(k.Ledger))
}
