package i18n

import (
	"fmt"
	"regexp"
	"strconv"
)

// pattern is a text cut at its placeholders: text, name, text, name, and so on to the last text.
type pattern []string

var placeholder = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

func cut(text string) pattern {
	var p pattern
	end := 0
	for _, at := range placeholder.FindAllStringSubmatchIndex(text, -1) {
		p = append(p, text[end:at[0]], text[at[2]:at[3]])
		end = at[1]
	}
	return append(p, text[end:])
}

// fill puts the values of args, which are name and value in turn, in the places of their names.
func (p pattern) fill(args []any) string {
	if len(p) == 1 {
		return p[0]
	}
	var room [128]byte // enough for nearly every sentence
	text := append(room[:0], p[0]...)
	for i := 1; i < len(p); i += 2 {
		text = append(appendValue(text, p[i], args), p[i+1]...)
	}
	return string(text)
}

func appendValue(text []byte, name string, args []any) []byte {
	for i := 0; i+1 < len(args); i += 2 {
		if key, _ := args[i].(string); key != name {
			continue
		}
		switch value := args[i+1].(type) {
		case string:
			return append(text, value...)
		case int:
			return strconv.AppendInt(text, int64(value), 10)
		default:
			return fmt.Append(text, value)
		}
	}
	return append(text, "<no value>"...)
}
