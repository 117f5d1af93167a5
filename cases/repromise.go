package cases

import "context"

// Renewal says which open cases are promised anew (重新承诺): those that an older version of a policy promises something
// to, by its newest; or those of a category, whatever promised them, by what the category promises now. Exactly one of
// the two is set.
type Renewal struct{ Policy, Category string }

// basis is by what the renewal promises the case anew; the zero basis leaves it alone.
func (r Renewal) basis(refs *Refs, c *Case) basis {
	if r.Category == "" {
		return basis{Policy: refs.Policy(r.Policy, 0)}
	}
	category, _ := refs.Category(r.Category)
	if category.Code != c.Category {
		return basis{}
	}
	return basis{refs.PolicyFor(category, c.Urgent), true}
}

// label names what promises from then on: versions of policies, such as "jiangmen/3".
func (r Renewal) label(refs *Refs) string {
	if r.Category == "" {
		return refs.Policy(r.Policy, 0).label()
	}
	category, _ := refs.Category(r.Category)
	usual, urgent := refs.PolicyFor(category, false).label(), refs.PolicyFor(category, true).label()
	if usual == urgent {
		return usual
	}
	return usual + " " + urgent
}

func (r Renewal) check(refs *Refs) error {
	_, policy := refs.newest(r.Policy)
	_, category := refs.Category(r.Category)
	if policy && r.Category == "" || category && r.Policy == "" {
		return nil
	}
	return problem(NotFound, "renewal", "没有找到这个时限规则或诉求类别，请重新选择。", "There is no such policy or category; choose again.")
}

// staleTerms refuses what was ordered under other versions than those in force.
var staleTerms = &Problem{Stale, "", Words{"您预览之后，基础数据已有修改，时限的变动可能不同。请再预览一次。",
	"Reference data changed after your preview, and what moves may differ. Preview it again."}}

// repromise counts what is owed by other terms anew from its own start, and ends what is promised no longer. What was
// met or stopped stands, and so does every first promise.
func repromise(t *turn) error {
	r := Renewal{t.in[policyField.Name], t.in[categoryField.Name]}
	b := r.basis(t.m.Refs, t.c)
	if ordered := t.in[termsField.Name]; ordered != "" && ordered != r.label(t.m.Refs) {
		return staleTerms
	}
	if !t.c.outdated(b) {
		return &Problem{Conflict, "", Words{"该诉求没有需要重新承诺的时限。", "Nothing in this request is promised by other terms."}}
	}
	if b.all || t.c.Policy == b.Code {
		t.c.Policy, t.c.PolicyVersion = b.Code, b.Version
	}
	t.resettle(b, t.in["text"])
	t.event.Data[policyField.Name] = b.label()
	return nil
}

// PreviewRepromise lists what would move if open cases were promised anew, from one place of the list up to another.
// Cases are those concerned, whether a due instant moves or not. It stores nothing.
func (d *Desk) PreviewRepromise(ctx context.Context, a Actor, r Renewal, from, to int) (Moves, error) {
	refs, err := d.refsForAdmin(ctx, a)
	if err != nil {
		return Moves{}, err
	}
	if err := r.check(refs); err != nil {
		return Moves{}, err
	}
	return d.movesTo(ctx, refs.Calendar, func(c *Case) basis { return r.basis(refs, c) }, from, to)
}

// newest is the newest version of a policy.
func (r *Refs) newest(code string) (Policy, bool) {
	return find(r.Policies, r.policies, policyKey{code, 0})
}
