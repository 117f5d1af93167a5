package main

import (
	"fmt"
	"log/slog"
	"time"

	"jiangqitong/internal/app"
	"jiangqitong/internal/db"
	"jiangqitong/internal/demo"
	"jiangqitong/notify"
	"jiangqitong/notify/channels"
)

// instance is the product put together by the settings of one command.
type instance struct {
	*app.App
	clock *demo.Clock // of the demonstration, else nil
}

// assemble opens every door on a database that is up to date.
func assemble(d *db.DB, set settings, now func() time.Time, log *slog.Logger) (*instance, error) {
	out, err := set.SMTP.channels()
	if err != nil {
		return nil, fmt.Errorf("%w; check --smtp-* or JQT_SMTP_*", err)
	}
	a, err := app.Open(d, app.Settings{Files: set.Files, Address: set.address(), Site: set.BaseURL, Now: now, Log: log, Channels: out})
	if err != nil {
		return nil, fmt.Errorf("%w; check --files or JQT_FILES", err)
	}
	return &instance{App: a}, nil
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
