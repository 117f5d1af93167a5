package app

import "runtime/debug"

// heapGrowth is by how many percent the heap of a serving process grows before garbage is collected. A page leaves one or
// two hundred kilobytes behind over some ten megabytes in use: at Go's default of 100 a busy server collects dozens of
// times a second, and the slowest pages are those that meet a collection.
const heapGrowth = 200

// plainGrowth is what Go does unless the environment's GOGC says otherwise.
const plainGrowth = 100

// EaseCollector prepares the process for serving pages, unless its environment chose by GOGC. It returns the percentage
// before, for debug.SetGCPercent.
func EaseCollector() (before int) {
	before = debug.SetGCPercent(heapGrowth)
	if before != plainGrowth {
		debug.SetGCPercent(before)
	}
	return before
}
