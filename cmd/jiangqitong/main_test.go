package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"jiangqitong": main})
}

// TestScripts runs the program as people do, by its command line.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("LANG", "C.UTF-8")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "port": port, "get": get},
	})
}

// exits CODE PROGRAM ARG… runs a program and holds it to its exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code program [arg...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if want, _ := strconv.Atoi(args[0]); code != want {
		ts.Fatalf("exit code %d, want %d\n%s", code, want, ts.ReadFile("stderr"))
	}
}

// lastPort is the last that a script was given. Those from here on are below the ones that systems hand out by themselves,
// so that nobody takes one before the script's server does.
var lastPort atomic.Int32

// port NAME sets a variable to an address nobody listens on.
func port(ts *testscript.TestScript, neg bool, args []string) {
	for {
		addr := fmt.Sprintf("127.0.0.1:%d", 18000+lastPort.Add(1))
		l, err := net.Listen("tcp", addr)
		if errors.Is(err, syscall.EADDRINUSE) {
			continue
		}
		ts.Check(err)
		ts.Check(l.Close())
		ts.Setenv(args[0], addr)
		return
	}
}

// get STATUS URL asks until the server answers with the status; the answer's body is standard output.
func get(ts *testscript.TestScript, neg bool, args []string) {
	last := ""
	for until := time.Now().Add(5 * time.Minute); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		response, err := http.Get(args[1])
		if err != nil {
			last = err.Error()
			continue
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		ts.Check(err)
		if strconv.Itoa(response.StatusCode) == args[0] {
			fmt.Fprint(ts.Stdout(), strings.TrimSpace(string(body)))
			return
		}
		last = response.Status
	}
	ts.Fatalf("%s did not answer %s: %s", args[1], args[0], last)
}
