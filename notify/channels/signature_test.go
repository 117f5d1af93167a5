package channels

import (
	"testing"

	"jiangqitong/notify"
)

// TestSignatureVector compares with the pair of message and signature that implementations of the scheme share.
func TestSignatureVector(t *testing.T) {
	e := notify.Endpoint{Secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
	got := signatures(e, `msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}`)
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("signed %s, want %s", got, want)
	}
}
