package cases

import "jiangqitong/internal/workday"

// Bureau is a unit that handles requests (承办单位).
type Bureau struct {
	Code   string
	Name   Words
	Peer   string // peer group for ranking: bureau 区直部门, street 街道, utility 公用企业
	Active bool
	Order  int64
}

// Street is a street or zone a company belongs to (所属街道).
type Street struct {
	Code   string
	Name   Words
	Bureau string // code of the street office as a bureau
	Order  int64
}

// Group sorts categories for the month (事项类型).
type Group string

// The groups.
const (
	Livelihood Group = "livelihood" // 民生事项
	Approvals  Group = "approvals"  // 审批服务
	OtherGroup Group = "other"      // 其他诉求
)

var groupWords = map[Group]Words{
	Livelihood: {"民生事项", "Livelihood"},
	Approvals:  {"审批服务", "Approvals"},
	OtherGroup: {"其他诉求", "Other requests"},
}

// Groups lists the groups in the order reports show them.
func Groups() []Group { return []Group{Livelihood, Approvals, OtherGroup} }

// Words is the group's name.
func (g Group) Words() Words { return groupWords[g] }

// Category is a kind of request (诉求类别).
type Category struct {
	Code         string
	Name         Words
	Group        Group
	Aliases      string // words companies use for it, space-separated, for search
	Template     Words  // guides the company in what to write
	Policy       string // policy code
	UrgentPolicy string // policy code when urgent, empty for Policy
	Urgent       bool   // urgent by nature
	Statutory    bool   // a statutory procedure: the request is not the permit
	Tracking     bool   // may be put on the tracking list (挂账)
	Rated        bool   // counts in satisfaction figures
	Reminders    Reminders
	Active       bool
	Order        int64
}

// RoutingRule sends a category, or a category in one street, to its bureaus. Street empty means any; LeadStreet or
// CoStreet asks the street office of the company's street to lead or to assist.
type RoutingRule struct {
	ID         int64
	Category   string
	Street     string
	Lead       string
	Co         []string
	LeadStreet bool
	CoStreet   bool
	Active     bool
}

// Policy is one version of a set of promises (时限规则). A zero Budget promises nothing for that milestone.
type Policy struct {
	Code         string
	Version      int64
	Name         Words
	Route        workday.Budget // centre routes, from filing
	Sign         workday.Budget // lead signs, from dispatch
	Contact      workday.Budget // lead contacts the company, from dispatch
	Plan         workday.Budget // lead proposes a plan, from dispatch
	Resolve      workday.Budget // lead replies, from dispatch
	Co           workday.Budget // co-bureau answers, from when it is asked
	Ruling       workday.Budget // centre rules on a return
	Confirm      workday.Budget // company rates, from the reply
	PauseCap     workday.Budget // company answers; after that the clocks run again
	ReturnWindow workday.Budget // lead may decline, from dispatch
	ExtendTimes  int            // extensions a round
	ExtendBy     workday.Budget // longest single extension, from the due date
	ExtendAhead  workday.Budget // an extension is asked at least this long before the due date
	Review       bool           // the chief reviews replies
	CallBack     bool           // every case is called back
	Reminders    Reminders      // of categories that have none of their own
	Active       bool           // may be chosen for new cases
	Remark       Words          // where it comes from
}

// Refs is one consistent reading of the reference data: immutable, shared by every request.
type Refs struct {
	Version    int64
	Bureaus    []Bureau
	Streets    []Street
	Categories []Category
	Rules      []RoutingRule
	Policies   []Policy // every version, newest first within a code
	Calendar   *workday.Calendar

	bureaus    map[string]int
	streets    map[string]int
	categories map[string]int
	policies   map[policyKey]int
}

type policyKey struct {
	code    string
	version int64
}

// Index makes the look-ups; call it once after filling the lists.
func (r *Refs) Index() *Refs {
	r.bureaus, r.streets, r.categories = map[string]int{}, map[string]int{}, map[string]int{}
	r.policies = map[policyKey]int{}
	for i, b := range r.Bureaus {
		r.bureaus[b.Code] = i
	}
	for i, s := range r.Streets {
		r.streets[s.Code] = i
	}
	for i, c := range r.Categories {
		r.categories[c.Code] = i
	}
	for i, p := range r.Policies {
		r.policies[policyKey{p.Code, p.Version}] = i
		if newest, ok := r.policies[policyKey{p.Code, 0}]; !ok || r.Policies[newest].Version < p.Version {
			r.policies[policyKey{p.Code, 0}] = i
		}
	}
	return r
}

// Bureau finds a bureau by code.
func (r *Refs) Bureau(code string) (Bureau, bool) { return find(r.Bureaus, r.bureaus, code) }

// Street finds a street by code.
func (r *Refs) Street(code string) (Street, bool) { return find(r.Streets, r.streets, code) }

// Category finds a category by code.
func (r *Refs) Category(code string) (Category, bool) { return find(r.Categories, r.categories, code) }

// Policy finds a version of a policy; version 0 is the newest.
func (r *Refs) Policy(code string, version int64) Policy {
	p, _ := find(r.Policies, r.policies, policyKey{code, version})
	return p
}

func find[K comparable, T any](list []T, index map[K]int, key K) (found T, ok bool) {
	if i, ok := index[key]; ok {
		return list[i], true
	}
	return found, false
}

// PolicyFor is the promise given to a new case of the category: its urgent one when the case is urgent.
func (r *Refs) PolicyFor(c Category, urgent bool) Policy {
	if (urgent || c.Urgent) && c.UrgentPolicy != "" {
		return r.Policy(c.UrgentPolicy, 0)
	}
	return r.Policy(c.Policy, 0)
}
