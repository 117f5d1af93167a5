package db

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// maxTexts bounds the memory of texts; expanded IN lists make new ones.
const maxTexts = 4096

// texts remembers the checked form of each SQL text.
type texts struct {
	seen  sync.Map // string -> *text
	count atomic.Int64
}

// text is an SQL text made ready for the engines.
type text struct {
	params int    // the highest N of $N
	sqlite string // with ?N in place of $N
	err    error
}

func (ts *texts) of(sql string) *text {
	if t, ok := ts.seen.Load(sql); ok {
		return t.(*text)
	}
	if ts.count.Add(1) > maxTexts {
		ts.seen.Clear()
		ts.count.Store(1)
	}
	t := parse(sql)
	ts.seen.Store(strings.Clone(sql), t)
	return t
}

// parse finds the parameters of sql outside quotes and comments. The SQLite
// driver binds $N by order of first appearance, so $N becomes ?N for it.
func parse(sql string) *text {
	t := &text{}
	var out strings.Builder
	var used []bool
	for i := 0; i < len(sql); {
		if n := skip(sql[i:]); n > 0 {
			out.WriteString(sql[i : i+n])
			i += n
			continue
		}
		switch sql[i] {
		case '?':
			t.err = errors.New("the placeholder ? is not portable: use $1, $2, …")
			return t
		case '$':
			n, digits := number(sql[i+1:])
			if digits == 0 || n == 0 || n > 65535 {
				t.err = errors.New("$ must be followed by the number of an argument, from 1")
				return t
			}
			for len(used) < n {
				used = append(used, false)
			}
			used[n-1] = true
			out.WriteByte('?')
			out.WriteString(sql[i+1 : i+1+digits])
			i += 1 + digits
		default:
			out.WriteByte(sql[i])
			i++
		}
	}
	for i, ok := range used {
		if !ok {
			t.err = fmt.Errorf("the statement uses $%d but not $%d", len(used), i+1)
		}
	}
	t.params, t.sqlite = len(used), out.String()
	return t
}

// skip returns the length of the quoted text or comment at the start of s, or 0.
func skip(s string) int {
	end := func(start int, close string) int {
		if i := strings.Index(s[start:], close); i >= 0 {
			return start + i + len(close)
		}
		return len(s)
	}
	switch {
	case s[0] == '\'':
		return end(1, "'")
	case s[0] == '"':
		return end(1, `"`)
	case strings.HasPrefix(s, "--"):
		return end(2, "\n")
	case strings.HasPrefix(s, "/*"):
		return end(2, "*/")
	}
	return 0
}

// number reads the decimal number at the start of s and its count of digits.
func number(s string) (n, digits int) {
	for digits < len(s) && digits < 6 && s[digits] >= '0' && s[digits] <= '9' {
		n = n*10 + int(s[digits]-'0')
		digits++
	}
	return n, digits
}

// checkArgs refuses what one of the engines would refuse or store differently.
func (t *text) checkArgs(args []any) error {
	if t.err != nil {
		return t.err
	}
	if len(args) != t.params {
		return fmt.Errorf("the statement has %d parameters but %d arguments were given", t.params, len(args))
	}
	for i, arg := range args {
		switch v := arg.(type) {
		case string:
			if err := checkString(v); err != nil {
				return fmt.Errorf("argument $%d %w", i+1, err)
			}
		case time.Time, *time.Time:
			return fmt.Errorf("argument $%d is a time.Time: pass Unix milliseconds, or a date as YYYY-MM-DD", i+1)
		}
	}
	return nil
}

// ErrText marks text that cannot be stored: it holds a NUL character or is not UTF-8.
var ErrText = errors.New("holds characters that cannot be stored (NUL or invalid UTF-8)")

func checkString(s string) error {
	if strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) {
		return ErrText
	}
	return nil
}
