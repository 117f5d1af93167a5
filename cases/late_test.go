package cases

import (
	"slices"
	"strings"
	"testing"

	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// What a year of random life brought to light; see internal/year.

func TestAnActionComesAfterWhatTheTimerHasNotComeToYet(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput) // contact is due at 10:00
	m := s.moment("2021-06-01 11:00")
	change, err := s.c.Apply(officer, Command{Action: Sign}, m)
	s.take(change, err)
	if i := slices.IndexFunc(s.said, func(e Event) bool { return e.Milestone == ContactBy && e.Level == DueNow }); i < 0 ||
		!s.said[i].At.Equal(instant(t, "2021-06-01 10:00")) {
		t.Errorf("the timer was down and nobody recorded that contact fell due: %+v", s.said)
	}
	if last := s.said[len(s.said)-1]; last.Action != Sign {
		t.Errorf("%s comes last", last.Action)
	}
}

// TestAStoryDoesNotGoBackInTime puts the machine's clock back by an hour in the middle of a case.
func TestAStoryDoesNotGoBackInTime(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 10:00", roadInput)
	s.do("2021-06-01 09:00", officer, Sign)
	s.do("2021-06-01 09:10", officer, Contact, "how", "phone", "text", "已联系")
	s.do("2021-06-01 10:20", officer, Ask, "text", "请补充照片")
	s.do("2021-06-01 09:30", company, Answer, "text", "已补充")
	for i := range s.said[1:] {
		if s.said[i+1].At.Before(s.said[i].At) {
			t.Errorf("%s at %s comes after %s at %s", s.said[i+1].Action, s.said[i+1].At, s.said[i].Action, s.said[i].At)
		}
	}
	for _, k := range s.c.Clocks {
		at := k.Start
		for _, entry := range k.Ledger {
			if entry.At.Before(at) {
				t.Errorf("the ledger of %s: %s at %s, after %s", k.Milestone, entry.Kind, entry.At, at)
			}
			at = entry.At
		}
	}
}

func TestWhatSilenceDidComesBeforeALateAction(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.do("2021-06-01 09:20", officer, Ask, "text", "请补充照片")
	s.due(AnswerBy, "2021-06-16 17:30")
	if _, err := s.c.Apply(company, Command{Action: Answer, Input: Input{"text": "已补充"}}, s.moment("2021-06-17 09:00")); ProblemsOf(err) == nil {
		t.Errorf("an answer after its time, before the timer looked: %v", err)
	}
}

func TestAPromisedDateIsNearDueAWorkingDayBefore(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.do("2021-06-01 09:20", officer, RequestTracking, "until", "2021-06-15", "text", "需立项")
	s.do("2021-06-01 09:30", centre, ApproveTracking, "text", "列入年度计划")
	s.passes("2021-06-12 09:00") // Saturday; Monday 14 June is the Dragon Boat holiday
	for _, m := range []Milestone{PromiseBy, FeedbackBy} {
		if got := s.levels(m); !slices.Equal(got, []Level{NearDue}) {
			t.Errorf("before the last day %s was reminded at %v", m, got)
		}
	}
}

func TestADeclineIsSettledWhateverTheBureauDoesMeanwhile(t *testing.T) {
	for _, test := range []struct {
		name string
		then func(*story)
	}{
		{"it asks the company", func(s *story) { s.do("2021-06-01 10:00", officer, Ask, "text", "请补充照片") }},
		{"it submits a reply", func(s *story) { s.do("2021-06-01 10:00", officer, Submit, "result", "solved", "text", "已修") }},
		{"it has the case tracked", func(s *story) {
			s.do("2021-06-01 10:00", officer, RequestTracking, "until", "2021-06-30", "text", "需立项")
			s.do("2021-06-01 11:00", centre, ApproveTracking, "text", "列入年度计划")
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &story{t: t}
			s.file("2021-06-01 09:00", roadInput)
			s.do("2021-06-01 09:10", officer, Sign)
			s.do("2021-06-01 09:20", officer, Decline, "text", "不属本局职责")
			test.then(s)
			s.passes("2021-06-03 09:00")
			if s.c.Disputed || !s.c.Ruled {
				t.Errorf("two days later: disputed %v, ruled %v", s.c.Disputed, s.c.Ruled)
			}
		})
	}
	t.Run("it replies", func(t *testing.T) {
		s := &story{t: t}
		s.file("2021-06-01 09:00", roadInput)
		s.do("2021-06-01 09:10", officer, Sign)
		s.do("2021-06-01 09:20", officer, Decline, "text", "不属本局职责")
		s.do("2021-06-01 10:00", chief, Reply, "result", "solved", "text", "已修")
		s.passes("2021-06-03 09:00")
		if s.c.Disputed || len(s.levels(RulingBy)) > 0 {
			t.Errorf("disputed %v, reminded of a ruling at %v", s.c.Disputed, s.levels(RulingBy))
		}
	})
}

func TestANoticeMovesReminders(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := openOffice(t, d, "2026-12-28 09:00")
		o.load(strings.Replace(notice2027, "2027-01-01..2027-01-03,off,元旦\n", "", 1))
		o.resettle()
		o.file(roadInput)
		if due := workday.FormatDue(o.clockOf(ResolveBy).Due); due != "2027-01-04 17:30" {
			t.Fatalf("due %s", due)
		}
		o.load("# id: 国办发明电〔2026〕10号\n# year: 2027\n# version: 2\n# amends: true\ndate,kind,name\n2027-01-01,off,元旦\n")
		if n := o.resettle(); n != 0 {
			t.Errorf("%d cases moved: nothing is due on another day", n)
		}
		o.at("2026-12-31 08:30")
		if k := o.clockOf(ResolveBy); k.Level != NearDue {
			t.Errorf("on the last working day before, it is at level %d and crosses the next %s", k.Level, k.Next)
		}
		o.sound()
	})
}
