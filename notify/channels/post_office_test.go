package channels_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
	"jiangqitong/notify"
	"jiangqitong/notify/channels"
)

// morning is a working day after the long holiday.
var morning = time.Date(2021, 10, 8, 9, 0, 0, 0, workday.Zone)

var (
	filer   = notify.Recipient{Actor: cases.Actor{ID: 1, Name: "陈经理", Role: cases.RoleCompany, Company: 1}, Email: "chen@company.example", Lang: "zh"}
	officer = notify.Recipient{Actor: cases.Actor{ID: 5, Name: "张经办", Role: cases.RoleOfficer, Bureau: "zjj"}, Email: "zhang@zjj.example", Lang: "zh"}
	chief   = notify.Recipient{Actor: cases.Actor{ID: 6, Name: "Li, chief", Role: cases.RoleChief, Bureau: "zjj"}, Email: "li@zjj.example", Lang: "en"}
	admin   = notify.Recipient{Actor: cases.Actor{ID: 9, Name: "管理员", Role: cases.RoleAdmin}, Lang: "zh"}
)

func directory() notify.Directory {
	people := []notify.Recipient{filer, officer, chief, admin}
	among := func(fits func(notify.Recipient) bool) []notify.Recipient {
		return slices.DeleteFunc(slices.Clone(people), func(r notify.Recipient) bool { return !fits(r) })
	}
	return notify.Directory{
		Involved: func(context.Context, []*cases.Case, cases.Party) ([]notify.Recipient, error) { return people, nil },
		Person: func(_ context.Context, id int64) (notify.Recipient, bool, error) {
			found := among(func(r notify.Recipient) bool { return r.ID == id })
			return found[0], true, nil
		},
		ByRole: func(_ context.Context, role cases.Role) ([]notify.Recipient, error) {
			return among(func(r notify.Recipient) bool { return r.Role == role }), nil
		},
	}
}

// postOffice is a notifier whose clock stands still and whose mail goes to the server.
func postOffice(t *testing.T, d *db.DB, at time.Time, port int) (*notify.Notifier, *cases.Desk) {
	t.Helper()
	clock := func() time.Time { return at }
	mail, err := channels.NewMail(channels.MailSettings{Host: "localhost", Port: port, Security: channels.NoTLS, From: "jqt@jianghai.example"})
	if err != nil {
		t.Fatal(err)
	}
	desk := cases.NewDesk(d, clock)
	return notify.New(d, desk, directory(), clock, notify.Settings{BaseURL: "https://jqt.example.cn"}, mail), desk
}

func fileRoad(t *testing.T, d *db.DB, desk *cases.Desk) *cases.Case {
	t.Helper()
	ctx := t.Context()
	if err := desk.Seed(ctx); err != nil {
		t.Fatal(err)
	}
	err := d.Write(ctx, func(q *db.Q) error {
		_, err := q.Exec(ctx, `insert into company (name, uscc, street, industry, scale, contact, phone, visits, liaison_id, state, created_ms)
			values ('江海精工有限公司', '', 'waihai', '制造业', '', '陈经理', '13800138000', '', 0, 'confirmed', 0)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := desk.File(ctx, filer.Actor, cases.Filing{Input: cases.Input{"category": "road", "title": "厂门口道路损坏", "body": "路面塌陷。",
		"street": "waihai", "contact_name": "陈经理", "contact_phone": "13800138000"}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAFiledRequestArrivesAsMail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		server := startMail(t)
		server.Refuse(filer.Email, 550, "no such mailbox")
		_, desk := postOffice(t, d, morning, server.Port)
		c := fileRoad(t, d, desk)
		n, _ := postOffice(t, d, morning, server.Port)
		if _, err := n.Pump(t.Context()); err != nil {
			t.Fatal(err)
		}
		later, _ := postOffice(t, d, morning.Add(time.Minute), server.Port)
		if sent, err := later.Send(t.Context()); err != nil || sent != 2 {
			t.Fatalf("sent %d, %v", sent, err)
		}
		subjects := map[string]string{}
		for _, l := range server.Letters() {
			subjects[l.To] = l.Subject
			if !strings.Contains(l.Text, "https://jqt.example.cn/cases/"+c.No) || !strings.Contains(l.HTML, c.No) {
				t.Errorf("%s\n%s", l.Text, l.HTML)
			}
		}
		if subjects[officer.Email] != "【江企通】交办：“厂门口道路损坏”（"+c.No+"）" || subjects[chief.Email] != "[Jiangqitong] Route: “厂门口道路损坏” ("+c.No+")" {
			t.Errorf("%q", subjects)
		}
		failed, err := later.Deliveries(t.Context(), "failed", "zh", "", 10)
		if err != nil || len(failed.Lines) != 1 || failed.Lines[0].Receiver != filer.Name || !strings.Contains(failed.Lines[0].Reason, "no such mailbox") {
			t.Errorf("%+v, %v", failed, err)
		}
		box, err := later.Inbox(t.Context(), admin.Actor, "zh", "", 10)
		if err != nil || len(box.Lines) != 1 || !strings.Contains(box.Lines[0].Body, "no such mailbox") {
			t.Errorf("the administrator reads %+v, %v", box, err)
		}
	})
}

// doomed names, in the environment of a child process, the database and the mail server's port.
const doomed = "NOTIFY_TEST_DOOMED"

// TestDoomedSender is the child process of TestKilledWhileSending: it sends until it is killed.
func TestDoomedSender(t *testing.T) {
	url, port, found := strings.Cut(os.Getenv(doomed), " ")
	if !found {
		t.Skip("runs as a child process only")
	}
	d, err := db.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	office, _ := postOffice(t, d, morning.Add(time.Minute), n)
	office.Send(t.Context())
}

func TestKilledWhileSending(t *testing.T) {
	for _, test := range []struct {
		name     string
		accepted bool
		copies   int
	}{
		{"the server had not accepted: one mail arrives", false, 1},
		{"the server had accepted: the copy has the same Message-ID", true, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				server := startMail(t)
				server.Refuse(filer.Email, 550, "no such mailbox")
				server.Refuse(chief.Email, 550, "no such mailbox")
				n, desk := postOffice(t, d, morning, server.Port)
				fileRoad(t, d, desk)
				if _, err := n.Pump(t.Context()); err != nil {
					t.Fatal(err)
				}
				killAtData(t, server, d.URL(), test.accepted)

				early, _ := postOffice(t, d, morning.Add(5*time.Minute), server.Port)
				late, _ := postOffice(t, d, morning.Add(20*time.Minute), server.Port)
				for i, office := range []*notify.Notifier{early, late, late} {
					if _, err := office.Send(t.Context()); err != nil {
						t.Fatalf("round %d: %v", i, err)
					}
				}
				letters := server.Letters()
				if len(letters) != test.copies {
					t.Fatalf("%d letters", len(letters))
				}
				for _, l := range letters {
					if l.Header.Get("Message-Id") != letters[0].Header.Get("Message-Id") || l.Text != letters[0].Text {
						t.Errorf("another message: %s", l.Raw)
					}
				}
			})
		})
	}
}

// killAtData lets a child process send, and kills it when the server has its first whole message in hand.
func killAtData(t *testing.T, server *mailServer, url string, accept bool) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestDoomedSender$")
	child.Env = append(os.Environ(), doomed+"="+url+" "+strconv.Itoa(server.Port))
	started, done := make(chan struct{}), make(chan error, 1)
	server.OnData(func(int) error {
		server.OnData(nil)
		<-started
		done <- child.Process.Kill()
		if accept {
			return nil
		}
		return errors.New("the connection went away")
	})
	err := child.Start()
	close(started)
	if err != nil {
		t.Fatal(err)
	}
	var left *exec.ExitError
	if err := child.Wait(); !errors.As(err, &left) || left.ExitCode() != -1 {
		t.Fatalf("the child was not killed: %v", err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}
