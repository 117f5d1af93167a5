package cases

// This file holds what the co-bureaus' rows of the lifecycle change: legs and their clocks.

func addCo(t *turn) error {
	bureau := t.in["bureau"]
	switch {
	case bureau == t.c.Lead:
		return &Problem{Invalid, "bureau", Words{"主办单位不能同时协办。", "The lead cannot also assist."}}
	case bureau == t.c.Against && bureau != "":
		return &Problem{Invalid, "bureau", Words{"不能交给被投诉的单位。", "It cannot go to the bureau complained of."}}
	case t.c.openLeg(bureau) != nil:
		return &Problem{Invalid, "bureau", Words{"该单位正在协办。", "That bureau assists already."}}
	}
	t.addLeg(bureau, t.in["text"])
	t.event.Leg = len(t.c.Legs)
	t.event.Data = map[string]string{"co": bureau}
	return nil
}

func coSign(t *turn) error {
	leg := t.leg()
	leg.State, leg.SignedAt = LegSigned, t.m.Now
	return nil
}

// coAnswer also signs, when the co-bureau answered without signing first.
func coAnswer(t *turn) error {
	leg := t.leg()
	if leg.SignedAt.IsZero() {
		leg.SignedAt = t.m.Now
	}
	leg.State, leg.Answer, leg.AnsweredAt = LegAnswered, t.in["text"], t.m.Now
	t.endLegClock(leg.N, OpMeet)
	return nil
}

func coDecline(t *turn) error {
	leg := t.leg()
	leg.State, leg.Answer = LegDeclined, t.in["text"]
	t.endLegClock(leg.N, OpStop)
	return nil
}

// leg is the actor's own open leg; the table let only a co-bureau with one come here.
func (t *turn) leg() *Leg {
	leg := t.c.openLeg(t.actor.Bureau)
	t.event.Leg = leg.N
	return leg
}

func (t *turn) addLeg(bureau, task string) {
	n := len(t.c.Legs) + 1
	t.c.Legs = append(t.c.Legs, Leg{N: n, Bureau: bureau, Round: t.c.Round, State: LegAsked, Task: task, AddedAt: t.m.Now})
	t.startClock(CoBy, n)
}

func (t *turn) endLegClock(leg int, op Op) {
	for i := range t.c.Clocks {
		if k := &t.c.Clocks[i]; k.Leg == leg && k.Ended == "" {
			t.operate(op, k)
		}
	}
}

// stopLegs ends what co-bureaus still owe, when the whole case needs it no more.
func (t *turn) stopLegs() {
	for i := range t.c.Legs {
		if leg := &t.c.Legs[i]; leg.State.Open() {
			leg.State = LegStopped
			t.endLegClock(leg.N, OpStop)
		}
	}
}
