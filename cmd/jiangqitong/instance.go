package main

import (
	"fmt"
	"log/slog"
	"time"

	"jiangqitong/internal/app"
	"jiangqitong/internal/db"
	"jiangqitong/internal/demo"
)

// instance is the product put together by the settings of one command.
type instance struct {
	*app.App
	clock *demo.Clock // of the demonstration, else nil
}

// assemble opens every door on a database that is up to date.
func assemble(d *db.DB, set settings, now func() time.Time, log *slog.Logger) (*instance, error) {
	out, err := set.channels()
	if err != nil {
		return nil, err
	}
	a, err := app.Open(d, app.Settings{Files: set.Files, Address: set.address(), Site: set.BaseURL, Now: now, Log: log, Channels: out, MaxFile: set.SMTP.MaxFile << 20})
	if err != nil {
		return nil, fmt.Errorf("%w; check --files or JQT_FILES", err)
	}
	return &instance{App: a}, nil
}
