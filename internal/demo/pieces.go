package demo

import (
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// This file holds the pieces that the ways of a case are put together from.

// routed has the centre route what no rule does.
func (s *script) routed() *script {
	if unruled(s.category) {
		s.after(10*time.Minute, 100*time.Minute).do(centre, cases.Route, "lead", s.tale.lead, "text", "请按职责办理并答复企业。")
	}
	return s
}

// takeUp is a lead that does what it promises: sign, contact, plan, with the co-bureaus beside.
func (s *script) takeUp() *script {
	s.routed().after(3*time.Minute, 25*time.Minute).do(officer, cases.Sign)
	s.after(3*time.Minute, 25*time.Minute).contact()
	if s.chance(12) {
		s.do(officer, cases.Note, "text", s.pick(noteWords...))
	}
	return s.after(40*time.Minute, 5*time.Hour).plan().helpers()
}

func (s *script) contact() *script {
	return s.do(officer, cases.Contact, "how", s.pick("phone", "phone", "visit", "online"), "text", s.pick(contactWords...))
}

func (s *script) plan() *script { return s.do(officer, cases.Plan, "text", s.tale.plan) }

// helpers are the co-bureaus: most sign and answer, some late, a few never.
func (s *script) helpers() *script {
	here := s.at
	for leg := 1; leg <= 4; leg++ {
		if s.chance(8) {
			continue
		}
		s.at = here
		if s.chance(70) {
			s.after(10*time.Minute, 4*time.Hour).doLeg(leg, cases.CoSign)
		}
		s.after(2*time.Hour, 60*time.Hour).doLeg(leg, cases.CoAnswer, "text", s.pick(coWords...))
	}
	s.at = here
	return s
}

// work is the days between plan and reply, with progress the company can read.
func (s *script) work(min, max int) *script {
	s.days(min, max)
	if s.chance(45) {
		s.do(officer, cases.Progress, "text", s.pick(progressWords...)).after(2*time.Hour, 7*time.Hour)
	}
	return s
}

func (s *script) ask() *script {
	return s.after(time.Hour, 4*time.Hour).do(officer, cases.Ask, "text", s.tale.ask)
}

func (s *script) extend() *script {
	reason := s.pick(extendWords...)
	return s.doAs(officer, cases.Extend, func(c *cases.Case) cases.Input {
		until := s.cal.AddWorkingDays(workday.LastDay(c.Due), 3)
		return cases.Input{"until": until.String(), "text": reason}
	})
}

func (s *script) decline() *script {
	return s.after(10*time.Minute, 50*time.Minute).do(officer, cases.Decline, "text", s.pick(declineWords...))
}

// track puts the case on the tracking list, to a promise some months away.
func (s *script) track(soon bool) *script {
	days := 90 + s.rng.IntN(150)
	if soon {
		days = 40 + s.rng.IntN(30)
	}
	until := s.cal.RollBack(workday.DateOf(s.at).AddDays(days))
	s.takeUp().days(1, 2).do(officer, cases.RequestTracking, "until", until.String(), "text", s.pick(trackWords...))
	p := centre
	if s.chance(40) {
		p = leader
	}
	return s.after(time.Hour, 6*time.Hour).do(p, cases.ApproveTracking, "text", "需列入工程计划分段实施，期间按月反馈，完成后销号。")
}

// stage is a month of a tracked case and its rolling feedback.
func (s *script) stage() *script {
	day := s.cal.RollBack(workday.DateOf(s.at).AddDays(25 + s.rng.IntN(4)))
	return s.onDay(day).do(officer, cases.Feedback, "text", s.pick(stageWords...))
}

// result draws how a case ends.
func (s *script) result() cases.Result {
	switch n := s.rng.IntN(100); {
	case n < 78:
		return cases.Solved
	case n < 88 && trackable(s.category):
		return cases.Planned
	}
	return cases.Explained
}

// reply is the answer to the company, reviewed by the chief.
func (s *script) reply(r cases.Result) *script {
	text := s.tale.solved
	if r != cases.Solved {
		text = s.tale.noted
	}
	if s.chance(12) {
		return s.do(chief, cases.Reply, "result", string(r), "text", text)
	}
	s.do(officer, cases.Submit, "result", string(r), "text", text)
	if s.chance(7) {
		s.after(30*time.Minute, 3*time.Hour).do(chief, cases.SendBack, "text", s.pick(sendBackWords...))
		s.after(30*time.Minute, 3*time.Hour).do(officer, cases.Submit, "result", string(r), "text", text+"责任人已列明，附现场照片。")
	}
	return s.after(15*time.Minute, 2*time.Hour).do(chief, cases.Approve, "text", s.pick(approveWords...))
}

// rated is the end: most companies rate, the silent ones let the answer lapse, and the centre calls back.
func (s *script) rated() *script {
	if s.chance(72) {
		score, words := "5", praiseWords
		switch n := s.rng.IntN(100); {
		case n >= 88:
			score, words = "3", plainWords
		case n >= 60:
			score = "4"
		}
		s.after(3*time.Hour, 90*time.Hour).do(s.filer(), cases.Rate, "score", score, "solved", "yes", "text", s.pick(words...))
		return s.calledBack()
	}
	if s.chance(60) {
		s.days(1, 3).do(caller, cases.CallBack, "outcome", "reached", "solved", "yes", "score", s.pick("4", "5", "3"), "text", s.pick(callWords...))
	} else {
		s.days(1, 3).do(caller, cases.CallBack, "outcome", s.pick("unreachable", "refused"))
	}
	return s
}

// calledBack is the centre's call after a rating.
func (s *script) calledBack() *script {
	return s.days(1, 3).do(caller, cases.CallBack, "outcome", s.pick("reached", "reached", "reached", "reached", "unreachable"), "text", s.pick(callWords...))
}

// filer is who speaks for the company in this case.
func (s *script) filer() part {
	if s.by == liaison {
		return liaison
	}
	return company
}
