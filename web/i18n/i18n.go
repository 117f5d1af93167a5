// Package i18n holds every sentence the product shows, in Chinese (the source language) and English.
//
// A catalogue file is web/i18n/locales/<room>.<lang>.json: a flat map from a dotted key to a text,
//
//	"case.title": "诉求详情",
//	"case.due":   "应于 {{.Due}} 前办结",
//	"case.count": {"one": "{{.Count}} case", "other": "{{.Count}} cases"}
//
// and each room has one file per language with the same keys and the same placeholders. A new pair of
// files is picked up by being there. Texts are spoken with the language of the context:
//
//	i18n.T(ctx, "case.due", "Due", due)
//
// A key that is built at run time is written as a literal prefix that ends in a dot, followed by the
// variable part (T(ctx, "state."+name)), so that the tests can see which keys are in use.
package i18n

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Language is one of the languages the product speaks.
type Language string

const (
	// Chinese is simplified Chinese, the source language and the default.
	Chinese Language = "zh"
	// English is the complete second language.
	English Language = "en"
)

// Languages lists what can be chosen, the default first.
var Languages = []Language{Chinese, English}

// Tag is the BCP 47 tag for the html element's lang attribute.
func (l Language) Tag() string {
	if l == English {
		return "en"
	}
	return "zh-CN"
}

// Name is what the language calls itself.
func (l Language) Name() string {
	if l == English {
		return "English"
	}
	return "中文"
}

type contextKey struct{}

// With returns a context in which T and the formatters speak lang.
func With(ctx context.Context, lang Language) context.Context {
	return context.WithValue(ctx, contextKey{}, lang)
}

// Lang is the language of the context, Chinese when none was set.
func Lang(ctx context.Context) Language {
	if lang, ok := ctx.Value(contextKey{}).(Language); ok {
		return lang
	}
	return Chinese
}

// T is the text of key in the language of ctx. The args are name and value in turn for the text's
// placeholders; a whole number named Count also chooses the plural form. An unknown key is shown as it is.
func T(ctx context.Context, key string, args ...any) string {
	return Text(Lang(ctx), key, args...)
}

// Text is T for a place that has a language but no context.
func Text(lang Language, key string, args ...any) string {
	book := books[lang]
	if book == nil {
		book = books[Chinese]
	}
	if text, ok := book.texts[key]; ok {
		return text.fill(args)
	}
	return book.plural(key, args)
}

// Has says whether the catalogue knows key.
func Has(key string) bool {
	_, plain := books[Chinese].texts[key]
	return plain || books[Chinese].plurals[key]
}

//go:embed locales/*.json
var locales embed.FS

// books never change after start-up.
var books = load(locales)

// book is one language's catalogue. Only texts with plural forms are left to the library, which runs a template for each:
// for every label of a table that would cost more than the rest of the page.
type book struct {
	texts     map[string]pattern
	plurals   map[string]bool
	localizer *i18n.Localizer
}

func (b *book) plural(key string, args []any) string {
	if !b.plurals[key] {
		return key
	}
	data := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		name, _ := args[i].(string)
		data[name] = args[i+1]
	}
	config := i18n.LocalizeConfig{MessageID: key, TemplateData: data}
	if count, ok := data["Count"].(int); ok {
		config.PluralCount = count
	}
	text, err := b.localizer.Localize(&config)
	if err != nil {
		return key
	}
	return text
}

// load reads every catalogue file. A broken embedded file is a fault of the build, so it stops the program.
func load(files fs.FS) map[Language]*book {
	bundle := i18n.NewBundle(language.Chinese)
	result := map[Language]*book{}
	for _, lang := range Languages {
		result[lang] = &book{texts: map[string]pattern{}, plurals: map[string]bool{},
			localizer: i18n.NewLocalizer(bundle, string(lang))}
	}
	paths, err := fs.Glob(files, "locales/*.json")
	if err != nil || len(paths) == 0 {
		panic(fmt.Sprintf("i18n: no catalogue files: %v", err))
	}
	for _, path := range paths {
		file, err := bundle.LoadMessageFileFS(files, path)
		if err != nil {
			panic(fmt.Sprintf("i18n: catalogue %s: %v", path, err))
		}
		target := result[Language(file.Tag.String())]
		if target == nil {
			panic(fmt.Sprintf("i18n: catalogue %s is for a language the product does not speak", path))
		}
		for _, message := range file.Messages {
			target.add(message)
		}
	}
	return result
}

func (b *book) add(message *i18n.Message) {
	if message.One != "" {
		b.plurals[message.ID] = true
		return
	}
	b.texts[message.ID] = cut(message.Other)
}
