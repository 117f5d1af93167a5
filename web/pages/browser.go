package pages

import "strings"

// browser shortens what a browser calls itself to its name and system, as far as they are known.
func browser(agent string) string {
	name, system := first(agent, browsers), first(agent, systems)
	switch {
	case name == "" && system == "":
		return shorten(agent, 40)
	case name == "" || system == "":
		return name + system
	}
	return name + " · " + system
}

// The marks in a user agent, the telling ones first: most browsers also name those they descend from.
var (
	browsers = [][2]string{{"MicroMessenger", "微信"}, {"wxwork", "企业微信"}, {"DingTalk", "钉钉"}, {"Edg/", "Edge"}, {"QQBrowser", "QQ 浏览器"},
		{"360SE", "360 浏览器"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}}
	systems = [][2]string{{"Windows", "Windows"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"OpenHarmony", "HarmonyOS"},
		{"Macintosh", "macOS"}, {"Linux", "Linux"}}
)

func first(agent string, marks [][2]string) string {
	for _, mark := range marks {
		if strings.Contains(agent, mark[0]) {
			return mark[1]
		}
	}
	return ""
}

// shorten cuts a text to n characters.
func shorten(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	return string(runes[:n-1]) + "…"
}
