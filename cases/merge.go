package cases

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"jiangqitong/internal/db"
)

// relayFields carry an answer of the case that a merged one joined.
var relayFields = fields(text("text", "答复", "Answer"),
	Field{Name: "said", Kind: LineField, Label: Words{"办理情况", "What was done"}, Required: true, Max: MaxLine},
	Field{Name: "result", Kind: LineField, Label: Words{"办理结果", "Result"}, Max: MaxLine},
	date("until", "承诺完成日期", "Promised date"), date("next", "下次反馈日期", "Next feedback"))

// merge needs the parent, which the desk looked up: a rule may not. What is answered in a confidential case is for its
// own company only.
func merge(t *turn) error {
	p := t.m.Parent
	switch {
	case p == nil || p.ID == t.c.ID || !slices.Contains(joinable, p.State):
		return &Problem{Invalid, "parent", Words{"没有找到可以并入的诉求，请核对编号。", "No request to merge into was found; check the number."}}
	case p.Confidential && p.Company != t.c.Company:
		return &Problem{Invalid, "parent", Words{"那是另一家企业的保密诉求，答复只给该企业，不能并入。",
			"That is a confidential request of another company: its answers are for that company only."}}
	case t.c.Against != "" && t.c.Against == p.Lead:
		return &Problem{Invalid, "parent", Words{"那件诉求由被投诉的单位主办，投诉不能并入。",
			"The bureau complained of leads that request: it must not come to answer the complaint."}}
	}
	t.c.Parent, t.c.Result = p.ID, Joined
	t.event.Data = map[string]string{"parent": p.No}
	return nil
}

// joinFields name the case that joins.
var joinFields = fields(Field{Name: "child", Kind: CaseField, Label: Words{"并入的诉求", "The request that joined"}, Max: MaxLine})

func join(t *turn) error {
	t.c.Joined++
	t.event.Data = map[string]string{"child": t.in["child"]}
	return nil
}

// relay gives a merged case what was answered in the one it joined. The company reads it in its own case, and nothing
// else of the other.
func relay(t *turn) error {
	p := t.m.Parent
	t.c.Reply = cmp.Or(p.public().Reply, t.c.Reply)
	t.event.Data = map[string]string{"parent": p.No}
	for _, name := range []string{"said", "result", "until", "next"} {
		if t.in[name] != "" {
			t.event.Data[name] = t.in[name]
		}
	}
	return nil
}

// joinParent notes in the parent that a case joined it, and gives that case all that was answered before. It returns the
// case as it is then. That the case is confidential or complains of a bureau is not told to those who see the parent.
func joinParent(ctx context.Context, q *db.Q, a Actor, child *Case, m Moment) (*Case, error) {
	in := Input{}
	if !child.Confidential && child.Against == "" {
		in["child"] = child.No
	}
	joined, err := m.Parent.Apply(Actor{ID: a.ID, Name: a.Name, Role: RoleSystem}, Command{Action: Join, Input: in}, m)
	if err != nil {
		return nil, err
	}
	if err := save(ctx, q, m.Parent, joined, m); err != nil {
		return nil, err
	}
	past, err := db.All(ctx, q, scanEvent, "select id, "+eventTable.list("")+" from event where case_id = $1 and public order by id", m.Parent.ID)
	if err != nil {
		return nil, err
	}
	return relayTo(ctx, q, child, joined.Case, past, m)
}

// relayAnswers passes what a change answers on to the cases merged into the case, and from there to those merged into them.
func relayAnswers(ctx context.Context, q *db.Q, change Change, m Moment) error {
	c := change.Case
	if c.Joined == 0 || !slices.ContainsFunc(change.Events, Event.shared) {
		return nil
	}
	ids, err := db.All(ctx, q, db.Column[int64], "select id from cases where parent_id = $1", c.ID)
	if err != nil {
		return err
	}
	children, err := loadMany(ctx, q, ids)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(children)) {
		if _, err := relayTo(ctx, q, children[id], c, change.Events, m); err != nil {
			return err
		}
	}
	return nil
}

// relayTo passes those of the parent's events that are answers on to one case.
func relayTo(ctx context.Context, q *db.Q, c, parent *Case, events []Event, m Moment) (*Case, error) {
	m.Parent = parent
	for _, e := range events {
		if !e.shared() {
			continue
		}
		in := Input{"text": e.Text, "said": cmp.Or(e.Data["said"], string(e.Action)), "result": e.Data["result"],
			"until": e.Data["until"], "next": e.Data["next"]}
		change, err := c.Apply(Actor{ID: e.Actor, Name: e.ActorName, Role: RoleSystem}, Command{Action: Relay, Input: in}, m)
		if err != nil {
			return nil, err
		}
		if err := save(ctx, q, c, change, m); err != nil {
			return nil, err
		}
		c = change.Case
	}
	return c, nil
}

// shared says whether the event is an answer that the companies of merged cases hear too.
func (e Event) shared() bool {
	return slices.ContainsFunc(Lifecycle, func(s Step) bool { return s.Shared && s.Action == e.Action })
}
