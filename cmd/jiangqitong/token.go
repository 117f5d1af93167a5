package main

import (
	"context"
	"fmt"
	"time"

	"github.com/alecthomas/kong"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
)

type tokenCommand struct {
	database
	Login string `arg:"" help:"Login of the person the token acts for."`
	Name  string `default:"command line" help:"What the token is for."`
	Days  int    `default:"90" help:"Days it is good for; 0 for ever."`
}

// maxTokenDays is ten years; what lasts longer is for ever.
const maxTokenDays = 3660

// Run makes a token and prints it, this once.
func (c *tokenCommand) Run(ctx context.Context, k *kong.Context) error {
	if c.Days < 0 || c.Days > maxTokenDays {
		return say("令牌有效期应是 1 到 %d 天，0 表示永久有效；请核对 --days。", "A token is good for 1 to %d days, or 0 for ever; check --days.", maxTokenDays)
	}
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
	var expires time.Time
	if c.Days > 0 {
		expires = time.Now().AddDate(0, 0, c.Days)
	}
	operator := cases.Actor{Name: "jiangqitong token", Role: cases.RoleSystem}
	plain, err := people.CreateToken(ctx, operator, person.ID, c.Name, expires)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(k.Stdout, plain)
	return err
}
