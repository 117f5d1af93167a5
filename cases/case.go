package cases

import (
	"slices"
	"time"

	"jiangqitong/internal/workday"
)

// State is where a case stands in its life.
type State string

// The states of a case.
const (
	Filed      State = "filed"      // 待受理
	Returned   State = "returned"   // 待补正
	Dispatched State = "dispatched" // 待签收
	Handling   State = "handling"   // 办理中
	Waiting    State = "waiting"    // 待企业补充
	Reviewing  State = "reviewing"  // 待审核
	Replied    State = "replied"    // 已答复
	Tracking   State = "tracking"   // 挂账跟踪
	Closed     State = "closed"     // 已办结
	Rejected   State = "rejected"   // 不予受理
	Withdrawn  State = "withdrawn"  // 已撤回
	Merged     State = "merged"     // 已并案
)

var stateWords = map[State]Words{
	Filed:      {"待受理", "Filed"},
	Returned:   {"待补正", "Returned"},
	Dispatched: {"待签收", "Dispatched"},
	Handling:   {"办理中", "Handling"},
	Waiting:    {"待企业补充", "Waiting for company"},
	Reviewing:  {"待审核", "In review"},
	Replied:    {"已答复", "Replied"},
	Tracking:   {"挂账跟踪", "Tracking"},
	Closed:     {"已办结", "Closed"},
	Rejected:   {"不予受理", "Not accepted"},
	Withdrawn:  {"已撤回", "Withdrawn"},
	Merged:     {"已并案", "Merged"},
}

// States lists every state in the order of a case's life.
func States() []State {
	return []State{Filed, Returned, Dispatched, Handling, Waiting, Reviewing, Replied, Tracking,
		Closed, Rejected, Withdrawn, Merged}
}

// Words is the state's name.
func (s State) Words() Words { return stateWords[s] }

// Open says whether work on the case is still owed.
func (s State) Open() bool { return slices.Contains(openStates, s) }

// openStates are those in which somebody still owes the company something.
var openStates = []State{Filed, Returned, Dispatched, Handling, Waiting, Reviewing, Replied, Tracking}

// Result is how a case ended (办理结果).
type Result string

// The results.
const (
	Solved    Result = "solved"    // 已解决
	Planned   Result = "planned"   // 列入计划，企业认可
	Explained Result = "explained" // 解释说明
	NotTaken  Result = "rejected"  // 不予受理
	TakenBack Result = "withdrawn" // 撤回
	Joined    Result = "merged"    // 并案
)

var resultWords = map[Result]Words{
	Solved:    {"已解决", "Solved"},
	Planned:   {"列入计划，企业认可", "Planned, company agrees"},
	Explained: {"解释说明", "Explained"},
	NotTaken:  {"不予受理", "Not accepted"},
	TakenBack: {"企业撤回", "Withdrawn"},
	Joined:    {"并案处理", "Merged"},
}

// Words is the result's name.
func (r Result) Words() Words { return resultWords[r] }

// Source is the channel a request came by (来源渠道).
type Source string

// The channels.
const (
	SourceWeb    Source = "web"    // 企业自助
	SourceVisit  Source = "visit"  // 走访
	SourcePhone  Source = "phone"  // 电话
	SourceLetter Source = "letter" // 来信来访
	SourceOther  Source = "other"  // 其他转办
)

var sourceWords = map[Source]Words{
	SourceWeb:    {"企业自助", "Self-service"},
	SourceVisit:  {"走访", "Visit"},
	SourcePhone:  {"电话", "Phone"},
	SourceLetter: {"来信来访", "Letter or call in person"},
	SourceOther:  {"其他转办", "Passed on"},
}

// Sources lists the channels in the order forms show them.
func Sources() []Source {
	return []Source{SourceWeb, SourceVisit, SourcePhone, SourceLetter, SourceOther}
}

// Words is the channel's name.
func (s Source) Words() Words { return sourceWords[s] }

// Standing is where a case stands: all that its promises, reminders, lights and worklists depend on, and no more. The
// timer reads standings only; who acts on a case reads it whole.
type Standing struct {
	ID      int64
	Version int64 // counts changes; a writer names the one it read
	State   State
	Round   int // 1, and one more for each redo (重办)

	Company       int64
	Filer         int64  // person who filed
	Liaison       int64  // person paired with the company, 0 for none
	Confidential  bool   // known to who filed it, the centre and the lead only; nobody assists
	Lead          string // lead bureau (主办单位)
	Category      string
	Policy        string // policy code
	PolicyVersion int64
	Legs          []Leg
	Clocks        []Clock

	Disputed     bool         // the lead declined and the centre has not ruled
	ExtendTo     workday.Date // extension asked for and not yet ruled
	TrackTo      workday.Date // tracking asked for and not yet ruled
	Supervised   bool         // on the supervision list (督办)
	Instructed   bool         // a leader's instruction (批示) waits for an answer
	Explained    bool         // the overdue was explained
	Dissatisfied bool         // a bad rating or call-back the centre has not ruled on
	Final        bool         // sealed final answer (最终答复)
	CallBack     string       // outcome of the last call-back, empty for none
	Reminders    int

	Light   Light     // as of the last change or timer crossing
	NextDue time.Time // earliest due of the clocks that run
}

// Case is one enterprise request (企业诉求) with all that a rule needs to know of it. Zero instants mean "not yet".
type Case struct {
	Standing
	No string // JQ210630-482137

	CompanyName  string
	FilerName    string // as it was then
	ContactName  string
	ContactPhone string
	VisitTimes   string // when the company may be called or visited (宁静服务)

	Street  string
	Title   string
	Body    string
	Source  Source
	Urgent  bool
	Against string // bureau complained of; it never sees the case

	RouteReason Words // why it went to its lead

	Ruled        bool         // a return was ruled once; the lead is first-responsible (首办)
	Promise      workday.Date // promised date of a tracked case
	NextFeedback workday.Date // next rolling feedback of a tracked case
	Typical      string       // why the centre picked it for the month's typical cases (典型案例), empty for most

	Result     Result
	ReasonCode string // why not accepted
	Parent     int64  // case this one was merged into
	Joined     int    // cases merged into this one
	Reply      string // the answer the company reads
	Score      int    // 5 very satisfied … 1 very dissatisfied, 0 not rated
	IsSolved   Tri    // the company's word, or the call-back's

	Returns         int // declines by a bureau in this round
	ImproperReturns int // of them ruled improper
	Extensions      int // in this round

	FiledAt, DispatchedAt, SignedAt, ContactedAt, PlannedAt time.Time
	RepliedAt, ClosedAt, UpdatedAt                          time.Time
	AssignedAt                                              time.Time // when the present lead was given the case
	UrgedAt                                                 time.Time // last urge by the company

	FirstDue time.Time // resolve: as first promised in this round
	Due      time.Time // resolve: as it stands, extensions and pauses included
	Paused   time.Duration
}

// Tri is an answer of yes, no, or none given.
type Tri string

// The answers.
const (
	Unknown Tri = ""
	Yes     Tri = "yes"
	No      Tri = "no"
)

// Leg is the part of a co-bureau (协办) in a case, with a clock of its own.
type Leg struct {
	N          int // 1, 2, … within the case
	Bureau     string
	Round      int
	State      LegState
	Task       string // what is asked of it
	Answer     string
	AddedAt    time.Time
	SignedAt   time.Time
	AnsweredAt time.Time
}

// LegState is where a co-bureau's part stands.
type LegState string

// The states of a leg.
const (
	LegAsked    LegState = "asked"    // 待签收
	LegSigned   LegState = "signed"   // 协办中
	LegAnswered LegState = "answered" // 已答复主办
	LegDeclined LegState = "declined" // 已退回
	LegStopped  LegState = "stopped"  // 主办已办结或改派
)

var legWords = map[LegState]Words{
	LegAsked:    {"待签收", "To sign"},
	LegSigned:   {"协办中", "Assisting"},
	LegAnswered: {"已答复主办", "Answered"},
	LegDeclined: {"已退回", "Declined"},
	LegStopped:  {"已终止", "Stopped"},
}

// Words is the leg state's name.
func (s LegState) Words() Words { return legWords[s] }

// Open says whether the co-bureau still owes its answer.
func (s LegState) Open() bool { return s == LegAsked || s == LegSigned }

// openLeg is the open leg of bureau, nil when it has none.
func (c *Case) openLeg(bureau string) *Leg {
	for i := range c.Legs {
		if leg := &c.Legs[i]; leg.Bureau == bureau && leg.State.Open() {
			return leg
		}
	}
	return nil
}

// CoBureaus lists the codes of the bureaus that assist or assisted in this round.
func (c *Case) CoBureaus() []string {
	var codes []string
	for _, leg := range c.Legs {
		if leg.Round == c.Round && leg.State != LegDeclined && !slices.Contains(codes, leg.Bureau) {
			codes = append(codes, leg.Bureau)
		}
	}
	return codes
}

// clone copies the case so deeply that a change of the copy leaves the original alone.
func (c *Case) clone() *Case {
	d := *c
	d.Legs = slices.Clone(c.Legs)
	d.Clocks = slices.Clone(c.Clocks)
	for i := range d.Clocks {
		d.Clocks[i].Ledger = slices.Clip(d.Clocks[i].Ledger)
	}
	return &d
}

// Event is one line of a case's story. The row is also the outbox: what is not yet Announced still has to be told.
type Event struct {
	ID        int64
	Case      int64
	Seq       int64 // the case's version after it; timer events carry the version they saw
	At        time.Time
	Action    Action
	Actor     int64
	ActorName string
	ActorRole Role
	Bureau    string // the actor's bureau
	From, To  State
	Round     int
	Leg       int       // co-bureau's part, 0 for the whole case
	Milestone Milestone // of a reminder
	Level     Level     // of a reminder
	Public    bool      // the company may read it
	Text      string    // what was said
	Data      map[string]string
	Key       string // unique: a reminder's identity; empty for what people do
}
