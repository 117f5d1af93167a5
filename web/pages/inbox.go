package pages

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"jiangqitong/internal/workday"
	"jiangqitong/notify"
	"jiangqitong/web/i18n"
	"jiangqitong/web/ui"
)

// pointsShown is how many points of a message the list shows; its page has them all.
const pointsShown = 5

// some are the messages that were read, or those that were not.
func (p Inbox) some(read bool) (list []notify.Entry) {
	for _, e := range p.Box.Lines {
		if e.Read == read {
			list = append(list, e)
		}
	}
	return list
}

// newest is the latest message the person has before them, 0 when that is not the first page.
func (p Inbox) newest() int64 {
	if p.Box.Prev != "" || len(p.Box.Lines) == 0 {
		return 0
	}
	return p.Box.Lines[0].ID
}

func bundleHref(id int64) string { return PathBundles + "/" + strconv.FormatInt(id, 10) }

// openHref marks the line as read and leads to what it is about, or to the messages it stands for.
func openHref(e notify.Entry) string {
	to := e.Path
	if e.Many > 1 {
		to = bundleHref(e.ID)
	}
	return ui.PathInbox + "/" + strconv.FormatInt(e.ID, 10) + "?to=" + url.QueryEscape(to)
}

func topicIcon(e notify.Entry) string {
	switch e.Topic {
	case notify.Reminder:
		return "clock"
	case notify.Digest:
		return "list"
	case notify.System:
		return "settings"
	}
	return "chat"
}

// sinceWords says how long ago something was while that is today, and else when it was.
func sinceWords(ctx context.Context, now, at time.Time) string {
	switch ago := now.Sub(at); {
	case ago < 0 || workday.DateOf(now) != workday.DateOf(at):
		return i18n.ShortDateTime(ctx, at)
	case ago < time.Minute:
		return i18n.T(ctx, "inbox.just_now")
	default:
		return i18n.T(ctx, "inbox.ago", "Span", span(ctx, ago))
	}
}

// channelChoices are the choices about one channel.
type channelChoices struct {
	label  string
	fields []ui.Field
}

func (p MessageSettings) channels(ctx context.Context) (list []channelChoices) {
	for _, c := range p.Choices {
		label := in(ctx, c.Label)
		if len(list) == 0 || list[len(list)-1].label != label {
			list = append(list, channelChoices{label: label})
		}
		last := &list[len(list)-1]
		last.fields = append(last.fields, ui.Field{Kind: ui.KindCheckbox, Name: ChoiceField(c), Label: in(ctx, c.Topic.Words()), Value: tick(c.Wanted)})
	}
	return list
}

// ChoiceField names the field of a choice.
func ChoiceField(c notify.Choice) string { return c.Channel + "." + string(c.Topic) }

// tick is the value of a check box.
func tick(yes bool) string {
	if yes {
		return "1"
	}
	return ""
}

func narrow(frame ui.Page) ui.Page {
	frame.Width = ui.WidthNarrow
	return frame
}
