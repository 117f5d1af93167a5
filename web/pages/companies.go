package pages

import (
	"context"
	"strconv"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// PathCompanies lists the companies.
const PathCompanies = "/companies"

// CompanyHref is the address of a company's page.
func CompanyHref(id int64) string { return PathCompanies + "/" + strconv.FormatInt(id, 10) }

func (p Companies) sub(ctx context.Context) string {
	if p.Actor.Role == cases.RoleLiaison {
		return i18n.T(ctx, "companies.sub_liaison")
	}
	return i18n.T(ctx, "companies.sub")
}

func (p Companies) filters(ctx context.Context) []ui.Field {
	fields := []ui.Field{
		{Kind: ui.KindSearch, Name: "q", Label: i18n.T(ctx, "companies.find"), Value: Printable(p.Query.Get("q")), MaxLength: 60},
		{Kind: ui.KindSelect, Name: "street", Label: i18n.T(ctx, "companies.street"), Value: p.Query.Get("street"), Prompt: i18n.T(ctx, "companies.all"),
			Options: StreetOptions(ctx, p.Refs)},
	}
	var states []ui.Option
	for _, state := range []cases.CompanyState{cases.CompanyConfirmed, cases.CompanyPending, cases.CompanyRefused} {
		states = append(states, ui.Option{Value: string(state), Label: i18n.T(ctx, "companies.state."+string(state))})
	}
	return append(fields, ui.Field{Kind: ui.KindSelect, Name: "state", Label: i18n.T(ctx, "companies.state"), Value: p.Query.Get("state"),
		Prompt: i18n.T(ctx, "companies.all"), Options: states})
}

// mayEdit says who changes a company's particulars.
func mayEdit(a cases.Actor) bool { return a.Role == cases.RoleCentre || a.Role == cases.RoleAdmin }

func (p Companies) table(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "companies.title"), HideCaption: true, Empty: i18n.T(ctx, "companies.empty"),
		Columns: columns(ctx, "companies.name", "companies.street", "companies.contact", "companies.liaison", "companies.state")}
	if p.Actor.Role == cases.RoleLiaison {
		t.Empty = i18n.T(ctx, "companies.empty_liaison")
		t.Columns = append(t.Columns, ui.Column{})
	}
	for _, c := range p.Found.Lines {
		t.Rows = append(t.Rows, p.row(ctx, c))
	}
	return t
}

func (p Companies) row(ctx context.Context, c cases.Company) ui.Row {
	name := ui.Cell{Text: c.Name, Sub: c.USCC, Main: true}
	if mayEdit(p.Actor) {
		name.Href = CompanyHref(c.ID)
	}
	row := ui.Row{Cells: []ui.Cell{name, {Text: streetName(ctx, p.Refs, c.Street)}, {Body: contact(p, c)},
		{Text: nameOf(p.Liaisons, c.Liaison)}, {Body: ui.Badge(companyTone(c.State), i18n.T(ctx, "companies.state."+string(c.State)))}}}
	if p.Actor.Role == cases.RoleLiaison {
		row.Cells = append(row.Cells, ui.Cell{Text: i18n.T(ctx, "companies.file"), Href: "/file?company=" + strconv.FormatInt(c.ID, 10)})
	}
	return row
}

// MayCall says who has to be able to call a company: those who keep its particulars, and the liaison paired with it.
func MayCall(a cases.Actor, c cases.Company) bool {
	return mayEdit(a) || a.Role == cases.RoleLiaison && c.Liaison == a.ID
}

// asked is what was asked for the company's number, nil for nothing.
func (p Companies) asked(id int64) *AskedPhone {
	if p.Asked != id {
		return nil
	}
	return p.Phone
}

// phoneHref asks for the number on this very page of the list.
func (p Companies) phoneHref(id int64) string {
	return CompanyHref(id) + "/phone?" + p.Query.Encode()
}

func companyTone(state cases.CompanyState) ui.Tone {
	switch state {
	case cases.CompanyConfirmed:
		return ui.ToneGood
	case cases.CompanyPending:
		return ui.ToneWarn
	}
	return ui.ToneNeutral
}

// nameOf finds a person's name by number, empty when there is none.
func nameOf(people []accounts.Person, id int64) string {
	for _, p := range people {
		if p.ID == id {
			return p.Name
		}
	}
	return ""
}

func (p Companies) facts(ctx context.Context, c cases.Company) []ui.Item {
	return []ui.Item{
		{Label: i18n.T(ctx, "ask.uscc"), Value: c.USCC}, {Label: i18n.T(ctx, "ask.street"), Value: streetName(ctx, p.Refs, c.Street)},
		{Label: i18n.T(ctx, "ask.industry"), Value: c.Industry}, {Label: i18n.T(ctx, "ask.contact"), Value: c.Contact},
		{Label: i18n.T(ctx, "ask.phone"), Body: companyPhone(p, c, "new-")}}
}

// rulings are the two ways to rule on a registration.
func (p Companies) rulings(ctx context.Context, id int64) []ui.Offer {
	reason := ui.Field{Name: "reason", Label: i18n.T(ctx, "ask.reason"), Required: true, MaxLength: cases.MaxLine}
	refuse := ui.Offer{Action: "refuse-" + strconv.FormatInt(id, 10), Href: CompanyHref(id) + "/refuse", Label: i18n.T(ctx, "companies.refuse"),
		Hint: i18n.T(ctx, "companies.refuse_sub"), Tone: ui.ToneBad, Icon: "close"}
	if p.Refusing == id {
		reason.Value, reason.Error, refuse.Open = Printable(p.Reason), problemOf(ctx, p.Bad, "reason"), true
	}
	refuse.Fields = []ui.Field{reason}
	confirm := ui.Offer{Action: "confirm-" + strconv.FormatInt(id, 10), Href: CompanyHref(id) + "/confirm", Label: i18n.T(ctx, "companies.confirm"),
		Hint: i18n.T(ctx, "companies.confirm_sub"), Tone: ui.ToneAccent, Icon: "check"}
	return []ui.Offer{confirm, refuse}
}

// Company is the page on which the centre keeps a company's particulars.
type Company struct {
	Company  cases.Company
	Refs     *cases.Refs
	Liaisons []accounts.Person
	People   []accounts.Person
	Actor    cases.Actor
	Bad      cases.Problems
}

// Form is the page's form. The telephone stands in it as it was given: masked until somebody types another.
func (p Company) Form(ctx context.Context) EditForm {
	fields := companyFields(ctx, p.Refs, p.Company)
	for i := range fields { // companies from other registers may lack a code
		fields[i].Required = fields[i].Required && fields[i].Name != "uscc"
		if fields[i].Name == "phone" {
			fields[i].Hint = i18n.T(ctx, "companies.phone_kept")
		}
	}
	fields = append(fields, pick(ctx, "liaison", strconv.FormatInt(p.Company.Liaison, 10), i18n.T(ctx, "companies.liaison_none"), personOptions(p.Liaisons)))
	return EditForm{Title: p.Company.Name, Sub: i18n.T(ctx, "companies.registered", "At", i18n.Date(ctx, p.Company.CreatedAt)),
		Action: CompanyHref(p.Company.ID), Submit: i18n.T(ctx, "form.save"), Back: PathCompanies, Bad: p.Bad, Beside: companyBeside(p),
		Parts: []Part{{Title: i18n.T(ctx, "companies.edit"), Fields: fields}}}
}

func personOptions(people []accounts.Person) []ui.Option {
	options := make([]ui.Option, len(people))
	for i, p := range people {
		options[i] = ui.Option{Value: strconv.FormatInt(p.ID, 10), Label: p.Name}
	}
	return options
}
