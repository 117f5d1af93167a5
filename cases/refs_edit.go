package cases

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"jiangqitong/internal/db"
)

// edit carries out one edit of reference data: by an administrator only, checked against the data it will stand
// among, and in one transaction with its line of audit and the count that makes every instance read anew. Edits wait
// for one another.
func (d *Desk) edit(ctx context.Context, a Actor, do func(q *db.Q, refs *Refs) (RefChange, error)) error {
	if a.Role != RoleAdmin {
		return adminsOnly
	}
	defer d.forget()
	return d.db.Write(ctx, func(q *db.Q) error {
		if err := bumpRefs(ctx, q); err != nil {
			return err
		}
		refs, err := readRefs(ctx, q)
		if err != nil {
			return err
		}
		change, err := do(q, refs)
		if err != nil {
			return err
		}
		return d.record(ctx, q, a, change)
	})
}

var adminsOnly = problem(Forbidden, "", "基础数据只有管理员可以修改。", "Reference data is edited by administrators only.")

// record keeps the edit for the audit; an edit that changed nothing leaves no line.
func (d *Desk) record(ctx context.Context, q *db.Q, a Actor, change RefChange) error {
	if maps.Equal(change.Before, change.After) {
		return nil
	}
	change.At, change.Actor, change.ActorName = d.now(), a.ID, a.Name
	_, err := q.Exec(ctx, refChangeTable.insert(1), values(change.row())...)
	return err
}

// put stores the row with the code of its first column, in place of the one before if there is one.
func put(ctx context.Context, q *db.Q, t table, row []any) error {
	sets := make([]string, len(t.columns))
	for i, column := range t.columns {
		sets[i] = column + " = excluded." + column
	}
	_, err := q.Exec(ctx, t.insert(1)+" on conflict ("+t.columns[0]+") do update set "+strings.Join(sets, ", "), values(row)...)
	return err
}

// checks gathers what is wrong with an edit.
type checks struct {
	refs *Refs
	bad  Problems
}

// that refuses the field with a sentence unless ok.
func (c *checks) that(ok bool, field, zh, en string, args ...any) {
	if !ok {
		c.bad = append(c.bad, problem(Invalid, field, zh, en, args...))
	}
}

// line checks a required text of one line, text one of several that may be empty.
func (c *checks) line(field, value, zh, en string, most int) {
	c.field(Field{field, LineField, Words{zh, en}, true, most, nil}, value)
}

func (c *checks) text(field, value, zh, en string, most int) {
	c.field(Field{field, TextField, Words{zh, en}, false, most, nil}, value)
}

func (c *checks) field(f Field, value string) {
	if p := f.check(value, c.refs); p != nil {
		c.bad = append(c.bad, p)
	}
}

func (c *checks) names(w Words) {
	c.line("name_zh", w.Zh, "中文名称", "Chinese name", maxName)
	c.line("name_en", w.En, "英文名称", "English name", maxName)
}

// maxName is the greatest length of a name in reference data, in characters.
const maxName = 80

// code checks the key of an entry that is new, or that must be there already.
func (c *checks) code(code string, isNew, known bool) {
	switch {
	case isNew && !codeShape.MatchString(code):
		c.that(false, "code", "代码应以小写字母开头，只含小写字母、数字和连字符，最多 20 位。",
			"A code starts with a small letter and has small letters, digits and hyphens only, at most 20.")
	case isNew && known:
		c.that(false, "code", "代码“%[1]s”已经使用，请换一个。", "The code “%[1]s” is taken; choose another.", code)
	case !isNew && !known:
		c.that(false, "code", "没有代码为“%[1]s”的记录，请刷新页面。", "Nothing has the code “%[1]s”; reload the page.", code)
	}
}

var codeShape = regexp.MustCompile(`^[a-z][a-z0-9-]{0,19}$`)

// bureau checks the code of a known bureau; active ones only for where new cases go.
func (c *checks) bureau(field, code string) {
	b, ok := c.refs.Bureau(code)
	c.that(ok && b.Active, field, "没有这个单位或已停用：%[1]s。", "There is no such bureau, or it is not active: %[1]s.", code)
}

func (c *checks) oneOf(field, value string, allowed []string) {
	c.that(slices.Contains(allowed, value), field, "没有这个选项，请从列表中选择。", "There is no such choice; pick one from the list.")
}

func (c *checks) order(n int64) {
	c.that(n >= 0 && n <= 9999, "order", "排序应是 0 到 9999 的整数。", "The order is a whole number from 0 to 9999.")
}

// err is the refusal, nil when nothing is wrong.
func (c *checks) err() error {
	if len(c.bad) == 0 {
		return nil
	}
	return c.bad
}

// tidyWords trims what was typed into a form.
func tidyWords(w Words) Words { return Words{tidy(w.Zh), tidy(w.En)} }

// readable says whether a text can be stored at all.
func readable(s string) bool { return utf8.ValidString(s) && !strings.ContainsFunc(s, unprintable) }
