package reports

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// shared keeps what is dear to reckon for a while, and reckons it once for all who ask meanwhile. The zero value keeps
// nothing, but those who ask at once still share.
type shared[K comparable, V any] struct {
	keep time.Duration // how long a result serves
	most int           // how many are kept at most

	mu    sync.Mutex
	kept  map[K]*reckoning[V]
	order []K // the oldest first
}

// reckoning is a result, there once done is closed.
type reckoning[V any] struct {
	done  chan struct{}
	value V
	err   error
}

// get answers what is kept or being reckoned under a key, as long as it is good, or reckons it. One who goes away does
// not spoil it for the others.
func (s *shared[K, V]) get(ctx context.Context, key K, good func(V) bool, reckon func(context.Context) (V, error)) (V, error) {
	s.mu.Lock()
	r, found := s.kept[key]
	if found && r.isDone() && (r.err != nil || !good(r.value)) {
		found = false
	}
	if !found {
		r = &reckoning[V]{done: make(chan struct{})}
		s.put(key, r)
		go func() {
			r.err = caught(func() (err error) {
				r.value, err = reckon(context.WithoutCancel(ctx))
				return err
			})
			close(r.done)
			time.AfterFunc(s.keep, func() { s.drop(key, r) })
		}()
	}
	s.mu.Unlock()
	select {
	case <-r.done:
		return r.value, r.err
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
}

// caught makes an error of a fault of the program, which away from a request nobody else would catch: it would stop the
// program for everybody.
func caught(f func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%v\n%s", cause, debug.Stack())
		}
	}()
	return f()
}

func (r *reckoning[V]) isDone() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}

// put keeps a reckoning, at the price of the oldest where there are too many.
func (s *shared[K, V]) put(key K, r *reckoning[V]) {
	if s.kept == nil {
		s.kept = map[K]*reckoning[V]{}
	}
	s.forget(key)
	for len(s.order) > 0 && len(s.order) >= s.most {
		s.forget(s.order[0])
	}
	s.kept[key], s.order = r, append(s.order, key)
}

func (s *shared[K, V]) drop(key K, r *reckoning[V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[key] == r {
		s.forget(key)
	}
}

func (s *shared[K, V]) forget(key K) {
	delete(s.kept, key)
	for i, k := range s.order {
		if k == key {
			s.order = append(s.order[:i:i], s.order[i+1:]...)
			return
		}
	}
}
