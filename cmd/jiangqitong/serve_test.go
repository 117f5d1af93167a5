package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// TestTheEndWaitsForRequests ends the server while a request is under way: the load balancer is told first, the request
// is answered, and then nobody is.
func TestTheEndWaitsForRequests(t *testing.T) {
	i := newInstance(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	begun, finish, drained := make(chan struct{}), make(chan struct{}), make(chan struct{})
	slow := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			close(begun)
			<-finish
		}
		io.WriteString(w, "done")
	})
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- i.serve(ctx, listener, slow, newSchedule(i, i.clock.Ahead), func() { <-drained })
	}()
	address, answered := "http://"+listener.Addr().String(), make(chan string, 1)
	go func() { answered <- body(t, address+"/slow") }()
	<-begun
	if got := body(t, address+"/readyz"); got != "done" {
		t.Errorf("before the end /readyz says %q", got)
	}
	end()
	for body(t, address+"/readyz") != "stopping\n" {
		time.Sleep(time.Millisecond)
	}
	close(drained)
	close(finish)
	if got := <-answered; got != "done" {
		t.Errorf("the request under way was answered %q", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := listener.Accept(); !errors.Is(err, net.ErrClosed) { // by now its port may be somebody else's
		t.Errorf("connections are still taken: %v", err)
	}
}

func body(t *testing.T, url string) string {
	response, err := http.Get(url)
	if err != nil {
		t.Error(err)
		return "stopping\n"
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Error(err)
	}
	return string(text)
}
