package files

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxName is the greatest length of a file's name, in characters.
const maxName = 100

// cleanName makes the name a browser sent safe to store, show and download under: no folders, no control or invisible
// characters (a right-to-left override can make "fdp.exe" look like "exe.pdf"), none that Windows refuses,
// not too long, and with an ending that fits the kind of file.
func cleanName(name string, k kind) string {
	name = strings.ToValidUTF8(name, "")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == utf8.RuneError:
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, name)
	name = strings.Trim(norm.NFC.String(name), ". ")
	ending := path.Ext(name)
	stem := strings.TrimRight(strings.TrimSuffix(name, ending), ". ")
	if !slices.Contains(k.endings, strings.ToLower(ending)) {
		stem, ending = name, k.endings[0]
	}
	if stem == "" || stem == strings.TrimSuffix(ending, ".") {
		stem = "附件"
	}
	if runes := []rune(stem); len(runes) > maxName-len(ending) {
		stem = strings.TrimRight(string(runes[:maxName-len(ending)]), ". ")
	}
	return stem + ending
}
