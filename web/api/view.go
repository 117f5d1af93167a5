package api

import "time"

// Case is one request with all that its reader may know of it. What is not there yet is left out.
type Case struct {
	No      string `json:"no" example:"JQ210630-482137" doc:"诉求编号 | Number of the request"`
	Version int64  `json:"version" doc:"版本号；If-Match 以它为准 | Version; it is what If-Match goes by"`
	State   string `json:"state" example:"handling" doc:"状态，见 /lifecycle | State, see /lifecycle"`
	Round   int    `json:"round" doc:"第几轮办理，重办加一 | Round; each redo adds one"`
	YouAre  string `json:"you_are" example:"主办单位" doc:"您与该诉求的关系 | What you are to this request"`

	Company      Party  `json:"company" doc:"企业 | The company"`
	Filer        string `json:"filer" doc:"提交人 | Who filed it"`
	ContactName  string `json:"contact_name" doc:"联系人 | Contact"`
	ContactPhone string `json:"contact_phone" example:"138****8000" doc:"联系电话，除本企业外隐去中间几位；全号用 phone 操作查看 | Phone, masked for all but the company itself; the operation phone shows all of it"`
	VisitTimes   string `json:"visit_times,omitempty" doc:"方便联系或到访的时间 | When the company may be called or visited"`

	Category     string `json:"category" example:"road" doc:"类别代码，见 /categories | Code of the category, see /categories"`
	Street       string `json:"street" example:"waihai" doc:"街道代码，见 /streets | Code of the street, see /streets"`
	Title        string `json:"title" doc:"标题 | Title"`
	Body         string `json:"body" doc:"内容 | What is asked"`
	Source       string `json:"source" example:"web" doc:"来源渠道 | Channel"`
	Urgent       bool   `json:"urgent" doc:"紧急 | Urgent"`
	Confidential bool   `json:"confidential" doc:"保密：只有诉求中心和主办单位知道 | Confidential: known to the centre and the lead only"`
	Against      string `json:"against,omitempty" doc:"被投诉单位 | Bureau complained of"`

	Lead        string   `json:"lead,omitempty" example:"zjj" doc:"主办单位代码，见 /bureaus | Code of the lead bureau, see /bureaus"`
	CoBureaus   []string `json:"co_bureaus" doc:"本轮的协办单位 | Co-bureaus of this round"`
	RouteReason string   `json:"route_reason,omitempty" doc:"为什么交给它 | Why it went there"`
	Policy      string   `json:"policy" example:"jiangmen/1" doc:"时限规则及版本，见 /policies | Policy and its version, see /policies"`

	Result     string `json:"result,omitempty" example:"solved" doc:"办理结果 | Result"`
	ReasonCode string `json:"reason_code,omitempty" doc:"不予受理情形 | Ground for not accepting"`
	Reply      string `json:"reply,omitempty" doc:"给企业的答复 | The answer the company reads"`
	Final      bool   `json:"final" doc:"最终答复 | Sealed as final"`
	Score      int    `json:"score,omitempty" doc:"满意程度，5 最好 | Satisfaction, 5 is best"`
	IsSolved   string `json:"is_solved,omitempty" enum:"yes,no" doc:"企业或回访认为是否解决 | Solved, by the company's or the call-back's word"`

	Light       string    `json:"light" example:"green" doc:"此刻的时限灯 | Light at this moment"`
	NextDue     time.Time `json:"next_due,omitzero" doc:"最近一项时限 | The promise that falls due first"`
	FirstDue    time.Time `json:"first_due,omitzero" doc:"办结时限，最初承诺 | To be resolved by, as first promised"`
	Due         time.Time `json:"due,omitzero" doc:"办结时限，含暂停与延期 | To be resolved by, pauses and extensions included"`
	Promise     string    `json:"promise,omitempty" format:"date" doc:"挂账承诺日期 | Promised date of a tracked request"`
	Feedback    string    `json:"next_feedback,omitempty" format:"date" doc:"下次阶段反馈 | Next rolling feedback"`
	FiledAt     time.Time `json:"filed_at" doc:"提交时间 | Filed"`
	SentAt      time.Time `json:"dispatched_at,omitzero" doc:"本轮交办时间 | Dispatched, this round"`
	SignedAt    time.Time `json:"signed_at,omitzero" doc:"签收时间 | Signed"`
	ContactedAt time.Time `json:"contacted_at,omitzero" doc:"联系企业时间 | Company contacted"`
	PlannedAt   time.Time `json:"planned_at,omitzero" doc:"提出方案时间 | Plan proposed"`
	RepliedAt   time.Time `json:"replied_at,omitzero" doc:"答复时间 | Replied"`
	ClosedAt    time.Time `json:"closed_at,omitzero" doc:"办结时间 | Closed"`
	UpdatedAt   time.Time `json:"updated_at" doc:"最近变化 | Last change"`

	Internal *Internal `json:"internal,omitempty" doc:"内部情况，企业和联络员看不到 | Inner workings, which companies and liaisons do not see"`
	Legs     []Leg     `json:"legs" doc:"协办 | The co-bureaus' parts"`
	Clocks   []Clock   `json:"clocks" doc:"各项时限 | The promises"`
	Events   []Event   `json:"events" doc:"经过，从早到晚 | The story, oldest first"`
	Rounds   []Round   `json:"rounds,omitempty" doc:"重办之前的各轮 | Rounds that a redo ended"`
	Files    []File    `json:"files" doc:"附件 | Attachments"`
	Offers   []Offer   `json:"offers" doc:"您现在可以做的操作 | What you may do now"`
}

// Party is a company by id and name.
type Party struct {
	ID   int64  `json:"id" doc:"编号 | Id"`
	Name string `json:"name" example:"江海精工有限公司" doc:"名称 | Name"`
}

// Internal is how bureaus, centre and leaders stand to a case among themselves.
type Internal struct {
	Disputed        bool   `json:"disputed" doc:"退单待裁定 | Declined, and not yet ruled on"`
	Supervised      bool   `json:"supervised" doc:"督办 | On the supervision list"`
	Instructed      bool   `json:"instructed" doc:"批示待回复 | An instruction waits for an answer"`
	Explained       bool   `json:"explained" doc:"已说明超期原因 | The delay was explained"`
	Dissatisfied    bool   `json:"dissatisfied" doc:"不满意待处理 | A bad rating waits for the centre"`
	CallBack        string `json:"call_back,omitempty" doc:"回访情况 | Outcome of the last call-back"`
	ExtendTo        string `json:"extend_to,omitempty" format:"date" doc:"待批的延期 | Extension asked for"`
	TrackTo         string `json:"track_to,omitempty" format:"date" doc:"待批的挂账 | Tracking asked for"`
	Returns         int    `json:"returns" doc:"本轮退单次数 | Declines in this round"`
	ImproperReturns int    `json:"improper_returns" doc:"其中不当退单 | Of them ruled improper"`
	Extensions      int    `json:"extensions" doc:"本轮延期次数 | Extensions in this round"`
	Reminders       int    `json:"reminders" doc:"催办次数 | Reminders sent"`
	Typical         string `json:"typical,omitempty" doc:"选为典型案例的理由 | Why it is a typical case of the month"`
}

// Leg is a co-bureau's part.
type Leg struct {
	N          int       `json:"n" doc:"序号 | Number within the request"`
	Bureau     string    `json:"bureau" doc:"单位代码 | Code of the bureau"`
	Round      int       `json:"round" doc:"第几轮 | Round"`
	State      string    `json:"state" enum:"asked,signed,answered,declined,stopped" doc:"状态 | State"`
	Task       string    `json:"task,omitempty" doc:"协办事项 | What is asked of it"`
	Answer     string    `json:"answer,omitempty" doc:"协办意见 | Its answer"`
	AddedAt    time.Time `json:"added_at" doc:"请求协办时间 | Asked"`
	SignedAt   time.Time `json:"signed_at,omitzero" doc:"签收时间 | Signed"`
	AnsweredAt time.Time `json:"answered_at,omitzero" doc:"答复时间 | Answered"`
}

// Clock is one promise.
type Clock struct {
	N           int       `json:"n" doc:"序号 | Number within the request"`
	Milestone   string    `json:"milestone" example:"resolve" doc:"时限项目，见 /lifecycle | Milestone, see /lifecycle"`
	Label       string    `json:"label" example:"办结答复" doc:"名称 | Its name"`
	Round       int       `json:"round" doc:"第几轮 | Round"`
	Leg         int       `json:"leg,omitempty" doc:"属于哪个协办 | The co-bureau's part it belongs to"`
	Budget      string    `json:"budget,omitempty" example:"7d" doc:"时限：m 分钟、h 小时、d 天、wh 工作小时、wd 工作日 | Budget in m minutes, h hours, d days, wh working hours or wd working days"`
	Until       string    `json:"until,omitempty" format:"date" doc:"承诺的日期 | The promised date, where there is no budget"`
	Policy      string    `json:"policy" doc:"时限规则及版本 | Policy and its version"`
	Start       time.Time `json:"start" doc:"起算 | Counted from"`
	FirstDue    time.Time `json:"first_due" doc:"最初的到期时间 | Due as first promised"`
	Due         time.Time `json:"due" doc:"现在的到期时间 | Due as it stands"`
	Provisional bool      `json:"provisional" doc:"暂定：涉及尚未公布放假安排的年份 | Provisional: counted beyond the last published calendar"`
	State       string    `json:"state" enum:"running,paused,met,stopped" doc:"状态 | State"`
	Light       string    `json:"light" doc:"此刻的灯 | Light at this moment"`
	EndedAt     time.Time `json:"ended_at,omitzero" doc:"结束时间 | Ended"`
	OnTime      bool      `json:"on_time" doc:"是否按现在的时限完成 | Met by its due instant, pauses and extensions included"`
	AsPromised  bool      `json:"as_promised" doc:"是否按最初的承诺完成 | Met by the due instant first promised"`
	Ledger      []Entry   `json:"ledger" doc:"变动记录 | What happened to it"`
}

// Entry is one line of a clock's ledger.
type Entry struct {
	Kind     string    `json:"kind" enum:"paused,resumed,extended,met,stopped,resettled" doc:"变动 | What happened"`
	At       time.Time `json:"at" doc:"时间 | When"`
	Actor    string    `json:"actor" doc:"由谁 | By whom"`
	Reason   string    `json:"reason,omitempty" doc:"原因 | Why"`
	Until    string    `json:"until,omitempty" format:"date" doc:"新的期限 | The new last day"`
	Policy   string    `json:"policy,omitempty" doc:"改按的时限规则及版本 | Policy and version that promises from then on"`
	Budget   string    `json:"budget,omitempty" doc:"此后的时限 | Budget from then on"`
	Calendar string    `json:"calendar" doc:"推算所用的日历版本 | Version of the calendar it was counted on"`
	Due      time.Time `json:"due" doc:"之后的到期时间 | Due after it"`
}

// Event is one line of the story.
type Event struct {
	At        time.Time         `json:"at" doc:"时间 | When"`
	Action    string            `json:"action" example:"sign" doc:"操作，见 /lifecycle | Action, see /lifecycle"`
	Label     string            `json:"label" example:"签收" doc:"名称 | Its name"`
	Actor     string            `json:"actor" doc:"由谁 | By whom"`
	Role      string            `json:"role" doc:"角色 | Role"`
	Bureau    string            `json:"bureau,omitempty" doc:"单位代码 | Code of the bureau"`
	From      string            `json:"from,omitempty" doc:"之前的状态 | State before"`
	To        string            `json:"to,omitempty" doc:"之后的状态 | State after"`
	Round     int               `json:"round" doc:"第几轮 | Round"`
	Leg       int               `json:"leg,omitempty" doc:"属于哪个协办 | The co-bureau's part it belongs to"`
	Milestone string            `json:"milestone,omitempty" doc:"提醒的时限项目 | Milestone of a reminder"`
	Level     string            `json:"level,omitempty" doc:"提醒的程度 | How far a reminder goes"`
	Public    bool              `json:"public" doc:"企业可见 | The company reads it"`
	Text      string            `json:"text,omitempty" doc:"内容 | What was said"`
	Data      map[string]string `json:"data,omitempty" doc:"具体内容，如 lead、until、result | Particulars, such as lead, until, result"`
	Version   int64             `json:"version" doc:"之后的版本号 | Version after it"`
}

// Round keeps a round that a redo ended.
type Round struct {
	N         int       `json:"n" doc:"第几轮 | Round"`
	Lead      string    `json:"lead" doc:"主办单位 | Lead bureau"`
	Result    string    `json:"result,omitempty" doc:"办理结果 | Result"`
	Score     int       `json:"score,omitempty" doc:"满意程度 | Satisfaction"`
	Reply     string    `json:"reply,omitempty" doc:"当时的答复 | The answer of that round"`
	FirstDue  time.Time `json:"first_due,omitzero" doc:"最初承诺 | Due as first promised"`
	Due       time.Time `json:"due,omitzero" doc:"办结时限 | Due at its end"`
	RepliedAt time.Time `json:"replied_at,omitzero" doc:"答复时间 | Replied"`
	ClosedAt  time.Time `json:"closed_at,omitzero" doc:"办结时间 | Closed"`
}

// Offer is an action that the reader may take now.
type Offer struct {
	Action string  `json:"action" example:"reply" doc:"操作 | Action"`
	Label  string  `json:"label" example:"答复企业" doc:"名称 | Its name"`
	Href   string  `json:"href" example:"/api/v1/cases/JQ210630-482137/reply" doc:"向这个地址 POST | Where to POST it"`
	To     string  `json:"to,omitempty" doc:"之后的状态，空为不变 | State after it, left out when it stays"`
	Fields []Field `json:"fields" doc:"要填写的字段 | The fields it asks"`
}

// Field is one thing an action asks.
type Field struct {
	Name     string   `json:"name" doc:"字段名 | Name"`
	Label    string   `json:"label" doc:"名称 | Its label"`
	Kind     string   `json:"kind" doc:"类型：line 单行、text 多行、date、choice、check、bureau、bureaus、case、street、category、phone、score | Kind: line, text, date, choice, check, bureau, bureaus, case, street, category, phone, score"`
	Required bool     `json:"required" doc:"必填 | Required"`
	Max      int      `json:"max,omitempty" doc:"最多字数或个数 | Greatest number of characters or items"`
	Options  []Option `json:"options,omitempty" doc:"可选的值 | The values to choose from"`
}

// Option is one value of a choice, or one word of the vocabulary.
type Option struct {
	Code  string `json:"code" doc:"代码 | Code"`
	Label string `json:"label" doc:"名称 | Its name"`
}
