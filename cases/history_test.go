package cases

import (
	"slices"
	"testing"
	"time"

	"jiangqitong/internal/workday"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestAnyHistory plays random histories by the offers alone, with time passing and the timer running, and holds every
// case to what must be true of all.
func TestAnyHistory(t *testing.T) {
	actors := []Actor{company, liaison, centre, officer, chief, helper, outsider, leader}
	rapid.Check(t, func(t *rapid.T) {
		m := Moment{Now: time.Date(2021, 1, 4, 9, 0, 0, 0, workday.Zone), Refs: smallRefs(), Parent: &Case{Standing: Standing{ID: 99, State: Handling}, No: "JQ210104-000099"}}
		later := func() {
			m.Now = m.Now.Add(time.Duration(rapid.IntRange(1, 6*24*60).Draw(t, "minutes")) * time.Minute)
		}
		m.Now = m.Now.AddDate(0, 0, rapid.IntRange(0, 360).Draw(t, "day"))
		in := Input{}
		for name, value := range roadInput {
			in[name] = value
		}
		in["category"] = rapid.SampledFrom([]string{"road", "other"}).Draw(t, "category")
		change, err := Open(company, Company{ID: 1, Liaison: 3}, "JQ210104-000001", Filing{Input: in}, m)
		if err != nil {
			t.Fatal(err)
		}
		c, story := change.Case, change.Events
		for range rapid.IntRange(1, 15).Draw(t, "steps") {
			later()
			crossed := c.crossings(m)
			mustStandAs(t, c, crossed, m)
			c, story = crossed.Case, append(story, crossed.Events...)
			mustHold(t, c, story, m)
			a := rapid.SampledFrom(actors).Draw(t, "actor")
			offers := c.Offers(a, m)
			if len(offers) == 0 {
				continue
			}
			offer := rapid.SampledFrom(offers).Draw(t, "offer")
			before := *c
			change, err := c.Apply(a, Command{Action: offer.Action, Input: least(offer, m)}, m)
			if err != nil {
				if ProblemsOf(err)[0].Field == "" {
					t.Fatalf("%s was offered %s and refused: %v", a.Role, offer.Action, err)
				}
				continue
			}
			if c.Version != before.Version || c.State != before.State || len(c.Clocks) != len(before.Clocks) {
				t.Fatalf("%s changed the case it was applied to", offer.Action)
			}
			c, story = change.Case, append(story, change.Events...)
			mustHold(t, c, story, m)
		}
	})
}

// mustStandAs holds what the timer makes of a standing, with only the clocks that are owed, to what it makes of the case.
func mustStandAs(t *rapid.T, c *Case, crossed Change, m Moment) {
	t.Helper()
	s := c.clone().Standing
	s.Clocks = slices.DeleteFunc(s.Clocks, func(k Clock) bool { return k.Ended != "" })
	events, silent := s.remind(m)
	if silent != nil {
		return
	}
	s.relight(m)
	want := crossed.Case
	if diff := cmp.Diff(crossed.Events, events); diff != "" {
		t.Fatalf("the case and its standing are reminded differently (-case +standing):\n%s", diff)
	}
	if diff := cmp.Diff(want.worklist(m), s.worklist(m)); diff != "" || s.Supervised != want.Supervised || s.Reminders != want.Reminders {
		t.Fatalf("the case and its standing are left differently (-case +standing):\n%s", diff)
	}
}

func mustHold(t *rapid.T, c *Case, story []Event, m Moment) {
	keys := map[string]bool{}
	for _, e := range story {
		if e.Key != "" && keys[e.Key] {
			t.Fatalf("reminder %s twice", e.Key)
		}
		keys[e.Key] = true
	}
	for i := range c.Clocks {
		k := &c.Clocks[i]
		if r := k.Reckon(m.Calendar()); !r.Due.Equal(k.Due) {
			t.Fatalf("%s is kept due %s and counts to %s: %+v", k.Milestone, k.Due, r.Due, k)
		}
		if k.Due.Before(k.Start) || k.FirstDue.Before(k.Start) {
			t.Fatalf("%s is due before it starts", k.Milestone)
		}
		if !k.Running() && !k.Next.IsZero() {
			t.Fatalf("%s does not run and would remind at %s", k.Milestone, k.Next)
		}
		if k.Ended == "" && k.Round != c.Round {
			t.Fatalf("%s of round %d is owed in round %d", k.Milestone, k.Round, c.Round)
		}
		if k.Ended == "" && !c.State.Open() {
			t.Fatalf("%s is owed in a case that is %s", k.Milestone, c.State)
		}
		if k.Paused() && c.State != Waiting {
			t.Fatalf("%s stands still in state %s", k.Milestone, c.State)
		}
		if !slices.IsSortedFunc(k.Ledger, func(a, b Entry) int { return a.At.Compare(b.At) }) {
			t.Fatalf("the ledger of %s goes back in time", k.Milestone)
		}
	}
	for _, leg := range c.Legs {
		if leg.State.Open() && !slices.Contains(workable, c.State) {
			t.Fatalf("%s still assists in state %s", leg.Bureau, c.State)
		}
	}
	if c.State.Open() == !c.ClosedAt.IsZero() {
		t.Fatalf("state %s, closed at %s", c.State, c.ClosedAt)
	}
	if slices.Contains(workable, c.State) && c.Lead == "" {
		t.Fatalf("nobody leads a case that is %s", c.State)
	}
	if c.State != Waiting && len(c.worklist(m)) == 0 && c.State.Open() {
		t.Fatalf("an open case, %s, is on nobody's list", c.State)
	}
}
