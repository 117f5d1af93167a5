package cases

// Milestone is a promise within a case.
type Milestone string

// The milestones.
const (
	RouteBy    Milestone = "route"    // 交办: centre
	SignBy     Milestone = "sign"     // 签收: lead
	ContactBy  Milestone = "contact"  // 联系企业: lead
	PlanBy     Milestone = "plan"     // 提出方案: lead
	ResolveBy  Milestone = "resolve"  // 办结答复: lead
	CoBy       Milestone = "co"       // 协办答复: co-bureau
	RulingBy   Milestone = "ruling"   // 退单裁定: centre; silence upholds
	AnswerBy   Milestone = "answer"   // 企业补充: company; silence lets the clocks run again
	ConfirmBy  Milestone = "confirm"  // 企业评价: company; silence closes
	FeedbackBy Milestone = "feedback" // 阶段反馈: lead, to a date
	PromiseBy  Milestone = "promise"  // 挂账承诺: lead, to a date
)

// Holder is the party that owes the milestone.
func (m Milestone) Holder() Party { return milestones[m].holder }

// Internal says whether the promise is one among bureaus and centre, which the company does not read.
func (m Milestone) Internal() bool { return m == RouteBy || m == RulingBy || m == CoBy }

// Words is the milestone's name.
func (m Milestone) Words() Words { return milestones[m].Words }

// Milestones lists every milestone in the order of a case's life.
func Milestones() []Milestone {
	return []Milestone{RouteBy, SignBy, ContactBy, PlanBy, ResolveBy, CoBy, RulingBy, AnswerBy, ConfirmBy, FeedbackBy, PromiseBy}
}

// milestones says of each who owes it, how far its reminders go, and what the timer does when it is missed.
var milestones = map[Milestone]struct {
	Words
	holder Party
	last   Level
	missed Action
}{
	RouteBy:    {Words{"交办", "Route"}, Centre, NextDay, ""},
	SignBy:     {Words{"签收", "Sign"}, Lead, NextDay, ""},
	ContactBy:  {Words{"联系企业", "Contact"}, Lead, NextDay, ""},
	PlanBy:     {Words{"提出方案", "Plan"}, Lead, NextDay, ""},
	ResolveBy:  {Words{"办结答复", "Resolve"}, Lead, FiveDays, ""},
	CoBy:       {Words{"协办答复", "Co-bureau answer"}, Co, FiveDays, ""},
	RulingBy:   {Words{"退单裁定", "Ruling"}, Centre, DueNow, UpholdSilent},
	AnswerBy:   {Words{"企业补充", "Company's answer"}, Filer, DueNow, Unanswered},
	ConfirmBy:  {Words{"企业评价", "Company's rating"}, Filer, DueNow, Lapse},
	FeedbackBy: {Words{"阶段反馈", "Rolling feedback"}, Lead, NextDay, ""},
	PromiseBy:  {Words{"挂账承诺", "Tracked promise"}, Lead, FiveDays, ""},
}

// Level is how far a promise is from its due instant; each is crossed once.
type Level int

// The levels, with the defaults of 12345 practice.
const (
	NoLevel   Level = iota
	NearDue         // 1 working day, or a quarter of a budget under a day, is left
	DueNow          // the due instant
	NextDay         // office opens on the next working day: reminder note (催办通知书)
	ThreeDays       // more than 3 natural days late: supervision list (督办)
	FiveDays        // 5 working days late without explanation: criticism list (通报)
)

var levelWords = map[Level]Words{
	NearDue:   {"临近到期", "Near due"},
	DueNow:    {"到期", "Due"},
	NextDay:   {"催办通知", "Reminder note"},
	ThreeDays: {"超期 3 天，列入督办", "More than 3 days late: supervision"},
	FiveDays:  {"超期 5 个工作日未说明，列入通报", "5 working days late without explanation: criticism list"},
}

// Words is the level's name.
func (l Level) Words() Words { return levelWords[l] }
