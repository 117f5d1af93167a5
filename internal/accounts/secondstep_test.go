package accounts

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"jiangqitong/cases"
)

// device is an authenticator that shares a secret.
type device struct {
	h      *house
	secret string
}

func (h *house) device(p Person) device {
	h.t.Helper()
	key, err := h.BeginSecondStep(h.ctx, p, "江企通")
	h.must(err)
	return device{h, key.Secret()}
}

// shows is the code of the device so many steps from now.
func (d device) shows(steps int) string {
	d.h.t.Helper()
	code, err := totp.GenerateCode(d.secret, d.h.Wall().Add(time.Duration(steps)*30*time.Second))
	d.h.must(err)
	return code
}

// never is a code that the device does not show around now.
func (d device) never() string {
	for n := 0; ; n++ {
		code := fmt.Sprintf("%06d", n)
		if code != d.shows(-1) && code != d.shows(0) && code != d.shows(1) {
			return code
		}
	}
}

// ticketOf is what the right password alone gives.
func (h *house) ticketOf(login string) string {
	h.t.Helper()
	p, err := h.SignIn(h.ctx, login, goodPassword, "10.0.0.1")
	var owed *CodeNeeded
	if !errors.As(err, &owed) || p.ID != 0 {
		h.t.Fatalf("the password alone gives %+v, %v; want a ticket", p, err)
	}
	return owed.Ticket
}

func TestTheSecondStepTakesACodeOnceAndARecoveryCodeOnce(t *testing.T) {
	each(t, func(h *house) {
		p := h.person(Person{Login: "officer", Role: cases.RoleOfficer, Bureau: "zhujian"})
		d := h.device(p)
		if again := h.device(p); again.secret != d.secret {
			t.Error("the set-up page shown again has another secret")
		}
		if in, err := h.SignIn(h.ctx, "officer", goodPassword, ""); err != nil || in.ID != p.ID {
			t.Fatalf("before the set-up is confirmed the password suffices, got %v", err)
		}
		if _, err := h.ConfirmSecondStep(h.ctx, p, d.never()); err == nil {
			t.Error("a wrong code confirms the set-up")
		}
		recovery, err := h.ConfirmSecondStep(h.ctx, p, d.shows(-1))
		h.must(err)
		if len(slices.Compact(slices.Sorted(slices.Values(recovery)))) != RecoveryCodes {
			t.Fatalf("%d different recovery codes, want %d", len(recovery), RecoveryCodes)
		}

		ticket, code := h.ticketOf("officer"), d.shows(0)
		if _, err := h.SignInByCode(h.ctx, ticket, d.shows(-1), ""); err == nil {
			t.Error("the code that confirmed the set-up is taken again")
		}
		if _, err := h.SignInByCode(h.ctx, "NOTICKET", code, ""); !errors.Is(err, errTicket) {
			t.Errorf("a code without a ticket answers %v", err)
		}
		in, err := h.SignInByCode(h.ctx, ticket, " "+code[:3]+" "+code[3:], "10.0.0.1")
		if err != nil || in.ID != p.ID || in.SecondStep.IsZero() {
			t.Fatalf("the right code answers %+v, %v", in, err)
		}
		if _, err := h.SignInByCode(h.ctx, ticket, d.shows(1), ""); !errors.Is(err, errTicket) {
			t.Errorf("a ticket is good twice: %v", err)
		}
		if _, err := h.SignInByCode(h.ctx, h.ticketOf("officer"), strings.ToUpper(recovery[0]), ""); err != nil {
			t.Errorf("a recovery code is refused: %v", err)
		}
		if _, err := h.SignInByCode(h.ctx, h.ticketOf("officer"), recovery[0], ""); !errors.Is(err, errCode) {
			t.Errorf("a recovery code used twice answers %v", err)
		}
	})
}

func TestOneCodeSignsInOneOfManyWhoSendIt(t *testing.T) {
	each(t, func(h *house) {
		p := h.person(Person{Login: "leader", Role: cases.RoleLeader})
		d := h.device(p)
		_, err := h.ConfirmSecondStep(h.ctx, p, d.shows(-1))
		h.must(err)
		var tickets []string
		for range 4 {
			tickets = append(tickets, h.ticketOf("leader"))
		}
		code := d.shows(0)
		var wait sync.WaitGroup
		var mu sync.Mutex
		in := 0
		for _, ticket := range tickets {
			wait.Go(func() {
				if _, err := h.SignInByCode(h.ctx, ticket, code, ""); err == nil {
					mu.Lock()
					in++
					mu.Unlock()
				}
			})
		}
		wait.Wait()
		if in != 1 {
			t.Errorf("%d signed in by the same code, want 1", in)
		}
	})
}

func TestGuessingCodesHasToWaitAsGuessingPasswordsDoes(t *testing.T) {
	each(t, func(h *house) {
		p := h.person(Person{Login: "centre", Role: cases.RoleCentre})
		d := h.device(p)
		_, err := h.ConfirmSecondStep(h.ctx, p, d.shows(-1))
		h.must(err)
		ticket := h.ticketOf("centre")
		for range loginFailures {
			if _, err := h.SignInByCode(h.ctx, ticket, "wrong", "10.0.0.9"); !errors.Is(err, errCode) {
				t.Fatalf("a wrong code answers %v", err)
			}
		}
		var throttled *Throttled
		if _, err := h.SignInByCode(h.ctx, ticket, d.shows(0), "10.0.0.9"); !errors.As(err, &throttled) {
			t.Errorf("after %d wrong codes a further one answers %v", loginFailures, err)
		}
	})
}

func TestWhoLosesTheDeviceIsHelpedByTheAdministratorOnly(t *testing.T) {
	each(t, func(h *house) {
		admin := h.person(Person{Login: "admin", Role: cases.RoleAdmin})
		p := h.person(Person{Login: "officer", Role: cases.RoleOfficer, Bureau: "zhujian"})
		other := h.person(Person{Login: "other", Role: cases.RoleOfficer, Bureau: "zhujian"})
		d := h.device(p)
		_, err := h.ConfirmSecondStep(h.ctx, p, d.shows(-1))
		h.must(err)
		if err := h.EndSecondStep(h.ctx, p.Actor(), p.ID, "nothing", ""); len(cases.ProblemsOf(err)) == 0 {
			t.Errorf("one's own second step ends without a code: %v", err)
		}
		if err := h.EndSecondStep(h.ctx, other.Actor(), p.ID, "", ""); len(cases.ProblemsOf(err)) == 0 {
			t.Errorf("a colleague may end it: %v", err)
		}
		h.ticketOf("officer")
		h.must(h.EndSecondStep(h.ctx, admin.Actor(), p.ID, "", ""))
		if _, err := h.SignIn(h.ctx, "officer", goodPassword, ""); err != nil {
			t.Errorf("after the administrator ended it the password answers %v", err)
		}
		log, err := h.AccessLog(h.ctx, AccessFilter{Act: ActStepOff})
		h.must(err)
		if len(log.Lines) != 1 || log.Lines[0].Person != admin.ID || log.Lines[0].About != "officer" {
			t.Errorf("the log says %+v", log)
		}
	})
}

func TestStaffAreAdmittedFromTheirNetworksAndCompaniesFromAnywhere(t *testing.T) {
	office := Networks{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("2001:db8::/32")}
	tests := []struct {
		networks Networks
		role     cases.Role
		addr     string
		admitted bool
	}{
		{nil, cases.RoleOfficer, "203.0.113.9", true},
		{office, cases.RoleOfficer, "10.1.2.3", true},
		{office, cases.RoleOfficer, "::ffff:10.1.2.3", true},
		{office, cases.RoleLeader, "2001:db8::7", true},
		{office, cases.RoleOfficer, "203.0.113.9", false},
		{office, cases.RoleAdmin, "10.2.0.1", false},
		{office, cases.RoleCentre, "", false},
		{office, cases.RoleCompany, "203.0.113.9", true},
	}
	for _, test := range tests {
		if err := test.networks.Admit(Person{Role: test.role}, test.addr); (err == nil) != test.admitted {
			t.Errorf("%v: a %s from %q answers %v", test.networks, test.role, test.addr, err)
		}
	}
}
