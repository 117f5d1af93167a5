package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"jiangqitong/cases"
	"jiangqitong/internal/accounts"
	"jiangqitong/migrations"
)

type migrateCommand struct{ database }

// Run brings the schema up to date and says from where to where.
func (c *migrateCommand) Run(ctx context.Context, k *kong.Context, lang language) error {
	d, err := c.openAsIs(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	from, to, err := migrations.Status(ctx, d)
	if err != nil {
		return err
	}
	if err := migrations.Up(ctx, d); err != nil {
		return unfit(d, err)
	}
	fmt.Fprintln(k.Stdout, say("数据库结构：第 %d 版 → 第 %d 版（%s）", "Schema version %d → %d (%s)", from, to, d.URL()).In(string(lang)))
	return nil
}

type initCommand struct {
	database
	Admin    string `default:"admin" help:"Login of the first administrator."`
	Name     string `default:"管理员" help:"Name of the first administrator."`
	Password string `secret:"" help:"Password of the first administrator; asked for at a terminal, else made up and printed once."`
}

// Run prepares a database so that the server can start on it.
func (c *initCommand) Run(ctx context.Context, k *kong.Context, lang language) error {
	d, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := cases.NewDesk(d, time.Now).Seed(ctx); err != nil {
		return err
	}
	people := accounts.New(d, time.Now)
	if have, err := people.ByRole(ctx, cases.RoleAdmin); err != nil || len(have) > 0 {
		return orAlready(err, have)
	}
	password, made := c.Password, false
	if password == "" {
		if password, made, err = choosePassword(k, lang); err != nil {
			return err
		}
	}
	admin, err := people.CreateFirstAdmin(ctx, c.Admin, c.Name, password)
	if err != nil {
		return err
	}
	fmt.Fprintln(k.Stdout, say("数据库已就绪：%s", "The database is ready: %s", d.URL()).In(string(lang)))
	fmt.Fprintln(k.Stdout, say("管理员账号：%s", "Administrator: %s", admin.Login).In(string(lang)))
	if made {
		fmt.Fprintln(k.Stdout, shownOnce(password).In(string(lang)))
	}
	return nil
}

func orAlready(err error, have []accounts.Person) error {
	if err != nil {
		return err
	}
	return say("数据库已有管理员 %s，无需再次初始化；忘记密码请由其他管理员重置，或运行 jiangqitong password。",
		"The database has an administrator already (%s), so there is nothing to do; a forgotten password is set anew by another administrator, or by jiangqitong password.", have[0].Login)
}

// choosePassword asks for a password at a terminal and makes one up where there is nobody to ask.
func choosePassword(k *kong.Context, lang language) (password string, made bool, err error) {
	terminal := int(os.Stdin.Fd())
	if !term.IsTerminal(terminal) {
		return accounts.MadeUpPassword(), true, nil
	}
	fmt.Fprint(k.Stdout, say("密码（直接回车则自动生成）：", "Password (just press Enter to have one made up): ").In(string(lang)))
	typed, err := term.ReadPassword(terminal)
	fmt.Fprintln(k.Stdout)
	if err != nil || len(typed) == 0 {
		return accounts.MadeUpPassword(), true, err
	}
	return string(typed), false, nil
}
