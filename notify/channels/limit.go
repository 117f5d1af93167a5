package channels

import (
	"sync"
	"time"

	"jiangqitong/cases"
	"jiangqitong/notify"
)

// limiter keeps sends to one address below a number a minute, as this instance knows of them. What other instances
// sent the other side counts itself, and says so.
type limiter struct {
	most int
	now  func() time.Time

	mu   sync.Mutex
	sent map[string][]time.Time // of the last minute, oldest first
}

func newLimiter(most int, now func() time.Time) *limiter {
	return &limiter{most: most, now: now, sent: map[string][]time.Time{}}
}

// take uses one send to the address, or says how long to wait for the next.
func (l *limiter) take(address string) *notify.Failure {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	recent := l.sent[address]
	for len(recent) > 0 && now.Sub(recent[0]) >= time.Minute {
		recent = recent[1:]
	}
	if len(recent) >= l.most {
		l.sent[address] = recent
		return &notify.Failure{Busy: true, Wait: time.Minute - now.Sub(recent[0]), Words: cases.Words{
			Zh: "一分钟内发送已达上限，稍后继续。", En: "The limit of a minute is reached; it goes on shortly."}}
	}
	l.sent[address] = append(recent, now)
	return nil
}
