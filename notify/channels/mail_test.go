package channels_test

import (
	"bufio"
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"jiangqitong/internal/workday"
	"jiangqitong/notify"
	"jiangqitong/notify/channels"
)

func newMail(t *testing.T, s *mailServer, change ...func(*channels.MailSettings)) *channels.Mail {
	t.Helper()
	set := channels.MailSettings{Host: s.Host, Port: s.Port, Security: channels.NoTLS, From: "jqt@jianghai.example", Timeout: 5 * time.Minute, TLS: s.Roots}
	for _, c := range change {
		c(&set)
	}
	m, err := channels.NewMail(set)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func letter() notify.Parcel {
	return notify.Parcel{ID: "jqt-7", To: "zhang@zjj.example", Name: "张经办", Lang: "zh", At: time.Date(2021, 10, 8, 8, 30, 0, 0, workday.Zone),
		Urgent: true, Subject: "【江企通】交办：“厂门口道路损坏、货车无法进出，雨季将至，请尽快修复路面并疏通排水”（JQ211008-000001）",
		Text: "请签收。\n- 请于 2021-10-08 14:30 前完成：签收\n", HTML: "<p>请签收。</p>"}
}

func handed(n *int) func() error { return func() error { *n++; return nil } }

func TestAMailArrivesWholeAndSaysNothingOfItsMachine(t *testing.T) {
	server := startMail(t)
	n := 0
	if err := newMail(t, server).Send(t.Context(), letter(), handed(&n)); err != nil {
		t.Fatal(err)
	}
	got := server.Letters()
	if len(got) != 1 || n != 1 {
		t.Fatalf("%d letters, handed over %d times", len(got), n)
	}
	l, want := got[0], letter()
	if l.Subject != want.Subject || strings.ReplaceAll(l.Text, "\r\n", "\n") != want.Text || l.HTML != want.HTML {
		t.Errorf("subject %q, text %q, page %q", l.Subject, l.Text, l.HTML)
	}
	for header, want := range map[string]string{"Message-Id": "<jqt-7@jianghai.example>", "Auto-Submitted": "auto-generated",
		"Date": "Fri, 08 Oct 2021 08:30:00 +0800", "User-Agent": "", "X-Mailer": "", "Importance": "high"} {
		if got := l.Header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	if l.From != "jqt@jianghai.example" || l.To != "zhang@zjj.example" {
		t.Errorf("from %s to %s", l.From, l.To)
	}
	for _, line := range strings.Split(l.Raw, "\r\n") {
		if len(line) > 998 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
}

func TestSignInAndTLS(t *testing.T) {
	secured := func(user, password string) func(*channels.MailSettings) {
		return func(s *channels.MailSettings) { s.User, s.Password, s.Security = user, password, channels.StartTLS }
	}
	server := startMail(t, withSTARTTLS(), withSignIn("jqt", "secret"))
	n := 0
	if err := newMail(t, server, secured("jqt", "secret")).Send(t.Context(), letter(), handed(&n)); err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string]*channels.Mail{
		"a wrong password": newMail(t, server, secured("jqt", "wrong")),
		"no sign-in":       newMail(t, server, func(s *channels.MailSettings) { s.Security = channels.StartTLS }),
		"an unknown certificate": newMail(t, server, secured("jqt", "secret"), func(s *channels.MailSettings) {
			s.TLS = nil
		}),
		"a server without TLS": newMail(t, startMail(t), secured("jqt", "secret")),
	} {
		f := refusal(t, m.Send(t.Context(), letter(), func() error { return nil }))
		if !f.Down || f.Final || f.Unknown || f.Zh == "" {
			t.Errorf("%s: %+v", name, f)
		}
	}
	if got := len(server.Letters()); got != 1 {
		t.Errorf("%d letters", got)
	}
}

func refusal(t *testing.T, err error) *notify.Failure {
	t.Helper()
	var f *notify.Failure
	if !errors.As(err, &f) {
		t.Fatalf("want a failure in words, got %v", err)
	}
	return f
}

func TestWhatTheServerAnswersDecidesWhatComesNext(t *testing.T) {
	for _, test := range []struct {
		name                 string
		set                  func(*mailServer)
		final, down, unknown bool
		says                 string
	}{
		{"no such mailbox", func(s *mailServer) { s.Refuse("zhang@zjj.example", 550, "no such mailbox") }, true, false, false, "no such mailbox"},
		{"greylisted", func(s *mailServer) { s.Refuse("zhang@zjj.example", 451, "try again later") }, false, false, false, "try again later"},
		{"content refused", func(s *mailServer) {
			s.OnData(func(int) error {
				return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "looks like spam"}
			})
		}, true, false, false, "looks like spam"},
		{"mailbox full", func(s *mailServer) {
			s.OnData(func(int) error {
				return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "mailbox full"}
			})
		}, false, false, false, "mailbox full"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := startMail(t)
			test.set(server)
			n := 0
			f := refusal(t, newMail(t, server).Send(t.Context(), letter(), handed(&n)))
			if f.Final != test.final || f.Down != test.down || f.Unknown != test.unknown || !strings.Contains(f.Zh, test.says) || n != 1 {
				t.Errorf("%+v after %d hand-overs", f, n)
			}
		})
	}
}

func TestABadAddressIsFinalAndNeverDials(t *testing.T) {
	server := startMail(t)
	p := letter()
	p.To = "nobody"
	if f := refusal(t, newMail(t, server).Send(t.Context(), p, func() error { return nil })); !f.Final || server.Sessions() != 0 {
		t.Errorf("%+v, %d conversations", f, server.Sessions())
	}
}

// script is a server that answers with lines of a script and then does what the test wants with the connection.
func script(t *testing.T, play func(lines *bufio.Scanner, conn net.Conn)) *mailServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			play(bufio.NewScanner(conn), conn)
			conn.Close()
		}
	}()
	t.Cleanup(func() { listener.Close(); <-done })
	return &mailServer{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port}
}

// dialogue answers every command until the message's final dot.
func dialogue(lines *bufio.Scanner, conn net.Conn) {
	say := func(s string) { conn.Write([]byte(s + "\r\n")) }
	say("220 mail.test")
	for lines.Scan() {
		switch verb, _, _ := strings.Cut(lines.Text(), " "); verb {
		case "EHLO":
			say("250 mail.test")
		case "DATA":
			say("354 go on")
		case ".":
			return
		case "MAIL", "RCPT":
			say("250 fine")
		}
	}
}

func TestAServerThatHangsOrHangsUp(t *testing.T) {
	ctx, timeIsUp := context.WithCancel(t.Context())
	for _, test := range []struct {
		name    string
		play    func(*bufio.Scanner, net.Conn)
		handed  int
		down    bool
		unknown bool
	}{
		{"hangs up at once", func(*bufio.Scanner, net.Conn) {}, 0, true, false},
		{"hangs up before the message", func(lines *bufio.Scanner, conn net.Conn) {
			conn.Write([]byte("220 mail.test\r\n"))
			lines.Scan()
			conn.Write([]byte("250 mail.test\r\n"))
			lines.Scan()
		}, 1, true, false},
		{"hangs up at the end of the message", dialogue, 1, true, true},
		{"says nothing at the end of the message", func(lines *bufio.Scanner, conn net.Conn) {
			dialogue(lines, conn)
			timeIsUp()
			lines.Scan()
		}, 1, true, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			n := 0
			f := refusal(t, newMail(t, script(t, test.play)).Send(ctx, letter(), handed(&n)))
			if f.Down != test.down || f.Unknown != test.unknown || f.Final || n != test.handed {
				t.Errorf("%+v after %d hand-overs", f, n)
			}
		})
	}
}

// A server that never greets is not waited for longer than the time that is set.
func TestAServerThatNeverGreets(t *testing.T) {
	server := script(t, func(lines *bufio.Scanner, _ net.Conn) { lines.Scan() })
	short := func(s *channels.MailSettings) { s.Timeout = 50 * time.Millisecond }
	n := 0
	if f := refusal(t, newMail(t, server, short).Send(t.Context(), letter(), handed(&n))); !f.Down || f.Unknown || f.Final || n != 0 {
		t.Errorf("%+v after %d hand-overs", f, n)
	}
}

func TestAServerThatHangsUpRightAfterAcceptingHasAccepted(t *testing.T) {
	server := script(t, func(lines *bufio.Scanner, conn net.Conn) {
		dialogue(lines, conn)
		conn.Write([]byte("250 accepted\r\n"))
	})
	if err := newMail(t, server).Send(t.Context(), letter(), func() error { return nil }); err != nil {
		t.Errorf("an accepted message counts as failed: %v", err)
	}
}

func TestNothingIsSentWhenTheHandOverCannotBeRecorded(t *testing.T) {
	server := startMail(t)
	lost := errors.New("lost")
	if err := newMail(t, server).Send(t.Context(), letter(), func() error { return lost }); !errors.Is(err, lost) || len(server.Letters()) != 0 {
		t.Errorf("%v, %d letters", err, len(server.Letters()))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := newMail(t, server).Send(ctx, letter(), func() error { return nil }); err == nil || len(server.Letters()) != 0 {
		t.Errorf("%v, %d letters", err, len(server.Letters()))
	}
}

func TestSettingsThatMakeNoSense(t *testing.T) {
	for _, set := range []channels.MailSettings{{From: "a@b.cn"}, {Host: "mail"}, {Host: "mail", From: "nobody"},
		{Host: "mail", From: "a@b.cn", Security: "ssl"}} {
		if _, err := channels.NewMail(set); err == nil {
			t.Errorf("%+v is taken", set)
		}
	}
}
