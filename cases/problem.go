package cases

import "errors"

// Kind says what sort of refusal a Problem is; web maps each to a status.
type Kind string

// The kinds of refusal.
const (
	Invalid   Kind = "invalid"   // a field is missing, too long or makes no sense: 422
	NotFound  Kind = "not-found" // no such case, or none this actor may see: 404
	Forbidden Kind = "forbidden" // the actor is not a party who may do this: 403
	Conflict  Kind = "conflict"  // the case is not in a state for this: 409
	Stale     Kind = "stale"     // somebody changed the case first: 412
	TooOften  Kind = "too-often" // asked too often; it may be tried again later: 429
)

// Problem is a refusal in a person's words: what is wrong and what to do. Field names the input at fault,
// empty when it is the whole request.
type Problem struct {
	Kind  Kind
	Field string
	Words
}

func (p *Problem) Error() string { return p.En }

// Problems gathers every refused field of one request, so that a person mends them all at once.
type Problems []*Problem

func (p Problems) Error() string { return p[0].Error() }

// Unwrap lets errors.As find each Problem.
func (p Problems) Unwrap() []error {
	errs := make([]error, len(p))
	for i := range p {
		errs[i] = p[i]
	}
	return errs
}

// ProblemsOf lists the Problems inside err, none when err is no refusal but a fault.
func ProblemsOf(err error) Problems {
	var many Problems
	if errors.As(err, &many) {
		return many
	}
	var one *Problem
	if errors.As(err, &one) {
		return Problems{one}
	}
	return nil
}

func problem(kind Kind, field, zh, en string, args ...any) *Problem {
	return &Problem{kind, field, words(zh, en, args...)}
}

// ErrNotFound answers both a case that is not there and one the actor may not see.
var ErrNotFound = &Problem{NotFound, "", Words{
	"没有找到这件诉求，请核对编号；也可能您无权查看。",
	"No such request was found. Check the number; it may also be one you may not see.",
}}
