package cases

import "jiangqitong/internal/workday"

// This file holds what the later rows of the lifecycle change, from the reply to the final answer, and what supervises the way there.

func draftReply(t *turn) error {
	t.c.Result, t.c.Reply = Result(t.in["result"]), t.in["text"]
	t.event.Data = map[string]string{"result": t.in["result"]}
	return nil
}

// approve sends the submitted reply; the company reads the reply, not the chief's remark.
func approve(t *turn) error {
	t.event.Data = map[string]string{"result": string(t.c.Result), remark: t.in["text"]}
	t.event.Text = t.c.Reply
	return t.replied()
}

func replyNow(t *turn) error {
	if err := draftReply(t); err != nil {
		return err
	}
	return t.replied()
}

func (t *turn) replied() error {
	t.c.RepliedAt = t.m.Now
	if t.c.ContactedAt.IsZero() {
		t.c.ContactedAt = t.m.Now
	}
	if t.c.PlannedAt.IsZero() {
		t.c.PlannedAt = t.m.Now
	}
	t.c.ExtendTo, t.c.TrackTo, t.c.Disputed = noDay, noDay, false
	return nil
}

func requestTracking(t *turn) error {
	until := t.in.Date("until")
	if !until.After(t.m.Today()) {
		return &Problem{Invalid, "until", Words{"承诺日期须晚于今天。", "The promised date must lie after today."}}
	}
	t.c.TrackTo = until
	t.event.Data = map[string]string{"until": until.String()}
	return nil
}

func approveTracking(t *turn) error {
	t.c.Promise, t.c.TrackTo, t.c.ExtendTo = t.c.TrackTo, noDay, noDay
	t.c.NextFeedback = t.nextMonth()
	t.event.Data = map[string]string{"until": t.c.Promise.String(), "next": t.c.NextFeedback.String()}
	return nil
}

func refuseTracking(t *turn) error {
	t.c.TrackTo = noDay
	return nil
}

// feedback sets the next date: the one given, or a month on, and never after the promise.
func feedback(t *turn) error {
	next := t.in.Date("next")
	switch {
	case next.IsZero():
		next = t.nextMonth()
	case !next.After(t.m.Today()):
		return &Problem{Invalid, "next", Words{"下次反馈日期须晚于今天。", "The next feedback must lie after today."}}
	}
	t.c.NextFeedback = next
	t.event.Data = map[string]string{"next": next.String()}
	return nil
}

// nextMonth is the monthly rhythm of rolling feedback: the same day of the next month, its last where it has no such day,
// and no later than the promise itself.
func (t *turn) nextMonth() workday.Date {
	today := t.m.Today()
	month := workday.MonthOf(today).Next()
	next := month.First().AddDays(today.Day() - 1)
	if !month.Contains(next) {
		next = month.Last()
	}
	if promise := t.c.Promise; next.After(promise) && promise.After(t.m.Today()) {
		return promise
	}
	return next
}

func rate(t *turn) error {
	t.c.Score = int(t.in["score"][0] - '0')
	t.c.IsSolved = Tri(t.in["solved"])
	t.c.judge()
	t.event.Data = map[string]string{"score": t.in["score"], "solved": t.in["solved"]}
	return nil
}

// judge marks what the centre has to rule on: two lowest scores, or not solved.
func (c *Case) judge() {
	c.Dissatisfied = c.Score == 1 || c.Score == 2 || c.IsSolved == No
}

func callBack(t *turn) error {
	t.c.CallBack = t.in["outcome"]
	if s := t.in["score"]; s != "" {
		t.c.Score = int(s[0] - '0')
	}
	if s := Tri(t.in["solved"]); s != Unknown {
		t.c.IsSolved = s
	}
	t.c.judge()
	t.event.Data = map[string]string{"outcome": t.in["outcome"], "score": t.in["score"], "solved": t.in["solved"]}
	return nil
}

// redo keeps the figures of the round that failed and opens the next with promises of its own.
func redo(t *turn) error {
	c := t.c
	past := c.present()
	t.past = &past
	c.Round++
	c.AssignedAt = t.m.Now
	c.DispatchedAt, c.SignedAt, c.ContactedAt, c.PlannedAt, c.RepliedAt, c.ClosedAt = t.m.Now, never, never, never, never, never
	c.Result, c.Reply, c.Score, c.IsSolved, c.CallBack = "", "", 0, Unknown, ""
	c.Dissatisfied, c.Explained, c.Ruled = false, false, false
	c.Promise, c.NextFeedback, c.Typical = noDay, noDay, ""
	c.Returns, c.ImproperReturns, c.Extensions = 0, 0, 0
	return nil
}

func settle(t *turn) error {
	t.c.Dissatisfied = false
	return nil
}

func seal(t *turn) error {
	t.c.Final, t.c.Dissatisfied = true, false
	return nil
}

func feature(t *turn) error {
	t.c.Typical = t.in["text"]
	return nil
}

func unfeature(t *turn) error {
	t.c.Typical = ""
	return nil
}

func urge(t *turn) error {
	t.c.UrgedAt = t.m.Now
	return nil
}

func supervise(t *turn) error {
	t.c.Supervised = true
	return nil
}

func instruct(t *turn) error {
	t.c.Instructed = true
	return nil
}

func acknowledge(t *turn) error {
	t.c.Instructed = false
	return nil
}

func explain(t *turn) error {
	t.c.Explained = true
	return nil
}
