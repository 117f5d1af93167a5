package demo

import (
	"context"
	"sync"
	"time"

	"jiangqitong/cases"
)

// Clock is the demonstration's time. It stands still while the sample data is played, runs with the wall clock
// from Start on, and can be moved on.
type Clock struct {
	wall  func() time.Time
	mu    sync.Mutex
	stood time.Time // where it stands, zero when it runs
	ahead time.Duration
}

// NewClock makes a clock that goes by the wall clock until it is set or moved.
func NewClock(wall func() time.Time) *Clock { return &Clock{wall: wall} }

// Now is the instant the demonstration lives in.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.stood.IsZero() {
		return c.stood
	}
	return c.wall().Add(c.ahead)
}

// Set makes the clock stand still at an instant.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stood = t
}

// Start lets the clock run on from where it stands.
func (c *Clock) Start() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.stood.IsZero() {
		c.ahead, c.stood = c.stood.Sub(c.wall()), time.Time{}
	}
}

// Ahead is how far the clock is ahead of the wall clock.
func (c *Clock) Ahead() time.Duration { return c.Now().Sub(c.wall()) }

// Advance moves the clock on.
func (c *Clock) Advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stood.IsZero() {
		c.ahead += by
	} else {
		c.stood = c.stood.Add(by)
	}
}

// clockKey is the setting under which a demonstration keeps its time; having it is what makes a database one.
const clockKey = "demo_clock"

// playing stands in the place of the time until the sample data is whole.
const playing = "playing"

// Keep stores the time, so that a restarted demonstration goes on from there. While it is off, its time stands still.
func (c *Clock) Keep(ctx context.Context, desk *cases.Desk) error {
	return desk.PutSetting(ctx, clockKey, c.Now().UTC().Format(time.RFC3339Nano))
}

// State is what a database is to a demonstration.
type State int

// The states.
const (
	None       State = iota // no demonstration: empty, or somebody's own
	Unfinished              // one whose sample data was not played to its end
	Ready                   // one that can be gone on with
)

// Kept reads whether a database holds a demonstration and, of one that is Ready, its time.
func Kept(ctx context.Context, desk *cases.Desk) (State, time.Time, error) {
	text, err := desk.Setting(ctx, clockKey)
	switch {
	case err != nil || text == "":
		return None, time.Time{}, err
	case text == playing:
		return Unfinished, time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	return Ready, at, err
}
