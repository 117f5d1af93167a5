package notify

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// DeliveriesPath is the page of deliveries, below the base address.
const DeliveriesPath = "/admin/deliveries"

// ChannelsPath is the page of group robots and programs, below the base address.
const ChannelsPath = "/admin/channels"

// alarm puts a system message into the administrators' inboxes: once for each key.
func (n *Notifier) alarm(ctx context.Context, q *db.Q, admins []Recipient, about notice) error {
	id, err := insertNotice(ctx, q, about)
	if err != nil || id == 0 {
		return err
	}
	var messages []message
	for _, a := range admins {
		messages = append(messages, message{person: a.ID, notice: id})
	}
	return insertMessages(ctx, q, messages, about.At)
}

// failedNote tells that deliveries of a channel have failed for good: one message a channel and day, however many
// failed, with the first reason.
func (n *Notifier) failedNote(channel string, f *Failure) notice {
	label := n.channels[channel].Manner().Label
	return n.dailyNote("failed", channel, Note{
		Subject: both("有消息未能送出（"+label.Zh+"）", "Messages could not be delivered ("+label.En+")"),
		Body: both("今天有消息没有送出，站内消息不受影响。原因："+clean(f.Zh)+" 请在“消息发送”页查看，可以重发或忽略。",
			"Messages could not be delivered today; inboxes are not affected. Reason: "+clean(f.En)+" Look at the deliveries page to send them again or set them aside."),
		Path: DeliveriesPath})
}

// downNote tells that a channel does not answer: one message a channel and day.
func (n *Notifier) downNote(channel string, f *Failure) notice {
	label := n.channels[channel].Manner().Label
	return n.dailyNote("down", channel, Note{
		Subject: both("发送通道没有响应（"+label.Zh+"）", "A channel does not answer ("+label.En+")"),
		Body: both("消息仍在排队，恢复后自动发送。原因："+clean(f.Zh),
			"Messages wait and are sent when it answers again. Reason: "+clean(f.En)),
		Path: DeliveriesPath})
}

// goneNote tells that a group or program was switched off because it said that it wants no more.
func (n *Notifier) goneNote(endpoint int64, name string) notice {
	return n.dailyNote("gone", strconv.FormatInt(endpoint, 10), Note{
		Subject: both("已停用接收系统“"+name+"”", "“"+name+"” was switched off"),
		Body: both("对方表示不再接收消息（HTTP 410），已停用。如需恢复，请在“通知渠道”页重新启用，再到“消息发送”页重发。",
			"It answered that it wants no more messages (HTTP 410) and was switched off. To go on, switch it on again on the channels page and send again from the deliveries page."),
		Path: ChannelsPath})
}

func (n *Notifier) dailyNote(kind, channel string, note Note) notice {
	now := n.moment()
	return notice{Key: fmt.Sprintf("%s:%s:%s", kind, channel, workday.DateOf(now)), Topic: System, At: now, Facts: Facts{Note: &note}}
}

// sayDown tells administrators that a channel does not answer.
func (n *Notifier) sayDown(ctx context.Context, channel string, f *Failure) error {
	ctx = context.WithoutCancel(ctx)
	admins, err := n.people.ByRole(ctx, cases.RoleAdmin)
	if err != nil {
		return err
	}
	return n.db.Write(ctx, func(q *db.Q) error { return n.alarm(ctx, q, admins, n.downNote(channel, f)) })
}

// AskForCalendar reminds administrators, once a week from November on, that next year's notice of holidays is not
// loaded: until it is, deadlines in that year are provisional (暂定).
func (n *Notifier) AskForCalendar(ctx context.Context) error {
	m, err := n.desk.Moment(ctx)
	if err != nil {
		return err
	}
	today := m.Today()
	next := today.Year() + 1
	if today.Month() < time.November || m.Calendar().Loaded(next) {
		return nil
	}
	admins, err := n.people.ByRole(ctx, cases.RoleAdmin)
	if err != nil {
		return err
	}
	note := Note{
		Subject: both(fmt.Sprintf("请导入 %d 年放假安排", next), fmt.Sprintf("Please load the holidays of %d", next)),
		Body: both(fmt.Sprintf("%d 年的放假调休通知尚未导入，跨年的时限按周一至周五推算，标为暂定。通知发布后请及时导入。", next),
			fmt.Sprintf("The notice of holidays for %d is not loaded. Promises that reach into it count Monday to Friday and are provisional. Please load the notice when it is published.", next)),
		Path: CalendarPath}
	monday := today
	for monday.Weekday() != time.Monday {
		monday = monday.AddDays(-1)
	}
	about := notice{Key: fmt.Sprintf("calendar:%d:%s", next, monday), Topic: System, At: m.Now, Facts: Facts{Note: &note}}
	return n.db.Write(ctx, func(q *db.Q) error { return n.alarm(ctx, q, admins, about) })
}

// CalendarPath is the page of the calendar, below the base address.
const CalendarPath = "/admin/calendar"
