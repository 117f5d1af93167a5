package pages

import (
	"context"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// PathRegister is where a company takes part.
const PathRegister = "/register"

func (p Register) parts(ctx context.Context) []Part {
	c := p.Tried.Company
	password := func(name string) ui.Field {
		f := need(ctx, ui.KindPassword, name, "", accounts.MaxPassword)
		f.Autocomplete = "new-password"
		return f
	}
	login := need(ctx, ui.KindText, "login", p.Tried.Login, 40)
	login.Autocomplete = "username"
	first := password("password")
	first.Hint = i18n.T(ctx, "account.password_hint", "Min", accounts.MinPassword)
	parts := []Part{
		{Title: i18n.T(ctx, "register.company"), Fields: companyFields(ctx, p.Refs, c)},
		{Title: i18n.T(ctx, "register.account"), Sub: i18n.T(ctx, "register.account_sub"), Fields: []ui.Field{login, first, password("again")}},
	}
	for i := range parts {
		parts[i].Fields = withProblems(ctx, parts[i].Fields, p.Bad)
	}
	return parts
}

func (p Register) fields(ctx context.Context) (all []ui.Field) {
	for _, part := range p.parts(ctx) {
		all = append(all, part.Fields...)
	}
	return all
}

// companyFields ask for a company's particulars.
func companyFields(ctx context.Context, refs *cases.Refs, c cases.Company) []ui.Field {
	name := need(ctx, ui.KindText, "company_name", c.Name, cases.MaxLine)
	name.Autocomplete = "organization"
	uscc := need(ctx, ui.KindText, "uscc", c.USCC, 18)
	street := pick(ctx, "street", c.Street, i18n.T(ctx, "form.choose"), StreetOptions(ctx, refs))
	street.Required = true
	contact := need(ctx, ui.KindText, "contact", c.Contact, 40)
	contact.Autocomplete = "name"
	phone := need(ctx, ui.KindTel, "phone", c.Phone, 30)
	phone.Autocomplete = "tel"
	return []ui.Field{name, uscc, street, line(ctx, "industry", c.Industry, cases.MaxLine),
		pick(ctx, "scale", c.Scale, i18n.T(ctx, "scale.none"), scaleOptions(ctx)), contact, phone,
		line(ctx, "visits", c.Visits, cases.MaxLine)}
}

func scaleOptions(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: "large", Label: i18n.T(ctx, "scale.large")}, {Value: "key", Label: i18n.T(ctx, "scale.key")}}
}

// codeWarning says that the check digit of a credit code does not fit, empty when it does or there is no code. It warns
// and never refuses: some lawful early codes fail it.
func codeWarning(ctx context.Context, code string) string {
	if _, checked := cases.CheckUSCC(code); checked || code == "" {
		return ""
	}
	return i18n.T(ctx, "register.code_warning", "Code", code)
}
