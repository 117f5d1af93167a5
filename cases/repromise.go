package cases

import (
	"context"

	"jiangqitong/internal/db"
)

// repromise brings the case to the newest version of the policy: what is owed by an older version is promised anew from
// its own start, what was met or stopped stands, and so does every first promise.
func repromise(t *turn) error {
	p := t.m.Refs.Policy(t.in[policyField.Name], 0)
	if !t.c.outdated(p) {
		return &Problem{Conflict, "", Words{"该诉求没有按这个规则的旧版本承诺的时限。", "Nothing in this request is promised by an older version of the policy."}}
	}
	if t.c.Policy == p.Code {
		t.c.PolicyVersion = p.Version
	}
	t.resettle(p, t.in["text"])
	t.event.Data[policyField.Name] = p.label()
	return nil
}

// PreviewRepromise lists what would move if open cases on older versions of a policy were promised anew by the newest.
// Cases are those concerned, whether a due instant moves or not. It stores nothing.
func (d *Desk) PreviewRepromise(ctx context.Context, a Actor, code string) (Moves, error) {
	refs, err := d.refsForAdmin(ctx, a)
	if err != nil {
		return Moves{}, err
	}
	p, ok := refs.newest(code)
	if !ok {
		return Moves{}, noSuchPolicy
	}
	return d.movesTo(ctx, refs.Calendar, p)
}

// Repromise promises open cases on older versions of a policy anew by the newest, on purpose and for a reason that the
// companies read. A case is taken once; what is interrupted is taken up by the next call. n is how many cases there were.
func (d *Desk) Repromise(ctx context.Context, a Actor, code, reason string) (n int, err error) {
	refs, err := d.refsForAdmin(ctx, a)
	if err != nil {
		return 0, err
	}
	p, ok := refs.newest(code)
	if !ok {
		return 0, noSuchPolicy
	}
	input := Input{policyField.Name: code, "text": reason}
	if _, bad := input.Read(repromiseFields, refs); len(bad) > 0 {
		return 0, bad
	}
	numbers, err := d.openCases(ctx, func(c *Case) bool { return c.outdated(p) })
	if err != nil || len(numbers) == 0 {
		return 0, err
	}
	err = d.db.Write(ctx, func(q *db.Q) error {
		return d.record(ctx, q, a, RefChange{What: EditedPolicy, Key: code, After: map[string]string{"repromised": p.label(), "reason": tidy(reason)}})
	})
	if err != nil {
		return 0, err
	}
	return d.doEach(ctx, Actor{ID: a.ID, Name: a.Name, Role: RoleSystem}, numbers, Command{Action: Repromise, Input: input})
}

var noSuchPolicy = &Problem{NotFound, "policy", Words{"没有找到这个时限规则，请刷新页面。", "No such policy was found; reload the page."}}

// newest is the newest version of a policy.
func (r *Refs) newest(code string) (Policy, bool) {
	return find(r.Policies, r.policies, policyKey{code, 0})
}
