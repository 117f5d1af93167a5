package reports

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"jiangqitong/cases"
	"jiangqitong/internal/db/dbtest"
	"jiangqitong/internal/workday"
)

// printed makes the workbook of a month of a world without a database, ledger included, and its Book.
func (w *world) printed(m workday.Month, history History, scheme Scheme) (*Book, []byte) {
	w.t.Helper()
	in := Input{Period: cases.MonthPeriod(m), Refs: w.refs, Made: w.now, History: history, Scheme: scheme}
	f, x := newFold(in.Period, w.refs), newWorkbook("zh", "")
	defer x.close()
	rows, err := x.ledger(f.book(in))
	w.must(err)
	print, cells, n := &printer{refs: w.refs}, make([]Cell, len(ledgerFields)+1), int64(0)
	for _, r := range w.records {
		if f.add(r) {
			n++
			print.ledgerRow(n, &f.view, cells)
			w.must(rows.add(cells))
		}
	}
	var out bytes.Buffer
	b := f.book(in)
	w.must(x.finish(b, rows, &out))
	return b, out.Bytes()
}

// reckoned is a workbook with what its ledger alone says.
type reckoned struct {
	t      *rapid.T
	file   *excelize.File
	book   *Book
	naive  naive
	before naive // of the month before
	rules  []Rule
	seen   int // figures that were compared
}

// TestEveryFigureFollowsFromTheLedger reckons every figure of every sheet again from the lines of the ledger sheet of
// the same workbook, or of the month before, by code that knows only their headings. A figure of which it does not know
// what it should be is an error too.
func TestEveryFigureFollowsFromTheLedger(t *testing.T) {
	refs := seededRefs(t, dbtest.SQLite(t))
	figures, runs := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		if runs++; runs > 8 {
			return // each reads two whole workbooks
		}
		w := newWorld(t, refs, rapid.Uint64().Draw(rt, "seed"))
		w.live(june.Next().First().Start(), rapid.IntRange(1, 60).Draw(rt, "filings"))
		first, mayBytes := w.printed(may, nil, Scheme{})
		history := History{may.String(): first.Figures}
		second, juneBytes := w.printed(june, history, Scheme{Version: 1, Rules: published})
		mayFile, juneFile := open(t, mayBytes), open(t, juneBytes)
		before := naiveOf(t, may, mayFile)
		for _, r := range []reckoned{
			{t: rt, file: mayFile, book: first, naive: before},
			{t: rt, file: juneFile, book: second, naive: naiveOf(t, june, juneFile), before: before, rules: published},
		} {
			r.all()
			figures += r.seen
		}
	})
	if figures < 4000 {
		t.Errorf("only %d figures were compared", figures)
	}
}

func naiveOf(t *testing.T, m workday.Month, f *excelize.File) naive {
	n := naive{first: m.First(), last: m.Last()}
	for _, row := range cellsOf(t, f, "惠及企业") {
		if len(row) > 1 && row[1] == Hidden.Zh {
			n.alone++
		}
	}
	if rows := cellsOf(t, f, "台账"); len(rows) > 4 && len(rows[4]) > 2 {
		n.lines = ledgerLines(t, f)
	}
	return n
}

// all compares every figure of every sheet but the ledger.
func (r *reckoned) all() {
	for _, s := range r.book.Sheets {
		if s.Ledger {
			continue
		}
		rows, err := r.file.GetRows(s.Name.Zh, excelize.Options{RawCellValue: true})
		if err != nil {
			r.t.Fatal(err)
		}
		for i, b := range blocksOf(s) {
			section := ""
			for n, row := range s.Tables[i].Rows {
				if row.Kind == Section {
					section = row.Cells[0].Text.Zh
					continue
				}
				for c, cell := range row.Cells {
					if cell.Numeric() {
						r.figure(s, s.Tables[i], section, n, c, rows[b.first+n-1][c])
					}
				}
			}
		}
		r.listed(s)
	}
	r.ranks()
}

// figure compares one cell. The Book tells only where it stands: its row's label, its column's heading, its table.
func (r *reckoned) figure(s *Sheet, t *Table, section string, row, column int, printed string) {
	label, heading := t.Rows[row].Cells[0].Print("zh"), t.Columns[column].Name.Zh
	where := fmt.Sprintf("%s/%s/%s/%s", s.Name.Zh, t.Title.Zh, label, heading)
	want, known := r.expected(s.Code, t, section, row, column, label, heading)
	if !known {
		r.t.Fatalf("%s: nobody reckons this figure again (%s)", where, want)
	}
	if want == unchecked {
		return
	}
	r.seen++
	if got := canonical(printed); !fits(got, want) {
		r.t.Fatalf("%s: printed %s, the ledger gives %s", where, got, want)
	}
}

// unchecked stands for what is compared elsewhere: ranks, and the running numbers of lists.
const unchecked = "…"

func canonical(raw string) string {
	v, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return raw
	}
	return num(v)
}

func (r *reckoned) expected(code string, t *Table, section string, row, column int, label, heading string) (string, bool) {
	switch code {
	case "summary":
		return r.summary(t, label, heading)
	case "bureau", "category", "street", "source":
		return r.breakdown(code, t.Columns[column], section, label, heading)
	case "milestones":
		return r.milestone(t, label, heading)
	case "hot":
		return r.hot(t, row, label, heading)
	case "benefited":
		return r.benefited(t.Rows[row].Cells[1].Print("zh"), heading)
	case "definitions":
		return r.definition(label, heading)
	case "checks":
		return r.check(label)
	case "overdue", "tracking", "quality", "typical":
		return r.ofCase(label, heading)
	}
	return "sheet " + code, false
}

func (r *reckoned) summary(t *Table, label, heading string) (string, bool) {
	lines := r.naive
	switch {
	case strings.HasSuffix(t.Title.Zh, "主要指标"):
		return r.key(label, heading)
	case strings.Contains(t.Title.Zh, "走势"):
		if label == may.String() {
			if lines = r.before; r.before.lines == nil && r.naive.first == may.First() {
				lines = r.naive
			}
		}
		return lines.named(heading)
	case heading == "占比", heading == "件数":
		whole := map[bool]string{true: "期末在办", false: "有效评价"}[strings.Contains(t.Title.Zh, "在办")]
		name := label
		if label == "合计" {
			name = whole
		}
		n, known := lines.named(name)
		of, _ := lines.named(whole)
		if heading == "占比" {
			n = ratio(n, of)
		}
		return n, known
	case label == "合计":
		return lines.named(heading)
	}
	column := map[string]string{"事项类型": "事项类型", "承办单位": "主办单位", "诉求类别": "诉求类别"}[t.Columns[0].Name.Zh]
	return lines.of(func(l line) bool { return l[column] == label }).named(heading)
}

func ratio(n, of string) string {
	a, _ := strconv.ParseFloat(n, 64)
	b, _ := strconv.ParseFloat(of, 64)
	return figure{n: a, base: b, rate: true}.value()
}

// key is a line of the key figures: now, the month before and the change; nothing is known of the year before.
func (r *reckoned) key(label, heading string) (string, bool) {
	name, counted, isRate := strings.Cut(label, "（")
	now, known := r.naive.figures()[name]
	if !known { // a name with brackets of its own
		name, isRate = label, false
		now, known = r.naive.figures()[name]
	}
	if want := fmt.Sprintf("%v/%v）", now.n, now.base); isRate && known && counted != want {
		return "it is called " + label, false
	}
	was, any := r.before.figures()[name], r.before.first != workday.Date{}
	switch heading {
	case "本期":
		return now.value(), known
	case "去年同月", "同比":
		return NoBase, known
	case "上月":
		if !any {
			return NoBase, known
		}
		return was.value(), known
	case "环比":
		return change0(now, was, any), known
	}
	return heading, false
}

// change0 is how a figure changed: a rate in percentage points of what is printed, everything else in percent.
func change0(now, was figure, any bool) string {
	a, errA := strconv.ParseFloat(now.value(), 64)
	b, errB := strconv.ParseFloat(was.value(), 64)
	switch {
	case !any || errA != nil || errB != nil:
		return NoBase
	case now.rate:
		return num((a - b) * 100)
	case b == 0:
		return NoBase
	}
	sign := 1.0
	if a < b {
		sign = -1
	}
	up, _ := strconv.ParseFloat(figure{n: sign * (a - b), base: b, rate: true}.value(), 64)
	return num(sign * up)
}

func (r *reckoned) breakdown(code string, column Column, section, label, heading string) (string, bool) {
	by := map[string]string{"bureau": "主办单位", "category": "诉求类别", "street": "所属街道", "source": "来源渠道"}[code]
	lines := r.naive
	switch group, sum := strings.CutSuffix(label, "小计"); {
	case label == "合计":
	case sum:
		lines = lines.of(func(l line) bool { return l["事项类型"] == group })
	default:
		lines = lines.of(func(l line) bool { return l[by] == label })
	}
	switch {
	case heading == "同组排名":
		return unchecked, true
	case column.Group.Zh == "评分":
		return r.score(lines, heading)
	case heading == "占比":
		of, _ := r.naive.named("新收")
		n, known := lines.named("新收")
		return ratio(n, of), known
	}
	return lines.named(heading)
}

// score adds what the published rules give.
func (r *reckoned) score(lines naive, heading string) (string, bool) {
	given, of := 0.0, 0.0
	points := func(name string, weight, floor, slope float64) {
		if f := lines.figures()[name]; f.base > 0 {
			rate, _ := strconv.ParseFloat(f.value(), 64)
			lost := math.Floor(slope*max(95-rate*100, 0)*100+0.5+1e-6) / 100
			given += max(weight-lost, floor)
			of += weight
		}
	}
	points("按期结案率", 20, 0, 1)
	points("满意率", 25, 12.5, 0.5)
	if lines.lines == nil || lines.lines[0]["主办单位"] == "（未交办）" || of == 0 {
		return NoBase, true
	}
	return num(map[string]float64{"得分": given, "满分": of}[heading]), true
}

func (r *reckoned) milestone(t *Table, label, heading string) (string, bool) {
	f := figure{}
	if t.Columns[0].Name.Zh == "环节" {
		f = r.naive.figures()[map[string]string{"交办": "按时交办率", "签收": "按时签收率", "联系企业": "按时联系率", "提出方案": "按时提出方案率", "办结答复": "按期结案率"}[label]]
	} else {
		for _, l := range r.naive.lines {
			for _, a := range strings.Split(l["协办答复"], "；") {
				if bureau, kept, _ := strings.Cut(a, "："); bureau == label {
					f.base++
					f.n += map[string]float64{"按时": 1}[kept]
				}
			}
		}
		f.rate = true
	}
	switch heading {
	case "按时率":
		return f.value(), f.rate
	case "未按时":
		return num(f.base - f.n), f.rate
	case "按时完成", "按时答复":
		return num(f.n), f.rate
	}
	return num(f.base), f.rate
}

func (r *reckoned) hot(t *Table, row int, label, heading string) (string, bool) {
	received := func(is func(line) bool) naive {
		return r.naive.of(func(l line) bool { return l["本期来源"] == "新收" && is(l) })
	}
	switch t.Columns[0].Name.Zh {
	case "所属街道":
		kind := t.Rows[row].Cells[1].Print("zh")
		return num(float64(len(received(func(l line) bool { return l["所属街道"] == label && l["诉求类别"] == kind }).lines))), true
	case "相同字词":
		return num(float64(len(received(func(l line) bool { return strings.Contains(l["诉求标题"], label) }).lines))), true
	}
	own := r.naive.of(func(l line) bool { return l["企业名称"] == label })
	if heading == "新收" {
		return own.named("新收")
	}
	return num(own.count(own.helped)), true
}

func (r *reckoned) benefited(company, heading string) (string, bool) {
	if heading == "序号" {
		return unchecked, true
	}
	own := r.naive.of(func(l line) bool { return l["企业名称"] == company })
	if company == Hidden.Zh {
		return between(1, own.count(own.helped)), true
	}
	return own.named("解决或列入计划")
}

func (r *reckoned) definition(label, heading string) (string, bool) {
	f, known := r.naive.figures()[label]
	switch heading {
	case "本期分子":
		return num(f.n), known
	case "本期分母":
		return num(f.base), known
	}
	return f.value(), known
}

// check is either side of a line of the checks: what stands before the equals sign.
func (r *reckoned) check(label string) (string, bool) {
	name, _, _ := strings.Cut(label, " ＝ ")
	return r.naive.named(name)
}

// ofCase is a figure of one case in a list: what the ledger says of it.
func (r *reckoned) ofCase(no, heading string) (string, bool) {
	i := slices.IndexFunc(r.naive.lines, func(l line) bool { return l["编号"] == no })
	if i < 0 {
		return "no such case in the ledger", false
	}
	l := r.naive.lines[i]
	if heading == "用时（工作日）" {
		return num(naive{first: r.naive.first, last: r.naive.last, lines: []line{l}}.days(workingDays)[0]), true
	}
	v, known := l[heading]
	return canonical(v), known
}

// listed compares which cases the lists name with those of the ledger that belong there.
func (r *reckoned) listed(s *Sheet) {
	belongs := map[string][]func(line) bool{
		"overdue":  {r.naive.overdue, r.naive.near},
		"tracking": {func(l line) bool { return r.naive.inHand(l) && l.tracked() }},
		"quality": {func(l line) bool {
			return r.naive.rated(l) && strings.Contains(l["满意度"], "不满意") || r.naive.judged(l) && l["是否解决"] == "否" ||
				l.handled() && l["是否重办"] == "是" && r.naive.holds(l, "本轮起算")
		}, func(l line) bool {
			return l.handled() && (l.number("退单次数") > 0 || l.number("延期次数") > 0)
		}},
	}
	for i, is := range belongs[s.Code] {
		var want, got []string
		for _, l := range r.naive.of(is).lines {
			want = append(want, l["编号"])
		}
		for _, row := range s.Tables[i].Rows {
			got = append(got, row.Cells[0].Text.Zh)
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			r.t.Fatalf("%s lists %v, by the ledger it should be %v", s.Tables[i].Title.Zh, got, want)
		}
	}
}

// ranks compares each bureau's rank with how many of its group have a better rate.
func (r *reckoned) ranks() {
	t := r.book.Sheet("bureau").Tables[0]
	place := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name.Zh == "同组排名" })
	groups, section := map[string][]string{}, ""
	ranked := map[string]string{}
	for _, row := range t.Rows {
		switch label := row.Cells[0].Print("zh"); {
		case row.Kind == Section:
			section = label
		case row.Kind == Plain && row.Cells[place].Print("zh") != NoBase:
			groups[section] = append(groups[section], label)
			ranked[label] = row.Cells[place].Print("zh")
		case row.Kind == Plain && r.naive.of(func(l line) bool { return l["主办单位"] == label }).figures()["应结案"].n > 0 && label != "（未交办）":
			r.t.Fatalf("%s has something due and no rank", label)
		}
	}
	rate := func(bureau string) float64 {
		f := r.naive.of(func(l line) bool { return l["主办单位"] == bureau }).figures()["按期结案率"]
		return f.n / f.base
	}
	for _, group := range groups {
		for _, bureau := range group {
			better := 1
			for _, other := range group {
				if rate(other) > rate(bureau)+1e-12 {
					better++
				}
			}
			if ranked[bureau] != strconv.Itoa(better) {
				r.t.Fatalf("%s is ranked %s, %d by the ledger", bureau, ranked[bureau], better)
			}
		}
	}
}
