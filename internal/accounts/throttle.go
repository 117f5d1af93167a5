package accounts

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/workday"
)

// How many failures pass before a guesser has to wait. An address may be a whole office behind one router.
const (
	loginFailures   = 5
	addressFailures = 30
)

// The wait doubles with each further failure from the shortest to the longest; a quiet time forgets them all.
const (
	shortestWait = time.Minute
	longestWait  = 15 * time.Minute
	forgotten    = 12 * time.Hour
)

// Throttled refuses what was tried too often: a sign-in after failures, whose password was not looked at, or a
// registration.
type Throttled struct {
	Until time.Time     // when it may be tried again
	Wait  time.Duration // how long that is from now
	cases.Problem
}

// Unwrap makes it a Problem too.
func (t *Throttled) Unwrap() error { return &t.Problem }

// throttledUntil says in words, with the minutes to wait and the time of day, when it may be tried again.
func throttledUntil(until, now time.Time, zh, en string) *Throttled {
	minutes := int((until.Sub(now) + time.Minute - 1) / time.Minute)
	clock := until.Add(time.Minute - time.Millisecond).In(workday.Zone).Format("15:04")
	return &Throttled{until, until.Sub(now), cases.Problem{Kind: cases.TooOften, Words: cases.Words{
		Zh: fmt.Sprintf(zh, minutes, clock), En: fmt.Sprintf(en, minutes, clock)}}}
}

// wait is how long the next try must wait after so many failures, of which some are free.
func wait(failed, free int64) time.Duration {
	if failed < free {
		return 0
	}
	return min(shortestWait<<min(failed-free, 10), longestWait)
}

// counter is what failures are counted by, and how many of them are free.
type counter struct {
	key  string
	free int64
}

// counters are those of a login and an address, always in this order so that writers cannot lock one another out.
func counters(login, addr string) (list []counter) {
	if login != "" {
		list = append(list, counter{"login " + login, loginFailures})
	}
	if net := subscriber(addr); net != "" {
		list = append(list, counter{"address " + net, addressFailures})
	}
	return list
}

// subscriber is the address by which its tries are counted, empty when it is none: an IPv6 subscriber has a whole /64.
func subscriber(addr string) string {
	ip, err := netip.ParseAddr(addr)
	if err != nil {
		return ""
	}
	if ip = ip.Unmap(); ip.Is6() {
		prefix, _ := ip.WithZone("").Prefix(64)
		ip = prefix.Addr()
	}
	return ip.String()
}

// throttled returns a *Throttled while the login or the address has to wait.
func (a *Accounts) throttled(ctx context.Context, login, addr string) error {
	var keys []any
	for _, c := range counters(login, addr) {
		keys = append(keys, c.key)
	}
	until, err := db.Value[int64](ctx, a.db.Reader(),
		"select coalesce(max(until_ms), 0) from sign_in_attempt where key in ("+db.In(1, len(keys))+")", keys...)
	if err != nil {
		return err
	}
	if now := a.now(); until > now.UnixMilli() {
		return throttledUntil(time.UnixMilli(until), now, "登录失败次数过多。请约 %d 分钟后（%s）再试；忘记密码请联系管理员重置。",
			"Too many failed sign-ins. Try again in about %d min (at %s); if you forgot the password, ask the administrator to set a new one.")
	}
	return nil
}

// countFailure adds a failure to the login and to the address.
func (a *Accounts) countFailure(ctx context.Context, q *db.Q, login, addr string) error {
	now := a.now()
	for _, c := range counters(login, addr) {
		failed, err := db.Value[int64](ctx, q, `insert into sign_in_attempt (key, failed, last_ms, until_ms) values ($1, 1, $2, 0)
			on conflict (key) do update set last_ms = excluded.last_ms,
			failed = case when sign_in_attempt.last_ms < $3 then 1 else sign_in_attempt.failed + 1 end
			returning failed`, c.key, now.UnixMilli(), now.Add(-forgotten).UnixMilli())
		if err != nil {
			return err
		}
		if pause := wait(failed, c.free); pause > 0 {
			_, err := q.Exec(ctx, "update sign_in_attempt set until_ms = $1 where key = $2", now.Add(pause).UnixMilli(), c.key)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// registrations is how many registrations one address may try in an hour: an office behind one router may enrol all its
// companies, a program may not fill the centre's list.
const registrations = 30

// countRegistration counts a try in the database, where all instances do, and returns a *Throttled for one too many. The
// hour begins with its first try.
func (a *Accounts) countRegistration(ctx context.Context, addr string) error {
	net := subscriber(addr)
	if net == "" {
		return nil
	}
	now, tried, until := a.now(), 0, int64(0)
	err := a.db.Write(ctx, func(q *db.Q) error {
		return q.QueryRow(ctx, `insert into sign_in_attempt (key, failed, last_ms, until_ms) values ($1, 1, $2, $3)
			on conflict (key) do update set last_ms = excluded.last_ms,
			failed = case when sign_in_attempt.until_ms <= $2 then 1 else sign_in_attempt.failed + 1 end,
			until_ms = case when sign_in_attempt.until_ms <= $2 then excluded.until_ms else sign_in_attempt.until_ms end
			returning failed, until_ms`, "register "+net, now.UnixMilli(), now.Add(time.Hour).UnixMilli()).Scan(&tried, &until)
	})
	if err != nil || tried <= registrations {
		return err
	}
	return throttledUntil(time.UnixMilli(until), now, "这个网络的注册次数过多。请约 %d 分钟后（%s）再试，或联系诉求中心协助登记。",
		"Too many registrations from this network. Try again in about %d min (at %s), or ask the request centre to enrol you.")
}

// forgive forgets the failures of a login that has signed in. Those of the address stay: else one account of one's
// own would buy any number of guesses at others.
func forgive(ctx context.Context, q *db.Q, login string) error {
	_, err := q.Exec(ctx, "delete from sign_in_attempt where key = $1", "login "+login)
	return err
}
