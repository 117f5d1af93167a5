package cases

import (
	"context"
	"slices"
	"strconv"

	"jiangqitong/internal/db"
)

// SaveCategory adds a category, or changes the one with its code. Cases keep the promise they were given: a new
// policy is for new cases.
func (d *Desk) SaveCategory(ctx context.Context, a Actor, k Category, isNew bool) error {
	k.Code, k.Name, k.Template, k.Aliases = tidy(k.Code), tidyWords(k.Name), tidyWords(k.Template), tidy(k.Aliases)
	return d.edit(ctx, a, func(q *db.Q, refs *Refs) (RefChange, error) {
		before, known := refs.Category(k.Code)
		change := RefChange{What: EditedCategory, Key: k.Code, After: described(categoryTable, k.row())}
		if known {
			change.Before = described(categoryTable, before.row())
		}
		if err := checkCategory(refs, k, isNew, known); err != nil {
			return change, err
		}
		return change, put(ctx, q, categoryTable, k.row())
	})
}

func checkCategory(refs *Refs, k Category, isNew, known bool) error {
	c := checks{refs: refs}
	c.code(k.Code, isNew, known)
	c.names(k.Name)
	c.that(slices.Contains(Groups(), k.Group), "group", "没有这个事项类型，请从列表中选择。", "There is no such group; pick one from the list.")
	c.text("aliases", k.Aliases, "别名", "Aliases", 500)
	c.text("template_zh", k.Template.Zh, "中文模板", "Chinese template", 1000)
	c.text("template_en", k.Template.En, "英文模板", "English template", 2000)
	c.order(k.Order)
	c.that(refs.Policy(k.Policy, 0).Active, "policy", "请选择一个启用的时限规则。", "Choose a policy that is active.")
	c.that(k.UrgentPolicy == "" || refs.Policy(k.UrgentPolicy, 0).Active, "urgent_policy",
		"紧急时限规则应是启用的规则，或留空。", "The policy when urgent is an active one, or none.")
	return c.err()
}

// SaveRule adds a routing rule (ID 0) or changes the one with its ID.
func (d *Desk) SaveRule(ctx context.Context, a Actor, r RoutingRule) error {
	return d.edit(ctx, a, func(q *db.Q, refs *Refs) (RefChange, error) {
		change := RefChange{What: EditedRule, After: described(ruleTable, r.row())}
		before, known := refs.ruleByID(r.ID)
		if r.ID != 0 && !known {
			return change, noSuchRule
		}
		if err := checkRule(refs, r); err != nil {
			return change, err
		}
		if known {
			change.Key, change.Before = strconv.FormatInt(r.ID, 10), described(ruleTable, before.row())
			_, err := q.Exec(ctx, "update routing_rule set "+ruleTable.set(1)+" where id = "+param(len(ruleTable.columns)+1),
				append(values(r.row()), r.ID)...)
			return change, err
		}
		id, err := db.Value[int64](ctx, q, ruleTable.insert(1)+" returning id", values(r.row())...)
		change.Key = strconv.FormatInt(id, 10)
		return change, err
	})
}

// DeleteRule deletes a routing rule: its cases then go by the rule for any street, or to the centre.
func (d *Desk) DeleteRule(ctx context.Context, a Actor, id int64) error {
	return d.edit(ctx, a, func(q *db.Q, refs *Refs) (RefChange, error) {
		r, known := refs.ruleByID(id)
		if !known {
			return RefChange{}, noSuchRule
		}
		_, err := q.Exec(ctx, "delete from routing_rule where id = $1", id)
		return RefChange{What: EditedRule, Key: strconv.FormatInt(id, 10), Before: described(ruleTable, r.row())}, err
	})
}

var noSuchRule = &Problem{NotFound, "", Words{"没有找到这条分派规则，可能已被删除，请刷新页面。",
	"No such routing rule was found; it may have been deleted. Reload the page."}}

func (r *Refs) ruleByID(id int64) (RoutingRule, bool) {
	i := slices.IndexFunc(r.Rules, func(rule RoutingRule) bool { return rule.ID == id })
	if i < 0 {
		return RoutingRule{}, false
	}
	return r.Rules[i], true
}

func checkRule(refs *Refs, r RoutingRule) error {
	c := checks{refs: refs}
	_, known := refs.Category(r.Category)
	c.that(known, "category", "请选择诉求类别。", "Choose a category.")
	if r.Street != "" {
		_, known := refs.Street(r.Street)
		c.that(known, "street", "没有这个街道，请从列表中选择。", "There is no such street; pick one from the list.")
	}
	c.bureau("lead", r.Lead)
	for i, code := range r.Co {
		c.bureau("co", code)
		c.that(code != r.Lead, "co", "主办单位不能同时协办。", "The lead cannot also assist.")
		c.that(!slices.Contains(r.Co[:i], code), "co", "协办单位“%[1]s”重复了。", "The co-bureau “%[1]s” is named twice.", code)
	}
	co := len(r.Co)
	if r.CoStreet {
		co++
	}
	c.that(co <= maxCo, "co", "协办单位（含街道办）最多 %[1]d 个。", "A rule names at most %[1]d co-bureaus, the street office included.", maxCo)
	c.that(!r.Active || !slices.ContainsFunc(refs.Rules, func(o RoutingRule) bool {
		return o.ID != r.ID && o.Active && o.Category == r.Category && o.Street == r.Street
	}), "street", "该类别在该街道已有一条启用的规则，请修改那一条。", "This category has an active rule for this street already; change that one.")
	return c.err()
}
