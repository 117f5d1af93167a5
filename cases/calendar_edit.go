package cases

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// maxNotice is the greatest size of a notice's file, in bytes; a year's notice has about one thousand.
const maxNotice = 64 << 10

// NoticePreview is what a notice says and what it would move.
type NoticePreview struct {
	Notice workday.Notice
	Moves
}

// PreviewNotice reads a notice of days off and make-up days (CSV as workday.ParseNotice takes it) and lists the open
// promises that it would move or make firm, from one place of the list up to another. It stores nothing.
func (d *Desk) PreviewNotice(ctx context.Context, a Actor, csv string, from, to int) (NoticePreview, error) {
	refs, err := d.refsForAdmin(ctx, a)
	if err != nil {
		return NoticePreview{}, err
	}
	n, err := readNotice(csv, refs.Calendar)
	if err != nil {
		return NoticePreview{}, err
	}
	moves, err := d.movesTo(ctx, refs.Calendar.With(n), asTheyAre, from, to)
	return NoticePreview{n, moves}, err
}

// LoadNotice puts a notice in force. Promises made from now on are counted on it; Resettle counts the open ones again.
func (d *Desk) LoadNotice(ctx context.Context, a Actor, csv string) (n workday.Notice, err error) {
	err = d.edit(ctx, a, func(q *db.Q, refs *Refs) (_ RefChange, err error) {
		if n, err = readNotice(csv, refs.Calendar); err != nil {
			return RefChange{}, err
		}
		_, err = q.Exec(ctx, `insert into calendar_notice (year, version, id, title, days, loaded_ms, loaded_by)
			values ($1, $2, $3, $4, $5, $6, $7)`, n.Year, n.Version, n.ID, n.Title, n.String(), toMs(d.now()), a.Name)
		if err == nil {
			err = d.unsettle(ctx, q)
		}
		return RefChange{What: EditedNotice, Key: strconv.Itoa(n.Year) + "/" + strconv.Itoa(n.Version),
			After: map[string]string{"notice": strings.TrimSpace(n.ID + " " + n.Title), "days": n.String()}}, err
	})
	return n, err
}

// readNotice reads and checks a notice that is to come after those in force.
func readNotice(csv string, cal *workday.Calendar) (workday.Notice, error) {
	if len(csv) > maxNotice {
		return workday.Notice{}, problem(Invalid, "notice", "文件太大，放假安排不应超过 64 KB，请检查是否选错了文件。",
			"The file is too large: a notice has at most 64 KB. Check that it is the right file.")
	}
	if !readable(strings.ReplaceAll(csv, "\r", "")) {
		return workday.Notice{}, problem(Invalid, "notice", "文件不是 UTF-8 文字，请另存为“CSV UTF-8”后重试。",
			"The file is not UTF-8 text; save it as “CSV UTF-8” and try again.")
	}
	n, err := workday.ParseNotice(strings.NewReader(csv))
	if err == nil {
		err = n.Validate()
	}
	if err != nil {
		return n, inWords(err, "notice")
	}
	for _, other := range cal.Notices() {
		if other.Year == n.Year && other.Version >= n.Version {
			return n, problem(Conflict, "notice", "%[1]d 年已有第 %[2]d 版通知，请核对；如确有新的通知，请在文件中把版本改为 %[3]d。",
				"%[1]d has version %[2]d of its notice already; if this is a later one, write version %[3]d into the file.",
				n.Year, other.Version, latestVersion(cal, n.Year)+1)
		}
	}
	return n, nil
}

func latestVersion(cal *workday.Calendar, year int) (version int) {
	for _, n := range cal.Notices() {
		if n.Year == year {
			version = max(version, n.Version)
		}
	}
	return version
}

// PreviewHours lists the open promises that other office hours would move, from one place of the list up to another. It
// stores nothing.
func (d *Desk) PreviewHours(ctx context.Context, a Actor, text string, from, to int) (Moves, error) {
	refs, err := d.refsForAdmin(ctx, a)
	if err != nil {
		return Moves{}, err
	}
	hours, err := workday.ParseHours(tidy(text))
	if err != nil {
		return Moves{}, inWords(err, "hours")
	}
	return d.movesTo(ctx, refs.Calendar.WithHours(hours), asTheyAre, from, to)
}

// SetHours sets the office hours, such as "08:30-12:00,14:30-17:30". Resettle counts the open promises again.
func (d *Desk) SetHours(ctx context.Context, a Actor, text string) error {
	return d.edit(ctx, a, func(q *db.Q, refs *Refs) (RefChange, error) {
		hours, err := workday.ParseHours(tidy(text))
		if err != nil {
			return RefChange{}, inWords(err, "hours")
		}
		return RefChange{What: EditedHours, Key: HoursKey,
				Before: map[string]string{"hours": refs.Calendar.Hours().String()},
				After:  map[string]string{"hours": hours.String()}},
			errors.Join(putSetting(ctx, q, HoursKey, hours.String(), d.now()), d.unsettle(ctx, q))
	})
}

func (d *Desk) refsForAdmin(ctx context.Context, a Actor) (*Refs, error) {
	if a.Role != RoleAdmin {
		return nil, adminsOnly
	}
	return d.Refs(ctx)
}

// inWords makes a Problem of what workday refused.
func inWords(err error, field string) error {
	var text *workday.TextError
	if errors.As(err, &text) {
		return &Problem{Invalid, field, Words{text.Text("zh"), text.Text("en")}}
	}
	return err
}

func putSetting(ctx context.Context, q *db.Q, key, value string, now time.Time) error {
	_, err := q.Exec(ctx, `insert into setting (key, value, updated_ms) values ($1, $2, $3)
		on conflict (key) do update set value = excluded.value, updated_ms = excluded.updated_ms`, key, value, toMs(now))
	return err
}
