package pages

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"jiangqitong/notify"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

func (p Deliveries) tabs(ctx context.Context) []ui.Tab {
	var tabs []ui.Tab
	for _, state := range notify.DeliveryStates() {
		count, counted := p.Counts[state]
		tab := ui.Tab{Label: in(ctx, notify.DeliveryStateWords(state)), Href: notify.DeliveriesPath + "?state=" + state, Count: -1, Current: state == p.State}
		if counted {
			tab.Count = int(count)
		}
		tabs = append(tabs, tab)
	}
	return tabs
}

// again says whether something on the page can be sent again.
func (p Deliveries) again() bool {
	return p.State == "failed" || p.State == "muted" || slices.ContainsFunc(p.Outbox.Lines, func(l notify.DeliveryLine) bool { return l.Again })
}

func (p Deliveries) table(ctx context.Context) ui.TableProps {
	t := ui.TableProps{Caption: i18n.T(ctx, "admin.deliveries"), HideCaption: true,
		Columns: columns(ctx, "delivery.subject", "delivery.receiver", "delivery.when", "delivery.tries", "delivery.reason")}
	if p.again() {
		t.Columns = append(t.Columns, ui.Column{})
	}
	for _, l := range p.Outbox.Lines {
		when := ui.Cell{Text: i18n.ShortDateTime(ctx, l.MadeAt)}
		switch {
		case !l.DoneAt.IsZero():
			when.Sub = i18n.T(ctx, "delivery.done", "At", i18n.ShortDateTime(ctx, l.DoneAt))
		case !l.Due.IsZero():
			when.Sub = i18n.T(ctx, "delivery.next", "At", i18n.ShortDateTime(ctx, l.Due))
		}
		row := ui.Row{Cells: []ui.Cell{{Text: l.Subject, Main: true}, {Text: l.Receiver, Sub: channelLabel(ctx, p.Channels, l.Channel) + " " + l.Address}, when,
			{Text: strconv.FormatInt(l.Tries, 10)}, {Text: l.Reason}}}
		if p.again() {
			row.Cells = append(row.Cells, ui.Cell{Body: deliveryButtons(l)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (p Deliveries) pager() ui.Pager {
	return turns(notify.DeliveriesPath, url.Values{"state": {p.State}, "cursor": {p.Cursor}}, p.Outbox)
}
