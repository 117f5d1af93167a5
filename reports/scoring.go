package reports

import (
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

// Words says the rule in a sentence.
func (r Rule) Words() Words {
	m := &Measures[places[r.Measure]]
	return say("%s满分 %s 分，达到 %s%% 得满分，每低 1 个百分点扣 %s 分，最低 %s 分；没有基数的不计分，也不计入满分。",
		"%s gives %s points for %s%% or more, %s less for each percentage point below, never less than %s; without a base it counts neither way.",
		m.Name, decimal(r.Weight), decimal(r.Full), decimal(r.Slope), decimal(r.Floor))
}

// Words says each rule in a sentence, with the version.
func (s Scheme) Words() (list []Words) {
	for _, r := range s.Rules {
		list = append(list, both(say("评分（第 %d 版）", "Score (version %d)", s.Version), r.Words(), "：", ": "))
	}
	return list
}

// Scorable lists the rates that can be scored: those of which more is better.
func Scorable() (list []*Measure) {
	for i := range Measures {
		if Measures[i].Miss != (Words{}) {
			list = append(list, &Measures[i])
		}
	}
	return list
}

// RulePart is one of the numbers of a rule.
type RulePart string

// The numbers of a rule, in the order of a form.
const (
	PartWeight RulePart = "weight" // points at most; none for a rate that is not scored
	PartFull   RulePart = "full"   // the rate in percent from which on all of them are given
	PartSlope  RulePart = "slope"  // what each percentage point below takes off
	PartFloor  RulePart = "floor"  // points at least
)

// RuleParts lists the numbers of a rule.
func RuleParts() []RulePart { return []RulePart{PartWeight, PartFull, PartSlope, PartFloor} }

// RuleField is what a form calls a number of the rule for a rate, such as "on_time_rate.weight".
func RuleField(measure string, part RulePart) string { return measure + "." + string(part) }

// usual is how a rate is mostly scored, once it has a weight.
var usual = Rule{Full: 95_00, Slope: 1_00}

func (r *Rule) part(part RulePart) *int64 {
	return map[RulePart]*int64{PartWeight: &r.Weight, PartFull: &r.Full, PartSlope: &r.Slope, PartFloor: &r.Floor}[part]
}

// Input writes the rules as ReadRules reads them, and beside a rate that is not scored how it mostly would be.
func (s Scheme) Input() cases.Input {
	in := cases.Input{}
	for _, m := range Scorable() {
		r := usual
		for _, rule := range s.Rules {
			if rule.Measure == m.Code {
				r = rule
			}
		}
		for _, part := range RuleParts() {
			in[RuleField(m.Code, part)] = short(*r.part(part))
		}
		if r.Weight == 0 {
			in[RuleField(m.Code, PartWeight)] = ""
		}
	}
	return in
}

func short(n int64) string { return strings.TrimSuffix(strings.TrimRight(decimal(n), "0"), ".") }

// ReadRules reads a form that asks for the numbers of every rate that can be scored. One without a weight is not scored.
func ReadRules(in cases.Input) (rules []Rule, err error) {
	var bad cases.Problems
	for _, m := range Scorable() {
		if strings.TrimSpace(in[RuleField(m.Code, PartWeight)]) == "" {
			continue
		}
		r := Rule{Measure: m.Code}
		wrong := r.read(in)
		if len(wrong) == 0 {
			rules = append(rules, r)
		}
		bad = append(bad, wrong...)
	}
	if len(bad) > 0 {
		return nil, bad
	}
	return rules, nil
}

func (r *Rule) read(in cases.Input) (bad cases.Problems) {
	for _, part := range RuleParts() {
		field := RuleField(r.Measure, part)
		v, err := strconv.ParseFloat(strings.TrimSpace(in[field]), 64)
		if *r.part(part) = int64(math.Round(v * 100)); err != nil || !(v >= 0 && v <= 100) || math.Abs(v*100-math.Round(v*100)) > 1e-9 {
			bad = append(bad, &cases.Problem{Kind: cases.Invalid, Field: field, Words: Words{Zh: "请填 0 到 100 的数，至多两位小数。", En: "Give a number from 0 to 100, with at most two decimals."}})
		}
	}
	switch {
	case len(bad) > 0:
	case r.Weight == 0:
		bad = append(bad, &cases.Problem{Kind: cases.Invalid, Field: RuleField(r.Measure, PartWeight), Words: Words{Zh: "满分应大于 0；不评分的请留空。", En: "The weight is above 0; leave it empty for a rate that is not scored."}})
	case r.Floor > r.Weight:
		bad = append(bad, &cases.Problem{Kind: cases.Invalid, Field: RuleField(r.Measure, PartFloor), Words: Words{Zh: "最低分不能高于满分。", En: "The floor is not above the weight."}})
	}
	return bad
}
