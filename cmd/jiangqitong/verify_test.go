package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"jiangqitong/cases"
	"jiangqitong/internal/db"
	"jiangqitong/migrations"
)

// TestVerifyNamesWhatIsWrong spoils one due instant and one count of a database by hand.
func TestVerifyNamesWhatIsWrong(t *testing.T) {
	folder := t.TempDir()
	url := "sqlite:" + filepath.Join(folder, "a.db")
	d, err := db.Open(t.Context(), url)
	check(t, err)
	check(t, migrations.Up(t.Context(), d))
	desk := cases.NewDesk(d, time.Now)
	check(t, desk.Seed(t.Context()))
	write := func(sql string) {
		t.Helper()
		check(t, d.Write(t.Context(), func(q *db.Q) error {
			_, err := q.Exec(t.Context(), sql)
			return err
		}))
	}
	write(`insert into company (id, name, uscc, street, industry, scale, contact, phone, visits, liaison_id, state, created_ms)
		values (1, '江海精工', '', 'waihai', '', '', '陈经理', '13800138000', '', 0, 'confirmed', 0)`)
	filed, err := desk.File(t.Context(), cases.Actor{ID: 1, Role: cases.RoleCompany, Company: 1}, cases.Filing{Input: cases.Input{"category": "road",
		"title": "厂门口道路损坏", "body": "路面塌陷", "street": "waihai", "contact_name": "陈经理", "contact_phone": "13800138000"}})
	check(t, err)
	verify := func(what ...string) (said string, err error) {
		var out bytes.Buffer
		var c commands
		parser, err := kong.New(&c, kong.Vars{"lang": "zh"}, kong.Writers(&out, &out))
		check(t, err)
		parsed, err := parser.Parse(append([]string{"verify", "--db", url, "--files", filepath.Join(folder, "files")}, what...))
		check(t, err)
		parsed.Bind(language("zh"))
		parsed.BindTo(t.Context(), (*context.Context)(nil))
		err = parsed.Run()
		return out.String(), err
	}
	if said, err := verify(); err != nil {
		t.Fatalf("sound, and yet: %v\n%s", err, said)
	}
	write("update clock set due_ms = due_ms + 60000 where milestone = 'resolve'")
	write("update tally set n = n + 1 where owner = 'bureau:zjj' and list = 'green'")
	check(t, d.Close())
	for what, want := range map[string][]string{"clocks": {filed.No + " “办结答复”"}, "worklists": {"bureau:zjj 的“正常”清单"}} {
		said, err := verify(what)
		if err == nil || !strings.Contains(sentence(err, "zh"), "有 1 处与推算不符") {
			t.Errorf("%s: %v", what, err)
		}
		for _, sentence := range want {
			if !strings.Contains(said, sentence) {
				t.Errorf("%s does not say %q:\n%s", what, sentence, said)
			}
		}
	}
	if said, err := verify(); err == nil || !strings.Contains(sentence(err, "zh"), "有 2 处") {
		t.Errorf("%v\n%s", err, said)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
