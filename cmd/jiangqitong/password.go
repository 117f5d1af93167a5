package main

import (
	"context"
	"fmt"
	"time"

	"github.com/alecthomas/kong"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
)

type passwordCommand struct {
	database
	Login         string `arg:"" help:"Login of the person."`
	Password      string `secret:"" help:"The new password; asked for at a terminal, else made up and printed once."`
	SecondStepOff bool   `help:"Switch the person's second step off too, when the device and the recovery codes are lost."`
}

// Run gives a person a new password and signs them out everywhere: the way back in for the last administrator.
func (c *passwordCommand) Run(ctx context.Context, k *kong.Context, lang language) error {
	d, err := c.openCurrent(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	people := accounts.New(d, time.Now)
	person, err := people.ByLogin(ctx, c.Login)
	if err != nil {
		return err
	}
	password, made := c.Password, false
	if password == "" {
		if password, made, err = choosePassword(k, lang); err != nil {
			return err
		}
	}
	operator := cases.Actor{Name: "jiangqitong password", Role: cases.RoleSystem}
	if err := people.SetPassword(ctx, operator, person.ID, password); err != nil {
		return err
	}
	if c.SecondStepOff && !person.SecondStep.IsZero() {
		if err := people.EndSecondStep(ctx, operator, person.ID, "", ""); err != nil {
			return err
		}
	}
	fmt.Fprintln(k.Stdout, say("已更换 %s 的密码，并在各处退出登录。", "%s has a new password and is signed out everywhere.", person.Login).In(string(lang)))
	if made {
		fmt.Fprintln(k.Stdout, shownOnce(password).In(string(lang)))
	}
	return nil
}

// shownOnce prints a password that was made up.
func shownOnce(password string) *cases.Problem {
	return say("密码（只显示这一次，请登录后更换）：%s", "Password (shown this once; change it after signing in): %s", password)
}
