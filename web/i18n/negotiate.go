package i18n

import "golang.org/x/text/language"

// CookieName is the cookie in which a visitor's choice of language is kept.
const CookieName = "jqt_lang"

var matcher = language.NewMatcher([]language.Tag{language.Chinese, language.English})

// Negotiate chooses the language of a request: the visitor's own choice (the cookie's value), else the
// best match of the Accept-Language header, else Chinese.
func Negotiate(cookie, acceptLanguage string) Language {
	if lang, ok := Parse(cookie); ok {
		return lang
	}
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return Chinese
	}
	_, index, confidence := matcher.Match(wanted...)
	if confidence == language.No {
		return Chinese
	}
	return Languages[index]
}

// Parse is the language named by s, and whether the product speaks it.
func Parse(s string) (Language, bool) {
	for _, lang := range Languages {
		if s == string(lang) {
			return lang, true
		}
	}
	return "", false
}
