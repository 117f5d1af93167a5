package demo

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
	"jiangqitong/reports"
)

// sampleEnd is the instant the demonstration starts at unless told otherwise.
var sampleEnd = workday.MakeDate(2021, time.June, 30).At(9, 0)

// TestSample plays the sample once on each engine and looks at it from every side.
func TestSample(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := filled(t, d, sampleEnd)
		t.Run("the article's month", func(t *testing.T) { articlesMonth(t, s) })
		t.Run("months around it", func(t *testing.T) { monthsAround(t, s) })
		t.Run("every state, light and list", func(t *testing.T) { everySort(t, s) })
		t.Run("every row of the lifecycle was played", func(t *testing.T) { everyAction(t, s) })
		t.Run("everybody who signs in has something to see", func(t *testing.T) { everybodySees(t, s) })
		t.Run("the clock stands at the end and is kept", func(t *testing.T) {
			state, kept, err := Kept(t.Context(), s.Desk)
			if err != nil || state != Ready || !kept.Equal(sampleEnd) || !s.Clock.Now().Equal(sampleEnd) {
				t.Errorf("kept %v %v %v, clock %v", state, kept, err, s.Clock.Now())
			}
		})
	})
}

func filled(t *testing.T, d *db.DB, until time.Time) *Stage {
	t.Helper()
	s := newStage(t, d)
	if err := s.Fill(t.Context(), until); err != nil {
		t.Fatal(err)
	}
	return s
}

// articlesMonth is the point of the sample: the reports compute what was published.
func articlesMonth(t *testing.T, s *Stage) {
	press := reports.NewPress(s.Desk, s.DB, s.Clock.Now)
	book, err := press.Book(t.Context(), reports.Official, press.Month(articleMonth))
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]int64{"livelihood_solved": 4, "approvals_solved": 15, "other_answered": 9, "benefited": 16} {
		if got := book.Figures[code].N; got != want {
			t.Errorf("%s is %d, want %d", code, got, want)
		}
	}
}

func monthsAround(t *testing.T, s *Stage) {
	press := reports.NewPress(s.Desk, s.DB, s.Clock.Now)
	for month := begin; !month.Equal(articleMonth.Next()); month = month.Next() {
		book, err := press.Book(t.Context(), reports.Official, press.Month(month))
		if err != nil {
			t.Fatal(err)
		}
		if f := book.Figures; f["received"].N < 10 || f["done"].N < 8 || f["on_time_rate"].N == 0 {
			t.Errorf("%s: received %v, done %v, on time %v", month, f["received"], f["done"], f["on_time_rate"])
		}
	}
}

// all lists every case as the system sees it.
func all(t *testing.T, s *Stage) (lines []cases.Line) {
	t.Helper()
	f := cases.Filter{Limit: 100}
	for {
		page, err := s.Desk.List(t.Context(), reports.Official, f)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, page.Lines...)
		if f.Cursor = page.Next; f.Cursor == "" {
			return lines
		}
	}
}

func everySort(t *testing.T, s *Stage) {
	states, lights := map[cases.State]int{}, map[cases.Light]int{}
	lines := all(t, s)
	for _, l := range lines {
		states[l.State]++
		lights[l.Light]++
	}
	for _, state := range cases.States() {
		if states[state] == 0 {
			t.Errorf("no case is %s", state)
		}
	}
	for _, light := range cases.Lights() {
		if lights[light] == 0 {
			t.Errorf("no case is lit %s", light)
		}
	}
	if n := len(lines); n < 250 || n > 450 {
		t.Errorf("%d cases", n)
	}
}

func everyAction(t *testing.T, s *Stage) {
	played := map[cases.Action]int{}
	for _, l := range all(t, s) {
		view, err := s.Desk.Read(t.Context(), reports.Official, l.No)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range view.Events {
			played[e.Action]++
		}
	}
	edits := []cases.Action{cases.Recount, cases.Repromise, cases.Pair} // follow from edits of the reference data, which the sample leaves alone
	for _, step := range cases.Lifecycle {
		if played[step.Action] == 0 && !slices.Contains(edits, step.Action) {
			t.Errorf("%s never happens", step.Action)
		}
	}
}

func everybodySees(t *testing.T, s *Stage) {
	for _, g := range Guests() {
		person, err := s.Accounts.SignIn(t.Context(), g.Login, Password, "")
		if err != nil {
			t.Errorf("%s: %v", g.Login, err)
			continue
		}
		page, err := s.Desk.List(t.Context(), person.Actor(), cases.Filter{})
		if err != nil || (len(page.Lines) == 0) != (g.Role == cases.RoleAdmin) {
			t.Errorf("%s sees %d cases, %v", g.Login, len(page.Lines), err)
		}
		if g.Role == cases.RoleAdmin || g.Role == cases.RoleAuditor {
			continue
		}
		counts, err := s.Desk.Counts(t.Context(), person.Actor())
		if err != nil {
			t.Fatal(err)
		}
		for _, list := range cases.ListsOf(person.Actor()) {
			if counts[list] == 0 {
				t.Errorf("%s finds the list %s empty", g.Login, list)
			}
		}
		box, err := s.Notify.Inbox(t.Context(), person.Actor(), "zh", "", 10)
		if err != nil || len(box.Lines) == 0 {
			t.Errorf("%s has an empty inbox, %v", g.Login, err)
		}
	}
}

// TestLaterSample plays to a later end: the article's month stays as it was, and months go on after it.
func TestLaterSample(t *testing.T) {
	if testing.Short() {
		t.Skip("plays for seconds")
	}
	s := filled(t, dbtest.SQLite(t), workday.MakeDate(2021, time.November, 9).At(15, 30))
	articlesMonth(t, s)
}

func TestSampleEndsWhereHistoryIs(t *testing.T) {
	s := newStage(t, dbtest.SQLite(t))
	for _, until := range []time.Time{Earliest.AddDays(-1).At(9, 0), Latest.AddDays(1).At(9, 0)} {
		if err := s.Fill(t.Context(), until); err == nil {
			t.Errorf("a sample to %s was played", until)
		}
	}
}

// TestUnfinishedSampleIsKnown stops the play in its middle.
func TestUnfinishedSampleIsKnown(t *testing.T) {
	s := newStage(t, dbtest.SQLite(t))
	if state, _, err := Kept(t.Context(), s.Desk); state != None || err != nil {
		t.Errorf("an empty database is %v, %v", state, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	s.Clock.Set(sampleEnd)
	if err := s.Clock.Keep(ctx, s.Desk); err != nil { // as if there had been one before
		t.Fatal(err)
	}
	time.AfterFunc(100*time.Millisecond, cancel)
	if err := s.Fill(ctx, sampleEnd); err == nil {
		t.Fatal("the play was not stopped")
	}
	if state, _, err := Kept(t.Context(), s.Desk); state != Unfinished || err != nil {
		t.Errorf("a stopped play is %v, %v", state, err)
	}
}

// TestSameInstantSameSample writes the scripts twice.
func TestSameInstantSameSample(t *testing.T) {
	if first, again := written(), written(); !slices.Equal(first, again) {
		t.Error("the scripts differ")
	}
}

func written() (lines []string) {
	a := &author{rng: rand.New(rand.NewPCG(2021, 6)), cal: workday.China(), cast: &cast{firms: firmsFor(make([]cases.Actor, 6))}, until: sampleEnd}
	a.history()
	a.june()
	a.present()
	for _, turn := range order(a.all, sampleEnd) {
		line := fmt.Sprint(turn.at, turn.script)
		if turn.step >= 0 {
			line += string(turn.script.steps[turn.step].action)
		}
		lines = append(lines, line)
	}
	return lines
}

// TestTales holds the texts to the limits of the form, to the categories, and to being filled in.
func TestTales(t *testing.T) {
	s := newStage(t, dbtest.SQLite(t))
	if err := s.Desk.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	refs, err := s.Desk.Refs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, tales := range []map[string][]tale{livelihoodTales, approvalTales, otherTales} {
		for category := range maps.Keys(tales) {
			seen[category] = true
			for _, tale := range tales[category] {
				for _, text := range []string{tale.title, tale.body, tale.plan, tale.ask, tale.answer, tale.solved, tale.noted} {
					if text == "" {
						t.Errorf("%s %s has an empty text", category, tale.title)
					}
				}
				if unruled(category) != (tale.lead != "") {
					t.Errorf("%s %s: lead %q", category, tale.title, tale.lead)
				}
			}
		}
	}
	for _, c := range refs.Categories {
		if !seen[c.Code] {
			t.Errorf("no tale of %s", c.Code)
		}
	}
}

// TestFirmsAreSamples holds the invented companies to being recognisable as such.
func TestFirmsAreSamples(t *testing.T) {
	names := map[string]bool{}
	for _, f := range firmsFor(make([]cases.Actor, 6)) {
		if shaped, checked := cases.CheckUSCC(f.USCC); !shaped || !checked {
			t.Errorf("%s: credit code %s", f.Name, f.USCC)
		}
		if bad := f.Check(); len(bad) > 0 {
			t.Errorf("%s: %v", f.Name, bad)
		}
		names[f.Name] = true
	}
	if len(names) < 40 {
		t.Errorf("%d different companies", len(names))
	}
	if problem := accounts.CheckPassword("company1", Password); problem != nil {
		t.Error(problem)
	}
}

func TestClock(t *testing.T) {
	wall := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c := NewClock(func() time.Time { return wall })
	if !c.Now().Equal(wall) {
		t.Error("a new clock does not go by the wall's")
	}
	c.Set(sampleEnd)
	wall = wall.Add(time.Hour)
	if !c.Now().Equal(sampleEnd) {
		t.Error("a clock that was set does not stand still")
	}
	c.Start()
	wall = wall.Add(time.Minute)
	c.Advance(24 * time.Hour)
	if want := sampleEnd.Add(24*time.Hour + time.Minute); !c.Now().Equal(want) {
		t.Errorf("it is %s, want %s", c.Now(), want)
	}
	if got := c.Ahead(); got != c.Now().Sub(wall) {
		t.Errorf("%s ahead", got)
	}
}
