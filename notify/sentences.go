package notify

import "jiangqitong/cases"

// sentence says what an action means to those who hear of it: to the company, to a co-bureau, to all other staff.
// What is empty is said as the lifecycle calls it. {about} is the case, {by} whoever acted, {lead} the lead bureau,
// {company} the company, {until} the date that was asked for or granted.
type sentence struct{ company, co, staff cases.Words }

var sentences = map[cases.Action]sentence{
	cases.File: {
		company: both("我们已收到{about}，会尽快交给承办单位，您可以随时查看进展。",
			"We have received {about} and will pass it to the bureau in charge. You can follow it at any time."),
		staff: both("{company}提交了{about}。", "{company} filed {about}.")},
	cases.Return: {
		company: both("{about}还缺少一些内容，请补充后重新提交。", "{about} lacks something. Please complete it and file it again.")},
	cases.Refile: {
		staff: both("{company}补正后重新提交了{about}。", "{company} completed {about} and filed it again.")},
	cases.Reject: {
		company: both("很抱歉，{about}未予受理。", "We are sorry: {about} could not be accepted.")},
	cases.Withdraw: {
		staff: both("{company}撤回了{about}，无需继续办理。", "{company} withdrew {about}; no more work is needed.")},
	cases.Route: {
		company: both("{about}已交由{lead}办理。", "{about} is now with {lead}."),
		co:      both("{about}由{lead}主办，请贵单位协办，请签收。", "{about} is led by {lead}; your bureau is asked to assist. Please sign for it."),
		staff:   both("{about}交由{lead}主办，请签收。", "{about} is given to {lead} to lead. Please sign for it.")},
	cases.Reassign: {
		company: both("{about}已改由{lead}办理。", "{about} is now with {lead}."),
		co:      both("{about}改由{lead}主办，协办安排已变化，请查看。", "{about} is now led by {lead}, and the assistance has changed. Please look."),
		staff:   both("{about}改派给{lead}主办，请签收。", "{about} is now given to {lead} to lead. Please sign for it.")},
	cases.Sign: {
		company: both("{lead}已签收{about}，正在办理。", "{lead} has signed for {about} and is working on it.")},
	cases.Contact: {
		company: both("{lead}已就{about}与贵公司联系。", "{lead} has contacted you about {about}.")},
	cases.Plan: {
		company: both("{lead}对{about}提出了办理方案。", "{lead} has proposed a plan for {about}.")},
	cases.Decline: {
		staff: both("{by}申请退回{about}，请裁定；逾期未裁定的，由该单位首办负责。",
			"{by} asks to decline {about}. Please rule; without a ruling in time the bureau is first-responsible.")},
	cases.Ask: {
		company: both("{lead}办理{about}需要您补充说明，补充前暂停计时。",
			"{lead} needs something from you for {about}. The clock stands still until you answer.")},
	cases.Answer: {
		staff: both("{company}对{about}作了补充，恢复计时。", "{company} answered about {about}; the clocks run again.")},
	cases.Unanswered: {
		company: both("{about}未在期限内收到您的补充，{lead}将按现有情况继续办理。",
			"No answer about {about} came in time; {lead} goes on with what it has.")},
	cases.Extend: {
		staff: both("{by}申请将{about}延期至 {until}，请审批。", "{by} asks to extend {about} to {until}. Please decide.")},
	cases.Grant: {
		company: both("{about}需要更多时间，办理时限延至 {until}。", "{about} needs more time; it is extended to {until}."),
		staff:   both("{about}延期至 {until} 已获批准。", "{about} is extended to {until}.")},
	cases.AddCo: {
		co:    both("请贵单位协办{about}，请签收。", "Your bureau is asked to assist with {about}. Please sign for it."),
		staff: both("{about}增加了协办单位。", "A co-bureau was added to {about}.")},
	cases.Progress: {
		company: both("{lead}更新了{about}的办理进展。", "{lead} reports progress on {about}.")},
	cases.Submit: {
		staff: both("{by}提交了{about}的答复，请审核。", "{by} submitted the reply to {about}. Please review it.")},
	cases.Approve: {
		company: both("{lead}已答复{about}，请确认并评价。", "{lead} has replied to {about}. Please confirm and rate."),
		staff:   both("{about}的答复已审核通过并送达企业。", "The reply to {about} was approved and sent to the company.")},
	cases.SendBack: {
		staff: both("{about}的答复被退回，请修改后重新提交。", "The reply to {about} was sent back. Please change it and submit it again.")},
	cases.Reply: {
		company: both("{lead}已答复{about}，请确认并评价。", "{lead} has replied to {about}. Please confirm and rate.")},
	cases.RequestTracking: {
		staff: both("{by}申请将{about}挂账跟踪，承诺 {until} 前完成，请审批。",
			"{by} asks to put {about} on the tracking list, promised by {until}. Please decide.")},
	cases.ApproveTracking: {
		company: both("{about}需要较长时间解决，已列入挂账跟踪，承诺 {until} 前完成，期间会定期向您反馈。",
			"{about} takes longer. It is tracked, promised by {until}, and you will hear of it regularly."),
		staff: both("{about}已同意挂账，承诺日期 {until}，请按期反馈。", "{about} is tracked, promised by {until}. Please give feedback on time.")},
	cases.Feedback: {
		company: both("{lead}反馈了{about}的阶段进展。", "{lead} reports how far {about} is.")},
	cases.Rate: {
		staff: both("{company}确认并评价了{about}。", "{company} confirmed and rated {about}.")},
	cases.Redo: {
		company: both("{about}将重新办理。", "{about} will be done again."),
		staff:   both("{about}需要重办，请签收。", "{about} has to be done again. Please sign for it.")},
	cases.Settle: {
		company: both("关于您对{about}的意见，诉求中心答复如下。", "The request centre answers your remarks on {about}.")},
	cases.Lapse: {
		company: both("{about}答复后未收到评价，已自动办结；您仍可补充评价。",
			"No rating of {about} came, so it was closed. You can still rate it.")},
	cases.Seal: {
		company: both("{about}已作出最终答复。", "The final answer to {about} has been given.")},
	cases.Urge: {
		staff: both("{company}催办{about}，请尽快办理并反馈。", "{company} urges {about}. Please act and tell the company.")},
	cases.Supervise: {
		staff: both("{about}已列入督办，请按要求办理。", "{about} is now supervised. Please do what is required.")},
	cases.Instruct: {
		staff: both("{by}对{about}作出批示，请落实并回复。", "{by} gave an instruction on {about}. Please act on it and answer.")},
	cases.Merge: {
		company: both("{about}与另一件诉求合并办理，后续答复请看合并后的诉求。",
			"{about} was merged with another request; the answers follow there."),
		staff: both("{about}已并案，无需单独办理。", "{about} was merged into another; no separate work is needed.")},
	cases.Join: {
		staff: both("又有一件诉求并入{about}，答复时将一并告知该企业。", "Another request was merged into {about}; its company hears the answers too.")},
	cases.Relay: {
		company: both("{about}并入的诉求有了新的办理情况。", "There is news of the request that {about} was merged into.")},
	cases.Recount: {
		company: both("{about}的时限按新的工作日历重新计算。", "The promises of {about} were counted again on a new calendar."),
		staff:   both("{about}的时限按新的工作日历重新计算。", "The promises of {about} were counted again on a new calendar.")},
	cases.Repromise: {
		company: both("{about}的时限按更新后的规则重新承诺。", "{about} is promised anew by the updated rule."),
		staff:   both("{about}的时限按更新后的规则重新承诺，请按新的时限办理。", "{about} is promised anew by the updated rule. Please keep the new times.")},
	cases.Pair: {
		company: both("{about}由您作为挂点联络员跟进。", "You are now the liaison for {about}.")},
}
