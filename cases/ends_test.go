package cases

import (
	"slices"
	"testing"
)

// These tests hold the table to what ends a promise: nothing that is over is reminded of, and nothing runs on unseen.

// ended is the fate of the clocks of a milestone, in their order.
func (s *story) ended(m Milestone) (kinds []EntryKind) {
	for _, k := range s.c.Clocks {
		if k.Milestone == m {
			kinds = append(kinds, k.Ended)
		}
	}
	return kinds
}

func TestARedoEndsTheInvitationToRate(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.do("2021-06-02 09:00", chief, Reply, "result", "explained", "text", "已解释")
	s.do("2021-06-02 10:00", centre, Redo, "text", "回访得知没有解决，请现场处理")
	if got := s.ended(ConfirmBy); !slices.Equal(got, []EntryKind{Stopped}) {
		t.Errorf("after the redo the rating is %q", got)
	}
	s.passes("2021-07-01 09:00")
	if s.c.State != Dispatched {
		t.Errorf("the silence of the company about the first round made the second %s", s.c.State)
	}
}

func TestACoBureauThatDeclinesOwesNothing(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.do("2021-06-01 10:00", helper, CoDecline, "text", "不涉及本单位职责")
	if got := s.ended(CoBy); !slices.Equal(got, []EntryKind{Stopped}) {
		t.Errorf("its promise is %q", got)
	}
	s.passes("2021-06-30 09:00")
	if told := s.levels(CoBy); len(told) > 0 {
		t.Errorf("it is reminded at %v all the same", told)
	}
}

func TestAnotherLeadEndsThePartsOfTheFirst(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 10:00", officer, Sign)
	s.do("2021-06-01 10:10", officer, Extend, "until", "2021-06-11", "text", "需要材料")
	s.do("2021-06-01 10:20", officer, RequestTracking, "until", "2021-12-31", "text", "需立项")
	s.do("2021-06-01 11:00", centre, Reassign, "lead", "swj")
	for _, action := range []Action{Grant, Refuse} {
		s.refusedAt("2021-06-01 11:10", centre, Conflict, action, "text", "首个单位的申请")
	}
	s.do("2021-06-01 11:20", outsider, Sign)
	s.refusedAt("2021-06-01 11:30", centre, Conflict, ApproveTracking, "text", "首个单位的申请")
	if leg := s.c.Legs[0]; leg.State != LegStopped {
		t.Errorf("the part asked for by the first lead is %s", leg.State)
	}
	if got := s.ended(CoBy); !slices.Equal(got, []EntryKind{Stopped}) {
		t.Errorf("its promise is %q", got)
	}
	if got := s.ended(SignBy); !slices.Equal(got, []EntryKind{Met, Met}) {
		t.Errorf("signing is %q; the second lead has its own time", got)
	}
}

// A final answer to a company that never rated takes no rating any more.
func TestAFinalAnswerTakesNoRating(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.do("2021-06-02 09:00", chief, Reply, "result", "explained", "text", "已解释")
	s.passes("2021-06-15 09:00")
	if s.c.State != Closed || s.c.Score != 0 {
		t.Fatalf("after the company's silence it is %s", s.c.State)
	}
	s.do("2021-06-15 10:00", centre, Seal, "text", "同一事项已三次解释")
	s.refusedAt("2021-06-15 11:00", company, Conflict, Rate, "score", "1", "solved", "no")
}

// Whatever way is tried, a complaint does not come to the bureau it is about.
func TestNothingGoesToTheBureauComplainedOf(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", with("against", "zjj"))
	if s.c.State != Filed {
		t.Fatalf("filed against its usual lead, it is %s with %q", s.c.State, s.c.Lead)
	}
	s.refusedAt("2021-06-01 10:00", centre, Invalid, Route, "lead", "zjj")
	s.refusedAt("2021-06-01 10:00", centre, Invalid, Route, "lead", "swj", "co", "jtj,zjj")
	s.do("2021-06-01 10:10", centre, Route, "lead", "swj")
	s.refusedAt("2021-06-01 10:20", centre, Invalid, AddCo, "bureau", "zjj", "text", "请配合")
	s.refusedAt("2021-06-01 10:20", outsider, Invalid, AddCo, "bureau", "zjj", "text", "请配合")
	s.refusedAt("2021-06-01 10:30", centre, Invalid, Reassign, "lead", "zjj")
	s.refusedAt("2021-06-01 10:30", centre, Invalid, Reassign, "lead", "jtj", "co", "zjj")
}

// A delay that was explained in time is on no criticism list; one that was not, is.
func TestAnExplainedDelayIsNotCriticised(t *testing.T) {
	for explained, want := range map[bool]bool{true: false, false: true} {
		s := &story{t: t}
		s.file("2021-06-01 09:00", roadInput)
		s.do("2021-06-01 09:10", officer, Sign)
		s.due(ResolveBy, "2021-06-08 17:30")
		if explained {
			s.do("2021-06-10 09:00", officer, Explain, "text", "材料由外地寄来")
		}
		s.passes("2021-06-30 09:00")
		if told := s.levels(ResolveBy); slices.Contains(told, FiveDays) != want || !slices.Contains(told, ThreeDays) {
			t.Errorf("explained %v: told at %v", explained, told)
		}
	}
}

// A date promised for tracking that went by before anybody ruled on it promises nothing.
func TestTrackingIsNotApprovedToADateGoneBy(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.do("2021-06-01 09:20", officer, RequestTracking, "until", "2021-06-03", "text", "需立项")
	s.refusedAt("2021-06-03 09:00", leader, Conflict, ApproveTracking, "text", "列入计划")
	s.do("2021-06-03 09:10", centre, RefuseTracking, "text", "请提出新的日期")
	s.do("2021-06-03 09:20", officer, RequestTracking, "until", "2021-06-04", "text", "需立项")
	s.do("2021-06-03 09:30", leader, ApproveTracking, "text", "列入计划")
}
