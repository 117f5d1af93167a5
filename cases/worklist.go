package cases

import (
	"fmt"
	"time"
)

// Item is one line of somebody's worklist: an owner, the list within it, and when it is due. An open case has some,
// a closed one none but what the centre still has to settle.
type Item struct {
	Owner string
	List  string
	Due   time.Time
	Leg   int
}

// OwnerCentre owns the centre's lists, OwnerLeaders the same lists without what is confidential; the other owners name
// whom they belong to.
const (
	OwnerCentre  = "centre"
	OwnerLeaders = "leaders"
)

// OwnerBureau, OwnerCompany and OwnerPerson name the owner of a bureau's, a company's and a liaison's lists.
func OwnerBureau(code string) string { return "bureau:" + code }

// OwnerCompany names the lists of a company.
func OwnerCompany(id int64) string { return fmt.Sprintf("company:%d", id) }

// OwnerPerson names the lists of a liaison.
func OwnerPerson(id int64) string { return fmt.Sprintf("person:%d", id) }

// OwnerOf is the owner of the actor's own lists, empty when they have none.
func OwnerOf(a Actor) string {
	switch a.Role {
	case RoleCompany:
		return OwnerCompany(a.Company)
	case RoleLiaison:
		return OwnerPerson(a.ID)
	case RoleOfficer, RoleChief:
		return OwnerBureau(a.Bureau)
	case RoleCentre:
		return OwnerCentre
	case RoleLeader:
		return OwnerLeaders
	}
	return ""
}

// The lists beside the lights: what an owner has to decide or answer.
const (
	ListUnrouted     = "unrouted"     // centre: 待交办
	ListDisputed     = "disputed"     // centre: 退单待裁定
	ListExtensions   = "extensions"   // centre: 延期待批
	ListTrackings    = "trackings"    // centre: 挂账待批
	ListLate         = "late"         // centre: 已超期
	ListDissatisfied = "dissatisfied" // centre: 不满意待处理
	ListCallBack     = "callback"     // centre: 待回访
	ListTracked      = "tracked"      // centre and bureau: 挂账中
	ListReview       = "review"       // bureau: 待审核
	ListInstructed   = "instructed"   // bureau: 批示待回复
	ListReturned     = "returned"     // company: 待补正
	ListWaiting      = "waiting"      // company: 待补充
	ListToRate       = "rate"         // company: 待评价
)

var listWords = map[string]Words{
	ListUnrouted: {"待交办", "To route"}, ListDisputed: {"退单待裁定", "Disputed"}, ListExtensions: {"延期待批", "Extensions"},
	ListTrackings: {"挂账待批", "Tracking requests"}, ListLate: {"已超期", "Late"},
	ListDissatisfied: {"不满意待处理", "Dissatisfied"}, ListCallBack: {"待回访", "To call back"},
	ListTracked: {"挂账中", "Tracked"}, ListReview: {"待审核", "To review"}, ListInstructed: {"批示待回复", "Instructions"},
	ListReturned: {"待补正", "To complete"}, ListWaiting: {"待补充", "To answer"}, ListToRate: {"待评价", "To rate"},
	string(Red): {"已超期", "Overdue"}, string(Yellow): {"临近到期", "Near due"}, string(GreenLit): {"正常", "On time"},
	string(OnHold): {"暂停计时", "Paused"}, string(NoLight): {"无时限", "No promise"},
}

// ListWords is a list's name.
func ListWords(list string) Words { return listWords[list] }

// ListsOf names the lists of the actor's worklist, in the order pages show them.
func ListsOf(a Actor) []string {
	switch a.Role {
	case RoleCompany, RoleLiaison:
		return []string{ListReturned, ListWaiting, ListToRate}
	case RoleOfficer, RoleChief:
		return []string{string(Red), string(Yellow), string(GreenLit), string(OnHold), ListReview, ListInstructed, ListTracked}
	case RoleCentre, RoleLeader:
		return []string{ListUnrouted, ListDisputed, ListExtensions, ListTrackings, ListLate, ListDissatisfied, ListCallBack, ListTracked}
	}
	return nil
}

// worklist says on whose lists the case stands at the moment: only on lists of people who may see it, so that no count
// tells of a case that its reader cannot open. It is pure; the stored lists are always what it says.
func (s *Standing) worklist(m Moment) []Item {
	var items []Item
	add := func(ok bool, owner, list string) {
		if ok {
			items = append(items, Item{owner, list, s.NextDue, 0})
		}
	}
	s.companyItems(add)
	s.centreItems(m, OwnerCentre, add)
	if !s.Confidential {
		s.centreItems(m, OwnerLeaders, add)
	}
	if s.Lead == "" || !(s.State.Open() && s.State != Replied) {
		return items
	}
	lead := OwnerBureau(s.Lead)
	add(s.State != Reviewing && s.State != Returned && s.State != Filed, lead, string(s.Light))
	add(s.State == Reviewing, lead, ListReview)
	add(s.Instructed, lead, ListInstructed)
	add(s.State == Tracking, lead, ListTracked)
	for _, leg := range s.Legs {
		if leg.State.Open() && !s.Confidential {
			light, due := s.lightOf(m, leg.N)
			items = append(items, Item{OwnerBureau(leg.Bureau), string(light), due, leg.N})
		}
	}
	return items
}

func (s *Standing) companyItems(add func(bool, string, string)) {
	owners := []string{OwnerCompany(s.Company)}
	if s.Liaison != 0 && (!s.Confidential || s.Liaison == s.Filer) {
		owners = append(owners, OwnerPerson(s.Liaison))
	}
	for _, owner := range owners {
		add(s.State == Returned, owner, ListReturned)
		add(s.State == Waiting, owner, ListWaiting)
		add(s.State == Replied, owner, ListToRate)
	}
}

func (s *Standing) centreItems(m Moment, owner string, add func(bool, string, string)) {
	add(s.State == Filed, owner, ListUnrouted)
	add(s.Disputed && s.State.Open(), owner, ListDisputed)
	add(!s.ExtendTo.IsZero() && s.State.Open(), owner, ListExtensions)
	add(!s.TrackTo.IsZero() && s.State.Open(), owner, ListTrackings)
	add(s.Light == Red && s.State.Open(), owner, ListLate)
	add(s.Dissatisfied, owner, ListDissatisfied)
	add(s.State == Tracking, owner, ListTracked)
	add((s.State == Replied || s.State == Closed) && s.CallBack == "" && !s.Final && s.policy(m).CallBack, owner, ListCallBack)
}
