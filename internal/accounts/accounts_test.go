package accounts

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
)

const goodPassword = "三家村的老榆树开花了"

// house is a test's accounts on a database with a clock that the test moves.
type house struct {
	*Accounts
	t     *testing.T
	ctx   context.Context
	db    *db.DB
	clock time.Time
}

var boss = cases.Actor{Name: "测试", Role: cases.RoleSystem}

func open(t *testing.T, d *db.DB) *house {
	h := &house{t: t, ctx: context.Background(), db: d, clock: time.Date(2021, 6, 30, 9, 0, 0, 0, time.FixedZone("", 8*3600))}
	h.Accounts = New(d, func() time.Time { return h.clock })
	began := time.Now()
	h.Wall = func() time.Time { return began } // no code expires while a test runs
	h.must(d.Write(h.ctx, func(q *db.Q) error {
		for _, code := range []string{"zhujian", "shuiwu", "chengguan"} {
			_, err := q.Exec(h.ctx, "insert into bureau (code, name_zh, name_en, peer, active, place) values ($1, $1, $1, 'bureau', $2, 1)", code, true)
			if err != nil {
				return err
			}
		}
		_, err := q.Exec(h.ctx, "insert into street (code, name_zh, name_en, bureau, place) values ('baisha', '白沙街道', 'Baisha', '', 1)")
		return err
	}))
	return h
}

func each(t *testing.T, test func(*house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(open(t, d)) })
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// goodStored is goodPassword as it is stored, hashed once for all tests.
var goodStored = sync.OnceValue(func() string { return hashPassword(goodPassword) })

// person makes an active account whose password is goodPassword.
func (h *house) person(p Person) Person {
	h.t.Helper()
	if p.Name == "" {
		p.Name = p.Login
	}
	p.Active = true
	made, err := h.Save(h.ctx, boss, p)
	h.must(err)
	h.must(h.db.Write(h.ctx, func(q *db.Q) error {
		_, err := q.Exec(h.ctx, "update person set password = $1 where id = $2", goodStored(), made.ID)
		return err
	}))
	return made
}

func (h *house) company(name, code string) int64 {
	h.t.Helper()
	var id int64
	h.must(h.db.Write(h.ctx, func(q *db.Q) (err error) {
		id, err = cases.InsertCompany(h.ctx, q, cases.Company{Name: name, USCC: code, Street: "baisha", Contact: "老王", Phone: "13800138000",
			State: cases.CompanyConfirmed, CreatedAt: h.clock})
		return err
	}))
	return id
}

// refused fails the test unless err is a Problem of the kind on the field.
func refused(t *testing.T, err error, kind cases.Kind, field string) {
	t.Helper()
	for _, p := range cases.ProblemsOf(err) {
		if p.Kind == kind && p.Field == field && p.Zh != "" && p.En != "" {
			return
		}
	}
	t.Fatalf("got %v, want a refusal of kind %s on %q", err, kind, field)
}

func TestSignIn(t *testing.T) {
	each(t, func(h *house) {
		made := h.person(Person{Login: "Zhang.San", Role: cases.RoleOfficer, Bureau: "zhujian"})
		p, err := h.SignIn(h.ctx, " ZHANG.san ", goodPassword, "10.0.0.1")
		h.must(err)
		if p.ID != made.ID || p.Login != "zhang.san" || !p.SignedInAt.Equal(h.clock) || p.Actor().Bureau != "zhujian" {
			h.t.Errorf("signed in as %+v", p)
		}
		for _, wrong := range [][2]string{{"zhang.san", "三家村的老榆树"}, {"nobody", goodPassword}, {"", ""}, {"a\x00b", goodPassword}, {"\xff\xfe", "\xff"}} {
			if _, err := h.SignIn(h.ctx, wrong[0], wrong[1], ""); err != error(ErrCredentials) {
				h.t.Errorf("%q: %v", wrong[0], err)
			}
		}
		made.Active, made.Stopped = false, "已调离"
		_, err = h.Save(h.ctx, boss, made)
		h.must(err)
		_, err = h.SignIn(h.ctx, "zhang.san", goodPassword, "")
		refused(h.t, err, cases.Forbidden, "")
	})
}

func TestGuessersWait(t *testing.T) {
	each(t, func(h *house) {
		h.person(Person{Login: "lisi", Role: cases.RoleCentre})
		guess := func(password string) error {
			_, err := h.SignIn(h.ctx, "lisi", password, "10.0.0.9")
			return err
		}
		wantWait := func(want time.Duration) {
			h.t.Helper()
			var wait *Throttled
			if err := guess(goodPassword); !errors.As(err, &wait) || !wait.Until.Equal(h.clock.Add(want)) {
				h.t.Fatalf("got %v, want a wait of %v", err, want)
			}
			refused(h.t, wait, cases.TooOften, "")
		}
		for range loginFailures {
			if err := guess("不是这个密码呀呀呀"); err != error(ErrCredentials) {
				h.t.Fatal(err)
			}
		}
		for _, wait := range []time.Duration{1, 2, 4, 8, 15, 15} {
			wantWait(wait * time.Minute)
			h.clock = h.clock.Add(wait * time.Minute)
			if err := guess("不是这个密码呀呀呀"); err != error(ErrCredentials) {
				h.t.Fatal(err)
			}
		}
		h.clock = h.clock.Add(longestWait)
		h.must(guess(goodPassword))
		for range loginFailures - 1 {
			guess("不是这个密码呀呀呀")
		}
		h.must(guess(goodPassword)) // success has forgotten the earlier failures
	})
}

func TestAnAddressWaitsForGuessesAtAnyLogin(t *testing.T) {
	each(t, func(h *house) {
		h.person(Person{Login: "lisi", Role: cases.RoleCentre})
		for i := range addressFailures {
			_, err := h.SignIn(h.ctx, "guess"+string(rune('a'+i%26)), goodPassword, "2001:db8::"+string(rune('1'+i%9)))
			if err != error(ErrCredentials) {
				h.t.Fatal(i, err)
			}
			h.must(h.db.Write(h.ctx, func(q *db.Q) error {
				_, err := q.Exec(h.ctx, "delete from sign_in_attempt where key like 'login%'")
				return err
			}))
		}
		var wait *Throttled
		if _, err := h.SignIn(h.ctx, "lisi", goodPassword, "2001:db8::abcd"); !errors.As(err, &wait) {
			h.t.Errorf("the same /64 gets %v", err)
		}
		_, err := h.SignIn(h.ctx, "lisi", goodPassword, "2001:db8:0:1::1")
		h.must(err)
		h.clock = h.clock.Add(forgotten + time.Minute)
		_, err = h.SignIn(h.ctx, "nobody", goodPassword, "2001:db8::1")
		if err != error(ErrCredentials) {
			h.t.Error(err)
		}
		_, err = h.SignIn(h.ctx, "lisi", goodPassword, "2001:db8::1")
		h.must(err)
	})
}

// However many instances serve, an address has so many registrations an hour, and then is told when it may go on.
func TestRegistrationsAreCountedOverAllInstances(t *testing.T) {
	each(t, func(h *house) {
		instances := []*Accounts{h.Accounts, New(h.db, func() time.Time { return h.clock })}
		register := func(i int, addr string) error {
			_, err := instances[i%2].Register(h.ctx, Registration{Addr: addr}) // filled in wrongly, and counted
			return err
		}
		for i := range registrations {
			refused(h.t, register(i, "10.0.0.9"), cases.Invalid, "uscc")
			h.clock = h.clock.Add(time.Minute)
		}
		var wait *Throttled
		if err := register(0, "10.0.0.9"); !errors.As(err, &wait) || wait.Wait != 30*time.Minute {
			h.t.Fatalf("one more gets %v", err)
		}
		refused(h.t, wait, cases.TooOften, "")
		refused(h.t, register(1, "10.0.0.8"), cases.Invalid, "uscc")
		h.clock = h.clock.Add(30 * time.Minute)
		refused(h.t, register(1, "10.0.0.9"), cases.Invalid, "uscc")
	})
}

func TestFiftyParallelGuessesAreHardlyMoreThanTheLimit(t *testing.T) {
	each(t, func(h *house) {
		h.person(Person{Login: "lisi", Role: cases.RoleCentre})
		var looked, waited int
		var mu sync.Mutex
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				_, err := h.SignIn(h.ctx, "lisi", "不是这个密码呀呀呀", "10.0.0.9")
				mu.Lock()
				defer mu.Unlock()
				var wait *Throttled
				switch {
				case err == error(ErrCredentials):
					looked++
				case errors.As(err, &wait):
					waited++
				default:
					h.t.Error(err)
				}
			})
		}
		all.Wait()
		if looked < loginFailures || looked >= loginFailures+hashers || looked+waited != 50 {
			h.t.Errorf("%d guesses were looked at and %d had to wait", looked, waited)
		}
	})
}

func TestFiftyParallelSignInsAllSucceed(t *testing.T) {
	each(t, func(h *house) {
		h.person(Person{Login: "lisi", Role: cases.RoleCentre})
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if _, err := h.SignIn(h.ctx, "lisi", goodPassword, "10.0.0.9"); err != nil {
					h.t.Error(err)
				}
			})
		}
		all.Wait()
	})
}

func TestPasswords(t *testing.T) {
	for password, good := range map[string]bool{
		goodPassword: true, "correct horse battery": true, "Tr0ub4dor&3x": true, "江门的春天很长很长呀": true,
		"short": false, "1234567890": false, "0987654321": false, "aaaaaaaaaaaa": false, "abcdefghijkl": false,
		"Password123": false, "qwertyuiop1": false, "lisi-2021-ok": false, "a1a1a1a1a1a1": false, "bad\x00password!": false,
		"1qaz2wsx!!": false, "admin123456": false, "jiangqitong88": false,
	} {
		if bad := CheckPassword("lisi", password); (bad == nil) != good {
			t.Errorf("%q: %v", password, bad)
		}
	}
}

func TestStoredPasswordOfAnOlderCostIsRenewed(t *testing.T) {
	each(t, func(h *house) {
		p := h.person(Person{Login: "lisi", Role: cases.RoleCentre})
		old := "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
		c, salt, _ := parseStored(old + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
		old += encode(c.hash(goodPassword, salt))
		stored := func() string {
			s, err := db.Value[string](h.ctx, h.db.Reader(), "select password from person where id = $1", p.ID)
			h.must(err)
			return s
		}
		h.must(h.db.Write(h.ctx, func(q *db.Q) error {
			_, err := q.Exec(h.ctx, "update person set password = $1 where id = $2", old, p.ID)
			return err
		}))
		_, err := h.SignIn(h.ctx, "lisi", goodPassword, "")
		h.must(err)
		if ok, old := checkPassword(goodPassword, stored()); !ok || old {
			h.t.Errorf("after sign-in the stored password is %s", stored())
		}
	})
}
