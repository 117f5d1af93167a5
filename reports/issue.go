package reports

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
)

// Issue is a frozen report (定稿): its Book and its workbook stay as they were, byte for byte, whatever happens to the
// cases later. A reopened issue can still be read; its period is live again until it is frozen anew.
type Issue struct {
	Number      int64
	Period      cases.Period
	Calendar    string // version of the working-day calendar it was reckoned on
	Title       string
	Checksum    string // SHA-256 of the workbook, hexadecimal
	FrozenAt    time.Time
	FrozenBy    string
	ReleasedAt  time.Time // zero until the centre lets it go to the leaders
	ReleasedBy  string
	ReopenedAt  time.Time // zero while the issue is in force
	ReopenedBy  string
	ReopenedFor string
}

// InForce says whether the issue has not been reopened.
func (i Issue) InForce() bool { return i.ReopenedAt.IsZero() }

// Released says whether the issue was let go to the leaders.
func (i Issue) Released() bool { return !i.ReleasedAt.IsZero() }

const issueColumns = `number, first_day, last_day, cut_off_ms, calendar, title, checksum, frozen_ms, frozen_by,
	released_ms, released_by, reopened_ms, reopened_by, reopened_for`

func scanIssue(row db.Scanner) (i Issue, err error) {
	return scanIssueAnd(row)
}

func scanIssueAnd(row db.Scanner, more ...any) (i Issue, err error) {
	var cutOff, frozen, released, reopened int64
	dest := []any{&i.Number, &i.Period.First, &i.Period.Last, &cutOff, &i.Calendar, &i.Title, &i.Checksum, &frozen, &i.FrozenBy,
		&released, &i.ReleasedBy, &reopened, &i.ReopenedBy, &i.ReopenedFor}
	err = row.Scan(append(dest, more...)...)
	i.Period.CutOff, i.FrozenAt = time.UnixMilli(cutOff), time.UnixMilli(frozen)
	if released != 0 {
		i.ReleasedAt = time.UnixMilli(released)
	}
	if reopened != 0 {
		i.ReopenedAt = time.UnixMilli(reopened)
	}
	return i, err
}

var (
	mayNotFreeze = &cases.Problem{Kind: cases.Forbidden, Words: Words{Zh: "月报由诉求中心定稿和重开。", En: "Reports are frozen and reopened by the centre."}}
	stillRuns    = &cases.Problem{Kind: cases.Conflict, Field: "period", Words: Words{Zh: "统计期还没有结束，结束后才能定稿。", En: "The period has not ended yet; freeze it once it has."}}
	laterCutOff  = &cases.Problem{Kind: cases.Invalid, Field: "cut_off", Words: Words{Zh: "数据截止时间还没有到，请选择已经过去的时间。", En: "The cut-off has not come yet; choose an instant that has passed."}}
	frozenBefore = &cases.Problem{Kind: cases.Conflict, Field: "period", Words: Words{Zh: "这个统计期已经定稿；需要更正时，请先说明原因重开。", En: "The period is frozen already; to correct it, reopen it with a reason first."}}
	noIssue      = &cases.Problem{Kind: cases.NotFound, Words: Words{Zh: "没有这一期月报。", En: "There is no such issue."}}
	reopenedOnce = &cases.Problem{Kind: cases.Conflict, Words: Words{Zh: "这一期已经重开。", En: "The issue was reopened before."}}
	needReason   = &cases.Problem{Kind: cases.Invalid, Field: "reason", Words: Words{Zh: "请填写重开原因（500 字以内）。", En: "Give the reason for reopening, in at most 500 characters."}}
	errDamaged   = errors.New("the stored workbook of the issue does not fit its checksum: restore it from a backup")
)

// Freeze closes a period: it stores its official Book and workbook under the next number. The workbook is in Chinese.
func (p *Press) Freeze(ctx context.Context, a cases.Actor, period cases.Period) (Issue, error) {
	switch now := p.now(); {
	case a.Role != cases.RoleCentre:
		return Issue{}, mayNotFreeze
	case period.Last.End().After(now):
		return Issue{}, stillRuns
	case period.CutOff.After(now):
		return Issue{}, laterCutOff
	}
	for {
		number, err := db.Value[int64](ctx, p.db.Reader(), "select coalesce(max(number), 0) + 1 from report_issue")
		if err != nil {
			return Issue{}, err
		}
		issue, err := p.freeze(ctx, a, period, number)
		if !db.IsUnique(err) {
			return issue, err
		}
		if _, taken, err := p.Frozen(ctx, period); err != nil || taken {
			return Issue{}, errors.Join(err, problemIf(taken, frozenBefore))
		} // else another period took the number: draw the next
	}
}

func (p *Press) freeze(ctx context.Context, a cases.Actor, period cases.Period, number int64) (Issue, error) {
	if _, taken, err := p.Frozen(ctx, period); err != nil || taken {
		return Issue{}, errors.Join(err, problemIf(taken, frozenBefore))
	}
	f, in, err := p.start(ctx, Official, period)
	if err != nil {
		return Issue{}, err
	}
	in.Issue = number
	f.traces = newTraces()
	var workbook bytes.Buffer
	book, err := p.print(ctx, Official, f, in, "zh", &workbook)
	if err != nil {
		return Issue{}, err
	}
	text, err := json.Marshal(book)
	if err != nil {
		return Issue{}, err
	}
	traces, err := f.traces.pack()
	if err != nil {
		return Issue{}, err
	}
	sum := sha256.Sum256(workbook.Bytes())
	issue := Issue{Number: number, Period: period, Calendar: book.Calendar, Title: book.Title.Zh, Checksum: hex.EncodeToString(sum[:]),
		FrozenAt: p.now(), FrozenBy: a.Name}
	return issue, p.store(ctx, issue, text, workbook.Bytes(), traces, book.Figures)
}

func problemIf(is bool, problem *cases.Problem) error {
	if is {
		return problem
	}
	return nil
}

func (p *Press) store(ctx context.Context, i Issue, book, workbook, traces []byte, figures Figures) error {
	return p.db.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, `insert into report_issue (number, first_day, last_day, cut_off_ms, calendar, title, book, workbook, traces, checksum,
			frozen_ms, frozen_by, reopened_ms, reopened_by, reopened_for) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, '', '')`,
			i.Number, i.Period.First.String(), i.Period.Last.String(), i.Period.CutOff.UnixMilli(), i.Calendar, i.Title, book, workbook, traces,
			i.Checksum, i.FrozenAt.UnixMilli(), i.FrozenBy)
		if err == nil {
			err = p.keepFigures(ctx, q, i.Period.Name(), figures, i.Number)
		}
		return err
	})
}

// Reopen takes an issue out of force, so that its period is live again. The reason stays on record.
func (p *Press) Reopen(ctx context.Context, a cases.Actor, number int64, reason string) error {
	reason = strings.TrimSpace(reason)
	switch {
	case a.Role != cases.RoleCentre:
		return mayNotFreeze
	case reason == "" || utf8.RuneCountInString(reason) > 500:
		return needReason
	}
	if _, err := p.Issue(ctx, number); err != nil {
		return err
	}
	return p.db.Write(ctx, func(q *db.Q) error {
		rows, err := q.Exec(ctx, `update report_issue set reopened_ms = $1, reopened_by = $2, reopened_for = $3 where number = $4 and reopened_ms = 0`,
			p.now().UnixMilli(), a.Name, reason, number)
		if err != nil {
			return err
		}
		if rows == 0 {
			return reopenedOnce
		}
		_, err = q.Exec(ctx, "update month_figure set issue = 0, at_ms = 0 where issue = $1", number)
		return err
	})
}

// Issues lists every issue, newest first, the reopened ones included.
func (p *Press) Issues(ctx context.Context) ([]Issue, error) {
	return db.All(ctx, p.db.Reader(), scanIssue, "select "+issueColumns+" from report_issue order by number desc")
}

// Issue reads what is known of an issue beside its contents.
func (p *Press) Issue(ctx context.Context, number int64) (Issue, error) {
	return p.issue(ctx, number, "", nil)
}

func (p *Press) issue(ctx context.Context, number int64, column string, content *[]byte) (Issue, error) {
	columns, more := issueColumns, []any{}
	if column != "" {
		columns, more = columns+", "+column, append(more, content)
	}
	i, err := db.One(ctx, p.db.Reader(), func(row db.Scanner) (Issue, error) {
		return scanIssueAnd(row, more...)
	}, "select "+columns+" from report_issue where number = $1", number)
	if errors.Is(err, sql.ErrNoRows) {
		return Issue{}, noIssue
	}
	return i, err
}

// Frozen finds the issue in force for the days of a period, false when they are live.
func (p *Press) Frozen(ctx context.Context, period cases.Period) (Issue, bool, error) {
	i, err := db.One(ctx, p.db.Reader(), scanIssue, "select "+issueColumns+" from report_issue where first_day = $1 and last_day = $2 and reopened_ms = 0",
		period.First.String(), period.Last.String())
	if errors.Is(err, sql.ErrNoRows) {
		return Issue{}, false, nil
	}
	return i, err == nil, err
}

// FrozenBook reads the Book of an issue as it was frozen.
func (p *Press) FrozenBook(ctx context.Context, number int64) (*Book, error) {
	var text []byte
	if _, err := p.issue(ctx, number, "book", &text); err != nil {
		return nil, err
	}
	b := new(Book)
	if err := json.Unmarshal(text, b); err != nil {
		return nil, fmt.Errorf("the stored Book of issue %d: %w", number, err)
	}
	return b, nil
}

// FrozenWorkbook reads the workbook of an issue, byte for byte as it was frozen, and checks that it is.
func (p *Press) FrozenWorkbook(ctx context.Context, number int64) (Issue, []byte, error) {
	var workbook []byte
	i, err := p.issue(ctx, number, "workbook", &workbook)
	if err != nil {
		return Issue{}, nil, err
	}
	if sum := sha256.Sum256(workbook); hex.EncodeToString(sum[:]) != i.Checksum {
		return Issue{}, nil, errDamaged
	}
	return i, workbook, nil
}
