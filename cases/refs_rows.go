package cases

import (
	"strings"

	"jiangqitong/internal/db"
)

// This file says once, for each table of reference data, which column holds which field.

var bureauTable = columns("bureau", "code name_zh name_en peer active place")

func (b *Bureau) row() []any {
	return []any{&b.Code, &b.Name.Zh, &b.Name.En, &b.Peer, &b.Active, &b.Order}
}

func scanBureau(row db.Scanner) (b Bureau, err error) { return b, row.Scan(b.row()...) }

var streetTable = columns("street", "code name_zh name_en bureau place")

func (s *Street) row() []any {
	return []any{&s.Code, &s.Name.Zh, &s.Name.En, &s.Bureau, &s.Order}
}

func scanStreet(row db.Scanner) (s Street, err error) { return s, row.Scan(s.row()...) }

var categoryTable = columns("category", `code name_zh name_en grp aliases template_zh template_en policy urgent_policy urgent
	statutory tracking rated active place reminders`)

func (c *Category) row() []any {
	return []any{&c.Code, &c.Name.Zh, &c.Name.En, &c.Group, &c.Aliases, &c.Template.Zh, &c.Template.En, &c.Policy,
		&c.UrgentPolicy, &c.Urgent, &c.Statutory, &c.Tracking, &c.Rated, &c.Active, &c.Order, &c.Reminders}
}

func scanCategory(row db.Scanner) (c Category, err error) { return c, row.Scan(c.row()...) }

var ruleTable = columns("routing_rule", "category street lead co lead_street co_street active")

func (r *RoutingRule) row() []any {
	return []any{&r.Category, &r.Street, &r.Lead, (*codeList)(&r.Co), &r.LeadStreet, &r.CoStreet, &r.Active}
}

func scanRule(row db.Scanner) (r RoutingRule, err error) {
	return r, row.Scan(append([]any{&r.ID}, r.row()...)...)
}

var policyTable = columns("policy", `code version name_zh name_en route_in sign_in contact_in plan_in resolve_in co_in ruling_in
	confirm_in pause_cap return_window extend_times extend_by extend_ahead review call_back active remark_zh remark_en reminders`)

func (p *Policy) row() []any {
	return []any{&p.Code, &p.Version, &p.Name.Zh, &p.Name.En, &p.Route, &p.Sign, &p.Contact, &p.Plan, &p.Resolve, &p.Co,
		&p.Ruling, &p.Confirm, &p.PauseCap, &p.ReturnWindow, &p.ExtendTimes, &p.ExtendBy, &p.ExtendAhead, &p.Review,
		&p.CallBack, &p.Active, &p.Remark.Zh, &p.Remark.En, &p.Reminders}
}

func scanPolicy(row db.Scanner) (p Policy, err error) { return p, row.Scan(p.row()...) }

// madePolicyTable is a policy with who made it and when, as it is written.
var madePolicyTable = columns("policy", strings.Join(policyTable.columns, " ")+" made_ms made_by")

// codeList keeps a list of codes as one text with commas.
type codeList []string

// String is the text as it is stored.
func (c codeList) String() string { return strings.Join(c, ",") }

// Scan reads the text; no codes are no list.
func (c *codeList) Scan(v any) error {
	*c = nil
	if text, _ := v.(string); text != "" {
		*c = strings.Split(text, ",")
	}
	return nil
}
