package cases

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"jiangqitong/internal/workday"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// world is the outside of a random history: the moment, and every calendar that was in force.
type world struct {
	Moment
	calendars map[string]*workday.Calendar
}

func newWorld() *world {
	m := Moment{Now: time.Date(2021, 1, 4, 9, 0, 0, 0, workday.Zone), Refs: smallRefs(), Parent: &Case{Standing: Standing{ID: 99, State: Handling}, No: "JQ210104-000099"}}
	return &world{m, map[string]*workday.Calendar{m.Calendar().Version(): m.Calendar()}}
}

// edit is what an administrator does: a notice that amends some days, or a new version of the policy. The answer is the
// command that carries it to an open case; a policy is not always carried to those.
func (w *world) edit(t *rapid.T) (Actor, Command) {
	refs := *w.Refs
	defer func() { w.Refs = refs.Index() }()
	if rapid.Bool().Draw(t, "a notice") {
		day := w.Today().AddDays(rapid.IntRange(1, 12).Draw(t, "day off or worked"))
		n := workday.Notice{ID: "补充通知", Year: day.Year(), Version: 100 + len(w.calendars), Amends: true,
			Days: []workday.NoticeDay{{Date: day, Working: !w.Calendar().IsWorking(day), Name: "国庆节"}}}
		refs.Calendar = w.Calendar().With(n)
		w.calendars[refs.Calendar.Version()] = refs.Calendar
		return Timer, Command{Action: Recount}
	}
	p := refs.Policy("week", 0)
	p.Version++
	p.Resolve = workday.MustBudget(rapid.SampledFrom([]string{"7d", "9wd", "2wd", "100h", "20wh"}).Draw(t, "resolve"))
	p.PauseCap = workday.MustBudget(rapid.SampledFrom([]string{"3wd", "10wd", "5d"}).Draw(t, "cap"))
	p.Plan = workday.MustBudget(rapid.SampledFrom([]string{"24h", "2wd", ""}).Draw(t, "plan"))
	refs.Policies = append(slices.Clone(refs.Policies), p)
	if rapid.Bool().Draw(t, "for new cases only") {
		return Actor{}, Command{}
	}
	return byAdmin, Command{Action: Repromise, Input: Input{policyField.Name: "week", "text": "统一时限"}}
}

// TestAnyHistory plays random histories by the offers alone, with time passing, the timer running, and an administrator
// who amends the calendar and the policy in between, and holds every case to what must be true of all.
func TestAnyHistory(t *testing.T) {
	actors := []Actor{company, liaison, centre, officer, chief, helper, outsider, leader}
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		w.Now = w.Now.AddDate(0, 0, rapid.IntRange(0, 360).Draw(t, "day"))
		in := with("category", rapid.SampledFrom([]string{"road", "other"}).Draw(t, "category"))
		change, err := Open(company, Company{ID: 1, Liaison: 3}, "JQ210104-000001", Filing{Input: in}, w.Moment)
		if err != nil {
			t.Fatal(err)
		}
		c, story := change.Case, change.Events
		take := func(change Change) {
			mustKeep(t, c, change.Case)
			c, story = change.Case, append(story, change.Events...)
			mustHold(t, c, story, w)
		}
		for range rapid.IntRange(1, 15).Draw(t, "steps") {
			w.Now = w.Now.Add(time.Duration(rapid.IntRange(1, 6*24*60).Draw(t, "minutes")) * time.Minute)
			crossed := c.crossings(w.Moment)
			mustStandAs(t, c, crossed, w.Moment)
			take(crossed)
			if rapid.IntRange(0, 5).Draw(t, "an edit") == 0 {
				doer, cmd := w.edit(t)
				if cmd.Action == "" {
					continue
				}
				if change, err := c.Apply(doer, cmd, w.Moment); err == nil {
					take(change)
				} else if kind := ProblemsOf(err)[0].Kind; kind != Conflict {
					t.Fatalf("%s: %v", cmd.Action, err)
				}
				continue
			}
			a := rapid.SampledFrom(actors).Draw(t, "actor")
			offers := c.Offers(a, w.Moment)
			if len(offers) == 0 {
				continue
			}
			offer := rapid.SampledFrom(offers).Draw(t, "offer")
			before := *c
			change, err := c.Apply(a, Command{Action: offer.Action, Input: least(offer, w.Moment)}, w.Moment)
			if err != nil {
				if ProblemsOf(err)[0].Field == "" {
					t.Fatalf("%s was offered %s and refused: %v", a.Role, offer.Action, err)
				}
				continue
			}
			if c.Version != before.Version || c.State != before.State || len(c.Clocks) != len(before.Clocks) {
				t.Fatalf("%s changed the case it was applied to", offer.Action)
			}
			take(change)
		}
	})
}

// mustKeep holds a change to what was promised before: first promises and lines of a ledger stand, what has ended is not
// touched, and what begins is promised by the version of the policy that the case was given.
func mustKeep(t *rapid.T, before, after *Case) {
	t.Helper()
	for i, was := range before.Clocks {
		is := after.Clocks[i]
		if !is.FirstDue.Equal(was.FirstDue) || !is.Start.Equal(was.Start) || is.Terms != was.Terms || is.Until != was.Until || is.Calendar != was.Calendar {
			t.Fatalf("the first promise of %s was %+v and is %+v", was.Milestone, was, is)
		}
		if n := len(was.Ledger); len(is.Ledger) < n || !slices.Equal(is.Ledger[:n], was.Ledger) {
			t.Fatalf("the ledger of %s was rewritten:\n%s", was.Milestone, cmp.Diff(was.Ledger, is.Ledger))
		}
		if was.Ended != "" && !cmp.Equal(was, is) {
			t.Fatalf("%s was touched after it ended:\n%s", was.Milestone, cmp.Diff(was, is))
		}
	}
	for _, k := range after.Clocks[len(before.Clocks):] {
		if given := fmt.Sprintf("%s/%d", after.Policy, after.PolicyVersion); k.Terms.Policy != given {
			t.Fatalf("%s begins by %s in a case promised by %s", k.Milestone, k.Terms.Policy, given)
		}
	}
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

func mustHold(t *rapid.T, c *Case, story []Event, w *world) {
	keys := map[string]bool{}
	for _, e := range story {
		if e.Key != "" && keys[e.Key] {
			t.Fatalf("reminder %s twice", e.Key)
		}
		keys[e.Key] = true
	}
	for i := range c.Clocks {
		k := &c.Clocks[i]
		cal := w.calendars[k.CountedOn()]
		if r := k.Reckon(cal); !r.Due.Equal(k.Due) || r.Provisional != k.Provisional {
			t.Fatalf("%s is kept due %s and counts to %s: %+v", k.Milestone, k.Due, r.Due, k)
		}
		if r := k.Explain(cal); !r.Due.Equal(k.Due) {
			t.Fatalf("%s is kept due %s and explained as %s: %+v", k.Milestone, k.Due, r.Due, k)
		}
		if first := w.calendars[k.Calendar].After(k.Start, k.Terms.Budget).At; k.Until.IsZero() && !first.Equal(k.FirstDue) {
			t.Fatalf("%s was first promised to %s, and %s from %s on is %s", k.Milestone, k.FirstDue, k.Terms.Budget, k.Start, first)
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
	if c.State != Waiting && len(c.worklist(w.Moment)) == 0 && c.State.Open() {
		t.Fatalf("an open case, %s, is on nobody's list", c.State)
	}
}
