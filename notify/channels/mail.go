package channels

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	stdmail "net/mail"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
	"jiangqitong/notify"
)

// Security says how the connection to the mail server is protected.
type Security string

// The kinds of protection.
const (
	StartTLS Security = "starttls" // plain connection that turns to TLS before anything is said; the default
	TLS      Security = "tls"      // TLS from the first byte, usually port 465
	NoTLS    Security = "none"     // no protection, for a relay on the same machine or network
)

// MailSettings say by which server mail goes out.
type MailSettings struct {
	Host     string
	Port     int // 587 for starttls, 465 for tls, 25 for none
	Security Security
	User     string // empty for no sign-in
	Password string
	From     string        // address of the sender
	FromName string        // 江企通
	Domain   string        // of Message-ID and greeting: the sender's domain
	Timeout  time.Duration // for the dialogue before the message, and again for the message itself: 30 s
	TLS      *tls.Config   // own authorities; nil for the machine's
}

// Mail sends by SMTP.
type Mail struct{ set MailSettings }

// NewMail checks the settings. It does not connect: a server that is not there yet is no reason not to start.
func NewMail(set MailSettings) (*Mail, error) {
	set.Security = cmp.Or(set.Security, StartTLS)
	ports := map[Security]int{StartTLS: 587, TLS: 465, NoTLS: 25}
	if ports[set.Security] == 0 {
		return nil, fmt.Errorf("the mail security must be starttls, tls or none, not %q", set.Security)
	}
	if set.Host == "" {
		return nil, errors.New("the mail server's host is missing")
	}
	from, err := stdmail.ParseAddress(set.From)
	if err != nil {
		return nil, fmt.Errorf("the mail sender must be an address such as jqt@example.cn, not %q", set.From)
	}
	set.From, set.FromName = from.Address, cmp.Or(set.FromName, from.Name, "江企通")
	set.Domain = cmp.Or(set.Domain, set.From[strings.LastIndexByte(set.From, '@')+1:])
	if set.Port = cmp.Or(set.Port, ports[set.Security]); set.Port < 1 || set.Port > 65535 {
		return nil, fmt.Errorf("the mail server's port must be between 1 and 65535, not %d", set.Port)
	}
	set.Timeout = cmp.Or(set.Timeout, 30*time.Second)
	return &Mail{set}, nil
}

// Name is "mail".
func (m *Mail) Name() string { return "mail" }

// Manner lets several messages share a mail. A repeated mail has the same Message-ID, by which mail systems fold
// copies into one.
func (m *Mail) Manner() notify.Manner {
	return notify.Manner{Label: cases.Words{Zh: "电子邮件", En: "Mail"}, Repeatable: true, Files: true}
}

// Address is the person's mail address.
func (m *Mail) Address(r notify.Recipient) string { return r.Email }

// Send delivers the parcel to the mail server in one conversation.
func (m *Mail) Send(ctx context.Context, p notify.Parcel, handing func() error) error {
	msg, err := m.message(p)
	if err != nil {
		return &notify.Failure{Final: true, Cause: err, Words: cases.Words{
			Zh: "邮箱地址“" + p.To + "”无效，请更正后重发。", En: "The mail address “" + p.To + "” is not valid; correct it and send again."}}
	}
	var conn net.Conn
	client, err := m.client(p, &conn)
	if err != nil {
		return m.down(err)
	}
	defer func() {
		if conn != nil {
			conn.Close() // the library leaves it open when the dialogue fails
		}
	}()
	if err := client.DialWithContext(ctx); err != nil {
		return m.down(err)
	}
	defer context.AfterFunc(ctx, func() { conn.Close() })() // a server that answers a word a minute is not waited for longer
	if err := handing(); err != nil {
		return err
	}
	if err := client.Send(msg); err != nil {
		return m.refused(p.To, err)
	}
	_ = client.Close() // the message is accepted whatever comes after
	return nil
}

// client is made anew for each conversation; it keeps the connection in conn.
func (m *Mail) client(p notify.Parcel, conn *net.Conn) (*mail.Client, error) {
	config := m.set.TLS.Clone()
	if config == nil {
		config = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	config.ServerName = cmp.Or(config.ServerName, m.set.Host)
	dial := func(ctx context.Context, network, addr string) (c net.Conn, err error) {
		var d net.Dialer
		if m.set.Security == TLS {
			c, err = (&tls.Dialer{NetDialer: &d, Config: config}).DialContext(ctx, network, addr)
		} else {
			c, err = d.DialContext(ctx, network, addr)
		}
		*conn = c
		return c, err
	}
	// One message a conversation needs neither RSET after it nor NOOP before it; a server that hangs up right after
	// accepting must not look like one that refused.
	options := []mail.Option{mail.WithPort(m.set.Port), mail.WithTimeout(m.set.Timeout), mail.WithTLSConfig(config),
		mail.WithHELO(m.set.Domain), mail.WithDialContextFunc(dial), mail.WithoutNoop(), mail.WithoutRset()}
	switch m.set.Security {
	case StartTLS:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	case TLS:
		options = append(options, mail.WithSSL())
	case NoTLS:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	}
	if isASCII(p.To) {
		options = append(options, mail.WithoutSMTPUTF8())
	}
	return mail.NewClient(m.set.Host, append(options, m.signIn()...)...)
}

// signIn picks the strongest way to sign in that the server offers. Over an unprotected connection the password goes
// in the clear only where the installation chose to have no protection.
func (m *Mail) signIn() []mail.Option {
	if m.set.User == "" {
		return nil
	}
	ways := []mail.SMTPAuthType{mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthSCRAMSHA1, mail.SMTPAuthPlain, mail.SMTPAuthLogin}
	if m.set.Security == NoTLS {
		ways = []mail.SMTPAuthType{mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthSCRAMSHA1, mail.SMTPAuthCramMD5,
			mail.SMTPAuthPlainNoEnc, mail.SMTPAuthLoginNoEnc}
	}
	return []mail.Option{mail.WithUsername(m.set.User), mail.WithPassword(m.set.Password), mail.WithOpportunisticSMTPAuth(ways...)}
}

// message writes the parcel as text and as a page, without a word about the machine it comes from.
func (m *Mail) message(p notify.Parcel) (*mail.Msg, error) {
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithEncoding(mail.EncodingB64))
	if err := msg.FromFormat(m.set.FromName, m.set.From); err != nil {
		return nil, err
	}
	if err := msg.AddToFormat(p.Name, p.To); err != nil {
		return nil, err
	}
	msg.SetMessageIDWithValue(p.ID + "@" + m.set.Domain)
	msg.SetDateWithValue(p.At.In(workday.Zone))
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	if p.Urgent {
		msg.SetImportance(mail.ImportanceHigh)
	}
	msg.Subject(p.Subject)
	msg.SetBodyString(mail.TypeTextPlain, p.Text)
	if p.HTML != "" {
		msg.AddAlternativeString(mail.TypeTextHTML, p.HTML)
	}
	for _, f := range p.Files {
		msg.AttachReadSeeker(f.Name, bytes.NewReader(f.Content), mail.WithFileContentType(mail.ContentType(f.Type)))
	}
	return msg, nil
}

// down says that the server could not be talked to; nothing was handed over.
func (m *Mail) down(err error) *notify.Failure {
	server := net.JoinHostPort(m.set.Host, fmt.Sprint(m.set.Port))
	return &notify.Failure{Down: true, Cause: err, Words: cases.Words{
		Zh: "邮件服务器 " + server + " 连接或登录失败：" + err.Error(),
		En: "The mail server " + server + " could not be reached or refused the sign-in: " + err.Error()}}
}

// refused reads what the server said of the message: an answer of 5xx is final, 4xx is for now, none at the end
// of the message leaves open whether it was accepted.
func (m *Mail) refused(to string, err error) *notify.Failure {
	var said *mail.SendError
	if !errors.As(err, &said) {
		return m.down(err)
	}
	code := said.ErrorCode()
	f := &notify.Failure{Cause: err, Words: cases.Words{
		Zh: "邮件服务器没有接受发给 " + to + " 的邮件：" + err.Error(), En: "The mail server did not accept the message to " + to + ": " + err.Error()}}
	switch {
	case code == 0:
		f.Unknown, f.Down = said.Reason == mail.ErrSMTPDataClose, true
	case code >= 500:
		f.Final = said.Reason != mail.ErrSMTPMailFrom // a refused sender is for the installation to mend
		f.Down = !f.Final
	}
	return f
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
