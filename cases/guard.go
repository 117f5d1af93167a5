package cases

import "jiangqitong/internal/workday"

// Guard is a rule that the lifecycle's columns cannot say. Its name and sentence are printed in the docs; the
// sentence is also the refusal a person reads. The zero Guard always holds.
type Guard struct {
	Name  string
	Says  Words
	holds func(*Case, Moment) bool
}

// Holds says whether the guard lets the action through.
func (g Guard) Holds(c *Case, m Moment) bool { return g.holds == nil || g.holds(c, m) }

// The guards of the lifecycle.
var (
	openToOthers = Guard{"not-confidential", Words{"保密诉求只由主办单位办理，不能增加协办单位。", "A confidential request is for the lead alone; nobody can assist."},
		func(c *Case, _ Moment) bool { return !c.Confidential }}
	undisputed = Guard{"undisputed", Words{"退单待裁定期间不能签收。", "It cannot be signed while a decline waits for its ruling."},
		func(c *Case, _ Moment) bool { return !c.Disputed }}
	disputed = Guard{"disputed", Words{"没有待裁定的退单。", "There is no decline to rule on."},
		func(c *Case, _ Moment) bool { return c.Disputed }}
	mayDecline = Guard{"may-decline", Words{"退单只能在交给本单位后的退单期限内提出一次；裁定后不得再退。",
		"A bureau may decline once, within the return window after it got the case, and not after a ruling."},
		func(c *Case, m Moment) bool {
			window := c.policy(m).ReturnWindow
			return !c.Disputed && !c.Ruled && !m.Now.After(m.Calendar().After(c.AssignedAt, window).At)
		}}
	notContacted = Guard{"not-contacted", Words{"本轮已登记联系企业。", "Contact was recorded already."},
		func(c *Case, _ Moment) bool { return c.ContactedAt.IsZero() }}
	notPlanned = Guard{"not-planned", Words{"本轮已提出办理方案；后续情况请用“公开进展”。", "A plan was given already; use public progress for what follows."},
		func(c *Case, _ Moment) bool { return c.PlannedAt.IsZero() }}
	mayExtend = Guard{"may-extend", Words{"延期须在到期前（规则要求提前的，按规则提前）申请，不超过规定次数，且没有待批的申请。",
		"An extension is asked before the due instant, as far ahead as the policy says, within the limit of count, and one at a time."},
		func(c *Case, m Moment) bool {
			p := c.policy(m)
			ahead := m.Calendar().After(m.Now, p.ExtendAhead).At
			return c.ExtendTo.IsZero() && c.Extensions < p.ExtendTimes && m.Now.Before(c.Due) && !ahead.After(c.Due)
		}}
	extensionAsked = Guard{"extension-asked", Words{"没有待批的延期申请。", "There is no extension to rule on."},
		func(c *Case, _ Moment) bool { return !c.ExtendTo.IsZero() }}
	reviewed = Guard{"review-required", Words{"本类诉求不需要审核，请直接答复。", "This kind of request needs no review; reply directly."},
		func(c *Case, m Moment) bool { return c.policy(m).Review }}
	notReviewed = Guard{"no-review-required", Words{"答复须经分管领导审核，请提交审核。", "The chief reviews replies; submit it for review."},
		func(c *Case, m Moment) bool { return !c.policy(m).Review }}
	mayTrack = Guard{"may-track", Words{"该类别不允许挂账，或已有待批的挂账申请。", "The category allows no tracking, or a request for it is waiting already."},
		func(c *Case, m Moment) bool {
			category, _ := m.Refs.Category(c.Category)
			return category.Tracking && c.TrackTo.IsZero()
		}}
	trackingAsked = Guard{"tracking-asked", Words{"没有待批的挂账申请。", "There is no request for tracking to rule on."},
		func(c *Case, _ Moment) bool { return !c.TrackTo.IsZero() }}
	promiseAhead = Guard{"promise-ahead", Words{"没有待批的挂账申请，或承诺日期已过，须重新申请。",
		"There is no request for tracking, or its promised date has passed: the lead has to ask anew."},
		func(c *Case, m Moment) bool { return m.Today().Before(c.TrackTo) }}
	tracked = Guard{"tracked", Words{"该诉求没有挂账。", "The request is not tracked."},
		func(c *Case, _ Moment) bool { return !c.Promise.IsZero() }}
	untracked = Guard{"not-tracked", Words{"挂账诉求由承诺的单位负责到底，不能改派。", "A tracked request stays with the bureau that promised it."},
		func(c *Case, _ Moment) bool { return c.Promise.IsZero() }}
	unrated = Guard{"unrated", Words{"已经评价过，或已作最终答复。", "It was rated already, or the answer is final."},
		func(c *Case, _ Moment) bool { return c.Score == 0 && !c.Final }}
	dissatisfied = Guard{"dissatisfied", Words{"企业没有表示不满意。", "The company is not dissatisfied."},
		func(c *Case, _ Moment) bool { return c.Dissatisfied }}
	notFinal = Guard{"not-final", Words{"已作最终答复，不再重办、回访或评价。", "The answer is final: no redo, call-back or rating."},
		func(c *Case, _ Moment) bool { return !c.Final }}
	mayShow = Guard{"may-be-shown", Words{"已经是典型案例；保密诉求、投诉单位的诉求和企业不满意待处理的诉求不作典型案例。",
		"It is a typical case already; or it is confidential, a complaint against a bureau, or waits for the centre to rule on a bad rating, and is shown to nobody as typical."},
		func(c *Case, _ Moment) bool {
			return c.Typical == "" && !c.Confidential && c.Against == "" && !c.Dissatisfied
		}}
	featured = Guard{"typical", Words{"该诉求不是典型案例。", "The request is no typical case."},
		func(c *Case, _ Moment) bool { return c.Typical != "" }}
	notUrgedToday = Guard{"not-urged-today", Words{"今天已经催办过，请明天再催。", "It was urged today already; try again tomorrow."},
		func(c *Case, m Moment) bool { return c.UrgedAt.IsZero() || workday.DateOf(c.UrgedAt) != m.Today() }}
	instructed = Guard{"instructed", Words{"没有待回复的批示。", "No instruction waits for an answer."},
		func(c *Case, _ Moment) bool { return c.Instructed }}
	nobodyJoined = Guard{"nobody-joined", Words{"已有其他诉求并入本件，不能撤回；如已解决，请联系诉求中心。",
		"Other requests were merged into this one, so it cannot be withdrawn; if it is solved, tell the request centre."},
		func(c *Case, _ Moment) bool { return c.Joined == 0 }}
	calendarMoves = Guard{"calendar-moves", Words{"现行日历没有改变任何时限。", "The calendar in force moves no promise."},
		func(c *Case, m Moment) bool { return len(c.moves(m.Calendar(), basis{})) > 0 }}
	lateUnexplained = Guard{"late-unexplained", Words{"没有超期，或已经说明。", "It is not late, or was explained already."},
		func(c *Case, m Moment) bool { return !c.Explained && !c.Due.IsZero() && m.Now.After(c.Due) }}
)

func (s *Standing) policy(m Moment) Policy { return m.Refs.Policy(s.Policy, s.PolicyVersion) }
