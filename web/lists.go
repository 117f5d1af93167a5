package web

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
	"jiangqitong/web/i18n"
	"jiangqitong/web/pages"
)

// listRoutes are the lists of cases.
func (s *server) listRoutes(r chi.Router) {
	r.Get("/my", s.page(s.mine))
	r.Get("/queue", s.page(s.queue("/queue", cases.RoleOfficer, cases.RoleChief)))
	r.Get("/review", s.page(s.review))
	r.Get("/centre", s.page(s.queue("/centre", cases.RoleCentre, cases.RoleLeader)))
	r.Get("/cases", s.page(s.search))
	r.Get("/lifecycle", s.page(s.lifecycle))
}

// queue shows one list of the person's worklist under tabs of them all.
func (s *server) queue(path string, roles ...cases.Role) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		actor := actorOf(r)
		if !slices.Contains(roles, actor.Role) {
			return errNoPage
		}
		return s.showQueue(w, r, path, r.URL.Query().Get("list"))
	}
}

// review is the chief's list of replies to approve.
func (s *server) review(w http.ResponseWriter, r *http.Request) error {
	if actorOf(r).Role != cases.RoleChief {
		return errNoPage
	}
	return s.showQueue(w, r, "/review", cases.ListReview)
}

func (s *server) showQueue(w http.ResponseWriter, r *http.Request, path, list string) error {
	ctx, actor := r.Context(), actorOf(r)
	counts, err := s.Desk.Counts(ctx, actor)
	if err != nil {
		return err
	}
	lists := cases.ListsOf(actor)
	switch {
	case list == "":
		list = firstFilled(lists, counts)
	case !slices.Contains(lists, list):
		return errNoPage
	}
	moment, err := s.Desk.Moment(ctx)
	if err != nil {
		return err
	}
	cursor := r.URL.Query().Get("cursor")
	found, err := s.Desk.Queue(ctx, actor, list, cursor, 0)
	if err != nil {
		return err
	}
	frame, err := s.countedFrame(w, r, i18n.T(ctx, "queue.title."+path[1:]), counts)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.QueuePage(frame, pages.Queue{Moment: moment, Actor: actor, Path: path, List: list,
		Lists: lists, Counts: counts, Cursor: cursor, Page: found}))
}

// firstFilled is the first list with something in it, so that the page opens where there is work.
func firstFilled(lists []string, counts map[string]int64) string {
	for _, list := range lists {
		if counts[list] > 0 {
			return list
		}
	}
	return lists[0]
}

// needed is how many cases of each kind the first page of a company shows as waiting for it.
const needed = 20

// mine shows a company or a liaison what waits for them and all their requests.
func (s *server) mine(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), actorOf(r)
	if actor.Role != cases.RoleCompany && actor.Role != cases.RoleLiaison {
		return errNoPage
	}
	p := pages.Mine{Actor: actor, Query: r.URL.Query()}
	var err error
	if p.Moment, err = s.Desk.Moment(ctx); err != nil {
		return err
	}
	cursor := p.Query.Get("cursor")
	if p.All, err = s.Desk.List(ctx, actor, cases.Filter{Cursor: cursor, Limit: 30}); err != nil {
		return err
	}
	if cursor == "" {
		for _, list := range cases.ListsOf(actor) {
			waiting, err := s.Desk.Queue(ctx, actor, list, "", needed)
			if err != nil {
				return err
			}
			p.Waiting = append(p.Waiting, pages.Waiting{List: list, Lines: waiting.Lines})
		}
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "nav.my"))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.MinePage(frame, p))
}

func (s *server) search(w http.ResponseWriter, r *http.Request) error {
	return s.showSearch(w, r, http.StatusOK, func(*pages.Search) {})
}

// showSearch lists the cases the person may see, narrowed by the filters in the address. change adds what an export that
// was refused has to say.
func (s *server) showSearch(w http.ResponseWriter, r *http.Request, status int, change func(*pages.Search)) error {
	ctx, actor, query := r.Context(), actorOf(r), r.URL.Query()
	moment, err := s.Desk.Moment(ctx)
	if err != nil {
		return err
	}
	p := pages.Search{Moment: moment, Actor: actor, Query: query}
	filter, bad := filterOf(query)
	if p.Bad = bad; len(bad) == 0 {
		if p.Page, err = s.Desk.List(ctx, actor, filter); err != nil {
			return err
		}
	}
	frame, err := s.frame(w, r, i18n.T(ctx, "nav.cases"))
	if err != nil {
		return err
	}
	if len(bad) > 0 {
		status = http.StatusUnprocessableEntity
	}
	change(&p)
	return s.render(w, r, status, pages.SearchPage(frame, p))
}

// maxWords is the longest search text, in bytes.
const maxWords = 200

// filterOf reads the filters of an address. Unknown codes match nothing and need no sentence; dates that do not exist
// do.
func filterOf(query map[string][]string) (f cases.Filter, bad cases.Problems) {
	get := func(name string) string {
		if len(query[name]) == 0 {
			return ""
		}
		return clip(query[name][0], maxWords)
	}
	f = cases.Filter{Bureau: get("bureau"), Category: get("category"), Group: cases.Group(get("group")), Street: get("street"),
		Light: cases.Light(get("light")), Text: get("q"), Cursor: get("cursor"), Open: cases.Tri(get("open"))}
	if state := get("state"); state != "" {
		f.States = []cases.State{cases.State(state)}
	}
	day := func(name string) workday.Date {
		if get(name) == "" {
			return workday.Date{}
		}
		d, err := workday.ParseDate(get(name))
		if err != nil {
			bad = append(bad, &cases.Problem{Kind: cases.Invalid, Field: name,
				Words: cases.Words{Zh: "应是真实的日期，如 2021-06-30。", En: "This must be a real date such as 2021-06-30."}})
		}
		return d
	}
	f.FiledFrom, f.FiledTo = day("from"), day("to")
	if !f.FiledFrom.IsZero() && !f.FiledTo.IsZero() && f.FiledTo.Before(f.FiledFrom) {
		bad = append(bad, &cases.Problem{Kind: cases.Invalid, Field: "to",
			Words: cases.Words{Zh: "截止日期早于开始日期，请更正。", En: "The last day lies before the first; put it right."}})
	}
	return f, bad
}

// lifecycle shows the whole life of a case: the table from which every button, promise and message comes.
func (s *server) lifecycle(w http.ResponseWriter, r *http.Request) error {
	frame, err := s.frame(w, r, i18n.T(r.Context(), "nav.lifecycle"))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, pages.LifecyclePage(frame))
}
