package pages

import (
	"context"
	"net/url"
	"strconv"

	"jiangqitong/cases"
	"jiangqitong/notify"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// PathChannels lists the ways out of the house.
const PathChannels = PathAdmin + "/channels"

// EndpointHref is the address of the page of a group robot or program.
func EndpointHref(id int64) string { return PathChannels + "/" + strconv.FormatInt(id, 10) }

func (p Channels) table(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "channel.list"), HideCaption: true, Empty: i18n.T(ctx, "channel.none"),
		Columns: append(columns(ctx, "channel.name", "channel.reaches"), ui.Column{})}
	for _, c := range p.List {
		row := ui.Row{Cells: []ui.Cell{{Text: in(ctx, c.Label), Sub: c.Name, Main: true}, {Text: i18n.T(ctx, "channel.groups")}, {}}}
		if !c.Group {
			row.Cells[1], row.Cells[2] = ui.Cell{Text: i18n.T(ctx, "channel.people")}, ui.Cell{Body: testChannel(c.Name)}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// endpoints lists the group robots and programs. Of an address only the host is shown: its rest is a key.
func (p Channels) endpoints(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "channel.endpoints"), HideCaption: true, Empty: i18n.T(ctx, "channel.no_endpoints"),
		Columns: append(columns(ctx, "ask.name", "ask.channel", "ask.scope", "ask.url", "admin.state"), ui.Column{})}
	for _, e := range p.Endpoints {
		scope := i18n.T(ctx, "channel.all_cases")
		if e.Bureau != "" {
			scope = bureauName(ctx, p.Refs, e.Bureau)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: e.Name, Href: EndpointHref(e.ID), Main: true}, {Text: channelLabel(ctx, p.List, e.Channel)},
			{Text: scope}, {Text: host(e.URL)}, {Body: activeBadge(e.Active)}, {Body: testEndpoint(e.ID)}}})
	}
	return t
}

// channelLabel names a channel; one that is no longer set up stands for itself.
func channelLabel(ctx context.Context, list []notify.ChannelName, name string) string {
	for _, c := range list {
		if c.Name == name {
			return in(ctx, c.Label)
		}
	}
	return name
}

// EndpointForm asks for a group robot or program; ID 0 is a new one. A secret that is stored is never sent back.
func EndpointForm(ctx context.Context, refs *cases.Refs, channels []notify.ChannelName, e notify.Endpoint, bad cases.Problems) EditForm {
	var groups []ui.Option
	for _, c := range channels {
		if c.Group {
			groups = append(groups, ui.Option{Value: c.Name, Label: in(ctx, c.Label)})
		}
	}
	channel := pick(ctx, "channel", e.Channel, i18n.T(ctx, "form.choose"), groups)
	channel.Required = true
	name := need(ctx, ui.KindText, "name", e.Name, 100)
	bureau := pick(ctx, "bureau", e.Bureau, i18n.T(ctx, "channel.all_cases"), BureauOptions(ctx, refs))
	bureau.Label = i18n.T(ctx, "ask.scope")
	secret := ask(ctx, ui.KindPassword, "secret", "")
	secret.Autocomplete, secret.MaxLength = "off", 1000
	form := EditForm{Title: i18n.T(ctx, "admin.new.endpoint"), Action: PathChannels + "/new", Submit: i18n.T(ctx, "form.save"), Back: PathChannels, Bad: bad,
		Parts: []Part{{Fields: []ui.Field{name, channel, bureau, need(ctx, ui.KindText, "url", e.URL, 1000), secret, check(ctx, "active", e.Active)}}}}
	if e.ID != 0 {
		form.Title, form.Action = e.Name, EndpointHref(e.ID)
		form.Beside = endpointBeside(e)
	}
	return form
}

// host is the part of an address that says where it leads and gives nothing away.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
