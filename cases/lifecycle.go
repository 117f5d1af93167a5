package cases

// Action is something that happens to a case.
type Action string

// The actions, in the order of the story.
const (
	File            Action = "file"
	Return          Action = "return"
	Refile          Action = "refile"
	Reject          Action = "reject"
	Withdraw        Action = "withdraw"
	Route           Action = "route"
	Reassign        Action = "reassign"
	Sign            Action = "sign"
	Contact         Action = "contact"
	Plan            Action = "plan"
	Decline         Action = "decline"
	Uphold          Action = "uphold"
	UpholdSilent    Action = "uphold-silent"
	Ask             Action = "ask"
	Answer          Action = "answer"
	Unanswered      Action = "unanswered"
	Extend          Action = "extend"
	Grant           Action = "grant"
	Refuse          Action = "refuse"
	AddCo           Action = "add-co"
	CoSign          Action = "co-sign"
	CoAnswer        Action = "co-answer"
	CoDecline       Action = "co-decline"
	Note            Action = "note"
	Progress        Action = "progress"
	Submit          Action = "submit"
	Approve         Action = "approve"
	SendBack        Action = "send-back"
	Reply           Action = "reply"
	RequestTracking Action = "request-tracking"
	ApproveTracking Action = "approve-tracking"
	RefuseTracking  Action = "refuse-tracking"
	Feedback        Action = "feedback"
	Rate            Action = "rate"
	CallBack        Action = "call-back"
	Redo            Action = "redo"
	Settle          Action = "settle"
	Lapse           Action = "lapse"
	Urge            Action = "urge"
	Supervise       Action = "supervise"
	Instruct        Action = "instruct"
	Acknowledge     Action = "acknowledge"
	Explain         Action = "explain"
	Seal            Action = "seal"
	Feature         Action = "feature"
	Unfeature       Action = "unfeature"
	Merge           Action = "merge"
	Join            Action = "join"
	Relay           Action = "relay"
	Remind          Action = "remind"
	Overdue         Action = "overdue"
	Recount         Action = "recount"
	Repromise       Action = "repromise"
	Pair            Action = "pair"
)

// Step is one row of the lifecycle: who may do what from where, what it asks, what it does and whom it tells.
type Step struct {
	Action Action
	Label  Words
	From   []State // none: the case does not exist yet
	To     State   // empty: stays where it is
	Who    Party
	Asks   []Field
	When   Guard    // the zero Guard always holds
	Clocks []Effect // what it does to the promises
	Tells  Party    // who hears of it, beside the timeline
	Public bool     // the company may read it
	Shared bool     // an answer: the companies of cases merged into it hear it too
	change func(*turn) error
}

// States a row may start from, named once.
var (
	atBureau  = []State{Dispatched, Handling}
	withLead  = []State{Dispatched, Handling, Waiting, Reviewing}
	workable  = []State{Dispatched, Handling, Waiting, Reviewing, Tracking}
	answered  = []State{Replied, Closed}
	beforeEnd = []State{Filed, Returned, Dispatched, Handling, Waiting}
	joinable  = append(in(Closed), openStates...)
	signable  = []Milestone{SignBy, ContactBy, PlanBy, ResolveBy}
)

// Lifecycle is the whole life of a case. The checks of forms and API, the buttons, the offers on each case, the
// clocks, the audience of every message, what the timer does, docs/lifecycle.md and the page /lifecycle come from
// these rows and from nowhere else. Of several rows for one action the first whose Guard holds is taken.
var Lifecycle = []Step{
	{Action: File, Label: Words{"提交诉求", "File"}, To: Filed, Who: Filer | OfLiaison | Centre,
		Asks: filingFields, Clocks: start(RouteBy), Tells: Centre | Filer | OfLiaison, Public: true, change: file},
	{Action: Return, Label: Words{"退回补正", "Return for completion"}, From: in(Filed, Dispatched), To: Returned,
		Who: Centre, Asks: fields(need("text", "需要补正的内容", "What has to be completed")), Clocks: stopAll,
		Tells: Filer | OfLiaison, Public: true, change: unassign},
	{Action: Refile, Label: Words{"补正后重报", "File again"}, From: in(Returned), To: Filed, Who: Filer | OfLiaison,
		Asks: fields(titleField, bodyField), Clocks: start(RouteBy), Tells: Centre, Public: true, change: refile},
	{Action: Reject, Label: Words{"不予受理", "Do not accept"}, From: in(Filed, Returned, Dispatched), To: Rejected,
		Who:  Centre,
		Asks: fields(reasonField, need("text", "给企业的说明", "Explanation for the company")), Clocks: stopAll,
		Tells: Filer | OfLiaison, Public: true, Shared: true, change: reject},
	{Action: Withdraw, Label: Words{"撤回诉求", "Withdraw"}, From: beforeEnd, To: Withdrawn, Who: Filer | OfLiaison,
		When: nobodyJoined, Asks: fields(need("text", "撤回原因", "Reason")), Clocks: stopAll, Tells: Centre | Lead | Co,
		Public: true, change: ends(TakenBack)},

	{Action: Route, Label: Words{"交办", "Route"}, From: in(Filed), To: Dispatched, Who: Centre | System,
		Asks: routeFields, Clocks: effects(meet(RouteBy), start(signable...)), Tells: Filer | OfLiaison | Lead | Co,
		Public: true, change: route},
	{Action: Reassign, Label: Words{"改派", "Reassign"}, From: withLead, To: Dispatched, Who: Centre,
		When: untracked, Asks: routeFields, Clocks: effects(meet(RulingBy), stop(SignBy, AnswerBy), resume, start(SignBy)),
		Tells: Filer | OfLiaison | Lead | Co, Public: true, change: reassign},
	{Action: Sign, Label: Words{"签收", "Sign for it"}, From: in(Dispatched), To: Handling, Who: Lead, When: undisputed,
		Clocks: meet(SignBy), Tells: Filer, Public: true, change: sign},
	{Action: Contact, Label: Words{"登记联系企业", "Record contact"}, From: in(Handling), Who: Lead, When: notContacted,
		Asks:   fields(howField, text("text", "联系情况", "What was said")),
		Clocks: meet(ContactBy), Public: true, change: contact},
	{Action: Plan, Label: Words{"提出办理方案", "Propose a plan"}, From: in(Handling), Who: Lead, When: notPlanned,
		Asks:   fields(need("text", "办理方案", "The plan")),
		Clocks: meet(PlanBy), Tells: Filer | OfLiaison, Public: true, Shared: true, change: plan},
	{Action: Decline, Label: Words{"申请退单", "Decline"}, From: atBureau, Who: Lead, When: mayDecline,
		Asks: fields(need("text", "退单理由和依据", "Reason and evidence"),
			optionalBureau("suggest", "建议承办单位", "Bureau that should have it")),
		Clocks: start(RulingBy), Tells: Centre, change: decline},
	{Action: Uphold, Label: Words{"维持交办", "Uphold"}, From: workable, Who: Centre, When: disputed,
		Asks: fields(need("text", "裁定意见", "Ruling")), Clocks: meet(RulingBy), Tells: Lead | LeadChief, change: uphold},
	{Action: UpholdSilent, Label: Words{"逾期未裁定，首办负责", "No ruling in time: first-responsible"}, From: workable,
		Who: System, When: disputed, Clocks: stop(RulingBy), Tells: Lead | LeadChief | Centre, change: uphold},

	{Action: Ask, Label: Words{"请企业补充", "Ask the company"}, From: in(Handling), To: Waiting, Who: Lead,
		Asks:   fields(need("text", "需要企业补充什么", "What is needed")),
		Clocks: effects(pause, start(AnswerBy)), Tells: Filer | OfLiaison, Public: true},
	{Action: Answer, Label: Words{"补充说明", "Answer"}, From: in(Waiting), To: Handling, Who: Filer | OfLiaison,
		Asks:   fields(need("text", "补充说明", "Your answer")),
		Clocks: effects(meet(AnswerBy), resume), Tells: Lead, Public: true},
	{Action: Unanswered, Label: Words{"企业逾期未补充，恢复计时", "No answer in time: clocks run again"}, From: in(Waiting),
		To: Handling, Who: System, Clocks: effects(stop(AnswerBy), resume), Tells: Filer | OfLiaison | Lead, Public: true},
	{Action: Extend, Label: Words{"申请延期", "Ask for an extension"}, From: in(Handling, Waiting), Who: Lead,
		When: mayExtend, Asks: fields(needDate("until", "延期至", "New date"), need("text", "延期理由", "Reason")),
		Tells: Centre, change: extend},
	{Action: Grant, Label: Words{"批准延期", "Grant the extension"}, From: withLead, Who: Centre, When: extensionAsked,
		Asks: fields(need("text", "延期原因（企业可见）", "Why it takes longer (the company reads it)")), Clocks: extendResolve, Tells: Lead | Filer | OfLiaison,
		Public: true, change: grant},
	{Action: Refuse, Label: Words{"不批准延期", "Refuse the extension"}, From: withLead, Who: Centre, When: extensionAsked,
		Asks: fields(need("text", "不批准理由", "Reason")), Tells: Lead, change: refuse},

	{Action: AddCo, Label: Words{"增加协办单位", "Add a co-bureau"}, From: workable, Who: Lead | Centre, When: openToOthers,
		Asks:  fields(needBureau("bureau", "协办单位", "Co-bureau"), need("text", "协办事项", "What is asked of it")),
		Tells: Co | Lead, change: addCo},
	{Action: CoSign, Label: Words{"协办签收", "Sign as co-bureau"}, From: workable, Who: CoToSign, change: coSign},
	{Action: CoAnswer, Label: Words{"协办答复", "Answer the lead"}, From: workable, Who: Co,
		Asks: fields(need("text", "协办意见", "Answer")), Tells: Lead, change: coAnswer},
	{Action: CoDecline, Label: Words{"协办退回", "Decline as co-bureau"}, From: workable, Who: Co,
		Asks: fields(need("text", "退回理由", "Reason")), Tells: Lead | Centre, change: coDecline},
	{Action: Note, Label: Words{"内部备注", "Internal note"}, From: States(), Who: Lead | Co | Centre | Leader,
		Asks: fields(need("text", "备注", "Note"))},
	{Action: Progress, Label: Words{"公开进展", "Public progress"}, From: in(Handling, Waiting, Reviewing, Tracking),
		Who: Lead, Asks: fields(need("text", "办理进展", "Progress")), Tells: Filer | OfLiaison, Public: true, Shared: true},

	{Action: Submit, Label: Words{"提交答复审核", "Submit the reply"}, From: in(Handling, Tracking), To: Reviewing, Who: Lead,
		When: reviewed, Asks: replyFields, Tells: LeadChief, change: draftReply},
	{Action: Approve, Label: Words{"审核通过并答复", "Approve and reply"}, From: in(Reviewing), To: Replied, Who: LeadChief,
		Asks:   fields(text("text", "审核意见", "Remark")),
		Clocks: effects(replyEnds, start(ConfirmBy)), Tells: Filer | OfLiaison | Lead | Centre, Public: true, Shared: true,
		change: approve},
	{Action: SendBack, Label: Words{"退回修改", "Send back"}, From: in(Reviewing), To: Tracking, Who: LeadChief, When: tracked,
		Asks: fields(need("text", "修改意见", "What to change")), Tells: Lead},
	{Action: SendBack, Label: Words{"退回修改", "Send back"}, From: in(Reviewing), To: Handling, Who: LeadChief,
		Asks: fields(need("text", "修改意见", "What to change")), Tells: Lead},
	{Action: Reply, Label: Words{"直接答复", "Reply"}, From: in(Handling, Tracking), To: Replied, Who: LeadChief,
		Asks: replyFields, Clocks: effects(replyEnds, start(ConfirmBy)), Tells: Filer | OfLiaison | Lead | Centre,
		Public: true, Shared: true, change: replyNow},
	{Action: Reply, Label: Words{"答复企业", "Reply"}, From: in(Handling, Tracking), To: Replied, Who: Lead,
		When: notReviewed, Asks: replyFields, Clocks: effects(replyEnds, start(ConfirmBy)),
		Tells: Filer | OfLiaison | LeadChief | Centre, Public: true, Shared: true, change: replyNow},

	{Action: RequestTracking, Label: Words{"申请挂账", "Ask for tracking"}, From: in(Handling), Who: Lead, When: mayTrack,
		Asks:  fields(needDate("until", "承诺完成日期", "Promised date"), need("text", "挂账理由", "Reason")),
		Tells: Centre | Leader, change: requestTracking},
	{Action: ApproveTracking, Label: Words{"同意挂账", "Approve tracking"}, From: in(Handling), To: Tracking,
		Who: Centre | Leader, When: promiseAhead,
		Asks:   fields(need("text", "挂账原因（企业可见）", "Why it takes long (the company reads it)")),
		Clocks: effects(meet(ResolveBy), stop(ContactBy, PlanBy), start(FeedbackBy, PromiseBy)),
		Tells:  Lead | Filer | OfLiaison, Public: true, Shared: true, change: approveTracking},
	{Action: RefuseTracking, Label: Words{"不同意挂账", "Refuse tracking"}, From: in(Handling), Who: Centre | Leader,
		When: trackingAsked, Asks: fields(need("text", "理由", "Reason")), Tells: Lead, change: refuseTracking},
	{Action: Feedback, Label: Words{"阶段反馈", "Rolling feedback"}, From: in(Tracking), Who: Lead,
		Asks:   fields(need("text", "阶段进展", "Progress so far"), date("next", "下次反馈日期", "Next feedback")),
		Clocks: effects(meet(FeedbackBy), start(FeedbackBy)), Tells: Filer | OfLiaison, Public: true, Shared: true, change: feedback},

	{Action: Rate, Label: Words{"确认并评价", "Confirm and rate"}, From: in(Replied), To: Closed, Who: Filer | OfLiaison,
		Asks: rateFields, Clocks: meet(ConfirmBy), Tells: Lead | LeadChief | Centre, Public: true, change: rate},
	{Action: Rate, Label: Words{"补充评价", "Rate"}, From: in(Closed), Who: Filer | OfLiaison, When: unrated,
		Asks: rateFields, Tells: Lead | LeadChief | Centre, Public: true, change: rate},
	{Action: CallBack, Label: Words{"登记回访", "Record call-back"}, From: answered, Who: Centre, When: notFinal,
		Asks: callBackFields, change: callBack},
	{Action: Redo, Label: Words{"重办", "Redo"}, From: answered, To: Dispatched, Who: Centre, When: notFinal,
		Asks:   fields(need("text", "重办要求", "What has to be done again")),
		Clocks: effects(stopAll, start(signable...)), Tells: Lead | LeadChief | Filer | OfLiaison, Public: true, change: redo},
	{Action: Settle, Label: Words{"不再重办", "Settle without redo"}, From: answered, Who: Centre, When: dissatisfied,
		Asks: fields(need("text", "说明", "Explanation")), Tells: Filer | OfLiaison, Public: true, change: settle},
	{Action: Lapse, Label: Words{"逾期未评价，自动办结", "Not rated in time: closed"}, From: in(Replied), To: Closed,
		Who: System, Clocks: stop(ConfirmBy), Tells: Filer | OfLiaison, Public: true},
	{Action: Seal, Label: Words{"作为最终答复", "Seal as the final answer"}, From: in(Closed), Who: Centre, When: notFinal,
		Asks: fields(need("text", "理由", "Reason")), Tells: Filer | OfLiaison | Lead, Public: true, change: seal},

	{Action: Feature, Label: Words{"选为典型案例", "Pick as a typical case"}, From: answered, Who: Centre, When: mayShow,
		Asks: featureFields, change: feature},
	{Action: Unfeature, Label: Words{"取消典型案例", "Typical no more"}, From: answered, Who: Centre, When: featured,
		Asks: fields(text("text", "原因", "Reason")), change: unfeature},

	{Action: Urge, Label: Words{"催办", "Urge"}, From: in(Filed, Dispatched, Handling, Reviewing, Tracking),
		Who: Filer | OfLiaison, When: notUrgedToday, Asks: fields(text("text", "催办说明", "Remark")),
		Tells: Lead | LeadChief | Centre, Public: true, change: urge},
	{Action: Supervise, Label: Words{"督办", "Supervise"}, From: workable, Who: Centre | Leader,
		Asks: fields(need("text", "督办要求", "What is required")), Tells: Lead | LeadChief, change: supervise},
	{Action: Instruct, Label: Words{"批示", "Instruct"}, From: openStates, Who: Leader,
		Asks: fields(need("text", "批示内容", "Instruction")), Tells: Lead | LeadChief | Centre, change: instruct},
	{Action: Acknowledge, Label: Words{"回复批示", "Answer the instruction"}, From: openStates, Who: Lead, When: instructed,
		Asks: fields(need("text", "落实情况", "What is being done")), Tells: Leader | Centre, change: acknowledge},
	{Action: Explain, Label: Words{"说明超期原因", "Explain the delay"}, From: workable, Who: Lead, When: lateUnexplained,
		Asks: fields(need("text", "超期原因", "Why it is late")), Tells: Centre, change: explain},
	{Action: Merge, Label: Words{"并案", "Merge"}, From: beforeEnd, To: Merged, Who: Centre,
		Asks: fields(caseNumber("parent", "并入诉求编号", "Number of the parent case"), text("text", "说明", "Remark")), Clocks: stopAll,
		Tells: Filer | OfLiaison | Lead | Co, Public: true, change: merge},
	{Action: Join, Label: Words{"有诉求并入", "Another request joined"}, From: joinable, Who: System,
		Asks: joinFields, Tells: Lead, change: join},
	{Action: Relay, Label: Words{"并案后的答复", "Answered in the request it joined"}, From: in(Merged), Who: System,
		Asks: relayFields, Tells: Filer | OfLiaison, Public: true, Shared: true, change: relay},

	{Action: Remind, Label: Words{"到期提醒", "Reminder"}, From: openStates, Who: System},
	{Action: Overdue, Label: Words{"超期预警", "Overdue notice"}, From: openStates, Who: System},
	{Action: Recount, Label: Words{"日历更新，重算时限", "Counted again on a new calendar"}, From: openStates, Who: System,
		When: calendarMoves, Tells: Filer | OfLiaison | Lead | Co, Public: true, change: recount},
	{Action: Repromise, Label: Words{"时限规则更新，重新承诺", "Promised anew by updated rules"}, From: openStates, Who: System,
		Asks: repromiseFields, Tells: Filer | OfLiaison | Lead | Co, Public: true, change: repromise},
	{Action: Pair, Label: Words{"变更挂点联络员", "Another liaison"}, From: openStates, Who: System,
		Asks: fields(liaisonField), Tells: OfLiaison, Public: true, change: pair},
}

func in(states ...State) []State { return states }
