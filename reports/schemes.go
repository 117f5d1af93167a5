package reports

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

var (
	mayNotScore = &cases.Problem{Kind: cases.Forbidden, Words: Words{Zh: "评分办法由管理员制定。", En: "Scoring is laid down by administrators."}}
	sameRules   = &cases.Problem{Kind: cases.Conflict, Field: "rules", Words: Words{Zh: "与现行评分办法相同，没有改动。", En: "These are the rules in force; nothing was changed."}}
)

// Scheme reads the scoring in force, the zero Scheme when there never was one.
func (p *Press) Scheme(ctx context.Context) (s Scheme, err error) {
	var rules string
	var made int64
	s, err = db.One(ctx, p.db.Reader(), func(row db.Scanner) (s Scheme, err error) {
		return s, row.Scan(&s.Version, &rules, &made, &s.MadeBy)
	}, "select version, rules, made_ms, made_by from score_scheme order by version desc limit 1")
	if errors.Is(err, sql.ErrNoRows) {
		return Scheme{}, nil
	}
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal([]byte(rules), &s.Rules); err != nil {
		return s, fmt.Errorf("the stored scoring rules of version %d: %w", s.Version, err)
	}
	s.MadeAt = time.UnixMilli(made)
	return s, nil
}

// SaveScheme lays down the scoring rules of the next version, none of which switches scoring off. Issues that were
// frozen keep the scores they have.
func (p *Press) SaveScheme(ctx context.Context, a cases.Actor, text string) error {
	if a.Role != cases.RoleAdmin {
		return mayNotScore
	}
	rules, err := ParseRules(text)
	if err != nil {
		return err
	}
	was, err := p.Scheme(ctx)
	if err != nil {
		return err
	}
	next := Scheme{Version: was.Version + 1, Rules: rules}
	if next.String() == was.String() {
		return sameRules
	}
	stored, err := json.Marshal(rules)
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
