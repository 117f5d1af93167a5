package year_test

import (
	"context"
	"sync/atomic"
)

// fuse is the context of work that ends somewhere in the middle. Whoever works looks at its context before and while each
// statement runs: that is a step, and the nth blows the fuse. Steps are counted, not timed, so that work on a slow machine is
// cut as on a fast one.
type fuse struct {
	context.Context
	blow  func()
	last  int64 // the step that blows it, 0 for none
	steps atomic.Int64
}

func newFuse(last int64) *fuse {
	ctx, cancel := context.WithCancel(background())
	return &fuse{Context: ctx, blow: cancel, last: last}
}

func (f *fuse) step() {
	if f.steps.Add(1) == f.last {
		f.blow()
	}
}

func (f *fuse) Done() <-chan struct{} {
	f.step()
	return f.Context.Done()
}

func (f *fuse) Err() error {
	f.step()
	return f.Context.Err()
}
