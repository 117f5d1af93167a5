package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// load is what a number of clients achieved.
type load struct {
	perSecond float64
	p99       time.Duration
}

// hammer lets clients send requests one after another for a spell, each on a connection of its own. request makes the
// n-th request's bytes; any answer but want is an error. The client is as small as it can be: both cores belong to
// the server as far as possible.
func hammer(addr string, clients int, spell time.Duration, want int, request func(n int64) []byte) (load, error) {
	var sent atomic.Int64
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	var all sync.WaitGroup
	start := time.Now()
	for range clients {
		all.Go(func() {
			mine, err := client(addr, start.Add(spell), want, func() []byte { return request(sent.Add(1)) })
			mu.Lock()
			defer mu.Unlock()
			took = append(took, mine...)
			if failed == nil {
				failed = err
			}
		})
	}
	all.Wait()
	elapsed := time.Since(start)
	if failed != nil || len(took) == 0 {
		return load{}, fmt.Errorf("%d requests, %w", len(took), failed)
	}
	slices.Sort(took)
	return load{float64(len(took)) / elapsed.Seconds(), took[len(took)*99/100]}, nil
}

func client(addr string, until time.Time, want int, next func() []byte) (took []time.Duration, err error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 64<<10)
	for time.Now().Before(until) {
		start := time.Now()
		if _, err := conn.Write(next()); err != nil {
			return took, err
		}
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			return took, err
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			return took, err
		}
		if answer.StatusCode != want {
			return took, fmt.Errorf("answered %s", answer.Status)
		}
		took = append(took, time.Since(start))
	}
	return took, nil
}
