// Package jobs lets any number of instances share one timetable: each run of a job is a slot, and inserting the
// slot's row is the claim.
package jobs

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"jiangqitong/internal/db"
)

// Abandoned is after how long an unfinished run counts as dead, and one that failed may be tried again: from then on any
// instance may take its slot over.
const Abandoned = 30 * time.Minute

// Jobs is the common timetable of all instances on one database.
type Jobs struct {
	db    *db.DB
	owner string
	now   func() time.Time
}

// New joins the timetable under a name by which people recognise this instance, such as host and process.
func New(d *db.DB, owner string, now func() time.Time) *Jobs { return &Jobs{d, owner, now} }

// Claim says whether this instance is the one to run the job's slot: true once among all instances, and once more
// when whoever claimed it did not finish, or failed, and began as long ago as Abandoned.
func (j *Jobs) Claim(ctx context.Context, job string, slot time.Time) (bool, error) {
	var rows int64
	now := j.now()
	err := j.db.Write(ctx, func(q *db.Q) (err error) {
		rows, err = q.Exec(ctx, `insert into job_run (job, slot_ms, owner, started_ms) values ($1, $2, $3, $4)
			on conflict (job, slot_ms) do update set owner = excluded.owner, started_ms = excluded.started_ms, finished_ms = null, error = ''
			where (job_run.finished_ms is null or job_run.error <> '') and job_run.started_ms <= $5`,
			job, slot.UnixMilli(), j.owner, now.UnixMilli(), now.Add(-Abandoned).UnixMilli())
		return err
	})
	return rows == 1, err
}

// Finish records the end of a run that this instance claimed, with what went wrong, if anything did.
func (j *Jobs) Finish(ctx context.Context, job string, slot time.Time, failed error) error {
	said := ""
	if failed != nil {
		said = strings.ReplaceAll(strings.ToValidUTF8(failed.Error(), "?"), "\x00", "")
	}
	return j.db.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, "update job_run set finished_ms = $1, error = $2 where job = $3 and slot_ms = $4 and owner = $5",
			j.now().UnixMilli(), said, job, slot.UnixMilli(), j.owner)
		return err
	})
}

// Run claims the slot and runs the job when the claim succeeds. A panic of the job is its failure and nobody else's.
// The end is recorded even when ctx is over by then.
func (j *Jobs) Run(ctx context.Context, job string, slot time.Time, run func(context.Context) error) (ran bool, err error) {
	if ran, err = j.Claim(ctx, job, slot); err != nil || !ran {
		return false, err
	}
	failed := guarded(ctx, run)
	if err := j.Finish(context.WithoutCancel(ctx), job, slot, failed); err != nil {
		return true, err
	}
	return true, failed
}

func guarded(ctx context.Context, run func(context.Context) error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("the job panicked: %v\n%s", fault, debug.Stack())
		}
	}()
	return run(ctx)
}

// Last is one run of a job.
type Last struct {
	Job      string
	Slot     time.Time
	Owner    string
	Started  time.Time
	Finished time.Time // zero while it runs
	Error    string
}

// LastRuns tells the latest slot of every job, by name.
func (j *Jobs) LastRuns(ctx context.Context) ([]Last, error) {
	return db.All(ctx, j.db.Reader(), func(row db.Scanner) (l Last, err error) {
		var slot, started, finished int64
		err = row.Scan(&l.Job, &slot, &l.Owner, &started, &finished, &l.Error)
		l.Slot, l.Started = time.UnixMilli(slot), time.UnixMilli(started)
		if finished != 0 {
			l.Finished = time.UnixMilli(finished)
		}
		return l, err
	}, `select r.job, r.slot_ms, r.owner, r.started_ms, coalesce(r.finished_ms, 0), r.error
		from (select job, max(slot_ms) as slot_ms from job_run group by job) latest
		join job_run r on r.job = latest.job and r.slot_ms = latest.slot_ms order by r.job`)
}

// Sweep forgets runs that began before an instant, but for the latest of each job. It returns how many went.
func (j *Jobs) Sweep(ctx context.Context, before time.Time) (removed int64, err error) {
	err = j.db.Write(ctx, func(q *db.Q) (err error) {
		removed, err = q.Exec(ctx, `delete from job_run where started_ms < $1
			and slot_ms < (select max(latest.slot_ms) from job_run latest where latest.job = job_run.job)`, before.UnixMilli())
		return err
	})
	return removed, err
}
