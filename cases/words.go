package cases

// Words is one text in the product's two languages; Chinese is the source.
type Words struct{ Zh, En string }

// In returns the text in lang: English for "en", Chinese for anything else.
func (w Words) In(lang string) string {
	if lang == "en" {
		return w.En
	}
	return w.Zh
}
