package reports

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

var (
	mayNotScore = &cases.Problem{Kind: cases.Forbidden, Words: Words{Zh: "评分办法由管理员制定。", En: "Scoring is laid down by administrators."}}
	sameRules   = &cases.Problem{Kind: cases.Conflict, Words: Words{Zh: "与现行评分办法相同，没有改动。", En: "These are the rules in force; nothing was changed."}}
)

// Scheme reads the scoring in force, the zero Scheme when there never was one.
func (p *Press) Scheme(ctx context.Context) (Scheme, error) {
	s, err := db.One(ctx, p.db.Reader(), scanScheme, schemes+" limit 1")
	if errors.Is(err, sql.ErrNoRows) {
		return Scheme{}, nil
	}
	return s, err
}

// Schemes lists every version of the scoring, the one in force first.
func (p *Press) Schemes(ctx context.Context) ([]Scheme, error) {
	return db.All(ctx, p.db.Reader(), scanScheme, schemes)
}

const schemes = "select version, rules, made_ms, made_by from score_scheme order by version desc"

func scanScheme(row db.Scanner) (s Scheme, err error) {
	var rules string
	var made int64
	if err := row.Scan(&s.Version, &rules, &made, &s.MadeBy); err != nil {
		return s, err
	}
	if err := json.Unmarshal([]byte(rules), &s.Rules); err != nil {
		return s, fmt.Errorf("the stored scoring rules of version %d: %w", s.Version, err)
	}
	s.MadeAt = time.UnixMilli(made)
	return s, nil
}

// SaveScheme lays down the scoring of the next version, as ReadRules reads it; without rules it is switched off. Issues
// that were frozen keep the scores they have.
func (p *Press) SaveScheme(ctx context.Context, a cases.Actor, in cases.Input) error {
	next, was, err := p.drafted(ctx, a, in)
	if err != nil {
		return err
	}
	if slices.Equal(next.Rules, was.Rules) {
		return sameRules
	}
	stored, err := json.Marshal(next.Rules)
	if err != nil {
		return err
	}
	err = p.db.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, "insert into score_scheme (version, rules, made_ms, made_by) values ($1, $2, $3, $4)",
			next.Version, string(stored), p.now().UnixMilli(), a.Name)
		return err
	})
	if db.IsUnique(err) {
		return &cases.Problem{Kind: cases.Conflict, Words: Words{Zh: "评分办法刚被别人修改，请刷新后再改。", En: "Somebody else changed the scoring just now; reload and try again."}}
	}
	return err
}

// drafted reads the rules of the next version, and those in force.
func (p *Press) drafted(ctx context.Context, a cases.Actor, in cases.Input) (next, was Scheme, err error) {
	if a.Role != cases.RoleAdmin {
		return next, was, mayNotScore
	}
	rules, err := ReadRules(in)
	if err != nil {
		return next, was, err
	}
	was, err = p.Scheme(ctx)
	return Scheme{Version: was.Version + 1, Rules: rules}, was, err
}

// Trial is what rules that are not laid down yet would have made of the last whole month.
type Trial struct {
	Period  cases.Period
	Bureaus []Tried
}

// Tried is a bureau in a Trial: its points by the rules in force, "/" without any, and by the new ones, with the reason.
type Tried struct {
	Bureau  Words
	Was, Is Cell
	Of      Cell // how many points the new rules could have given
	Why     Words
}

// TryScheme scores the bureaus of the last whole month by rules as ReadRules reads them, as its cases stand now.
func (p *Press) TryScheme(ctx context.Context, a cases.Actor, in cases.Input) (Trial, error) {
	next, was, err := p.drafted(ctx, a, in)
	if err != nil {
		return Trial{}, err
	}
	month := p.Month(workday.MonthOf(workday.DateOf(p.now())).Prev())
	input, err := p.input(ctx, month)
	if err != nil {
		return Trial{}, err
	}
	f := newFold(month, input.Refs)
	err = p.ledger(ctx, Official, month, func(r *cases.Record) error {
		f.add(r)
		return nil
	})
	trial := Trial{Period: month}
	for _, code := range f.codes(ByBureau) {
		if f.peerOf(code) != "" {
			trial.Bureaus = append(trial.Bureaus, f.tried(code, was, next))
		}
	}
	return trial, err
}

func (f *fold) tried(code string, was, next Scheme) Tried {
	t := f.parts[ByBureau][code]
	points := func(s Scheme) (given, all Cell, why Words) {
		n, of, why := s.score(t)
		return Cell{Kind: Score, N: n, Of: of}, Cell{Kind: Score, N: of, Of: of}, why
	}
	tried := Tried{Bureau: nameOf(f.refs, ByBureau, code)}
	tried.Was, _, _ = points(was)
	tried.Is, tried.Of, tried.Why = points(next)
	return tried
}
