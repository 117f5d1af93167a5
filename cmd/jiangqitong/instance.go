package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
	"jiangqitong/internal/demo"
	"jiangqitong/internal/files"
	"jiangqitong/internal/jobs"
	"jiangqitong/notify"
	"jiangqitong/notify/channels"
	"jiangqitong/reports"
)

// instance is the product put together on one database: every door, all going by one clock.
type instance struct {
	db       *db.DB
	now      func() time.Time
	log      *slog.Logger
	desk     *cases.Desk
	accounts *accounts.Accounts
	store    *files.Disk
	notifier *notify.Notifier
	press    *reports.Press
	jobs     *jobs.Jobs
	clock    *demo.Clock // of the demonstration, else nil
}

// assemble opens every door on a database that is up to date.
func assemble(d *db.DB, set settings, now func() time.Time, log *slog.Logger) (*instance, error) {
	i := &instance{db: d, now: now, log: log, desk: cases.NewDesk(d, now), accounts: accounts.New(d, now)}
	store, err := files.OpenDisk(set.Files)
	if err != nil {
		return nil, fmt.Errorf("the folder of the attachments cannot be used: %w; check --files or JQT_FILES", err)
	}
	i.store = store
	out, err := set.SMTP.channels()
	if err != nil {
		return nil, fmt.Errorf("%w; check --smtp-* or JQT_SMTP_*", err)
	}
	i.notifier = notify.New(d, i.desk, directory(i.accounts), now, notify.Settings{BaseURL: set.address()}, out...)
	i.press = reports.NewPress(i.desk, d, now)
	i.press.Site, i.press.People = set.BaseURL, i.liaisons
	i.jobs = jobs.New(d, owner(), now)
	return i, nil
}

// close lets go of what assemble opened. The database is closed by who opened it.
func (i *instance) close() { i.store.Close() }

// owner names this instance for people: the machine and the process.
func owner() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s/%d", host, os.Getpid())
}

// channels are the ways out of the house that are set up.
func (s smtp) channels() ([]notify.Channel, error) {
	if s.Host == "" {
		return nil, nil
	}
	mail, err := channels.NewMail(channels.MailSettings{Host: s.Host, Port: s.Port, Security: channels.Security(s.Security),
		User: s.User, Password: s.Password, From: s.From})
	if err != nil {
		return nil, err
	}
	return []notify.Channel{mail}, nil
}

// directory lets the notifier ask the accounts who people are.
func directory(people *accounts.Accounts) notify.Directory {
	return notify.Directory{
		Involved: func(ctx context.Context, c *cases.Case, set cases.Party) ([]notify.Recipient, error) {
			return recipients(people.Involved(ctx, c, set))
		},
		Person: func(ctx context.Context, id int64) (notify.Recipient, bool, error) {
			p, err := people.Person(ctx, id)
			if err == accounts.ErrNoPerson {
				return notify.Recipient{}, false, nil
			}
			return recipient(p), p.Active, err
		},
		ByRole: func(ctx context.Context, role cases.Role) ([]notify.Recipient, error) {
			return recipients(people.ByRole(ctx, role))
		},
	}
}

func recipients(people []accounts.Person, err error) ([]notify.Recipient, error) {
	list := make([]notify.Recipient, len(people))
	for i, p := range people {
		list[i] = recipient(p)
	}
	return list, err
}

func recipient(p accounts.Person) notify.Recipient {
	return notify.Recipient{Actor: p.Actor(), Email: p.Email, Phone: p.Phone, Lang: p.Lang}
}

// liaisons names the liaisons by ID, for the ledger.
func (i *instance) liaisons(ctx context.Context) (map[int64]string, error) {
	people, err := i.accounts.ByRole(ctx, cases.RoleLiaison)
	names := make(map[int64]string, len(people))
	for _, p := range people {
		names[p.ID] = p.Name
	}
	return names, err
}
