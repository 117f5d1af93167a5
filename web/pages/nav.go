package pages

import (
	"context"
	"strings"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// entry is one line of the navigation: for whom, and which lists of their worklist its badge adds up.
type entry struct {
	href, key, icon string // key: nav.<key>
	roles           []cases.Role
	lists           []string
	urgent          []string // lists that paint the badge red when they are not empty
}

var (
	outside = []cases.Role{cases.RoleCompany, cases.RoleLiaison}
	bureaus = []cases.Role{cases.RoleOfficer, cases.RoleChief}
)

// entries is the whole navigation in the order of its use.
var entries = []entry{
	{"/month", "month", "chart", []cases.Role{cases.RoleLeader}, nil, nil},
	{"/my", "my", "list", outside, []string{cases.ListReturned, cases.ListWaiting, cases.ListToRate}, []string{cases.ListReturned, cases.ListWaiting}},
	{"/file", "file", "plus", outside, nil, nil},
	{"/queue", "queue", "gauge", bureaus, []string{string(cases.Red), string(cases.Yellow), string(cases.GreenLit)}, []string{string(cases.Red)}},
	{"/review", "review", "eye", []cases.Role{cases.RoleChief}, []string{cases.ListReview}, nil},
	{"/centre", "centre", "gauge", []cases.Role{cases.RoleCentre, cases.RoleLeader},
		[]string{cases.ListUnrouted, cases.ListDisputed, cases.ListExtensions, cases.ListTrackings, cases.ListDissatisfied}, []string{cases.ListDisputed, cases.ListDissatisfied}},
	{"/file", "register", "plus", []cases.Role{cases.RoleCentre}, nil, nil},
	{"/cases", "cases", "search", append([]cases.Role{cases.RoleCentre, cases.RoleLeader, cases.RoleAuditor}, bureaus...), nil, nil},
	{PathAdmin, "admin", "settings", []cases.Role{cases.RoleAdmin}, nil, nil},
	{PathMonth, "month", "chart", []cases.Role{cases.RoleCentre, cases.RoleAuditor, cases.RoleAdmin}, nil, nil},
	{PathCompanies, "companies", "building", []cases.Role{cases.RoleCentre, cases.RoleLiaison, cases.RoleAdmin, cases.RoleLeader, cases.RoleAuditor}, nil, nil},
	{PathAudit, "audit", "shield", []cases.Role{cases.RoleAuditor, cases.RoleAdmin}, nil, nil},
	{"/lifecycle", "lifecycle", "route", []cases.Role{cases.RoleCentre, cases.RoleAdmin, cases.RoleOfficer, cases.RoleChief}, nil, nil},
}

// Home is where each role works.
func Home(role cases.Role) string {
	for _, e := range entries {
		if e.is(role) {
			return e.href
		}
	}
	return ui.PathAccount
}

func (e entry) is(role cases.Role) bool {
	for _, r := range e.roles {
		if r == role {
			return true
		}
	}
	return false
}

// Nav is the role's navigation with the counts of its worklist; path is the present page.
func Nav(ctx context.Context, role cases.Role, counts map[string]int64, path string) []ui.NavItem {
	var items []ui.NavItem
	for _, e := range entries {
		if !e.is(role) {
			continue
		}
		item := ui.NavItem{Href: e.href, Label: i18n.T(ctx, "nav."+e.key), Icon: e.icon, Current: within(path, e.href)}
		for _, list := range e.lists {
			item.Count += int(counts[list])
		}
		for _, list := range e.urgent {
			item.Urgent = item.Urgent || counts[list] > 0
		}
		if e.href == PathAdmin {
			item.Sections = adminSections(ctx, path)
		}
		items = append(items, item)
	}
	return items
}

func within(path, section string) bool {
	return path == section || strings.HasPrefix(path, section+"/")
}
