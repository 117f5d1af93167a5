package cases

// Op is what an action does to a clock.
type Op string

// The operations.
const (
	OpStart  Op = "start"
	OpMeet   Op = "meet"
	OpStop   Op = "stop"
	OpPause  Op = "pause"
	OpResume Op = "resume"
	OpExtend Op = "extend"
)

// Effect is one operation on some clocks of the whole case; no milestones means all that are owed.
type Effect struct {
	Op         Op
	Milestones []Milestone
}

func start(m ...Milestone) []Effect { return []Effect{{OpStart, m}} }
func meet(m ...Milestone) []Effect  { return []Effect{{OpMeet, m}} }
func stop(m ...Milestone) []Effect  { return []Effect{{OpStop, m}} }

var (
	stopAll       = stop()
	pause         = []Effect{{OpPause, []Milestone{ContactBy, PlanBy, ResolveBy}}}
	resume        = []Effect{{OpResume, []Milestone{ContactBy, PlanBy, ResolveBy}}}
	extendResolve = []Effect{{OpExtend, []Milestone{ResolveBy}}}
	// A reply is also the contact and the plan, if none came before, and takes a decline back that nobody ruled on.
	replyEnds = effects(meet(ContactBy, PlanBy, ResolveBy, PromiseBy), stop(FeedbackBy, RulingBy))
)

func effects(lists ...[]Effect) (all []Effect) {
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}
