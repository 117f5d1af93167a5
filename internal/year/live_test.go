package year_test

import (
	"container/heap"
	"testing"
	"time"

	"jiangqitong/cases"
)

type desk = cases.Desk

// visit is when somebody looks at a case; without a case, when one is filed.
type visit struct {
	at   int64
	n    int
	file *file
}

// visits is a heap of what comes next.
type visits []visit

func (v visits) Len() int { return len(v) }
func (v visits) Less(i, j int) bool {
	return v[i].at < v[j].at || v[i].at == v[j].at && v[i].n < v[j].n
}
func (v visits) Swap(i, j int) { v[i], v[j] = v[j], v[i] }
func (v *visits) Push(x any)   { *v = append(*v, x.(visit)) }
func (v *visits) Pop() any {
	last := (*v)[len(*v)-1]
	*v = (*v)[:len(*v)-1]
	return last
}

func (y *year) plan(at int64, f *file) {
	y.seq++
	heap.Push(&y.visits, visit{at, y.seq, f})
}

// live lets the year pass: people act when they want to, the instances work every now and then, and things go wrong.
func (y *year) live(t *testing.T, first, last int) {
	for range y.filings {
		y.plan(y.filing(first, last), nil)
	}
	ahead := y.incidents(first, last)
	for end := on(last, 24, 0); y.now() < end; {
		next := min(y.nextRound(), end)
		if len(ahead) > 0 && ahead[0].at < next {
			y.until(t, ahead[0].at)
			ahead[0].do(t)
			ahead = ahead[1:]
			continue
		}
		y.until(t, next)
		y.round(t, false, y.fates()...)
		y.lists(t)
	}
	y.rest(t)
}

// rest lets everything come to its end: nobody acts any more and nothing fails.
func (y *year) rest(t *testing.T) {
	y.office.calm.Store(true)
	for end := y.now() + 12*aDay; y.now() < end; {
		y.clock.Store(y.nextRound())
		y.round(t, false, y.everybody()...)
		y.lists(t)
	}
}

// lists makes the morning's lists, when it is time, after the clock was looked at: where two instances look at it
// together, the one that is done first cannot list yet what the other is about to record.
func (y *year) lists(t *testing.T) {
	if !y.digestTime() {
		return
	}
	fates := y.everybody()
	if chance := y.r.IntN(60); chance < 5 { // the timetable takes up what died half done
		fates[y.r.IntN(len(fates))] = map[bool]fate{true: killed, false: cut}[chance == 0]
		y.round(t, true, fates...)
		fates = y.everybody()
	}
	if n := y.r.IntN(len(fates) + 1); n < len(fates) && len(fates) > 1 {
		fates[n] = sleeps
	}
	y.round(t, true, fates...)
}

func (y *year) digestTime() bool { return clockOf(y.now()) == 8*hour+31*minute }

// fates draws what becomes of the instances in an ordinary round.
func (y *year) fates() []fate {
	fates := y.everybody()
	n := y.r.IntN(len(fates))
	switch chance := y.r.IntN(1000); {
	case y.digestTime():
	case chance < 15:
		fates[n] = cut
	case chance < 30:
		fates[n] = dies
	case chance < 35:
		for i := range fates {
			fates[i] = cut
		}
	case chance < 700 && len(fates) > 1:
		fates[n] = sleeps
	}
	return fates
}

// filing is a random instant of the year, mostly in the daytime of working days.
func (y *year) filing(first, last int) int64 {
	day := first + y.r.IntN(last-first+1)
	if wd := weekday(day); (wd == 0 || wd == 6) && y.r.IntN(4) > 0 {
		day += 2
	}
	hours := int64(8 + y.r.IntN(10))
	if y.r.IntN(10) == 0 {
		hours = int64(y.r.IntN(24))
	}
	return on(day, hours, int64(y.r.IntN(60))) + int64(1+y.r.IntN(59))
}

// nextRound is the next time at which the instances wake: often by day, seldom by night, and always when the office opens.
func (y *year) nextRound() int64 {
	step := 10 + y.r.Int64N(int64(*idle/time.Minute)-10)
	if c := clockOf(y.now()); c < 7*hour || c > 19*hour {
		step = 120 + y.r.Int64N(240)
	}
	next := y.now() - y.now()%minute + step*minute
	for minutes := int64(30); minutes <= 31; minutes++ { // the office opens, and a minute later the lists are made
		if fixed := on(dayOf(y.now()), 8, minutes); y.now() < fixed {
			next = min(next, fixed)
		}
	}
	return next
}

// until lets people act up to an instant.
func (y *year) until(t *testing.T, at int64) {
	t.Helper()
	for len(y.visits) > 0 && y.visits[0].at < at {
		v := heap.Pop(&y.visits).(visit)
		y.clock.Store(max(v.at, y.now()+1))
		f := v.file
		if f != nil && f.seen >= y.now() { // in an hour lived twice: it was looked at already
			y.plan(f.seen+hour, f)
			continue
		}
		if f == nil {
			f = y.file(t)
		} else {
			y.act(t, f)
		}
		if f.acts > 0 {
			y.plan(y.now()+int64(y.pause()/time.Second), f)
		}
	}
	y.clock.Store(max(at, y.now()))
}

func (y *year) deedCount() (n int) {
	for _, f := range y.files {
		n += len(f.deeds)
	}
	return n
}
