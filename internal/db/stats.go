package db

import "sync/atomic"

// Stats counts the work done since Open.
type Stats struct {
	Writes  uint64 // calls of Write
	Commits uint64 // transactions committed; fewer than Writes where writes share one
	Reruns  uint64 // times a Write's func had to run again
}

type counts struct{ writes, commits, reruns atomic.Uint64 }

// Stats returns the counts at this moment.
func (d *DB) Stats() Stats {
	return Stats{
		Writes:  d.counts.writes.Load(),
		Commits: d.counts.commits.Load(),
		Reruns:  d.counts.reruns.Load(),
	}
}
