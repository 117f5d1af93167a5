// Package demo plays the sample data: companies, people, and more than a year of requests, each filed, handled and
// ended through the same doors and under the same rules as real ones, by a clock that moves along. Nothing is
// written past the rules, so every figure of the sample is computed and every case can show how it came about.
//
// Read it in this order: firms.go and people.go say who takes part; script.go how one case's life is written before
// it is played, paths.go which ways it can go; history.go, june.go and present.go write the months, the article's
// month, and what is open at the end; play.go plays it all. The texts are in phrases.go and the tales.
package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/internal/db"
	"jiangqitong/internal/files"
	"jiangqitong/internal/workday"
	"jiangqitong/notify"
)

// Stage is what the sample is played on: an empty database with its doors, all going by Clock.
type Stage struct {
	DB       *db.DB
	Desk     *cases.Desk
	Accounts *accounts.Accounts
	Notify   *notify.Notifier
	Intake   *files.Intake
	Clock    *Clock
	Fifth    func(context.Context, cases.Actor, workday.Month) error // on the fifth the centre reports the month before; nil for no reports
}

// Earliest and Latest bound the instant a sample can end at: history begins in May 2020, and the calendar is known
// to the end of 2026.
var (
	Earliest = workday.MakeDate(2020, time.June, 1)
	Latest   = workday.MakeDate(2026, time.December, 31)
)

// Fill plays the sample up to an instant and leaves the clock there. The same instant gives the same sample.
func (s *Stage) Fill(ctx context.Context, until time.Time) error {
	if day := workday.DateOf(until); day.Before(Earliest) || day.After(Latest) {
		return fmt.Errorf("the sample ends between %s and %s, and %s is not: choose another instant", Earliest, Latest, day)
	}
	s.Clock.Set(begin.First().At(8, 0))
	if err := errors.Join(s.Desk.PutSetting(ctx, clockKey, playing), s.Desk.Seed(ctx)); err != nil {
		return err
	}
	refs, err := s.Desk.Refs(ctx)
	if err != nil {
		return err
	}
	cast, err := s.people(ctx, refs.Bureaus)
	if err != nil {
		return err
	}
	hashed := make(chan error, 1)
	go func() { hashed <- s.passwords(ctx, cast.accounts) }()
	a := &author{rng: rand.New(rand.NewPCG(2021, 6)), cal: refs.Calendar, cast: cast, until: until}
	a.history()
	a.june()
	a.present()
	a.typical()
	if err := errors.Join(s.play(ctx, cast, a.all, until), <-hashed); err != nil {
		return err
	}
	return s.Clock.Keep(ctx, s.Desk)
}
