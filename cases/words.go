package cases

import "fmt"

// Words is one text in the product's two languages; Chinese is the source.
type Words struct{ Zh, En string }

// words fills in both languages with the same values, each text naming its own by number.
func words(zh, en string, args ...any) Words {
	return Words{fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)}
}

// In returns the text in lang: English for "en", Chinese for anything else.
func (w Words) In(lang string) string {
	if lang == "en" {
		return w.En
	}
	return w.Zh
}
