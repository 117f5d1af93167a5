package cases

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// keepCalendar puts a calendar on record before anything is counted on it. Each clock names the calendars it was
// counted on, so that every due instant, however old, can be counted again and explained as it came about.
func (d *Desk) keepCalendar(ctx context.Context, cal *workday.Calendar) error {
	known, err := db.Value[int64](ctx, d.db.Reader(), "select count(*) from calendar where version = $1", cal.Version())
	if err != nil || known > 0 {
		return err
	}
	var notices []string
	for _, n := range cal.Notices() {
		notices = append(notices, n.String())
	}
	return d.db.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, "insert into calendar (version, hours, notices, first_ms) values ($1, $2, $3, $4) on conflict (version) do nothing",
			cal.Version(), cal.Hours().String(), strings.Join(notices, noticeBreak), toMs(d.now()))
		return err
	})
}

// noticeBreak parts the notices of a calendar on record: no line of a notice is empty.
const noticeBreak = "\n"

// calendar finds the calendar of a version on record, nil when there is none.
func (d *Desk) calendar(ctx context.Context, q *db.Q, version string) (*workday.Calendar, error) {
	if cal, ok := d.calendars.Load(version); ok {
		return cal.(*workday.Calendar), nil
	}
	var hours, text string
	err := q.QueryRow(ctx, "select hours, notices from calendar where version = $1", version).Scan(&hours, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	cal, err := recorded(hours, text)
	if err == nil && cal.Version() != version {
		err = fmt.Errorf("it gives %s", cal.Version())
	}
	if err != nil {
		return nil, fmt.Errorf("the calendar %s on record is damaged: %w", version, err)
	}
	d.calendars.Store(version, cal)
	return cal, nil
}

// recorded builds a calendar from its record.
func recorded(hours, text string) (*workday.Calendar, error) {
	open, err := workday.ParseHours(hours)
	if err != nil {
		return nil, err
	}
	var notices []workday.Notice
	for csv := range strings.SplitSeq(text, "\n"+noticeBreak) {
		n, err := workday.ParseNotice(strings.NewReader(csv))
		if err != nil {
			return nil, err
		}
		notices = append(notices, n)
	}
	return workday.NewCalendar(open, notices...), nil
}

// calendarsOf finds the calendars on which the due instants of the case were counted.
func (d *Desk) calendarsOf(ctx context.Context, q *db.Q, c *Case, now *workday.Calendar) (map[string]*workday.Calendar, error) {
	found := map[string]*workday.Calendar{now.Version(): now}
	for i := range c.Clocks {
		version := c.Clocks[i].CountedOn()
		if found[version] != nil {
			continue
		}
		cal, err := d.calendar(ctx, q, version)
		if err != nil {
			return nil, err
		}
		if cal != nil {
			found[version] = cal
		}
	}
	return found, nil
}

// Explain is how the due instant of one of the case's clocks came about, day by day (时限依据), on the calendar on which
// it was counted: what a later notice says of its days changes nothing.
func (v View) Explain(k *Clock) workday.Reckoning {
	cal := v.calendars[k.CountedOn()]
	if cal == nil {
		cal = v.Moment.Calendar()
	}
	return k.Explain(cal)
}

// decidedBy names what decided a promise between two instants: the calendar's version, and its grounds.
func decidedBy(cal *workday.Calendar, from, to time.Time) string {
	return "工作日历 " + cal.Version() + "；" + grounds(cal, from, to)
}

// grounds names, for everybody to read, by what the time between two instants is counted: the notices in force for the
// years concerned, and the office hours.
func grounds(cal *workday.Calendar, from, to time.Time) string {
	first, last := workday.DateOf(from).Year(), workday.DateOf(to).Year()
	var ruling []workday.Notice
	for _, n := range cal.Notices() {
		if n.Year < first || n.Year > last {
			continue
		}
		if !n.Amends {
			ruling = slices.DeleteFunc(ruling, func(o workday.Notice) bool { return o.Year == n.Year })
		}
		ruling = append(ruling, n)
	}
	text := ""
	for _, n := range ruling {
		text += fmt.Sprintf("%d 年第 %d 版：%s；", n.Year, n.Version, n.ID)
	}
	return text + "办公时间 " + cal.Hours().String()
}
