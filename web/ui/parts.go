package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"
)

// CardProps describes a card; all of it may be empty.
type CardProps struct {
	Title, Sub string
	// ID is the target of links to this card.
	ID string
	// Actions stand at the right of the title.
	Actions templ.Component
	// Flush lets a table or list reach the card's edges.
	Flush bool
	// Tone colours the card's upper edge.
	Tone Tone
}

func (c CardProps) class() string {
	if c.Flush {
		return c.Tone.class("card") + " card-flush"
	}
	return c.Tone.class("card")
}

// Figure is one key figure.
type Figure struct {
	// Label says what is counted; Value is the printed number; Unit follows it in small type.
	Label, Value, Unit string
	// Note stands below: the denominator, the period.
	Note string
	// Delta is the printed change, such as +12.5 %; DeltaNote says against what; Trend says whether it is good.
	Delta, DeltaNote string
	Trend            Tone
	// Href leads to the cases behind the number.
	Href string
	// Light puts a light's mark and colour on the tile.
	Light LightColor
}

// Item is one line of a definition list. Body, when given, stands in place of Value.
type Item struct {
	Label, Value string
	Body         templ.Component
	// Wide takes the whole row on wide screens.
	Wide bool
}

// initial is what an avatar shows: a person's family name, the first character of a company's own name, which follows
// the places it is registered in, or the first Latin letter in upper case.
func initial(name string) string {
	r, _ := utf8.DecodeRuneInString(withoutPlaces(strings.TrimSpace(name)))
	if r == utf8.RuneError {
		return "·"
	}
	return string(unicode.ToUpper(r))
}

// withoutPlaces is a company's name without the province, city and district before it: 江门市江海区晨帆照明 is 晨帆照明.
func withoutPlaces(name string) string {
	const shortest, longest = 2, 5 // characters of a place before its kind, as in 江门市 and 呼和浩特市
	runes := []rune(name)
	for i := shortest; i <= longest && i < len(runes)-2; i++ {
		if strings.ContainsRune("省市区县", runes[i]) {
			return withoutPlaces(string(runes[i+1:]))
		}
	}
	return name
}

// hue picks one of four calm colours for a name, always the same one.
func hue(name string) string {
	sum := 0
	for _, r := range name {
		sum += int(r)
	}
	return "avatar-" + string(rune('1'+sum%4))
}
