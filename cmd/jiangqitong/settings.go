package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"jiangqitong/internal/app"
	"jiangqitong/internal/db"
	"jiangqitong/migrations"
)

// database is the setting that most commands need.
type database struct {
	DB string `default:"sqlite:data/jiangqitong.db" help:"Database: sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME."`
}

// open opens the database and brings its schema up to date.
func (d database) open(ctx context.Context) (*db.DB, error) {
	opened, err := d.openAsIs(ctx)
	if err != nil {
		return nil, err
	}
	if err := migrations.Up(ctx, opened); err != nil {
		opened.Close()
		return nil, unfit(opened, err)
	}
	return opened, nil
}

// openCurrent opens a database that has the schema of this program, and leaves any other as it is.
func (d database) openCurrent(ctx context.Context) (*db.DB, error) {
	if file, ok := strings.CutPrefix(d.DB, "sqlite:"); ok {
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return nil, say("没有数据库文件 %s，请核对 --db，或先运行 jiangqitong init。", "There is no database file %s; check --db, or run jiangqitong init first.", file)
		}
	}
	opened, err := d.openAsIs(ctx)
	if err != nil {
		return nil, err
	}
	current, latest, err := migrations.Status(ctx, opened)
	pending, err2 := migrations.Pending(ctx, opened)
	switch err = errors.Join(err, err2); {
	case err == nil && current == 0:
		err = say("数据库 %s 还是空的，请先运行 jiangqitong init。", "The database %s is empty; run jiangqitong init first.", opened.URL())
	case err == nil && current > latest:
		err = unfit(opened, migrations.ErrNewer)
	case err == nil && current == latest && pending:
		err = say("数据库结构缺少较早的步骤；请先运行 jiangqitong migrate。", "The database lacks an earlier step of its schema; run jiangqitong migrate first.")
	case err == nil && current != latest:
		err = say("数据库结构是第 %d 版，本程序需要第 %d 版；请先运行 jiangqitong migrate。",
			"The database has schema version %d and this program needs %d; run jiangqitong migrate first.", current, latest)
	}
	if err != nil {
		opened.Close()
		return nil, err
	}
	return opened, nil
}

func (d database) openAsIs(ctx context.Context) (*db.DB, error) {
	opened, err := db.Open(ctx, d.DB)
	if err != nil {
		return nil, unopened(d.DB, err)
	}
	return opened, nil
}

// site is what every command needs that opens the doors of the product.
type site struct {
	database
	Files    string `default:"data/files" help:"Folder of the attachments."`
	BaseURL  string `default:"" help:"Address people use, such as https://jqt.example.gov.cn; https makes the cookies secure."`
	LogLevel string `default:"info" enum:"debug,info,warn,error" help:"Least level that is logged: ${enum}."`
}

// settings are what a running server can be told, by flag or by JQT_ variable. The same names serve both.
type settings struct {
	site
	Addr         string         `default:"127.0.0.1:8080" help:"Address to listen on."`
	Drain        time.Duration  `default:"0s" help:"How long /readyz says no before connections are refused, for load balancers."`
	Proxies      []netip.Prefix `help:"Reverse proxies whose X-Forwarded-For is believed, such as 127.0.0.1/32,10.0.0.0/8; without them every caller is the proxy."`
	PerMinute    int            `name:"api-per-minute" default:"600" help:"Requests that one API token may send in a minute."`
	Guard        app.Guard      `embed:""`
	SMTP         smtp           `embed:"" prefix:"smtp-"`
	SMS          sms            `embed:"" prefix:"sms-"`
	AllowPrivate bool           `help:"Let webhooks and robots be at addresses of this machine and of private networks."`
}

// check refuses what cannot be served with, before anything is opened. The channels check their own.
func (s settings) check() error {
	if _, port, err := net.SplitHostPort(s.Addr); err != nil || !isPort(port) {
		return say("监听地址 %q 无效，请写成 127.0.0.1:8080 的样子；请核对 --addr 或 JQT_ADDR。",
			"The address to listen on must look like 127.0.0.1:8080, not %q; check --addr or JQT_ADDR.", s.Addr)
	}
	if base, err := url.Parse(s.BaseURL); s.BaseURL != "" && (err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || strings.Trim(base.Path, "/") != "") {
		return say("访问地址 %q 无效，请写成 https://jqt.example.gov.cn 的样子，不带路径；请核对 --base-url 或 JQT_BASE_URL。",
			"The address people use must look like https://jqt.example.gov.cn, without a path, not %q; check --base-url or JQT_BASE_URL.", s.BaseURL)
	}
	if s.PerMinute < 1 {
		return say("每分钟接口请求数必须大于 0；请核对 --api-per-minute 或 JQT_API_PER_MINUTE。",
			"The API requests of a minute must be more than none; check --api-per-minute or JQT_API_PER_MINUTE.")
	}
	if s.SMTP.MaxFile < 1 || s.SMTP.MaxFile > 100 {
		return say("邮件附件上限应在 1 到 100 MiB 之间；请核对 --smtp-max-file 或 JQT_SMTP_MAX_FILE。",
			"The largest workbook that goes with a mail has 1 to 100 MiB; check --smtp-max-file or JQT_SMTP_MAX_FILE.")
	}
	if s.Drain < 0 {
		return say("停止前的等待时间不能是负数；请核对 --drain 或 JQT_DRAIN。", "The time to drain cannot be negative; check --drain or JQT_DRAIN.")
	}
	return nil
}

func isPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}

type configCommand struct{ settings }

// Run prints every setting as a line that can stand in an environment file, and then what is wrong with them.
func (c *configCommand) Run(k *kong.Context) error {
	for _, flag := range k.Flags() {
		if len(flag.Envs) == 0 {
			continue
		}
		value := fmt.Sprint(flag.Value.Target.Interface())
		switch {
		case flag.Value.IsSlice():
			value = strings.ReplaceAll(strings.Trim(value, "[]"), " ", ",")
		case flag.Value.IsMap() && flag.Value.Target.Len() == 0:
			value = ""
		case flag.Name == "db":
			value = hidePassword(value)
		case flag.Tag.Has("secret") && value != "":
			value = "(hidden)"
		}
		fmt.Fprintf(k.Stdout, "%s=%s\n", flag.Envs[0], value)
	}
	_, err := c.channels()
	return errors.Join(c.check(), err)
}

// hidePassword is a database URL that may be shown.
func hidePassword(rawURL string) string {
	if strings.HasPrefix(rawURL, "sqlite:") {
		return rawURL
	}
	u, err := url.Parse(rawURL)
	if err != nil {
		return "(hidden)"
	}
	return u.Redacted()
}
