package db

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParametersAreRewrittenForSQLite(t *testing.T) {
	for _, c := range []struct{ sql, sqlite string }{
		{"select 1", "select 1"},
		{"select $2 || $1 || $2", "select ?2 || ?1 || ?2"},
		{"select $10, " + In(1, 9), "select ?10, ?1,?2,?3,?4,?5,?6,?7,?8,?9"},
		{"select '$1 ? ''$2' || $1", "select '$1 ? ''$2' || ?1"},
		{`select "a?$2" from t where x=$1`, `select "a?$2" from t where x=?1`},
		{"select $1 -- why? $2\n, $2", "select ?1 -- why? $2\n, ?2"},
		{"select $1 /* $3? */", "select ?1 /* $3? */"},
		{"select '诉求' || $1", "select '诉求' || ?1"},
		{"select 'never closed $1", "select 'never closed $1"},
	} {
		if got := parse(c.sql); got.err != nil || got.sqlite != c.sqlite {
			t.Errorf("parse(%q) = %q, %v; want %q", c.sql, got.sqlite, got.err, c.sqlite)
		}
	}
}

func TestTextsThatAreNotPortableAreRefused(t *testing.T) {
	for sql, complaint := range map[string]string{
		"select ?":                       "not portable",
		"select * from t where x ? 'a'":  "not portable",
		"select $0":                      "from 1",
		"select $":                       "from 1",
		"select $name":                   "from 1",
		"select $99999":                  "from 1",
		"select $1 from t where x = $3":  "not $2",
		"select 'text' where x in ($2)":  "not $1",
		"update t set x = $1 where y=$$": "from 1",
	} {
		if err := parse(sql).err; err == nil || !strings.Contains(err.Error(), complaint) {
			t.Errorf("parse(%q): %v; want an error with %q", sql, err, complaint)
		}
	}
}

func TestArgumentsAreChecked(t *testing.T) {
	two := parse("select $1, $2")
	for name, c := range map[string]struct {
		args []any
		ok   bool
	}{
		"two":           {[]any{1, "a"}, true},
		"too few":       {[]any{1}, false},
		"too many":      {[]any{1, 2, 3}, false},
		"instant":       {[]any{1, time.Now()}, false},
		"NUL":           {[]any{1, "a\x00b"}, false},
		"invalid UTF-8": {[]any{1, "\xff"}, false},
		"bytes":         {[]any{1, []byte{0, 0xff}}, true},
		"nothing":       {[]any{nil, nil}, true},
	} {
		if err := two.checkArgs(c.args); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever stands around it, a parameter outside quotes is rewritten, a parameter
// inside quotes is kept, and nothing else is changed.
func TestOnlyParametersChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOf(rapid.SampledFrom([]string{
			"$1", "$2", "'$1'", `"$2"`, "/* $1 */", "-- $2\n", " and ", "x", "(", "诉", "''", "a-b", "a/b",
		})).Draw(t, "pieces")
		given := strings.Join(pieces, " ")
		for i, piece := range pieces {
			if strings.HasPrefix(piece, "$") {
				pieces[i] = "?" + piece[1:]
			}
		}
		got := parse(given)
		if want := strings.Join(pieces, " "); got.err == nil && got.sqlite != want {
			t.Fatalf("parse(%q) = %q, want %q", given, got.sqlite, want)
		}
	})
}

func TestTextsDoNotGrowWithoutBound(t *testing.T) {
	ts := &texts{}
	for n := range 3 * maxTexts {
		ts.of("select " + In(1, n%300) + strings.Repeat(" ", n/300))
	}
	kept := 0
	ts.seen.Range(func(any, any) bool { kept++; return true })
	if kept > maxTexts {
		t.Errorf("%d texts are kept, more than %d", kept, maxTexts)
	}
}
