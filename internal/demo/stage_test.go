package demo

import (
	"context"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
	"jiangqitong/internal/files"
	"jiangqitong/notify"
)

// newStage is an empty stage on a database.
func newStage(t testing.TB, d *db.DB) *Stage {
	t.Helper()
	store, err := files.OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	clock := NewClock(time.Now)
	s := &Stage{DB: d, Desk: cases.NewDesk(d, clock.Now), Accounts: accounts.New(d, clock.Now), Intake: files.NewIntake(store), Clock: clock}
	s.Notify = notify.New(d, s.Desk, s.directory(), clock.Now, notify.Settings{})
	return s
}

// directory asks the stage's accounts who hears of something.
func (s *Stage) directory() notify.Directory {
	list := func(people []accounts.Person, err error) (all []notify.Recipient, _ error) {
		for _, p := range people {
			all = append(all, notify.Recipient{Actor: p.Actor(), Email: p.Email, Lang: p.Lang})
		}
		return all, err
	}
	return notify.Directory{
		Involved: func(ctx context.Context, about []*cases.Case, set cases.Party) ([]notify.Recipient, error) {
			return list(s.Accounts.Involved(ctx, about, set))
		},
		Person: func(ctx context.Context, id int64) (notify.Recipient, bool, error) {
			p, err := s.Accounts.Person(ctx, id)
			return notify.Recipient{Actor: p.Actor(), Email: p.Email, Lang: p.Lang}, err == nil, err
		},
		ByRole: func(ctx context.Context, role cases.Role) ([]notify.Recipient, error) {
			return list(s.Accounts.ByRole(ctx, role))
		},
	}
}
