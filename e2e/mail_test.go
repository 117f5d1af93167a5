package e2e

import (
	"io"
	"log"
	"mime"
	"net"
	"net/mail"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"jiangqitong/notify"
	"jiangqitong/notify/channels"
)

// letter is a mail as it arrived.
type letter struct {
	to, subject, raw string
}

// postOffice is a mail server that keeps what it is sent.
type postOffice struct {
	mu      sync.Mutex
	letters []letter
	channel notify.Channel // the product's way to it
}

// openPostOffice runs a mail server on the loopback until the test ends.
func openPostOffice(t *testing.T) *postOffice {
	t.Helper()
	office := &postOffice{}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{office: office}, nil }))
	server.Domain, server.ReadTimeout, server.WriteTimeout = "mail.test", 10*time.Second, 10*time.Second
	server.ErrorLog = log.New(io.Discard, "", 0)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	office.channel, err = channels.NewMail(channels.MailSettings{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port,
		Security: "none", From: "江企通 <jqt@example.com>"})
	if err != nil {
		t.Fatal(err)
	}
	return office
}

// to lists the subjects of the letters that somebody received.
func (o *postOffice) to(address string) (subjects []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, l := range o.letters {
		if l.to == address {
			subjects = append(subjects, l.subject)
		}
	}
	return subjects
}

// delivery is one mail on its way in.
type delivery struct {
	office *postOffice
	to     []string
}

func (d *delivery) Mail(string, *smtp.MailOptions) error      { return nil }
func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error { d.to = append(d.to, to); return nil }
func (d *delivery) Reset()                                    { d.to = nil }
func (d *delivery) Logout() error                             { return nil }

func (d *delivery) Data(content io.Reader) error {
	message, err := mail.ReadMessage(content)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(message.Body)
	if err != nil {
		return err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	if err != nil {
		return err
	}
	d.office.mu.Lock()
	defer d.office.mu.Unlock()
	for _, to := range d.to {
		d.office.letters = append(d.office.letters, letter{to, subject, string(raw)})
	}
	return nil
}
