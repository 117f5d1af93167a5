package cases

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"jiangqitong/internal/db"
)

// Edited is a kind of reference data, as the audit names it.
type Edited string

// The kinds.
const (
	EditedBureau   Edited = "bureau"
	EditedStreet   Edited = "street"
	EditedCategory Edited = "category"
	EditedRule     Edited = "rule"
	EditedPolicy   Edited = "policy"
	EditedNotice   Edited = "notice"
	EditedHours    Edited = "hours"
	EditedCompany  Edited = "company"
)

var editedWords = map[Edited]Words{
	EditedBureau:   {"承办单位", "Bureau"},
	EditedStreet:   {"街道", "Street"},
	EditedCategory: {"诉求类别", "Category"},
	EditedRule:     {"分派规则", "Routing rule"},
	EditedPolicy:   {"时限规则", "Policy"},
	EditedNotice:   {"放假通知", "Calendar notice"},
	EditedHours:    {"办公时间", "Office hours"},
	EditedCompany:  {"企业", "Company"},
}

// Words is the kind's name.
func (e Edited) Words() Words { return editedWords[e] }

// RefChange is one line of the audit of reference data: what somebody changed, column by column. Before is empty for
// what is new, After for what was deleted.
type RefChange struct {
	ID        int64
	At        time.Time
	Actor     int64
	ActorName string
	What      Edited
	Key       string // code, or number
	Before    map[string]string
	After     map[string]string
}

// Difference is one column that an edit changed.
type Difference struct {
	Column        string
	Name          Words
	Before, After string
}

// Differences lists the columns that changed, by name.
func (c RefChange) Differences() (list []Difference) {
	columns := maps.Clone(c.Before)
	if columns == nil {
		columns = map[string]string{}
	}
	maps.Copy(columns, c.After)
	for column := range columns {
		if before, after := c.Before[column], c.After[column]; before != after {
			list = append(list, Difference{column, columnWords(column), before, after})
		}
	}
	slices.SortFunc(list, func(a, b Difference) int { return cmp.Compare(a.Column, b.Column) })
	return list
}

var refChangeTable = columns("ref_change", "at_ms actor_id actor_name what key before after")

func (c *RefChange) row() []any {
	return []any{ms{&c.At}, &c.Actor, &c.ActorName, &c.What, &c.Key, jsonMap{&c.Before}, jsonMap{&c.After}}
}

// described writes a row as the audit keeps it.
func described(t table, row []any) map[string]string {
	text := make(map[string]string, len(row))
	for i, column := range t.columns {
		text[column] = fmt.Sprint(value(row[i]))
	}
	return text
}

// RefChangeFilter narrows the audit; zero fields leave it wide.
type RefChangeFilter struct {
	What   Edited
	Key    string
	Cursor string
	Limit  int // 50 when 0, 200 at most
}

// RefChanges pages through edits of reference data, newest first, for administrators and auditors.
func (d *Desk) RefChanges(ctx context.Context, a Actor, f RefChangeFilter) (Page[RefChange], error) {
	if a.Role != RoleAdmin && a.Role != RoleAuditor {
		return Page[RefChange]{}, problem(Forbidden, "", "修改记录只有管理员和审计可以查看。", "The audit of edits is for administrators and auditors.")
	}
	return PageByID(f.Cursor, true, Filter{Limit: f.Limit}.limit(), func(c RefChange) int64 { return c.ID }, func(walk Walk) ([]RefChange, error) {
		return d.refChanges(ctx, f, walk)
	})
}

func (d *Desk) refChanges(ctx context.Context, f RefChangeFilter, walk Walk) ([]RefChange, error) {
	var w conditions
	w.add("id"+walk.Than+"%s", walk.ID)
	if f.What != "" {
		w.add("what = %s", string(f.What))
	}
	if f.Key != "" {
		w.add("key = %s", f.Key)
	}
	return db.All(ctx, d.db.Reader(), func(row db.Scanner) (c RefChange, err error) {
		return c, row.Scan(append([]any{&c.ID}, c.row()...)...)
	}, "select id, "+refChangeTable.list("")+" from ref_change where "+w.String()+
		fmt.Sprintf(" order by id%s limit %d", walk.Order, walk.Limit), w.args...)
}

// columnWords names a column for the reader of the audit.
func columnWords(column string) Words {
	if w, ok := columnNames[column]; ok {
		return w
	}
	return Words{column, column}
}

var columnNames = map[string]Words{
	"code": {"代码", "Code"}, "name_zh": {"中文名称", "Chinese name"}, "name_en": {"英文名称", "English name"},
	"active": {"启用", "Active"}, "place": {"排序", "Order"}, "peer": {"类型", "Peer group"}, "bureau": {"街道办", "Street office"},

	"grp": {"事项类型", "Group"}, "aliases": {"别名", "Aliases"}, "template_zh": {"中文模板", "Chinese template"},
	"template_en": {"英文模板", "English template"}, "policy": {"时限规则", "Policy"}, "urgent_policy": {"紧急时限规则", "Policy when urgent"},
	"urgent": {"本类即紧急", "Urgent by nature"}, "statutory": {"法定程序", "Statutory procedure"}, "tracking": {"可挂账", "Tracking allowed"},
	"rated": {"计入满意度", "Counts in satisfaction"},

	"category": {"诉求类别", "Category"}, "street": {"街道", "Street"}, "lead": {"主办单位", "Lead bureau"}, "co": {"协办单位", "Co-bureaus"},
	"lead_street": {"街道办主办", "Street office leads"}, "co_street": {"街道办协办", "Street office assists"},

	"version": {"版本", "Version"}, "route_in": {"交办时限", "Route"}, "sign_in": {"签收时限", "Sign"}, "contact_in": {"联系时限", "Contact"},
	"plan_in": {"方案时限", "Plan"}, "resolve_in": {"办结时限", "Resolve"}, "co_in": {"协办时限", "Co-bureau answer"}, "ruling_in": {"裁定时限", "Ruling"},
	"confirm_in": {"评价时限", "Rating"}, "pause_cap": {"暂停上限", "Longest pause"}, "return_window": {"退单期限", "Return window"},
	"extend_times": {"延期次数", "Extensions"}, "extend_by": {"单次延期上限", "Longest extension"}, "extend_ahead": {"延期提前申请", "Extension asked ahead"},
	"review": {"领导审核", "Reviewed by the chief"}, "call_back": {"全部回访", "Every case called back"},
	"reminders": {"提醒规则", "Reminders"}, "repromised": {"在办诉求重新承诺", "Open cases promised anew"}, "cases": {"涉及件数", "Cases concerned"}, "reason": {"理由", "Reason"},
	"remark_zh": {"中文说明", "Chinese remark"}, "remark_en": {"英文说明", "English remark"},

	"notice": {"通知", "Notice"}, "days": {"放假安排", "Days"}, "hours": {"办公时间", "Office hours"},

	"name": {"企业名称", "Name"}, "uscc": {"统一社会信用代码", "Credit code"}, "industry": {"行业", "Industry"}, "scale": {"规模", "Scale"},
	"contact": {"联系人", "Contact"}, "phone": {"联系电话", "Phone"}, "visits": {"方便联系的时间", "Times for visits"}, "liaison_id": {"联络员", "Liaison"},
}
