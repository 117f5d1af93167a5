package year_test

import (
	"slices"
	"strings"
)

// This file lives a case again.

// life is one case being lived again.
type life struct {
	*state
	year     *year
	calendar *almanac
	seq      int          // place in the year's order at which it is looked at
	at       int64        // of what is happening
	pending  []*happening // recorded and not yet told
	recorded []*happening // every reminder
	out      []*expected  // told, and to be watched
	strange  []string     // deeds that should not have been possible
	changed  bool         // since the last round
	unsure   bool         // the last look at the clock may have been cut before it was kept
}

// pass lets time go by up to an instant: each promise crosses its levels, in the order of time.
func (l *life) pass(to int64) {
	for {
		k, at := l.earliest()
		if at > to {
			return
		}
		l.changed = true
		if action := silence[k.milestone]; action != "" && k.level+1 == due {
			l.happen(at, action, product, nil)
			continue
		}
		k.level++
		k.arm(l.calendar)
		if !l.reminds(k.milestone, k.level) {
			continue
		}
		h := &happening{at: at, leg: k.leg, clock: k, level: k.level,
			due: k.due, milestone: k.milestone, round: k.round}
		l.recorded, l.pending = append(l.recorded, h), append(l.pending, h)
	}
}

func (l *life) earliest() (first *clock, at int64) {
	at = never
	for _, k := range l.clocks {
		if k.armed < at {
			first, at = k, k.armed
		}
	}
	return first, at
}

// recount counts every promise owed on another calendar, and tells the lead when anything became different.
func (l *life) recount(at int64, a *almanac) {
	l.calendar = a
	moved := false
	for _, k := range l.clocks {
		if k.ended {
			continue
		}
		due := a.reckon(k)
		firm := a.announced(k, due)
		if due != k.due || firm != k.firm {
			moved = true
			k.settle(at, a)
		}
		k.nearAt = k.near(a)
		k.arm(a)
	}
	if moved {
		l.pending = append(l.pending, &happening{at: at, action: "recount", audience: hearing["recount"]})
	}
}

// relive lives the case again: what people did at their instants, and the rounds in which the product looked at the clock
// and told. It returns what should have been told, and the life with all reminders that should have been recorded.
func relive(f *file, y *year, mornings map[int]*morning) (*life, []*expected) {
	l := &life{year: y, state: &state{no: f.no, now: "filed", round: 1, extendTo: -1, trackTo: -1, promiseTo: -1, named: -1}}
	deeds := f.all
	var all []*expected
	n, _ := slices.BinarySearchFunc(y.rounds, deeds[0].seq, func(r round, seq int) int { return r.seq - seq })
	for ; n < len(y.rounds); n++ {
		for len(deeds) > 0 && deeds[0].seq < y.rounds[n].seq {
			l.calendar = y.calendars[y.calendarAt(deeds[0].seq)]
			l.do(&deeds[0], y)
			deeds = deeds[1:]
		}
		all = append(all, l.look(y, n)...)
		if m := mornings[n]; m != nil {
			l.stand(m, y.rounds[n].at)
		}
	}
	return l, all
}

// join writes down what a merge brings with it: the case that was joined learns of it, and whoever joined gets its answers,
// those of the past at once and later ones as they are given.
func (y *year) join() {
	type done struct {
		*file
		deed
	}
	var all []done
	for _, f := range y.files {
		f.all = nil
		for _, d := range f.deeds {
			all = append(all, done{f, d})
		}
	}
	slices.SortFunc(all, func(a, b done) int { return a.seq - b.seq })
	children := map[*file][]*file{}
	var note func(f *file, d deed)
	note = func(f *file, d deed) {
		f.all = append(f.all, d)
		if slices.Contains(shared, d.action) {
			for _, child := range children[f] {
				note(child, deed{seq: d.seq, at: d.at, by: d.by, action: "relay"})
			}
		}
	}
	for _, d := range all {
		note(d.file, d.deed)
		if d.action != "merge" {
			continue
		}
		parent := y.byNo[d.in["parent"]]
		for _, past := range parent.all {
			if slices.Contains(shared, past.action) {
				note(d.file, deed{seq: d.seq, at: d.at, by: past.by, action: "relay"})
			}
		}
		note(parent, deed{seq: d.seq, at: d.at, by: d.by, action: "join"})
		children[parent] = append(children[parent], d.file)
	}
}

// do carries out a deed, and before it what the clocks have come to.
func (l *life) do(d *deed, y *year) {
	l.changed, l.unsure, l.seq = true, false, d.seq
	if d.action != "file" {
		l.pass(d.at)
		l.happen(d.at, d.action, d.by, d.in)
		return
	}
	in := d.in
	l.company, l.filer = d.company, d.by.id
	l.liaison = d.liaison
	l.urgent = in["urgent"] == "yes" || urgentByNature[in["category"]]
	l.confidential, l.against = in["confidential"] == "yes", in["against"]
	l.category = in["category"]
	by := y.promisedAt(l.category, d.seq)
	if l.policy = by[0]; l.urgent && by[1] != "" {
		l.policy = by[1]
	}
	l.edition = y.editionAt(l.policy, d.seq)
	l.promises = practices[l.policy][l.edition]
	l.begin(d.at, "route", 0)
	l.happen(d.at, "file", d.by, in)
	if d.lead != "" {
		l.happen(d.at, "route", product, map[string]string{"lead": d.lead, "co": strings.Join(d.co, ",")})
	}
}

// look is a round of the product: what it tells in it.
func (l *life) look(y *year, n int) (told []*expected) {
	r := &y.rounds[n]
	l.seq = r.seq
	if y.movedSince(n) {
		l.changed = true
	}
	for _, h := range l.pending {
		switch {
		case r.tick == perhaps || r.tell == perhaps:
			h.maybe = append(h.maybe, l.hearers(h, y.town), nil)
		case r.crowd: // one instance may tell before the other has looked at the clock
			h.maybe = append(h.maybe, l.hearers(h, y.town))
		}
	}
	if !l.unsure {
		l.watch(n, n)
	}
	if r.tick != not {
		l.pass(r.at)
	}
	if r.recount != not && l.calendar != y.calendars[r.calendar] && !l.closed() {
		l.recount(r.at, y.calendars[r.calendar])
		l.changed = true
	}
	for _, h := range l.pending {
		if h.first == 0 {
			h.first = n
		}
		h.maybe = append(h.maybe, l.hearers(h, y.town))
	}
	switch r.tick {
	case surely:
		l.unsure = false
		l.watch(n, n+r.later())
	case perhaps:
		l.unsure = true
		l.watch(n, notYet)
	}
	if r.tell != surely {
		return nil
	}
	for _, h := range l.pending {
		if must, may := agreed(h.maybe); len(may) > 0 {
			told = append(told, &expected{must: must, may: may, told: n, h: h, life: l})
		}
	}
	l.out, l.pending = append(l.out, told...), l.pending[:0]
	l.changed = l.changed || len(told) > 0 // some of it may be true no longer, or not theirs any more
	l.watch(n, n+r.later())
	return told
}

// hearers are those who hear of something when it is told now.
func (l *life) hearers(h *happening, w *town) (people []*person) {
	if l.stale(h) {
		return nil
	}
	for _, p := range w.people {
		if l.hears(p, h) {
			people = append(people, p)
		}
	}
	for _, robot := range w.robots {
		if l.robotHears(robot, h) {
			people = append(people, robot)
		}
	}
	return people
}

// agreed are those on all lists, and those on any.
func agreed(lists [][]*person) (all, any []*person) {
	for _, list := range lists {
		for _, p := range list {
			if !slices.Contains(any, p) {
				any = append(any, p)
			}
		}
	}
	all = slices.DeleteFunc(slices.Clone(any), func(p *person) bool {
		return slices.ContainsFunc(lists, func(list []*person) bool { return !slices.Contains(list, p) })
	})
	return all, any
}
