package reports

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"jiangqitong/cases"
)

// Rule (评分规则) gives a bureau points for a rate: Weight for one of Full or more, Slope less for each percentage point
// below, never less than Floor. All four are in hundredths: of points, and Full of percentage points.
type Rule struct {
	Measure                    string
	Weight, Full, Slope, Floor int64
}

// Scheme (评分办法) is a version of the rules. Without rules nobody is scored, which is how an installation begins.
type Scheme struct {
	Version int64 // from 1; 0 for none
	Rules   []Rule
	MadeAt  time.Time
	MadeBy  string
}

// On says whether bureaus are scored.
func (s Scheme) On() bool { return len(s.Rules) > 0 }

// points are what the rule gives for a rate with a base, and how much it takes off: from the rate as it is printed, so
// that a reader who recomputes meets the same digits.
func (r Rule) points(f Figure) (given, lost int64) {
	below := max(r.Full-hundredths(f.N, f.Base), 0)
	given = max(r.Weight-(r.Slope*below+50)/100, r.Floor)
	return given, r.Weight - given
}

// score adds up what the rules give for the rates of a part, and of how much; a rate without a base is left out of both.
// The words say how it came about.
func (s Scheme) score(t *tally) (given, of int64, why Words) {
	for _, r := range s.Rules {
		m, f := &Measures[places[r.Measure]], t.figure(r.Measure)
		if f.Base == 0 {
			why = both(why, say("%s：没有%s，不计分", "%s: no %s, not scored", m.Name, m.BaseName), "；", "; ")
			continue
		}
		points, lost := r.points(f)
		given, of = given+points, of+r.Weight
		rate := decimal(hundredths(f.N, f.Base)) + "%"
		why = both(why, say("%s：%s %d，%s %d，%s，%s，得 %s", "%s: %s %d, %s %d, %s: %s, gives %s", m.Name, m.BaseName, f.Base, m.Miss, f.Base-f.N, rate, minus(lost), decimal(points)),
			"；", "; ")
	}
	return given, of, why
}

func minus(n int64) string {
	if n == 0 {
		return "-0"
	}
	return decimal(-n)
}

func both(have, more Words, zh, en string) Words {
	return Words{Zh: join(have.Zh, more.Zh, zh), En: join(have.En, more.En, en)}
}

// Words says each rule in a sentence, with the version.
func (s Scheme) Words() (list []Words) {
	for _, r := range s.Rules {
		m := &Measures[places[r.Measure]]
		list = append(list, say("评分（第 %d 版）：%s满分 %s 分，达到 %s%% 得满分，每低 1 个百分点扣 %s 分，最低 %s 分；没有基数的不计分，也不计入满分。",
			"Score (version %d): %s gives %s points for %s%% or more, %s less for each percentage point below, never less than %s; without a base it counts neither way.",
			s.Version, m.Name, decimal(r.Weight), decimal(r.Full), decimal(r.Slope), decimal(r.Floor)))
	}
	return list
}

// String writes the rules as ParseRules reads them.
func (s Scheme) String() string {
	var b strings.Builder
	for _, r := range s.Rules {
		fmt.Fprintf(&b, "%s %s %s %s %s\n", Measures[places[r.Measure]].Name.Zh, short(r.Weight), short(r.Full), short(r.Slope), short(r.Floor))
	}
	return b.String()
}

func short(n int64) string { return strings.TrimSuffix(strings.TrimRight(decimal(n), "0"), ".") }

// Scorable lists the rates that can be scored: those of which more is better.
func Scorable() (list []*Measure) {
	for i := range Measures {
		if Measures[i].Miss != (Words{}) {
			list = append(list, &Measures[i])
		}
	}
	return list
}

// maxScore bounds weights, full marks, slopes and floors, in hundredths.
const maxScore = 100_00

// ParseRules reads one rule a line: the measure's name or code, then weight, full mark in percent, what each percentage
// point below costs, and the least, such as “按期结案率 20 95 1 0”.
func ParseRules(text string) (rules []Rule, err error) {
	seen := map[string]bool{}
	for i, line := range strings.Split(text, "\n") {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		r, ok := parseRule(words)
		if !ok || seen[r.Measure] {
			return nil, &cases.Problem{Kind: cases.Invalid, Field: "rules", Words: say(
				"第 %d 行应写作“指标 满分 满分线 每低1个百分点扣分 最低分”，如“按期结案率 20 95 1 0”；指标须可评分且只写一次，数值在 0 到 100 之间，最低分不高于满分。",
				"Line %d should read “measure weight full-mark cost-per-point floor”, such as “on_time_rate 20 95 1 0”; each scorable measure once, numbers from 0 to 100, the floor not above the weight.", i+1)}
		}
		seen[r.Measure] = true
		rules = append(rules, r)
	}
	return rules, nil
}

func parseRule(words []string) (r Rule, ok bool) {
	for _, m := range Scorable() {
		if words[0] == m.Code || words[0] == m.Name.Zh {
			r.Measure = m.Code
		}
	}
	if r.Measure == "" || len(words) != 5 {
		return r, false
	}
	for i, to := range []*int64{&r.Weight, &r.Full, &r.Slope, &r.Floor} {
		v, err := strconv.ParseFloat(words[i+1], 64)
		if *to = int64(math.Round(v * 100)); err != nil || !(v >= 0 && v*100 <= maxScore) {
			return r, false
		}
	}
	return r, r.Weight > 0 && cmp.Compare(r.Floor, r.Weight) <= 0
}
