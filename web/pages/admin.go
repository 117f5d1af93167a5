package pages

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/jobs"
	"jiangqitong/notify"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// Addresses of the administrators' pages.
const (
	PathAdmin      = "/admin"
	PathPeople     = PathAdmin + "/people"
	PathBureaus    = PathAdmin + "/bureaus"
	PathStreets    = PathAdmin + "/streets"
	PathCategories = PathAdmin + "/categories"
	PathRules      = PathAdmin + "/rules"
	PathPolicies   = PathAdmin + "/policies"
	PathCalendar   = PathAdmin + "/calendar"
	PathAudit      = "/audit"
)

// PersonHref is the address of an account's page.
func PersonHref(id int64) string { return PathPeople + "/" + strconv.FormatInt(id, 10) }

// CalendarHref is the address of a year of the calendar.
func CalendarHref(year int) string { return PathCalendar + "?year=" + strconv.Itoa(year) }

// adminSections are the administrators' pages; path is the present one.
func adminSections(ctx context.Context, path string) []ui.Tab {
	sections := []ui.Tab{{Label: i18n.T(ctx, "admin.overview"), Href: PathAdmin, Count: -1, Current: path == PathAdmin}}
	for _, s := range []struct{ href, key string }{
		{PathPeople, "people"}, {PathBureaus, "bureaus"}, {PathCategories, "categories"}, {PathRules, "rules"}, {PathPolicies, "policies"},
		{PathCalendar, "calendar"}, {PathChannels, "channels"}, {notify.DeliveriesPath, "deliveries"}, {PathReaders, "readers"}, {PathScoring, "scoring"},
	} {
		current := within(path, s.href) || s.href == PathBureaus && within(path, PathStreets) || s.href == PathPolicies && within(path, PathRepromise)
		sections = append(sections, ui.Tab{Label: i18n.T(ctx, "admin."+s.key), Href: s.href, Count: -1, Current: current})
	}
	return sections
}

// figures are what needs a hand, as numbers.
func (p Overview) figures(ctx context.Context) []ui.Figure {
	figure := func(key, href string, n int, bad ui.LightColor) ui.Figure {
		f := ui.Figure{Label: i18n.T(ctx, "admin.figure."+key), Value: strconv.Itoa(n), Href: href, Light: ui.LightMet}
		if n > 0 {
			f.Light = bad
		}
		return f
	}
	failed := 0
	for _, j := range p.Jobs {
		if j.Error != "" {
			failed++
		}
	}
	waiting := figure("waiting", notify.DeliveriesPath+"?state=waiting", int(p.Deliveries["waiting"]), ui.LightGreen)
	waiting.Light = ""
	return []ui.Figure{
		figure("failed", notify.DeliveriesPath, int(p.Deliveries["failed"]), ui.LightRed),
		waiting,
		figure("jobs", "#jobs", failed, ui.LightRed),
		figure("provisional", PathCalendar, int(p.Provisional), ui.LightYellow),
		figure("pending", PathCompanies, p.Pending, ui.LightYellow),
	}
}

// gap is something that is set up wrong or not yet, with the way to mend it.
type gap struct {
	tone  ui.Tone
	text  string
	links []ui.Link
}

// gaps lists what is set up wrong, the worst first.
func (p Overview) gaps(ctx context.Context) (list []gap) {
	if p.NoNotice != 0 {
		list = append(list, gap{ui.ToneBad, i18n.T(ctx, "admin.gap.notice", "Year", p.NoNotice),
			[]ui.Link{{Label: i18n.T(ctx, "admin.load_notice"), Href: CalendarHref(p.NoNotice) + "#notice"}}})
	}
	add := func(tone ui.Tone, key string, links []ui.Link) {
		if len(links) > 0 {
			list = append(list, gap{tone, i18n.T(ctx, "admin.gap."+key, "Count", len(links)), links})
		}
	}
	add(ui.ToneWarn, "unserved", bureauLinks(ctx, p.Unserved))
	add(ui.ToneNeutral, "unheaded", bureauLinks(ctx, p.Unheaded))
	var unruled []ui.Link
	for _, c := range p.Unruled {
		unruled = append(unruled, ui.Link{Label: in(ctx, c.Name), Href: PathRules + "/new?category=" + url.QueryEscape(c.Code)})
	}
	add(ui.ToneNeutral, "unruled", unruled)
	return list
}

func bureauLinks(ctx context.Context, bureaus []cases.Bureau) (links []ui.Link) {
	for _, b := range bureaus {
		links = append(links, ui.Link{Label: in(ctx, b.Name), Href: PathPeople + "/new?bureau=" + url.QueryEscape(b.Code)})
	}
	return links
}

// jobs tells how each job of the timetable went the last time.
func (p Overview) jobs(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "admin.jobs"), HideCaption: true, Empty: i18n.T(ctx, "admin.no_jobs"),
		Columns: columns(ctx, "admin.job", "admin.job_slot", "admin.job_took", "admin.job_owner", "admin.job_end")}
	for _, j := range p.Jobs {
		name := j.Job
		if key := "job." + j.Job; i18n.Has(key) {
			name = i18n.T(ctx, key)
		}
		row := ui.Row{Cells: []ui.Cell{{Text: name, Sub: j.Job, Main: true}, {Text: i18n.DateTime(ctx, j.Slot)}, {Text: took(j)}, {Text: j.Owner}, {Body: jobEnd(j)}}}
		if j.Error != "" {
			row.Light = ui.LightRed
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func took(j jobs.Last) string {
	if j.Finished.IsZero() {
		return ""
	}
	return j.Finished.Sub(j.Started).Round(time.Millisecond).String()
}

// peerName names a peer group.
func peerName(ctx context.Context, peer string) string { return i18n.T(ctx, "peer."+peer) }

// bureauTable lists the bureaus, those of one peer group together.
func bureauTable(ctx context.Context, refs *cases.Refs) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "admin.bureaus"), HideCaption: true,
		Columns: columns(ctx, "ask.name", "ask.code", "ask.peer", "admin.state")}
	for _, peer := range cases.Peers() {
		for _, b := range refs.Bureaus {
			if b.Peer == peer {
				t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: in(ctx, b.Name), Href: PathBureaus + "/" + b.Code, Main: true},
					{Text: b.Code}, {Text: peerName(ctx, peer)}, {Body: activeBadge(b.Active)}}})
			}
		}
	}
	return t
}

func streetTable(ctx context.Context, refs *cases.Refs) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "admin.streets"), HideCaption: true, Columns: columns(ctx, "ask.name", "ask.code", "ask.office")}
	for _, s := range refs.Streets {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: in(ctx, s.Name), Href: PathStreets + "/" + s.Code, Main: true}, {Text: s.Code},
			{Text: bureauName(ctx, refs, s.Bureau)}}})
	}
	return t
}

// codeField asks for the code of a new entry; the code of one that is there stays.
func codeField(ctx context.Context, code string, isNew bool) ui.Field {
	f := need(ctx, ui.KindText, "code", code, 20)
	f.Disabled, f.Required = !isNew, isNew
	return f
}

// nameFields ask for a name in both languages.
func nameFields(ctx context.Context, w cases.Words) []ui.Field {
	return []ui.Field{need(ctx, ui.KindText, "name_zh", w.Zh, 80), need(ctx, ui.KindText, "name_en", w.En, 80)}
}

func orderField(ctx context.Context, n int64) ui.Field {
	f := need(ctx, ui.KindNumber, "order", strconv.FormatInt(max(n, 0), 10), 4)
	f.Min, f.Max, f.MaxLength = "0", "9999", 0
	return f
}

// newOr is the heading of a form for something new, or for what is there.
func newOr(ctx context.Context, isNew bool, key string, name cases.Words) string {
	if isNew {
		return i18n.T(ctx, "admin.new."+key)
	}
	return in(ctx, name)
}

func action(list, code string, isNew bool) string {
	if isNew {
		return list + "/new"
	}
	return list + "/" + url.PathEscape(code)
}

// BureauForm asks for a bureau.
func BureauForm(ctx context.Context, b cases.Bureau, isNew bool, bad cases.Problems) EditForm {
	var peers []ui.Option
	for _, peer := range cases.Peers() {
		peers = append(peers, ui.Option{Value: peer, Label: peerName(ctx, peer)})
	}
	fields := append([]ui.Field{codeField(ctx, b.Code, isNew)}, nameFields(ctx, b.Name)...)
	fields = append(fields, pick(ctx, "peer", b.Peer, "", peers), orderField(ctx, b.Order), check(ctx, "active", b.Active))
	return EditForm{Title: newOr(ctx, isNew, "bureau", b.Name), Action: action(PathBureaus, b.Code, isNew), Submit: i18n.T(ctx, "form.save"),
		Back: PathBureaus, Bad: bad, Parts: []Part{{Fields: fields}}}
}

// StreetForm asks for a street.
func StreetForm(ctx context.Context, refs *cases.Refs, s cases.Street, isNew bool, bad cases.Problems) EditForm {
	office := pick(ctx, "bureau", s.Bureau, i18n.T(ctx, "admin.none"), BureauOptions(ctx, refs))
	office.Label = i18n.T(ctx, "ask.office")
	office.Hint = i18n.T(ctx, "ask.office_hint")
	fields := append([]ui.Field{codeField(ctx, s.Code, isNew)}, nameFields(ctx, s.Name)...)
	fields = append(fields, office, orderField(ctx, s.Order))
	return EditForm{Title: newOr(ctx, isNew, "street", s.Name), Action: action(PathStreets, s.Code, isNew), Submit: i18n.T(ctx, "form.save"),
		Back: PathBureaus, Bad: bad, Parts: []Part{{Fields: fields}}}
}

// promised says for a new case of the category when it is resolved.
func promised(ctx context.Context, refs *cases.Refs, c cases.Category) string {
	p := refs.PolicyFor(c, false)
	return in(ctx, p.Name) + " · " + p.Resolve.Label(lang(ctx))
}

func categoryTable(ctx context.Context, refs *cases.Refs) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "admin.categories"), HideCaption: true,
		Columns: short(columns(ctx, "ask.name", "ask.group", "ask.policy", "admin.routed", "admin.state"), 1)}
	for _, group := range cases.Groups() {
		for _, c := range refs.Categories {
			if c.Group != group {
				continue
			}
			where := refs.Suggest(c.Code, "", "")
			lead := i18n.T(ctx, "admin.by_centre")
			if where.Found {
				lead = bureauName(ctx, refs, where.Lead)
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: in(ctx, c.Name), Href: PathCategories + "/" + c.Code, Sub: c.Aliases, Main: true},
				{Text: in(ctx, group.Words())}, {Text: promised(ctx, refs, c)}, {Text: lead}, {Body: activeBadge(c.Active)}}})
		}
	}
	return t
}

// CategoryForm asks for a category.
func CategoryForm(ctx context.Context, refs *cases.Refs, c cases.Category, isNew bool, bad cases.Problems) EditForm {
	var groups []ui.Option
	for _, g := range cases.Groups() {
		groups = append(groups, ui.Option{Value: string(g), Label: in(ctx, g.Words())})
	}
	template := func(name, text string, most int) ui.Field {
		f := ask(ctx, ui.KindTextarea, name, text)
		f.MaxLength, f.Rows = most, 6
		return f
	}
	policies := policyOptions(ctx, refs)
	what := append([]ui.Field{codeField(ctx, c.Code, isNew)}, nameFields(ctx, c.Name)...)
	what = append(what, pick(ctx, "group", string(c.Group), "", groups), line(ctx, "aliases", c.Aliases, 500), orderField(ctx, c.Order))
	form := EditForm{Title: newOr(ctx, isNew, "category", c.Name), Action: action(PathCategories, c.Code, isNew), Submit: i18n.T(ctx, "form.save"),
		Preview: i18n.T(ctx, "admin.preview_reminders"), Back: PathCategories, Bad: bad, Parts: []Part{
			{Title: i18n.T(ctx, "admin.part.what"), Fields: what},
			{Title: i18n.T(ctx, "admin.part.guide"), Sub: i18n.T(ctx, "admin.part.guide_sub"),
				Fields: []ui.Field{template("template_zh", c.Template.Zh, 1000), template("template_en", c.Template.En, 2000)}},
			{Title: i18n.T(ctx, "admin.part.handling"), Fields: []ui.Field{pick(ctx, "policy", c.Policy, "", policies),
				pick(ctx, "urgent_policy", c.UrgentPolicy, i18n.T(ctx, "admin.same_policy"), policies), check(ctx, "urgent", c.Urgent),
				check(ctx, "statutory", c.Statutory), check(ctx, "tracking", c.Tracking), check(ctx, "rated", c.Rated), check(ctx, "active", c.Active)}},
			remindersPart(ctx, c.Reminders, cases.Category{}.RemindersUnder(refs.Policy(c.Policy, 0)), i18n.T(ctx, "admin.policy_reminders")),
		}}
	if !isNew {
		form.Below = repromiseLink(cases.Renewal{Category: c.Code})
	}
	return form
}

// policyOptions lists the active policies with what they promise.
func policyOptions(ctx context.Context, refs *cases.Refs) (options []ui.Option) {
	for _, p := range newest(refs) {
		if p.Active {
			options = append(options, ui.Option{Value: p.Code, Label: in(ctx, p.Name) + "（" + p.Resolve.Label(lang(ctx)) + "）"})
		}
	}
	return options
}

// newest is the newest version of each policy.
func newest(refs *cases.Refs) (list []cases.Policy) {
	for _, p := range refs.Policies {
		if !slices.ContainsFunc(list, func(q cases.Policy) bool { return q.Code == p.Code }) {
			list = append(list, refs.Policy(p.Code, 0))
		}
	}
	return list
}
