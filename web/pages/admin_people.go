package pages

import (
	"context"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

func (p People) filters(ctx context.Context) []ui.Field {
	pick := func(name string, options []ui.Option) ui.Field {
		return ui.Field{Kind: ui.KindSelect, Name: name, Label: i18n.T(ctx, "ask."+name), Value: p.Query.Get(name), Prompt: i18n.T(ctx, "search.any"), Options: options}
	}
	return []ui.Field{
		{Kind: ui.KindSearch, Name: "q", Label: i18n.T(ctx, "people.find"), Value: Printable(p.Query.Get("q")), MaxLength: 60},
		pick("role", roleOptions(ctx)), pick("bureau", BureauOptions(ctx, p.Refs)),
		{Kind: ui.KindSelect, Name: "active", Label: i18n.T(ctx, "admin.state"), Value: p.Query.Get("active"), Prompt: i18n.T(ctx, "search.any"),
			Options: []ui.Option{{Value: string(cases.Yes), Label: i18n.T(ctx, "admin.active")}, {Value: string(cases.No), Label: i18n.T(ctx, "admin.inactive")}}},
	}
}

func roleOptions(ctx context.Context) (options []ui.Option) {
	for _, r := range cases.Roles() {
		options = append(options, ui.Option{Value: string(r), Label: in(ctx, r.Words())})
	}
	return options
}

func (p People) table(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "admin.people"), HideCaption: true, Empty: i18n.T(ctx, "people.empty"),
		Columns: columns(ctx, "ask.name_person", "ask.role", "people.signed_in", "admin.state")}
	for _, person := range p.Found.Lines {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: person.Name, Sub: person.Login, Href: PersonHref(person.ID), Main: true},
			{Text: in(ctx, person.Role.Words()), Sub: bureauName(ctx, p.Refs, person.Bureau)}, {Text: lastSeen(ctx, person.SignedInAt)}, {Body: activeBadge(person.Active)}}})
	}
	return t
}

func lastSeen(ctx context.Context, at time.Time) string {
	if at.IsZero() {
		return i18n.T(ctx, "people.never")
	}
	return i18n.DateTime(ctx, at)
}

// Person is an account's page; ID 0 is a new one.
type Person struct {
	Now      time.Time
	Refs     *cases.Refs
	Person   accounts.Person
	Company  string // as it is named or was typed
	Bad      cases.Problems
	Tokens   []accounts.Token
	Sessions []accounts.Session
	// Password and Token were made just now and are shown this once.
	Password, Token string
	// TokenName and the rest are of a token that was refused.
	TokenName, TokenExpires string
	TokenBad                cases.Problems
}

// Form is the page's form.
func (p Person) Form(ctx context.Context) EditForm {
	a := p.Person
	bureau := pick(ctx, "bureau", a.Bureau, i18n.T(ctx, "admin.none"), BureauOptions(ctx, p.Refs))
	bureau.Hint = i18n.T(ctx, "people.bureau_hint")
	role := pick(ctx, "role", string(a.Role), "", roleOptions(ctx))
	role.Required = true
	name := need(ctx, ui.KindText, "name", a.Name, 40)
	name.Label = i18n.T(ctx, "ask.name_person")
	phone := ask(ctx, ui.KindTel, "phone", a.Phone)
	phone.MaxLength = 30
	email := ask(ctx, ui.KindEmail, "email", a.Email)
	email.MaxLength = 254
	form := EditForm{Title: i18n.T(ctx, "admin.new.person"), Action: PathPeople + "/new", Submit: i18n.T(ctx, "form.save"), Back: PathPeople, Bad: p.Bad,
		Parts: []Part{
			{Title: i18n.T(ctx, "people.who"), Fields: []ui.Field{name, need(ctx, ui.KindText, "login", a.Login, 40), email, phone,
				pick(ctx, "lang", a.Lang, "", []ui.Option{{Value: "zh", Label: i18n.Chinese.Name()}, {Value: "en", Label: i18n.English.Name()}})}},
			{Title: i18n.T(ctx, "people.as"), Fields: []ui.Field{role, bureau, line(ctx, "company", p.Company, cases.MaxLine),
				check(ctx, "active", a.Active), line(ctx, "stopped", a.Stopped, cases.MaxLine)}},
		}}
	if a.ID != 0 {
		form.Title, form.Action, form.Sub = a.Name, PersonHref(a.ID), i18n.T(ctx, "people.sub", "Login", a.Login, "At", i18n.Date(ctx, a.CreatedAt))
		form.Beside, form.Below = personBeside(p), personBelow(p)
	}
	return form
}

func (p Person) tokenFields(ctx context.Context) []ui.Field {
	name := need(ctx, ui.KindText, "name", p.TokenName, cases.MaxLine)
	name.ID, name.Label = "token-name", i18n.T(ctx, "people.token_name")
	expires := ui.Field{Kind: ui.KindDate, Name: "expires", Label: i18n.T(ctx, "people.token_expires"), Hint: i18n.T(ctx, "people.token_expires_hint"), Value: Printable(p.TokenExpires)}
	return withProblems(ctx, []ui.Field{name, expires}, p.TokenBad)
}

func (p Person) tokens(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "people.tokens"), HideCaption: true,
		Columns: append(columns(ctx, "people.token_name", "people.token_made", "people.token_expires", "people.token_used"), ui.Column{})}
	for _, token := range p.Tokens {
		expires := i18n.T(ctx, "people.never_ends")
		if !token.ExpiresAt.IsZero() {
			expires = i18n.Date(ctx, token.ExpiresAt.Add(-time.Minute))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: token.Name, Main: true}, {Text: i18n.Date(ctx, token.CreatedAt)}, {Text: expires},
			{Text: lastSeen(ctx, token.UsedAt)}, {Body: revokeToken(p.Person.ID, token.ID)}}})
	}
	return t
}

func (p Person) sessions(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "account.sessions"), HideCaption: true,
		Columns: append(columns(ctx, "account.browser", "account.address", "account.since", "account.seen"), ui.Column{})}
	for _, s := range p.Sessions {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: browser(s.Agent), Main: true}, {Text: s.Addr}, {Text: i18n.DateTime(ctx, s.CreatedAt)},
			{Text: i18n.DateTime(ctx, s.SeenAt)}, {Body: endTheirs(p.Person.ID, s.ID)}}})
	}
	return t
}
