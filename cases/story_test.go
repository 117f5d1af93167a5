package cases

import (
	"testing"
	"time"

	"jiangqitong/internal/workday"
)

// The people of the tests.
var (
	company  = Actor{ID: 1, Name: "陈经理", Role: RoleCompany, Company: 1}
	stranger = Actor{ID: 2, Name: "别家企业", Role: RoleCompany, Company: 2}
	liaison  = Actor{ID: 3, Name: "联络员", Role: RoleLiaison}
	centre   = Actor{ID: 4, Name: "诉求中心", Role: RoleCentre}
	officer  = Actor{ID: 5, Name: "住建局经办人", Role: RoleOfficer, Bureau: "zjj"}
	chief    = Actor{ID: 6, Name: "住建局分管领导", Role: RoleChief, Bureau: "zjj"}
	helper   = Actor{ID: 7, Name: "交通局经办人", Role: RoleOfficer, Bureau: "jtj"}
	outsider = Actor{ID: 8, Name: "税务局经办人", Role: RoleOfficer, Bureau: "swj"}
	leader   = Actor{ID: 9, Name: "区领导", Role: RoleLeader}
	auditor  = Actor{ID: 10, Name: "审计", Role: RoleAuditor}
	admin    = Actor{ID: 11, Name: "管理员", Role: RoleAdmin}
)

// smallRefs is a district of three bureaus, enough for every rule.
func smallRefs() *Refs {
	b := workday.MustBudget
	return (&Refs{
		Bureaus: []Bureau{
			{Code: "zjj", Name: Words{"住房和城乡建设局", "Housing Bureau"}, Peer: "bureau", Active: true},
			{Code: "jtj", Name: Words{"交通运输局", "Transport Bureau"}, Peer: "bureau", Active: true},
			{Code: "swj", Name: Words{"税务局", "Tax Bureau"}, Peer: "bureau", Active: true},
			{Code: "old", Name: Words{"已撤并单位", "Former bureau"}, Peer: "bureau"},
			{Code: "wh", Name: Words{"外海街道办事处", "Waihai Street Office"}, Peer: "street", Active: true}},
		Streets: []Street{{Code: "waihai", Name: Words{"外海街道", "Waihai"}, Bureau: "wh"}},
		Categories: []Category{
			{Code: "road", Name: Words{"道路修复", "Road repair"}, Group: Livelihood, Policy: "week", Tracking: true, Rated: true, Active: true},
			{Code: "other", Name: Words{"其他", "Other"}, Group: OtherGroup, Policy: "week", Rated: true, Active: true}},
		Rules: []RoutingRule{{ID: 1, Category: "road", Lead: "zjj", Co: []string{"jtj"}, Active: true}},
		Policies: []Policy{{Code: "week", Version: 1, Name: Words{"测试", "Test"}, Route: b("1wd"), Sign: b("4wh"), Contact: b("60m"),
			Plan: b("24h"), Resolve: b("5wd"), Co: b("3wd"), Ruling: b("1wd"), Confirm: b("5wd"), PauseCap: b("10wd"),
			ReturnWindow: b("1wd"), ExtendTimes: 2, ExtendBy: b("5wd"), Review: true, CallBack: true, Active: true}},
		Calendar: workday.China(),
	}).Index()
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, workday.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

var roadInput = Input{"category": "road", "title": "厂门口道路损坏", "body": "大雨后路面塌陷，货车无法进出。", "street": "waihai",
	"contact_name": "陈经理", "contact_phone": "13800138000"}

// story plays a case step by step on the pure rules, with a clock that the test sets.
type story struct {
	t    *testing.T
	refs *Refs
	c    *Case
	said []Event
}

func (s *story) file(at string, in Input) {
	s.t.Helper()
	change, err := Open(company, Company{ID: 1, Name: "江海精工", Liaison: 3}, "JQ210930-000001", Filing{Input: in}, s.moment(at))
	s.take(change, err)
}

func (s *story) do(at string, a Actor, action Action, pairs ...string) {
	s.t.Helper()
	change, err := s.try(at, a, action, pairs...)
	s.take(change, err)
}

func (s *story) try(at string, a Actor, action Action, pairs ...string) (Change, error) {
	in := Input{}
	for i := 0; i < len(pairs); i += 2 {
		in[pairs[i]] = pairs[i+1]
	}
	s.passes(at)
	return s.c.Apply(a, Command{Action: action, Input: in}, s.moment(at))
}

// passes lets the timer do what it does up to the instant.
func (s *story) passes(at string) {
	change := s.c.crossings(s.moment(at))
	s.c, s.said = change.Case, append(s.said, change.Events...)
}

func (s *story) take(change Change, err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	s.c, s.said = change.Case, append(s.said, change.Events...)
}

func (s *story) moment(at string) Moment {
	if s.refs == nil {
		s.refs = smallRefs()
	}
	return Moment{Now: instant(s.t, at), Refs: s.refs}
}

func (s *story) clock(m Milestone) *Clock {
	for i := len(s.c.Clocks) - 1; i >= 0; i-- {
		if s.c.Clocks[i].Milestone == m {
			return &s.c.Clocks[i]
		}
	}
	s.t.Fatalf("no clock for %s", m)
	return nil
}

func (s *story) due(m Milestone, want string) {
	s.t.Helper()
	if got := workday.FormatDue(s.clock(m).Due); got != want {
		s.t.Errorf("%s is due %s, want %s", m, got, want)
	}
}

func TestStoryOverNationalDay(t *testing.T) {
	s := &story{t: t}
	s.file("2021-09-29 16:00", roadInput)
	if s.c.State != Dispatched || s.c.Lead != "zjj" || len(s.c.Legs) != 1 {
		t.Fatalf("state %s, lead %s, legs %v", s.c.State, s.c.Lead, s.c.Legs)
	}
	s.due(ContactBy, "2021-09-29 17:00")
	s.due(ResolveBy, "2021-10-12 17:30") // 30 September, then 8, 9 (make-up day), 11 and 12 October
	s.do("2021-09-29 16:20", officer, Sign)
	s.do("2021-09-29 16:40", officer, Contact, "how", "phone", "text", "已联系")
	s.do("2021-09-30 10:00", officer, Ask, "text", "请补充照片")
	if s.c.Light != OnHold {
		t.Errorf("light %s while waiting", s.c.Light)
	}
	s.do("2021-10-09 09:00", company, Answer, "text", "已补充")
	s.due(ResolveBy, "2021-10-14 17:30") // 8 and 9 October were paused
	s.do("2021-10-12 09:00", helper, CoAnswer, "text", "已安排")
	s.do("2021-10-12 10:00", officer, Submit, "result", "solved", "text", "道路已修复")
	s.do("2021-10-12 11:00", chief, Approve)
	if s.c.State != Replied || !s.clock(ResolveBy).OnTime() {
		t.Errorf("state %s", s.c.State)
	}
	s.do("2021-10-13 11:00", company, Rate, "score", "5", "solved", "yes")
	if s.c.State != Closed || s.c.ClosedAt.IsZero() || len(s.c.worklist(s.moment("2021-10-13 11:00"))) != 2 { // the call-back, for the centre and the leaders
		t.Errorf("state %s, worklist %v", s.c.State, s.c.worklist(s.moment("2021-10-13 11:00")))
	}
}

func TestDowntimeChangesNothing(t *testing.T) {
	awake, asleep := &story{t: t}, &story{t: t}
	for _, s := range []*story{awake, asleep} {
		s.file("2021-09-29 16:00", roadInput)
	}
	for at := instant(t, "2021-09-29 16:00"); at.Before(instant(t, "2021-11-10 00:00")); at = at.Add(7 * time.Minute) {
		awake.passes(at.In(workday.Zone).Format("2006-01-02 15:04"))
	}
	asleep.passes("2021-11-10 00:00")
	awake.passes("2021-11-10 00:00")
	if len(awake.said) != len(asleep.said) || len(awake.said) < 10 {
		t.Fatalf("%d events awake, %d asleep", len(awake.said), len(asleep.said))
	}
	for i := range awake.said {
		if a, b := awake.said[i], asleep.said[i]; !a.At.Equal(b.At) || a.Key != b.Key {
			t.Errorf("event %d: %s %s, asleep %s %s", i, a.At, a.Key, b.At, b.Key)
		}
	}
}

func TestTrackingRunsToItsDates(t *testing.T) {
	s := &story{t: t}
	s.file("2021-06-01 09:00", roadInput)
	s.do("2021-06-01 09:10", officer, Sign)
	s.do("2021-06-01 09:20", officer, RequestTracking, "until", "2021-09-30", "text", "需立项")
	s.do("2021-06-01 10:00", centre, ApproveTracking, "text", "列入年度计划")
	s.due(FeedbackBy, "2021-07-01 17:30")
	s.due(PromiseBy, "2021-09-30 17:30")
	s.do("2021-06-30 10:00", officer, Feedback, "text", "已招标")
	s.due(FeedbackBy, "2021-07-30 17:30")
	s.do("2021-09-01 10:00", officer, Submit, "result", "solved", "text", "路已修好")
	s.do("2021-09-01 10:00", chief, SendBack, "text", "补充照片")
	if s.c.State != Tracking {
		t.Errorf("sent back to %s", s.c.State)
	}
	s.do("2021-09-02 10:00", officer, Submit, "result", "solved", "text", "路已修好")
	s.do("2021-09-02 11:00", chief, Approve)
	s.passes("2021-10-10 10:00")
	if s.c.State != Closed || s.said[len(s.said)-1].Action != Lapse {
		t.Errorf("state %s after silence", s.c.State)
	}
}
