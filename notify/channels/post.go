package channels

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"jiangqitong/cases"
	"jiangqitong/notify"
)

// HTTPSettings are common to the channels that speak HTTP.
type HTTPSettings struct {
	Timeout time.Duration // for the whole request: 15 s
	// AllowPrivate permits addresses of this machine and of private networks. Without it a person who may set an
	// address cannot make this server talk to what only it can reach.
	AllowPrivate bool
	Now          func() time.Time  // the clock that signatures and limits go by
	Way          http.RoundTripper // how requests get to the other side; nil for the network, by AllowPrivate
}

// poster sends one request and reads one short answer.
type poster struct{ client *http.Client }

func newPoster(set HTTPSettings) poster {
	if set.Timeout == 0 {
		set.Timeout = 15 * time.Second
	}
	if set.Way == nil {
		set.Way = network(set)
	}
	return poster{&http.Client{
		Timeout:   set.Timeout,
		Transport: set.Way,
		// A redirect would carry the message to an address that nobody set.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func network(set HTTPSettings) *http.Transport {
	dialer := &net.Dialer{Timeout: set.Timeout}
	if !set.AllowPrivate {
		// The check sits behind name resolution: what is judged is the address that is dialled.
		dialer.Control = func(_, address string, _ syscall.RawConn) error { return public(address) }
	}
	return &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: set.Timeout, MaxIdleConnsPerHost: 2,
		IdleConnTimeout: time.Minute}
}

// errPrivate refuses an address.
var errPrivate = errors.New("the address lies in a private network")

// shared is the address space of carriers (RFC 6598), which is no more public than a private network.
var shared = netip.MustParsePrefix("100.64.0.0/10")

// public says no to every address that is not on the open network.
func public(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	ip := at.Addr().Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || shared.Contains(ip) {
		return fmt.Errorf("%w (%s)", errPrivate, ip)
	}
	return nil
}

// longestAnswer is how much of an answer is read, in bytes.
const longestAnswer = 64 << 10

// answer is what the other side said.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// post sends a body and returns the answer, whatever its status.
func (p poster) post(ctx context.Context, method, address string, header http.Header, body []byte) (answer, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return answer{}, hideAddress(err)
	}
	request.Header = header
	request.Header.Set("User-Agent", "jiangqitong")
	response, err := p.client.Do(request)
	if err != nil {
		return answer{}, hideAddress(err)
	}
	defer response.Body.Close()
	said, err := io.ReadAll(io.LimitReader(response.Body, longestAnswer))
	return answer{response.StatusCode, response.Header, said}, err
}

// hideAddress drops the address from an error: those of robots carry their key.
func hideAddress(err error) error {
	var with *url.Error
	if errors.As(err, &with) {
		return with.Err
	}
	return err
}

// unsent reads why no answer came. Before the connection stood, nothing was sent; after it, the other side may have
// the message.
func unsent(err error) *notify.Failure {
	var dial *net.OpError
	var untrusted *tls.CertificateVerificationError
	var noTLS tls.RecordHeaderError
	early := errors.As(err, &dial) && dial.Op == "dial" || errors.As(err, &untrusted) || errors.As(err, &noTLS)
	if errors.Is(err, errPrivate) {
		return &notify.Failure{Final: true, Cause: err, Words: cases.Words{
			Zh: "地址位于内部网络，未获准发送；确需发送的，请在系统设置中允许内网地址。",
			En: "The address lies in a private network, which is not allowed; allow private addresses in the settings if it is meant."}}
	}
	return &notify.Failure{Down: true, Unknown: !early, Cause: err, Words: cases.Words{
		Zh: "对方没有响应：" + err.Error(), En: "The other side did not answer: " + err.Error()}}
}

// answered reads a status that is not 2xx: what the other side will never take is final, the rest is tried again.
func answered(a answer, now time.Time) *notify.Failure {
	said := fmt.Sprintf("HTTP %d %s", a.status, excerpt(a.body))
	f := &notify.Failure{Words: cases.Words{Zh: "对方拒绝：" + said, En: "The other side refused: " + said}}
	switch {
	case a.status == http.StatusTooManyRequests:
		f.Busy, f.Wait = true, retryAfter(a.header, now)
	case a.status == http.StatusRequestTimeout || a.status == http.StatusConflict || a.status == http.StatusTooEarly || a.status >= 500:
		f.Wait = retryAfter(a.header, now)
	default:
		f.Final = true
	}
	return f
}

// retryAfter reads how long the other side asks to wait: a minute when it does not say, an hour at most.
func retryAfter(h http.Header, now time.Time) time.Duration {
	wait := time.Minute
	said := h.Get("Retry-After")
	if seconds, err := time.ParseDuration(said + "s"); err == nil {
		wait = seconds
	} else if at, err := http.ParseTime(said); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, time.Second), time.Hour)
}

// excerpt is the beginning of an answer, for administrators.
func excerpt(body []byte) string { return cut(string(bytes.TrimSpace(body)), 200) }

// cut shortens text to at most so many bytes, between characters.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	const mark = "…"
	end := 0
	for i := range s {
		if i > most-len(mark) {
			break
		}
		end = i
	}
	return s[:end] + mark
}
