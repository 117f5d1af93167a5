package pages

import (
	"context"
	"strconv"
	"strings"

	"jiangqitong/cases"
	"jiangqitong/web/i18n"
)

// DoneKey names what FlashText says after an action on a case.
func DoneKey(action cases.Action) string { return "done." + string(action) }

// FlashText is the sentence of a flash key: flash.<key> in the catalogue, or that an action was done. An unknown key,
// which anybody can put in their own cookie, says nothing.
func FlashText(ctx context.Context, key string) string {
	if action, ok := strings.CutPrefix(key, "done."); ok {
		for _, step := range cases.Lifecycle {
			if string(step.Action) == action {
				return i18n.T(ctx, "flash.done", "Action", in(ctx, step.Label))
			}
		}
		return ""
	}
	if count, ok := strings.CutPrefix(key, repromised); ok {
		n, err := strconv.Atoi(count)
		if err != nil {
			return ""
		}
		return i18n.T(ctx, "flash.repromised", "Count", n)
	}
	if !i18n.Has("flash." + key) {
		return ""
	}
	return i18n.T(ctx, "flash."+key)
}

// Printable makes a text that a person sent fit to be shown again.
func Printable(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", "�"), "�")
}
