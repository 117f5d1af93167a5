package cases

import (
	"time"

	"jiangqitong/internal/workday"
)

// Moment is all of the outside world that a rule may know: the instant, the reference data in force, and the other case
// that the input names, if any.
type Moment struct {
	Now    time.Time
	Refs   *Refs
	Parent *Case // of a merge
}

// Today is the civil date in Asia/Shanghai.
func (m Moment) Today() workday.Date { return workday.DateOf(m.Now) }

// Calendar is the working-day calendar in force.
func (m Moment) Calendar() *workday.Calendar { return m.Refs.Calendar }
