package cases

import (
	"slices"
	"strings"
)

// Routing is what the rules say of where a case should go, and why.
type Routing struct {
	Lead   string
	Co     []string
	Reason Words
	Found  bool
}

// Suggest finds the bureaus for a category and street: a rule for that street comes before one for any street. A
// bureau complained of (against) is never chosen. Without a rule the centre decides.
func (r *Refs) Suggest(category, street, against string) Routing {
	return r.suggest(category, street, against, false)
}

// SuggestFor is the suggestion for a case: nobody assists in a confidential one.
func (r *Refs) SuggestFor(c *Case) Routing {
	return r.suggest(c.Category, c.Street, c.Against, c.Confidential)
}

func (r *Refs) suggest(category, street, against string, alone bool) Routing {
	rule, ok := r.rule(category, street)
	if !ok {
		return Routing{Reason: Words{"该类别没有分派规则，由诉求中心交办。", "No routing rule for this category: the centre routes it."}}
	}
	office, _ := r.Street(street)
	routing := Routing{Lead: rule.Lead, Co: slices.Clone(rule.Co), Found: true}
	if rule.LeadStreet && office.Bureau != "" {
		routing.Lead = office.Bureau
	}
	if rule.CoStreet && office.Bureau != "" && !slices.Contains(routing.Co, office.Bureau) {
		routing.Co = append(routing.Co, office.Bureau)
	}
	routing.Co = slices.DeleteFunc(routing.Co, func(code string) bool {
		return alone || code == routing.Lead || code == against || !r.active(code)
	})
	if against != "" || !r.active(routing.Lead) {
		return Routing{Lead: routing.Lead, Reason: Words{"投诉单位的诉求或主办单位已停用，由诉求中心交办。",
			"A complaint against a bureau, or the lead is no longer active: the centre routes it."}}
	}
	routing.Reason = r.routingReason(rule, routing)
	return routing
}

func (r *Refs) active(code string) bool {
	b, ok := r.Bureau(code)
	return ok && b.Active
}

func (r *Refs) rule(category, street string) (RoutingRule, bool) {
	general := -1
	for i, rule := range r.Rules {
		if !rule.Active || rule.Category != category {
			continue
		}
		if rule.Street == street && street != "" {
			return rule, true
		}
		if rule.Street == "" && general < 0 {
			general = i
		}
	}
	if general < 0 {
		return RoutingRule{}, false
	}
	return r.Rules[general], true
}

func (r *Refs) routingReason(rule RoutingRule, routing Routing) Words {
	category, _ := r.Category(rule.Category)
	zh, en := "“"+category.Name.Zh+"”", category.Name.En
	if street, ok := r.Street(rule.Street); ok {
		zh, en = zh+"（"+street.Name.Zh+"）", en+" in "+street.Name.En
	}
	lead, _ := r.Bureau(routing.Lead)
	w := Words{"按" + zh + "的分派规则，主办：" + lead.Name.Zh, "By the routing rule for " + en + ", lead: " + lead.Name.En}
	var zhs, ens []string
	for _, code := range routing.Co {
		co, _ := r.Bureau(code)
		zhs, ens = append(zhs, co.Name.Zh), append(ens, co.Name.En)
	}
	if len(zhs) > 0 {
		w.Zh, w.En = w.Zh+"；协办："+strings.Join(zhs, "、"), w.En+"; co-bureaus: "+strings.Join(ens, ", ")
	}
	return w
}

// Command is the routing as the action it proposes.
func (r Routing) Command() Command {
	return Command{Action: Route, Input: Input{"lead": r.Lead, "co": strings.Join(r.Co, ","), "text": r.Reason.Zh}}
}
