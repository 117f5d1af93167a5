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

// hammer lets clients send requests one after another for a spell, each on a connection of its own, as fast as they are
// answered. request makes the n-th request's bytes; any answer but want is an error. The client is as small as it can
// be: both cores belong to the server as far as possible.
func hammer(addr string, clients int, spell time.Duration, want int, request func(n int64) []byte) (load, error) {
	return drive(addr, clients, 0, spell, want, request)
}

// drive is hammer at so many requests a second in all; 0 is as many as there can be. A request has its time whatever
// became of those before, and how long it takes counts from then: a client that still waits for the last answer is
// late, and lateness is the server's.
func drive(addr string, clients, rate int, spell time.Duration, want int, request func(n int64) []byte) (load, error) {
	var sent atomic.Int64
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	var all sync.WaitGroup
	start := time.Now()
	for n := range clients {
		var pace, first time.Duration
		if rate > 0 {
			pace = time.Duration(clients) * time.Second / time.Duration(rate)
			first = pace * time.Duration(n) / time.Duration(clients)
		}
		all.Go(func() {
			mine, err := client(addr, start.Add(first), pace, start.Add(spell), want, func() []byte { return request(sent.Add(1)) })
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

// client sends a request each pace from its first on, or, without a pace, each time the last was answered.
func client(addr string, due time.Time, pace time.Duration, until time.Time, want int, next func() []byte) (took []time.Duration, err error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 64<<10)
	for due.Before(until) {
		if pace == 0 {
			due = time.Now()
		}
		time.Sleep(time.Until(due))
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
		took = append(took, time.Since(due))
		due = due.Add(pace)
	}
	return took, nil
}
