// Package workday counts time as a Chinese office does: civil dates, the working-day calendar with its
// make-up days (调休), office hours with a lunch break, and promised times in natural or working units.
// It is pure: no clock, no database, no process time zone; a Calendar is immutable and safe for any number of goroutines.
package workday

import "time"

const (
	zoneOffset   = 8 * 60 * 60
	secondsOfDay = 24 * 60 * 60
	wholeDay     = 24 * time.Hour
)

// Zone is Asia/Shanghai, the one civil time of all of China. It is fixed at +08:00 because China has kept that offset
// without daylight saving since 1992, so results never depend on the server's zone or on an installed zone database.
var Zone = time.FixedZone("Asia/Shanghai", zoneOffset)
