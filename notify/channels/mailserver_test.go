package channels_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// receivedMail is one message as it arrived.
type receivedMail struct {
	From, To string
	Header   mail.Header
	Subject  string // decoded
	Text     string // the plain part
	HTML     string // the page
	Raw      string
}

// mailServer is a real SMTP server inside a test, which keeps what it is sent and refuses what it is told to.
type mailServer struct {
	Host string
	Port int
	// Roots trusts the server's certificate.
	Roots *tls.Config

	mu       sync.Mutex
	letters  []receivedMail
	refuse   map[string]error
	dataFail func(n int) error
	sessions int
	user     string
	password string
	tls      *tls.Config
}

// mailOption shapes a server.
type mailOption func(*mailServer, *smtp.Server)

// withSignIn makes the server ask for a user and password.
func withSignIn(user, password string) mailOption {
	return func(s *mailServer, _ *smtp.Server) { s.user, s.password = user, password }
}

// withSTARTTLS lets the server turn to TLS.
func withSTARTTLS() mailOption {
	return func(s *mailServer, server *smtp.Server) { server.TLSConfig = s.tls }
}

// startMail runs a server on the loopback interface until the test ends.
func startMail(t testing.TB, options ...mailOption) *mailServer {
	t.Helper()
	s := &mailServer{Host: "localhost", refuse: map[string]error{}}
	s.tls, s.Roots = certificate(t)
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		s.mu.Lock()
		s.sessions++
		s.mu.Unlock()
		return &session{server: s}, nil
	}))
	server.Domain, server.AllowInsecureAuth = "mail.test", true
	server.ErrorLog = silent{}
	for _, o := range options {
		o(s, server)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Port = listener.Addr().(*net.TCPAddr).Port
	done := make(chan struct{})
	go func() { server.Serve(listener); close(done) }()
	t.Cleanup(func() {
		listener.Close() // Close does not know a listener that Serve has not reached yet
		server.Close()
		<-done
	})
	return s
}

// Refuse makes the server answer a recipient with a code and text; code 0 accepts it again.
func (s *mailServer) Refuse(to string, code int, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.refuse, to)
	if code != 0 {
		s.refuse[to] = &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: text}
	}
}

// OnData is asked after the nth message (from 1) has arrived whole; an error is the server's answer to it.
func (s *mailServer) OnData(answer func(n int) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dataFail = answer
}

// Letters returns what has arrived so far.
func (s *mailServer) Letters() []receivedMail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]receivedMail(nil), s.letters...)
}

// Sessions is how many conversations there were.
func (s *mailServer) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

type session struct {
	server   *mailServer
	signedIn bool
	from, to string
}

func (s *session) AuthMechanisms() []string {
	if s.server.user == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.server.user || password != s.server.password {
			return smtp.ErrAuthFailed
		}
		s.signedIn = true
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.user != "" && !s.signedIn {
		return smtp.ErrAuthRequired
	}
	s.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.to = to
	return s.server.refuse[to]
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	letter, err := read(raw)
	if err != nil {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: err.Error()}
	}
	letter.From, letter.To = s.from, s.to
	s.server.mu.Lock()
	n, answer := len(s.server.letters)+1, s.server.dataFail
	s.server.mu.Unlock()
	if answer != nil {
		if err := answer(n); err != nil {
			return err
		}
	}
	s.server.mu.Lock()
	s.server.letters = append(s.server.letters, letter)
	s.server.mu.Unlock()
	return nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

func read(raw []byte) (receivedMail, error) {
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return receivedMail{}, err
	}
	l := receivedMail{Header: msg.Header, Raw: string(raw)}
	if l.Subject, err = new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject")); err != nil {
		return l, err
	}
	_, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil {
		return l, err
	}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return l, nil
		}
		if err != nil {
			return l, err
		}
		body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
		if err != nil {
			return l, err
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			l.HTML = string(body)
		} else {
			l.Text = string(body)
		}
	}
}

// certificate makes one for localhost, and a client configuration that trusts it.
func certificate(t testing.TB) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
		DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, &tls.Config{RootCAs: roots}
}
