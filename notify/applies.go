package notify

import (
	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// current says whether a reminder is still true: its promise is still owed and counting, is due when the reminder
// says, and has crossed no further level since, whose own reminder says more. It is pure.
func current(f Facts, c *cases.Case, r cases.Reminders) bool {
	for i := range c.Clocks {
		k := &c.Clocks[i]
		if k.Milestone == f.Milestone && k.Leg == f.Leg && k.Round == f.Round && k.Running() && workday.FormatDue(k.Due) == f.Due {
			return k.Level >= f.Level && !remindedLater(k, f.Level, c, r)
		}
	}
	return false
}

// remindedLater says whether the clock crossed a further level that has a reminder of its own.
func remindedLater(k *cases.Clock, level cases.Level, c *cases.Case, r cases.Reminders) bool {
	for level++; level <= k.Level; level++ {
		if c.Reminds(k.Milestone, level, r) {
			return true
		}
	}
	return false
}

// unneeded says why a reminder is not sent to the receiver after all: it is no longer true, or the reminders of its
// category were changed while it waited. It is pure.
func unneeded(f Facts, to receiver, c *cases.Case, r cases.Reminders) (why cases.Words) {
	told := r.Tells(f.Level, f.Milestone.Holder())
	switch {
	case !current(f, c, r):
		return passed
	case to.endpoint.ID == 0 && (r.Spares(to.person.Role, f.Level) || !cases.PartiesOf(to.person.Actor, c).Has(told)), told == 0:
		return relaxed
	}
	return why
}

// Why something is not sent after all.
var (
	passed   = cases.Words{Zh: "情况已变化，这条提醒不再适用。", En: "Things have changed: this reminder no longer applies."}
	relaxed  = cases.Words{Zh: "提醒规则已调整，这一级不再提醒收件人。", En: "The reminders were changed: the receiver is not told of this level any more."}
	unseen   = cases.Words{Zh: "收件人已不能查看这件诉求。", En: "The receiver may no longer see the request."}
	left     = cases.Words{Zh: "收件人的账号已停用。", En: "The receiver's account was stopped."}
	noWay    = cases.Words{Zh: "收件人没有登记这一通道的地址。", En: "The receiver has no address for this channel."}
	stale    = cases.Words{Zh: "清单已过期，不再发送。", En: "The list is out of date and is not sent."}
	recalled = cases.Words{Zh: "这一期月报已重开，不再发送。", En: "The report was reopened and is not sent."}
	unwanted = cases.Words{Zh: "收件人已关闭这类通知。", En: "The receiver has turned such messages off."}
	pointOff = cases.Words{Zh: "接收群或系统已停用或删除。", En: "The group or program was switched off or removed."}
)

// notSetUp is why something waits that nobody sends.
var notSetUp = cases.Words{Zh: "这一通道现在没有配置，配置后会自动发送。", En: "The channel is not set up any more; it goes out once the channel is."}
