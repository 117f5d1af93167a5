package notify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// List is what a digest lists: the lists of somebody's worklist that matter this morning and, in the first of a week, what
// falls due in it.
type List struct {
	Day   string      `json:"day"` // the date it is for
	Lists []ListCount `json:"lists,omitempty"`
	Lines []ListLine  `json:"lines,omitempty"` // the first of each list
	Due   *Due        `json:"due,omitempty"`
}

// Due is what falls due within the week: how many cases, and the first of them.
type Due struct {
	N     int64      `json:"n"`
	Lines []ListLine `json:"lines"`
}

// ListCount is how long one list is.
type ListCount struct {
	List string `json:"list"`
	N    int64  `json:"n"`
}

// ListLine is one case of a digest.
type ListLine struct {
	Case  int64  `json:"case"`
	No    string `json:"no"`
	Title string `json:"title,omitempty"`
	List  string `json:"list"`
	Due   string `json:"due,omitempty"`
	First string `json:"first,omitempty"` // due as first promised, where that was another time
}

func (l *List) words(lang string) Text {
	t := Text{Subject: both("今日待办（"+l.Day+"）", "Your day, "+l.Day).In(lang), Path: "/"}
	var sum cases.Words
	for _, c := range l.Lists {
		name := cases.ListWords(c.List)
		sum = both(sum.Zh+fmt.Sprintf("%s %d 件，", name.Zh, c.N), sum.En+fmt.Sprintf("%s %d, ", name.En, c.N))
	}
	if l.Due != nil {
		sum = both(sum.Zh+fmt.Sprintf("本周到期 %d 件，", l.Due.N), sum.En+fmt.Sprintf("due this week %d, ", l.Due.N))
	}
	t.Body = both(strings.TrimSuffix(sum.Zh, "，")+"。", strings.TrimSuffix(sum.En, ", ")+".").In(lang)
	for _, c := range l.Lists {
		shown := int64(0)
		for _, line := range l.Lines {
			if line.List == c.List {
				shown++
				t.Points = append(t.Points, cases.ListWords(c.List).In(lang)+both("：", ": ").In(lang)+line.words(lang))
			}
		}
		t.Points = more(t.Points, cases.ListWords(c.List), c.N-shown, lang)
	}
	if l.Due != nil {
		name := both("本周到期", "Due this week")
		for _, line := range l.Due.Lines {
			t.Points = append(t.Points, name.In(lang)+both("：", ": ").In(lang)+line.words(lang))
		}
		t.Points = more(t.Points, name, l.Due.N-int64(len(l.Due.Lines)), lang)
	}
	return t
}

// more says how many cases of a list are not named.
func more(points []string, list cases.Words, left int64, lang string) []string {
	if left <= 0 {
		return points
	}
	return append(points, both(fmt.Sprintf("%s：另有 %d 件，请打开待办列表查看", list.Zh, left), fmt.Sprintf("%s: %d more, in your worklist", list.En, left)).In(lang))
}

func (line ListLine) words(lang string) string {
	text := line.No
	if line.Title != "" {
		text = both(line.Title+"（"+line.No+"）", line.Title+" ("+line.No+")").In(lang)
	}
	if line.Due != "" {
		text += both("，"+line.Due+" 到期", ", due "+line.Due).In(lang) + firstWords(line.First).In(lang)
	}
	return text
}

// cases lists the cases that are named; of none there are none.
func (l *List) cases() (ids []int64) {
	if l == nil {
		return nil
	}
	for _, line := range l.Lines {
		ids = append(ids, line.Case)
	}
	if l.Due != nil {
		for _, line := range l.Due.Lines {
			ids = append(ids, line.Case)
		}
	}
	return ids
}

// only is the list without the cases that are not to be seen; they are counted among those not named.
func (l *List) only(sees map[int64]bool) *List {
	hidden := func(line ListLine) bool { return !sees[line.Case] }
	shown := *l
	shown.Lines = slices.DeleteFunc(slices.Clone(l.Lines), hidden)
	if l.Due != nil {
		shown.Due = &Due{l.Due.N, slices.DeleteFunc(slices.Clone(l.Due.Lines), hidden)}
	}
	return &shown
}

// digestRoles get a list in the morning.
var digestRoles = []cases.Role{cases.RoleCentre, cases.RoleOfficer, cases.RoleChief, cases.RoleLeader, cases.RoleLiaison}

// quiet lists are no matter for the morning.
var quiet = []string{string(cases.GreenLit), string(cases.OnHold), string(cases.NoLight), cases.ListTracked}

const (
	perList   = 5  // cases named of each list in the morning
	dueShown  = 10 // cases named of a week
	perPage   = 30 // cases on a page of a worklist
	weekPages = 4  // pages looked through for the week
)

// Digest gives everybody on the government's side the morning's list, in one message, when it is a working day and they
// have something to do; on the first working day of a week it says to the bureaus what falls due in it. It may run any
// number of times a day, in any number of instances: each person gets one a day. n is how many there were.
func (n *Notifier) Digest(ctx context.Context) (made int, err error) {
	m, err := n.desk.Moment(ctx)
	if err != nil || !m.Calendar().IsWorking(m.Today()) {
		return 0, err
	}
	for _, role := range digestRoles {
		people, err := n.people.ByRole(ctx, role)
		if err != nil {
			return made, err
		}
		lists := map[string]List{} // people with the same worklist get the same list
		for _, r := range people {
			owner := cases.OwnerOf(r.Actor)
			list, known := lists[owner]
			if !known {
				if list, err = n.listOf(ctx, r.Actor, m); err != nil {
					return made, err
				}
				lists[owner] = list
			}
			some, err := n.giveList(ctx, r, m, list)
			if made += some; err != nil {
				return made, err
			}
		}
	}
	return made, nil
}

// giveList puts the list into the person's inbox and queues its deliveries, unless there is nothing on it.
func (n *Notifier) giveList(ctx context.Context, r Recipient, m cases.Moment, list List) (made int, err error) {
	if len(list.Lists) == 0 && list.Due == nil {
		return 0, nil
	}
	err = n.db.Write(ctx, func(q *db.Q) (err error) {
		p := post{n: n, q: q, refs: m.Refs, hours: m.Calendar().WithHours(n.set.Hours), now: m.Now}
		if p.wishes, err = declined(ctx, q, []int64{r.ID}); err != nil {
			return err
		}
		about := notice{Key: fmt.Sprintf("digest:day:%s:%d", list.Day, r.ID), Topic: Digest, At: m.Now, Facts: Facts{List: &list}}
		if err := p.put(ctx, about, []hearer{{person: r}}, nil); err != nil {
			return err
		}
		made = len(p.messages)
		return p.store(ctx)
	})
	return made, err
}

// listOf makes the day's list of a worklist, with the week's when it begins today.
func (n *Notifier) listOf(ctx context.Context, a cases.Actor, m cases.Moment) (List, error) {
	list, err := n.dayList(ctx, a, m)
	if err != nil || a.Role != cases.RoleOfficer && a.Role != cases.RoleChief || !startsWeek(m.Calendar(), m.Today()) {
		return list, err
	}
	list.Due, err = n.dueThisWeek(ctx, a, m)
	return list, err
}

func (n *Notifier) dayList(ctx context.Context, a cases.Actor, m cases.Moment) (List, error) {
	list := List{Day: m.Today().String()}
	counts, err := n.desk.Counts(ctx, a)
	if err != nil {
		return list, err
	}
	for _, name := range cases.ListsOf(a) {
		if counts[name] == 0 || slices.Contains(quiet, name) {
			continue
		}
		list.Lists = append(list.Lists, ListCount{name, counts[name]})
		page, err := n.desk.Queue(ctx, a, name, "", perList)
		if err != nil {
			return list, err
		}
		for _, line := range page.Lines {
			list.Lines = append(list.Lines, lineOf(line, name))
		}
	}
	return list, nil
}

// dueThisWeek names what falls due between now and the end of the week's Sunday, earliest first; nil when nothing does.
func (n *Notifier) dueThisWeek(ctx context.Context, a cases.Actor, m cases.Moment) (*Due, error) {
	end := weekEnd(m.Today())
	var found []cases.Line
	for _, name := range []string{string(cases.Yellow), string(cases.GreenLit)} {
		cursor := ""
		for range weekPages {
			page, err := n.desk.Queue(ctx, a, name, cursor, perPage)
			if err != nil {
				return nil, err
			}
			for _, line := range page.Lines {
				if !line.Due.IsZero() && line.Due.After(m.Now) && !line.Due.After(end) {
					found = append(found, line)
				}
			}
			last := len(page.Lines) - 1
			if cursor = page.Next; cursor == "" || page.Lines[last].Due.After(end) {
				break
			}
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(found, func(a, b cases.Line) int { return a.Due.Compare(b.Due) })
	due := &Due{N: int64(len(found))}
	for _, line := range found[:min(len(found), dueShown)] {
		due.Lines = append(due.Lines, lineOf(line, string(line.Light)))
	}
	return due, nil
}

func lineOf(line cases.Line, list string) ListLine {
	l := ListLine{Case: line.ID, No: line.No, List: list}
	if !line.Confidential {
		l.Title = line.Title
	}
	if !line.Due.IsZero() {
		l.Due, l.First = workday.FormatDue(line.Due), firstDue(line.FirstDue, line.Due)
	}
	return l
}

// startsWeek says whether the day is the first working day of its week, Monday to Sunday.
func startsWeek(cal *workday.Calendar, day workday.Date) bool {
	for d := day; d.Weekday() != time.Monday; {
		if d = d.AddDays(-1); cal.IsWorking(d) {
			return false
		}
	}
	return true
}

// weekEnd is the end of the week's Sunday.
func weekEnd(day workday.Date) time.Time {
	for day.Weekday() != time.Sunday {
		day = day.AddDays(1)
	}
	return day.End()
}
