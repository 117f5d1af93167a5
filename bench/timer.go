package main

import (
	"database/sql"
	"fmt"
	"runtime/debug"
	"time"

	"jiangqitong/internal/app"
)

// timer measures one tick that finds and records the promises that fell due among many that did not, beside the bare
// driver finding them by the same index and writing the same rows; and then ten times as many of both: that it takes no
// more for each says that what does not fall due is not read.
func timer(r *run, show func(row)) error {
	if err := r.timed(r.cases, r.cases/100, 3, show); err != nil {
		return err
	}
	return r.timed(r.large, r.large/100, 1, show)
}

// timed measures the timer with due promises falling due among open cases, the best of some rounds: the least disturbed.
func (r *run) timed(open, due, rounds int, show func(row)) error {
	p, err := r.district(fmt.Sprintf("timer-%d.db", open), share{"open", open, []string{"event"}})
	if err != nil {
		return err
	}
	defer p.close()
	gc := app.EaseCollector() // as in the server, of which the timer is a part
	defer debug.SetGCPercent(gc)
	var product, bare time.Duration
	var peak int64
	for range rounds {
		watch := watchMemory()
		wrote, took, err := written(p, due, func() error { return tick(r, p, due) })
		peak = max(peak, watch())
		if err != nil {
			return err
		}
		product = least(product, took)
		bareWrote, took, err := written(p, due, func() error { return bareTick(p, due) })
		if err != nil {
			return err
		}
		bare = least(bare, took)
		if wrote != bareWrote {
			return fmt.Errorf("the timer wrote other rows than the bare driver: %+v and %+v", wrote, bareWrote)
		}
	}
	show(row{fmt.Sprintf("timer: %d due among %d open cases", due, open), perSecond(due, product), perSecond(due, bare),
		product.Seconds() / bare.Seconds(), "under 3 x the time"})
	show(row{what: "its memory above idle", product: megabytes(peak)})
	return nil
}

func least(a, b time.Duration) time.Duration {
	if a == 0 || b < a {
		return b
	}
	return a
}

// added is how many rows a crossing's recording added where it adds any.
type added struct{ outbox, listed int }

// written makes n promises due, has them recorded, and tells what rows that added and how long it took.
func written(p *product, n int, record func() error) (more added, took time.Duration, err error) {
	if err := arm(p, n); err != nil {
		return more, 0, err
	}
	before, err := count(p)
	if err != nil {
		return more, 0, err
	}
	start := time.Now()
	if err := record(); err != nil {
		return more, 0, err
	}
	took = time.Since(start)
	after, err := count(p)
	return added{after.outbox - before.outbox, after.listed - before.listed}, took, err
}

func count(p *product) (n added, err error) {
	return n, p.DB.Bare(func(bare *sql.DB) error {
		return bare.QueryRow("select (select count(*) from event where not announced), (select count(*) from worklist)").Scan(&n.outbox, &n.listed)
	})
}

// arm makes the promise to resolve n cases due a minute ago, some of each kind of the sample that is on time.
func arm(p *product, n int) error {
	return p.DB.Bare(func(bare *sql.DB) error {
		_, err := bare.Exec(`update clock set level = 1, due_ms = ?1, next_ms = ?1 where milestone = 'resolve' and ended = '' and case_id in (
			select id from cases where open and light = 'green' and state in ('dispatched', 'handling')
			order by cast(substr(no, 17) as integer), id limit ?2)`, morning.Add(-time.Minute).UnixMilli(), n)
		return err
	})
}

// tick lets the timer record n crossings.
func tick(r *run, p *product, n int) error {
	if got, err := p.Desk.Tick(r.ctx); err != nil || got != n {
		return fmt.Errorf("the timer recorded %d of %d: %w", got, n, err)
	}
	return nil
}

// bareTick is the floor: the bare driver finds n crossings by the same index and writes the same rows for each, with
// prepared statements in one transaction. How long each list is now it does not keep.
func bareTick(p *product, n int) error {
	return p.DB.Bare(func(bare *sql.DB) error {
		tx, err := bare.Begin()
		if err != nil {
			return err
		}
		defer tx.Rollback()
		due, err := bareDue(tx)
		if err != nil {
			return err
		}
		if len(due) != n {
			return fmt.Errorf("the bare driver found %d of %d", len(due), n)
		}
		for _, text := range bareWrites {
			statement, err := tx.Prepare(text)
			if err != nil {
				return err
			}
			for _, k := range due {
				if _, err := statement.Exec(k[0], k[1]); err != nil {
					return err
				}
			}
		}
		return tx.Commit()
	})
}

// bareDue reads which clocks of which cases are due.
func bareDue(tx *sql.Tx) (due [][2]int64, err error) {
	found, err := tx.Query("select case_id, n from clock where next_ms <> 0 and next_ms <= ? order by next_ms, case_id, n", morning.UnixMilli())
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		var k [2]int64
		if err := found.Scan(&k[0], &k[1]); err != nil {
			return nil, err
		}
		due = append(due, k)
	}
	return due, found.Err()
}

// bareWrites are a crossing's rows: the event, the clock, the case's light, its line moved from list to list, and the two
// lists of what is late.
var bareWrites = []string{
	`insert into event (case_id, seq, at_ms, action, actor_id, actor_name, actor_role, bureau, from_state, to_state, round, leg, milestone, level,
		public, text, data, event_key, announced)
		values (?1, 1, 1625014740000, 'remind', 0, '系统定时', 'system', '', 'handling', 'handling', 1, 0, 'resolve', 2, 0, '',
		'{"due":"2021-06-30 08:59"}', ?1 || '/' || ?2 || '/resolve/2/0', 0)`,
	"update clock set level = 2, next_ms = 1625101200000 where case_id = ?1 and n = ?2",
	"update cases set light = 'red', next_due_ms = 1625014740000, reminders = reminders + 1 where id = ?1 and ?2",
	"update worklist set list = case list when 'green' then 'red' else list end, due_ms = 1625014740000 where case_id = ?1 and leg = 0 and ?2",
	"insert into worklist (owner, list, due_ms, case_id, leg) select 'centre', 'late', 1625014740000, ?1, 0 where ?2",
	"insert into worklist (owner, list, due_ms, case_id, leg) select 'leaders', 'late', 1625014740000, ?1, 0 where ?2",
}
