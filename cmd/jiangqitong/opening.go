package main

import (
	"errors"
	"strings"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/migrations"
)

// unopened says why a database cannot be used, and what to do.
func unopened(rawURL string, err error) error {
	failed, ok := errors.AsType[*db.OpenError](err)
	if !ok {
		return err
	}
	words, known := causes[failed.Cause]
	if !known {
		words = cases.Words{Zh: "数据库 %s 打不开，请核对 --db 或 JQT_DB：%s", En: "The database %s cannot be opened; check --db or JQT_DB: %s"}
	}
	return say(words.Zh, words.En, hidePassword(rawURL), strings.Join(strings.Fields(err.Error()), " "))
}

// causes has the sentence of each: first the database, then the detail.
var causes = map[db.Cause]cases.Words{
	db.Silent: {Zh: "数据库服务器没有应答：%s。请启动它，或核对 --db 或 JQT_DB（%s）。",
		En: "No database server answers at %s; start it, or check --db or JQT_DB (%s)."},
	db.Refused: {Zh: "数据库服务器不接受 %s 的用户名或密码；请核对 --db 或 JQT_DB（%s）。",
		En: "The database server refuses the login or password of %s; check --db or JQT_DB (%s)."},
	db.Absent: {Zh: "数据库服务器上没有 %s 这个数据库；请先建立它，或核对 --db 或 JQT_DB（%s）。",
		En: "The server has no such database as %s; create it first, or check --db or JQT_DB (%s)."},
	db.Forbidden: {Zh: "数据库 %s 不可读写；请让运行本程序的账号拥有该文件及所在文件夹，或核对 --db 或 JQT_DB（%s）。",
		En: "The database %s may not be read and written; give the file and its folder to the account that runs this program, or check --db or JQT_DB (%s)."},
	db.Foreign: {Zh: "%s 不是数据库文件；请核对 --db 或 JQT_DB（%s）。",
		En: "%s is not a database; check --db or JQT_DB (%s)."},
	db.Damaged: {Zh: "数据库文件 %s 已损坏；请用备份恢复，或核对 --db 或 JQT_DB（%s）。",
		En: "The database file %s is damaged; restore it from a backup, or check --db or JQT_DB (%s)."},
}

// unfit says why a database's schema cannot be that of this program.
func unfit(d *db.DB, err error) error {
	switch {
	case errors.Is(err, migrations.ErrNewer):
		return say("数据库 %s 已由更新版本的程序升级；请运行较新的程序。", "The database %s was brought up to date by a newer program; run that one.", d.URL())
	case errors.Is(err, migrations.ErrForeign):
		return say("数据库 %s 里已有别的数据；请用 --db 另选一个空数据库。", "The database %s holds something else; choose an empty one with --db.", d.URL())
	}
	return err
}
