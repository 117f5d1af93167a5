package cases

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// Move is a promise that another calendar moves, or makes firm where it was provisional (暂定).
type Move struct {
	No        string // case number
	Lead      string
	Milestone Milestone
	Leg       int
	From, To  time.Time // equal when it only becomes firm
	Firm      bool      // no longer provisional
}

// moves lists what the calendar makes of the case's open promises. It is pure.
func (c *Case) moves(cal *workday.Calendar) (list []Move) {
	for i := range c.Clocks {
		k := &c.Clocks[i]
		if k.Ended != "" {
			continue
		}
		r := k.Reckon(cal)
		if !r.Due.Equal(k.Due) || r.Provisional != k.Provisional {
			list = append(list, Move{c.No, c.Lead, k.Milestone, k.Leg, k.Due, r.Due, k.Provisional && !r.Provisional})
		}
	}
	return list
}

// recount settles every open promise on the calendar in force; a due instant that moved gets a line in its ledger.
func recount(t *turn) error {
	cal, data, text := t.m.Calendar(), map[string]string{}, []string(nil)
	for _, move := range t.c.moves(cal) {
		name := string(move.Milestone)
		if move.Leg != 0 {
			name = fmt.Sprintf("%s %d", name, move.Leg)
		}
		data[name] = workday.FormatDue(move.From) + " → " + workday.FormatDue(move.To)
		if move.Leg == 0 {
			text = append(text, move.sentence())
		}
	}
	for i := range t.c.Clocks {
		k := &t.c.Clocks[i]
		if k.Ended != "" {
			continue
		}
		switch r := k.Reckon(cal); {
		case !r.Due.Equal(k.Due):
			k.enter(Entry{Kind: Resettle, At: t.m.Now, Actor: t.actor.Name, Reason: "工作日历 " + cal.Version()}, cal)
		default:
			k.Provisional = r.Provisional
		}
	}
	t.event.Text, t.event.Data = strings.Join(text, "\n"), data
	return nil
}

func (m Move) sentence() string {
	if m.From.Equal(m.To) {
		return fmt.Sprintf("%s时限：%s（已确定）", m.Milestone.Words().Zh, workday.FormatDue(m.To))
	}
	return fmt.Sprintf("%s时限：%s → %s", m.Milestone.Words().Zh, workday.FormatDue(m.From), workday.FormatDue(m.To))
}

// Moves is what another calendar would do to the open cases.
type Moves struct {
	List  []Move // the first of them, oldest case first
	Cases int    // cases concerned
	Total int    // promises concerned
}

// maxMoves is how many moves are listed one by one.
const maxMoves = 500

// movesOn counts every open promise on the calendar, and stores nothing.
func (d *Desk) movesOn(ctx context.Context, cal *workday.Calendar) (all Moves, err error) {
	err = d.eachBatch(ctx, "open", func(_ *db.Q, batch map[int64]*Case) error {
		for _, id := range slices.Sorted(maps.Keys(batch)) {
			list := batch[id].moves(cal)
			if all.Total += len(list); len(list) > 0 {
				all.Cases++
			}
			all.List = append(all.List, list[:min(len(list), maxMoves-len(all.List))]...)
		}
		return nil
	})
	return all, err
}

// settledKey is the setting that names the calendar on which all open promises are known to be counted.
const settledKey = "settled_calendar"

// Resettle counts every open promise anew after the calendar or the office hours changed, case by case, and tells the
// leads what moved. Where nothing changed since the last time it reads one setting and no more, so it may run every
// minute, in several instances; what is interrupted is taken up by the next run. n is how many cases moved.
func (d *Desk) Resettle(ctx context.Context) (n int, err error) {
	m, err := d.Moment(ctx)
	if err != nil {
		return 0, err
	}
	version := m.Calendar().Version()
	settled, err := db.Value[string](ctx, d.db.Reader(), "select coalesce(max(value), '') from setting where key = $1", settledKey)
	if err != nil || settled == version {
		return 0, err
	}
	numbers, err := d.movedBy(ctx, m.Calendar())
	if err != nil {
		return 0, err
	}
	for _, no := range numbers {
		switch _, err := d.Do(ctx, Timer, no, Command{Action: Recount}); {
		case err == nil:
			n++
		case ProblemsOf(err) == nil:
			return n, err
		} // a refusal: somebody closed the case or counted it again meanwhile
	}
	return n, d.db.Write(ctx, func(q *db.Q) error { return putSetting(ctx, q, settledKey, version, m.Now) })
}

// movedBy lists the numbers of the open cases that the calendar moves.
func (d *Desk) movedBy(ctx context.Context, cal *workday.Calendar) (numbers []string, err error) {
	err = d.eachBatch(ctx, "open", func(_ *db.Q, batch map[int64]*Case) error {
		for _, c := range batch {
			if len(c.moves(cal)) > 0 {
				numbers = append(numbers, c.No)
			}
		}
		return nil
	})
	return numbers, err
}
