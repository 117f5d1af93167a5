package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"time"
)

// watchMemory notes how much memory the program holds and samples it until it is asked for the growth, in bytes.
func watchMemory() (growth func() int64) {
	runtime.GC()
	debug.FreeOSMemory()
	idle, peak := resident(), int64(0)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			peak = max(peak, resident())
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() int64 {
		close(stop)
		<-done
		return peak - idle
	}
}

// resident is what the system says the program holds; where it does not say, what Go holds.
func resident() int64 {
	if f, err := os.Open("/proc/self/statm"); err == nil {
		defer f.Close()
		text, _ := io.ReadAll(f)
		var size, pages int64
		if _, err := fmt.Sscan(string(text), &size, &pages); err == nil {
			return pages * int64(os.Getpagesize())
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys - m.HeapReleased)
}

func megabytes(n int64) string { return fmt.Sprintf("%d MB", n>>20) }
