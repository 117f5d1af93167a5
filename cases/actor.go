package cases

// Role is what a person signs in as.
type Role string

// The roles. RoleSystem is the product itself: the timer and the routing rules.
const (
	RoleCompany Role = "company" // 企业
	RoleLiaison Role = "liaison" // 驻企联络员
	RoleCentre  Role = "centre"  // 诉求中心
	RoleOfficer Role = "officer" // 承办单位经办人
	RoleChief   Role = "chief"   // 承办单位分管领导
	RoleLeader  Role = "leader"  // 区领导
	RoleAdmin   Role = "admin"   // 管理员
	RoleAuditor Role = "auditor" // 审计
	RoleSystem  Role = "system"  // 系统
)

var roleWords = map[Role]Words{
	RoleCompany: {"企业", "Company"},
	RoleLiaison: {"驻企联络员", "Liaison"},
	RoleCentre:  {"诉求中心", "Request centre"},
	RoleOfficer: {"承办单位经办人", "Bureau officer"},
	RoleChief:   {"承办单位分管领导", "Bureau chief"},
	RoleLeader:  {"领导", "Leader"},
	RoleAdmin:   {"管理员", "Administrator"},
	RoleAuditor: {"审计", "Auditor"},
	RoleSystem:  {"系统", "System"},
}

// Roles lists the roles a person can have, in the order pages show them.
func Roles() []Role {
	return []Role{RoleCompany, RoleLiaison, RoleCentre, RoleOfficer, RoleChief, RoleLeader, RoleAdmin, RoleAuditor}
}

// Words is the role's name.
func (r Role) Words() Words { return roleWords[r] }

// Staff says whether the role works for the government side.
func (r Role) Staff() bool { return r != RoleCompany && r != "" }

// Outside says whether the role stands on the company's side: it reads what is public and not how bureaus and centre
// settle things among themselves.
func (r Role) Outside() bool { return r == RoleCompany || r == RoleLiaison }

// Actor is whoever acts or looks. Bureau is set for officers and chiefs, Company for company accounts.
type Actor struct {
	ID      int64
	Name    string
	Role    Role
	Bureau  string // code of the bureau served
	Company int64  // id of the company spoken for
}

// The product itself as an actor.
var (
	Timer  = Actor{Name: "系统定时", Role: RoleSystem}
	Router = Actor{Name: "系统分派", Role: RoleSystem}
)
