package reports

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"jiangqitong/internal/workday"
)

// This file reckons a period again from the lines of its ledger sheet, by the headings and by the words that stand in
// them. It knows nothing of measures, views or folds: what it finds is compared with the workbook in exact_test.go.

// naive is a period and some lines of its ledger. Confidential requests keep their company to themselves, and a number
// in its place would tell it by the company's other requests: how many companies were helped by confidential requests
// alone is said once for all, by the list of companies.
type naive struct {
	first, last workday.Date
	lines       []line
	alone       float64
	part        bool // some of the lines only
}

// of is the naive period with the lines that are so.
func (n naive) of(is func(line) bool) naive {
	some := naive{first: n.first, last: n.last, part: true}
	for _, l := range n.lines {
		if is(l) {
			some.lines = append(some.lines, l)
		}
	}
	return some
}

func (n naive) count(is func(line) bool) float64 { return float64(len(n.of(is).lines)) }

// when reads an instant of the sheet, to the second.
func (l line) when(column string) (time.Time, bool) {
	v, err := strconv.ParseFloat(l[column], 64)
	if err != nil {
		return time.Time{}, false
	}
	at, _ := excelize.ExcelDateToTime(v, false)
	at = at.Round(time.Second)
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, workday.Zone), true
}

func (l line) number(column string) int {
	v, _ := strconv.Atoi(l[column])
	return v
}

func (l line) secret() bool  { return l["企业名称"] == Hidden.Zh }
func (l line) handled() bool { return l["本期来源"] != "仅到期" }
func (l line) due() bool     { return l["本期应结案"] == "是" }
func (l line) onTime() bool  { return l["是否按时"] == "是" }
func (l line) tracked() bool { return strings.Contains(l["备注"], "挂账") }
func (l line) solvedOrPlanned() bool {
	return l["办理结果"] == "已解决" || strings.HasPrefix(l["办理结果"], "列入计划")
}

func (n naive) holds(l line, column string) bool {
	at, ok := l.when(column)
	return ok && !at.Before(n.first.Start()) && at.Before(n.last.End())
}

func (n naive) done(l line) bool {
	at, ok := l.when("实际办结时间")
	return ok && l.handled() && at.Before(n.last.End())
}

func (n naive) inHand(l line) bool { return l.handled() && !n.done(l) }

func (n naive) answered(l line) bool {
	return n.done(l) && (l.solvedOrPlanned() || l["办理结果"] == "解释说明")
}

func (n naive) overdue(l line) bool {
	at, ok := l.when("预计办结时间")
	return n.inHand(l) && ok && at.Before(n.last.End())
}

// near counts three working days on from the last day of the period, one by one.
func (n naive) near(l line) bool {
	at, ok := l.when("预计办结时间")
	if !n.inHand(l) || !ok || n.overdue(l) {
		return false
	}
	day := n.last
	for left := 3; left > 0; {
		if day = day.AddDays(1); workday.China().IsWorking(day) {
			left--
		}
	}
	return !at.After(day.End())
}

func (n naive) rated(l line) bool {
	return n.done(l) && l["计满意度"] == "是" && l["满意度"] != ""
}

func (n naive) judged(l line) bool {
	return n.done(l) && l["计满意度"] == "是" && l["是否解决"] != ""
}

func (n naive) ended(l line, results ...string) bool {
	return n.done(l) && slices.ContainsFunc(results, func(r string) bool { return strings.HasPrefix(l["办理结果"], r) })
}

func (n naive) helped(l line) bool { return n.done(l) && l.solvedOrPlanned() }

// companies are the different ones that were helped.
func (n naive) companies() float64 {
	names := map[string]bool{}
	for _, l := range n.of(n.helped).lines {
		if !l.secret() {
			names[l["企业名称"]] = true
		}
	}
	return float64(len(names)) + n.alone
}

// figure is a measure by its Chinese name: a count, or of a rate the hits and the base, or of days each case's.
type figure struct {
	n, base float64
	rate    bool
	days    []float64
	timed   bool
}

func (f figure) value() string {
	switch {
	case f.timed && len(f.days) == 0, f.rate && f.base == 0:
		return NoBase
	case f.timed:
		return num(f.n)
	case f.rate:
		return num(math.Floor(f.n/f.base*1e4+0.5+1e-9) / 1e4)
	}
	return num(f.n)
}

func num(v float64) string { return strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64) }

// figures are all measures by name.
func (n naive) figures() map[string]figure {
	count := func(is func(line) bool) figure { return figure{n: n.count(is)} }
	intake := func(word string) figure { return count(func(l line) bool { return l["本期来源"] == word }) }
	group := func(name string, is func(line) bool) figure {
		return count(func(l line) bool { return l["事项类型"] == name && is(l) })
	}
	ended := func(results ...string) figure { return count(func(l line) bool { return n.ended(l, results...) }) }
	rate := func(base, hit func(line) bool) figure {
		return figure{n: n.of(base).count(hit), base: n.count(base), rate: true}
	}
	kept := func(column string) figure {
		return rate(func(l line) bool { return l[column] != "" }, func(l line) bool { return l[column] == "是" })
	}
	dispatched := func(l line) bool { return n.holds(l, "交办时间") }
	all := map[string]figure{
		"新收": intake("新收"), "上期结转": intake("上期结转"), "重办转入": intake("重办转入"), "承办": count(line.handled), "办结": count(n.done), "期末在办": count(n.inHand),
		"解决民生事项":   group("民生事项", func(l line) bool { return n.ended(l, "已解决") }),
		"解决审批服务诉求": group("审批服务", func(l line) bool { return n.ended(l, "已解决") }),
		"答复其他诉求":   group("其他诉求", n.answered),
		"惠及企业":     {n: n.companies()},
		"已解决":      ended("已解决"), "列入计划": ended("列入计划"), "解决或列入计划": ended("已解决", "列入计划"), "解释说明": ended("解释说明"), "其他终止": ended("不予受理", "企业撤回", "并案"),
		"应结案":   count(line.due),
		"结案率":   rate(line.due, func(l line) bool { return l["实际办结时间"] != "" }),
		"按期结案率": rate(line.due, line.onTime),
		"按首次承诺按期率": rate(line.due, func(l line) bool {
			done, _ := l.when("实际办结时间")
			first, _ := l.when("办理时限")
			return l.onTime() && !done.After(first)
		}),
		"超期率": rate(line.due, func(l line) bool { return !l.onTime() }), "延期率": rate(line.due, func(l line) bool { return l.number("延期次数") > 0 }),
		"超期未结": count(n.overdue), "临近到期": count(n.near), "时限正常": count(func(l line) bool { return n.inHand(l) && !n.overdue(l) && !n.near(l) }),
		"挂账": count(func(l line) bool { return n.inHand(l) && l.tracked() }), "挂账销号": count(func(l line) bool { return n.done(l) && l.tracked() }),
		"按时交办率": kept("按时交办"), "按时签收率": kept("按时签收"), "按时联系率": kept("按时联系"), "按时提出方案率": kept("按时提方案"),
		"协办按时答复率": rate(func(l line) bool { return l["协办答复"] != "" }, func(l line) bool { return !strings.Contains(l["协办答复"], "未按时") }),
		"一次办结率":   rate(n.done, func(l line) bool { return l["是否重办"] == "否" }),
		"重办":      count(func(l line) bool { return l.handled() && l["是否重办"] == "是" && n.holds(l, "本轮起算") }),
		"解决率":     rate(n.judged, func(l line) bool { return l["是否解决"] == "是" }),
		"满意率":     rate(n.rated, func(l line) bool { return !strings.Contains(l["满意度"], "不满意") }),
		"退单率":     rate(dispatched, func(l line) bool { return l.number("退单次数") > 0 }),
		"不当退单率": rate(func(l line) bool {
			return dispatched(l) && l.number("退单次数") > 0 && l["退单待裁定"] == "否"
		},
			func(l line) bool { return l.number("不当退单") > 0 }),
	}
	for _, level := range []string{"非常满意", "满意", "基本满意", "不满意", "非常不满意"} {
		all[level] = count(func(l line) bool { return n.rated(l) && l["满意度"] == level })
	}
	all["办理时长中位数（工作日）"] = middle(n.days(workingDays))
	all["平均办理时长（工作日）"] = average(n.days(workingDays))
	all["平均办理时长（自然日）"] = average(n.days(func(from, to workday.Date, _ line) int { return to.Sub(from) }))
	all["平均暂停时长（自然日）"] = average(n.days(func(_, _ workday.Date, l line) int { return l.number("暂停天数") }))
	return all
}

// workingDays counts day by day, the first not counted.
func workingDays(from, to workday.Date, _ line) (n int) {
	for day := from.AddDays(1); !day.After(to); day = day.AddDays(1) {
		if workday.China().IsWorking(day) {
			n++
		}
	}
	return n
}

func (n naive) days(length func(from, to workday.Date, l line) int) (list []float64) {
	for _, l := range n.of(n.answered).lines {
		from, _ := l.when("本轮起算")
		to, _ := l.when("实际办结时间")
		list = append(list, float64(length(workday.DateOf(from), workday.DateOf(to), l)))
	}
	slices.Sort(list)
	return list
}

func middle(days []float64) figure {
	f := figure{timed: true, days: days}
	if k := len(days); k > 0 {
		f.n = (days[(k-1)/2] + days[k/2]) / 2
	}
	return f
}

func average(days []float64) figure {
	f := figure{timed: true, days: days}
	for _, d := range days {
		f.n += d / float64(len(days))
	}
	f.n = math.Floor(f.n*10+0.5+1e-9) / 10
	return f
}

// bases are the denominators by their names.
var bases = map[string]string{"应结案": "按期结案率", "应交办": "按时交办率", "应签收": "按时签收率", "应联系": "按时联系率", "应提方案": "按时提出方案率",
	"有效回答": "解决率", "有效评价": "满意率", "交办": "退单率", "退单已裁定": "不当退单率"}

// between is what a figure is held to where the ledger hides what it rests on.
func between(low, high float64) string { return num(low) + ".." + num(high) }

// fits says whether what is printed is what it should be.
func fits(printed, want string) bool {
	low, high, ranged := strings.Cut(want, "..")
	if !ranged {
		return printed == want
	}
	v, err := strconv.ParseFloat(printed, 64)
	from, _ := strconv.ParseFloat(low, 64)
	to, _ := strconv.ParseFloat(high, 64)
	return err == nil && from <= v && v <= to
}

// named is a figure, or a denominator, or the hits of a rate, as a heading names it.
func (n naive) named(heading string) (string, bool) {
	all := n.figures()
	if secret := n.count(func(l line) bool { return n.helped(l) && l.secret() }); heading == "惠及企业" && n.part && secret > 0 {
		return between(n.companies(), n.companies()+secret), true
	}
	if f, ok := all[heading]; ok {
		return f.value(), true
	}
	if rate, ok := bases[heading]; ok {
		return num(all[rate].base), true
	}
	if f, ok := all[heading+"率"]; ok {
		return num(f.n), true
	}
	return fmt.Sprintf("no figure is called %s", heading), false
}
