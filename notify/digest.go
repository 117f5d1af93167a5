package notify

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// List is what a digest lists: the lists of somebody's worklist that matter this morning, or what falls due this week.
type List struct {
	Day   string      `json:"day"`            // the date it is for
	Week  bool        `json:"week,omitempty"` // what falls due this week
	Lists []ListCount `json:"lists,omitempty"`
	Lines []ListLine  `json:"lines,omitempty"`
}

// ListCount is how long one list is.
type ListCount struct {
	List string `json:"list"`
	N    int64  `json:"n"`
}

// ListLine is one case of a digest.
type ListLine struct {
	No    string `json:"no"`
	Title string `json:"title,omitempty"`
	List  string `json:"list"`
	Due   string `json:"due,omitempty"`
}

func (l *List) words(lang string) Text {
	t := Text{Path: "/"}
	t.Subject = both("今日待办（"+l.Day+"）", "Your day, "+l.Day).In(lang)
	if l.Week {
		t.Subject = both("本周到期（"+l.Day+" 起）", "Due this week, from "+l.Day).In(lang)
	}
	var sum cases.Words
	for i, c := range l.Lists {
		name := cases.ListWords(c.List)
		if c.List == weekCount {
			name = both("本周到期", "Due this week:")
		}
		if i > 0 {
			sum = both(sum.Zh+"，", sum.En+", ")
		}
		sum = both(sum.Zh+fmt.Sprintf("%s %d 件", name.Zh, c.N), sum.En+fmt.Sprintf("%s %d", name.En, c.N))
	}
	t.Body = both(sum.Zh+"。", sum.En+".").In(lang)
	for _, line := range l.Lines {
		point := line.No
		if line.Title != "" {
			point = both(line.Title+"（"+line.No+"）", line.Title+" ("+line.No+")").In(lang)
		}
		if line.Due != "" {
			point += both("，"+line.Due+" 到期", ", due "+line.Due).In(lang)
		}
		t.Points = append(t.Points, cases.ListWords(line.List).In(lang)+both("：", ": ").In(lang)+point)
	}
	return t
}

// digestRoles get a list in the morning.
var digestRoles = []cases.Role{cases.RoleCentre, cases.RoleOfficer, cases.RoleChief, cases.RoleLeader, cases.RoleLiaison}

// quiet lists are no matter for the morning.
var quiet = []string{string(cases.GreenLit), string(cases.OnHold), string(cases.NoLight), cases.ListTracked}

const (
	perList   = 5  // cases named of each list in the morning
	perWeek   = 30 // cases named of a week
	weekPages = 4  // pages of a worklist looked through for them
)

// Digest gives everybody on the government's side the morning's list, when it is a working day and they have
// something to do, and on the first working day of a week what falls due in it. It may run any number of times a day,
// in any number of instances: each person gets each list once. n is how many lists were made.
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
		lists := map[string][]List{} // people with the same worklist get the same lists
		for _, r := range people {
			owner := cases.OwnerOf(r.Actor)
			mine, known := lists[owner]
			if !known {
				if mine, err = n.listsOf(ctx, r.Actor, m); err != nil {
					return made, err
				}
				lists[owner] = mine
			}
			some, err := n.giveLists(ctx, r, m, mine)
			if made += some; err != nil {
				return made, err
			}
		}
	}
	return made, nil
}

// giveLists puts the lists into the person's inbox and queues their deliveries.
func (n *Notifier) giveLists(ctx context.Context, r Recipient, m cases.Moment, lists []List) (made int, err error) {
	if len(lists) == 0 {
		return 0, nil
	}
	err = n.db.Write(ctx, func(q *db.Q) (err error) {
		p := post{n: n, q: q, refs: m.Refs, hours: m.Calendar().WithHours(n.set.Hours), now: m.Now}
		if p.wishes, err = declined(ctx, q, []int64{r.ID}); err != nil {
			return err
		}
		for _, list := range lists {
			kind := "day"
			if list.Week {
				kind = "week"
			}
			about := notice{Key: fmt.Sprintf("digest:%s:%s:%d", kind, list.Day, r.ID), Topic: Digest, At: m.Now, Facts: Facts{List: &list}}
			if err := p.put(ctx, about, []hearer{{person: r}}, nil); err != nil {
				return err
			}
		}
		made = len(p.messages)
		return p.store(ctx)
	})
	return made, err
}

// listsOf makes the day's list of a worklist, and the week's when it begins today.
func (n *Notifier) listsOf(ctx context.Context, a cases.Actor, m cases.Moment) (lists []List, err error) {
	day, err := n.dayList(ctx, a, m)
	if err != nil {
		return nil, err
	}
	if len(day.Lists) > 0 {
		lists = append(lists, day)
	}
	if a.Role != cases.RoleOfficer && a.Role != cases.RoleChief || !startsWeek(m.Calendar(), m.Today()) {
		return lists, nil
	}
	week, err := n.weekList(ctx, a, m)
	if err == nil && len(week.Lines) > 0 {
		lists = append(lists, week)
	}
	return lists, err
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

// weekList names what falls due between now and the end of the week's Sunday, earliest first.
func (n *Notifier) weekList(ctx context.Context, a cases.Actor, m cases.Moment) (List, error) {
	list := List{Day: m.Today().String(), Week: true}
	end := weekEnd(m.Today())
	var due []cases.Line
	for _, name := range []string{string(cases.Yellow), string(cases.GreenLit)} {
		cursor := ""
		for range weekPages {
			page, err := n.desk.Queue(ctx, a, name, cursor, perWeek)
			if err != nil {
				return list, err
			}
			for _, line := range page.Lines {
				if !line.Due.IsZero() && line.Due.After(m.Now) && !line.Due.After(end) {
					due = append(due, line)
				}
			}
			last := len(page.Lines) - 1
			if cursor = page.Next; cursor == "" || page.Lines[last].Due.After(end) {
				break
			}
		}
	}
	slices.SortStableFunc(due, func(a, b cases.Line) int { return a.Due.Compare(b.Due) })
	for _, line := range due[:min(len(due), perWeek)] {
		list.Lines = append(list.Lines, lineOf(line, string(line.Light)))
	}
	list.Lists = []ListCount{{weekCount, int64(len(due))}}
	return list, nil
}

// weekCount names the week's count in place of a list of the worklist.
const weekCount = "week"

func lineOf(line cases.Line, list string) ListLine {
	l := ListLine{No: line.No, List: list}
	if !line.Confidential {
		l.Title = line.Title
	}
	if !line.Due.IsZero() {
		l.Due = workday.FormatDue(line.Due)
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
