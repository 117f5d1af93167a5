package notify

import (
	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// current says whether a reminder is still true: its promise is still owed and counting, is due when the reminder
// says, and has crossed no further level since, whose own reminder says more. It is pure.
func current(f Facts, c *cases.Case) bool {
	for i := range c.Clocks {
		k := &c.Clocks[i]
		if k.Milestone == f.Milestone && k.Leg == f.Leg && k.Round == f.Round && k.Running() &&
			k.Level == f.Level && workday.FormatDue(k.Due) == f.Due {
			return true
		}
	}
	return false
}

// Why something is not sent after all.
var (
	passed   = cases.Words{Zh: "情况已变化，这条提醒不再适用。", En: "Things have changed: this reminder no longer applies."}
	unseen   = cases.Words{Zh: "收件人已不能查看这件诉求。", En: "The receiver may no longer see the request."}
	left     = cases.Words{Zh: "收件人的账号已停用。", En: "The receiver's account was stopped."}
	noWay    = cases.Words{Zh: "收件人没有登记这一通道的地址。", En: "The receiver has no address for this channel."}
	stale    = cases.Words{Zh: "清单已过期，不再发送。", En: "The list is out of date and is not sent."}
	recalled = cases.Words{Zh: "这一期月报已重开，不再发送。", En: "The report was reopened and is not sent."}
	unwanted = cases.Words{Zh: "收件人已关闭这类通知。", En: "The receiver has turned such messages off."}
	pointOff = cases.Words{Zh: "接收群或系统已停用或删除。", En: "The group or program was switched off or removed."}
)
